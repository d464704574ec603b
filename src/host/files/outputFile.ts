import { constants } from 'node:fs';
import { access, chmod, lstat, readlink, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { refusedError } from '../../errors.ts';
import { writeWhole, type WholeOptions } from './wholeFile.ts';

/**
 * Writes the file that the user named, piece by piece as the disk takes them, but whole or not at all: the old content stays
 * until then, with its permissions. A link stays a link. Anything but a file, such as a pipe, is written to directly. Rejects with `refused` if a file can't be
 * replaced, and leaves it unchanged.
 */
export async function writeOutput(
  path: string,
  text: Iterable<string>,
  {
    isWindows = process.platform === 'win32',
    ...disk
  }: Pick<WholeOptions, 'disk'> & { readonly isWindows?: boolean } = {},
): Promise<void> {
  const target = await fileBehind(resolve(path));
  // /dev/stdout may be a file that already has content.
  if (target === undefined) return writeFile(path, text, { flag: 'a' });
  const mode = await modeOf(target);
  try {
    await writeWhole(target, text, { ...disk, beforeRename: (temporary) => chmod(temporary, mode) });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const reason = notReplaced[code];
    if (reason === undefined) throw error;
    if (isWindows && isOpenCode(code))
      throw refusedError(
        `${path} can't be replaced (${code}): another program has it open, or you may not write to its folder. It was left unchanged. Close it there, or name another file.`,
      );
    throw refusedError(
      `${path} can't be replaced (${code}): ${reason}. It was left unchanged. Use a file in a folder where you can create files, or omit --output and redirect the standard output with >.`,
    );
  }
}

const noSecondFile = 'no other file can be created in its folder';
const isMounted = 'the file itself is mounted, instead of its folder';

/** Returns true if two paths lead to the same file, or would if it does not exist yet. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all(
    [stat(a, exact), stat(b, exact)].map((pendingStats) => pendingStats.catch(() => undefined)),
  );
  if (first && second) return first.isFile() && first.dev === second.dev && first.ino === second.ino;
  const [placeA, placeB] = await Promise.all([realPathOf(a), realPathOf(b)]);
  return placeA === placeB;
}

/** As ordinary numbers, some ids on Windows would look alike. */
const exact = { bigint: true } as const;

async function realPathOf(path: string): Promise<string> {
  const at = (await fileBehind(resolve(path)).catch(() => undefined)) ?? resolve(path);
  return join(await realpath(dirname(at)).catch(() => dirname(at)), basename(at));
}

/** Why a file can't be replaced, by the system's error code. */
const notReplaced: Readonly<Record<string, string>> = {
  EACCES: noSecondFile,
  EPERM: noSecondFile,
  EROFS: noSecondFile,
  EBUSY: isMounted,
  EXDEV: isMounted,
};

/** What Windows says of a file that is open elsewhere, such as in Excel. */
function isOpenCode(code: string): boolean {
  return ['EACCES', 'EPERM', 'EBUSY'].includes(code);
}

const mostLinks = 40;

/** Follows links to the file, which may not exist yet; `undefined` if it is no file, or already open, such as `/dev/stdout`. */
async function fileBehind(path: string): Promise<string | undefined> {
  let at = path;
  for (let links = 0; links < mostLinks; links++) {
    if (/^\/(?:proc\/|dev\/(?:fd\/|[^/]+$))/.test(at)) return undefined;
    const stats = await lstat(at).catch(whereMissing);
    if (!stats?.isSymbolicLink()) return stats === undefined || stats.isFile() ? at : undefined;
    at = resolve(await realpath(dirname(at)), await readlink(at));
  }
  return undefined;
}

/** Returns the permissions of a file that may be written, or of a new one; rejects if there is no folder for it. */
async function modeOf(target: string): Promise<number> {
  const stats = await stat(target).catch(whereMissing);
  if (stats === undefined) {
    await stat(dirname(target));
    return 0o666 & ~process.umask();
  }
  await access(target, constants.W_OK);
  return stats.mode;
}

function whereMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
