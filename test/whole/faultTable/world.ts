import type { WorldFile, WorldRoleAssignment, WorldRoleDefinition } from '../../../src/emulator/arm/worldFile.ts';
import { currentImage, olderImage } from '../../../src/emulator/scenarios/parts/agentPools.ts';
import { makeCluster, type ClusterPart } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { assignRole } from '../../../src/emulator/scenarios/parts/resources.ts';
import { withWorkloads } from './workloads.ts';
import { abacRegistry, idA, idB, idKubelet, ids, place, smallWorld } from '../../support/azure/smallWorld.ts';

/** A user-assigned control plane with its own subnet, so that replacing it takes a grant afterwards. */
export const ownSubnet: ClusterPart = makeCluster({
  place,
  name: 'subnet-weu',
  controlPlane: { kind: 'userAssigned', identity: idA },
  pools: ['nodepool1', 'nodepool2'].map((name) => ({ name, subnetId: ids.newSubnet })),
  network: { networkPlugin: 'azure', serviceCidr: '10.4.0.0/24', dnsServiceIP: '10.4.0.10' },
});

/** Two node pools that run an image which is not the newest. */
export const twoPools: ClusterPart = makeCluster({
  place,
  name: 'two-weu',
  controlPlane: { kind: 'systemAssigned' },
  pools: ['nodepool1', 'nodepool2'].map((name) => ({ name, image: olderImage, newestImage: currentImage })),
});

/** A role that nothing needs until a cluster with that subnet takes the identity. */
export const unneeded: WorldRoleAssignment = assignRole('Network Contributor', idB.principalId, ids.subnet);

/** A role of the company's own. */
export const customRole: WorldRoleDefinition = {
  name: '12345678-1234-4234-8234-123456789012',
  roleName: 'Shop Reader',
  assignableScopes: [`/subscriptions/${place.subscriptionId}`],
  permissions: [{ actions: ['Microsoft.Network/*/read'] }],
};

/** What a kubelet identity pulls with, twice. */
export const pulls: readonly WorldRoleAssignment[] = ['AcrPull', 'Container Registry Repository Reader'].map((role) =>
  assignRole(role, idKubelet.principalId, abacRegistry.id),
);

/** The small world, with what the table needs besides. */
export function tableWorld(more: readonly WorldRoleAssignment[]): WorldFile {
  const small = smallWorld();
  return withWorkloads({
    ...small,
    roleDefinitions: [customRole],
    resources: [...small.resources, ...ownSubnet.resources, ...twoPools.resources],
    roleAssignments: [
      ...small.roleAssignments,
      ...ownSubnet.roleAssignments,
      ...twoPools.roleAssignments,
      assignRole('Network Contributor', idA.principalId, ids.newSubnet),
      ...more,
    ],
  });
}
