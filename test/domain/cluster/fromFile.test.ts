import { describe, expect, it } from 'vitest';
import { openedJson } from '../../../src/domain/cluster/fromFile.ts';
import { Refusal } from '../../../src/domain/arm/refusal.ts';
import { clusterId, clusterJson, identityId } from '../../support/domain/clusterFixture.ts';

const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const withTags = (tags: string): string =>
  JSON.stringify(clusterJson({}, { tags: {} })).replace('"tags":{}', `"tags":${tags}`);

describe('a file with a cluster', () => {
  it.each([200, 20_000, 200_000])('is refused in words where it is nested in %d levels', (levels) => {
    for (const text of [withTags(nested(levels)), `${'['.repeat(levels)}${']'.repeat(levels)}`])
      expect(() => openedJson(text)).toThrow(
        new Refusal('This is nested more than 100 levels deep, as no Azure cluster is.'),
      );
  });

  it('may be nested as deeply as clusters of Azure are, and hold what they hold', () => {
    const odd = { motd: 'two\nlines\tand a tab', name2: '\u202e', 'tag/with/slashes': '\u001b[31m' };
    expect(openedJson(withTags(nested(50))).clusters).toHaveLength(1);
    expect(openedJson(withTags(JSON.stringify(odd))).clusters).toHaveLength(1);
  });

  it.each(['\ud800', 'x\udc00y'])('is refused where a text holds half of a character (%j)', (half) => {
    for (const text of [JSON.stringify(clusterJson({}, { name: half })), withTags(JSON.stringify({ [half]: 'x' }))])
      expect(() => openedJson(text)).toThrow(/^The (?:name|key) ".*" holds half of a character\.$/);
  });

  it.each(['\u001b[201~\u0003id>pwned\u000f', 'rg\u202e', 'rg\u200b', 'rg\u0085', 'rg\n'])(
    'is refused where an id or a name holds a sign that is not seen (%j)',
    (odd) => {
      const id = identityId('id-shop').replace('rg-shop', odd);
      const texts = [
        clusterJson({}, { id: clusterId.replace('rg-shop', odd) }),
        clusterJson({}, { identity: { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } } }),
        clusterJson({ nodeResourceGroup: odd }),
        clusterJson({ agentPoolProfiles: [{ name: odd }] }),
        clusterJson({ diskEncryptionSetID: id }),
      ];
      for (const json of texts)
        expect(() => openedJson(JSON.stringify(json))).toThrow(/contains an invisible character \(U\+[0-9A-F]{4}\)/);
    },
  );
});
