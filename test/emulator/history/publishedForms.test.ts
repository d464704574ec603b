import { describe, expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  emulate,
  group,
  identity,
  identityId,
  items,
  principal,
  said,
  subscription,
  subscriptionId,
  userAssigned,
  type Emulated,
} from '../emulated.ts';
import { assign, assignmentName } from '../grants.ts';

/** Names whose members are data: what stands below them is compared as `*`. */
const tables = /^(properties\.changes)\.(.+)\.(\w+)$/;

/** The path of every value, without the positions in lists. */
function pathsOf(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [path.replace(tables, '$1.*.$3')];
  const entries = Object.entries(value);
  if (entries.length === 0) return [path];
  return entries.flatMap(([name, inner]) => pathsOf(inner, path === '' ? name : `${path}.${name}`));
}

const named = (name: string): readonly string[] => [`${name}.value`, `${name}.localizedValue`];
const claim = 'claims.http://schemas.microsoft.com/identity/claims';

/** In GetActivityLogsFiltered.json of the specification (2015-04-01), and in each recorded event. */
const ofSpecification = [
  ...['authorization.action', 'authorization.scope', 'caller', 'claims.aud', 'claims.iss', 'claims.ver', 'claims.name'],
  ...[`${claim}/tenantid`, `${claim}/objectidentifier`, 'claims.appid'],
  'claims.http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
  ...['correlationId', 'description', 'eventDataId', ...named('eventName'), 'id', 'level', 'resourceGroupName'],
  ...[...named('resourceProviderName'), 'operationId', ...named('operationName'), ...named('status')],
  ...[...named('subStatus'), 'eventTimestamp', 'submissionTimestamp', 'subscriptionId'],
];
/** In the events of test_role_assignment_audits.yaml of azure-cli besides; a cascade has no request. */
const ofRecording = [
  'channels',
  'resourceId',
  ...named('resourceType'),
  ...named('category'),
  'tenantId',
  'properties.eventCategory',
];
const ofRequest = ['httpRequest.clientRequestId', 'httpRequest.method'];
const ofEnd = ['properties.statusCode', 'properties.serviceRequestId'];
const ofCascade = ['id', 'principalId', 'roleDefinitionId', 'scope'].map((name) => `properties.${name}`);

/** What no published event has, and why the emulator has it. */
const ownMembers: Readonly<Record<string, string>> = {
  'properties.statusMessage': 'why something was refused; no recording has a refusal',
  'properties.responseBody': 'what a removed role assignment was: az reads it (role/custom.py)',
};

/** All events of what is done here: a grant, its removal, a refusal, a long-running write, and a group with a role. */
async function eventsHere(emulated: Emulated): Promise<readonly object[]> {
  await assign(emulated, group, 'Reader', principal('one'));
  await emulated.send('DELETE', `${group}/providers/Microsoft.Authorization/roleAssignments/${assignmentName}`);
  await emulated.done('PUT', clusterPath, { location: 1 });
  await emulated.done('PUT', clusterPath, clusterBody());
  await assign(emulated, identityId('one'), 'Reader', principal('one'));
  await emulated.done('DELETE', group);
  const path = `${subscription}/providers/microsoft.insights/eventtypes/management/values`;
  const filter = encodeURIComponent('eventTimestamp ge 2026-08-01T00:00:00Z');
  return items((await emulated.send('GET', `${path}?api-version=2015-04-01&$filter=${filter}`)).body);
}

const events = await eventsHere(emulate({ resources: [identity('one')] }));
const allOf = (...paths: readonly (readonly string[])[]): Set<string> => new Set(paths.flat());

describe('the form of the activity log', () => {
  it('has no member that neither the specification nor the recording has, but for those listed (H-53)', () => {
    const requestBody = ['properties.requestbody'];
    const known = allOf(
      ofSpecification,
      ofRecording,
      ofRequest,
      ofEnd,
      ofCascade,
      requestBody,
      Object.keys(ownMembers),
    );
    const found = allOf(...events.map((event) => pathsOf(event)));
    expect(events.length).toBeGreaterThan(10);
    expect([...found].filter((path) => !known.has(path))).toEqual([]);
    expect(Object.keys(ownMembers).filter((path) => !found.has(path))).toEqual([]);
  });

  it.each([
    ['a begin', 'BeginRequest', [...ofRequest]],
    ['an end', 'EndRequest', [...ofRequest, ...ofEnd]],
    ['a cascade', 'cascade', ofCascade],
  ] as const)('has every member of the recording in %s (H-53)', (_, kind, more) => {
    const isCascade = (event: object): boolean => !('httpRequest' in event);
    const ofKind = events.filter((event) =>
      kind === 'cascade'
        ? isCascade(event)
        : !isCascade(event) && (event as { eventName: { value: string } }).eventName.value === kind,
    );
    const wanted = [...ofSpecification.filter((path) => path !== 'claims.appid'), ...ofRecording, ...more];
    expect(ofKind.length).toBeGreaterThan(0);
    for (const event of ofKind) {
      const paths = new Set(pathsOf(event));
      expect(wanted.filter((path) => !paths.has(path))).toEqual([]);
    }
  });
});

/** In the property bags of the documentation, and in rows that people show (Azure/azure-docs, 2021 to 2024). */
const ofChange = [
  ...['targetResourceId', 'targetResourceType', 'changeType'].map((name) => `properties.${name}`),
  ...[
    'timestamp',
    'changesCount',
    'correlationId',
    'previousResourceSnapshotId',
    'newResourceSnapshotId',
    'changedBy',
    'changedByType',
    'clientType',
    'operation',
  ].map((name) => `properties.changeAttributes.${name}`),
];
const ofValue = ['properties.changes.*.previousValue', 'properties.changes.*.newValue'];

it('Changes of resources have the members of the documentation, and values only where something was updated (H-53)', async () => {
  const emulated = emulate({ resources: [identity('one')] });
  await emulated.done('PUT', clusterPath, clusterBody());
  await emulated.done('PUT', clusterPath, clusterBody(userAssigned('one')));
  await emulated.done('DELETE', clusterPath);
  const query = { subscriptions: [subscriptionId], query: 'resourcechanges | project properties' };
  const { body } = await emulated.send('POST', '/providers/Microsoft.ResourceGraph/resources', query);
  const rows = items(body, 'data');
  expect(rows.length).toBeGreaterThan(4);
  for (const row of rows) {
    const isUpdate = said(row['properties']!['changeType']) === 'Update';
    expect([...new Set(pathsOf(row))].sort()).toEqual([...ofChange, ...(isUpdate ? ofValue : [])].sort());
  }
});
