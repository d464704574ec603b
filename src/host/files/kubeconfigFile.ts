import { randomUUID } from 'node:crypto';
import { chmod, copyFile, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { refusedError } from '../../errors.ts';
import { mergeKubeconfig, type MergedKubeconfig } from './kubeconfig.ts';
import { readIfThere, writeWhole } from './wholeFile.ts';

/** Returns the file that kubectl writes to: the first one in KUBECONFIG, or `.kube/config` in the user's home. */
export function kubeconfigPath(variable = process.env['KUBECONFIG'], home = homedir()): string {
  const first = (variable ?? '').split(delimiter).find((path) => path.trim() !== '');
  return first ?? join(home, '.kube', 'config');
}

/** Returns the path of a separate kubeconfig for a cluster, in the user's home. */
export function kubeconfigFor(cluster: string, home = homedir()): string {
  return join(home, `${cluster}.kubeconfig`);
}

/** Returns a path as people write it, with `~` for their home. */
export function shortPath(path: string, home = homedir()): string {
  return path.startsWith(`${home}${sep}`) ? `~${path.slice(home.length)}` : path;
}

/** Returns a short form of a path: the last two parts of a long one. */
export function briefPath(path: string, home = homedir()): string {
  const short = shortPath(path, home);
  return short.length <= 40 ? short : ['...', ...short.split(sep).slice(-2)].join(sep);
}

/**
 * Merges a cluster's kubeconfig into a file that only its owner can read, and keeps the previous file next to it as
 * `.aks-identity-backup`. Asks `mayReplace` before it replaces entries of the same name with other content.
 */
export async function mergeIntoFile(
  path: string,
  incoming: string,
  kubeconfigRole: 'user' | 'admin',
  mayReplace: (entries: readonly string[]) => Promise<void>,
): Promise<MergedKubeconfig> {
  const target = await followLink(path);
  const mergedConfig = mergeKubeconfig(await readIfThere(target), incoming, kubeconfigRole);
  if (mergedConfig.replaced.length > 0) await mayReplace(mergedConfig.replaced);
  return whileLocked(target, async () => {
    const existing = await readIfThere(target);
    const merged = mergeKubeconfig(existing, incoming, kubeconfigRole);
    const isNews = merged.replaced.some((entry) => !mergedConfig.replaced.includes(entry));
    if (isNews) throw refusedError(`${path} was changed by something else at the same time; it was left alone.`);
    if (merged.text === existing) return mergedConfig;
    if (existing !== undefined) await keepCopy(target);
    await writeWhole(target, merged.text);
    return merged;
  });
}

async function keepCopy(path: string): Promise<void> {
  const copy = `${path}.aks-identity-backup`;
  await copyFile(path, copy);
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
async function whileLocked<T>(path: string, work: () => Promise<T>): Promise<T> {
  if (!(await hasFolder(path))) return work();
  const lock = `${path}.lock`;
  const ownMark = `${mark}${randomUUID()}\n`;
  await takeLock(path, lock, ownMark);
  try {
    return await work();
  } finally {
    if ((await contentOf(lock)) === ownMark) await rm(lock, { force: true });
  }
}

/** Takes the lock, even if this extension left it behind; throws `refused` if another program holds it. */
async function takeLock(path: string, lock: string, ownMark: string): Promise<void> {
  if (await tryToTake(lock, ownMark)) return;
  // Its holder may have just started or ended.
  await sleep(moment);
  if (await tryToTake(lock, ownMark)) return;
  const holderMark = await contentOf(lock);
  if (!holderMark?.startsWith(mark)) {
    throw refusedError(
      `${path} is locked by kubectl (${lock} exists), so it was left alone. If no kubectl is running, delete ${lock} and try again.`,
    );
  }
  if ((await isLost(lock)) && (await tryToRemove(lock, holderMark)) && (await tryToTake(lock, ownMark))) return;
  throw refusedError(`${path} is being written by another window, so it was left alone. Try again in a minute.`);
}

/** Tries to create the lock file with our own content, and returns whether it is ours now. */
async function tryToTake(lock: string, ownMark: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx', 0o600);
    try {
      await file.writeFile(ownMark, 'utf8');
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
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
async function tryToRemove(lock: string, lost: string): Promise<boolean> {
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
  const isIt = (await contentOf(aside)) === lost;
  if (isIt) await rm(aside, { force: true });
  else await rename(aside, lock);
  return isIt;
}

async function hasFolder(path: string): Promise<boolean> {
  try {
    return (await stat(join(path, '..'))).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
