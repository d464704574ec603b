import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Store } from '../../../src/app/runs/journal.ts';

/** A store in a file; a write replaces the file at once. */
export function fileStore(path: string): Store {
  return {
    async read() {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async write(text) {
      await writeFile(`${path}.new`, text, { flush: true });
      await rename(`${path}.new`, path);
    },
  };
}
