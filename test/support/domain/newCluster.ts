/** What the tests of new clusters share: a network, identities, a registry, and the change itself. */
import type { CreateCluster } from '../../../src/domain/change/change.ts';
import { group, groupResource, guid, identity, identityId, registryId, sub, subnetId } from './worldFacts.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';

export const network = subnetId.replace('/subnets/snet-aks', '');
export const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/new-weu`;
export const zone = `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`;
export const vnet: JsonObject = {
  id: network,
  name: 'vnet',
  location: 'westeurope',
  properties: { addressSpace: { addressPrefixes: ['10.1.0.0/16'] } },
};
export const subnet: JsonObject = { id: subnetId, name: 'snet-aks', properties: { addressPrefix: '10.1.0.0/24' } };
export const cp = identity('id-shop', guid(10));
const kubelet = identity('id-kubelet', guid(12));
const registry: JsonObject = {
  id: registryId,
  name: 'acrshop',
  properties: { roleAssignmentMode: 'LegacyRegistryPermissions' },
};
export const all = [groupResource, vnet, subnet, cp, kubelet, registry, { id: zone, name: 'zone' }];

export function create(more: Partial<CreateCluster> = {}): CreateCluster {
  return {
    kind: 'createCluster',
    subscriptionId: sub,
    resourceGroup: 'rg-shop',
    name: 'new-weu',
    location: 'westeurope',
    controlPlane: { kind: 'systemAssigned' },
    ...more,
  };
}

export const user = { kind: 'userAssigned', identityId: identityId('id-shop') } as const;
