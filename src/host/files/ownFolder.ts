/** A folder of the user's own, for what only their processes may see. */
import { lstat, mkdir } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { refusedError } from '../../errors.ts';
import { chainWords, say } from '../../sentences/words.ts';

/** The first is the user's alone; the second is used if that can't be written, and may belong to another user. */
function folderCandidates(): readonly string[] {
  const { XDG_CACHE_HOME: cache } = process.env;
  return [
    join(cache !== undefined && isAbsolute(cache) ? cache : join(homedir(), '.cache'), 'aks-identity'),
    join(tmpdir(), `aks-identity-${process.getuid?.() ?? userInfo().username}`),
  ];
}

/**
 * Makes the folder if necessary, and returns it: one for all processes of the user on this machine, where no one else
 * can put anything. Rejects with `refused` if that is impossible.
 */
export async function ownFolder(candidates = folderCandidates()): Promise<string> {
  for (const place of candidates) if (await isMadeOurs(place)) return place;
  throw refusedError(
    say`There is no private folder for locks: ${chainWords(candidates, (before, next) => say`${before} or ${next}`)} must be a folder that you own and no one else can open. Remove what is there, or have it removed.`,
  );
}

async function isMadeOurs(place: string): Promise<boolean> {
  try {
    await mkdir(place, { recursive: true, mode: 0o700 });
    const stats = await lstat(place);
    const user = process.getuid?.();
    return stats.isDirectory() && (user === undefined || (stats.uid === user && (stats.mode & 0o077) === 0));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
