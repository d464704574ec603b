/** What there is in every drawn world, and what changes in it can name. */
import { userAssignedIdentity } from '../../../src/emulator/scenarios/parts/identities.ts';
import { privateDnsZone, subnetId, virtualNetwork } from '../../../src/emulator/scenarios/parts/networks.ts';
import { groupId, guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { makeRegistry } from '../../../src/emulator/scenarios/parts/services.ts';

/** Where everything is. */
export const place = { subscriptionId: guidOf('subscription', 'foreseen'), group: 'rg-shop', location: 'westeurope' };
/** Another group. */
export const elsewhere = { ...place, group: 'rg-platform' };

/** The identities; two are in another group. */
export const identities = ['id-a', 'id-b', 'id-c', 'id-d'].map((name, index) =>
  userAssignedIdentity(index < 2 ? place : elsewhere, name),
);
/** The network. */
export const network = virtualNetwork(place, 'vnet-shop', '10.10.0.0/16', [
  { name: 'snet-aks', prefix: '10.10.0.0/20' },
  { name: 'snet-new', prefix: '10.10.16.0/20' },
]);
/** The subnets. */
export const subnets = ['snet-aks', 'snet-new'].map((name) => subnetId(network, name));
/** The zone of private clusters. */
export const zone = privateDnsZone(place, 'privatelink.westeurope.azmk8s.io');
/** A registry of each kind. */
export const registries = [
  makeRegistry(place, 'acrlegacy', 'LegacyRegistryPermissions'),
  makeRegistry(place, 'acrabac', 'AbacRepositoryPermissions'),
];
/** The names of the clusters. */
export const clusterNames = ['one-weu', 'two-weu', 'three-weu'];
/** The service accounts that credentials name. */
export const accounts = ['cart', 'web'];
/** The roles that are given. */
export const roleNames = [
  ...['Owner', 'Contributor', 'Reader', 'User Access Administrator', 'Network Contributor', 'AcrPull'],
  ...['Container Registry Repository Reader', 'Managed Identity Operator'],
];
/** Where roles are given. */
export const scopes = [
  `/subscriptions/${place.subscriptionId}`,
  groupId(place),
  groupId(elsewhere),
  ...registries.map(({ id }) => id),
  ...subnets,
  ...identities.map(({ id }) => id),
];
