import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { unzipSync } from 'fflate';
import { runNode } from '../build.ts';
import { projectRoot } from '../project.ts';
import { channelOf } from '../release/version.ts';

/** Where the package is written. */
export const vsixFile = join(projectRoot, 'aks-identity.vsix');

/** A package must stay below this many bytes, without its icon and the pictures of the walkthrough. */
export const vsixLimit = 1_000_000;

const picture = /^extension\/media\/(icon\.png|walkthrough\/[\w-]+\.(svg|png))$/;

/** What a package may hold, as paths inside it. */
const allowed = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|LICENSE(\.txt)?)$/i,
  /^extension\/dist\/((extension|chunks\/[^/]+|page\/[^/]+)\.js|page\/(drawing|panel|report|why|codicons\/codicon)\.css|page\/codicons\/codicon\.woff2)$/,
  /^extension\/dist\/ThirdPartyNotices\.txt$/,
  /^extension\/media\/(.+\.(svg|png)|decisions\.schema\.json)$/,
  picture,
];

const readmePath = 'extension/readme.md';
const manifestPath = 'extension.vsixmanifest';

/** What a package must hold. */
const needed = [
  'package.json',
  'package.nls.json',
  'readme.md',
  'dist/extension.js',
  ...['drawing.css', 'panel.js', 'panel.css', 'report.js', 'report.css', 'why.js', 'why.css'].map(
    (name) => `dist/page/${name}`,
  ),
].map((path) => `extension/${path}`);

/** A package as it was written. */
export interface Package {
  /** Bytes without the pictures. */
  readonly size: number;
  readonly files: readonly PackedFile[];
  readonly readme: string;
  /** VS Code offers it only to people who asked for pre-releases. */
  readonly isPreRelease: boolean;
}

/** One file in a package. */
export interface PackedFile {
  readonly path: string;
  /** Bytes that it takes there. */
  readonly size: number;
}

/** A package.json, as far as it is looked at here. */
interface Manifest extends Readonly<Record<string, unknown>> {
  readonly version: string;
}

/** How a package is made. */
interface PackOptions {
  /** The repository is public, so the README can show the pictures that are there. */
  readonly isPublished?: boolean;
}

/**
 * Packs the extension as it was built; rejects if the package is too big, lacks something or holds something that is not on
 * the list. Its README leaves out what only those need who build it. VS Code and the Marketplace show only pictures at https addresses, so
 * the README of a package that is not published has none.
 */
export async function packExtension({ isPublished = false }: PackOptions = {}): Promise<Package> {
  await rm(vsixFile, { force: true });
  const version = await gather(isPublished);
  const vsce = join(projectRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
  // The Marketplace takes a package as a pre-release only if it was packed as one.
  const preRelease = channelOf(version) === 'preRelease' ? ['--pre-release'] : [];
  await runNode([vsce, 'package', '--no-dependencies', ...preRelease, '--out', vsixFile], {}, gathered);
  const content = await readFile(vsixFile);
  const { files, readme, isPreRelease } = readPackage(content);
  checkFiles(files);
  const ofPictures = files.filter(({ path }) => picture.test(path)).reduce((sum, { size }) => sum + size, 0);
  const size = content.length - ofPictures;
  if (size > vsixLimit) throw new Error(`The package has ${size} bytes; ${vsixLimit} are allowed.`);
  checkReadme(readme);
  return { size, files, readme, isPreRelease };
}

/** Where what is packed is gathered. */
const gathered = join(projectRoot, 'out', 'vsix');

/** What package.json tells only those who build the extension: it is bundled with what it depends on. */
const forBuilders = ['scripts', 'dependencies', 'devDependencies', 'allowScripts', 'bin'];

/** Gathers what .vscodeignore lets pass; returns the version. */
async function gather(hasPictures: boolean): Promise<string> {
  await rm(gathered, { recursive: true, force: true });
  for (const file of ['.vscodeignore', ...(await listFiles({ cwd: projectRoot, packageManager: PackageManager.None }))])
    await cp(join(projectRoot, file), join(gathered, file));
  const whole = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as Manifest;
  const packed = Object.entries(whole).filter(([name]) => !forBuilders.includes(name));
  await writeFile(join(gathered, 'package.json'), JSON.stringify(Object.fromEntries(packed), undefined, 2));
  const readme = await readFile(join(projectRoot, 'README.md'), 'utf8');
  const forUsers = readme.replaceAll(/<!-- source -->.*?<!-- \/source -->\n\n/gs, '');
  await writeFile(join(gathered, 'README.md'), hasPictures ? forUsers : forUsers.replace(/^!\[[^\n]*\n\n?/gm, ''));
  return whole.version;
}

function readPackage(content: Uint8Array): Omit<Package, 'size'> {
  const files: PackedFile[] = [];
  const texts = unzipSync(content, {
    filter({ name, size }) {
      files.push({ path: name, size });
      return name === readmePath || name === manifestPath;
    },
  });
  const textOf = (path: string): string => new TextDecoder().decode(texts[path]);
  const isPreRelease = textOf(manifestPath).includes('Id="Microsoft.VisualStudio.Code.PreRelease" Value="true"');
  return { files, readme: textOf(readmePath), isPreRelease };
}

function checkFiles(files: readonly PackedFile[]): void {
  const paths = files.map(({ path }) => path);
  const strangers = paths.filter((path) => !allowed.some((pattern) => pattern.test(path)));
  if (strangers.length > 0) throw new Error(`The package holds what it should not: ${strangers.join(', ')}`);
  const missing = needed.filter((path) => !paths.includes(path));
  if (missing.length > 0) throw new Error(`The package lacks ${missing.join(', ')}.`);
}

/** Where the pictures of a published README are: vsce puts the repository of package.json in front of each. */
export const pictureAddress = 'https://github.com/aks-identity/aks-identity/raw/HEAD/';

/** Throws if the README of the package shows a picture that is not in the repository. */
function checkReadme(readme: string): void {
  const missing = imagesIn(readme).filter((image) => !existsSync(join(projectRoot, image.replace(pictureAddress, ''))));
  if (missing.length > 0) throw new Error(`The README shows what is not there: ${missing.join(', ')}`);
}

/** Returns the addresses of the pictures in a text of Markdown. */
export function imagesIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
}
