/** The files of a build: how big they are, and which of them VS Code loads with the extension. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { projectRoot } from '../project.ts';

/** Bytes of code that may be loaded at activation. */
export const activationLimit = 130_000;

/** A file that esbuild made. */
export interface Chunk {
  /** The source file that takes most of it. */
  readonly largest: string;
  readonly bytes: number;
  /** Loaded with the extension's entry file, not on first use. */
  readonly isEager: boolean;
}

/** Reads which files of the extension the last build has made, the largest first; the command line is not in its package. */
export async function readChunks(): Promise<readonly Chunk[]> {
  const { outputs } = JSON.parse(await readFile(join(projectRoot, 'out', 'metafile.json'), 'utf8')) as Metafile;
  const eager = new Set<string>();
  const queue = ['dist/extension.js'];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (eager.has(file)) continue;
    eager.add(file);
    const imported = outputs[file]?.imports ?? [];
    queue.push(
      ...imported.filter(({ kind, external }) => kind === 'import-statement' && !external).map(({ path }) => path),
    );
  }
  return Object.entries(outputs)
    .filter(([file]) => !/^dist\/cli[./]/.test(file))
    .map(([file, { bytes, inputs }]) => ({ largest: largestOf(inputs), bytes, isEager: eager.has(file) }))
    .sort((a, b) => b.bytes - a.bytes);
}

/** Returns how many bytes of code are loaded with the extension. */
export function atActivation(chunks: readonly Chunk[]): number {
  return chunks.filter(({ isEager }) => isEager).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The source file that takes most of an output. */
function largestOf(inputs: Metafile['outputs'][string]['inputs']): string {
  const [largest] = Object.entries(inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput);
  return largest?.[0] ?? '';
}
