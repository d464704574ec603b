/** The files of a build: how big they are, and which of them VS Code loads with the extension. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../project.ts';

/** Bytes of code that may be loaded at activation. */
export const activationLimit = 130_000;

/** Where the last build has written which files of code it made. */
export const bundleFile = join(projectRoot, 'out', 'bundle.json');

/** A file of code that the build made. Paths are from the project's root. */
export interface Bundled {
  readonly file: string;
  readonly bytes: number;
  /** The files that are loaded before it. */
  readonly imports: readonly string[];
  /** What it is made from, and how many characters of each are in it before it is made small. */
  readonly sources: readonly { readonly path: string; readonly length: number }[];
}

/** Returns the folders of the packages of which something is in the files, and that of the icon font beside them. */
export function bundledPackages(files: readonly Bundled[]): readonly string[] {
  const sources = files.flatMap((file) => file.sources.map(({ path }) => path.replaceAll('\\', '/')));
  const folders = sources.flatMap((path) => /^.*(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set([...folders, 'node_modules/@vscode/codicons'])];
}

/** Returns those of the files that are needed, over whatever way, by one that they need themselves. */
export function filesThatNeedThemselves(files: readonly Bundled[]): readonly string[] {
  const importsOf = new Map(files.map(({ file, imports }) => [file, imports]));
  const needsItself = (file: string): boolean => {
    const seen = new Set<string>();
    const queue = [...(importsOf.get(file) ?? [])];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (next === file) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(...(importsOf.get(next) ?? []));
    }
    return false;
  };
  return files.map(({ file }) => file).filter(needsItself);
}

/** A file of the extension's code. */
export interface Chunk {
  /** The source file that takes most of it. */
  readonly largest: string;
  readonly bytes: number;
  /** Loaded with the extension's entry file, not on first use. */
  readonly isEager: boolean;
}

/** Reads which files of the extension the last build has made, the largest first; the command line is not in its package. */
export async function readChunks(): Promise<readonly Chunk[]> {
  const files = JSON.parse(await readFile(bundleFile, 'utf8')) as readonly Bundled[];
  const byName = new Map(files.map((one) => [one.file, one]));
  const eager = new Set<string>();
  const queue = ['dist/extension.js'];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (eager.has(file) || !byName.has(file)) continue;
    eager.add(file);
    queue.push(...(byName.get(file)?.imports ?? []));
  }
  return files
    .filter(({ file }) => !/^dist\/cli[./]/.test(file))
    .map(({ file, bytes, sources }) => ({ largest: largestOf(sources), bytes, isEager: eager.has(file) }))
    .sort((a, b) => b.bytes - a.bytes);
}

/** Returns how many bytes of code are loaded with the extension. */
export function atActivation(chunks: readonly Chunk[]): number {
  return chunks.filter(({ isEager }) => isEager).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The source file that takes most of a file. */
function largestOf(sources: Bundled['sources']): string {
  return sources.toSorted((a, b) => b.length - a.length)[0]?.path ?? '';
}
