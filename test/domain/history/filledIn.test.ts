import { describe, expect, it } from 'vitest';
import { changeRow } from '../../../src/domain/history/changeRows.ts';
import { writeFilledIn } from '../../../src/domain/history/filledIn.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import type { HistoryEntry } from '../../../src/domain/history/model.ts';
import { detailTexts, whatText, whoText } from '../../../src/domain/history/text/historyLines.ts';
import { activityEvent, changeOf, identity, shop, shopView } from '../../support/domain/historyCases.ts';

type Values = Parameters<typeof changeOf>[0];
const at = (id: string): string => `identity.userAssignedIdentities.${id}`;
const old = identity.replace(/[^/]+$/, 'id-old');
const filled: Values = {
  [at(identity)]: ['{}', null],
  [`${at(identity)}.clientId`]: [null, 'c1'],
  [`${at(identity)}.principalId`]: [null, 'p1'],
};
const gone: Values = { [`${at(old)}.clientId`]: ['c0', null], [`${at(old)}.principalId`]: ['p0', null] };
const toUser: Values = {
  'identity.type': ['SystemAssigned', 'UserAssigned'],
  'identity.principalId': ['s1', null],
  'identity.tenantId': ['t1', null],
  [at(identity)]: [null, '{}'],
};
const toSystem: Values = { 'identity.type': ['UserAssigned', 'SystemAssigned'], ...gone };
const ofSystem: Values = { 'identity.principalId': [null, 's2'], 'identity.tenantId': [null, 't1'] };
const localAccounts: Values = { 'properties.disableLocalAccounts': ['true', 'false'] };

type Part = readonly [who: 'Ana' | 'Azure', values: Values, operation?: string];

/** Changes a quarter of an hour after each other, of which some are logged, too. */
function entriesOf(parts: readonly Part[], logged: readonly string[] = []): readonly HistoryEntry[] {
  const time = (index: number): string =>
    `2026-11-25T${String(9 + Math.floor(index / 4)).padStart(2, '0')}:${(index % 4) * 15 + 12}:20Z`;
  const rows = parts.map(([who, values, correlationId = null], index) => {
    const by = who === 'Ana' ? {} : { changedBy: 'System', changedByType: 'System', clientType: 'Unknown' };
    return { ...changeRow(changeOf(values, { timestamp: time(index), correlationId, ...by }))!, id: `row-${index}` };
  });
  const events = logged.flatMap((operation) => {
    const at = time(parts.findIndex(([, , own]) => own === operation));
    const event = activityEvent({
      action: 'Microsoft.ContainerService/managedClusters/write',
      id: shop,
      operation,
      at,
    });
    return loggedEvent(event) ?? [];
  });
  return historyEntries(shopView, { events, rows, requests: [], now: new Date('2026-11-28') }).entries;
}

const said = (entries: readonly HistoryEntry[]): readonly string[] =>
  entries.map((entry) => `${whoText(entry)}: ${whatText(entry).replace('changed cluster shop: ', '')}`).toReversed();

describe('what Azure fills in after a write of a cluster', () => {
  it.each([
    ['control plane identity from system-assigned to id-shop', toUser, filled],
    ['control plane identity from id-old to system-assigned', toSystem, ofSystem],
    ['control plane identity from id-old to id-shop', { ...gone, [at(identity)]: [null, '{}'] }, filled],
    [
      'control plane identity set to id-shop',
      { 'identity.type': [null, 'UserAssigned'], [at(identity)]: [null, '{}'] },
      filled,
    ],
    [
      'control plane identity from id-old to id-shop',
      { ...gone, [`${at(identity)}.principalId`]: [null, 'p1'] },
      { [at(identity)]: ['{}', null], [`${at(identity)}.clientId`]: [null, 'c1'] },
    ],
    ['identity id-shop assigned to it', { [at(identity)]: [null, '{}'] }, filled],
  ] satisfies [string, Values, Values][])(
    'is part of that write, logged or not: %s (H-20, H-25)',
    (words, written, after) => {
      const parts: readonly Part[] = [
        ['Ana', written, 'op-1'],
        ['Azure', after],
      ];
      for (const logged of [[], ['op-1']]) {
        const entries = entriesOf(parts, logged);
        expect(said(entries)).toEqual([`ana@contoso.com: ${words}`]);
        expect(detailTexts(entries[0]!).join()).not.toContain('{}');
      }
      // Before Azure has filled it in, the write says the same.
      expect(said(entriesOf(parts.slice(0, 1)))).toEqual([`ana@contoso.com: ${words}`]);
      const changes = entriesOf(parts)[0]!.changes;
      for (const path of Object.keys(after).filter((each) => after[each]?.[1] !== null))
        expect(changes.find((change) => change.path === path)?.after.kind).toBe('text');
    },
  );

  it.each([
    [
      'a person did it',
      [
        ['Ana', toUser, 'op-1'],
        ['Ana', filled, 'op-2'],
      ],
    ],
    [
      'something else is changed with it',
      [
        ['Ana', toUser, 'op-1'],
        ['Azure', { ...filled, ...localAccounts }],
      ],
    ],
    [
      'another identity was assigned',
      [
        ['Ana', { [at(old)]: [null, '{}'] }, 'op-1'],
        ['Azure', filled],
      ],
    ],
    [
      'its write is not known',
      [
        ['Ana', localAccounts, 'op-1'],
        ['Azure', filled],
      ],
    ],
    [
      'the identity was removed since',
      [
        ['Ana', toUser, 'op-1'],
        ['Ana', { [at(identity)]: ['{}', null] }, 'op-2'],
        ['Azure', filled],
      ],
    ],
    [
      'the type is another one',
      [
        ['Ana', { 'identity.type': ['SystemAssigned', 'None'] }, 'op-1'],
        ['Azure', ofSystem],
      ],
    ],
    [
      'it has two writes',
      [
        ['Ana', { [at(identity)]: [null, '{}'] }, 'op-1'],
        ['Ana', { 'identity.type': ['None', 'SystemAssigned'] }, 'op-2'],
        ['Azure', { ...filled, ...ofSystem }],
      ],
    ],
    [
      'IDs are replaced',
      [
        ['Ana', toUser, 'op-1'],
        ['Azure', { [`${at(identity)}.principalId`]: ['p1', 'p2'] }],
      ],
    ],
  ] satisfies [string, Part[]][])('stays an entry of its own where %s (H-20)', (_, parts) => {
    const entries = entriesOf(parts);
    expect(entries).toHaveLength(parts.length);
    expect(entries.map(({ changes }) => changes.length).toReversed()).toEqual(
      parts.map(([, values]) => Object.keys(values).length),
    );
  });

  it('stays an entry of its own where it was logged as an operation of its own (H-20)', () => {
    const parts: readonly Part[] = [
      ['Ana', toUser, 'op-1'],
      ['Azure', filled, 'op-2'],
    ];
    expect(entriesOf(parts, ['op-1', 'op-2'])).toHaveLength(2);
    expect(entriesOf(parts, ['op-1'])).toHaveLength(1);
  });

  it('stays an entry of its own after a creation where it fills in nothing that is told (H-20)', () => {
    const system = { changedBy: 'System', changedByType: 'System', clientType: 'Unknown', correlationId: null };
    const created = changeRow(changeOf(toUser))!;
    const later = changeRow(changeOf({ 'properties.provisioningState': ['Creating', 'Succeeded'] }, system))!;
    expect(writeFilledIn(later, [{ ...created, type: 'Create' }])).toBeUndefined();
  });

  it('names the groups where an identity takes the place of one with its name (H-25)', () => {
    const twin = identity.replace(/resourceGroups\/[^/]+/i, 'resourceGroups/rg-old');
    const switched: Values = {
      [`${at(twin)}.clientId`]: ['c0', null],
      [`${at(twin)}.principalId`]: ['p0', null],
      [at(identity)]: [null, '{}'],
    };
    expect(said(entriesOf([['Ana', switched]]))).toEqual([
      'ana@contoso.com: control plane identity from id-shop in rg-old to id-shop in rg-shop',
    ]);
  });

  it('is told by its paths where it is not certain what was switched (H-25)', () => {
    const second = identity.replace(/[^/]+$/, 'id-second');
    const two: Values = { ...toUser, [at(second)]: [null, '{}'] };
    expect(said(entriesOf([['Ana', two]]))[0]).toBe(
      'ana@contoso.com: control plane identity from system-assigned to user-assigned; identity id-shop assigned to it; and 1 other property',
    );
    expect(said(entriesOf([['Ana', { 'identity.principalId': ['s1', 's2'] }]]))[0]).toContain(
      'identity.principalId from s1 to s2',
    );
    const odd: Values = { 'identity.type': ['SystemAssigned', 'UserAssigned'], 'identity.principalId': [null, 's2'] };
    expect(said(entriesOf([['Ana', odd]]))[0]).toContain('identity.principalId set to s2');
  });
});
