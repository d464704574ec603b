import type { WorldFile, WorldServicePrincipal } from '../arm/worldFile.ts';
import { currentImage, olderImage } from './parts/agentPools.ts';
import { makeCluster } from './parts/clusters.ts';
import { userAssignedIdentity } from './parts/identities.ts';
import { subnetId, virtualNetwork } from './parts/networks.ts';
import { assignRole, guidOf, makeResourceGroup, tenantId, type Place } from './parts/resources.ts';
import { makeRegistry } from './parts/services.ts';

/**
 * Makes a cluster in the middle of a migration from a service principal to managed identities: the control plane has
 * moved, one pool of two has been upgraded, and the registry has not been attached for the new kubelet identity; a
 * second cluster has yet to start.
 */
export function migratingWorld(): WorldFile {
  const subscription = {
    subscriptionId: guidOf('subscription', 'Contoso Migration'),
    displayName: 'Contoso Migration',
  };
  const home: Place = { subscriptionId: subscription.subscriptionId, group: 'rg-erp', location: 'westeurope' };
  const principal: WorldServicePrincipal = {
    appId: guidOf('application', 'sp-erp-weu'),
    objectId: guidOf('service principal', 'sp-erp-weu'),
    displayName: 'sp-erp-weu',
  };
  const network = virtualNetwork(home, 'vnet-erp', '10.60.0.0/16', [{ name: 'snet-aks', prefix: '10.60.0.0/20' }]);
  const nodes = subnetId(network, 'snet-aks');
  const images = makeRegistry(home, 'acrerp', 'LegacyRegistryPermissions');
  const identity = userAssignedIdentity(home, 'id-erp-weu');
  const halfway = makeCluster({
    place: home,
    name: 'erp-weu',
    controlPlane: { kind: 'userAssigned', identity },
    migratedOn: '2026-07-01T10:00:00.0000000Z',
    pools: [
      { name: 'nodepool1', subnetId: nodes },
      { name: 'erp', mode: 'User', subnetId: nodes, image: olderImage, newestImage: currentImage },
    ],
  });
  const before = makeCluster({
    place: home,
    name: 'erp-archive-weu',
    controlPlane: { kind: 'servicePrincipal', appId: principal.appId, objectId: principal.objectId },
    pools: [{ name: 'nodepool1', subnetId: nodes, image: olderImage, newestImage: currentImage }],
  });
  return {
    tenantId,
    subscriptions: [subscription],
    resources: [
      makeResourceGroup(home),
      ...network,
      images,
      identity.resource,
      ...halfway.resources,
      ...before.resources,
    ],
    roleAssignments: [
      ...halfway.roleAssignments,
      ...before.roleAssignments,
      assignRole('Network Contributor', identity.principalId, nodes),
      assignRole('Network Contributor', principal.objectId, nodes),
      assignRole('AcrPull', principal.objectId, images.id),
    ],
    servicePrincipals: [principal],
  };
}
