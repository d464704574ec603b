import { addonRows } from '../../support/domain/cases/addonNeedCases.ts';
import { clusterRows } from '../../support/domain/cases/needCases.ts';
import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
import { needsOf, requirementsOf } from '../../../src/domain/needs/needs.ts';
import { role } from '../../../src/domain/access/roles.ts';
import {
  assignment,
  azure,
  cluster,
  clusterJson,
  kubeletPrincipal,
  nodeGroup,
  ownKubelet,
  pool,
  resource,
  subnet,
  subscription,
  subscriptionId,
  vnet,
} from '../../support/domain/clusterFixture.ts';
import { factsOf, unreadable, type Entry } from '../../support/domain/factsOf.ts';

import {
  onSubnet,
  routeTable,
  zone,
  gateway,
  address,
  compute,
  addon,
  withRouteTable,
  ofId,
} from '../../support/domain/cases/needParts.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';

describe.each([...clusterRows, ...addonRows])('$id', (row) => {
  const identity = row.identity ?? 'controlPlane';

  it('each need is one of a cluster that has its cause, in the narrowest role and scope (S-11)', () => {
    const [need] = ofId(needsOf(cluster(row.has), azure([], row.facts)), row.id);
    expect(need).toMatchObject({ identity, role: row.role, scope: row.scope });
    expect(need!.actions.length + (need!.dataActions?.length ?? 0)).toBeGreaterThan(0);
    expect(need!.source).toMatch(/^https:\/\/(learn\.microsoft|github)\.com\//);
  });

  it('each need is none of a cluster that lacks its cause', () => {
    expect(ofId(needsOf(cluster(row.lacks), azure([], row.facts)), row.id)).toEqual([]);
  });

  it('each need is missing without the role, and granted with exactly the role that is proposed', () => {
    const model = cluster(row.has);
    const verdicts = (facts: ReturnType<typeof azure>) => ofId(requirementsOf(model, facts), row.id);
    const before = verdicts(azure([], row.facts));
    expect(before.map(({ verdict }) => verdict)).toEqual(before.map(() => 'missing'));
    const grants = before.map((each) => assignment(each.role, each.scope, each.principalId));
    for (const after of verdicts(azure(grants, row.facts))) expect(after).toMatchObject({ verdict: 'granted' });
    expect(verdicts(azure(grants, row.facts))[0]!.grantedBy).toBe(grants[0]!.id);
  });
});

describe('what a cluster needs', () => {
  it('subnet, route table, outbound IP, disk encryption set and own kubelet are five needs (A-49)', () => {
    const model = cluster({
      ...onSubnet,
      ...ownKubelet,
      diskEncryptionSetID: `${compute}/diskEncryptionSets/des`,
      networkProfile: { loadBalancerProfile: { outboundIPs: { publicIPs: [{ id: address }] } } },
    });
    const needs = needsOf(model, azure([], [resource(subnet, { routeTable: { id: routeTable } })]));
    expect(needs.filter(({ advice }) => !advice).map(({ id }) => id)).toEqual(['P-02', 'P-07', 'P-11', 'P-20', 'P-30']);
  });

  it('is nothing for resources in the node resource group, whatever the casing', () => {
    const inside = `${nodeGroup.toUpperCase()}/providers/Microsoft.Network/virtualNetworks/aks-vnet/subnets/aks-subnet`;
    const model = cluster({ agentPoolProfiles: [pool({ vnetSubnetID: inside })] });
    expect(needsOf(model, azure()).map(({ id }) => id)).toEqual(['P-01']);
  });

  it('is one need for each distinct subnet, not for each pool', () => {
    const other = `${vnet}/subnets/snet-2`;
    const model = cluster({
      agentPoolProfiles: [
        pool({ vnetSubnetID: subnet }),
        pool({ vnetSubnetID: subnet.toUpperCase() }),
        pool({ vnetSubnetID: other }),
      ],
    });
    expect(ofId(needsOf(model, azure()), 'P-02').map(({ scope }) => scope)).toEqual([subnet, other]);
  });

  it('asks more of a route table where kubenet manages routes', () => {
    const model = cluster({ ...onSubnet, networkProfile: { networkPlugin: 'kubenet' } });
    const [need] = ofId(needsOf(model, azure([], [withRouteTable])), 'P-07');
    expect(need!.actions).toContain('Microsoft.Network/routeTables/write');
  });

  it('is nothing where the network uses the DNS servers of Azure (P-10)', () => {
    const model = cluster({ ...onSubnet, apiServerAccessProfile: { enablePrivateCluster: true } });
    expect(ofId(needsOf(model, azure([], [resource(vnet, { dhcpOptions: { dnsServers: [] } })])), 'P-10')).toEqual([]);
  });

  it("is unknown where the network can't be read (P-10)", () => {
    const model = cluster({ ...onSubnet, apiServerAccessProfile: { enablePrivateCluster: true } });
    const read = { kind: 'resource', id: vnet as Cluster['id'] } as const;
    const [requirement] = ofId(requirementsOf(model, azure([], [[read, unreadable('403')]])), 'P-10');
    expect(requirement).toMatchObject({ verdict: 'unknown', reason: expect.stringContaining('403') as string });
  });

  it('is nothing where the service mesh is off (P-50)', () => {
    const plugin = { keyVaultId: `${subscription}/resourceGroups/rg-kv/providers/Microsoft.KeyVault/vaults/kv` };
    const off = { serviceMeshProfile: { mode: 'Disabled', istio: { certificateAuthority: { plugin } } } };
    expect(ofId(needsOf(cluster(off), azure()), 'P-50')).toEqual([]);
  });

  it('is nothing where the id of the kubelet identity is none (P-30)', () => {
    const model = cluster({
      identityProfile: { kubeletidentity: { resourceId: 'nonsense', objectId: kubeletPrincipal } },
    });
    expect(ofId(needsOf(model, azure()), 'P-30')).toEqual([]);
  });

  it('is unknown where each node subnet is granted by itself, as is documented too (P-06)', () => {
    const second = `${vnet}/subnets/snet-2`;
    const agentPoolProfiles = [pool({ vnetSubnetID: subnet }), pool({ vnetSubnetID: second })];
    const model = cluster({ agentPoolProfiles, nodeProvisioningProfile: { mode: 'Auto' } });
    const verdict = (...scopes: string[]) => {
      const grants = scopes.map((scope) => assignment(role.networkContributor, scope));
      return ofId(requirementsOf(model, azure(grants)), 'P-06').map((each) => each.verdict);
    };
    expect(verdict()).toEqual(['missing']);
    expect(verdict(subnet)).toEqual(['missing']);
    expect(verdict(subnet, second)).toEqual(['unknown']);
    expect(verdict(vnet)).toEqual(['granted']);
  });

  it('is the network too, because the zone is linked to it (P-09)', () => {
    const model = cluster({
      ...onSubnet,
      apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: zone },
    });
    const needs = ofId(needsOf(model, azure()), 'P-09');
    expect(needs.map((need) => [need.role.name, need.scope])).toEqual([
      ['Private DNS Zone Contributor', zone],
      ['Network Contributor', vnet],
    ]);
  });

  it('is known only if the subnet can be read (P-07)', () => {
    const read = { kind: 'resource', id: subnet as Cluster['id'] } as const;
    const [requirement] = ofId(requirementsOf(cluster(onSubnet), azure([], [[read, unreadable('403')]])), 'P-07');
    expect(requirement).toMatchObject({ verdict: 'unknown', reason: expect.stringContaining('403') as string });
  });

  it('works from a body that was never sent, where AKS has granted nothing yet', () => {
    const body = clusterJson(onSubnet);
    const properties = body['properties'] as JsonObject;
    const planned = clusterOf({
      ...body,
      properties: { dnsPrefix: 'shop', agentPoolProfiles: properties['agentPoolProfiles']! },
    });
    expect(needsOf(planned, azure()).map(({ id }) => id)).toEqual(['P-02']);
  });

  it('notes what it would have to read, and needs nothing twice', () => {
    const facts = factsOf([]);
    needsOf(cluster(onSubnet), facts);
    expect(facts.missed).toEqual([
      { kind: 'resource', id: subnet },
      { kind: 'assignmentsOf', subscriptionId, principalId: kubeletPrincipal },
      { kind: 'assignmentsEverywhere', principalId: kubeletPrincipal },
    ]);
  });

  it('is Contributor on the node resource group, as advice, since AKS grants it itself (P-01)', () => {
    const [need] = needsOf(cluster(), azure());
    expect(need).toMatchObject({ id: 'P-01', advice: true, role: role.contributor, scope: nodeGroup });
    const granted = requirementsOf(cluster(), azure([assignment(role.contributor, nodeGroup)]));
    expect(granted[0]).toMatchObject({ verdict: 'granted' });
    expect(requirementsOf(cluster(), azure())[0]).toMatchObject({ verdict: 'missing' });
  });

  it('is what AKS granted itself for the retired HTTP application routing, as advice (P-52)', () => {
    const model = cluster(addon('httpApplicationRouting', { HTTPApplicationRoutingZoneName: 'abc.aksapp.io' }));
    const needs = ofId(needsOf(model, azure()), 'P-52');
    expect(needs.map((need) => [need.role.name, need.advice])).toEqual([
      ['Reader', true],
      ['Contributor', true],
    ]);
  });

  it('is Reader on the group too, and on the subnet if that is in another group (P-43)', () => {
    const elsewhere = `${subscription}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/hub/subnets/agw`;
    const model = cluster(addon('ingressApplicationGateway', { applicationGatewayId: gateway }));
    const gatewayFacts = resource(gateway, {
      gatewayIPConfigurations: [{ properties: { subnet: { id: elsewhere } } }],
    });
    const needs = ofId(needsOf(model, azure([], [gatewayFacts])), 'P-43');
    expect(needs.map((need) => [need.role.name, need.scope])).toEqual([
      ['Network Contributor', `${subscription}/resourceGroups/rg-net`],
      ['Reader', `${subscription}/resourceGroups/rg-net`],
      ['Network Contributor', elsewhere],
    ]);
  });

  it("is unknown for the subnet of a gateway that can't be read (P-43)", () => {
    const model = cluster(addon('ingressApplicationGateway', { applicationGatewayId: gateway }));
    const hidden: Entry = [resource(gateway)[0], unreadable('Forbidden.')];
    const [, , last] = ofId(requirementsOf(model, azure([], [hidden])), 'P-43');
    expect(last).toMatchObject({
      scope: gateway,
      verdict: 'unknown',
      unknown: [{ cause: 'refused', subject: { of: gateway } }],
    });
    expect(last?.reason).toContain('the subnet that it joins');
  });
});
