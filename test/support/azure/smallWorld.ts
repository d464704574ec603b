import type { WorldFile, WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { currentImage, olderImage } from '../../../src/emulator/scenarios/parts/agentPools.ts';
import { cluster, type ClusterPart } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { userAssignedIdentity } from '../../../src/emulator/scenarios/parts/identities.ts';
import { privateDnsZone, subnetId, virtualNetwork } from '../../../src/emulator/scenarios/parts/networks.ts';
import {
  combineParts,
  grant,
  groupId,
  guid,
  resourceGroup,
  tenantId,
} from '../../../src/emulator/scenarios/parts/resources.ts';
import { registry } from '../../../src/emulator/scenarios/parts/services.ts';

/** Where everything is. */
export const place = { subscriptionId: guid('subscription', 'small'), group: 'rg-shop', location: 'westeurope' };

const network = virtualNetwork(place, 'vnet-shop', '10.10.0.0/16', [
  { name: 'snet-aks', prefix: '10.10.0.0/20' },
  { name: 'snet-new', prefix: '10.10.16.0/20' },
]);

/** What tests name. */
export const ids = {
  group: groupId(place),
  subnet: subnetId(network, 'snet-aks'),
  newSubnet: subnetId(network, 'snet-new'),
};

export const [idA, idB, idKubelet, idKubelet2, idUnused] = [
  'id-a',
  'id-b',
  'id-kubelet',
  'id-kubelet2',
  'id-unused',
].map((name) => userAssignedIdentity(place, name)) as [Identity, Identity, Identity, Identity, Identity];
type Identity = ReturnType<typeof userAssignedIdentity>;

export const zone = privateDnsZone(place, 'privatelink.westeurope.azmk8s.io');
export const legacyRegistry = registry(place, 'acrlegacy', 'LegacyRegistryPermissions');
export const abacRegistry = registry(place, 'acrabac', 'AbacRepositoryPermissions');

/** Properties that no published API version knows, at three depths. */
const unknown = { future: { nested: [1, { two: null }] } };

/** System-assigned, own subnet, unknown properties. */
export const sami: ClusterPart = cluster({
  place,
  name: 'sami-weu',
  controlPlane: { kind: 'systemAssigned' },
  pools: [{ name: 'nodepool1', subnetId: ids.subnet, more: { futurePool: unknown } }],
  network: { networkPlugin: 'azure', futureNetwork: 'kept', serviceCidr: '10.2.0.0/24', dnsServiceIP: '10.2.0.10' },
  properties: unknown,
});
/** User-assigned, everything granted. */
export const uami: ClusterPart = cluster({
  place,
  name: 'uami-weu',
  controlPlane: { kind: 'userAssigned', identity: idA },
  pools: [{ name: 'nodepool1' }],
});
/** Own kubelet identity, which pulls from a registry. */
export const own: ClusterPart = cluster({
  place,
  name: 'own-weu',
  controlPlane: { kind: 'userAssigned', identity: idA },
  kubelet: idKubelet,
  pools: [
    { name: 'nodepool1', image: olderImage, newestImage: currentImage },
    { name: 'user1', mode: 'User', newestImage: currentImage },
  ],
});
/** A service principal, and nodes on an older image. */
export const sp: ClusterPart = cluster({
  place,
  name: 'sp-weu',
  controlPlane: { kind: 'servicePrincipal', appId: guid('app', 'sp'), objectId: guid('object', 'sp') },
  pools: [{ name: 'nodepool1', image: olderImage, newestImage: currentImage, subnetId: ids.subnet }],
});

/** Somebody works on it. */
const busyPart = cluster({
  place,
  name: 'busy-weu',
  controlPlane: { kind: 'systemAssigned' },
  pools: [{ name: 'nodepool1' }],
  properties: { provisioningState: 'Updating' },
});
export const busy: ClusterPart = busyPart;

/** One subscription with a cluster of each kind. */
export function smallWorld(more: Partial<WorldFile> = {}): WorldFile {
  const { resources, roleAssignments } = combineParts([
    {
      resources: [
        resourceGroup(place),
        ...network,
        zone,
        legacyRegistry,
        abacRegistry,
        ...[idA, idB, idKubelet, idKubelet2, idUnused].map(({ resource }): WorldResource => resource),
      ],
      roleAssignments: [
        grant('Managed Identity Operator', idA.principalId, idKubelet.id),
        grant('AcrPull', idKubelet.principalId, legacyRegistry.id),
        grant('Network Contributor', sami.principalId, ids.subnet),
      ],
    },
    sami,
    uami,
    own,
    sp,
    busyPart,
  ]);
  return {
    tenantId,
    subscriptions: [{ subscriptionId: place.subscriptionId, displayName: 'Small' }],
    resources,
    roleAssignments,
    ...more,
  };
}
