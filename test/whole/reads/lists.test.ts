import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { describeUses } from '../../../src/domain/cluster/usesInWords.ts';
import { describe, expect, it } from 'vitest';
import { clusterSummaryOf } from '../../../src/domain/cluster/clusterSummary.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { succeed, toUserAssigned } from '../../support/azure/changes.ts';
import { idB, ids, legacyRegistry, own, place, sami, smallWorld, zone } from '../../support/azure/smallWorld.ts';

const graph = { method: 'POST', pathContains: 'ResourceGraph' };
const names = ['busy-weu', 'own-weu', 'sami-weu', 'sp-weu', 'uami-weu'];

/** Resource Graph may tell ids in lower case. */
function inLowerCase(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).toLowerCase());
}

describe('clusters', () => {
  it('come with one question to Resource Graph, and with the same identities as when read one by one', async () => {
    const bench = createBench(smallWorld());
    const listed = await bench.api.clusters();
    expect(listed.map(({ name }) => name).toSorted()).toEqual(names);
    expect((await bench.requests()).map(({ method }) => method)).toEqual(['GET', 'POST']);
    for (const { id, kubelet, controlPlane } of listed) {
      expect(await bench.api.cluster(id)).toMatchObject({ kubelet, controlPlane });
    }
  });

  it('contain what rows show of a cluster, and nothing else of its JSON', async () => {
    const bench = createBench(demoWorld());
    const { items } = await bench.service.clusters();
    expect(items.length).toBeGreaterThan(15);
    for (const listed of items) {
      const { raw, ...cluster } = (await bench.service.cluster(listed.id)).cluster;
      const { eTag: _, ...told } = cluster;
      const pools = told.agentPools.map(({ latestNodeImageVersion: __, ...pool }) => pool);
      expect(inLowerCase(listed)).toEqual(inLowerCase(clusterSummaryOf({ ...told, agentPools: pools, raw })));
      expect(Object.keys(raw).length).toBeGreaterThan(5);
    }
  });

  it('come from each subscription where Resource Graph is refused', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({ match: graph, status: 403, code: 'AuthorizationFailed', message: 'No.', times: 9 });
    const { items, failures } = await bench.service.clusters();
    expect(items.map(({ name }) => name).toSorted()).toEqual(names);
    expect(failures).toEqual([]);
  });

  it('name the subscription that failed, with the others', async () => {
    const other = '22222222-2222-4222-8222-222222222222';
    const world = smallWorld();
    const subscriptions = [...world.subscriptions, { subscriptionId: other, displayName: 'Other' }];
    const bench = createBench({ ...world, subscriptions });
    await bench.fault({ match: graph, status: 403, code: 'AuthorizationFailed', message: 'No.', times: 9 });
    const match = { method: 'GET', pathContains: `${other}/providers` };
    await bench.fault({ match, status: 403, code: 'AuthorizationFailed', message: 'Not here.', times: 9 });
    const { items, failures } = await bench.service.clusters();
    expect(items).toHaveLength(5);
    expect(failures).toMatchObject([{ subscriptionId: other, failure: { code: 'forbidden', message: 'Not here.' } }]);
  });

  it('are read from the subscription itself after a write, because Resource Graph is behind', async () => {
    const bench = createBench(smallWorld(), { indexSeconds: 120 });
    await succeed(bench, toUserAssigned(sami.id, idB.id));
    const listed = await bench.api.clusters();
    expect(listed.find(({ name }) => name === 'sami-weu')?.controlPlane.kind).toBe('userAssigned');
  });

  it('come complete over several pages of Resource Graph', async () => {
    const bench = createBench(fleetWorld(1900));
    const listed = await bench.api.clusters();
    expect(new Set(listed.map(({ id }) => id.toLowerCase())).size).toBe(1900);
    expect((await bench.requests()).filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  it('come complete over several pages of a subscription', async () => {
    const bench = createBench(smallWorld(), { pageSize: 2 });
    await bench.fault({ match: graph, status: 403, code: 'AuthorizationFailed', message: 'No.', times: 9 });
    expect(await bench.api.clusters()).toHaveLength(5);
    expect((await bench.service.identities()).items.length).toBeGreaterThan(5);
  });

  it('are only those of the subscriptions asked for', async () => {
    const bench = createBench(fleetWorld(60));
    const [first] = (await bench.service.subscriptions()).items;
    const { items } = await bench.service.clusters({ subscriptionIds: [first!.id.toUpperCase()] });
    expect(items.length).toBeGreaterThan(0);
    expect(new Set(items.map(({ subscriptionId }) => subscriptionId.toLowerCase()))).toEqual(new Set([first!.id]));
  });

  it('reject with the failure where nothing at all can be seen', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({
      match: { method: 'GET' },
      status: 401,
      code: 'ExpiredAuthenticationToken',
      message: 'Old.',
      times: 9,
    });
    await expect(bench.api.clusters()).rejects.toMatchObject({ code: 'signedOut', message: 'Old.' });
  });
});

describe('what a person picks from', () => {
  it('is there: identities, groups, regions, subnets, registries, zones, roles', async () => {
    const { service } = createBench(smallWorld());
    const { subscriptionId } = place;
    expect((await service.identities()).items.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['id-a', 'id-b', 'uami-weu-agentpool']),
    );
    expect((await service.resourceGroups(subscriptionId)).map(({ name }) => name)).toContain('rg-shop');
    expect((await service.locations(subscriptionId)).map(({ name }) => name)).toContain('westeurope');
    expect(await service.subnets(subscriptionId)).toMatchObject([
      { name: 'snet-aks', network: 'vnet-shop', id: ids.subnet, addressPrefixes: ['10.10.0.0/20'] },
      { name: 'snet-new', network: 'vnet-shop', id: ids.newSubnet },
    ]);
    const registries = await service.resourcesOfType('Microsoft.ContainerRegistry/registries', subscriptionId);
    expect(registries.map(({ name }) => name)).toEqual(['acrabac', 'acrlegacy']);
    const zones = await service.resourcesOfType('Microsoft.Network/privateDnsZones', subscriptionId);
    expect(zones.map(({ id }) => id)).toEqual([zone.id]);
    const roles = await service.roleDefinitions(ids.group);
    expect(roles.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Contributor', 'Managed Identity Operator', 'Network Contributor']),
    );
  });

  it('has regions only that something can be in, and knows with one request which of them offer AKS (T-29)', async () => {
    const bench = createBench(smallWorld());
    const regions = (await bench.service.locations(place.subscriptionId)).map(({ name }) => name);
    expect(regions).toContain('brazilus');
    expect(regions.filter((name) => ['unitedstates', 'europe', 'uk', 'eastusstage'].includes(name))).toEqual([]);
    const before = (await bench.requests()).length;
    const offered = await bench.service.regionsOf('Microsoft.ContainerService/managedClusters', place.subscriptionId);
    expect((await bench.requests()).length - before).toBe(1);
    expect(regions.filter((name) => !offered.includes(name))).toEqual(['brazilus']);
    expect(await bench.service.regionsOf('Microsoft.ContainerService/unknown', place.subscriptionId)).toEqual([]);
  });

  it('shows the JSON of any resource as ARM sends it, and a kubeconfig', async () => {
    const world = smallWorld();
    const resources = world.resources.map((one) => {
      const properties = { ...(one['properties'] as object), disableLocalAccounts: false };
      return one.id === sami.id ? { ...one, properties } : one;
    });
    const { service } = createBench({ ...world, resources });
    expect(await service.json(sami.id)).toMatchObject({ properties: { future: { nested: [1, { two: null }] } } });
    expect(await service.json(legacyRegistry.id)).toMatchObject({ name: 'acrlegacy' });
    expect(await service.kubeconfig(sami.id, 'user')).toContain('apiVersion: v1');
    expect(await service.kubeconfig(sami.id, 'admin')).toContain('clusters:');
  });
});

describe('a cluster', () => {
  it('comes with the assignments of its identities wherever they are, and with the newest node images', async () => {
    const bench = createBench(smallWorld());
    const { roleAssignments, agentPools } = await bench.api.cluster(own.id);
    expect(roleAssignments).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ roleName: 'AcrPull', scope: legacyRegistry.id, inherited: false }),
        expect.objectContaining({ roleName: 'Managed Identity Operator', inherited: false }),
      ]),
    );
    const [pool] = agentPools;
    expect(pool!.latestNodeImageVersion).toBeTruthy();
    expect(pool!.nodeImageVersion).not.toBe(pool!.latestNodeImageVersion);
  });

  it('that is not there is notFound, and a wrong id is refused', async () => {
    const { api } = createBench(smallWorld());
    await expect(api.cluster(`${sami.id}x`)).rejects.toMatchObject({ code: 'notFound' });
    await expect(api.cluster(legacyRegistry.id)).rejects.toMatchObject({ code: 'refused' });
    await expect(api.requirements(`${sami.id}x`)).rejects.toMatchObject({ code: 'notFound' });
    await expect(api.diagnose('nonsense')).rejects.toMatchObject({ code: 'refused' });
  });

  it('shows what it needs and what is wrong with it', async () => {
    const { api } = createBench(smallWorld());
    const requirements = await api.requirements(sami.id);
    expect(requirements.find(({ scope }) => scope === ids.subnet)).toMatchObject({
      verdict: 'granted',
      role: { name: 'Network Contributor' },
    });
    const [sp] = (await api.clusters()).filter(({ usesServicePrincipal }) => usesServicePrincipal);
    expect((await api.diagnose(sp!.id)).map(({ code }) => code)).toContain('servicePrincipal');
  });
});

it.each(['markdown', 'csv', 'json', 'sarif'] as const)('reports all clusters as %s', async (format) => {
  const { api } = createBench(smallWorld());
  const text = await api.report({ format });
  for (const name of ['sp-weu', 'busy-weu']) expect(text).toContain(name);
});

describe('the carriers of an identity', () => {
  it('are found over all subscriptions, in Resource Graph and without it', async () => {
    const bench = createBench(demoWorld());
    const clusters = (await bench.service.clusters()).items;
    const shop = clusters.find(({ name }) => name === 'shop-weu')!;
    const kubelet = (shop.kubelet as { identityId: string }).identityId;
    const { subscriptionId, location } = clusters.find(({ name }) => name === 'load-neu')!;
    const machines = `/subscriptions/${subscriptionId}/resourceGroups/rg-scale/providers/Microsoft.Compute/virtualMachineScaleSets/vmss-build`;
    const identity = { type: 'UserAssigned', userAssignedIdentities: { [kubelet.toUpperCase()]: {} } };
    await bench.arm('PUT', `/subscriptions/${subscriptionId}/resourceGroups/rg-scale?api-version=2022-09-01`, {
      location,
    });
    await bench.arm('PUT', `${machines}?api-version=2024-07-01`, { location, identity });
    const uses = await bench.service.uses(kubelet);
    expect(describeUses(uses)).toContain('virtual machine scale set vmss-build');
    expect(describeUses(uses)).toContain('kubelet of shop-weu');
    await expect(bench.service.plan([{ kind: 'deleteIdentity', identityId: kubelet }])).rejects.toThrow('vmss-build');
    await bench.fault({ match: graph, status: 403, code: 'AuthorizationFailed', message: 'No.', times: 99 });
    expect(describeUses(await bench.service.uses(kubelet))).toEqual(describeUses(uses));
  });
});

describe('the JSON of anything', () => {
  it('is shown of a role assignment that was made above all subscriptions, too', async () => {
    const world = smallWorld();
    const scope = '/providers/Microsoft.Management/managementGroups/contoso';
    const name = 'aaaaaaaa-0000-4000-8000-000000000001';
    const made = { scope, name, principalId: idB.principalId, roleName: 'Reader' };
    const managementGroups = [{ name: 'contoso', subscriptions: [place.subscriptionId] }];
    const bench = createBench({ ...world, managementGroups, roleAssignments: [...world.roleAssignments, made] });
    const held = await bench.service.roleAssignmentsOf(idB.principalId, place.subscriptionId);
    const id = held.find((one) => one.scope === scope)?.id ?? '';
    expect(await bench.service.json(id)).toMatchObject({ name, properties: { scope } });
  });

  it.each(['nonsense', '', 'https://evil.example/subscriptions/x', '/subscriptions/x?y=z', '//evil.example/x'])(
    'is not asked for where %j is no id',
    async (id) => {
      const bench = createBench(smallWorld());
      await expect(bench.service.json(id)).rejects.toMatchObject({ code: 'refused' });
      expect(await bench.requests()).toEqual([]);
    },
  );
});
