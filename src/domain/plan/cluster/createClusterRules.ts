/** Rules for a new cluster that need no read from Azure; each is thrown as a refusal with its page. */
import { rangesOverlap } from '../../arm/cidr.ts';
import {
  problemWithName,
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
  tagsProblem,
} from '../../arm/namingRules.ts';
import { Refusal } from '../../arm/refusal.ts';
import { asArmId, resourceType, sameText } from '../../arm/resourceId.ts';
import type { CreateCluster } from '../../change/change.ts';
import { preCreatedKubeletBlockers, userAssignedBlockers } from '../../cluster/identityLimits.ts';
import { defaultServiceCidr, defaultDnsServiceIP } from '../creationDefaults.ts';
import { aksPage } from '../../arm/docs.ts';
import { asClause, joinWords, say, type Words } from '../../../sentences/words.ts';

/** Throws a `Refusal` if a choice is not possible, alone or together with another. */
export function assertCreatable(change: CreateCluster): void {
  assertNames(change);
  assertIdentities(change);
  assertNetwork(change);
  assertZone(change);
  if (change.workloadIdentity && change.oidcIssuer === false) {
    throw new Refusal(
      say`Workload identity needs the OIDC issuer; it can't be on while the issuer is off.`,
      aksPage('workload-identity-deploy-cluster'),
    );
  }
}

function assertNames(change: CreateCluster): void {
  const { nodePool, linux } = change;
  const osType = nodePool?.osType ?? 'Linux';
  if (osType.toLowerCase() !== 'linux') {
    throw new Refusal(say`The first node pool is a system pool, which must run Linux.`, aksPage('use-system-pools'));
  }
  const generated = `MC_${change.resourceGroup}_${change.name}_${change.location.replace(/\s/g, '').toLowerCase()}`;
  assertNoProblem(nameRulesSource, [
    problemWithName(say`Cluster name "${change.name}"`, clusterName(change.name)),
    problemWithName(say`Resource group "${change.resourceGroup}"`, resourceGroupName(change.resourceGroup)),
    /^[A-Za-z0-9 ]+$/.test(change.location) ? undefined : say`"${change.location}" is not the name of a region.`,
    nodePool?.name === undefined
      ? undefined
      : problemWithName(say`Node pool name "${nodePool.name}"`, nodePoolName(nodePool.name, osType)),
    nodePool?.count === undefined ? undefined : problemWithName(say`Node count`, nodeCount(nodePool.count)),
    change.dnsPrefix === undefined ? undefined : problemWithName(say`DNS prefix`, dnsPrefix(change.dnsPrefix)),
    change.kubernetesVersion === undefined
      ? undefined
      : problemWithName(say`Kubernetes version`, kubernetesVersion(change.kubernetesVersion)),
    linux
      ? (problemWithName(say`SSH user name`, adminUsername(linux.adminUsername)) ??
        problemWithName(say`SSH public key`, sshPublicKey(linux.sshPublicKey)))
      : undefined,
    tagsProblem(change.tags ?? {}),
  ]);
  const group = change.nodeResourceGroup;
  const problem = nodeResourceGroupName(group ?? generated);
  if (problem) {
    const hint = group === undefined ? say` Choose a shorter cluster name, or name the node resource group.` : '';
    throw new Refusal(say`Node resource group "${group ?? generated}": ${asClause(problem)}.${hint}`, aksPage('faq'));
  }
  if (group !== undefined && sameText(group, change.resourceGroup)) {
    throw new Refusal(say`The node resource group must be another one than the cluster's own.`, aksPage('faq'));
  }
}

function assertNoProblem(source: string, problems: readonly (Words | undefined)[]): void {
  const problem = problems.find((candidate) => candidate !== undefined);
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
  if (first) throw new Refusal(joinWords(blockers.map(({ text }) => text)), first.source);
}

function assertNetwork({ network }: CreateCluster): void {
  if (!network) return;
  const { plugin, pluginMode, subnetId, podCidr, outboundType } = network;
  if (subnetId !== undefined) asArmId(subnetId, resourceType.subnet);
  const range = network.serviceCidr ?? defaultServiceCidr;
  const dns = network.dnsServiceIP ?? defaultDnsServiceIP;
  const hasServiceRange = network.serviceCidr !== undefined || network.dnsServiceIP !== undefined;
  assertNoProblem(networkRulesSource, [
    problemWithName(say`Service CIDR ${range}`, serviceCidr(range)),
    hasServiceRange ? problemWithName(say`DNS service IP ${dns}`, dnsServiceIP(dns, range)) : undefined,
    podCidr === undefined ? undefined : problemWithName(say`Pod CIDR ${podCidr}`, cidr(podCidr)),
    podCidr !== undefined && rangesOverlap(podCidr, range)
      ? say`Pod CIDR ${podCidr} overlaps Service CIDR ${range}.`
      : undefined,
    pluginMode === 'overlay' && plugin !== 'azure' ? say`Overlay is a mode of the network plugin azure.` : undefined,
    podCidr !== undefined && plugin === 'azure' && pluginMode !== 'overlay'
      ? say`With the network plugin azure, a Pod CIDR is possible in overlay mode only.`
      : undefined,
  ]);
  assertNoProblem(aksPage('egress-outboundtype'), [
    outboundType === 'userDefinedRouting' && !subnetId
      ? say`Outbound type userDefinedRouting needs your own subnet with a route table.`
      : undefined,
    outboundType === 'userAssignedNATGateway' && !subnetId
      ? say`Outbound type userAssignedNATGateway needs your own subnet with a NAT gateway.`
      : undefined,
    outboundType === 'managedNATGateway' && subnetId
      ? say`Outbound type managedNATGateway is not available with your own subnet; use userAssignedNATGateway there.`
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
      say`A custom private DNS zone needs a user-assigned control plane identity.`,
      aksPage('private-clusters'),
    );
  }
}
