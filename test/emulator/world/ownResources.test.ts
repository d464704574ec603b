import { describe, expect, it } from 'vitest';
import type { WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { readWorld } from '../../../src/emulator/files/readWorld.ts';
import { builtInRoles } from '../../../src/emulator/roles/builtInRoles.ts';
import {
  clusterPath,
  emulate,
  group,
  identity,
  identityId,
  items,
  principal,
  subscription,
  subscriptionId,
  tenantId,
  tokenOf,
  type Emulated,
} from '../emulated.ts';

const network = `${group}/providers/Microsoft.Network/virtualNetworks/net`;
const networkType = 'Microsoft.Network/virtualNetworks';
const clusterType = 'Microsoft.ContainerService/managedClusters';
const pool = (name: string, properties: object): WorldResource =>
  resource(`${clusterPath}/agentPools/${name}`, `${clusterType}/agentPools`, properties);

function resource(id: string, type: string, properties: object = {}): WorldResource {
  return { id, name: id.split('/').at(-1)!, type, properties: properties as never };
}

const names = (list: readonly object[]): unknown[] => list.map((entry) => (entry as { name: unknown }).name);
const rows = async ({ send }: Emulated, query: string): Promise<unknown> =>
  (await send('POST', '/providers/Microsoft.ResourceGraph/resources', { query })).body['data'];

describe('what a world gives as a resource of its own', () => {
  it('is a node pool of its cluster: listed, read, in the cluster and in Resource Graph (E-205)', async () => {
    const inCluster = { name: 'system', count: 1, mode: 'System', future: 1 };
    const emulated = emulate({
      resources: [
        pool('extra', { count: 2, mode: 'User', odd: { a: 1 } }),
        resource(
          `${clusterPath}/agentPools/extra/upgradeProfiles/default`,
          `${clusterType}/agentPools/upgradeProfiles`,
          {
            latestNodeImageVersion: 'newest',
          },
        ),
        { ...resource(clusterPath, clusterType, { agentPoolProfiles: [inCluster] }), location: 'westeurope' },
        pool('system', { count: 5 }),
      ],
    });
    const { send, done } = emulated;
    const listed = items((await send('GET', `${clusterPath}/agentPools`)).body);
    expect(names(listed)).toEqual(['system', 'extra']);
    expect((await send('GET', `${clusterPath}/agentPools/extra`)).body).toEqual(listed[1]);
    const expected = [
      { name: 'system', count: 5, mode: 'System', future: 1, eTag: expect.any(String) as string },
      { name: 'extra', count: 2, mode: 'User', odd: { a: 1 }, eTag: expect.any(String) as string },
    ];
    expect((await send('GET', clusterPath)).body['properties']!['agentPoolProfiles']).toEqual(expected);
    expect(await rows(emulated, 'resources | project pools = properties.agentPoolProfiles')).toEqual([
      { pools: expected },
    ]);
    const profile = await send('GET', `${clusterPath}/agentPools/extra/upgradeProfiles/default`);
    expect(profile.body['properties']!['latestNodeImageVersion']).toBe('newest');
    expect((await done('DELETE', `${clusterPath}/agentPools/extra`)).status).toBe(202);
    expect((await send('GET', `${clusterPath}/agentPools/extra`)).status).toBe(404);
  });

  it('is a pool that gets the image of new pools where the world names none, and never an empty one', async () => {
    const cluster = { ...resource(clusterPath, clusterType), location: 'westeurope' };
    const bare = [pool('bare', { count: 1, osSKU: 'AzureLinux' }), pool('win', { count: 1, osType: 'Windows' })];
    const { send, done } = emulate({ resources: [cluster, ...bare] });
    const newestOf = async (name: string): Promise<unknown> => {
      const profile = await send('GET', `${clusterPath}/agentPools/${name}/upgradeProfiles/default`);
      return profile.body['properties']!['latestNodeImageVersion'];
    };
    const path = `${clusterPath}/agentPools/bare`;
    const newest = await newestOf('bare');
    expect([newest, await newestOf('win')]).toEqual([
      expect.stringMatching(/^AKSAzureLinux-/),
      expect.stringMatching(/^AKSWindows-/),
    ]);
    await done('POST', `${path}/upgradeNodeImageVersion`);
    expect((await send('GET', path)).body['properties']!['nodeImageVersion']).toBe(newest);
  });

  it('is a subnet of its network: listed, read, in the network and in Resource Graph', async () => {
    const subnets = [{ name: 'one', properties: { addressPrefix: '10.0.0.0/24' } }];
    const two = resource(`${network}/subnets/two`, `${networkType}/subnets`, { addressPrefix: '10.0.1.0/24' });
    const emulated = emulate({ resources: [two, resource(network, networkType, { subnets, future: 1 })] });
    const { send } = emulated;
    expect(names(items((await send('GET', `${network}/subnets`)).body)).toSorted()).toEqual(['one', 'two']);
    expect((await send('GET', two.id)).body).toEqual(two);
    const read = (await send('GET', network)).body['properties']!;
    expect(read).toEqual({ subnets: [...subnets, two], future: 1 });
    expect(await rows(emulated, 'resources | project properties')).toEqual([{ properties: read }]);
  });

  it('is a federated credential of its identity', async () => {
    const type = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';
    const fed = resource(`${identityId('one')}/federatedIdentityCredentials/fed`, type, { subject: 's', issuer: 'i' });
    const { send } = emulate({ resources: [fed, identity('one')] });
    expect((await send('GET', fed.id)).body).toEqual(fed);
    expect((await send('GET', `${identityId('one')}/federatedIdentityCredentials`)).body['value']).toEqual([fed]);
  });

  it('is a role, an assignment of it, or a deny assignment, with their effect', async () => {
    const authorization = (scope: string, type: string, name: string, properties: object): WorldResource =>
      resource(
        `${scope}/providers/Microsoft.Authorization/${type}/${name}`,
        `Microsoft.Authorization/${type}`,
        properties,
      );
    const role = authorization(subscription, 'roleDefinitions', principal('role'), {
      roleName: 'Group reader',
      type: 'CustomRole',
      assignableScopes: [subscription],
      permissions: [{ actions: ['*/read', '*/delete'] }],
    });
    const reader = builtInRoles.find(({ name }) => name === 'Reader')!.guid;
    const builtIn = authorization(subscription, 'roleDefinitions', reader, {
      roleName: 'Reader',
      type: 'BuiltInRole',
      assignableScopes: ['/'],
      permissions: [],
    });
    const made = authorization(group, 'roleAssignments', principal('made'), {
      roleDefinitionId: role.id,
      principalId: principal('holder'),
      principalType: 'ServicePrincipal',
    });
    const denied = authorization(group, 'denyAssignments', principal('deny'), {
      denyAssignmentName: 'no deleting',
      permissions: [{ actions: ['*/delete'] }],
    });
    const given = [role, builtIn, made, denied, identity('one')];
    const caller = { objectId: principal('caller'), roles: [{ scope: subscription, roleName: 'Group reader' }] };
    const emulated = emulate({ resources: given, caller });
    const { send } = emulated;
    const asHolder = tokenOf(principal('holder'));
    expect((await send('GET', identityId('one'), undefined, asHolder)).status).toBe(200);
    expect((await send('DELETE', identityId('one'), undefined, asHolder)).status).toBe(403);
    expect((await send('GET', made.id)).body['properties']).toMatchObject({ scope: group, roleDefinitionId: role.id });
    expect((await send('GET', role.id)).body['properties']!['roleName']).toBe('Group reader');
    expect((await send('GET', builtIn.id)).body['properties']!['type']).toBe('BuiltInRole');
    expect((await send('GET', denied.id)).body['properties']!['scope']).toBe(group);
    expect(await rows(emulated, 'resources | project name')).toEqual([{ name: 'one' }]);
    expect(
      await rows(emulated, "authorizationresources | where type endswith 'roleassignments' | project name"),
    ).toEqual([{ name: made.name }]);
    const file = { tenantId, subscriptions: [{ subscriptionId, displayName: 'One' }], resources: given, caller };
    expect(readWorld(JSON.stringify(file)).resources).toHaveLength(given.length);
    const nobody = { ...made, properties: { roleDefinitionId: role.id } };
    expect(() => readWorld(JSON.stringify({ ...file, resources: [nobody] }))).toThrow(
      'resources[0].properties.principalId must be a text',
    );
  });
});
