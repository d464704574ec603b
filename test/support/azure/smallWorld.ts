import type { WorldFile, WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { currentImage, olderImage } from '../../../src/emulator/scenarios/parts/agentPools.ts';
import { makeCluster, type ClusterPart } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { userAssignedIdentity } from '../../../src/emulator/scenarios/parts/identities.ts';
import { privateDnsZone, subnetId, virtualNetwork } from '../../../src/emulator/scenarios/parts/networks.ts';
import {
  combineParts,
  assignRole,
  groupId,
  guidOf,
  makeResourceGroup,
  tenantId,
} from '../../../src/emulator/scenarios/parts/resources.ts';
import { makeRegistry } from '../../../src/emulator/scenarios/parts/services.ts';

/** Where everything is. */
export const place = { subscriptionId: guidOf('subscription', 'small'), group: 'rg-shop', location: 'westeurope' };

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
export const legacyRegistry = makeRegistry(place, 'acrlegacy', 'LegacyRegistryPermissions');
export const abacRegistry = makeRegistry(place, 'acrabac', 'AbacRepositoryPermissions');

/** Properties that no published API version knows, at three depths. */
const unknown = { future: { nested: [1, { two: null }] } };

/** System-assigned, own subnet, unknown properties. */
export const sami: ClusterPart = makeCluster({
  place,
  name: 'sami-weu',
  controlPlane: { kind: 'systemAssigned' },
  pools: [{ name: 'nodepool1', subnetId: ids.subnet, more: { futurePool: unknown } }],
  network: { networkPlugin: 'azure', futureNetwork: 'kept', serviceCidr: '10.2.0.0/24', dnsServiceIP: '10.2.0.10' },
  properties: unknown,
});
/** User-assigned, everything granted. */
export const uami: ClusterPart = makeCluster({
  place,
  name: 'uami-weu',
  controlPlane: { kind: 'userAssigned', identity: idA },
  pools: [{ name: 'nodepool1' }],
});
/** Own kubelet identity, which pulls from a registry. */
export const own: ClusterPart = makeCluster({
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
export const sp: ClusterPart = makeCluster({
  place,
  name: 'sp-weu',
  controlPlane: { kind: 'servicePrincipal', appId: guidOf('app', 'sp'), objectId: guidOf('object', 'sp') },
  pools: [{ name: 'nodepool1', image: olderImage, newestImage: currentImage, subnetId: ids.subnet }],
});

/** Somebody works on it. */
const busyPart = makeCluster({
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
        makeResourceGroup(place),
        ...network,
        zone,
        legacyRegistry,
        abacRegistry,
        ...[idA, idB, idKubelet, idKubelet2, idUnused].map(({ resource }): WorldResource => resource),
      ],
      roleAssignments: [
        assignRole('Managed Identity Operator', idA.principalId, idKubelet.id),
        assignRole('AcrPull', idKubelet.principalId, legacyRegistry.id),
        assignRole('Network Contributor', sami.principalId, ids.subnet),
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
