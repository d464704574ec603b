import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { newCluster, succeed, toUserAssigned } from '../../support/azure/changes.ts';
import { idA, idB, idKubelet2, ids, own, place, sami, smallWorld, uami, zone } from '../../support/azure/smallWorld.ts';
import { partOf, withProperties, worldWith } from '../article/articleWorld.ts';

const foreign = {
  ...idB.resource,
  id: idB.id.replace('id-b', 'id-foreign'),
  name: 'id-foreign',
  properties: { tenantId: guidOf('fabrikam.com'), principalId: guidOf('p'), clientId: guidOf('c') },
};
const privateCluster = withProperties(
  makeCluster({
    place,
    name: 'private-weu',
    controlPlane: { kind: 'userAssigned', identity: idA },
    pools: [{ name: 'nodepool1' }],
  }),
  { apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: zone.id } },
);
const world = worldWith([partOf(foreign), privateCluster]);

const system = { kind: 'systemAssigned' } as const;
const { kubelet: _kubelet, ...withoutKubelet } = newCluster({});
const { network: _network, ...plain } = withoutKubelet;
const back = { kind: 'setControlPlane', clusterId: uami.id, controlPlane: { kind: 'servicePrincipal' } };

describe("what can't be is refused before any write, with the rule", () => {
  it.each<readonly [what: string, change: unknown, rule: RegExp, source: RegExp]>([
    [
      'a kubelet identity with a system-assigned control plane',
      { kind: 'setKubelet', clusterId: sami.id, identityId: idKubelet2.id },
      /needs a user-assigned control plane/,
      /pre-created-kubelet/,
    ],
    [
      'the same on a new cluster',
      newCluster({ controlPlane: system }),
      /needs a user-assigned control plane/,
      /pre-created-kubelet/,
    ],
    [
      'a system-assigned control plane beside a pre-created kubelet identity',
      { kind: 'setControlPlane', clusterId: own.id, controlPlane: system },
      /id-kubelet is pre-created/,
      /pre-created-kubelet/,
    ],
    [
      'an own DNS zone with a system-assigned control plane',
      { ...plain, controlPlane: system, privateCluster: { privateDnsZone: zone.id } },
      /custom private DNS zone/,
      /private-clusters/,
    ],
    [
      'a system-assigned control plane where the DNS zone is an own one',
      { kind: 'setControlPlane', clusterId: privateCluster.id, controlPlane: system },
      /is your own/,
      /private-clusters/,
    ],
    [
      'an own control plane identity in US Gov Iowa',
      { ...plain, location: 'usgoviowa' },
      /not supported/,
      /user-assigned/,
    ],
    [
      'an own kubelet identity in China East',
      { ...plain, location: 'chinaeast', kubelet: { identityId: idKubelet2.id } },
      /not supported/,
      /pre-created-kubelet/,
    ],
    [
      'a cluster in a region without AKS',
      { ...plain, location: 'Brazil US' },
      /AKS is not offered in Brazil US/,
      /^https:/,
    ],
    ['a cluster in a stage of a region', newCluster({ location: 'eastusstage' }), /not offered/, /^https:/],
    [
      'an identity in what is no region',
      {
        kind: 'createIdentity',
        subscriptionId: place.subscriptionId,
        resourceGroup: place.group,
        name: 'id-nowhere',
        location: 'nowhere',
      },
      /identity is not offered in nowhere/,
      /^https:/,
    ],
    ['a way back to a service principal', back, /can't go back to a service principal/, /managed-identity-overview/],
    ['an identity of another tenant', toUserAssigned(sami.id, foreign.id), /tenant/, /^https:/],
    [
      'a kubelet identity of another tenant',
      { kind: 'setKubelet', clusterId: uami.id, identityId: foreign.id },
      /tenant/,
      /^https:/,
    ],
    ['an id of the wrong type', toUserAssigned(sami.id, uami.id), /userAssignedIdentities/, /^https:/],
    [
      'the id of a vault where a registry is asked for',
      { kind: 'attachRegistry', clusterId: uami.id, registryId: ids.subnet },
      /registries/,
      /^https:/,
    ],
    ['a cluster name that ARM would refuse', { ...plain, name: '-shop' }, /name/i, /^https:/],
    [
      'an identity name that ARM would refuse',
      {
        kind: 'createIdentity',
        subscriptionId: place.subscriptionId,
        resourceGroup: place.group,
        name: 'a',
        location: 'westeurope',
      },
      /"a"/,
      /^https:/,
    ],
    [
      'a group name that ARM would refuse',
      { kind: 'createResourceGroup', subscriptionId: place.subscriptionId, name: 'rg.', location: 'westeurope' },
      /"rg\."/,
      /^https:/,
    ],
    [
      'a service range that overlaps the virtual network',
      {
        ...plain,
        network: {
          plugin: 'azure',
          subnetId: ids.newSubnet,
          serviceCidr: '10.10.128.0/20',
          dnsServiceIP: '10.10.128.10',
        },
      },
      /10\.10\.128\.0\/20 overlaps 10\.10\.0\.0\/16/,
      /^https:/,
    ],
    [
      'a pod range that overlaps the service range',
      {
        ...plain,
        network: { plugin: 'kubenet', podCidr: '10.2.0.0/16', serviceCidr: '10.2.0.0/24', dnsServiceIP: '10.2.0.10' },
      },
      /10\.2\.0\.0\/16 overlaps/,
      /^https:/,
    ],
    [
      'a DNS service IP outside its range',
      { ...plain, network: { serviceCidr: '10.2.0.0/24', dnsServiceIP: '10.3.0.10' } },
      /10\.3\.0\.10/,
      /^https:/,
    ],
  ])('%s', async (_, change, rule, source) => {
    const bench = createBench(world);
    for (const call of ['plan', 'apply'] as const) {
      await expect(bench.api[call](change as Change)).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringMatching(rule) as string,
        source: expect.stringMatching(source) as string,
      });
    }
    expect(await bench.writes()).toEqual([]);
    expect(await bench.api.activity()).toEqual([]);
  });

  it('and an identity goes where AKS is not offered', async () => {
    const bench = createBench(smallWorld());
    const { subscriptionId, group: resourceGroup } = place;
    await succeed(bench, {
      kind: 'createIdentity',
      subscriptionId,
      resourceGroup,
      name: 'id-br',
      location: 'brazilus',
    });
  });

  it('and what differs from it in nothing but the rule is planned', async () => {
    const bench = createBench(smallWorld());
    const allowed: readonly Change[] = [
      plain,
      newCluster({}),
      { ...plain, privateCluster: { privateDnsZone: zone.id } },
      { ...plain, location: 'usgovvirginia' },
      { ...plain, location: 'chinaeast2', kubelet: { identityId: idKubelet2.id } },
      toUserAssigned(sami.id, idB.id),
      { kind: 'setControlPlane', clusterId: uami.id, controlPlane: system },
    ];
    for (const change of allowed) expect((await bench.api.plan(change)).steps).not.toEqual([]);
  });
});
