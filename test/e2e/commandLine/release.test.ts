/** A release as the workflow makes it, in a copy of the project: assembled, opened, and brought to places that only note what they get. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bundled } from '../../../scripts/package/chunks.ts';
import { pagesOfPlaces } from '../../../scripts/release/version.ts';
import { projectRoot } from '../host/paths.ts';

let folder = '';
let version = '';
const at = (...path: string[]): string => join(folder, 'project', ...path);
const released = (name: string): Promise<Buffer> => readFile(at('out', 'release', name));

/** Runs a script of the release; programs that would leave this machine are those in `bin`, if it is on the path. */
function run(script: string, path = process.env['PATH'], env: Readonly<Record<string, string>> = {}) {
  const args = [join('scripts', 'release', script), '--tag', `v${version}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: at(),
    encoding: 'utf8',
    env: { ...process.env, PATH: path, ...env },
  });
  return { status, said: `${stdout}${stderr}` };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aks-identity-release-'));
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: projectRoot,
  });
  for (const file of files.toString().split('\0').filter(Boolean)) {
    await mkdir(dirname(at(file)), { recursive: true });
    await copyFile(join(projectRoot, file), at(file));
  }
  await symlink(join(projectRoot, 'node_modules'), at('node_modules'));
  version = (JSON.parse(await readFile(at('package.json'), 'utf8')) as { version: string }).version;
  const refused = run('assemble.ts');
  expect([refused.status, refused.said]).toEqual([1, expect.stringMatching(/^README\.md would be false once/)]);
  for (const page of pagesOfPlaces) {
    const text = await readFile(at(page), 'utf8');
    await writeFile(at(page), text.replaceAll(/ yet\b|Once the package is on npm, /g, ''));
  }
  const { status, said } = run('assemble.ts');
  expect(said).toContain(`aks-identity-${version}.vsix`);
  expect(status).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

/** Files whose names the bundler chooses are one line for their folder. */
const listed = (names: readonly string[]): readonly string[] =>
  [...new Set(names.map((name) => name.replace(/((?:chunks|cli|page)\/)[^/]+-[\w-]{8}\.js$/, '$1*.js')))].toSorted();

describe('a release', () => {
  it('is a vsix, a package, what they are made from, notes, and checksums that agree', async () => {
    const sums = (await released('SHA256SUMS')).toString().trimEnd().split('\n');
    const names = sums.map((line) => line.split('  ')[1]!);
    expect(names).toEqual([`aks-identity-${version}.tgz`, `aks-identity-${version}.vsix`, 'aks-identity.cdx.json']);
    for (const [index, name] of names.entries())
      expect(sums[index]).toBe(
        `${createHash('sha256')
          .update(await released(name))
          .digest('hex')}  ${name}`,
      );
    expect((await released('notes.md')).toString()).toMatch(/^### Added\n/);
  });

  it('has a vsix with nothing but these files', async () => {
    const names = Object.keys(unzipSync(await released(`aks-identity-${version}.vsix`)));
    const media = names.filter((name) => /^extension\/media\/.*\.(svg|png)$/.test(name));
    expect(media.length).toBeGreaterThan(3);
    expect(listed(names.filter((name) => !media.includes(name)))).toMatchInlineSnapshot(`
      [
        "[Content_Types].xml",
        "extension.vsixmanifest",
        "extension/LICENSE.txt",
        "extension/changelog.md",
        "extension/dist/ThirdPartyNotices.txt",
        "extension/dist/chunks/*.js",
        "extension/dist/extension.js",
        "extension/dist/page/*.js",
        "extension/dist/page/codicons/codicon.css",
        "extension/dist/page/codicons/codicon.woff2",
        "extension/dist/page/drawing.css",
        "extension/dist/page/panel.css",
        "extension/dist/page/panel.js",
        "extension/dist/page/report.css",
        "extension/dist/page/report.js",
        "extension/dist/page/why.css",
        "extension/dist/page/why.js",
        "extension/media/decisions.schema.json",
        "extension/package.json",
        "extension/package.nls.json",
        "extension/readme.md",
      ]
    `);
  });

  it('has a package for npm with nothing but these files', async () => {
    const args = ['-tzf', at('out', 'release', `aks-identity-${version}.tgz`)];
    const names = execFileSync('tar', args, { encoding: 'utf8' }).trimEnd().split('\n');
    const manifest = execFileSync('tar', ['-xzOf', args[1]!, 'package/package.json'], { encoding: 'utf8' });
    // It can't change anything, so its description doesn't promise that as the extension's does.
    expect((JSON.parse(manifest) as { readonly description: string }).description).toMatch(/It only reads\.$/);
    expect(listed(names)).toMatchInlineSnapshot(`
      [
        "package/LICENSE",
        "package/README.md",
        "package/dist/ThirdPartyNotices.txt",
        "package/dist/cli.js",
        "package/dist/cli/*.js",
        "package/docs/decisions.md",
        "package/docs/emulator.md",
        "package/docs/findings.md",
        "package/media/decisions.schema.json",
        "package/package.json",
      ]
    `);
  });

  it('has a notice of each package of which something is bundled, in both packages', async () => {
    const bundle = JSON.parse(await readFile(at('out', 'bundle.json'), 'utf8')) as readonly Bundled[];
    const paths = bundle.flatMap(({ sources }) => sources.map(({ path }) => path));
    const packages = new Set(paths.flatMap((path) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
    expect(packages.size).toBeGreaterThan(30);
    const name = 'dist/ThirdPartyNotices.txt';
    const files = unzipSync(await released(`aks-identity-${version}.vsix`));
    const tarball = at('out', 'release', `aks-identity-${version}.tgz`);
    for (const notices of [
      Buffer.from(files[`extension/${name}`]!).toString(),
      execFileSync('tar', ['-xzOf', tarball, `package/${name}`], { encoding: 'utf8' }),
    ]) {
      const named = new Set([...notices.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \(/gm)].map(([, one]) => one));
      expect([...packages, '@vscode/codicons'].filter((one) => !named.has(one))).toEqual([]);
    }
  });

  it('lists exactly the packages of which something is bundled, with their versions', async () => {
    const bundle = JSON.parse(await readFile(at('out', 'bundle.json'), 'utf8')) as readonly Bundled[];
    const paths = bundle.flatMap(({ sources }) => sources.map(({ path }) => path));
    const folders = new Set(paths.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
    const bundled = [...folders, 'node_modules/@vscode/codicons'].map(async (folder) => {
      const manifest = JSON.parse(await readFile(at(folder, 'package.json'), 'utf8')) as Record<string, string>;
      return `${manifest['name']}@${manifest['version']}`;
    });
    const sbom = JSON.parse((await released('aks-identity.cdx.json')).toString()) as {
      readonly components: readonly { readonly purl: string }[];
    };
    const listedPackages = sbom.components.map(({ purl }) => decodeURIComponent(purl).replace('pkg:npm/', ''));
    expect(listedPackages.toSorted()).toEqual([...new Set(await Promise.all(bundled))].toSorted());
  });

  it('is brought to four places, and again only where it is not yet', async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    for (const program of ['npm', 'gh']) {
      const note = [
        '#!/bin/bash',
        `echo ${program} "$@" >>"${folder}/sent"`,
        `[ "$1" != publish ] || { echo "$SAID"; exit "$ENDS"; }`,
      ];
      await writeFile(join(bin, program), `${note.join('\n')}\n`);
      await chmod(join(bin, program), 0o755);
    }
    const path = `${bin}:${process.env['PATH']}`;
    const secrets = { VSCE_PAT: 'x', OVSX_PAT: 'x', NODE_AUTH_TOKEN: 'x', GH_TOKEN: 'x' };
    const there = 'npm error You cannot publish over the previously published versions.';
    expect(run('publish.ts', path, { ...secrets, ENDS: '1', SAID: there })).toMatchObject({ status: 0 });
    const sent = (await readFile(join(folder, 'sent'), 'utf8')).trimEnd().split('\n');
    expect(sent.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'npm exec',
      'npm exec',
      'npm publish',
      'gh release',
    ]);
    const refused = run('publish.ts', path, { ...secrets, ENDS: '1', SAID: 'npm error code E403' });
    expect(refused).toMatchObject({ status: 1, said: expect.stringContaining('npm: npm ended with 1') as string });
    const without = run('publish.ts', path, { ...secrets, OVSX_PAT: '', ENDS: '0', SAID: '' });
    expect(without).toMatchObject({
      status: 1,
      said: expect.stringContaining('Open VSX: OVSX_PAT is not set') as string,
    });
  });

  it('is refused for another tag', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join('scripts', 'release', 'assemble.ts'), '--tag', 'v0.0.1'],
      {
        cwd: at(),
        encoding: 'utf8',
      },
    );
    expect([status, stderr.trim()]).toEqual([1, expect.stringContaining('v0.0.1')]);
  });
});
