import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

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
