import { say } from '../../sentences/words.ts';
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inOrder } from '../../async/inOrder.ts';
import { IdentityError } from '../../errors.ts';
import { ownerMayLive, newOwner } from './fileOwner.ts';

/** Operations of the disk and the clock, replaceable in tests. */
export interface Disk {
  readonly readFile: (path: string, encoding: 'utf8') => Promise<string>;
  readonly writeFile: typeof writeFile;
  readonly rename: typeof rename;
  readonly rm: typeof rm;
  /** Milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Milliseconds for which a file that something else has open is retried. */
  readonly patience: number;
}

/** On Windows a file can't be opened, renamed or removed while a virus scanner or another window reads or removes it. */
const patience = process.platform === 'win32' ? 2000 : 0;
/** The disk and the clock of this machine. */
export const ownDisk: Disk = { readFile, writeFile, rename, rm, now: Date.now, sleep, patience };

/** A text that outlives the session. */
export interface FileStore {
  /** Returns the text, or `undefined` if nothing has been written yet. */
  read(): Promise<string | undefined>;
  /** Replaces the text atomically and durably: after a crash the file has the old text or the new one, never a part. */
  write(text: string): Promise<void>;
}

/** Makes a store in a file that only its owner can read; writes happen one after another. */
export function fileStore(path: string): FileStore {
  const queued = inOrder();
  return {
    read: () => readIfThere(path),
    write: (text) => queued(() => writeWhole(path, text)),
  };
}

/** Returns a file's text, or `undefined` if there is no such file. */
export async function readIfThere(path: string, disk = ownDisk): Promise<string | undefined> {
  try {
    return await retryWhileBusy(() => disk.readFile(path, 'utf8'), disk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The disk, and what to do with the new file before it replaces the old one. */
export interface WholeOptions {
  readonly disk?: Disk;
  readonly beforeRename?: (temporary: string) => Promise<void>;
}

/**
 * Writes a file completely or not at all (temporary file, flush, rename). Only its owner can read it, unless
 * `beforeRename` changes that, which is called with the temporary file and may still throw.
 */
export async function writeWhole(
  path: string,
  text: Iterable<string>,
  { disk = ownDisk, beforeRename }: WholeOptions = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // A name may have 255 bytes; this leaves room for the rest.
  const temporary = join(dirname(path), `${basename(path).slice(0, 50)}.${randomUUID()}.tmp`);
  try {
    await retryWhileBusy(() => disk.writeFile(temporary, text, { flag: 'wx', mode: 0o600, flush: true }), disk);
    await beforeRename?.(temporary);
    await retryWhileBusy(() => disk.rename(temporary, path), disk);
  } catch (error) {
    await removeFile(temporary, disk);
    throw error;
  }
}

/** Removes a file if it exists. */
export function removeFile(path: string, disk = ownDisk): Promise<void> {
  return retryWhileBusy(() => disk.rm(path, { force: true }), disk);
}

const busyCodes: readonly (string | undefined)[] = ['EPERM', 'EACCES', 'EBUSY'];

/** Repeats the work while it fails only because something else has the file open. */
export async function retryWhileBusy<T>(work: () => Promise<T>, disk = ownDisk): Promise<T> {
  const end = disk.now() + disk.patience;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!busyCodes.includes((error as NodeJS.ErrnoException).code) || disk.now() >= end) throw error;
    }
    await disk.sleep(checkEvery);
  }
}

/** Milliseconds between two attempts; after which a lock counts as left if its owner can't be checked; and the longest wait. */
const checkEvery = 10;
const leftAfter = 10_000;
const longestWait = 30_000;

/**
 * Does the work while no other process works under the same lock, which is a file that names its owner. Throws
 * `conflict` if the lock is not free within half a minute.
 */
export async function withLock<T>(lock: string, work: () => Promise<T>, disk = ownDisk): Promise<T> {
  await mkdir(dirname(lock), { recursive: true, mode: 0o700 });
  const owner = newOwner();
  try {
    const end = disk.now() + longestWait;
    while (!(await tryToTake(lock, owner.text, disk))) {
      if (disk.now() >= end) throw staysLocked(lock);
      await disk.sleep(checkEvery);
    }
    try {
      return await work();
    } finally {
      await releaseLock(lock, owner.text, disk);
    }
  } finally {
    owner.end();
  }
}

/** Tries to take the lock and returns whether it is ours now. */
async function tryToTake(lock: string, owner: string, disk: Disk): Promise<boolean> {
  if (await tryToCreate(lock, owner, disk)) return true;
  if (await isAbandoned(lock, disk)) await clearLock(lock, owner, disk);
  return false;
}

/** Tries to create the file and returns whether it is ours now, because it did not exist. */
export async function tryToCreate(path: string, owner: string, disk: Disk): Promise<boolean> {
  try {
    await retryWhileBusy(() => disk.writeFile(path, owner, { flag: 'wx', mode: 0o600 }), disk);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isAbandoned(lock: string, disk: Disk): Promise<boolean> {
  const owner = await lockOwner(lock, disk);
  return owner !== undefined && !ownerMayLive(owner.owner, disk.now() - owner.since, leftAfter);
}

/** Returns the holder, and since when; only reads a file, because a pipe or a device may never answer. */
async function lockOwner(
  lock: string,
  disk: Disk,
): Promise<{ readonly owner: string; readonly since: number } | undefined> {
  const stats = await lstat(lock).catch(() => undefined);
  const owner = stats?.isFile() ? await readIfThere(lock, disk) : undefined;
  return stats === undefined || owner === undefined ? undefined : { owner, since: stats.mtimeMs };
}

/**
 * Removes a lock that was left behind: one process at a time, and after checking again, so that no one removes the lock
 * of a faster process. A lock that can't be removed stays, and processes that wait for it give up in the end.
 */
async function clearLock(lock: string, owner: string, disk: Disk): Promise<void> {
  const turn = `${lock}.clearing`;
  if (!(await tryToCreate(turn, owner, disk))) {
    if (await isAbandoned(turn, disk)) await removeFile(turn, disk).catch(() => undefined);
    return;
  }
  if (await isAbandoned(lock, disk)) await removeFile(lock, disk).catch(() => undefined);
  await releaseLock(turn, owner, disk);
}

/** Removes a lock if it is still the owner's; a failure is ignored, because the work under it is done. */
async function releaseLock(lock: string, owner: string, disk: Disk): Promise<void> {
  try {
    if ((await lockOwner(lock, disk))?.owner === owner) await removeFile(lock, disk);
  } catch {
    return;
  }
}

function staysLocked(lock: string): IdentityError {
  const message = say`Another window of VS Code keeps ${lock} locked. If no other window is open, delete this file.`;
  return new IdentityError({ code: 'conflict', message });
}
