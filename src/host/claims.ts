/** What this process works at, told to other windows of VS Code, which are processes of their own over the same storage. */
import { rmSync } from 'node:fs';
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { IdentityError } from '../errors.ts';

/** Claims on things by their ids; each is a file that is touched as long as its process lives. */
export interface Claims {
  /** Holds it until `letGo`. Throws `conflict` where another process holds it. */
  hold(id: string): Promise<void>;
  letGo(id: string): Promise<void>;
  isHeldElsewhere(id: string): Promise<boolean>;
  /** Lets go of everything at once, and holds nothing more. */
  dispose(): void;
}

/** Milliseconds between two touches, and after which a claim without one is that of a process that is gone. */
const touchEvery = 10_000;
const goneAfter = 35_000;

/** Claims kept in a folder; none yet. `pid` is this process. */
export function createClaims(folder: string, pid = process.pid): Claims {
  const held = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;
  const fileOf = (id: string): string => join(folder, encodeURIComponent(id));
  const me = `${pid} ${hostname()}`;

  async function touch(): Promise<void> {
    const now = new Date();
    await Promise.allSettled([...held].map((id) => utimes(fileOf(id), now, now)));
  }

  function follow(): void {
    clearInterval(timer);
    timer = held.size === 0 ? undefined : setInterval(() => void touch(), touchEvery).unref();
  }

  async function isHeldElsewhere(id: string): Promise<boolean> {
    try {
      const [owner, { mtimeMs }] = await Promise.all([readFile(fileOf(id), 'utf8'), stat(fileOf(id))]);
      return owner !== me && Date.now() - mtimeMs < goneAfter && mayLive(owner);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  return {
    isHeldElsewhere,
    async hold(id) {
      if (held.has(id) || isDisposed) return;
      if (await isHeldElsewhere(id)) throw new IdentityError({ code: 'conflict', message: elsewhere });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(fileOf(id), me, { mode: 0o600 });
      held.add(id);
      follow();
    },
    async letGo(id) {
      if (!held.delete(id)) return;
      follow();
      await rm(fileOf(id), { force: true });
    },
    dispose() {
      isDisposed = true;
      for (const id of held) rmSync(fileOf(id), { force: true });
      held.clear();
      follow();
    },
  };
}

const elsewhere = 'This change is running in another window of VS Code.';

/** True unless the process is one of this machine that is gone. */
function mayLive(owner: string): boolean {
  const [pid, host] = owner.split(' ');
  if (host !== hostname()) return true;
  try {
    return process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
