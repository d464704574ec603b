import { makeCluster } from './parts/clusters.ts';
import { currentImage, olderImage } from './parts/agentPools.ts';
import { demoPlace, platform, production } from './demoSubscriptions.ts';
import { userAssignedIdentity } from './parts/identities.ts';
import { privateDnsZone, subnetId, virtualNetwork } from './parts/networks.ts';
import { combineParts, assignRole, groupId, makeResourceGroup, type WorldPart } from './parts/resources.ts';
import { keyVault, logAnalyticsWorkspace, makeRegistry } from './parts/services.ts';

const shop = demoPlace(production, 'rg-shop', 'weu');
const pay = demoPlace(production, 'rg-pay', 'weu');
const monitoring = demoPlace(platform, 'rg-monitoring', 'weu');

/** The registry that the demo's production pulls from. */
export const shopRegistry = makeRegistry(shop, 'acrshop', 'LegacyRegistryPermissions');

/** The Log Analytics workspace that the demo's logs go to. */
export const workspace = logAnalyticsWorkspace(monitoring, 'log-contoso');

/** shop-weu, user-assigned and private, which can't reach its DNS zone; and id-old, its previous identity. */
function shopPart(): WorldPart {
  const network = virtualNetwork(shop, 'vnet-shop', '10.10.0.0/16', [
    { name: 'snet-aks', prefix: '10.10.0.0/20' },
    { name: 'snet-apps', prefix: '10.10.16.0/24' },
  ]);
  const zone = privateDnsZone(shop, 'privatelink.westeurope.azmk8s.io');
  const controlPlane = userAssignedIdentity(shop, 'id-shop-weu');
  const kubelet = userAssignedIdentity(shop, 'id-shop-kubelet');
  const old = userAssignedIdentity(shop, 'id-old');
  const nodes = subnetId(network, 'snet-aks');
  const cluster = makeCluster({
    place: shop,
    name: 'shop-weu',
    tags: { team: 'shop', costCenter: '4711' },
    controlPlane: { kind: 'userAssigned', identity: controlPlane },
    kubelet,
    pools: [
      { name: 'nodepool1', subnetId: nodes },
      { name: 'shop', mode: 'User', count: 6, subnetId: nodes, image: olderImage, newestImage: currentImage },
    ],
    addons: { azurepolicy: null },
    network: {
      networkPluginMode: 'overlay',
      serviceCidr: '10.2.0.0/24',
      serviceCidrs: ['10.2.0.0/24'],
      dnsServiceIP: '10.2.0.10',
    },
    privateDnsZone: zone.id,
  });
  return {
    resources: [
      makeResourceGroup(shop),
      ...network,
      zone,
      shopRegistry,
      controlPlane.resource,
      kubelet.resource,
      old.resource,
      ...cluster.resources,
    ],
    roleAssignments: [
      ...cluster.roleAssignments,
      assignRole('Network Contributor', controlPlane.principalId, nodes),
      assignRole('Managed Identity Operator', controlPlane.principalId, kubelet.id),
      assignRole('AcrPull', kubelet.principalId, shopRegistry.id),
      assignRole('Contributor', old.principalId, groupId(shop)),
      assignRole('AcrPull', old.principalId, shopRegistry.id),
    ],
  };
}

/** pay-weu, system-assigned with three add-ons, and an identity that it could move to. */
function payPart(): WorldPart {
  const network = virtualNetwork(pay, 'vnet-pay', '10.11.0.0/16', [{ name: 'snet-aks', prefix: '10.11.0.0/20' }]);
  const vault = keyVault(pay, 'kv-contoso-pay');
  const next = userAssignedIdentity(pay, 'id-pay-weu');
  const nodes = subnetId(network, 'snet-aks');
  const cluster = makeCluster({
    place: pay,
    name: 'pay-weu',
    tags: { team: 'pay' },
    controlPlane: { kind: 'systemAssigned' },
    pools: [
      { name: 'nodepool1', subnetId: nodes, more: { futurePool: { keptBy: 'everyone' } } },
      { name: 'pay', mode: 'User', count: 4, subnetId: nodes },
    ],
    addons: {
      azurepolicy: null,
      azureKeyvaultSecretsProvider: { enableSecretRotation: 'true', rotationPollInterval: '2m' },
      omsagent: { logAnalyticsWorkspaceResourceID: workspace.id, useAADAuth: 'true' },
    },
    network: { networkPluginMode: 'overlay', futureNetwork: ['a', 1, null] },
    properties: { future: { nested: { value: 42 } } },
  });
  const secrets = cluster.addonIdentity('azureKeyvaultSecretsProvider');
  return {
    resources: [makeResourceGroup(pay), ...network, vault, next.resource, ...cluster.resources],
    roleAssignments: [
      ...cluster.roleAssignments,
      assignRole('Network Contributor', cluster.principalId, nodes),
      assignRole('Key Vault Secrets User', secrets.principalId, vault.id),
      ...(cluster.kubelet === undefined ? [] : [assignRole('AcrPull', cluster.kubelet.principalId, shopRegistry.id)]),
    ],
  };
}

/** Makes the clusters of the shop, and what they share. */
export function demoShop(): WorldPart {
  const shared = { resources: [makeResourceGroup(monitoring), workspace], roleAssignments: [] };
  return combineParts([shared, shopPart(), payPart()]);
}
