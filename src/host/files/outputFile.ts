import { constants } from 'node:fs';
import { access, chmod, lstat, readlink, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { writeWhole } from './wholeFile.ts';

/**
 * Writes the file that somebody named: in one piece, so that what was there stays whole until then, with the permissions that it has.
 * A link stays a link. What is no file, such as a pipe, is written to as it is, and so is a file that can't be replaced.
 */
export async function writeOutput(path: string, text: string): Promise<void> {
  const target = await fileBehind(resolve(path));
  // Behind /dev/stdout may be a file that has something in it already.
  if (target === undefined) return writeFile(path, text, { flag: 'a' });
  const mode = await modeOf(target);
  try {
    await writeWhole(target, text, { beforeRename: (temporary) => chmod(temporary, mode) });
  } catch (error) {
    if (!notReplaced.includes((error as NodeJS.ErrnoException).code)) throw error;
    await writeFile(path, text);
  }
}

/** Where a folder takes no new file, a container has the file itself mounted, or its name leaves no room for another. */
const notReplaced: readonly (string | undefined)[] = ['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV', 'ENAMETOOLONG'];

const mostLinks = 40;

/** Follows links to the file, which may not be there yet; `undefined` where that is none, or is open already, as `/dev/stdout`. */
async function fileBehind(path: string): Promise<string | undefined> {
  let at = path;
  for (let links = 0; links < mostLinks; links++) {
    if (/^\/(?:proc\/|dev\/(?:fd\/|[^/]+$))/.test(at)) return undefined;
    const found = await lstat(at).catch(whereMissing);
    if (!found?.isSymbolicLink()) return found === undefined || found.isFile() ? at : undefined;
    at = resolve(await realpath(dirname(at)), await readlink(at));
  }
  return undefined;
}

/** The permissions of a file that may be written, or of a new one; rejects where there is no folder for it. */
async function modeOf(target: string): Promise<number> {
  const found = await stat(target).catch(whereMissing);
  if (found === undefined) {
    await stat(dirname(target));
    return 0o666 & ~process.umask();
  }
  await access(target, constants.W_OK);
  return found.mode;
}

function whereMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
