import type { WorldDenyAssignment, WorldRoleAssignment } from '../arm/worldFile.ts';
import { machineLearning, scannedByDefender } from './demoAround.ts';
import { makeCluster, issuerOf2022, nodePlace } from './parts/clusters.ts';
import { currentImage, olderImage } from './parts/agentPools.ts';
import { buildServicePrincipal, demoPlace, platform } from './demoSubscriptions.ts';
import { federatedCredential, identityReference, userAssignedIdentity } from './parts/identities.ts';
import { denyByLockdown, lockedNodeGroup } from './parts/lockdown.ts';
import { routeTable, subnetId, virtualNetwork } from './parts/networks.ts';
import { combineParts, assignRole, groupId, guidOf, makeResourceGroup, type WorldPart } from './parts/resources.ts';
import { diskEncryptionSet, keyVault, makeRegistry } from './parts/services.ts';

const registries = demoPlace(platform, 'rg-registry', 'neu');
const buildRegistry = makeRegistry(registries, 'acrbuild', 'LegacyRegistryPermissions');
const platformRegistry = makeRegistry(registries, 'acrplatform', 'AbacRepositoryPermissions');

/**
 * build-neu has left its service principal, but its nodes still run from before and only the principal may pull images;
 * id-ci-runners is close to the limit of 20 federated credentials. Its issuer has the form of 2022, like the cluster.
 */
function buildPart(): WorldPart {
  const home = demoPlace(platform, 'rg-build', 'neu');
  const identity = userAssignedIdentity(home, 'id-build-neu');
  const runners = userAssignedIdentity(home, 'id-ci-runners');
  const stale = { image: olderImage, newestImage: currentImage };
  const cluster = makeCluster({
    place: home,
    name: 'build-neu',
    kubernetesVersion: '1.32.8',
    controlPlane: { kind: 'userAssigned', identity },
    pools: [
      { name: 'nodepool1', ...stale },
      { name: 'runners', mode: 'User', count: 12, vmSize: 'Standard_D16s_v5', ...stale },
    ],
    workloadIdentity: true,
    issuer: issuerOf2022(home, 'build-neu'),
    tags: { migratedFrom: 'sp-build-neu' },
    migratedOn: '2026-05-19T13:20:00.0000000Z',
  });
  const credentials = Array.from({ length: 17 }, (_, index) => {
    const team = `team-${String(index + 1).padStart(2, '0')}`;
    return federatedCredential(runners, team, cluster.issuer, `system:serviceaccount:${team}:runner`);
  });
  return {
    resources: [makeResourceGroup(home), identity.resource, runners.resource, ...credentials, ...cluster.resources],
    roleAssignments: [
      ...cluster.roleAssignments,
      assignRole('AcrPull', buildServicePrincipal.objectId, buildRegistry.id),
      assignRole('Contributor', buildServicePrincipal.objectId, groupId(home)),
      assignRole('AcrPush', runners.principalId, buildRegistry.id),
    ],
  };
}

/**
 * vault-weu encrypts with its own keys; it may use the key, but not read the disk encryption set. Its node resource
 * group is locked, and Defender lets pods run only images without findings. Which account of Defender signs in is not
 * published.
 */
function vaultPart(): WorldPart {
  const home = demoPlace(platform, 'rg-vault', 'weu');
  const vault = keyVault(home, 'kv-contoso-aks');
  const disks = diskEncryptionSet(home, 'des-vault', vault);
  const identity = userAssignedIdentity(home, 'id-vault-weu');
  const keyId = `https://${vault.name}.vault.azure.net/keys/etcd/${guidOf('key', 'etcd').replaceAll('-', '')}`;
  const gate = userAssignedIdentity(home, 'id-vault-pull');
  const gating = {
    enabled: true,
    identities: [{ azureContainerRegistry: buildRegistry.id, identity: identityReference(gate) }],
  };
  const cluster = makeCluster({
    place: home,
    name: 'vault-weu',
    controlPlane: { kind: 'userAssigned', identity },
    pools: [{ name: 'nodepool1' }],
    properties: {
      diskEncryptionSetID: disks.id,
      nodeResourceGroupProfile: lockedNodeGroup,
      securityProfile: {
        azureKeyVaultKms: { enabled: true, keyId, keyVaultNetworkAccess: 'Public' },
        defender: { securityMonitoring: { enabled: true }, securityGating: gating },
        workloadIdentity: { enabled: true },
      },
    },
    workloadIdentity: true,
  });
  const ownPart: WorldPart = {
    resources: [
      makeResourceGroup(home),
      vault,
      disks,
      identity.resource,
      gate.resource,
      federatedCredential(gate, 'defender-gating', cluster.issuer, 'system:serviceaccount:kube-system:defender-gating'),
      ...cluster.resources,
    ],
    roleAssignments: [
      ...cluster.roleAssignments,
      assignRole('Key Vault Crypto User', identity.principalId, vault.id),
      assignRole(
        'Key Vault Crypto Service Encryption User',
        guidOf('system assigned', home.group, disks.name),
        vault.id,
      ),
      assignRole('AcrPull', gate.principalId, buildRegistry.id),
      ...onCallAtVault(cluster.id, groupId(nodePlace(home, 'vault-weu'))),
    ],
  };
  return combineParts([ownPart, scannedByDefender(home, cluster.id)]);
}

/** Whoever is on call may see the cluster, and could run commands on its nodes if their group were not locked. */
function onCallAtVault(cluster: string, nodes: string): readonly WorldRoleAssignment[] {
  const onCall = guidOf('group', 'on call');
  return [
    assignRole('Azure Kubernetes Service Cluster User Role', onCall, cluster),
    assignRole('Virtual Machine Contributor', onCall, nodes),
  ].map((assignment) => ({ ...assignment, principalType: 'Group' }));
}

/** Makes the deny assignments that protect vault-weu's node resource group. */
export function platformLocks(): readonly WorldDenyAssignment[] {
  const home = demoPlace(platform, 'rg-vault', 'weu');
  return [denyByLockdown(nodePlace(home, 'vault-weu'), userAssignedIdentity(home, 'id-vault-weu').principalId)];
}

/** media-weu pulls from a registry with repository permissions, where its AcrPull is the wrong role. */
function mediaPart(): WorldPart {
  const home = demoPlace(platform, 'rg-media', 'weu');
  const identity = userAssignedIdentity(home, 'id-media-weu');
  const kubelet = userAssignedIdentity(home, 'id-media-kubelet');
  const cluster = makeCluster({
    place: home,
    name: 'media-weu',
    controlPlane: { kind: 'userAssigned', identity },
    kubelet,
    pools: [{ name: 'nodepool1' }, { name: 'gpu', mode: 'User', count: 2, vmSize: 'Standard_NC8as_T4_v3' }],
  });
  return {
    resources: [makeResourceGroup(home), identity.resource, kubelet.resource, ...cluster.resources],
    roleAssignments: [
      ...cluster.roleAssignments,
      assignRole('Managed Identity Operator', identity.principalId, kubelet.id),
      assignRole('AcrPull', kubelet.principalId, platformRegistry.id),
    ],
  };
}

/** edge-neu uses kubenet with its own route table. */
function edgePart(): WorldPart {
  const home = demoPlace(platform, 'rg-edge', 'neu');
  const table = routeTable(home, 'rt-edge', '10.50.255.4');
  const network = virtualNetwork(home, 'vnet-edge', '10.50.0.0/16', [
    { name: 'snet-aks', prefix: '10.50.0.0/22', routeTable: table },
  ]);
  const identity = userAssignedIdentity(home, 'id-edge-neu');
  const nodes = subnetId(network, 'snet-aks');
  const cluster = makeCluster({
    place: home,
    name: 'edge-neu',
    controlPlane: { kind: 'userAssigned', identity },
    pools: [{ name: 'nodepool1', subnetId: nodes }],
    network: { networkPlugin: 'kubenet', networkPluginMode: null },
  });
  return {
    resources: [makeResourceGroup(home), ...network, table, identity.resource, ...cluster.resources],
    roleAssignments: [
      ...cluster.roleAssignments,
      assignRole('Network Contributor', identity.principalId, nodes),
      assignRole('Network Contributor', identity.principalId, table.id),
    ],
  };
}

/** batch-neu has far more rights than it needs, and so has every pod on its nodes; Machine Learning runs jobs in it. */
function batchPart(): WorldPart {
  const home = demoPlace(platform, 'rg-batch', 'neu');
  const cluster = makeCluster({
    place: home,
    name: 'batch-neu',
    controlPlane: { kind: 'systemAssigned' },
    pools: [{ name: 'nodepool1', count: 8 }],
  });
  const ownPart: WorldPart = {
    resources: [makeResourceGroup(home), ...cluster.resources],
    roleAssignments: [
      ...cluster.roleAssignments,
      assignRole('Contributor', cluster.principalId, `/subscriptions/${home.subscriptionId}`),
      ...(cluster.kubelet === undefined
        ? []
        : [
            assignRole('AcrPull', cluster.kubelet.principalId, buildRegistry.id),
            assignRole('Contributor', cluster.kubelet.principalId, groupId(home)),
          ]),
    ],
  };
  return combineParts([ownPart, machineLearning(home, cluster.id)]);
}

/** Makes the demo's subscription of the platform team. */
export function demoPlatform(): WorldPart {
  const shared = { resources: [makeResourceGroup(registries), buildRegistry, platformRegistry], roleAssignments: [] };
  return combineParts([shared, buildPart(), vaultPart(), mediaPart(), edgePart(), batchPart()]);
}
