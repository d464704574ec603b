import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { runNode } from '../build.ts';
import { projectRoot } from '../project.ts';

/** Where the package is written. */
export const vsixFile = join(projectRoot, 'aks-identity.vsix');

/** A package must stay below this many bytes, without its pictures. */
export const vsixLimit = 1_000_000;

/** The pictures must stay below this many bytes together. */
const picturesLimit = 1_000_000;

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

const readmePath = 'extension/readme.md';

/** What a package must hold. */
const needed = [
  'package.json',
  'readme.md',
  'dist/extension.js',
  ...['drawing.css', 'panel.js', 'panel.css', 'report.js', 'report.css'].map((name) => `dist/page/${name}`),
].map((path) => `extension/${path}`);

/** A package as it was written. */
export interface Package {
  /** Bytes without the pictures. */
  readonly size: number;
  readonly files: readonly PackedFile[];
  readonly readme: string;
}

/** One file in a package. */
export interface PackedFile {
  readonly path: string;
  /** Bytes that it takes there. */
  readonly size: number;
}

/** Packs the extension as it was built; rejects if the package is too big, lacks something or holds something that is not on the list. */
export async function packExtension(): Promise<Package> {
  await rm(vsixFile, { force: true });
  const vsce = join('node_modules', '@vscode', 'vsce', 'vsce');
  await runNode([vsce, 'package', '--no-dependencies', '--out', vsixFile]);
  const content = await readFile(vsixFile);
  const { files, readme } = readPackage(content);
  checkFiles(files);
  const ofPictures = files.filter(({ path }) => picture.test(path)).reduce((sum, { size }) => sum + size, 0);
  const size = content.length - ofPictures;
  if (size > vsixLimit) throw new Error(`The package has ${size} bytes; ${vsixLimit} are allowed.`);
  if (ofPictures > picturesLimit)
    throw new Error(`The pictures have ${ofPictures} bytes together; ${picturesLimit} are allowed.`);
  checkReadme(readme, files);
  return { size, files, readme };
}

function readPackage(content: Uint8Array): Omit<Package, 'size'> {
  const files: PackedFile[] = [];
  const texts = unzipSync(content, {
    filter({ name, size }) {
      files.push({ path: name, size });
      return name === readmePath;
    },
  });
  return { files, readme: new TextDecoder().decode(texts[readmePath]) };
}

function checkFiles(files: readonly PackedFile[]): void {
  const paths = files.map(({ path }) => path);
  const strangers = paths.filter((path) => !allowed.some((pattern) => pattern.test(path)));
  if (strangers.length > 0) throw new Error(`The package holds what it should not: ${strangers.join(', ')}`);
  const missing = needed.filter((path) => !paths.includes(path));
  if (missing.length > 0) throw new Error(`The package lacks ${missing.join(', ')}.`);
}

/**
 * Where the pictures of the packaged README are: VS Code and the Marketplace show none that is not at an https address, so vsce
 * puts the repository of package.json in front of each.
 */
export const pictureAddress = 'https://github.com/aks-identity/aks-identity/raw/HEAD/';

/** Throws if the README of the package shows a picture that is not in it. */
function checkReadme(readme: string, files: readonly PackedFile[]): void {
  const paths = new Set(files.map(({ path }) => path));
  const missing = imagesIn(readme).filter((image) => !paths.has(image.replace(pictureAddress, 'extension/')));
  if (missing.length > 0) throw new Error(`The README shows what is not in the package: ${missing.join(', ')}`);
}

/** Returns the addresses of the pictures in a text of Markdown. */
export function imagesIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
}
