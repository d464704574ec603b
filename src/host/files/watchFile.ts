import { mkdirSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { coalesceCalls } from '../../async/coalesce.ts';

/** Milliseconds within which changes count as one. */
const together = 200;

/**
 * Calls `onChange` when a file was written, by this process or another one; watches its folder, because editors replace
 * the file. On systems that can't watch, it is never called.
 */
export function watchFile(path: string, onChange: () => void): { dispose(): void } {
  const tell = coalesceCalls(onChange, together);
  const close = watchFolder(dirname(path), (name) => {
    if (name === null || name === basename(path)) tell();
  });
  return {
    dispose() {
      close();
      tell.dispose();
    },
  };
}

function watchFolder(folder: string, onName: (name: string | null) => void): () => void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const watcher = watch(folder, { persistent: false }, (_, name) => onName(name));
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
