/** Tells other windows of VS Code, which are processes that share the same storage, which runs this process follows. */
import { say } from '../../sentences/words.ts';
import { readFileSync, rmSync } from 'node:fs';
import { stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { connectionLeftError, IdentityError } from '../../errors.ts';
import { ownerMayLive, newOwner } from './fileOwner.ts';
import { readIfThere, removeFile, withLock, writeWhole } from './wholeFile.ts';

/** Claims on runs by id; each is a file that names its owner and is touched while its process lives. */
export interface Claims {
  /**
   * Holds a claim until `letGo`; resolves when it is held. Throws `conflict` if another process holds it or has taken
   * it over, and `cancelled` once claims are no longer held.
   */
  hold(id: string): Promise<void>;
  /** True while it is held here, as far as is known. */
  holds(id: string): boolean;
  letGo(id: string): Promise<void>;
  isHeldElsewhere(id: string): Promise<boolean>;
  /** Lets go of everything at once, and holds nothing more. */
  dispose(): void;
}

/** Does the work every so many milliseconds until the returned function is called. */
export type Every = (milliseconds: number, work: () => Promise<void>) => () => void;

/** Milliseconds between two touches, and after which a claim that was not touched counts as left. */
const touchEvery = 10_000;
const goneAfter = 35_000;

const inRealTime: Every = (milliseconds, work) => {
  const timer = setInterval(() => void work(), milliseconds).unref();
  return () => clearInterval(timer);
};

type ClaimState = 'ours' | 'free' | 'left' | 'elsewhere';

/** Makes claims that are kept in a folder; `pid` is this process. */
export function createClaims(folder: string, pid = process.pid, every = inRealTime): Claims {
  const claimed = new Set<string>();
  /** Claims that others have taken over unnoticed, and that have not been reported yet. */
  const lost = new Set<string>();
  const owner = newOwner(pid);
  let stop: (() => void) | undefined;
  let isDisposed = false;
  const fileOf = (id: string): string => join(folder, encodeURIComponent(id));

  async function readState(id: string): Promise<ClaimState> {
    const [text, stats] = await Promise.all([readIfThere(fileOf(id)), stat(fileOf(id)).catch(() => undefined)]);
    if (text === undefined || stats === undefined) return 'free';
    if (text === owner.text) return 'ours';
    return ownerMayLive(text, Date.now() - stats.mtimeMs, goneAfter) ? 'elsewhere' : 'left';
  }

  /** Checks whether a claim is still held, and drops it if another process has it now. */
  async function checkHeld(id: string): Promise<ClaimState> {
    const state = await readState(id);
    const isLost = (state === 'elsewhere' || state === 'left') && claimed.delete(id);
    if (isLost) follow();
    return isLost ? 'elsewhere' : state;
  }

  async function touch(id: string): Promise<void> {
    const state = await checkHeld(id);
    const now = new Date();
    if (state === 'elsewhere') lost.add(id);
    else if (state === 'ours') await utimes(fileOf(id), now, now);
  }

  function follow(): void {
    stop?.();
    stop =
      claimed.size === 0
        ? undefined
        : every(touchEvery, async () => void (await Promise.allSettled([...claimed].map(touch))));
  }

  /** Needs the lock of all claims, so that only one process takes over a claim that was left. */
  async function take(id: string): Promise<void> {
    if ((await readState(id)) === 'elsewhere') throw runningElsewhere();
    await writeWhole(fileOf(id), owner.text);
    claimed.add(id);
    follow();
    if (!isDisposed) return;
    letGoOfAll();
    throw connectionLeftError();
  }

  function letGoOfAll(): void {
    for (const id of claimed) removeOwn(fileOf(id), owner.text);
    claimed.clear();
    follow();
  }

  return {
    holds: (id) => claimed.has(id),
    isHeldElsewhere: async (id) => (await readState(id)) === 'elsewhere',
    async hold(id) {
      if (isDisposed) throw connectionLeftError();
      if (lost.delete(id)) throw runningElsewhere();
      const state = claimed.has(id) ? await checkHeld(id) : 'free';
      if (state === 'ours') return;
      if (state === 'elsewhere') throw runningElsewhere();
      await withLock(`${folder}.lock`, () => take(id));
    },
    async letGo(id) {
      lost.delete(id);
      if (!claimed.delete(id)) return;
      follow();
      if ((await readState(id)) === 'ours') await removeFile(fileOf(id));
    },
    dispose() {
      isDisposed = true;
      letGoOfAll();
      owner.end();
    },
  };
}

/** Removes a claim; a file that can't be removed claims nothing once its owner has ended. */
function removeOwn(file: string, owner: string): void {
  try {
    if (readFileSync(file, 'utf8') === owner) rmSync(file, { force: true });
  } catch {
    return;
  }
}

function runningElsewhere(): IdentityError {
  return new IdentityError({ code: 'conflict', message: say`This change is still running in another VS Code window.` });
}
