/** Who did what a history tells: the one who reads, another one, or nobody knows. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/domain/arm/json.ts';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { changeRow } from '../../../src/domain/history/changeRows.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import type { HistoryEntry, Readers } from '../../../src/domain/history/model.ts';
import type { OwnRequest } from '../../../src/domain/history/ownRuns.ts';
import {
  clientText,
  detailTexts,
  perhapsSinceText,
  sinceText,
  whatText,
  whoText,
} from '../../../src/domain/history/text/historyLines.ts';
import { say } from '../../../src/sentences/words.ts';
import { activityEvent, changeOf, shop, shopView } from '../../support/domain/historyCases.ts';

const claim = 'http://schemas.microsoft.com/identity/claims/objectidentifier';
const clusterWrite = 'Microsoft.ContainerService/managedClusters/write';
const [me, meAsGuest, myOther, colleague] = ['1', '2', '3', '4'].map(
  (digit) => `${digit.repeat(8)}-1111-4111-8111-111111111111`,
) as [string, string, string, string];

interface Told {
  readonly events?: readonly Json[];
  readonly rows?: readonly JsonObject[];
  readonly requests?: readonly OwnRequest[];
  readonly readers?: Readers;
}

function told({ events = [], rows = [], ...more }: Told): readonly HistoryEntry[] {
  return historyEntries(shopView, {
    events: events.flatMap((event) => loggedEvent(event) ?? []),
    rows: rows.flatMap((row) => changeRow(row) ?? []),
    requests: [],
    now: new Date('2026-11-28T00:00:00Z'),
    ...more,
  }).entries;
}

const written = (caller: string | null, claims: JsonObject | null, more: JsonObject = {}): JsonObject =>
  activityEvent({ action: clusterWrite, id: shop, more: { caller, claims, ...more } });
const person = (objectId: string, name = 'ana@contoso.com'): JsonObject => written(name, { [claim]: objectId });

const request: OwnRequest = {
  activityId: 'run-1',
  title: say`Disable local accounts of shop`,
  method: 'PUT',
  path: shop,
  sentAt: '2026-11-25T09:12:16.000Z',
  status: 'succeeded',
};

describe('who did what the log and the journal tell', () => {
  const signedIn: Readers = { objectIds: [me, meAsGuest], isWhole: true };
  const notWhole: Readers = { objectIds: [meAsGuest], isWhole: false };
  const event = { me, colleague, nobody: undefined } as const;
  const sender = { me: { sentBy: me }, another: { sentBy: myOther }, unrecorded: {}, none: undefined } as const;

  /** What each event with each request of ours is said to be, for a reader who is known and for one who is not. */
  const expected: Readonly<Record<string, readonly [known: readonly string[], unknown: readonly string[]]>> = {
    'me, me': [['a@b (you) *'], ['a@b (probably you) *']],
    'me, another': [
      ['Another account on this computer *', 'a@b (you)'],
      ['Probably you *', 'a@b'],
    ],
    'me, unrecorded': [['a@b (you) *'], ['a@b (probably you) *']],
    'me, none': [['a@b (you)'], ['a@b']],
    'colleague, me': [
      ['You *', 'a@b'],
      ['Probably you *', 'a@b'],
    ],
    'colleague, another': [
      ['Another account on this computer *', 'a@b'],
      ['Probably you *', 'a@b'],
    ],
    'colleague, unrecorded': [['Probably you *', 'a@b'], ['a@b (probably you) *']],
    'colleague, none': [['a@b'], ['a@b']],
    'nobody, me': [['a@b (probably you) *'], ['a@b (probably you) *']],
    'nobody, another': [['a@b *'], ['a@b (probably you) *']],
    'nobody, unrecorded': [['a@b (probably you) *'], ['a@b (probably you) *']],
    'nobody, none': [['a@b'], ['a@b']],
  };

  const combinations = Object.entries(event).flatMap(([by, objectId]) =>
    Object.entries(sender).map(([from, sent]) => [`${by}, ${from}`, objectId, sent] as const),
  );

  it.each(combinations)(
    'is told of %s by object IDs, and only probable where one is not known (H-20)',
    (name, objectId, sent) => {
      const said = (readers: Readers): readonly string[] =>
        told({
          events: [written('a@b', objectId === undefined ? {} : { [claim]: objectId })],
          requests: sent === undefined ? [] : [{ ...request, ...sent }],
          readers,
        }).map((entry) => `${whoText(entry)}${entry.run === undefined ? '' : ' *'}`);
      expect([said(signedIn).toSorted(), said(notWhole).toSorted()]).toEqual(expected[name]);
    },
  );

  it('are a guest and a member of two directories by their IDs, whatever their names there are (H-20)', () => {
    const guest = person(meAsGuest, 'ana_contoso.com#EXT#@fabrikam.onmicrosoft.com');
    const own = { ...request, account: 'ana@contoso.com', sentBy: meAsGuest };
    const [entry] = told({ events: [guest], requests: [own], readers: signedIn });
    expect(whoText(entry!)).toBe('ana_contoso.com#EXT#@fabrikam.onmicrosoft.com (you)');
    expect(entry?.run?.activityId).toBe('run-1');
  });

  it('is each of two accounts that are signed in, and none that is not, though it has the same name (H-20)', () => {
    const both: Readers = { objectIds: [me, myOther], isWhole: true };
    const who = (id: string, readers: Readers) =>
      told({ events: [person(id)], readers }).map((entry) => whoText(entry));
    expect([me, myOther, colleague].flatMap((id) => who(id, both))).toEqual([
      'ana@contoso.com (you)',
      'ana@contoso.com (you)',
      'ana@contoso.com',
    ]);
  });

  it('is nobody called you in what a finding says, which others read, too (H-22)', () => {
    const [entry] = told({ events: [person(me)], readers: signedIn });
    expect(sinceText(entry!, 'May 4')).toMatch(/^Since May 4: ana@contoso\.com changed/);
    expect(perhapsSinceText(entry!, 'May 4')).toMatch(/^Perhaps since May 4: ana@contoso\.com changed/);
  });

  it('is an application that is signed in, by the object ID of its service principal (H-20)', () => {
    const events = [written(me, { [claim]: me, appid: colleague, idtyp: 'app' })];
    expect(told({ events, readers: signedIn }).map((entry) => whoText(entry))).toEqual(['You']);
  });

  it('is the sender of a request that no log has yet, which names nobody by mistake (H-20)', () => {
    const who = (own: Partial<OwnRequest>, readers: Readers) =>
      told({ requests: [{ ...request, ...own }], readers }).map((entry) => whoText(entry));
    expect(who({ sentBy: me }, signedIn)).toEqual(['You']);
    expect(who({ sentBy: myOther, account: 'ben@contoso.com' }, signedIn)).toEqual(['ben@contoso.com']);
    expect(who({ account: 'ben@contoso.com' }, signedIn)).toEqual(['ben@contoso.com (probably you)']);
  });

  it.each([
    ['senderNotRecorded', [], signedIn, 'the record on this computer has no object ID of who sent it'],
    ['callerNotLogged', [written('a@b', {})], signedIn, "Azure's logs have no object ID of who did it"],
    ['readerNotKnown', [person(me)], notWhole, 'your own object ID could not be read'],
  ] as const)('says why it is only probable: %s (H-20)', (you, events, readers, why) => {
    const [entry] = told({ events, requests: [request], readers });
    expect(entry?.you).toBe(you);
    expect(detailTexts(entry!)).toContain(`Probably you: ${why}.`);
  });
});

describe('what Azure does for itself or by a managed identity', () => {
  const of = (resourceId: string, more: JsonObject = {}): JsonObject =>
    written(me, { [claim]: me, appid: colleague, idtyp: 'app', xms_mirid: resourceId, ...more });
  const group = '/subscriptions/11111111-1111-4111-8111-111111111111/resourcegroups/rg-other';
  const assignmentId =
    '/providers/Microsoft.Management/managementGroups/mg1/providers/Microsoft.Authorization/policyAssignments/9f0a';
  const policies = (...named: readonly string[]): JsonObject[] =>
    named.map((name) => ({
      policyDefinitionEffect: 'modify',
      policyAssignmentId: assignmentId.replace('9f0a', name),
      policyAssignmentName: name,
      policyAssignmentDisplayName: `Assignment ${name}`,
    }));
  const effect = (name: string, properties: JsonObject, status = 'Succeeded'): JsonObject =>
    activityEvent({
      action: `Microsoft.Authorization/policies/${name}/action`,
      id: shop,
      operation: `op-${name}`,
      correlation: 'op-1',
      status,
      properties,
    });
  const who = (events: readonly Json[]): readonly string[] => told({ events }).map((entry) => whoText(entry));

  it.each([
    ['an assignment that deploys', assignmentId, 'Azure Policy, assignment 9f0a'],
    [
      'a cluster',
      `${group}/providers/Microsoft.ContainerService/managedClusters/far-weu`,
      'The identity of cluster far-weu',
    ],
    ['itself', `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-x`, 'Identity id-x'],
    ['a machine', `${group}/providers/Microsoft.Compute/virtualMachines/vm1`, 'The identity of vm1'],
  ])(
    'is told by the identity that its event names, of %s, whether or not that was read (H-20, T-81)',
    (_, id, said) => {
      expect(who([of(id)])).toEqual([said]);
      expect(told({ events: [of(id)] }).flatMap((entry) => detailTexts(entry))).toContain(`As: ${id}`);
    },
  );

  it('is an application or managed identity where no event says whose identity it is (H-20)', () => {
    expect(who([written(me, { [claim]: me })])).toEqual([`Application or managed identity ${me}`]);
  });

  it.each([
    ['Azure Policy, assignment Assignment a', { policies: policies('a') }],
    ['Azure Policy, assignment Assignment a', { policies: JSON.stringify(policies('a', 'a')) }],
    ['Azure Policy, unknown assignment', { policies: policies('a', 'b') }],
    ['Azure Policy, unknown assignment', { policies: '[' }],
    ['Azure Policy, unknown assignment', {}],
  ])('is %s, though its event repeats the person whose request it was about (H-20, T-81)', (said, properties) => {
    const [entry] = told({ events: [effect('audit', properties)] });
    expect([whoText(entry!), clientText(entry!), entry?.by.objectId, entry?.address]).toEqual([
      said,
      '',
      undefined,
      undefined,
    ]);
  });

  it("is said of the request that a policy changed, whose changes are not all the sender's (H-20)", () => {
    const row = changeOf({ 'properties.disableLocalAccounts': ['false', 'true'] });
    const lines = (...effects: readonly JsonObject[]): string | undefined =>
      told({ events: [person(me), ...effects], rows: [row] })
        .filter(({ by }) => by.kind === 'person')
        .map(whatText)[0];
    const changed = 'changed cluster shop: disableLocalAccounts from false to true';
    expect(lines()).toBe(changed);
    expect(lines(effect('modify', { policies: policies('a') }), effect('append', { policies: policies('b') }))).toBe(
      `${changed}, changed on its way by Azure Policy, assignment Assignment a and Azure Policy, assignment Assignment b`,
    );
    expect(lines(effect('audit', { policies: policies('a') }))).toBe(changed);
    expect(lines(effect('modify', { policies: policies('a') }, 'Failed'))).toBe(changed);
  });

  it('is a service by its name, and no person (H-20)', () => {
    const [entry] = told({ events: [written('Microsoft Azure Policy Insights', {})] });
    expect([entry?.by.kind, whoText(entry!)]).toEqual(['unknown', 'Microsoft Azure Policy Insights']);
    const row = changeOf({}, { changedBy: 'System', changedByType: 'System' });
    expect(told({ events: [written('Microsoft Azure Policy Insights', {})], rows: [row] })[0]?.by.name).toBe(
      'Microsoft Azure Policy Insights',
    );
  });
});

describe('20,000 events and 500 requests of ours', () => {
  it('are matched with less than ten comparisons for each request (H-20)', () => {
    const start = Date.parse('2026-09-01T00:00:00Z');
    const step = (80 * 86_400_000) / 20_000;
    const at = (index: number): string => new Date(start + index * step).toISOString();
    const events = Array.from({ length: 20_000 }, (_, index) =>
      activityEvent({ action: clusterWrite, id: shop, operation: `op-${index}`, at: at(index) }),
    );
    let comparisons = 0;
    const requests = Array.from({ length: 500 }, (_, index): OwnRequest => {
      const own = { ...request, activityId: `run-${index}`, sentAt: at(index * 40) };
      // Each comparison asks how the request ended.
      return Object.defineProperty(own, 'status', { get: () => (comparisons++, 'succeeded'), enumerable: true });
    });
    const entries = told({ events, requests });
    expect(new Set(entries.flatMap(({ run }) => run?.activityId ?? [])).size).toBe(500);
    expect(entries).toHaveLength(20_000);
    expect(comparisons).toBeLessThan(500 * 10);
  });
});
