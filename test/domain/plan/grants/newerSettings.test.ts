/** What only newer versions of the API show of a cluster, and what may be needed for it. */
import { unknownTexts, type Unknown } from '../../../../src/domain/arm/unknown.ts';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { Cluster } from '../../../../src/domain/cluster/model.ts';
import { role } from '../../../../src/domain/access/roles.ts';
import { lossesOf } from '../../../../src/domain/plan/grants/lostNeeds.ts';
import { newerDoubts } from '../../../../src/domain/plan/grants/unjudgedUses.ts';
import { assignment, cluster, otherPrincipal, subnet } from '../../../support/domain/clusterFixture.ts';
import { factsOf, found, unreadable, type Entry } from '../../../support/domain/factsOf.ts';
import { assigned, group, guid, worldFacts, type World } from '../../../support/domain/worldFacts.ts';

const at = (name: string, principalId = otherPrincipal): JsonObject => ({ [name]: { who: principalId } });
const attach = (objectId: string): JsonObject => ({
  storageProfile: { diskCSIDriver: { quickAttachDetach: { enabled: true, identity: { resourceId: '/x', objectId } } } },
});
const unknownUse = (name: string): string =>
  `Its holder is named in \`properties.${name}.who\` of shop, and what that needs isn't known.`;

const inSentences = (all: readonly Unknown[] | undefined) => all && unknownTexts(all);

describe('what newer versions show of a cluster', () => {
  const gone = assignment(role.reader, subnet, otherPrincipal);
  const doubts = (newer: Entry[1] | undefined, known: readonly Cluster[] = [], removed = [gone]) =>
    inSentences(
      newerDoubts(
        removed.map((one) => ({ assignment: one, via: {} })),
        known.map((each) => ({ cluster: each, holdings: [] })),
        factsOf([
          [{ kind: 'identities' }, found([])],
          ...(newer === undefined ? [] : [[{ kind: 'newerClusters' }, newer] as const]),
        ]),
      ),
    );
  const shown = (properties: JsonObject): Entry[1] => found([cluster(properties)]);

  it("is not known until they are read, nor where they can't be", () => {
    expect(doubts(undefined)).toBeUndefined();
    expect(doubts(unreadable('no'))).toEqual(['Settings of clusters in newer API versions: no']);
    expect(doubts({ kind: 'missing' })).toEqual(["Settings of clusters in newer API versions can't be seen."]);
  });

  it.each<[string, JsonObject, readonly string[]]>([
    ['nothing of the holder', at('fooProfile', 'somebody'), []],
    ['the holder in a place that nobody knows', at('fooProfile'), [unknownUse('fooProfile')]],
    ['the holder in any casing', at('fooProfile', otherPrincipal.toUpperCase()), [unknownUse('fooProfile')]],
    [
      'the holder in two places',
      { ...at('fooProfile'), ...at('barProfile') },
      [unknownUse('fooProfile'), unknownUse('barProfile')],
    ],
    [
      'the holder for a feature',
      attach(otherPrincipal),
      ["It is held for the disk attachment of shop, and what that needs isn't known."],
    ],
  ])('is reported if it is %s', (_, properties, texts) => {
    expect(doubts(shown(properties))).toEqual(texts);
    expect(doubts(shown(properties), [cluster()], [gone, gone])).toEqual(texts);
    const upper = { ...gone, principalId: otherPrincipal.toUpperCase() };
    expect(doubts(shown(properties), [], [upper, gone])).toEqual(texts);
  });

  it('is reported only if the older one does not show it', () => {
    const newer = shown({ ...at('fooProfile'), ...at('barProfile') });
    expect(doubts(newer, [cluster(at('fooProfile'))])).toEqual([unknownUse('barProfile')]);
    expect(doubts(newer, [cluster(at('fooProfile'), { id: '/another' })])).toHaveLength(2);
  });

  it('is not reported if nothing is removed', () => {
    expect(doubts(shown(at('fooProfile')), [], [])).toEqual([]);
  });
});

describe('that no cluster needs what is removed', () => {
  const gone = assigned('Reader', `${group}/providers/Microsoft.Storage/storageAccounts/s`, guid(99));
  const check = (world: Partial<World>, isRead = true) => {
    const facts = worldFacts({ resources: [], assignments: [gone], ...world });
    const get = ((read) =>
      read.kind === 'newerClusters' && !isRead ? undefined : facts.get(read)) as typeof facts.get;
    const { checks } = lossesOf({ removals: [{ assignment: gone, via: {} }], made: [] }, { ...facts, get });
    return checks.find(({ id }) => id === 'needed');
  };

  it('is said only after a look at what newer versions show', () => {
    expect(check({})).toMatchObject({ verdict: 'pass', detail: 'No cluster that you can see uses it.' });
    expect(check({}, false)).toMatchObject({
      verdict: 'unknown',
      detail: 'Settings of clusters in newer API versions were not checked.',
    });
    expect(check({ forbidden: ['newerClusters'] })).toMatchObject({
      verdict: 'unknown',
      detail: 'Settings of clusters in newer API versions: AuthorizationFailed',
    });
  });

  it("is in doubt by clusters alone where those can't be read", () => {
    const open = check({ forbidden: ['clusters', 'newerClusters'] });
    expect(open).toMatchObject({ verdict: 'unknown' });
    expect(open!.detail).toBe('Clusters: AuthorizationFailed');
  });
});
