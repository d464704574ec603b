import { describe, expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  codeOf,
  emulate,
  group,
  identity,
  identityId,
  items,
  principal,
  said,
  subscription,
  tenantId,
  tokenOf,
  type Answered,
  type Emulated,
  type Loose,
} from '../emulated.ts';
import { asCaller, assign, assignmentName } from '../grants.ts';

const values = '/providers/microsoft.insights/eventtypes/management/values';
const start = '2026-08-31T00:00:00Z';

/** The activity log of a subscription, or of the tenant, with this filter. */
async function logOf(emulated: Emulated, filter: string, scope = subscription, more = ''): Promise<Answered> {
  const query = `api-version=2015-04-01&$filter=${encodeURIComponent(filter)}${more}`;
  return emulated.send('GET', `${scope}${values}?${query}`);
}

function shortly({ body }: Answered): unknown[] {
  return items(body).map((event) => [
    said(event['operationName']!['value']),
    said(event['eventName']!['value']),
    said(event['status']!['value']),
  ]);
}

const assignmentPath = `${group}/providers/Microsoft.Authorization/roleAssignments/${assignmentName}`;

describe('the activity log', () => {
  it('has the begin and the end of a role assignment, with its body as it was sent (H-40, H-41, E-279)', async () => {
    const emulated = emulate({ resources: [identity('one')] });
    const sent = {
      properties: {
        roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`,
        PrincipalId: 'x',
        principalId: principal('one'),
      },
    };
    const headers = {
      'x-ms-correlation-request-id': 'c-1',
      'user-agent': 'AZURECLI/2.74.0',
      'x-ms-client-request-id': 'r-1',
    };
    expect((await emulated.send('PUT', assignmentPath, sent, headers)).status).toBe(201);
    const log = await logOf(emulated, `eventTimestamp ge ${start}`);
    const [end, begin] = items(log.body);
    expect(begin).toMatchObject({
      authorization: { action: 'Microsoft.Authorization/roleAssignments/write', scope: assignmentPath },
      caller: 'owner@emulator.local',
      correlationId: 'c-1',
      eventName: { value: 'BeginRequest' },
      httpRequest: { clientRequestId: 'r-1', method: 'PUT' },
      resourceId: assignmentPath,
      resourceGroupName: 'rg',
      resourceProviderName: { value: 'Microsoft.Authorization' },
      operationName: { localizedValue: 'Create role assignment' },
      properties: { requestbody: JSON.stringify(sent), eventCategory: 'Administrative' },
      status: { value: 'Started' },
      subStatus: { value: '' },
      eventTimestamp: '2026-09-01T08:00:00.0000000Z',
      tenantId,
    });
    expect(end).toMatchObject({
      eventName: { value: 'EndRequest' },
      operationId: said(begin!['operationId']),
      properties: { statusCode: 'Created' },
      status: { value: 'Succeeded' },
      subStatus: { value: 'Created', localizedValue: 'Created (HTTP Status Code: 201)' },
    });
    expect(items(log.body)).toHaveLength(2);
  });

  it('says what a removed role assignment was in the answer to its removal (H-40)', async () => {
    const emulated = emulate({ resources: [identity('one')] });
    const made = await assign(emulated, group, 'Reader', principal('one'));
    await emulated.send('DELETE', assignmentPath);
    const [end] = items((await logOf(emulated, `eventTimestamp ge ${start}`)).body);
    expect(JSON.parse(said(end!['properties']!['responseBody']))).toEqual(made.body);
  });

  it('has what was refused as failed, and says why (H-40, E-282)', async () => {
    const emulated = emulate(asCaller([['Reader', subscription]], { resources: [identity('one')] }));
    const refused = await assign(emulated, group, 'Reader', principal('one'));
    expect(refused.status).toBe(403);
    const [end] = items((await logOf(emulated, `eventTimestamp ge ${start}`)).body);
    expect(end).toMatchObject({ status: { value: 'Failed' }, level: 'Error', subStatus: { value: 'Forbidden' } });
    expect(JSON.parse(said(end!['properties']!['statusMessage']))).toEqual(refused.body);
  });

  it('says when a long-running operation was accepted and when it ended (H-40)', async () => {
    const emulated = emulate();
    await emulated.send('PUT', clusterPath, clusterBody());
    const filter = `eventTimestamp ge ${start} and resourceProvider eq Microsoft.ContainerService`;
    const words = 'Microsoft.ContainerService/managedClusters/write';
    expect(shortly(await logOf(emulated, filter))).toEqual([
      [words, 'EndRequest', 'Accepted'],
      [words, 'BeginRequest', 'Started'],
    ]);
    emulated.advance(60);
    const ended = await logOf(emulated, filter);
    expect(shortly(ended)[0]).toEqual([words, 'EndRequest', 'Succeeded']);
    expect(items(ended.body)[0]).toMatchObject({ eventTimestamp: '2026-09-01T08:00:05.0000000Z' });
  });

  it('has roles that vanished with their group as one event each, with ids without hyphens (H-40, E-280)', async () => {
    const emulated = emulate({
      resources: [identity('one')],
      roleAssignments: [
        { scope: identityId('one'), principalId: principal('one'), roleName: 'Reader', name: assignmentName },
      ],
    });
    await emulated.done('DELETE', group);
    const log = await logOf(emulated, `eventTimestamp ge ${start} and resourceProvider eq 'Microsoft.Authorization'`);
    const [cascade, ...others] = items(log.body);
    expect(others).toEqual([]);
    const name = assignmentName.replaceAll('-', '');
    expect(cascade).toMatchObject({
      authorization: { action: 'Microsoft.Resources/subscriptions/resourcegroups/delete', scope: group },
      operationName: { value: 'Microsoft.Authorization/roleAssignments/delete' },
      resourceId: `${identityId('one')}/providers/Microsoft.Authorization/roleAssignments/${name}`,
      properties: {
        id: name,
        principalId: principal('one').replaceAll('-', ''),
        roleDefinitionId: 'acdd72a7338548efbd42f606fba81ae7',
        scope: identityId('one'),
      },
    });
    expect(cascade).not.toHaveProperty('httpRequest');
  });

  it('has the fetching of credentials, and no read (H-41)', async () => {
    const emulated = emulate();
    await emulated.done('PUT', clusterPath, clusterBody());
    await emulated.send('GET', clusterPath);
    await emulated.send('POST', `${clusterPath}/listClusterUserCredential`);
    const log = await logOf(
      emulated,
      `eventTimestamp ge '${start}' and caller eq 'owner@emulator.local' and status eq 'Started'`,
    );
    expect(shortly(log).map((words) => (words as string[])[0])).toEqual([
      'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action',
      'Microsoft.ContainerService/managedClusters/write',
    ]);
  });

  it('has what was done at the very moment with ge and le, and not with gt and lt (H-41)', async () => {
    const emulated = emulate();
    await emulated.done('PUT', identityId('one-a'), { location: 'westeurope' });
    const [last] = items((await logOf(emulated, `eventTimestamp ge ${start}`)).body);
    const moment = said(last!['eventTimestamp']);
    const idsFor = async (filter: string): Promise<readonly string[]> =>
      items((await logOf(emulated, filter)).body).map((event) => said(event['eventDataId']));
    const id = said(last!['eventDataId']);
    expect(await idsFor(`eventTimestamp ge ${moment}`)).toContain(id);
    expect(await idsFor(`eventTimestamp gt ${moment}`)).not.toContain(id);
    expect(await idsFor(`eventTimestamp ge ${start} and eventTimestamp le ${moment}`)).toContain(id);
    expect(await idsFor(`eventTimestamp ge ${start} and eventTimestamp lt ${moment}`)).not.toContain(id);
  });

  it('comes page by page, with a token for each region (H-41, E-281)', async () => {
    const emulated = emulate({}, { pageSize: 2 });
    for (const name of ['one-a', 'one-b', 'one-c'])
      await emulated.send('PUT', identityId(name), { location: 'westeurope' });
    const seen: Loose[] = [];
    let page = await logOf(emulated, `eventTimestamp ge ${start}`);
    for (;;) {
      seen.push(...items(page.body));
      const next = said(page.body['nextLink']);
      if (next === '') break;
      expect(next).toMatch(/&\$skipToken=AS1:-1:FFFFFFFF;US1:-1:FFFFFFFF;EU1:\d+:[\da-f]{8}$/);
      await emulated.send('PUT', identityId(`meanwhile-${String(seen.length)}`), { location: 'westeurope' });
      page = await emulated.send('GET', next);
    }
    expect(seen.map((event) => said(event['resourceId']).slice(-1))).toEqual(['c', 'c', 'b', 'b', 'a', 'a']);
    expect(new Set(seen.map((event) => said(event['eventDataId']))).size).toBe(6);
  });

  it.each([
    [`eventTimestamp ge 2026-06-02T08:00:00Z`, 400, 'BadRequest'],
    [`eventTimestamp ge 2026-06-03T08:00:01`, 200, ''],
    [`eventTimestamp le 2026-09-01T08:00:00Z`, 400, 'BadRequest'],
    [`eventTimestamp ge today`, 400, 'BadRequest'],
    [`eventTimestamp ge ${start} and level eq 'Error'`, 400, 'BadRequest'],
  ])('answers %s with %d (H-41, E-283)', async (filter, status, code) => {
    const answer = await logOf(emulate(), filter);
    expect([answer.status, codeOf({ error: {} as Loose, ...answer.body })]).toEqual([status, code]);
  });

  it('asks for the right to read it at the subscription (H-41)', async () => {
    const emulated = emulate(asCaller([['Azure Kubernetes Service Contributor Role', subscription]]));
    const answer = await logOf(emulated, `eventTimestamp ge ${start}`);
    expect(answer.status).toBe(403);
    expect(said(answer.body['error']!['message'])).toContain('Microsoft.Insights/eventtypes/values/read');
  });

  it('lags behind by as long as the option says (H-41)', async () => {
    const emulated = emulate({}, { activitySeconds: 80 });
    await emulated.send('PUT', identityId('one-a'), { location: 'westeurope' }, tokenOf(principal('x')));
    expect(items((await logOf(emulated, `eventTimestamp ge ${start}`)).body)).toEqual([]);
    emulated.advance(80);
    const [event] = items((await logOf(emulated, `eventTimestamp ge ${start}`)).body);
    expect(event).toMatchObject({ submissionTimestamp: '2026-09-01T08:01:20.0000000Z' });
  });

  it('of the tenant has what was written above all subscriptions, and nothing else (H-41, E-284)', async () => {
    const emulated = emulate({ resources: [identity('one')] });
    await assign(emulated, group, 'Reader', principal('one'));
    const above = `/providers/Microsoft.Management/managementGroups/${tenantId}`;
    expect((await assign(emulated, above, 'Reader', principal('one'))).status).toBe(201);
    const log = await logOf(emulated, `eventTimestamp ge ${start}`, '');
    expect(items(log.body).map((event) => said(event['resourceId']))).toEqual(
      Array.from({ length: 2 }, () => `${above}/providers/Microsoft.Authorization/roleAssignments/${assignmentName}`),
    );
  });
});
