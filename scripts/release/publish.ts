/**
 * `npm run release:publish -- --tag v1.2.3`: brings what `release:assemble` has made to the Marketplace, Open VSX, npm and GitHub. It may be run
 * again: what is there already is left alone. It fails at the end if one of them failed, and names each.
 */
import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../project.ts';
import { environmentFor, isThereAlready, publicationsOf, type Release } from './publications.ts';
import { channelOf, checkTag } from './version.ts';

async function releaseOf(tag: string): Promise<Release> {
  const { version } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
  checkTag(tag, version);
  const folder = join(projectRoot, 'out', 'release');
  const files = await readdir(folder);
  const path = (ending: string): string => {
    const file = files.find((name) => name.endsWith(ending));
    if (file === undefined) throw new Error(`out/release has no file that ends in ${ending}.`);
    return join(folder, file);
  };
  return {
    version,
    channel: channelOf(version),
    vsix: path('.vsix'),
    tarball: path('.tgz'),
    others: [path('.cdx.json'), path('SHA256SUMS')],
    notes: path('notes.md'),
  };
}

try {
  const { values } = parseArgs({ options: { tag: { type: 'string', default: '' } } });
  const failed: string[] = [];
  const publications = publicationsOf(await releaseOf(values.tag));
  for (const publication of publications) {
    const { to, secret, command } = publication;
    if (!process.env[secret]) {
      failed.push(`${to}: ${secret} is not set`);
      continue;
    }
    const [program, ...args] = command;
    const env = environmentFor(publication, publications, process.env);
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: projectRoot, encoding: 'utf8', env });
    const said = `${stdout}${stderr}`;
    process.stdout.write(said);
    if (status !== 0 && !isThereAlready(said)) failed.push(`${to}: ${program} ended with ${status}`);
    else console.log(`${to} has it.`);
  }
  if (failed.length > 0) throw new Error(`Not published:\n${failed.join('\n')}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
