/** A text file that people and other tools write as well. */
import { say, type Words } from '../../sentences/words.ts';
import { createHash } from 'node:crypto';
import { chmod, lstat, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { failureOf, IdentityError, saidMessage, refusedError } from '../../errors.ts';
import { ownFolder } from './ownFolder.ts';
import { retryWhileBusy, withLock, writeWhole } from './wholeFile.ts';

/** Bytes; more than anyone writes by hand. */
const mostBytes = 1_048_576;

/** Returns the text, or `undefined` if there is no such file; rejects with a sentence on what is wrong with "it" and what to do. */
export async function readShared(path: string): Promise<string | undefined> {
  try {
    const { size, ...found } = await stat(path).then((stats) => ({
      size: stats.size,
      isFile: stats.isFile(),
      isFolder: stats.isDirectory(),
    }));
    if (found.isFolder)
      throw refusedError(say`It is a folder. Rename or remove it, so that a file can be in its place.`);
    if (!found.isFile) throw refusedError(say`It is neither a file nor a link to one. Use a file in its place.`);
    if (size > mostBytes)
      throw refusedError(say`It has ${Math.ceil((size / mostBytes) * 10) / 10} MB, and the limit is 1 MB. Shorten it.`);
    return textOf(await retryWhileBusy(() => readFile(path)));
  } catch (error) {
    if (error instanceof IdentityError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !(await isThere(path))) return undefined;
    throw refusedError(
      code === 'ENOENT' || code === 'ELOOP'
        ? say`It is a link to a file that does not exist. Fix or remove the link.`
        : code === 'EACCES' || code === 'EPERM'
          ? say`You are not allowed to read it (${code}). Change its permissions, or remove it.`
          : say`It can't be read: ${code ?? String(error)}.`,
    );
  }
}

/** A byte order mark stays in the text, so that it is written again. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refusedError(say`It is not UTF-8. Save it with that encoding.`);
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** How often the change is made again because something else was faster. */
const mostTries = 5;

/**
 * Changes the current text atomically: processes of a user of this machine wait for each other, and if something else
 * has written meanwhile, the change is made again to the new text. A link stays a link, and permissions stay; `change`
 * gets the file that the link leads to.
 */
export async function changeShared(path: string, change: (text: string, target: string) => string): Promise<void> {
  await withLock(await lockOf(path), async () => {
    for (let tries = 0; tries < mostTries; tries++) {
      const before = await readShared(path).catch((error: unknown) => {
        throw refusedError(say`Nothing was changed in ${path}. ${saidMessage(failureOf(error))}`);
      });
      const target = before === undefined ? path : await realpath(path);
      const after = change(before ?? '', target);
      if (Buffer.byteLength(after) > mostBytes)
        throw refusedError(say`Nothing was changed: ${path} would exceed the limit of 1 MB. Shorten it.`);
      if (after === (before ?? '') || (await isReplaced(target, before, after))) return;
    }
    throw new IdentityError({ code: 'conflict', message: say`Something else keeps changing ${path}. Try again.` });
  });
}

/** One lock for each file, whatever the path and the installation of VS Code with which the user writes it on this machine. */
async function lockOf(path: string): Promise<string> {
  const folder = await realpath(dirname(path)).catch(() => dirname(path));
  const target = await realpath(path).catch(() => join(folder, basename(path)));
  return join(await ownFolder(), `${createHash('sha256').update(target).digest('hex').slice(0, 24)}.lock`);
}

/** Returns true if the text was replaced, and false if the file has another text now. */
async function isReplaced(target: string, before: string | undefined, after: string): Promise<boolean> {
  let isOther = false;
  try {
    const mode = before === undefined ? 0o644 : (await stat(target)).mode;
    await writeWhole(target, after, {
      async beforeRename(temporary) {
        await chmod(temporary, mode);
        isOther = (await readShared(target)) !== before;
        if (isOther) throw new Error('Someone else changed it first.');
      },
    });
    return true;
  } catch (error) {
    if (isOther) return false;
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof IdentityError) throw error;
    throw refusedError(say`${target} can't be written (${code}). ${adviceFor(code)}`);
  }
}

/** Returns what to do about a file that can't be written; Windows says of one that is open elsewhere what it says of a forbidden one. */
export function adviceFor(code: string, isWindows = process.platform === 'win32'): Words {
  const isForbidden = ['EACCES', 'EPERM', 'EROFS'].includes(code);
  if (code === 'EBUSY' || (isWindows && isForbidden))
    return say`Close it in other programs, or give yourself write permission for it and its folder.`;
  return isForbidden ? say`Give yourself write permission for it and its folder.` : say`Nothing was changed.`;
}
