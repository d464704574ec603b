import { describe, expect, it } from 'vitest';
import { isThereAlready, publicationsOf } from '../scripts/release/publications.ts';
import { channelOf, checkTag, notesOf } from '../scripts/release/version.ts';

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
