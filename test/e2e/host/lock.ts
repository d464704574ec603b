import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Runs the work while no other process of this machine runs under the same lock folder; a dead owner's lock is taken over. */
export async function withLock<T>(
  folder: string,
  waiting: (owner: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  const ownerFile = join(folder, 'owner');
  let announced = false;
  for (;;) {
    if (await take(folder)) break;
    const owner = Number(await readFile(ownerFile, 'utf8').catch(() => '0'));
    if (owner > 0 ? !isAlive(owner) : await isOlderThan(folder, 10_000)) {
      await rm(folder, { recursive: true, force: true });
      continue;
    }
    if (!announced) waiting(owner);
    announced = true;
    await delay(500);
  }
  try {
    await writeFile(ownerFile, String(process.pid));
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function take(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** An owner that died before it could write its name. */
async function isOlderThan(folder: string, milliseconds: number): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > milliseconds;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
