/** The az command that creates a cluster. */
import { resourceIdOf, resourceType } from '../../arm/resourceId.ts';
import type { CreateCluster, OutboundType } from '../../change/change.ts';
import { knownFrom, knownSince, option, type AzCommand, type Part } from '../azCommand.ts';
import { defaultPlugin, wantsIssuer } from '../creationDefaults.ts';
import { azCommandWithTags } from '../tagCommands.ts';

/**
 * Returns the `az aks create` command for a cluster; it assigns no role on the subnet, because role assignments have
 * their own commands.
 */
export function azCreateCluster(change: CreateCluster): AzCommand {
  const { network, controlPlane, nodePool, privateCluster, linux } = change;
  const parts: readonly Part[] = [
    ['--subscription', change.subscriptionId],
    ['--resource-group', change.resourceGroup],
    ['--name', change.name],
    ['--location', change.location],
    ['--enable-managed-identity'],
    ...option('--assign-identity', controlPlane.kind === 'userAssigned' ? controlPlane.identityId : undefined),
    knownFrom(knownSince.ownKubelet, option('--assign-kubelet-identity', change.kubelet?.identityId)),
    ...pluginArguments(change),
    ...option('--vnet-subnet-id', network?.subnetId),
    ...(network?.subnetId ? [['--skip-subnet-role-assignment'] as const] : []),
    ...option('--service-cidr', network?.serviceCidr),
    ...option('--dns-service-ip', network?.dnsServiceIP),
    ...option('--pod-cidr', network?.podCidr),
    ...outboundArguments(network?.outboundType),
    ...(privateCluster ? [['--enable-private-cluster'] as const] : []),
    ...zoneArguments(privateCluster?.privateDnsZone),
    ...(change.signIn === 'entra' ? [['--enable-aad'] as const, ['--enable-azure-rbac'] as const] : []),
    // The oldest version in which the argument was seen.
    knownFrom(knownSince.update, change.signIn === 'entra' ? [['--disable-local-accounts']] : []),
    ...option('--nodepool-name', nodePool?.name),
    ...option('--node-count', nodePool?.count?.toString()),
    ...option('--node-vm-size', nodePool?.vmSize),
    ...option('--kubernetes-version', change.kubernetesVersion),
    ...option('--dns-name-prefix', change.dnsPrefix),
    knownFrom(knownSince.nodeResourceGroup, option('--node-resource-group', change.nodeResourceGroup)),
    ...option('--admin-username', linux?.adminUsername),
    ...(linux ? option('--ssh-key-value', linux.sshPublicKey) : [['--no-ssh-key'] as const]),
    knownFrom(knownSince.issuer, wantsIssuer(change) ? [['--enable-oidc-issuer']] : []),
    knownFrom(knownSince.workloadIdentity, change.workloadIdentity ? [['--enable-workload-identity']] : []),
  ];
  const id = resourceIdOf(change.subscriptionId, change.resourceGroup, resourceType.cluster, change.name);
  return azCommandWithTags('az aks create', parts, change.tags, id);
}

/**
 * The network plugin; az refuses ranges without one, so AKS's default is named.
 * Source:
 * https://github.com/Azure/azure-cli/blob/dev/src/azure-cli/azure/cli/command_modules/acs/managed_cluster_decorator.py
 */
function pluginArguments({ network, kubernetesVersion }: CreateCluster): readonly Part[] {
  const { plugin, pluginMode, podCidr, serviceCidr, dnsServiceIP } = network ?? {};
  const isLeftOut = plugin === undefined && [podCidr, serviceCidr, dnsServiceIP].some((range) => range !== undefined);
  const networkPlugin = isLeftOut ? defaultPlugin(kubernetesVersion) : { plugin, mode: pluginMode };
  return [
    ...option('--network-plugin', networkPlugin.plugin),
    knownFrom(knownSince.pluginMode, option('--network-plugin-mode', networkPlugin.mode)),
  ];
}

function outboundArguments(type: OutboundType | undefined): readonly Part[] {
  const parts = option('--outbound-type', type);
  const isGateway = type === 'managedNATGateway' || type === 'userAssignedNATGateway';
  return isGateway ? [knownFrom(knownSince.natGateway, parts)] : parts;
}

function zoneArguments(zone: string | undefined): readonly Part[] {
  const parts = option('--private-dns-zone', zone);
  return zone?.toLowerCase() === 'none' ? [knownFrom(knownSince.noPrivateZone, parts)] : parts;
}
