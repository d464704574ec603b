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
import { defined } from '../../../src/shape/defined.ts';
import { activityEvent, changeOf, shop, shopView, ownRequest as request } from '../../support/domain/historyCases.ts';

const claim = 'http://schemas.microsoft.com/identity/claims/objectidentifier';
const vsCode = 'aebc6443-996d-45c2-90f0-388ff96faa56';
const azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
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

describe('who did what the log and the journal tell', () => {
  const signedIn: Readers = { accounts: [me, meAsGuest].map((objectId) => ({ objectId })), isWhole: true };
  const notWhole: Readers = { accounts: [{ objectId: meAsGuest }], isWhole: false };
  const ana = { objectId: me, name: 'ana@contoso.com' } as const;
  const event = { me, colleague, nobody: undefined } as const;
  const sender = {
    me: { sender: { objectId: me } },
    another: { sender: { objectId: myOther } },
    unrecorded: {},
    none: undefined,
  } as const;

  /** What each event with each request of ours is said to be, for a reader who is known and for one who is not. */
  const expected: Readonly<Record<string, readonly [known: readonly string[], unknown: readonly string[]]>> = {
    'me, me': [['a@b (you) *'], ['a@b (probably you) *']],
    'me, another': [
      ['Another account on this computer *', 'a@b (you)'],
      ['Probably you *', 'a@b'],
    ],
    'me, unrecorded': [['a@b (you) *'], ['a@b *']],
    'me, none': [['a@b (you)'], ['a@b']],
    'colleague, me': [
      ['You *', 'a@b'],
      ['Probably you *', 'a@b'],
    ],
    'colleague, another': [
      ['Another account on this computer *', 'a@b'],
      ['Probably you *', 'a@b'],
    ],
    'colleague, unrecorded': [['Probably you *', 'a@b'], ['a@b *']],
    'colleague, none': [['a@b'], ['a@b']],
    'nobody, me': [['a@b *'], ['a@b *']],
    'nobody, another': [['a@b *'], ['a@b *']],
    'nobody, unrecorded': [['a@b *'], ['a@b *']],
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
    const own = { ...request, account: 'ana@contoso.com', sender: { objectId: meAsGuest } };
    const [entry] = told({ events: [guest], requests: [own], readers: signedIn });
    expect(whoText(entry!)).toBe('ana_contoso.com#EXT#@fabrikam.onmicrosoft.com (you)');
    expect(entry?.run?.activityId).toBe('run-1');
  });

  describe.each([
    ['its record says', { sender: ana }, { accounts: [ana], isWhole: true }],
    [
      'its record has the object ID only, and the token of the reader the name',
      { sender: { objectId: me } },
      { accounts: [ana], isWhole: true },
    ],
    ['its record says nothing, and everybody who is signed in is known', {}, { accounts: [ana], isWhole: true }],
    ['its record says, and who reads is not known', { sender: ana }, { accounts: [], isWhole: false }],
  ] as const)('where the log has no object ID, and who sent a request is known as %s', (_, own, readers) => {
    it.each([
      ['ana@contoso.com', 'User', ['ana@contoso.com *']],
      ['ana_contoso.com#EXT#@fabrikam.onmicrosoft.com', 'User', ['ana_contoso.com#EXT#@fabrikam.onmicrosoft.com *']],
      ['bob@contoso.com', 'User', ['bob@contoso.com', 'our own *']],
      [colleague, 'Application', [`Application ${colleague}`, 'our own *']],
      ['System', 'System', ['Azure itself', 'our own *']],
    ])('is told of %s (%s) by name (H-20)', (changedBy, changedByType, said) => {
      const by = { changedBy, changedByType, clientType: 'Unspecified', timestamp: '2026-11-25T09:12:20Z' };
      const rows = [changeOf({ 'properties.disableLocalAccounts': ['true', 'false'] }, by)];
      const entries = told({ rows, requests: [{ ...request, ...own }], readers });
      const who = (entry: HistoryEntry): string =>
        entry.sources.every((source) => source === 'journal')
          ? 'our own'
          : whoText(entry).replace(/ \(probably you\)$/, '');
      expect(entries.map((entry) => `${who(entry)}${entry.run === undefined ? '' : ' *'}`).toSorted()).toEqual(said);
      const others = entries.filter(({ run }) => run === undefined);
      expect(others.map(({ you }) => you).filter((you) => you !== undefined)).toEqual([]);
    });
  });

  it('is nobody by the name of another one, where neither the sender nor the reader is known (H-20)', () => {
    const events = [person(colleague, 'bob@contoso.com')];
    const [entry, ...others] = told({ events, requests: [request], readers: { accounts: [], isWhole: false } });
    expect([whoText(entry!), entry?.you, others]).toEqual(['bob@contoso.com', undefined, []]);
  });

  it('is somebody on this computer in what a finding says, where only the record here tells of it (H-22)', () => {
    for (const sender of [{ objectId: me }, { objectId: myOther }, {}]) {
      const [entry] = told({ requests: [{ ...request, sender }], readers: signedIn });
      expect(sinceText(entry!, 'May 4')).toBe(
        'Since May 4: Somebody on this computer changed cluster shop (with AKS Identity).',
      );
    }
  });

  it('may have been taken where that is not known, and is not said to have failed (H-20)', () => {
    const [entry] = told({ requests: [{ ...request, status: 'unfinished', failure: 'Not you.' }] });
    expect(whatText(entry!)).toBe('tried to change cluster shop; whether that took effect is not known: Not you.');
  });

  it('is each of two accounts that are signed in, and none that is not, though it has the same name (H-20)', () => {
    const both: Readers = { accounts: [{ objectId: me }, { objectId: myOther }], isWhole: true };
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
    expect(told({ events, readers: signedIn }).map((entry) => whoText(entry))).toEqual([
      `Application ${colleague} (you)`,
    ]);
  });

  /** A row without an event; each is of a request of its own. */
  const rowBy = (changedBy: string, more: JsonObject = {}): JsonObject =>
    changeOf({ 'properties.disableLocalAccounts': ['true', 'false'] }, { changedBy, clientType: 'Unknown', ...more });
  const asAna: Readers = { accounts: [{ ...ana, clientId: vsCode }], isWhole: true };

  it.each<[string, JsonObject, readonly string[]]>([
    [
      'with our program',
      { clientType: 'Visual Studio Code' },
      ['a.smith@contoso.com (probably you) | probably AKS Identity | '],
    ],
    [
      'with the ID of our program',
      { clientType: vsCode },
      ['a.smith@contoso.com (probably you) | probably AKS Identity | '],
    ],
    [
      'with another program',
      { clientType: 'Azure Portal' },
      ['a.smith@contoso.com | Azure Portal | ', 'ana@contoso.com (you) | AKS Identity | '],
    ],
    [
      'with nobody knows what',
      { clientType: 'Unknown' },
      ['a.smith@contoso.com |  | ', 'ana@contoso.com (you) | AKS Identity | same'],
    ],
    [
      'of another account here',
      { clientType: vsCode, changedBy: 'other@contoso.com' },
      ['other@contoso.com (probably you) | Visual Studio Code | ', 'ana@contoso.com (you) | AKS Identity | '],
    ],
    [
      'minutes later',
      { clientType: vsCode, timestamp: '2026-11-25T09:18:00Z' },
      ['a.smith@contoso.com | Visual Studio Code | ', 'ana@contoso.com (you) | AKS Identity | '],
    ],
  ])(
    'whose answer was lost is told of a row with a mail address %s as it may be (H-20)',
    (_, attributes, expectedLines) => {
      const accounts = [
        { objectId: me, name: 'ana@contoso.com', clientId: vsCode },
        { objectId: myOther, name: 'other@contoso.com', clientId: vsCode },
      ];
      const row = changeOf(
        { 'properties.disableLocalAccounts': ['false', 'true'] },
        { changedBy: 'a.smith@contoso.com', ...attributes },
      );
      const sent = { ...request, sender: accounts[0]! };
      const entries = told({ rows: [row], requests: [sent], readers: { accounts, isWhole: true } });
      const isSame = (entry: HistoryEntry): string => (/, probably the same as /.test(whatText(entry)) ? 'same' : '');
      expect(entries.map((entry) => `${whoText(entry)} | ${clientText(entry)} | ${isSame(entry)}`)).toEqual(
        expectedLines,
      );
    },
  );

  it('is the sender of a request with its ID, though the row has another name of theirs, such as a mail address (H-20)', () => {
    const own = { ...request, correlationId: 'op-1', sender: ana };
    const who = (more: Partial<OwnRequest>, readers = asAna) =>
      told({ rows: [rowBy('a.smith@contoso.com')], requests: [{ ...own, ...more }], readers }).map((entry) =>
        whoText(entry),
      );
    expect(who({})).toEqual(['a.smith@contoso.com (you)']);
    expect(who({ sender: { objectId: me } })).toEqual(['a.smith@contoso.com (you)']);
    expect(who({ sender: {} })).toEqual(['a.smith@contoso.com (probably you)']);
    expect(who({}, { accounts: [{ objectId: myOther, name: 'a.smith@contoso.com' }], isWhole: true })).not.toContain(
      'a.smith@contoso.com (you)',
    );
    expect(who({ sender: { objectId: me, applicationId: colleague } })).toContain('a.smith@contoso.com');
  });

  it('is probably the one who reads, where a row has only their name, and no request of ours is known (H-20)', () => {
    const entry = (changedBy: string, more?: JsonObject) =>
      told({ rows: [rowBy(changedBy, more)], readers: asAna })[0]!;
    expect(whoText(entry('Ana@contoso.com'))).toBe('Ana@contoso.com (probably you)');
    expect(entry('ana@contoso.com').you).toBe('callerNotLogged');
    expect(whoText(entry('bob@contoso.com'))).toBe('bob@contoso.com');
    expect(whoText(told({ events: [person(colleague)], readers: asAna })[0]!)).toBe('ana@contoso.com');
    expect(sinceText(entry('ana@contoso.com'), 'May 4')).toMatch(/^Since May 4: ana@contoso\.com changed/);
  });

  it('is the one who reads, where a row has their object ID instead of a name (H-20)', () => {
    const [entry, ...others] = told({
      rows: [rowBy(me, { changedByType: 'Application' })],
      requests: [{ ...request, sender: ana }],
      readers: asAna,
    });
    expect([entry?.you, entry?.run?.activityId, others]).toEqual(['certain', 'run-1', []]);
  });

  it.each([
    ['not az, by its name', 'Azure CLI', vsCode, false],
    ['not az, by its ID', azureCli, vsCode, false],
    ['az, by its name', 'Azure CLI', azureCli, true],
    ['az, as far as is recorded', 'Azure CLI', undefined, true],
    ['VS Code, by its name', 'Visual Studio Code', vsCode, true],
    ['a program that nobody knows by that name', 'Contoso Tool', vsCode, true],
    ['another than az', 'Azure CLI', colleague, false],
  ])('was done with the program of our request: %s (H-20)', (_, clientType, clientId, isSame) => {
    const rows = [rowBy('ana@contoso.com', { clientType })];
    const entries = told({
      rows,
      requests: [{ ...request, sender: { ...ana, ...defined({ clientId }) } }],
      readers: asAna,
    });
    expect(entries.map(({ run }) => run?.isProbable === true).includes(true)).toBe(isSame);
    expect(entries).toHaveLength(isSame ? 1 : 2);
  });

  it('is told once where the ID is the same, however far the clock of this computer is off (H-20)', () => {
    for (const minutes of [1, 52, 53, 120, 24 * 60, -24 * 60]) {
      const eventTimestamp = new Date(Date.parse(request.sentAt) + minutes * 60_000).toISOString();
      const events = [written('ana@contoso.com', { [claim]: me }, { eventTimestamp, correlationId: 'c-1' })];
      const entries = told({ events, requests: [{ ...request, correlationId: 'c-1', sender: ana }], readers: asAna });
      expect(entries.map((entry) => `${whoText(entry)}, ${clientText(entry)}`)).toEqual([
        'ana@contoso.com (you), AKS Identity',
      ]);
    }
  });

  it('is the sender of a request that no log has yet, which names nobody by mistake (H-20)', () => {
    const who = (own: Partial<OwnRequest>, readers: Readers) =>
      told({ requests: [{ ...request, ...own }], readers }).map((entry) => whoText(entry));
    expect(who({ sender: { objectId: me } }, signedIn)).toEqual(['You']);
    expect(who({ sender: { objectId: myOther }, account: 'ben@contoso.com' }, signedIn)).toEqual(['ben@contoso.com']);
    expect(who({ account: 'ben@contoso.com' }, signedIn)).toEqual(['ben@contoso.com (probably you)']);
  });

  it.each([
    ['senderNotRecorded', [], {}, signedIn, "the record on this computer doesn't say which account sent it"],
    ['callerNotLogged', [written('ana@contoso.com', {})], ana, signedIn, "Azure's logs don't say which account did it"],
    ['callerNotLogged', [written(null, null)], ana, signedIn, "Azure's logs don't say which account did it"],
    ['readerNotKnown', [person(me)], ana, notWhole, 'your own object ID could not be read'],
  ] as const)('says why it is only probable: %s (H-20)', (you, events, sender, readers, why) => {
    const [entry] = told({ events, requests: [{ ...request, sender }], readers });
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
    ['an assignment that deploys', assignmentId, 'Azure Policy (assignment 9f0a)'],
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
    ['Azure Policy (assignment Assignment a)', { policies: policies('a') }],
    ['Azure Policy (assignment Assignment a)', { policies: JSON.stringify(policies('a', 'a')) }],
    [
      'Azure Policy (assignment Assignment a)',
      { policies: [...policies('a'), { policyAssignmentId: assignmentId.replace('9f0a', 'A').toUpperCase() }] },
    ],
    ['Azure Policy (assignment unknown)', { policies: policies('a', 'b') }],
    ['Azure Policy (assignment unknown)', { policies: '[' }],
    ['Azure Policy (assignment unknown)', {}],
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
    const changed = 'changed cluster shop: local accounts turned off';
    expect(lines()).toBe(changed);
    expect(lines(effect('modify', { policies: policies('a') }), effect('append', { policies: policies('b') }))).toBe(
      `${changed} (Azure Policy (assignment Assignment a) and Azure Policy (assignment Assignment b) modified the request)`,
    );
    expect(lines(effect('audit', { policies: policies('a') }))).toBe(changed);
    expect(lines(effect('modify', { policies: policies('a') }, 'Failed'))).toBe(changed);
  });

  it.each([
    ['deny', 'Failed', "denied a request for cluster shop: Resource 'shop' was disallowed by policy."],
    ['denyAction', 'Failed', "denied a request for cluster shop: Resource 'shop' was disallowed by policy."],
    ['audit', 'Succeeded', 'found cluster shop not compliant'],
    ['auditIfNotExists', 'Succeeded', 'checked what cluster shop should have'],
    ['deployIfNotExists', 'Succeeded', 'checked or deployed what cluster shop should have'],
    [
      'deployIfNotExists',
      'Failed',
      "tried to deploy what cluster shop should have, which failed: Resource 'shop' was disallowed by policy.",
    ],
    ['modify', 'Succeeded', 'modified a request for cluster shop'],
    ['append', 'Succeeded', 'modified a request for cluster shop'],
  ])('is told by its effect: a policy that does %s, logged as %s (H-20)', (name, status, said) => {
    const message = JSON.stringify({ error: { message: "Resource 'shop' was disallowed by policy." } });
    expect(told({ events: [effect(name, { statusMessage: message }, status)] }).map(whatText)).toEqual([said]);
  });

  it.each([
    ['Azure itself', 'System', 'System', ['Azure itself', 'You *']],
    ['an application', colleague, 'Application', [`Application ${colleague}`, 'ana@contoso.com (you) *']],
  ])('is not you, though it has the ID of a request of yours: %s (H-20)', (_, changedBy, changedByType, said) => {
    const row = changeOf({ 'properties.disableLocalAccounts': ['true', 'false'] }, { changedBy, changedByType });
    const own = { ...request, correlationId: 'c-1', sender: { objectId: me, name: 'ana@contoso.com' } };
    const rows = [{ ...row, properties: { ...(row['properties'] as JsonObject) } }];
    const entries = told({
      rows,
      requests: [changedBy === 'System' ? { ...own, sender: { objectId: me } } : own],
      readers: { accounts: [{ objectId: me }], isWhole: true },
    });
    expect(entries.map((entry) => `${whoText(entry)}${entry.run === undefined ? '' : ' *'}`).toSorted()).toEqual(said);
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

describe('5,000 events and 125 requests of ours', () => {
  it('are matched with less than ten comparisons for each request (H-20)', () => {
    const start = Date.parse('2026-09-01T00:00:00Z');
    const step = (80 * 86_400_000) / 5000;
    const at = (index: number): string => new Date(start + index * step).toISOString();
    const events = Array.from({ length: 5000 }, (_, index) =>
      activityEvent({ action: clusterWrite, id: shop, operation: `op-${index}`, at: at(index) }),
    );
    let comparisons = 0;
    const requests = Array.from({ length: 125 }, (_, index): OwnRequest => {
      const own = { ...request, activityId: `run-${index}`, sentAt: at(index * 40) };
      // Each comparison asks how the request ended.
      return Object.defineProperty(own, 'status', { get: () => (comparisons++, 'succeeded'), enumerable: true });
    });
    const entries = told({ events, requests });
    expect(new Set(entries.flatMap(({ run }) => run?.activityId ?? [])).size).toBe(125);
    expect(entries).toHaveLength(5000);
    expect(comparisons).toBeLessThan(125 * 10);
  });
});

describe('which of several events is that of which request', () => {
  const readers: Readers = { accounts: [{ objectId: me }], isWhole: true };
  const at = (seconds: number): string => new Date(Date.parse('2026-11-25T09:12:00Z') + seconds * 1000).toISOString();
  const program = {
    ours: 'aebc6443-996d-45c2-90f0-388ff96faa56',
    portal: 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c',
    powerShell: '1950a258-227b-4e31-a9cf-717495945fc2',
    another: colleague,
  } as const;
  const event = (name: string, seconds: number, appid: string = program.ours): JsonObject =>
    written(
      'ana@contoso.com',
      { [claim]: me, appid },
      { eventTimestamp: at(seconds), operationId: name, correlationId: name },
    );
  const sent = (activityId: string, seconds: number, more: Partial<OwnRequest> = {}): OwnRequest => ({
    ...request,
    activityId,
    sentAt: at(seconds),
    sender: { objectId: me, clientId: program.ours },
    ...more,
  });

  it.each<[string, readonly JsonObject[], readonly OwnRequest[], readonly string[]]>([
    ['only the first is logged yet', [event('a', 1)], [sent('1', 0), sent('2', 90)], ['a=1', '-=2']],
    ['only the second is logged yet', [event('b', 91)], [sent('1', 0), sent('2', 90)], ['-=1', 'b=2']],
    [
      "this computer's clock is a minute slow",
      [event('a', 60), event('b', 150)],
      [sent('1', 0), sent('2', 90)],
      ['a=1', 'b=2'],
    ],
    [
      "this computer's clock is a minute fast",
      [event('a', -60), event('b', 30)],
      [sent('1', 0), sent('2', 90)],
      ['a=1', 'b=2'],
    ],
    [
      'both were sent and logged within seconds',
      [event('a', 12), event('b', 22)],
      [sent('1', 0), sent('2', 10)],
      ['a=1', 'b=2'],
    ],
    ['the answer had the ID', [event('a', 1), event('b', 2)], [sent('1', 0, { correlationId: 'B' })], ['a=-', 'b=1']],
    ['the answer had an ID that no event has', [event('a', 1)], [sent('1', 0, { correlationId: 'x' })], ['a=-', '-=1']],
    ['the other one is of the portal', [event('a', 1), event('p', 1, program.portal)], [sent('1', 0)], ['a=1', 'p=-']],
    ['the only one is of the portal', [event('p', 90, program.portal)], [sent('1', 0)], ['p=-', '-=1']],
    [
      'the portal is nearer, and no program is recorded',
      [event('a', 40), event('p', 10, program.portal), event('q', 9, program.powerShell)],
      [sent('1', 0, { sender: { objectId: me } })],
      ['a=1', 'p=-', 'q=-'],
    ],
    [
      'the nearer one is of another program',
      [event('a', 40), event('o', 1, program.another)],
      [sent('1', 0)],
      ['a=1', 'o=-'],
    ],
  ])('does not depend on the order in which they are read: %s (H-20)', (_, events, requests, expected) => {
    for (const [given, own] of [
      [events, requests],
      [events.toReversed(), requests],
      [events, requests.toReversed()],
      [events.toReversed(), requests.toReversed()],
    ] as const) {
      const entries = told({ events: given, requests: own, readers });
      const pairs = entries.map(
        ({ correlationId, sources, run }) =>
          `${sources.includes('activityLog') ? correlationId : '-'}=${run?.activityId ?? '-'}`,
      );
      expect(pairs.toSorted()).toEqual(expected.toSorted());
    }
  });

  it("names the program that is logged, which a run of ours doesn't hide (H-20)", () => {
    const [entry] = told({ events: [event('a', 1)], requests: [sent('1', 0)], readers });
    expect(clientText(entry!)).toBe('probably AKS Identity');
    expect(sinceText(entry!, 'May 4')).toMatch(/ \(probably with AKS Identity\)\.$/);
    expect(detailTexts(entry!)).toContain('Program: Visual Studio Code');
  });

  it('takes at most a hundred comparisons for a request, however many events there are (H-20)', () => {
    const events = Array.from({ length: 2000 }, (_, index) => event(`op-${index}`, index / 100));
    let comparisons = 0;
    const requests = Array.from({ length: 50 }, (_, index) =>
      Object.defineProperty(sent(`run-${index}`, index / 3), 'status', {
        get: () => (comparisons++, 'succeeded'),
        enumerable: true,
      }),
    );
    const entries = told({ events, requests, readers });
    expect(entries.filter(({ run }) => run !== undefined)).toHaveLength(50);
    // The record of a request is made once for each, too.
    expect(comparisons).toBeLessThan(50 * 300);
  });
});
