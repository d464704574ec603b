import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildExtension, runNode } from '../build.ts';
import { projectRoot } from '../project.ts';
import type { ZipEntry } from './zip.ts';
import { contentOf, entriesOf, packedTighter } from './zip.ts';

/** Where the package is written. */
export const vsixFile = join(projectRoot, 'aks-identity.vsix');

/** A package must stay below this many bytes, without its pictures. */
export const vsixLimit = 600_000;

/** The pictures must stay below this many bytes each, and together. */
export const pictureLimits = { each: 40_000, all: 120_000 } as const;

const picture = /^extension\/(docs\/images\/[\w-]+\.(png|gif)|media\/(icon\.png|walkthrough\/\w+\.svg))$/;

/** What a package may hold, as paths inside it. */
const allowed = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|LICENSE(\.txt)?)$/i,
  /^extension\/dist\/((extension|chunks\/[^/]+|page\/[^/]+)\.js|page\/(drawing|panel|report|codicons\/codicon)\.css|page\/codicons\/codicon\.ttf)$/,
  /^extension\/media\/(.+\.(svg|png)|decisions\.schema\.json)$/,
  picture,
];

/** Builds and packs the extension; rejects if the package is too big or holds something that is not on the list. */
export async function packExtension(): Promise<{ readonly size: number; readonly entries: readonly ZipEntry[] }> {
  await buildExtension();
  await rm(vsixFile, { force: true });
  const vsce = join('node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies'];
  await runNode([vsce, 'package', ...flags, '--out', vsixFile]);
  const content = await packedTighter(await readFile(vsixFile));
  await writeFile(vsixFile, content);
  const entries = entriesOf(content);
  const strangers = entries.filter((entry) => !allowed.some((pattern) => pattern.test(entry.path)));
  if (strangers.length > 0) {
    throw new Error(`The package holds what it should not: ${strangers.map((entry) => entry.path).join(', ')}`);
  }
  const pages = ['panel', 'report'].flatMap((page) => [`dist/page/${page}.js`, `dist/page/${page}.css`]);
  for (const needed of ['package.json', 'dist/extension.js', 'dist/page/drawing.css', ...pages]) {
    if (!entries.some(({ path }) => path === `extension/${needed}`)) throw new Error(`The package lacks ${needed}.`);
  }
  const pictures = entries.filter(({ path }) => picture.test(path)).map((entry) => entry.compressedSize);
  const ofPictures = pictures.reduce((sum, one) => sum + one, 0);
  const size = content.length - ofPictures;
  if (size > vsixLimit) throw new Error(`The package has ${size} bytes; ${vsixLimit} are allowed.`);
  if (ofPictures > pictureLimits.all || pictures.some((one) => one > pictureLimits.each)) {
    const { each, all } = pictureLimits;
    throw new Error(`The pictures have ${pictures.join(' + ')} bytes; ${each} each and ${all} in all are allowed.`);
  }
  checkReadme(entries);
  return { size, entries };
}

/**
 * Where the pictures of the packaged README are: VS Code and the Marketplace show none that is not at an https address, so vsce
 * puts the repository of package.json in front of each.
 */
export const pictureAddress = 'https://github.com/aks-identity/aks-identity/raw/HEAD/';

/** Rejects if the README of the package shows a picture that is not in it. */
function checkReadme(entries: readonly ZipEntry[]): void {
  const text = textIn(entries, 'extension/readme.md');
  const paths = new Set(entries.map(({ path }) => path));
  const missing = imagesIn(text).filter((image) => !paths.has(image.replace(pictureAddress, 'extension/')));
  if (missing.length > 0) throw new Error(`The README shows what is not in the package: ${missing.join(', ')}`);
}

/** Returns the addresses of the pictures in a text of Markdown. */
export function imagesIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
}

/** Returns a text file of a package. */
export function textIn(entries: readonly ZipEntry[], path: string): string {
  const entry = entries.find((one) => one.path.toLowerCase() === path);
  if (!entry) throw new Error(`The package lacks ${path}.`);
  return contentOf(entry).toString('utf8');
}
