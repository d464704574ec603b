import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { userAssignedIdentity } from '../../../src/emulator/scenarios/parts/identities.ts';
import { dnsZone, privateDnsZone, subnetId, virtualNetwork } from '../../../src/emulator/scenarios/parts/networks.ts';
import {
  combineParts,
  assignRole,
  guidOf,
  makeResourceGroup,
  tenantId,
} from '../../../src/emulator/scenarios/parts/resources.ts';
import { keyVault, makeRegistry } from '../../../src/emulator/scenarios/parts/services.ts';

const place = { subscriptionId: guidOf('subscription', 'map'), group: 'rg-shop', location: 'westeurope' };
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
const idShop = userAssignedIdentity(place, 'id-shop-weu-production');
const idKubelet = userAssignedIdentity(place, 'id-shop-kubelet');
const idFormer = userAssignedIdentity(place, 'id-shop-old');

/** A cluster, what is needed to draw it with that many things on its map, and its id. */
export interface MapWorld {
  readonly world: WorldFile;
  readonly clusterId: string;
}

/** Nothing but the cluster, its service principal and its kubelet. */
export function smallMap(): MapWorld {
  const made = makeCluster({
    place,
    name: 'shop-weu',
    controlPlane: { kind: 'systemAssigned' },
    pools: [{ name: 'a' }],
  });
  const { resources } = combineParts([{ resources: [makeResourceGroup(place)], roleAssignments: [] }, made]);
  const bare = resources.map((one) =>
    one.id === made.id ? { ...one, properties: unsettled(one['properties']) } : one,
  );
  return { world: worldOf({ resources: bare, roleAssignments: [] }), clusterId: made.id };
}

/** While a cluster is being made AKS has granted nothing yet, and nothing is missing. */
function unsettled(properties: unknown): Record<string, never> {
  const { nodeResourceGroup: _, ...rest } = properties as Record<string, never>;
  return rest;
}

/** What of a map's things there are more or fewer. */
export interface MapSizes {
  readonly subnets: number;
  readonly registries: number;
  readonly zones: number;
  readonly addons: readonly string[];
  /** Whether the network is granted as a whole, too. */
  readonly onNetwork: boolean;
}

/** Own identities, add-ons, own networks, some grants missing, one left over. */
export function largeMap({ subnets, registries, zones, addons, onNetwork }: MapSizes): MapWorld {
  const network = virtualNetwork(
    place,
    'vnet-shop-weu-production',
    '10.0.0.0/8',
    range(subnets).map((index) => ({ name: `snet-nodes-${index}`, prefix: `10.${index}.0.0/16` })),
  );
  const nodes = range(subnets).map((index) => subnetId(network, `snet-nodes-${index}`));
  const pulled = range(registries).map((index) => makeRegistry(place, `acrshop${index}`, 'LegacyRegistryPermissions'));
  const routed = range(zones).map((index) => dnsZone(place, `team-${index}.shop.contoso.com`));
  const zone = privateDnsZone(place, 'privatelink.westeurope.azmk8s.io');
  const vault = keyVault(place, 'kv-shop-weu');
  const made = makeCluster({
    place,
    name: 'shop-weu',
    controlPlane: { kind: 'userAssigned', identity: idShop },
    kubelet: idKubelet,
    pools: nodes.map((id, index) => ({ name: `pool${index + 1}`, subnetId: id })),
    addons: Object.fromEntries(addons.map((name) => [name, {}])),
    ...(zones > 0 ? { appRoutingZones: routed.map(({ id }) => id) } : {}),
    properties: { apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: zone.id } },
  });
  const principalOf = (addon: string): string => made.addonIdentity(addon).principalId;
  const secrets = 'azureKeyvaultSecretsProvider';
  const held = [
    assignRole('Managed Identity Operator', idShop.principalId, idKubelet.id),
    ...(onNetwork ? [assignRole('Network Contributor', idShop.principalId, network[0]!.id)] : []),
    ...nodes.slice(0, -1).map((id) => assignRole('Network Contributor', idShop.principalId, id)),
    ...pulled.map(({ id }) => assignRole('AcrPull', idKubelet.principalId, id)),
    ...routed.slice(1).map(({ id }) => assignRole('DNS Zone Contributor', principalOf('webapprouting'), id)),
    ...(addons.includes(secrets) ? [assignRole('Key Vault Secrets User', principalOf(secrets), vault.id)] : []),
    assignRole('Network Contributor', idFormer.principalId, nodes[0]!),
  ];
  const own = [idShop, idKubelet, idFormer].map(({ resource }) => resource);
  const parts = combineParts([
    {
      resources: [makeResourceGroup(place), ...network, ...pulled, ...routed, zone, vault, ...own],
      roleAssignments: held,
    },
    made,
  ]);
  return { world: worldOf(parts), clusterId: made.id };
}

function worldOf(parts: Pick<WorldFile, 'resources' | 'roleAssignments'>): WorldFile {
  return { tenantId, subscriptions: [{ subscriptionId: place.subscriptionId, displayName: 'Contoso' }], ...parts };
}
