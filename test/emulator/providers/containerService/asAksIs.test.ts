import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WorldResource } from '../../../../src/emulator/arm/worldFile.ts';
import { readWorld } from '../../../../src/emulator/files/readWorld.ts';
import {
  clusterBody,
  clusterPath,
  codeOf,
  emulate,
  identity,
  identityId,
  items,
  pools,
  principal,
  subscription,
  subscriptionId,
  tenantId,
  userAssigned,
  type Emulated,
  type Loose,
} from '../../emulated.ts';

const clusterType = 'Microsoft.ContainerService/managedClusters';
const identityType = 'Microsoft.ManagedIdentity/userAssignedIdentities';

function given(more: Readonly<Record<string, unknown>> = {}, properties: object = {}): WorldResource {
  const body = { agentPoolProfiles: pools, provisioningState: 'Succeeded', ...properties };
  return {
    id: clusterPath,
    name: 'shop',
    type: clusterType,
    location: 'westeurope',
    identity: { type: 'SystemAssigned', principalId: principal('own'), tenantId },
    properties: body,
    ...more,
  };
}

async function listed({ send }: Emulated, type: string, expand = 'createdTime,changedTime'): Promise<readonly Loose[]> {
  const filter = encodeURIComponent(`resourceType eq '${type}'`);
  const path = `${subscription}/resources?$filter=${filter}&$expand=${expand}&api-version=2021-04-01`;
  return items((await send('GET', path)).body);
}

describe('when and by whom', () => {
  it('clusters, identities and what AKS makes are served without systemData (T-11, E-107)', async () => {
    const { send, done } = emulate();
    await send('PUT', identityId('new'), { location: 'westeurope', systemData: { createdBy: 'me' } });
    await done('PUT', clusterPath, { ...clusterBody(), systemData: { createdBy: 'me' } });
    await done('PATCH', clusterPath, { tags: { a: 'b' } });
    const made = `${subscription}/resourceGroups/MC_rg_shop_westeurope/providers/${identityType}/shop-agentpool`;
    for (const path of [identityId('new'), clusterPath, made]) {
      const { status, body } = await send('GET', path);
      expect([status, 'systemData' in body, 'createdTime' in body], path).toEqual([200, false, false]);
    }
  });

  it('systemData that a world gives stays as it is, also over a write', async () => {
    const systemData = { createdBy: 'lee@contoso.com', createdAt: '2024-01-01T00:00:00Z' };
    const { send } = emulate({ resources: [{ ...identity('old'), systemData }] });
    await send('PUT', identityId('old'), { location: 'westeurope', tags: { a: 'b' } });
    expect((await send('GET', identityId('old'))).body['systemData']).toEqual(systemData);
  });

  it('the list of a subscription says when resources were created and changed, where it is asked to (E-108)', async () => {
    const emulated = emulate(
      {
        resources: [
          { ...identity('old'), createdTime: '2024-01-01T00:00:00Z', changedTime: '2024-02-01T00:00:00Z' },
          identity('unknown'),
        ],
      },
      { operationSeconds: 30 },
    );
    const { send, done, advance } = emulated;
    advance(60);
    await done('PUT', clusterPath, clusterBody());
    await send('PATCH', identityId('unknown'), { tags: { a: 'b' } });
    const times = (await listed(emulated, identityType)).map(({ name, createdTime, changedTime }) => [
      name,
      createdTime,
      changedTime,
    ]);
    expect(times).toEqual([
      ['old', '2024-01-01T00:00:00Z', '2024-02-01T00:00:00Z'],
      ['unknown', '2026-09-01T08:00:00.0000000Z', '2026-09-01T08:02:00.0000000Z'],
      ['shop-agentpool', '2026-09-01T08:01:30.0000000Z', '2026-09-01T08:01:30.0000000Z'],
    ]);
    const [cluster] = await listed(emulated, clusterType, 'createdTime');
    expect(cluster).toMatchObject({ createdTime: '2026-09-01T08:01:00.0000000Z' });
    expect(cluster).not.toHaveProperty('changedTime');
    expect((await listed(emulated, clusterType, 'provisioningState'))[0]).not.toHaveProperty('createdTime');
  });
});

describe('a stopped cluster', () => {
  const writes: readonly (readonly [string, string, string, unknown])[] = [
    ['a PUT', 'PUT', clusterPath, clusterBody(userAssigned('cp'))],
    ['tags', 'PATCH', clusterPath, { tags: { a: 'b' } }],
    ['a new pool', 'PUT', `${clusterPath}/agentPools/more`, { properties: { count: 1 } }],
    ['an image upgrade', 'POST', `${clusterPath}/agentPools/nodepool1/upgradeNodeImageVersion`, undefined],
    ['the removal of a pool', 'DELETE', `${clusterPath}/agentPools/nodepool1`, undefined],
  ];
  it.each(writes)('refuses %s with 400 OperationNotAllowed (T-22, E-110)', async (_, method, path, body) => {
    const { send, done } = emulate({ resources: [identity('cp')] });
    await done('PUT', clusterPath, clusterBody());
    await done('POST', `${clusterPath}/stop`);
    const refused = await send(method, path, body);
    expect([refused.status, refused.body['code']]).toEqual([400, 'OperationNotAllowed']);
    await done('POST', `${clusterPath}/start`);
    if (method === 'PUT') expect((await send(method, path, body)).status).toBeLessThan(300);
  });

  it('can be deleted', async () => {
    const { send, done } = emulate();
    await done('PUT', clusterPath, clusterBody());
    await done('POST', `${clusterPath}/stop`);
    expect((await done('DELETE', clusterPath)).status).toBe(202);
    expect((await send('GET', clusterPath)).status).toBe(404);
  });
});

it('a cluster refuses writes with 409 EtagMismatch for a while after an operation, where that is set (E-111)', async () => {
  const { send, advance } = emulate({}, { settlingSeconds: 20, operationSeconds: 5 });
  await send('PUT', clusterPath, clusterBody());
  advance(6);
  expect((await send('GET', clusterPath)).body['properties']!['provisioningState']).toBe('Succeeded');
  for (const path of [clusterPath, `${clusterPath}/agentPools/nodepool1/upgradeNodeImageVersion`]) {
    const refused = await send(path === clusterPath ? 'PUT' : 'POST', path, clusterBody());
    expect([refused.status, codeOf(refused.body)]).toEqual([409, 'EtagMismatch']);
    expect(JSON.stringify(refused.body)).toContain('Another operation is in progress');
  }
  advance(20);
  expect((await send('PUT', clusterPath, clusterBody())).status).toBe(200);
});

describe('a node image upgrade', () => {
  it.each([
    ['VirtualMachineScaleSets', 'System', 202],
    ['VirtualMachines', 'System', 202],
    ['AvailabilitySet', 'System', 400],
    ['VirtualMachineScaleSets', 'Machines', 400],
  ])('of a pool of type %s and mode %s answers %i (E-112)', async (type, mode, status) => {
    const pool = { name: 'one', count: 1, type, mode };
    const { send } = emulate({ resources: [given({}, { agentPoolProfiles: [...pools, pool] })] });
    const answer = await send('POST', `${clusterPath}/agentPools/one/upgradeNodeImageVersion`);
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body['code']).toBe('OperationNotAllowed');
  });
});

describe('an eTag', () => {
  const poolPath = `${clusterPath}/agentPools/nodepool1`;

  it('is given to a cluster and a pool of a world that has none, the same at each start (E-114)', async () => {
    const look = async (): Promise<unknown> => {
      const { send } = emulate({ resources: [given()] });
      const cluster = await send('GET', clusterPath);
      const pool = await send('GET', poolPath);
      return [cluster.body['eTag'], pool.body['properties']!['eTag']];
    };
    expect(await look()).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(await look()).toEqual(await look());
  });

  it('is served nowhere where the world says null, also after a write (E-115)', async () => {
    const emulated = emulate({
      resources: [given({ eTag: null }, { agentPoolProfiles: [{ ...pools[0], eTag: null }] })],
    });
    const { send, done } = emulated;
    const query = { query: 'resources', subscriptions: [subscriptionId] };
    const looks = async (): Promise<string> =>
      JSON.stringify([
        await send('GET', clusterPath),
        await send('GET', poolPath),
        await send('GET', `${subscription}/providers/${clusterType}`),
        await send('POST', '/providers/Microsoft.ResourceGraph/resources', query),
      ]);
    expect(await looks()).not.toMatch(/eTag/i);
    const { body } = await send('GET', clusterPath);
    const put = await done('PUT', clusterPath, { ...body, tags: { a: 'b' } });
    expect([put.status, JSON.stringify(put.body).includes('eTag')]).toEqual([200, false]);
    expect(await looks()).not.toMatch(/eTag/i);
    expect((await send('PUT', clusterPath, body, { 'if-match': 'x' })).status).toBe(412);
  });
});

it('null counts as absent in the resources of a world, which are served unchanged (T-38, E-116)', async () => {
  const nulls = { tags: null, location: null, identity: null, sku: null, zones: null, eTag: 'one', kind: null };
  const servicePrincipalProfile = { clientId: principal('app') };
  const resources = [
    given(nulls, { servicePrincipalProfile, addonProfiles: null, networkProfile: null }),
    { ...identity('one'), tags: null, location: null },
    { id: `${subscription}/resourceGroups/rg`, name: 'rg', type: 'Microsoft.Resources/resourceGroups', tags: null },
  ];
  const subscriptions = [{ subscriptionId, displayName: 'One', tenantId: null }];
  const world = readWorld(JSON.stringify({ tenantId, subscriptions, resources, caller: null, groups: null }));
  const { send } = emulate({ ...world, resources: world.resources.slice(0, 2) });
  expect((await send('GET', clusterPath)).body).toMatchObject({ ...nulls, properties: { addonProfiles: null } });
  expect((await send('GET', identityId('one'))).body).toMatchObject({ tags: null, location: null });
  const paths = [
    `${subscription}/resources?$filter=${encodeURIComponent("tagName eq 'a'")}`,
    `${subscription}/resources?$filter=${encodeURIComponent("location eq 'westeurope'")}`,
    `${identityId('one')}/providers/Microsoft.Resources/tags/default`,
  ];
  for (const path of paths) expect((await send('GET', path)).status, path).toBe(200);
  const query = { query: "resources | where location =~ 'x' or isempty(tags)", subscriptions: [subscriptionId] };
  expect((await send('POST', '/providers/Microsoft.ResourceGraph/resources', query)).status).toBe(200);
  const put = await send('PUT', clusterPath, { location: 'westeurope', properties: { agentPoolProfiles: pools } });
  expect([put.status, put.body['location']]).toEqual([200, 'westeurope']);
  expect((await send('PUT', identityId('one'), { location: 'northeurope' })).body['location']).toBe('northeurope');
});

describe('a cluster with a managed identity that shows the client id of a service principal', () => {
  it.each(['MSI', 'aaaaaaaa-0000-4000-8000-000000000001', 'AAAAAAAA-0000-4000-8000-00000000000B'])(
    'takes back its own body (%s) (T-39, E-117)',
    async (clientId) => {
      for (const who of [{}, userAssigned('cp')]) {
        const cluster = given(who, { servicePrincipalProfile: { clientId } });
        const { send, done } = emulate({ resources: [cluster, identity('cp')] });
        const { body } = await send('GET', clusterPath);
        const lower = { ...body['properties'], servicePrincipalProfile: { clientId: clientId.toLowerCase() } };
        expect((await done('PUT', clusterPath, body)).status).toBe(200);
        expect((await done('PUT', clusterPath, { ...body, properties: lower })).status).toBe(200);
        const after = (await send('GET', clusterPath)).body;
        expect(after['properties']!['servicePrincipalProfile']).toEqual({ clientId });
        const other = { ...body['properties'], servicePrincipalProfile: { clientId: principal('another') } };
        expect((await send('PUT', clusterPath, { ...body, properties: other })).status).toBe(400);
      }
    },
  );
});

describe('the OIDC issuer of a new cluster', () => {
  it.each([
    [{ kubernetesVersion: '1.33' }, false],
    [{ kubernetesVersion: '1.34' }, true],
    [{ kubernetesVersion: '1.34', oidcIssuerProfile: {} }, true],
    [{ kubernetesVersion: '1.34', oidcIssuerProfile: { enabled: false } }, false],
    [{ kubernetesVersion: '1.33', oidcIssuerProfile: { enabled: true } }, true],
  ])('of %j is on: %s (E-118)', async (properties, isOn) => {
    const { send, done } = emulate();
    await done('PUT', clusterPath, clusterBody({}, properties));
    const profile = (await send('GET', clusterPath)).body['properties']!['oidcIssuerProfile']!;
    expect([profile['enabled'], 'issuerURL' in profile]).toEqual([isOn, isOn]);
  });
});

it('the times of resources outlive a restart (E-109)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-times-'));
  const stateFile = join(folder, 'state.json');
  const old = { ...identity('old'), createdTime: '2024-01-01T00:00:00Z' };
  const first = emulate({ resources: [identity('one'), old] }, { stateFile });
  first.advance(60);
  await first.send('PUT', identityId('new'), { location: 'westeurope' });
  const before = await listed(first, identityType);
  expect(new Set(before.map(({ createdTime }) => createdTime)).size).toBe(3);
  const second = emulate({}, { stateFile, realTime: () => Date.parse('2027-01-01T00:00:00Z') });
  expect(await listed(second, identityType)).toEqual(before);
  rmSync(folder, { recursive: true });
});
