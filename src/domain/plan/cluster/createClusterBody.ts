/** The body of the PUT that creates a cluster: exactly what was chosen, without secrets and without AKS's own defaults. */
import type { CreateCluster } from '../../change/change.ts';
import { identityFor } from '../clusterPutBody.ts';
import { wantsIssuer } from '../creationDefaults.ts';
import type { JsonObject } from '../../arm/json.ts';
import { defined } from '../../../shape/defined.ts';

/** The ids of a pre-created kubelet identity as Azure reports them; unknown ones are left out, because wrong ones would be refused. */
export interface KubeletIds {
  readonly clientId?: string;
  readonly principalId?: string;
}

/** Returns the request body for a new cluster. */
export function createBody(change: CreateCluster, kubelet: KubeletIds = {}): JsonObject {
  return {
    location: change.location,
    ...defined({ tags: change.tags }),
    identity: identityFor(change.controlPlane),
    properties: {
      ...defined({ kubernetesVersion: change.kubernetesVersion || undefined }),
      dnsPrefix: change.dnsPrefix ?? defaultDnsPrefix(change),
      ...defined({ nodeResourceGroup: change.nodeResourceGroup || undefined }),
      agentPoolProfiles: [agentPool(change)],
      ...linuxProfile(change),
      ...networkProfile(change),
      ...accessProfile(change),
      ...signInProfile(change),
      ...identityProfile(change, kubelet),
      ...(wantsIssuer(change) ? { oidcIssuerProfile: { enabled: true } } : {}),
      ...(change.workloadIdentity ? { securityProfile: { workloadIdentity: { enabled: true } } } : {}),
    },
  };
}

/** Made from the names of the cluster, the group and the subscription, as az does it. */
function defaultDnsPrefix({ name, resourceGroup, subscriptionId }: CreateCluster): string {
  const plain = (text: string): string => text.replace(/[^A-Za-z0-9-]/g, '');
  const start = plain(name).slice(0, 10);
  const first = /^[A-Za-z]/.test(start) ? start : `a${start}`.slice(0, 10);
  return `${first}-${plain(resourceGroup).slice(0, 16)}-${subscriptionId.slice(0, 6)}`;
}

/** A system pool; `createClusterRules.ts` allows it to run only Linux. */
function agentPool({ nodePool, network }: CreateCluster): JsonObject {
  return {
    name: nodePool?.name ?? 'nodepool1',
    mode: 'System',
    count: nodePool?.count ?? 3,
    type: 'VirtualMachineScaleSets',
    // If empty, AKS chooses a size that the subscription has quota for.
    vmSize: nodePool?.vmSize ?? '',
    ...(nodePool?.osType ? { osType: 'Linux' } : {}),
    ...defined({ vnetSubnetID: network?.subnetId || undefined }),
  };
}

function linuxProfile({ linux }: CreateCluster): JsonObject {
  if (!linux) return {};
  const { adminUsername, sshPublicKey } = linux;
  return { linuxProfile: { adminUsername, ssh: { publicKeys: [{ keyData: sshPublicKey.trim() }] } } };
}

function networkProfile({ network }: CreateCluster): JsonObject {
  if (!network) return {};
  return {
    networkProfile: {
      ...defined({
        networkPlugin: network.plugin,
        networkPluginMode: network.pluginMode,
        podCidr: network.podCidr || undefined,
        serviceCidr: network.serviceCidr || undefined,
        dnsServiceIP: network.dnsServiceIP || undefined,
      }),
      outboundType: network.outboundType ?? 'loadBalancer',
      loadBalancerSku: 'standard',
    },
  };
}

function accessProfile({ privateCluster }: CreateCluster): JsonObject {
  if (!privateCluster) return {};
  const { privateDnsZone = 'system' } = privateCluster;
  return {
    apiServerAccessProfile: {
      enablePrivateCluster: true,
      privateDNSZone: /^(system|none)$/i.test(privateDnsZone) ? privateDnsZone.toLowerCase() : privateDnsZone,
    },
  };
}

function signInProfile({ signIn }: CreateCluster): JsonObject {
  return signIn === 'entra' ? { aadProfile: { managed: true, enableAzureRBAC: true }, disableLocalAccounts: true } : {};
}

function identityProfile({ kubelet }: CreateCluster, { clientId, principalId }: KubeletIds): JsonObject {
  if (!kubelet) return {};
  return {
    identityProfile: {
      kubeletidentity: {
        resourceId: kubelet.identityId,
        ...defined({ clientId: clientId || undefined, objectId: principalId || undefined }),
      },
    },
  };
}
