/**
 * `npm run release:assemble`: puts what is released into `out/release`, with its checksums: the vsix, the package of the command line, and the list
 * of what they are made from. `--tag v1.2.3` makes the notes, too, and fails unless the tag, package.json and CHANGELOG.md agree,
 * and no page says that nothing is published yet.
 */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildExtension } from '../build.ts';
import { npm } from '../npm/npm.ts';
import { sbomFile, writeSbom } from '../package/sbom.ts';
import { packExtension, vsixFile } from '../package/vsix.ts';
import { projectRoot } from '../project.ts';
import { channelOf, checkPages, checkTag, notesOf, pagesOfPlaces } from './version.ts';

/** Where a release is assembled. */
export const releaseFolder = join(projectRoot, 'out', 'release');

const read = (name: string): Promise<string> => readFile(join(projectRoot, name), 'utf8');

async function assemble(tag: string | undefined): Promise<readonly string[]> {
  const { version } = JSON.parse(await read('package.json')) as { version: string };
  channelOf(version);
  const notes = tag === undefined ? undefined : notesOf(await read('CHANGELOG.md'), version);
  if (tag !== undefined) {
    checkTag(tag, version);
    const pages = pagesOfPlaces.map(async (name) => [name, await read(name)] as const);
    checkPages(Object.fromEntries(await Promise.all(pages)));
  }
  await rm(releaseFolder, { recursive: true, force: true });
  await mkdir(releaseFolder, { recursive: true });
  await buildExtension();
  await packExtension({ isPublished: tag !== undefined });
  await writeSbom();
  await npm(['pack', '--pack-destination', releaseFolder]);
  await copyFile(vsixFile, join(releaseFolder, `aks-identity-${version}.vsix`));
  await copyFile(sbomFile, join(releaseFolder, basename(sbomFile)));
  const files = (await readdir(releaseFolder)).toSorted();
  const sums = await Promise.all(
    files.map(async (name) => {
      const content = await readFile(join(releaseFolder, name));
      return `${createHash('sha256').update(content).digest('hex')}  ${name}\n`;
    }),
  );
  await writeFile(join(releaseFolder, 'SHA256SUMS'), sums.join(''));
  if (notes !== undefined) await writeFile(join(releaseFolder, 'notes.md'), notes);
  return files;
}

try {
  const { values } = parseArgs({ options: { tag: { type: 'string' } } });
  for (const name of await assemble(values.tag)) console.log(name);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
