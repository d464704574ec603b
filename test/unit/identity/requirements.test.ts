import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../src/identity/clusterJson.ts';
import type { Cluster, JsonObject } from '../../../src/identity/model.ts';
import type { Need, Requirement } from '../../../src/identity/need.ts';
import { pullNeed } from '../../../src/identity/needsKubelet.ts';
import { judge, needsOf, principalOf, requirementsOf } from '../../../src/identity/requirements.ts';
import { role } from '../../../src/identity/roles.ts';
import {
  assignment,
  azure,
  cluster,
  clusterId,
  clusterJson,
  controlPlaneId,
  controlPlanePrincipal,
  group,
  kubeletId,
  kubeletPrincipal,
  network,
  nodeGroup,
  otherPrincipal,
  ownKubelet,
  pool,
  registryId,
  resource,
  subnet,
  subscription,
  subscriptionId,
  systemAssigned,
  vaultId,
  vnet,
} from './clusterFixture.ts';
import { factsOf, found, unreadable } from './factsOf.ts';
import type { Entry } from './factsOf.ts';

const onSubnet: JsonObject = { agentPoolProfiles: [pool({ vnetSubnetID: subnet })] };
const routeTable = `${network}/routeTables/rt-shop`;
const securityGroup = `${network}/networkSecurityGroups/nsg-shop`;
const zone = `${network}/privateDnsZones/privatelink.westeurope.azmk8s.io`;
const publicZone = `${network}/dnszones/contoso.com`;
const gateway = `${network}/applicationGateways/agw`;
const address = `${network}/publicIPAddresses/pip`;
const prefix = `${network}/publicIPPrefixes/prefix`;
const compute = `${subscription}/resourceGroups/rg-compute/providers/Microsoft.Compute`;
const addonIdentity = { resourceId: `${nodeGroup}/providers/x/y/z`, objectId: otherPrincipal };
const addon = (key: string, config: JsonObject): JsonObject => ({
  addonProfiles: { [key]: { enabled: true, config, identity: addonIdentity } },
});
const routing = (more: JsonObject): JsonObject => ({
  ingressProfile: { webAppRouting: { enabled: true, identity: addonIdentity, ...more } },
});
const kms = (more: JsonObject): JsonObject => ({
  securityProfile: { azureKeyVaultKms: { enabled: true, keyId: 'https://kv-shop.vault.azure.net/keys/k/1', ...more } },
});

interface Row {
  readonly id: string;
  readonly has: JsonObject;
  readonly lacks: JsonObject;
  readonly role: Need['role'];
  readonly scope: string;
  readonly identity?: string;
  readonly facts?: readonly Entry[];
}

const withRouteTable = resource(subnet, {
  routeTable: { id: routeTable },
  networkSecurityGroup: { id: securityGroup },
});

/** One row for each need that a cluster's JSON shows: properties that make it, properties that do not. */
const rows: readonly Row[] = [
  { id: 'P-02', has: onSubnet, lacks: {}, role: role.networkContributor, scope: subnet },
  {
    id: 'P-03',
    has: { agentPoolProfiles: [pool({ podSubnetID: subnet })] },
    lacks: onSubnet,
    role: role.networkContributor,
    scope: subnet,
  },
  {
    id: 'P-04',
    has: { apiServerAccessProfile: { enableVnetIntegration: true, subnetId: subnet } },
    lacks: { apiServerAccessProfile: { enableVnetIntegration: true } },
    role: role.networkContributor,
    scope: subnet,
  },
  {
    id: 'P-05',
    has: { hostedSystemProfile: { enabled: true, nodeSubnetID: subnet } },
    lacks: { hostedSystemProfile: { enabled: true } },
    role: role.networkContributor,
    scope: subnet,
  },
  {
    id: 'P-06',
    has: { ...onSubnet, nodeProvisioningProfile: { mode: 'Auto' } },
    lacks: { ...onSubnet, nodeProvisioningProfile: { mode: 'Manual' } },
    role: role.networkContributor,
    scope: vnet,
  },
  { id: 'P-07', has: onSubnet, lacks: {}, role: role.networkContributor, scope: routeTable, facts: [withRouteTable] },
  {
    id: 'P-08',
    has: onSubnet,
    lacks: {},
    role: role.networkContributor,
    scope: securityGroup,
    facts: [withRouteTable],
  },
  {
    id: 'P-09',
    has: { apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: zone } },
    lacks: { apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: 'none' } },
    role: role.privateDnsZoneContributor,
    scope: zone,
  },
  {
    id: 'P-10',
    has: { ...onSubnet, apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: 'system' } },
    lacks: { ...onSubnet, apiServerAccessProfile: { enablePrivateCluster: false } },
    role: role.networkContributor,
    scope: vnet,
    facts: [resource(vnet, { dhcpOptions: { dnsServers: ['10.0.0.4'] } })],
  },
  {
    id: 'P-11',
    has: { networkProfile: { loadBalancerProfile: { outboundIPs: { publicIPs: [{ id: address }] } } } },
    lacks: { networkProfile: { loadBalancerProfile: { effectiveOutboundIPs: [{ id: address }] } } },
    role: role.networkContributor,
    scope: address,
  },
  {
    id: 'P-12',
    has: { agentPoolProfiles: [pool({ nodePublicIPPrefixID: prefix })] },
    lacks: {},
    role: role.networkContributor,
    scope: prefix,
  },
  {
    id: 'P-15',
    has: {
      agentPoolProfiles: [
        pool({ networkProfile: { applicationSecurityGroups: [`${network}/applicationSecurityGroups/asg`] } }),
      ],
    },
    lacks: {},
    role: role.networkContributor,
    scope: `${network}/applicationSecurityGroups/asg`,
  },
  {
    id: 'P-20',
    has: { diskEncryptionSetID: `${compute}/diskEncryptionSets/des` },
    lacks: {},
    role: role.reader,
    scope: `${compute}/diskEncryptionSets/des`,
  },
  {
    id: 'P-22',
    has: kms({ keyVaultResourceId: vaultId }),
    lacks: { securityProfile: { azureKeyVaultKms: { enabled: false, keyVaultResourceId: vaultId } } },
    role: role.keyVaultCryptoUser,
    scope: vaultId,
    facts: [resource(vaultId, { enableRbacAuthorization: true })],
  },
  {
    id: 'P-23',
    has: { agentPoolProfiles: [pool({ capacityReservationGroupID: `${compute}/capacityReservationGroups/crg` })] },
    lacks: {},
    role: role.contributor,
    scope: `${subscription}/resourceGroups/rg-compute`,
  },
  {
    id: 'P-24',
    has: { agentPoolProfiles: [pool({ hostGroupID: `${compute}/hostGroups/hg` })] },
    lacks: {},
    role: role.contributor,
    scope: `${subscription}/resourceGroups/rg-compute`,
  },
  {
    id: 'P-25',
    has: { agentPoolProfiles: [pool({ proximityPlacementGroupID: `${compute}/proximityPlacementGroups/ppg` })] },
    lacks: {},
    role: role.contributor,
    scope: `${compute}/proximityPlacementGroups/ppg`,
  },
  {
    id: 'P-27',
    has: { agentPoolProfiles: [pool({ type: 'VirtualMachines', vnetSubnetID: subnet })] },
    lacks: onSubnet,
    role: role.networkContributor,
    scope: subnet,
  },
  { id: 'P-30', has: ownKubelet, lacks: {}, role: role.managedIdentityOperator, scope: kubeletId },
  {
    id: 'P-33',
    has: { bootstrapProfile: { artifactSource: 'Cache', containerRegistryId: registryId } },
    lacks: { bootstrapProfile: { artifactSource: 'Direct' } },
    role: role.acrPull,
    scope: registryId,
    identity: 'kubelet',
  },
  {
    id: 'P-40',
    has: routing({ dnsZoneResourceIds: [publicZone] }),
    lacks: routing({ dnsZoneResourceIds: [publicZone], enabled: false }),
    role: role.dnsZoneContributor,
    scope: publicZone,
    identity: 'webAppRouting',
  },
  {
    id: 'P-41',
    has: routing({ dnsZoneResourceIds: [publicZone, zone] }),
    lacks: routing({ dnsZoneResourceIds: [publicZone] }),
    role: role.privateDnsZoneContributor,
    scope: zone,
    identity: 'webAppRouting',
  },
  {
    id: 'P-43',
    has: addon('ingressApplicationGateway', { applicationGatewayId: gateway }),
    lacks: addon('ingressApplicationGateway', {
      effectiveApplicationGatewayId: `${nodeGroup}/providers/Microsoft.Network/applicationGateways/agw`,
    }),
    role: role.networkContributor,
    scope: `${subscription}/resourceGroups/rg-net`,
    identity: 'ingressApplicationGateway',
  },
  {
    id: 'P-44',
    has: addon('ingressApplicationGateway', { subnetId: subnet }),
    lacks: addon('ingressApplicationGateway', {}),
    role: role.networkContributor,
    scope: subnet,
    identity: 'ingressApplicationGateway',
  },
  {
    id: 'P-45',
    has: { ...onSubnet, ...addon('ingressApplicationGateway', { subnetCIDR: '10.9.0.0/24' }) },
    lacks: addon('ingressApplicationGateway', { subnetCIDR: '10.9.0.0/24' }),
    role: role.networkContributor,
    scope: vnet,
    identity: 'ingressApplicationGateway',
  },
  {
    id: 'P-46',
    has: { ...onSubnet, ...addon('aciConnectorLinux', { SubnetName: 'snet-aci' }) },
    lacks: {
      ...onSubnet,
      addonProfiles: { aciConnectorLinux: { enabled: false, config: { SubnetName: 'snet-aci' } } },
    },
    role: role.networkContributor,
    scope: `${vnet}/subnets/snet-aci`,
    identity: 'aciConnectorLinux',
  },
  {
    id: 'P-47',
    has: addon('omsAgent', {}),
    lacks: addon('omsagent', { useAADAuth: 'true' }),
    role: role.monitoringMetricsPublisher,
    scope: clusterId,
    identity: 'omsAgent',
  },
  {
    id: 'P-50',
    has: {
      ...addon('azureKeyvaultSecretsProvider', {}),
      serviceMeshProfile: { mode: 'Istio', istio: { certificateAuthority: { plugin: { keyVaultId: vaultId } } } },
    },
    lacks: { serviceMeshProfile: { mode: 'Istio', istio: {} } },
    role: role.keyVaultSecretsUser,
    scope: vaultId,
    identity: 'azureKeyvaultSecretsProvider',
    facts: [resource(vaultId, { enableRbacAuthorization: true })],
  },
];

const ofId = <T extends { readonly id: string }>(all: readonly T[], id: string) => all.filter((each) => each.id === id);

describe.each(rows)('$id', (row) => {
  const identity = row.identity ?? 'controlPlane';

  it('is needed by a cluster that has it, in the narrowest role and scope', () => {
    const [need] = ofId(needsOf(cluster(row.has), azure([], row.facts)), row.id);
    expect(need).toMatchObject({ identity, role: row.role, scope: row.scope });
    expect(need!.actions.length + (need!.dataActions?.length ?? 0)).toBeGreaterThan(0);
    expect(need!.source).toMatch(/^https:\/\/learn\.microsoft\.com\//);
  });

  it('is not needed by a cluster that lacks it', () => {
    expect(ofId(needsOf(cluster(row.lacks), azure([], row.facts)), row.id)).toEqual([]);
  });

  it('is missing without the role, granted with exactly the role that is proposed', () => {
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
  it('A-49: subnet, route table, outbound IP, disk encryption set and own kubelet are five needs', () => {
    const model = cluster({
      ...onSubnet,
      ...ownKubelet,
      diskEncryptionSetID: `${compute}/diskEncryptionSets/des`,
      networkProfile: { loadBalancerProfile: { outboundIPs: { publicIPs: [{ id: address }] } } },
    });
    const needs = needsOf(model, azure([], [resource(subnet, { routeTable: { id: routeTable } })]));
    expect(needs.filter(({ advice }) => !advice).map(({ id }) => id)).toEqual(['P-02', 'P-07', 'P-11', 'P-20', 'P-30']);
  });

  it('is nothing for what lies in the node resource group, whatever the casing', () => {
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

  it('P-10: is nothing where the network uses the DNS servers of Azure', () => {
    const model = cluster({ ...onSubnet, apiServerAccessProfile: { enablePrivateCluster: true } });
    expect(ofId(needsOf(model, azure([], [resource(vnet, { dhcpOptions: { dnsServers: [] } })])), 'P-10')).toEqual([]);
  });

  it('P-09: is the network too, because the zone is linked to it', () => {
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

  it('P-07: can be told only where the subnet can be read', () => {
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
    ]);
  });

  it('P-01: is Contributor on the node resource group, as advice, since AKS grants it itself', () => {
    const [need] = needsOf(cluster(), azure());
    expect(need).toMatchObject({ id: 'P-01', advice: true, role: role.contributor, scope: nodeGroup });
    const granted = requirementsOf(cluster(), azure([assignment(role.contributor, nodeGroup)]));
    expect(granted[0]).toMatchObject({ verdict: 'granted' });
    expect(requirementsOf(cluster(), azure())[0]).toMatchObject({ verdict: 'missing' });
  });

  it('P-52: is what AKS granted itself for the retired HTTP application routing, as advice', () => {
    const model = cluster(addon('httpApplicationRouting', { HTTPApplicationRoutingZoneName: 'abc.aksapp.io' }));
    const needs = ofId(needsOf(model, azure()), 'P-52');
    expect(needs.map((need) => [need.role.name, need.advice])).toEqual([
      ['Reader', true],
      ['Contributor', true],
    ]);
  });

  it('P-43: is Reader on the group too, and the subnet where that lies in another group', () => {
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
});

describe('the registries of a kubelet (P-31)', () => {
  const pulls = assignment(role.acrPull, registryId, kubeletPrincipal);
  const abac = resource(registryId, { roleAssignmentMode: 'AbacRepositoryPermissions' });
  const requirement = (grants: (typeof pulls)[], entries: Entry[] = []) =>
    ofId(requirementsOf(cluster(), azure(grants, entries)), 'P-31');

  it('are those at whose own scope it holds a role', () => {
    expect(requirement([])).toEqual([]);
    expect(requirement([assignment(role.acrPull, group, kubeletPrincipal)])).toEqual([]);
    expect(requirement([pulls])).toMatchObject([{ identity: 'kubelet', verdict: 'granted', scope: registryId }]);
  });

  it('give nothing by AcrPull where the registry decides by repository', () => {
    expect(requirement([pulls], [abac])).toMatchObject([{ verdict: 'missing', role: role.repositoryReader }]);
    const reads = assignment(role.repositoryReader, registryId, kubeletPrincipal);
    expect(requirement([pulls, reads], [abac])).toMatchObject([{ verdict: 'granted', grantedBy: reads.id }]);
  });

  it('give nothing by Owner, Contributor or Reader where the registry decides by repository', () => {
    for (const each of [role.owner, role.contributor, role.reader]) {
      expect(requirement([assignment(each, registryId, kubeletPrincipal)], [abac])).toMatchObject([
        { verdict: 'missing' },
      ]);
    }
  });

  it('are unknown where the mode cannot be read or a condition limits the repositories', () => {
    const read = { kind: 'resource', id: registryId as Cluster['id'] } as const;
    expect(requirement([pulls], [[read, unreadable()]])).toMatchObject([{ verdict: 'unknown' }]);
    expect(requirement([{ ...pulls, condition: 'repo' }])).toMatchObject([{ verdict: 'unknown' }]);
  });

  it('have a need that can be asked for by itself, for a registry to attach', () => {
    expect(pullNeed(registryId, azure())).toMatchObject({ role: role.acrPull, scope: registryId });
    expect(pullNeed(registryId, azure([], [abac])).role).toEqual(role.repositoryReader);
  });
});

describe('a vault with access policies (P-22)', () => {
  const model = cluster(kms({ keyVaultResourceId: vaultId }));
  const policy = (keys: string[], objectId = controlPlanePrincipal.toUpperCase()) =>
    resource(vaultId, { accessPolicies: [{ objectId, permissions: { keys } }] });
  const verdict = (entry: Entry) =>
    ofId(requirementsOf(model, azure([assignment(role.keyVaultCryptoUser, vaultId)], [entry])), 'P-22')[0];

  it('grants by a policy for the principal', () => {
    expect(verdict(policy(['Get', 'Encrypt', 'Decrypt']))).toMatchObject({ verdict: 'granted' });
    expect(verdict(policy(['all']))).toMatchObject({ verdict: 'granted' });
  });

  it('is unknown where no policy does, because a role has no effect there', () => {
    for (const entry of [policy(['Get']), policy(['all'], otherPrincipal)]) {
      const requirement = verdict(entry);
      expect(requirement?.verdict).toBe('unknown');
      expect(requirement?.reason).toContain('A role has no effect there');
    }
  });

  it('is unknown where the vault cannot be read, or is named by a key only', () => {
    const read = { kind: 'resource', id: vaultId as Cluster['id'] } as const;
    expect(verdict([read, unreadable('403')])).toMatchObject({ verdict: 'unknown' });
    const [byKey] = ofId(requirementsOf(cluster(kms({})), azure()), 'P-22');
    expect(byKey).toMatchObject({ verdict: 'unknown', scope: 'https://kv-shop.vault.azure.net/keys/k/1' });
  });

  it('asks for Key Vault Contributor too where the vault is private', () => {
    const needs = ofId(
      needsOf(cluster(kms({ keyVaultResourceId: vaultId, keyVaultNetworkAccess: 'Private' })), azure()),
      'P-22',
    );
    expect(needs.map((need) => need.role.name)).toEqual(['Key Vault Crypto User', 'Key Vault Contributor']);
  });
});

describe('whose need it is', () => {
  const servicePrincipal = { identity: null };
  const onPrincipal = { ...onSubnet, servicePrincipalProfile: { clientId: 'app-1' }, identityProfile: null };

  it('is the service principal for everything on a service principal cluster, and unknown: ARM tells no object ID', () => {
    const model = cluster({ ...onPrincipal, ...addon('omsagent', {}) }, servicePrincipal);
    const requirements = requirementsOf(model, azure());
    expect(new Set(requirements.map(({ identity }) => identity))).toEqual(new Set(['servicePrincipal']));
    expect(new Set(requirements.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
  });

  it('can be asked on behalf of a service principal', () => {
    const needs = needsOf(cluster(onSubnet), azure(), { as: 'servicePrincipal' });
    expect(needs[0]!.identity).toBe('servicePrincipal');
  });

  it('is judged by the principal of each identity', () => {
    const model = cluster(routing({}));
    expect(principalOf(model, 'controlPlane')).toBe(controlPlanePrincipal);
    expect(principalOf(model, 'kubelet')).toBe(kubeletPrincipal);
    expect(principalOf(model, 'webapprouting')).toBe(otherPrincipal);
    expect(principalOf(model, 'servicePrincipal')).toBeUndefined();
    expect(principalOf(cluster({}, systemAssigned), 'controlPlane')).toBe(controlPlanePrincipal);
  });

  it("takes the principal from the identity itself while the cluster's JSON has none", () => {
    const model = cluster({}, { identity: { type: 'userassigned', userAssignedIdentities: { [controlPlaneId]: {} } } });
    expect(principalOf(model, 'controlPlane')).toBeUndefined();
    const facts = factsOf([resource(controlPlaneId, { principalId: otherPrincipal })]);
    expect(principalOf(model, 'controlPlane', facts)).toBe(otherPrincipal);
  });
});

describe('a judged need', () => {
  const need: Need = needsOf(cluster(onSubnet), azure()).find(({ id }) => id === 'P-02')!;
  const verdict = (...grants: Parameters<typeof azure>): Requirement =>
    judge(need, controlPlanePrincipal, azure(...grants));

  it('has the shape of the public API', () => {
    expect(verdict([assignment(role.networkContributor, subnet)])).toEqual({
      id: 'P-02',
      identity: 'controlPlane',
      principalId: controlPlanePrincipal,
      role: { name: 'Network Contributor', id: role.networkContributor.id },
      scope: subnet,
      actions: [
        'Microsoft.Network/virtualNetworks/subnets/read',
        'Microsoft.Network/virtualNetworks/subnets/join/action',
      ],
      verdict: 'granted',
      grantedBy: assignment(role.networkContributor, subnet).id,
      reason: 'Network Contributor on snet-aks.',
    });
  });

  it('tells where a grant comes from, that it is broad, and that it is fresh', () => {
    expect(verdict([assignment(role.networkContributor, vnet)]).reason).toContain('inherited from vnet-shop');
    const broad = assignment(role.owner, subscription, controlPlanePrincipal, { createdOn: '2026-09-01T11:59:00Z' });
    expect(verdict([broad]).reason).toContain('Network Contributor on snet-aks would do');
    expect(verdict([broad]).reason).toContain('may not be effective yet');
    const byGroup = assignment(role.networkContributor, subnet, otherPrincipal, { principalType: 'Group' });
    const read = { kind: 'assignments', scope: subnet, principalId: controlPlanePrincipal } as const;
    expect(verdict([], [[read, found([byGroup])]]).reason).toContain('through a group');
  });

  it('is unknown for a principal that is not known', () => {
    expect(judge(need, undefined, azure())).toMatchObject({ verdict: 'unknown' });
  });
});
