import type { WorldFile, WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { currentImage, olderImage } from '../../../src/emulator/scenarios/parts/agentPools.ts';
import { makeCluster, identityBinding, issuerOf } from '../../../src/emulator/scenarios/parts/clusters.ts';
import {
  bindingCredential,
  federatedCredential,
  userAssignedIdentity,
} from '../../../src/emulator/scenarios/parts/identities.ts';
import { subnetId, virtualNetwork } from '../../../src/emulator/scenarios/parts/networks.ts';
import {
  combineParts,
  assignRole,
  groupId,
  guidOf,
  makeResourceGroup,
  tenantId,
} from '../../../src/emulator/scenarios/parts/resources.ts';
import { applicationGateway, keyVault, makeRegistry } from '../../../src/emulator/scenarios/parts/services.ts';

const shop = { subscriptionId: guidOf('subscription', 'troubled'), group: 'rg-shop', location: 'westeurope' };
const images = {
  subscriptionId: guidOf('subscription', 'troubled images'),
  group: 'rg-images',
  location: 'westeurope',
};

const network = virtualNetwork(shop, 'vnet-shop', '10.10.0.0/16', [
  { name: 'snet-aks', prefix: '10.10.0.0/20' },
  { name: 'snet-agw', prefix: '10.10.16.0/24' },
]);
const vault = keyVault(shop, 'kv-shop');
const gateway = applicationGateway(shop, 'agw-shop', subnetId(network, 'snet-agw'));
const platformRegistry = makeRegistry(images, 'acrplatform', 'AbacRepositoryPermissions');
const ownRegistry = makeRegistry(images, 'acrshop', 'LegacyRegistryPermissions');

const identity = (name: string) => userAssignedIdentity(shop, name);
const [own, ownKubelet, former, deleted] = ['id-own', 'id-own-kubelet', 'id-former', 'id-deleted'].map(identity) as [
  ReturnType<typeof identity>,
  ReturnType<typeof identity>,
  ReturnType<typeof identity>,
  ReturnType<typeof identity>,
];
const [jobs, deployer, reports, archive, forecast] = [
  'id-jobs',
  'id-deployer',
  'id-reports',
  'id-archive',
  'id-forecast',
].map(identity) as [
  ReturnType<typeof identity>,
  ReturnType<typeof identity>,
  ReturnType<typeof identity>,
  ReturnType<typeof identity>,
  ReturnType<typeof identity>,
];
/** `id-own` was deleted and made again since. */
const recreated = userAssignedIdentity(shop, 'id-own', 2);

/** Brings its own identities, one of them recreated, and lacks roles for its network, its vault and its gateway. */
const ownWeu = makeCluster({
  place: shop,
  name: 'own-weu',
  controlPlane: { kind: 'userAssigned', identity: own },
  kubelet: ownKubelet,
  pools: [{ name: 'nodepool1', subnetId: subnetId(network, 'snet-aks') }],
  addons: {
    ingressApplicationGateway: { applicationGatewayId: gateway.id, effectiveApplicationGatewayId: gateway.id },
  },
  properties: {
    securityProfile: {
      azureKeyVaultKms: {
        enabled: true,
        keyId: `https://${vault.name}.vault.azure.net/keys/etcd/0123456789abcdef0123456789abcdef`,
        keyVaultNetworkAccess: 'Public',
      },
    },
  },
});

/** Has left its service principal; its nodes have not, and its identity has been deleted. */
const halfWeu = makeCluster({
  place: shop,
  name: 'half-weu',
  controlPlane: { kind: 'userAssigned', identity: deleted },
  migratedOn: '2026-05-19T13:20:00.0000000Z',
  pools: [{ name: 'nodepool1', image: olderImage, newestImage: currentImage }],
});

/** Its pods act as identities with too many credentials, with too many rights, and that are gone. */
const workWeu = makeCluster({
  place: shop,
  name: 'work-weu',
  controlPlane: { kind: 'systemAssigned' },
  pools: [{ name: 'nodepool1' }],
  workloadIdentity: true,
});

function trust(who: typeof jobs, name: string, issuer = workWeu.issuer): WorldResource {
  return federatedCredential(who, name, issuer, `system:serviceaccount:jobs:${name}`);
}

/** Two subscriptions with clusters that have something wrong of nearly every kind that only reading something tells. */
export function troubledWorld(): WorldFile {
  const here = {
    resources: [
      makeResourceGroup(shop),
      ...network,
      vault,
      gateway,
      ...[recreated, ownKubelet, former, jobs, deployer, reports, forecast].map(({ resource }) => resource),
      ...Array.from({ length: 19 }, (_, index) => trust(jobs, `job-${String(index + 10)}`)),
      trust(deployer, 'deployer'),
      trust(deployer, 'gone', issuerOf(shop, 'work-weu', 0)),
      ...[reports, forecast].map(bindingCredential),
      identityBinding(shop, 'work-weu', 'reports', reports),
      identityBinding(shop, 'work-weu', 'archive', archive),
    ],
    roleAssignments: [
      assignRole('Contributor', deployer.principalId, `/subscriptions/${shop.subscriptionId}`),
      assignRole('Contributor', workWeu.principalId, `/subscriptions/${shop.subscriptionId}`),
      assignRole('Network Contributor', former.principalId, subnetId(network, 'snet-aks')),
      assignRole(
        'Contributor',
        former.principalId,
        `/subscriptions/${shop.subscriptionId}/resourceGroups/MC_rg-shop_work-weu_westeurope`,
      ),
    ],
  };
  const there = {
    resources: [makeResourceGroup(images), platformRegistry, ownRegistry],
    roleAssignments: [
      assignRole('AcrPull', ownKubelet.principalId, platformRegistry.id),
      assignRole('Contributor', workWeu.kubelet?.principalId ?? '', groupId(images)),
      assignRole('AcrPull', workWeu.kubelet?.principalId ?? '', ownRegistry.id),
    ],
  };
  return {
    tenantId,
    subscriptions: [
      { subscriptionId: shop.subscriptionId, displayName: 'Shop' },
      { subscriptionId: images.subscriptionId, displayName: 'Images' },
    ],
    ...combineParts([here, there, ownWeu, halfWeu, workWeu]),
    features: [{ subscriptionId: shop.subscriptionId, name: 'Microsoft.ContainerService/IdentityBindingPreview' }],
  };
}

/** The clusters of the troubled world, by their names. */
export const troubled = { ownWeu, halfWeu, workWeu };
