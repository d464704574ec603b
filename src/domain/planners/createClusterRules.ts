/** What a new cluster may not be: rules that need no look at Azure, each thrown as a refusal with its page. */
import { overlap } from '../arm/cidr.ts';
import {
  adminUsername,
  cidr,
  clusterName,
  dnsPrefix,
  dnsServiceIP,
  kubernetesVersion,
  nameRulesSource,
  networkRulesSource,
  nodeCount,
  nodePoolName,
  nodeResourceGroupName,
  resourceGroupName,
  serviceCidr,
  sshPublicKey,
  tags,
} from '../arm/namingRules.ts';
import { Refusal } from '../arm/refusal.ts';
import { asArmId, resourceType } from '../arm/resourceId.ts';
import type { CreateCluster } from '../change/change.ts';
import { preCreatedKubeletBlockers, userAssignedBlockers } from '../cluster/identityLimits.ts';
import { defaultServiceCidr, defaultDnsServiceIP } from '../plan/creationDefaults.ts';
import { aksPage } from '../arm/docs.ts';

/** Throws a `Refusal` if a choice is not possible, alone or together with another. */
export function assertCreatable(change: CreateCluster): void {
  assertNames(change);
  assertIdentities(change);
  assertNetwork(change);
  assertZone(change);
  if (change.workloadIdentity && change.oidcIssuer === false) {
    throw new Refusal(
      'Workload identity needs the OIDC issuer: it cannot be on while the issuer is off.',
      aksPage('workload-identity-deploy-cluster'),
    );
  }
}

function assertNames(change: CreateCluster): void {
  const { nodePool, linux } = change;
  const osType = nodePool?.osType ?? 'Linux';
  if (osType.toLowerCase() !== 'linux') {
    throw new Refusal('The first node pool is a system pool, which has to run Linux.', aksPage('use-system-pools'));
  }
  const generated = `MC_${change.resourceGroup}_${change.name}_${change.location.replace(/\s/g, '').toLowerCase()}`;
  check(nameRulesSource, [
    clusterName(change.name),
    resourceGroupName(change.resourceGroup),
    /^[A-Za-z0-9 ]+$/.test(change.location) ? undefined : `"${change.location}" is not the name of a region.`,
    nodePool?.name === undefined ? undefined : nodePoolName(nodePool.name, osType),
    nodePool?.count === undefined ? undefined : nodeCount(nodePool.count),
    change.dnsPrefix === undefined ? undefined : dnsPrefix(change.dnsPrefix),
    change.kubernetesVersion === undefined ? undefined : kubernetesVersion(change.kubernetesVersion),
    linux ? (adminUsername(linux.adminUsername) ?? sshPublicKey(linux.sshPublicKey)) : undefined,
    tags(change.tags ?? {}),
  ]);
  const group = change.nodeResourceGroup;
  const problem = nodeResourceGroupName(group ?? generated);
  if (problem) {
    const hint = group === undefined ? ` "${generated}" would be it: choose a shorter name, or name one.` : '';
    throw new Refusal(`${problem}${hint}`, aksPage('faq'));
  }
  if (group !== undefined && group.toLowerCase() === change.resourceGroup.toLowerCase()) {
    throw new Refusal("The node resource group has to be another one than the cluster's own.", aksPage('faq'));
  }
}

function check(source: string, problems: readonly (string | undefined)[]): void {
  const problem = problems.find((each) => each !== undefined);
  if (problem) throw new Refusal(problem, source);
}

function assertIdentities({ controlPlane, kubelet, location, registries }: CreateCluster): void {
  if (controlPlane.kind === 'userAssigned') asArmId(controlPlane.identityId, resourceType.identity);
  if (kubelet) asArmId(kubelet.identityId, resourceType.identity);
  for (const registry of registries ?? []) asArmId(registry, resourceType.registry);
  const blockers = [
    ...(controlPlane.kind === 'userAssigned' ? userAssignedBlockers(location) : []),
    ...(kubelet ? preCreatedKubeletBlockers(location, controlPlane.kind) : []),
  ];
  const [first] = blockers;
  if (first) throw new Refusal(blockers.map(({ text }) => text).join(' '), first.source);
}

function assertNetwork({ network }: CreateCluster): void {
  if (!network) return;
  const { plugin, pluginMode, subnetId, podCidr, outboundType } = network;
  if (subnetId !== undefined) asArmId(subnetId, resourceType.subnet);
  const range = network.serviceCidr ?? defaultServiceCidr;
  const given = network.serviceCidr !== undefined || network.dnsServiceIP !== undefined;
  check(networkRulesSource, [
    serviceCidr(range),
    given ? dnsServiceIP(network.dnsServiceIP ?? defaultDnsServiceIP, range) : undefined,
    podCidr === undefined ? undefined : cidr(podCidr),
    podCidr !== undefined && overlap(podCidr, range)
      ? `The pod range ${podCidr} overlaps the service range ${range}.`
      : undefined,
    pluginMode === 'overlay' && plugin !== 'azure' ? 'Overlay is a mode of the network plugin azure.' : undefined,
    podCidr !== undefined && plugin === 'azure' && pluginMode !== 'overlay'
      ? 'With the network plugin azure, a pod range can be named in overlay mode only.'
      : undefined,
  ]);
  check(aksPage('egress-outboundtype'), [
    outboundType === 'userDefinedRouting' && !subnetId
      ? 'Outbound type userDefinedRouting needs an own subnet with a route table.'
      : undefined,
    outboundType === 'userAssignedNATGateway' && !subnetId
      ? 'Outbound type userAssignedNATGateway needs an own subnet with a NAT gateway.'
      : undefined,
    outboundType === 'managedNATGateway' && subnetId
      ? 'Outbound type managedNATGateway does not go with an own subnet; use userAssignedNATGateway there.'
      : undefined,
  ]);
}

/** Returns true if the private DNS zone is the user's own: neither AKS's nor none. */
export function isOwnZone(zone: string | undefined): zone is string {
  return zone !== undefined && !['system', 'none'].includes(zone.toLowerCase());
}

function assertZone({ privateCluster, controlPlane }: CreateCluster): void {
  const zone = privateCluster?.privateDnsZone;
  if (!isOwnZone(zone)) return;
  asArmId(zone, resourceType.privateDnsZone);
  if (controlPlane.kind === 'systemAssigned') {
    throw new Refusal(
      'An own private DNS zone is supported only with a user-assigned control plane identity.',
      aksPage('private-clusters'),
    );
  }
}
