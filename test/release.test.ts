import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { environmentFor, isThereAlready, publicationsOf } from '../scripts/release/publications.ts';
import { channelOf, checkPages, checkTag, notesOf } from '../scripts/release/version.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  readonly version: string;
  readonly private?: boolean;
  readonly preview?: boolean;
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly badges?: unknown;
  readonly qna: string;
};

const release = {
  version: '1.2.0',
  channel: 'release',
  vsix: '/r/aks-identity-1.2.0.vsix',
  tarball: '/r/aks-identity-1.2.0.tgz',
  others: ['/r/aks-identity.cdx.json', '/r/SHA256SUMS'],
  notes: '/r/notes.md',
} as const;

describe('a release', () => {
  it.each([
    ['1.0.0', 'release'],
    ['1.2.7', 'release'],
    ['1.3.0', 'preRelease'],
    ['0.1.0', 'preRelease'],
  ])('of version %s is a %s, by its minor number', (version, channel) => {
    expect(channelOf(version)).toBe(channel);
  });

  it.each(['1.0.0-rc', '1.0', 'v1.0.0', ''])(
    'is refused for the version "%s", which the Marketplace does not take',
    (version) => {
      expect(() => channelOf(version)).toThrow(/no version for the Marketplace/);
    },
  );

  it('is refused if the tag names another version', () => {
    expect(() => checkTag('v1.2.0', '1.2.1')).toThrow('The tag is v1.2.0, but package.json has version 1.2.1.');
    checkTag('v1.2.1', '1.2.1');
  });

  it.each([
    ['and it is not in the\nMarketplace yet: its versions', 'not in the Marketplace yet'],
    ['None of them is in the Marketplace or on npm yet.', 'None of them is in the Marketplace or on npm yet'],
    ['It is not on a registry yet: `npm ci`', 'not on a registry yet'],
    ['Once the package is on npm, it does', 'Once the package is on npm'],
    ["It isn't published yet.", "isn't published yet"],
  ])('is refused while a page says that there is none: %j', (text, sentence) => {
    expect(() => checkPages({ 'README.md': text })).toThrow(
      `README.md would be false once it is released: ${sentence}`,
    );
    checkPages({ 'README.md': 'Nobody has tried it on Azure yet. It is in the Marketplace, and on npm.' });
  });

  it('has the notes of its own version only', () => {
    const changelog =
      '# Changelog\n\n## [1.2.0] - 2026-12-01\n\n### Added\n\n- Two.\n\n## [1.0.0] - 2026-11-01\n\n- One.\n';
    expect(notesOf(changelog, '1.2.0')).toBe('### Added\n\n- Two.\n');
    expect(notesOf(changelog, '1.0.0')).toBe('- One.\n');
  });

  it.each([
    ['## [1.2.0]\n\n- Two.\n', /no date for 1.2.0/],
    ['## [1.2.0] - 2026-12-01\n\n', /says nothing about 1.2.0/],
    ['## [1.2.00] - 2026-12-01\n\n- Two.\n', /says nothing about 1.2.0/],
  ])('is refused without dated notes: %j', (changelog, message) => {
    expect(() => notesOf(changelog, '1.2.0')).toThrow(message);
  });

  it('goes to four places, each with the secret that it needs', () => {
    expect(publicationsOf(release).map(({ to, secret }) => [to, secret])).toEqual([
      ['Visual Studio Marketplace', 'VSCE_PAT'],
      ['Open VSX', 'OVSX_PAT'],
      ['npm', 'NODE_AUTH_TOKEN'],
      ['GitHub', 'GH_TOKEN'],
    ]);
  });

  it('is brought to each place by a program that has no other secret', () => {
    const all = publicationsOf(release);
    const environment = { PATH: '/bin', ...Object.fromEntries(all.map(({ secret }) => [secret, 'x'])) };
    const names = all.map((each) => Object.keys(environmentFor(each, all, environment)));
    expect(names).toEqual(all.map(({ secret }) => ['PATH', secret]));
  });

  it('is brought to npm alone by a program that may ask for a token of the job, and to none by one that reaches its caches', () => {
    const all = publicationsOf(release);
    const identity = ['ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_URL'];
    const environment = Object.fromEntries(
      [...identity, 'ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL', 'GITHUB_ACTIONS'].map((name) => [name, 'x']),
    );
    const had = all.map((each) => [each.to, Object.keys(environmentFor(each, all, environment))]);
    expect(had).toEqual(all.map(({ to }) => [to, [...(to === 'npm' ? identity : []), 'GITHUB_ACTIONS']]));
  });

  it('is offered as a pre-release in all four places, or in none', () => {
    const flags = (channel: 'release' | 'preRelease') =>
      publicationsOf({ ...release, channel }).map(({ command }) =>
        command.filter((word) => ['--pre-release', '--prerelease', 'next'].includes(word)),
      );
    expect(flags('preRelease')).toEqual([['--pre-release'], ['--pre-release'], ['next'], ['--prerelease']]);
    expect(flags('release')).toEqual([[], [], [], []]);
  });

  it.each([
    ['npm error You cannot publish over the previously published versions: 1.2.0.', true],
    ['HTTP 422: Validation Failed: a release with the same tag name already exists: v1.2.0', true],
    ['npm error code E403', false],
  ])('that is there already is told from a failure: %#', (said, isThere) => {
    expect(isThereAlready(said)).toBe(isThere);
  });
});

describe('the version of package.json', () => {
  const { version } = manifest;

  it('has dated notes, is recorded with what others build on, and may be published', () => {
    expect(notesOf(read('CHANGELOG.md'), version)).toMatch(/^### Added/);
    expect(read('docs/tables/surface.md')).toContain(`As of version ${version}.`);
    expect(manifest.private).toBeUndefined();
  });

  const pages = ['docs/ci.md', 'docs/pipelines/azure-pipelines.yml', 'docs/pipelines/gitlab.yml'];

  it('is the one that everything else names', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> };
    const action = parse(read('action.yml')) as { inputs: { version: { default: string } } };
    expect([packages['']?.version, action.inputs.version.default]).toEqual([version, version]);
    const named = [...pages, 'docs/emulator.md'].flatMap((page) => [
      ...read(page).matchAll(/aks-identity(?:-emulator)?[-:](\d+\.\d+\.\d+)/g),
    ]);
    expect(named.length).toBeGreaterThan(10);
    expect([...new Set(named.map(([, one]) => one))]).toEqual([version]);
  });
});

it('semver, whose place is taken in the bundles, is asked by nothing but jsonwebtoken, and only for the version of Node', () => {
  type Entry = { readonly dev?: boolean; readonly dependencies?: Readonly<Record<string, string>> };
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Entry>> };
  const asking = Object.entries(packages).filter(([, { dev, dependencies }]) => !dev && dependencies?.['semver']);
  expect(asking.map(([path]) => path)).toEqual(['node_modules/jsonwebtoken']);
  const lib = 'node_modules/jsonwebtoken/lib';
  const asked = readdirSync(lib)
    .map((file) => read(`${lib}/${file}`))
    .filter((code) => code.includes('semver'));
  expect(asked.length).toBeGreaterThan(0);
  for (const code of asked)
    expect(code).toMatch(/^module\.exports = semver\.satisfies\(process\.version, '[^']+'\);$/m);
});

/** Source: https://code.visualstudio.com/api/references/extension-manifest */
const categories =
  'AI,Azure,Chat,Data Science,Debuggers,Education,Extension Packs,Formatters,Keymaps,Language Packs,Linters,Machine Learning,Notebooks,Other,Programming Languages,SCM Providers,Snippets,Testing,Themes,Visualization';

describe('the listing', () => {
  it('has categories and keywords that the Marketplace takes, and leads questions to a page that is there', () => {
    expect(manifest.categories.filter((one) => !categories.split(',').includes(one))).toEqual([]);
    expect(manifest.keywords.length).toBeLessThanOrEqual(30);
    expect(read(manifest.qna.replace(/^.*\/blob\/main\//, ''))).toMatch(/^# Help/);
  });

  it('is a preview before 1.0, and has no badge of a server that shows nothing', () => {
    expect(manifest.preview === true).toBe(manifest.version.startsWith('0.'));
    expect(manifest.badges).toBeUndefined();
    expect(read('README.md')).not.toMatch(/shields\.io|badge/i);
  });

  it('begins with what it is, a picture, two commands and how it is installed', () => {
    const [first = '', second = ''] = read('README.md').split(/^## /m);
    const kinds = first.split('\n\n').map((part) => (/^# |^!\[|^- /.exec(part)?.[0] ?? '').trim());
    expect(kinds.slice(0, 7)).toEqual(['#', '', '![', '', '', '', '-']);
    expect([...first.matchAll(/^- `(npm ci && npm [\w ]+)`/gm)].map(([, command]) => command)).toEqual([
      'npm ci && npm run demo',
      'npm ci && npm test',
    ]);
    expect(first.length).toBeLessThan(1300);
    expect(second).toMatch(/^Install\n/);
  });

  it('has a table of the rights, each with a role of the page that has them all', () => {
    const table = read('README.md').split('## Rights')[1]?.split('\n## ')[0] ?? '';
    const roles = [...table.matchAll(/^\| (?!to |---)[^|]+\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
      cell.split(', and '),
    );
    expect(roles.length).toBeGreaterThan(5);
    expect(roles.filter((role) => !read('docs/rights.md').includes(role))).toEqual([]);
  });
});
