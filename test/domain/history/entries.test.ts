import { describe, expect, it } from 'vitest';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { changeRow } from '../../../src/domain/history/changeRows.ts';
import { historyEntries, type HistoryMaterial } from '../../../src/domain/history/entries.ts';
import type { OwnRequest } from '../../../src/domain/history/ownRuns.ts';
import { clientText, whatText, whoText } from '../../../src/domain/history/text/historyLines.ts';
import type { Json, JsonObject } from '../../../src/domain/arm/json.ts';
import {
  acrPull,
  activityEvent,
  assignment,
  changeOf,
  identity,
  kubelet,
  registry,
  shop,
  shopView,
  stranger,
  subscription,
  ownRequest as request,
} from '../../support/domain/historyCases.ts';

const write = 'Microsoft.Authorization/roleAssignments/write';
const remove = 'Microsoft.Authorization/roleAssignments/delete';
const clusterWrite = 'Microsoft.ContainerService/managedClusters/write';

function made(events: readonly Json[], rows: readonly JsonObject[] = [], more: Partial<HistoryMaterial> = {}) {
  return historyEntries(shopView, {
    events: events.flatMap((event) => loggedEvent(event) ?? []),
    rows: rows.flatMap((row) => changeRow(row) ?? []),
    requests: [],
    valuesFrom: '2026-11-14T00:00:00.000Z',
    now: new Date('2026-11-28T00:00:00Z'),
    ...more,
  });
}

const lines = (...args: Parameters<typeof made>): readonly string[] =>
  made(...args).entries.map((entry) => [whoText(entry), clientText(entry), whatText(entry)].join(' | '));

const body = (principalId: string, key = 'properties', role = acrPull): JsonObject => ({
  requestbody: JSON.stringify({
    [key]: {
      [key === 'Properties' ? 'PrincipalId' : 'principalId']: principalId,
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    },
  }),
});

describe('entries of a history', () => {
  it.each([
    ['ended within it', '2026-11-25T09:12:17Z', ['run-1']],
    ['was logged nowhere', undefined, []],
  ])('of a request of ours before the time that is asked for, which %s (H-20)', (_, at, runs) => {
    const end = at === undefined ? [] : [loggedEvent(activityEvent({ action: clusterWrite, id: shop, at }))!];
    const sent = { ...request, sentAt: '2026-11-25T08:00:00.000Z', correlationId: 'op-1' };
    const since = '2026-11-25T09:00:00.000Z';
    const { entries } = historyEntries(shopView, { events: end, rows: [], requests: [sent], since, now: new Date(0) });
    expect(entries.map(({ run }) => run?.activityId)).toEqual(runs);
  });

  it.each([
    [
      'removed federated credential c1 of id-shop',
      'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete',
      `${identity}/federatedIdentityCredentials/c1`,
    ],
    [
      'created or changed node pool np1 of shop',
      'Microsoft.ContainerService/managedClusters/agentPools/write',
      `${shop}/agentPools/np1`,
    ],
    [
      'fetched credential clusterAdmin of shop',
      'Microsoft.ContainerService/managedClusters/accessProfiles/listCredential/action',
      `${shop}/accessProfiles/clusterAdmin`,
    ],
    [
      'created or changed lock l of cluster shop',
      'Microsoft.Authorization/locks/write',
      `${shop}/providers/Microsoft.Authorization/locks/l`,
    ],
    [
      'removed lock l of resource group rg-shop',
      'Microsoft.Authorization/locks/delete',
      `${subscription}/resourceGroups/rg-shop/providers/Microsoft.Authorization/locks/l`,
    ],
    [
      'used Microsoft.Authorization/denyAssignments/write on d of cluster shop',
      'Microsoft.Authorization/denyAssignments/write',
      `${shop}/providers/Microsoft.Authorization/denyAssignments/d`,
    ],
    ['started cluster shop', 'Microsoft.ContainerService/managedClusters/start/action', shop],
    [
      'requested a change of who may activate a role on resource group rg-shop',
      'Microsoft.Authorization/roleEligibilityScheduleRequests/write',
      `${subscription}/resourceGroups/rg-shop/providers/Microsoft.Authorization/roleEligibilityScheduleRequests/r`,
    ],
    [
      'requested a change of who has a role on cluster shop',
      'Microsoft.Authorization/roleAssignmentScheduleRequests/write',
      `${shop}/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/r`,
    ],
  ])('name what something is a part of, or at: %s (H-20)', (text, action, id) => {
    const [entry] = made([activityEvent({ action, id })]).entries;
    expect(whatText(entry!)).toBe(text);
  });

  it.each(['roleName', 'RoleName'])(
    'name an own role as the request did, also where it is deleted: %s (H-20)',
    (key) => {
      const id = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${stranger}`;
      const action = 'Microsoft.Authorization/roleDefinitions/';
      const properties = { requestbody: JSON.stringify({ properties: { [key]: 'Own role' } }) };
      const at = '2026-11-25T10:00:00Z';
      const written = activityEvent({ action: `${action}write`, id, properties });
      const deleted = activityEvent({ action: `${action}delete`, id, operation: 'op-2', at });
      expect(made([written, deleted]).entries.map((entry) => whatText(entry))).toEqual([
        'deleted role Own role',
        'created or changed role Own role',
      ]);
      expect(lines([deleted])[0]).toContain(`deleted role ${stranger} of subscription`);
    },
  );

  it.each(['properties', 'Properties'])('join both events of a request, with keys as in %s (H-20, T-79)', (key) => {
    const id = assignment(registry);
    const begin = activityEvent({ action: write, id, status: 'Started', properties: body(kubelet, key) });
    const end = activityEvent({ action: write, id, at: '2026-11-25T09:12:19Z', properties: { statusCode: 'Created' } });
    expect(lines([end, begin])).toEqual([
      'ana@contoso.com | Azure CLI | assigned AcrPull to the kubelet identity on registry acrshop',
    ]);
  });

  it('tell what a removal took away, from its answer (H-20)', () => {
    const { requestbody } = body(kubelet);
    const event = activityEvent({
      action: remove,
      id: assignment(registry),
      properties: { responseBody: requestbody! },
    });
    expect(lines([event])).toEqual([
      'ana@contoso.com | Azure CLI | removed AcrPull from the kubelet identity on registry acrshop',
    ]);
  });

  it('tell what a removal took away, from the earlier assignment (H-20)', () => {
    const id = assignment(registry);
    const given = activityEvent({
      action: write,
      id,
      operation: 'a',
      at: '2026-11-20T00:00:00Z',
      properties: body(kubelet),
    });
    const taken = activityEvent({ action: remove, id, operation: 'b' });
    expect(lines([given, taken])[0]).toContain('removed AcrPull from the kubelet identity on registry acrshop');
  });

  it('know the GUIDs of roles that vanish with their resource (H-20, T-79)', () => {
    const id = assignment(shop);
    const vanished = activityEvent({
      action: remove,
      id,
      properties: {
        principalId: kubelet.replaceAll('-', ''),
        roleDefinitionId: acrPull.replaceAll('-', ''),
        scope: shop,
      },
      more: { authorization: { action: 'Microsoft.Resources/subscriptions/resourcegroups/delete', scope: shop } },
    });
    expect(lines([vanished])).toEqual([
      'ana@contoso.com | Azure CLI | removed AcrPull from the kubelet identity on cluster shop (what it belonged to was deleted)',
    ]);
  });

  it('leave out roles of others at other scopes, and count removals that do not say whose they were (H-21)', () => {
    const events = [
      activityEvent({ action: write, id: assignment(registry), operation: 'a', properties: body(stranger) }),
      activityEvent({ action: remove, id: assignment(registry, '2'), operation: 'b' }),
      activityEvent({ action: write, id: assignment(subscription), operation: 'c', properties: body(stranger) }),
    ];
    const { entries, removedElsewhere } = made(events);
    expect(entries.map(({ role }) => role?.scope)).toEqual([subscription]);
    expect(removedElsewhere).toBe(1);
  });

  it('never show a failed request as a change, and say why it failed (H-20)', () => {
    const message = JSON.stringify({ error: { code: 'AuthorizationFailed', message: 'Ana may not.' } });
    const event = activityEvent({
      action: clusterWrite,
      id: shop,
      status: 'Failed',
      properties: { statusMessage: message },
    });
    const { entries } = made([event], [changeOf({ 'properties.disableLocalAccounts': ['true', 'false'] })]);
    const failed = entries.filter(({ status }) => status === 'failed');
    expect(failed.map(whatText)).toEqual(['tried to change cluster shop, which failed: Ana may not.']);
    expect(failed.flatMap(({ changes }) => changes)).toEqual([]);
  });

  it('say that a request without an end may still be running (H-20)', () => {
    const event = activityEvent({ action: clusterWrite, id: shop, status: 'Started' });
    expect(lines([event])[0]).toMatch(
      / changed cluster shop \(Azure shows no changed properties; still running, or its end was not logged\)$/,
    );
    const pool = activityEvent({
      action: 'Microsoft.ContainerService/managedClusters/agentPools/write',
      id: `${shop}/agentPools/a`,
      status: 'Started',
    });
    expect(lines([pool])[0]).toMatch(/ pool a of shop \(still running, or its end was not logged\)$/);
  });

  it('take values from the changes and the person from the log, by correlation id (H-20)', () => {
    const event = activityEvent({ action: clusterWrite, id: shop });
    const row = changeOf(
      { 'properties.disableLocalAccounts': ['true', 'false'], 'properties.agentPoolProfiles[0].count': ['3', '5'] },
      { changedBy: 'someone@contoso.com' },
    );
    const { entries } = made([event], [row]);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      kinds: ['access'],
      sources: ['resourceChanges', 'activityLog'],
      otherChanges: 1,
    });
    expect(lines([event], [row])).toEqual([
      'ana@contoso.com | Azure CLI | changed cluster shop: local accounts turned on, and 1 other property unrelated to identities or access',
    ]);
  });

  it('are only probably the same without a common id, within five minutes (H-20, T-80)', () => {
    const event = activityEvent({ action: clusterWrite, id: shop });
    const near = changeOf({ 'identity.type': ['SystemAssigned', 'UserAssigned'] }, { correlationId: null });
    const far = changeOf(
      { 'identity.type': ['SystemAssigned', 'UserAssigned'] },
      { correlationId: null, timestamp: '2026-11-25T09:30:00Z' },
    );
    expect(made([event], [near]).entries.map(({ isProbable }) => isProbable)).toEqual([true]);
    expect(made([event], [far]).entries).toHaveLength(2);
  });

  it('keep changes that the log lacks, with the person of the change (H-20)', () => {
    const of = (name: string): string => `identity.userAssignedIdentities.${identity.replace(/[^/]+$/, name)}`;
    const swap = changeOf({
      [`${of('id-old')}.clientId`]: ['c1', null],
      [`${of('id-old')}.principalId`]: ['p1', null],
      [`${of('id-new')}.principalId`]: [null, 'p2'],
    });
    expect(lines([], [swap])[0]).toMatch(/changed cluster shop: control plane identity from id-old to id-new$/);
    expect(lines([], [changeOf({ 'identity.type': ['SystemAssigned', 'UserAssigned'] })])).toEqual([
      'ana@contoso.com | Azure Portal | changed cluster shop: control plane identity from system-assigned to user-assigned',
    ]);
    expect(lines([], [changeOf({}, { changedBy: 'System', clientType: 'Unknown', changesCount: 2 })])).toEqual([
      'Azure itself |  | changed cluster shop (2 properties unrelated to identities or access)',
    ]);
  });

  it.each([
    ['2026-11-10T00:00:00Z', '2026-11-14T00:00:00.000Z', 'what changed is no longer known'],
    ['2026-11-27T23:55:00Z', '2026-11-14T00:00:00.000Z', 'what changed is not shown yet'],
    ['2026-11-20T00:00:00Z', '2026-11-14T00:00:00.000Z', 'Azure shows no changed properties'],
    ['2026-11-20T00:00:00Z', undefined, 'what changed could not be read'],
  ])('of %s, with values since %s, say: %s (H-21)', (at, valuesFrom, said) => {
    const event = activityEvent({ action: clusterWrite, id: shop, at });
    expect(lines([event], [], { valuesFrom } as Partial<HistoryMaterial>)[0]).toContain(`(${said})`);
  });

  it('show what was asked for where only the log has it, without a value before (H-20, T-80)', () => {
    const event = activityEvent({
      action: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write',
      id: `${identity}/federatedIdentityCredentials/shop`,
      properties: {
        requestbody: JSON.stringify({ properties: { issuer: 'https://x', subject: 'system:serviceaccount:a:b' } }),
      },
    });
    expect(lines([event])[0]).toBe(
      'ana@contoso.com | Azure CLI | created or changed federated credential shop of id-shop: issuer: https://x; subject: system:serviceaccount:a:b',
    );
  });

  it.each([
    ['listClusterAdminCredential/action', 'fetched the admin credential of cluster shop'],
    ['listClusterUserCredential/action', 'fetched the user credential of cluster shop'],
  ])('tell of %s as a credential that was fetched (H-25)', (action, said) => {
    const event = activityEvent({ action: `Microsoft.ContainerService/managedClusters/${action}`, id: shop });
    expect(made([event]).entries[0]?.kinds).toEqual(['credentials']);
    expect(lines([event])[0]).toContain(said);
  });

  it('name applications, Azure itself, and nobody where nobody is known (H-20)', () => {
    const by = (more: JsonObject) =>
      lines([activityEvent({ action: clusterWrite, id: shop, more })])[0]?.split(' | ')[0];
    const app = { appid: '44444444-4444-4444-8444-444444444444', idtyp: 'app' };
    expect(by({ caller: stranger, claims: app })).toBe(`Application ${app.appid}`);
    expect(by({ caller: stranger, claims: {} })).toBe(`Application or managed identity ${stranger}`);
    expect(by({ caller: 'System', claims: null })).toBe('Azure itself');
    expect(by({ caller: null, claims: null })).toBe('Unknown');
  });

  it('keep a change whose values were cut alike on both sides (H-20)', () => {
    const path = 'properties.securityProfile.workloadIdentity.enabled';
    const row = changeOf({ [path]: ['AAA', 'AAA'] });
    const cut = { [path]: { previousValue: 'AAA', newValue: 'AAA', isTruncated: 'true' } };
    const { entries } = made([], [{ ...row, properties: { ...(row['properties'] as JsonObject), changes: cut } }]);
    expect(entries.flatMap(({ changes }) => changes)).toHaveLength(1);
  });

  it('tell a removal what the last write before it said, whatever was tried before or made afterwards (H-20)', () => {
    const id = assignment(registry);
    const by = (at: string, action: string, more: object = {}) =>
      activityEvent({ action, id, at, operation: at, ...more });
    const given = by('2026-11-20T00:00:00Z', write, { properties: body(kubelet) });
    const gone = by('2026-11-21T00:00:00Z', remove);
    const again = by('2026-11-22T00:00:00Z', write, { properties: body(stranger) });
    expect(lines([given, gone, again])[0]).toContain('removed AcrPull from the kubelet identity');
    const refused = by('2026-11-20T12:00:00Z', write, { status: 'Failed', properties: body(stranger) });
    expect(lines([given, refused, gone])[0]).toContain('removed AcrPull from the kubelet identity');
    expect(made([refused, gone])).toMatchObject({ entries: [], removedElsewhere: 1 });
  });

  it('never give what one person changed to another, and say where it is only probable whose it was (H-20)', () => {
    const event = activityEvent({ action: clusterWrite, id: shop });
    const path = 'properties.disableLocalAccounts';
    const row = (changedBy: string) =>
      changeOf(
        { [path]: ['true', 'false'] },
        { changedBy, correlationId: null, timestamp: '2026-11-25T09:16:20.000+00:00' },
      );
    expect(lines([event], [row('bob@contoso.com')]).toSorted()).toEqual([
      expect.stringMatching(/^ana@contoso\.com .*changed cluster shop(?!.*disableLocalAccounts)/),
      expect.stringMatching(/^bob@contoso\.com .*local accounts turned on$/),
    ]);
    expect(lines([event], [row('ana@contoso.com')])).toEqual([
      expect.stringContaining('changed cluster shop (probably: local accounts turned on)'),
    ]);
  });

  const app = (digit: string): string => `7f000000-0000-4000-8000-00000000000${digit}`;
  it.each([
    ['a person, and a row by an application', {}, app('b'), 'Application', 2],
    [
      'an application, and a row by another one',
      { caller: app('a'), claims: { appid: app('a'), idtyp: 'app' } },
      app('b'),
      'Application',
      2,
    ],
    [
      'an application, and a row by the same one',
      { caller: app('a'), claims: { appid: app('a'), idtyp: 'app' } },
      app('a'),
      'Application',
      1,
    ],
    [
      'an application, and a row with its object ID',
      { caller: app('c'), claims: { appid: app('a'), idtyp: 'app' } },
      app('c'),
      'Application',
      1,
    ],
    [
      'an application, and a row by a person',
      { caller: app('a'), claims: { appid: app('a'), idtyp: 'app' } },
      'bob@contoso.com',
      'User',
      2,
    ],
    [
      'a guest, and a row with the name of home',
      { caller: 'ana_contoso.com#EXT#@fabrikam.onmicrosoft.com' },
      'ana@contoso.com',
      'User',
      1,
    ],
    [
      'a service, and a row with its name',
      { caller: 'Azure Traffic Manager', claims: {} },
      'Azure Traffic Manager',
      'Application',
      1,
    ],
    ['a person, and a row that names nobody', {}, 'Unspecified', 'Unspecified', 1],
  ] as const)(
    'never give the values of one writer to another without a common ID: %s (H-20)',
    (_, more, changedBy, changedByType, count) => {
      const row = changeOf(
        { 'properties.disableLocalAccounts': ['true', 'false'] },
        { changedBy, changedByType, correlationId: '00000000-0000-0000-0000-000000000000' },
      );
      const { entries } = made([activityEvent({ action: clusterWrite, id: shop, more })], [row]);
      expect(entries).toHaveLength(count);
      expect(entries.filter(({ changes }) => changes.length > 0)).toHaveLength(1);
    },
  );

  const pool = `${shop}/agentPools/nodepool1`;
  const upgrade = (more: Partial<Parameters<typeof activityEvent>[0]> = {}): JsonObject =>
    activityEvent({
      action: 'Microsoft.ContainerService/managedClusters/agentPools/upgradeNodeImageVersion/action',
      id: pool,
      ...more,
    });
  const other = { 'properties.agentPoolProfiles[0].count': ['1', '2'] } as const;
  it('tell what is done below a resource once, though the table has a change of the resource with its ID (H-20)', () => {
    for (const changedBy of ['ana@contoso.com', stranger, 'System']) {
      const [entry, ...others] = made([upgrade()], [changeOf(other, { changedBy })]).entries;
      expect([whatText(entry!), entry?.sources, others]).toEqual([
        'upgraded the node image of pool nodepool1 of shop',
        ['resourceChanges', 'activityLog'],
        [],
      ]);
    }
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['with another ID', upgrade(), changeOf(other, { correlationId: 'op-2' })],
    ['by somebody else', upgrade(), changeOf(other, { changedBy: 'bob@contoso.com' })],
    ['by an application', upgrade(), changeOf(other, { changedBy: app('b'), changedByType: 'Application' })],
    ['with properties that matter', upgrade(), changeOf({ ...other, 'identity.type': ['None', 'SystemAssigned'] })],
    ['of another cluster', upgrade(), changeOf(other, {}, `${shop}2`)],
    ['ten minutes later', upgrade(), changeOf(other, { timestamp: '2026-11-25T09:22:20Z' })],
    ['of what failed', upgrade({ status: 'Failed' }), changeOf(other)],
    [
      'of a role at the resource',
      activityEvent({ action: write, id: assignment(shop), properties: body(kubelet) }),
      changeOf(other),
    ],
  ])('tell the change of a resource besides what was done below it: %s (H-20)', (_, event, row) => {
    expect(
      made([event], [row])
        .entries.map(({ sources }) => sources)
        .toSorted(),
    ).toEqual([['activityLog'], ['resourceChanges']]);
  });

  it('keep a deletion that has the ID of a write: a run may delete and make again (H-20)', () => {
    const event = activityEvent({ action: clusterWrite, id: shop, operation: 'op-1' });
    const row = changeOf({});
    const deleted = { ...row, properties: { ...(row['properties'] as JsonObject), changeType: 'Delete', changes: {} } };
    expect(
      made([event], [deleted])
        .entries.map(({ action }) => action.split('/').at(-1))
        .toSorted(),
    ).toEqual(['delete', 'write']);
  });

  it('tell a deletion once, though the table has its beginning and its end (H-20)', () => {
    const event = activityEvent({ action: clusterWrite.replace(/write$/, 'delete'), id: shop, operation: 'op-1' });
    const system = {
      changedBy: 'System',
      changedByType: 'System',
      correlationId: '00000000-0000-0000-0000-000000000000',
      timestamp: '2026-11-25T09:12:30Z',
    };
    const ended = changeOf({}, system);
    const end = { ...ended, properties: { ...(ended['properties'] as JsonObject), changeType: 'Delete', changes: {} } };
    const { entries } = made([event], [changeOf({ 'properties.provisioningState': ['Succeeded', 'Deleting'] }), end]);
    expect(entries.map((entry) => `${whoText(entry)} ${whatText(entry)}`)).toEqual([
      expect.stringMatching(/^ana@contoso\.com deleted cluster shop/),
    ]);
  });

  it('do not lose what was asked for below a resource whose own row has the same ID (H-20)', () => {
    const event = activityEvent({
      action: 'Microsoft.ContainerService/managedClusters/identityBindings/write',
      id: `${shop}/identityBindings/b1`,
      properties: { requestbody: JSON.stringify({ properties: { managedIdentity: { resourceId: identity } } }) },
    });
    const told = (rows: readonly JsonObject[]) => made([event], rows).entries.map((entry) => entry.changes);
    expect(told([changeOf(other)])).toEqual(told([]));
    expect(told([])[0]).toHaveLength(1);
  });

  it('name a person of whom the table has nothing but an object ID (H-20)', () => {
    const [entry] = made(
      [],
      [changeOf({ 'properties.disableLocalAccounts': ['true', 'false'] }, { changedBy: stranger })],
    ).entries;
    expect(entry?.by).toEqual({ kind: 'person', objectId: stranger });
  });

  it('do not say that Azure itself deleted what went with its group (H-20)', () => {
    const row = changeOf({}, { changedBy: 'System', changedByType: 'System', clientType: 'Unknown' });
    const deleted = { ...row, properties: { ...(row['properties'] as JsonObject), changeType: 'Delete', changes: {} } };
    expect(made([], [deleted]).entries.map((entry) => whoText(entry))).toEqual(['Unknown']);
  });

  it('tell what was canceled as not done, and cut a long failure at a word (H-20)', () => {
    const canceled = activityEvent({ action: clusterWrite, id: shop, status: 'Canceled' });
    expect(made([canceled]).entries[0]?.status).toBe('failed');
    const long = activityEvent({
      action: clusterWrite,
      id: shop,
      status: 'Failed',
      properties: { statusMessage: 'word '.repeat(200) },
    });
    expect(made([long]).entries[0]?.failure).toMatch(/word \.\.\.$/);
  });

  it('come in order, the newest first, whatever order they were read in (H-20)', () => {
    const ats = ['2026-11-20T00:00:00.000Z', '2026-11-25T00:00:00.000Z', '2026-11-22T00:00:00.000Z'];
    const events = ats.map((at, index) =>
      activityEvent({ action: clusterWrite, id: shop, at, operation: `op-${index}` }),
    );
    expect(made(events).entries.map(({ at }) => at)).toEqual([...ats].sort().toReversed());
  });
});

describe('the line of a deletion', () => {
  it.each([
    ['a credential that was not there', 'federatedIdentityCredentials', 'NoContent', true],
    ['a credential', 'federatedIdentityCredentials', '', false],
    ['a cluster, which is deleted over some time', 'managedClusters', 'NoContent', false],
  ])('tells of %s as what it was (H-20)', (_, type, value, isNothing) => {
    const isCluster = type === 'managedClusters';
    const provider = isCluster ? 'ContainerService' : 'ManagedIdentity/userAssignedIdentities';
    const id = isCluster ? shop : `${identity}/federatedIdentityCredentials/c`;
    const event = activityEvent({ action: `Microsoft.${provider}/${type}/delete`, id, more: { subStatus: { value } } });
    expect(lines([event])[0]?.endsWith(', which was not there')).toBe(isNothing);
  });
});

describe('own requests in a history', () => {
  it('are found in the log by resource, kind and time (H-20)', () => {
    const event = activityEvent({ action: clusterWrite, id: shop.toLowerCase() });
    const { entries } = made([event], [], { requests: [request] });
    expect(entries.map(({ run, sources }) => [run?.activityId, sources])).toEqual([
      ['run-1', ['activityLog', 'journal']],
    ]);
    expect(lines([event], [], { requests: [request] })[0]).toContain('ana@contoso.com | probably AKS Identity |');
  });

  it.each([
    ['at another time', { sentAt: '2026-11-25T09:30:00.000Z' }],
    ['of another kind', { method: 'DELETE' as const }],
    ['of another account', { account: 'ben@contoso.com' }],
  ])('%s are entries of their own (H-20)', (_, other) => {
    const event = activityEvent({ action: clusterWrite, id: shop });
    const { entries } = made([event], [], { requests: [{ ...request, ...other }] });
    expect(entries.map(({ sources }) => sources).sort()).toEqual([['activityLog'], ['journal']]);
  });

  it('are certain by their correlation ID, whatever is nearer in time (H-20)', () => {
    const events = [
      activityEvent({ action: clusterWrite, id: shop, operation: 'near', at: '2026-11-25T09:12:16Z' }),
      activityEvent({ action: clusterWrite, id: shop, operation: 'own', at: '2026-11-25T09:13:16Z' }),
    ];
    const own = made(events).entries.find(({ at }) => at === '2026-11-25T09:13:16.000Z')!;
    const { entries } = made(events, [], { requests: [{ ...request, correlationId: own.correlationId! }] });
    expect(entries.flatMap(({ at, run }) => (run === undefined ? [] : [at, run.isProbable]))).toEqual([
      '2026-11-25T09:13:16.000Z',
      undefined,
    ]);
  });

  it.each<[string, Partial<OwnRequest>]>([
    ['with another correlation ID', { correlationId: '99999999-9999-4999-8999-999999999999' }],
    ['that failed, while what was logged succeeded', { status: 'failed', failure: '409 Conflict' }],
  ])("%s are not a colleague's write of the same minute (H-20)", (_, other) => {
    const event = activityEvent({ action: clusterWrite, id: shop });
    const { entries } = made([event], [], { requests: [{ ...request, sentAt: '2026-11-25T09:13:00.000Z', ...other }] });
    expect(entries.map(({ sources }) => sources).sort()).toEqual([['activityLog'], ['journal']]);
    expect(whoText(entries.find(({ sources }) => sources.includes('activityLog'))!)).toBe('ana@contoso.com');
  });

  it('say which role they removed where the log does not, at any place (H-20)', () => {
    const id = assignment(registry);
    const removal: OwnRequest = {
      ...request,
      method: 'DELETE',
      path: id,
      role: { assignmentId: id, scope: registry, principalId: kubelet, roleId: acrPull },
    };
    const event = activityEvent({ action: remove, id, at: '2026-11-25T09:12:17Z' });
    const { entries, removedElsewhere } = made([event], [], { requests: [removal] });
    expect(entries.map(({ role, sources }) => [role?.roleName, role?.principalName, sources])).toEqual([
      ['AcrPull', 'the kubelet identity', ['activityLog', 'journal']],
    ]);
    expect(removedElsewhere).toBe(0);
  });

  it('each belong to one entry only (H-20)', () => {
    const events = ['a', 'b'].map((operation) => activityEvent({ action: clusterWrite, id: shop, operation }));
    const { entries } = made(events, [], { requests: [request] });
    expect(entries.filter(({ run }) => run !== undefined)).toHaveLength(1);
  });
});

describe('what Azure answers oddly', () => {
  const odd: readonly Json[] = [
    null,
    7,
    'text',
    [],
    {},
    { eventTimestamp: 'yesterday', operationName: { value: write }, resourceId: shop },
    { eventTimestamp: '2026-11-25T00:00:00Z', operationName: write, resourceId: shop },
    { eventTimestamp: '2026-11-25T00:00:00Z', operationName: { value: write } },
  ];

  it('is no event (H-21)', () => {
    expect(odd.map(loggedEvent)).toEqual(odd.map(() => undefined));
  });

  it('is no change (H-21)', () => {
    const row = changeOf({});
    const without = (name: string): JsonObject => ({
      ...row,
      properties: { ...(row['properties'] as JsonObject), [name]: 'odd' },
    });
    expect([{}, { properties: null }, without('changeAttributes'), without('changeType')].map(changeRow)).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });

  it('in a body leaves the role unknown, and nothing fails (H-20)', () => {
    const bodies = ['{', '[]', 'null', '{"properties":7}', '{"properties":{"principalId":{}}}'];
    const events = bodies.map((requestbody, index) =>
      activityEvent({ action: write, id: assignment(shop), operation: `op-${index}`, properties: { requestbody } }),
    );
    expect(new Set(lines(events))).toEqual(
      new Set(['ana@contoso.com | Azure CLI | assigned a role to an unknown principal on cluster shop']),
    );
  });
});
