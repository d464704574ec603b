import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildExtension, runNode } from './build.ts';
import { projectRoot } from './project.ts';

/** Where the package is written. */
export const vsixFile = join(projectRoot, 'aks-identity.vsix');

/** A package must stay below this many bytes. */
export const vsixLimit = 600_000;

/** What a package may hold, as paths inside it. */
const allowed = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|LICENSE(\.txt)?)$/i,
  /^extension\/dist\/(.+\.js|page\/(drawing|panel|report|codicons\/codicon)\.css|page\/codicons\/codicon\.ttf)$/,
  /^extension\/media\/.+\.(svg|png|md)$/,
];

/** One file inside a package. */
export interface VsixEntry {
  readonly path: string;
  readonly compressedSize: number;
  readonly size: number;
}

/** Builds and packs the extension; rejects if the package is too big or holds something that is not on the list. */
export async function packExtension(): Promise<{ readonly size: number; readonly entries: readonly VsixEntry[] }> {
  await buildExtension();
  await rm(vsixFile, { force: true });
  const vsce = join('node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];
  await runNode([vsce, 'package', ...flags, '--out', vsixFile]);
  const content = await readFile(vsixFile);
  const entries = listEntries(content);
  const strangers = entries.filter((entry) => !allowed.some((pattern) => pattern.test(entry.path)));
  if (strangers.length > 0) {
    throw new Error(`The package holds what it should not: ${strangers.map((entry) => entry.path).join(', ')}`);
  }
  const pages = ['panel', 'report'].flatMap((page) => [`dist/page/${page}.js`, `dist/page/${page}.css`]);
  for (const needed of ['package.json', 'dist/extension.js', 'dist/page/drawing.css', ...pages]) {
    if (!entries.some(({ path }) => path === `extension/${needed}`)) throw new Error(`The package lacks ${needed}.`);
  }
  if (content.length > vsixLimit) {
    throw new Error(`The package has ${content.length} bytes; ${vsixLimit} are allowed.`);
  }
  return { size: content.length, entries };
}

/** Reads the central directory of a zip file. */
function listEntries(zip: Buffer): readonly VsixEntry[] {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0) throw new Error('The package is not a zip file.');
  const count = zip.readUInt16LE(end + 10);
  const entries: VsixEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    const nameLength = zip.readUInt16LE(at + 28);
    entries.push({
      path: zip.toString('utf8', at + 46, at + 46 + nameLength),
      compressedSize: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
    });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}
