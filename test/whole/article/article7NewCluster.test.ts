import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { routeTable, subnetId, virtualNetwork } from '../../../src/emulator/scenarios/parts/networks.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { isClusterPut, newCluster, succeed } from '../../support/azure/changes.ts';
import { idA, idB, ids, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { benchWith, jsonOf, partOf } from './articleWorld.ts';
import { formOn, optionOf } from './formOn.ts';

const { kubelet: _kubelet, ...article } = newCluster({
  network: {
    plugin: 'azure',
    subnetId: ids.newSubnet,
    serviceCidr: '10.2.0.0/24',
    dnsServiceIP: '10.2.0.10',
    outboundType: 'loadBalancer',
  },
  dnsPrefix: 'new',
  nodePool: { count: 2, vmSize: 'Standard_D4s_v5' },
});
const newId = `${ids.group}/providers/Microsoft.ContainerService/managedClusters/new-weu`;

describe('article: a new cluster with an own control plane identity', () => {
  it("creates with the article's network and exactly one identity (A-63)", async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, article);
    const put = (await bench.writes()).find(isClusterPut)!;
    expect(put).toMatchObject({ status: 201, headers: { 'if-none-match': '*' } });
    expect(put.body).toEqual({
      location: place.location,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [idB.id]: {} } },
      properties: {
        dnsPrefix: 'new',
        agentPoolProfiles: [
          {
            name: 'nodepool1',
            mode: 'System',
            count: 2,
            type: 'VirtualMachineScaleSets',
            vmSize: 'Standard_D4s_v5',
            vnetSubnetID: ids.newSubnet,
          },
        ],
        networkProfile: {
          networkPlugin: 'azure',
          serviceCidr: '10.2.0.0/24',
          dnsServiceIP: '10.2.0.10',
          outboundType: 'loadBalancer',
          loadBalancerSku: 'standard',
        },
      },
    });
    const twoIds = { kind: 'userAssigned', identityId: [idA.id, idB.id] } as never;
    await expect(bench.api.plan({ ...article, controlPlane: twoIds })).rejects.toMatchObject({ code: 'refused' });
    await expect(
      bench.api.plan({ ...article, name: 'other', network: { serviceCidr: '10.2.0.0/24', dnsServiceIP: '10.3.0.10' } }),
    ).rejects.toMatchObject({ code: 'refused', message: expect.stringMatching(/10\.3\.0\.10/) as string });
  });

  it('starts the form of an own network with the values of the article (A-63)', async () => {
    const values = {
      recipe: 'ownNetwork',
      name: 'new-weu',
      group: place.group,
      identity: idB.id,
      subnet: ids.newSubnet,
    };
    const form = await formOn(createBench(smallWorld()), { kind: 'createCluster', values });
    expect(form.changes.at(-1)).toMatchObject({ controlPlane: article.controlPlane, network: article.network });
  });

  it('refuses user-defined routing without a subnet, and a subnet without a route table fails a check (A-64)', async () => {
    const table = routeTable(place, 'rt-egress', '10.60.255.4');
    const network = virtualNetwork(place, 'vnet-egress', '10.60.0.0/16', [
      { name: 'snet-routed', prefix: '10.60.0.0/20', routeTable: table },
    ]);
    const bench = benchWith([partOf(...network, table)]);
    const routed = subnetId(network, 'snet-routed');
    const change = (more: object, controlPlane = article.controlPlane): Change => ({
      ...article,
      controlPlane,
      network: {
        plugin: 'azure',
        outboundType: 'userDefinedRouting',
        serviceCidr: '10.2.0.0/24',
        dnsServiceIP: '10.2.0.10',
        ...more,
      },
    });
    await expect(bench.api.plan(change({}))).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/own subnet with a route table/) as string,
    });
    const checkOf = async (subnet: string) =>
      (await bench.api.plan(change({ subnetId: subnet }))).checks.find(({ title }) => title.endsWith(' route table'));
    expect(await checkOf(ids.newSubnet)).toMatchObject({
      verdict: 'fail',
      title: 'Subnet snet-new has no route table',
    });
    expect(await checkOf(routed)).toMatchObject({ verdict: 'pass' });
    await expect(
      bench.api.plan(change({ subnetId: routed, plugin: 'kubenet' }, { kind: 'systemAssigned' })),
    ).rejects.toMatchObject({ code: 'refused', source: expect.stringContaining('configure-kubenet') as string });
    const steps = (await bench.api.plan(change({ subnetId: routed, plugin: 'kubenet' }))).steps;
    expect(steps.map(({ request }) => request.path).join()).toContain(table.id);
  });

  it.each(['usdodcentral', 'usdodeast', 'usgoviowa', 'US Gov Iowa'])(
    'does not offer an own identity in %s, with the reason, and refuses it before any write (A-65)',
    async (location) => {
      const bench = createBench(smallWorld());
      const form = await formOn(bench, { kind: 'createCluster', values: { location } });
      expect(optionOf(form, 'controlPlane', 'userAssigned').disabled).toMatch(/US DoD East and US Gov Iowa/);
      const { network: _network, ...plain } = article;
      await expect(bench.api.apply({ ...plain, location })).rejects.toMatchObject({
        code: 'refused',
        source: expect.stringContaining('user-assigned-managed-identity') as string,
      });
      expect(await bench.writes()).toEqual([]);
    },
  );

  it('offers it in US Gov Virginia (A-65)', async () => {
    const form = await formOn(createBench(smallWorld()), {
      kind: 'createCluster',
      values: { location: 'usgovvirginia' },
    });
    expect(optionOf(form, 'controlPlane', 'userAssigned').disabled).toBeUndefined();
  });

  it('leaves the kubelet identity to AKS, which makes it in the node resource group (A-66)', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, article);
    const put = (await bench.writes()).find(isClusterPut)!.body as { properties: object };
    expect(put.properties).not.toHaveProperty('identityProfile');
    const made = await bench.api.cluster(newId);
    expect(made.kubelet.kind).toBe('default');
    expect(made.kubelet.identityId!.toLowerCase()).toContain(
      `/resourcegroups/${made.nodeResourceGroup!}/providers/`.toLowerCase(),
    );
  });

  it('verifies type, id and both IDs afterwards, and that the principal is not named outside the map (A-67)', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, article);
    const { identity } = await jsonOf(bench, newId);
    expect(identity!.type).toBe('UserAssigned');
    expect(identity).not.toHaveProperty('principalId');
    const [[id, ids_], ...others] = Object.entries(identity!.userAssignedIdentities!) as [[string, object]];
    expect(others).toEqual([]);
    expect(id.toLowerCase()).toBe(idB.id.toLowerCase());
    expect(ids_).toMatchObject({ clientId: idB.clientId, principalId: idB.principalId });
  });

  it('reports an update that Azure calls a success and that changed nothing (A-67)', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({
      match: { method: 'PUT', pathContains: '/managedclusters/sami-weu' },
      status: 200,
      code: 'Ignored',
      message: 'silently ignored',
      times: 1,
    });
    const outcome = await bench.api.apply({
      kind: 'setControlPlane',
      clusterId: sami.id,
      controlPlane: { kind: 'userAssigned', identityId: idB.id },
    });
    expect(outcome.status).toBe('failed');
    expect(outcome.steps.at(-1)).toMatchObject({
      status: 'failed',
      error: { code: 'unexpected', message: expect.stringMatching(/does not have the new identity/) as string },
    });
  });
});
