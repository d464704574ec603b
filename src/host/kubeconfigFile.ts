import { chmod, copyFile, open, realpath, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, sep } from 'node:path';
import { refused } from '../errors.ts';
import type { Merged } from './kubeconfig.ts';
import { mergeKubeconfig } from './kubeconfig.ts';
import { readIfThere, writeWhole } from './storage.ts';

/** The file that kubectl writes to: the first one that KUBECONFIG names, else `.kube/config` in the person's home. */
export function kubeconfigPath(variable = process.env['KUBECONFIG'], home = homedir()): string {
  const first = (variable ?? '').split(delimiter).find((path) => path.trim() !== '');
  return first ?? join(home, '.kube', 'config');
}

/** A file of its own for a cluster, in the person's home. */
export function kubeconfigFor(cluster: string, home = homedir()): string {
  return join(home, `${cluster}.kubeconfig`);
}

/** A path as people write it: their home is `~`. */
export function shortPath(path: string, home = homedir()): string {
  return path.startsWith(`${home}${sep}`) ? `~${path.slice(home.length)}` : path;
}

/**
 * Merges a cluster's kubeconfig into a file that only its owner can read; the file before is kept beside it as
 * `.aks-identity-backup`. `mayReplace` is asked before entries of the same name and other content are replaced.
 */
export async function mergeIntoFile(
  path: string,
  incoming: string,
  who: 'user' | 'admin',
  mayReplace: (entries: readonly string[]) => Promise<void>,
): Promise<Merged> {
  const target = await followLink(path);
  const asked = mergeKubeconfig(await readIfThere(target), incoming, who);
  if (asked.replaced.length > 0) await mayReplace(asked.replaced);
  return whileLocked(target, async () => {
    const existing = await readIfThere(target);
    const merged = mergeKubeconfig(existing, incoming, who);
    const isNews = merged.replaced.some((entry) => !asked.replaced.includes(entry));
    if (isNews) throw refused(`${path} was changed by something else at the same time; it was left alone.`);
    if (merged.text === existing) return asked;
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

/** A link is written through, not replaced. */
async function followLink(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return path;
    throw error;
  }
}

/** Holds the lock that kubectl itself takes (`config.lock`), so that neither overwrites the other. */
async function whileLocked<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  if (!(await hasFolder(path))) return work();
  try {
    await (await open(lock, 'wx', 0o600)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw refused(`${path} is locked by kubectl (${lock} exists), so it was left alone.`);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function hasFolder(path: string): Promise<boolean> {
  try {
    return (await stat(join(path, '..'))).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
