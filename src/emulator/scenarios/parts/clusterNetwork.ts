import type { Json, WorldResource } from '../../arm/worldFile.ts';
import { publicAddress } from './networks.ts';
import { guidOf, type Place } from './resources.ts';

type Properties = Readonly<Record<string, Json>>;

/** Makes the outbound address that AKS creates in the node resource group; `undefined` if the cluster needs none. */
export function outboundAddress(nodes: Place, clusterId: string, givenProfile: Properties): WorldResource | undefined {
  const goesByBalancer = (givenProfile['outboundType'] ?? 'loadBalancer') === 'loadBalancer';
  if (!goesByBalancer || 'loadBalancerProfile' in givenProfile) return undefined;
  const name = guidOf('outbound', clusterId);
  return publicAddress(nodes, name, `20.50.${String(byteAt(name, 0))}.${String(byteAt(name, 2))}`);
}

/** Makes the network of a cluster: AKS's defaults, overridden by what is given; `null` leaves a property out. */
export function clusterNetwork(givenProfile: Properties, address: WorldResource | undefined): Properties {
  const network: Properties = {
    networkPlugin: 'azure',
    networkPluginMode: 'overlay',
    networkPolicy: 'none',
    networkDataplane: 'azure',
    loadBalancerSku: 'standard',
    ...(address
      ? {
          loadBalancerProfile: {
            managedOutboundIPs: { count: 1 },
            effectiveOutboundIPs: [{ id: address.id }],
            backendPoolType: 'nodeIPConfiguration',
          },
        }
      : {}),
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.0.0.0/16',
    dnsServiceIP: '10.0.0.10',
    outboundType: 'loadBalancer',
    podCidrs: ['10.244.0.0/16'],
    serviceCidrs: ['10.0.0.0/16'],
    ipFamilies: ['IPv4'],
    ...givenProfile,
  };
  return Object.fromEntries(Object.entries(network).filter(([, value]) => value !== null));
}

/**
 * Makes the access profile of a private cluster: its zone, the public name that AKS chooses, and its private link
 * resources.
 */
export function privateAccess(clusterId: string, privateDNSZone: string): Properties {
  const type = 'Microsoft.ContainerService/managedClusters/privateLinkResources';
  const id = `${clusterId}/privateLinkResources/management`;
  return {
    apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone, enablePrivateClusterPublicFQDN: true },
    privateLinkResources: [{ id, name: 'management', type, groupId: 'management', requiredMembers: ['management'] }],
  };
}

function byteAt(hex: string, index: number): number {
  return Number.parseInt(hex.slice(index, index + 2), 16);
}
