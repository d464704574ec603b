import { randomUUID } from 'node:crypto';
import { chmod, copyFile, readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { refusedError } from '../../errors.ts';
import { keyOfWords, say, type Words } from '../../sentences/words.ts';
import { mergeKubeconfig, type MergedKubeconfig } from './kubeconfig.ts';
import { ownDisk, readIfThere, removeFile, retryWhileBusy, tryToCreate, writeWhole, type Disk } from './wholeFile.ts';

/**
 * Merges a cluster's kubeconfig into a file that only its owner can read, and keeps the previous file next to it as
 * `.aks-identity-backup`. Asks `mayReplace` before it replaces entries of the same name with other content.
 */
export async function mergeIntoFile(
  path: string,
  incoming: string,
  kubeconfigRole: 'user' | 'admin',
  mayReplace: (entries: readonly Words[]) => Promise<void>,
  disk = ownDisk,
): Promise<MergedKubeconfig> {
  const target = await followLink(path);
  const mergedConfig = mergeKubeconfig(await readIfThere(target, disk), incoming, kubeconfigRole);
  if (mergedConfig.replaced.length > 0) await mayReplace(mergedConfig.replaced);
  return whileLocked(target, disk, async () => {
    const existing = await readIfThere(target, disk);
    const merged = mergeKubeconfig(existing, incoming, kubeconfigRole);
    const asked = new Set(mergedConfig.replaced.map(keyOfWords));
    const isNews = merged.replaced.some((entry) => !asked.has(keyOfWords(entry)));
    if (isNews) throw refusedError(say`${path} was changed by something else at the same time; it was left alone.`);
    if (merged.text === existing) return mergedConfig;
    if (existing !== undefined) await keepCopy(target);
    await writeWhole(target, merged.text, { disk });
    return merged;
  });
}

async function keepCopy(path: string): Promise<void> {
  const copy = `${path}.aks-identity-backup`;
  await retryWhileBusy(() => copyFile(path, copy));
  await chmod(copy, 0o600);
}

/** Returns the file behind a link, so that the link is not replaced. */
async function followLink(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return path;
    throw error;
  }
}

/** The start of our own locks; kubectl leaves its own empty. */
const mark = 'aks-identity ';
/** Milliseconds after which one of our locks counts as left by a crashed process; nothing waits for the user under a lock. */
const lostAfter = 60_000;
/** Milliseconds that a merge usually takes at most. */
const moment = 100;

/** Holds the same lock as kubectl (`config.lock`), so that neither overwrites the other. */
async function whileLocked<T>(path: string, disk: Disk, work: () => Promise<T>): Promise<T> {
  if (!(await hasFolder(path))) return work();
  const lock = `${path}.lock`;
  const ownMark = `${mark}${randomUUID()}\n`;
  await takeLock(path, lock, ownMark, disk);
  try {
    return await work();
  } finally {
    // The work is done, even if the lock can't be removed; it counts as lost after a minute.
    if ((await contentOf(lock)) === ownMark) await removeFile(lock, disk).catch(() => undefined);
  }
}

/** Takes the lock, even if this extension left it behind; throws `refused` if another program holds it. */
async function takeLock(path: string, lock: string, ownMark: string, disk: Disk): Promise<void> {
  if (await tryToCreate(lock, ownMark, disk)) return;
  // Its holder may have just started or ended.
  await sleep(moment);
  if (await tryToCreate(lock, ownMark, disk)) return;
  const holderMark = await contentOf(lock);
  if (!holderMark?.startsWith(mark)) {
    throw refusedError(
      say`${path} is locked by kubectl (${lock} exists), so it was left alone. If no kubectl is running, delete ${lock} and try again.`,
    );
  }
  const isFree = (await isLost(lock)) && (await tryToRemove(lock, holderMark, disk));
  if (isFree && (await tryToCreate(lock, ownMark, disk))) return;
  throw refusedError(say`${path} is being written by another window, so it was left alone. Try again in a minute.`);
}

/** Returns the text of a lock; kubectl's own is unreadable. */
async function contentOf(lock: string): Promise<string | undefined> {
  return readFile(lock, 'utf8').catch(() => undefined);
}

async function isLost(lock: string): Promise<boolean> {
  const stats = await stat(lock).catch(() => undefined);
  return stats === undefined || Date.now() - stats.mtimeMs > lostAfter;
}

/** Removes a lock that was left behind, but not one that another process has made meanwhile. */
async function tryToRemove(lock: string, lost: string, disk: Disk): Promise<boolean> {
  const aside = `${lock}.${randomUUID()}`;
  try {
    await retryWhileBusy(() => disk.rename(lock, aside), disk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
  const isIt = (await contentOf(aside)) === lost;
  if (isIt) await removeFile(aside, disk);
  else await retryWhileBusy(() => disk.rename(aside, lock), disk);
  return isIt;
}

async function hasFolder(path: string): Promise<boolean> {
  try {
    return (await stat(dirname(path))).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
