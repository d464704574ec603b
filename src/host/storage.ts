import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A text that survives VS Code. */
export interface FileStore {
  /** The text, or `undefined` where nothing has been written yet. */
  read(): Promise<string | undefined>;
  /** Replaces the text at once and for good: after a crash the file holds the old text or the new one, never a part. */
  write(text: string): Promise<void>;
}

/** A store in a file, readable by its owner only; writes happen one after another. */
export function fileStore(path: string): FileStore {
  let last: Promise<void> = Promise.resolve();
  return {
    read: () => readIfThere(path),
    write(text) {
      last = last.catch(() => undefined).then(() => writeWhole(path, text));
      return last;
    },
  };
}

/** A file's text, or `undefined` where there is no such file. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a file as a whole (temporary file, flush, rename), readable by its owner only. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Milliseconds between two looks at a lock, and after which it is one that a lost process has left. */
const lookEvery = 10;
const lostAfter = 10_000;

/** Does the work while no other process does any under the same lock, which is a file. */
export async function whileAlone<T>(lock: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(lock), { recursive: true, mode: 0o700 });
  while (!(await isTaken(lock))) await sleep(lookEvery);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** True if the lock is ours now. */
async function isTaken(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = await stat(lock).catch(() => undefined);
  if (found && Date.now() - found.mtimeMs > lostAfter) await rm(lock, { force: true });
  return false;
}
