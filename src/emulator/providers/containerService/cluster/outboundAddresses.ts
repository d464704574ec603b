import { asList, asObject, asText, valueAt, isObject } from '../../../arm/json.ts';
import { idKey, lastSegment } from '../../../arm/path.ts';
import type { Json, WorldResource } from '../../../arm/worldFile.ts';
import { guidOf, type World } from '../../../world/world.ts';
import { publicAddressDefaults } from '../../resources/storedTypes.ts';
import { outboundType, withoutUnusedAddresses } from '../body/outboundProfiles.ts';
import { nodeGroupOf } from './nodeResourceGroup.ts';

const type = 'Microsoft.Network/publicIPAddresses';

/** The profiles that contain a network's outbound addresses, and how many AKS is to create. */
const profiles = [
  { name: 'loadBalancerProfile', outboundType: 'loadbalancer', managed: 'managedOutboundIPs' },
  { name: 'natGatewayProfile', outboundType: 'managednatgateway', managed: 'managedOutboundIPProfile' },
] as const;

/**
 * Returns the network with `effectiveOutboundIPs`: the user's own addresses, or those that AKS creates in the node
 * resource group. Existing addresses stay, up to the requested number.
 */
export function withOutboundAddresses(
  world: World,
  cluster: WorldResource,
  network: Json | undefined,
): Json | undefined {
  if (!isObject(network)) return network;
  const profile = profiles.find((entry) => entry.outboundType === outboundType(network));
  for (const { name } of profiles.filter((entry) => entry !== profile))
    for (const id of idsAt(network, name, 'effectiveOutboundIPs').filter((candidate) => isMade(cluster, candidate)))
      world.resources.delete(id);
  const used = withoutUnusedAddresses(network);
  const usedProfile = profile && valueAt(used, profile.name);
  if (profile === undefined || !isObject(usedProfile)) return used;
  const madeIds = idsAt(usedProfile, 'effectiveOutboundIPs').filter((id) => isMade(cluster, id));
  const ownIds = [
    ...idsAt(usedProfile, 'outboundIPs', 'publicIPs'),
    ...idsAt(usedProfile, 'outboundIPPrefixes', 'publicIPPrefixes'),
  ];
  const ids = families.flatMap((family) => {
    const ofFamily = madeIds.filter((id) => id.endsWith('-ipv6') === (family.suffix !== ''));
    const wantedCount = ownIds.length > 0 ? 0 : countAt(usedProfile, profile.managed, family);
    for (const id of ofFamily.slice(wantedCount)) world.resources.delete(id);
    const addressName = (index: number): string =>
      guidOf('outbound', cluster.id, profile.name, String(index)) + family.suffix;
    return [
      ...ofFamily.slice(0, wantedCount),
      ...newAddresses(world, cluster, ofFamily, wantedCount, addressName, family.version),
    ];
  });
  const wantedIds = ownIds.length > 0 ? ownIds : ids;
  return { ...used, [profile.name]: { ...usedProfile, effectiveOutboundIPs: wantedIds.map((id) => ({ id })) } };
}

/** How many of each family are requested, and AKS's names for them: test_aks_create_dualstack_with_default_network.yaml. */
const families = [
  { count: 'count', chosen: 1, suffix: '', version: 'IPv4' },
  { count: 'countIPv6', chosen: 0, suffix: '-ipv6', version: 'IPv6' },
] as const;

function newAddresses(
  world: World,
  cluster: WorldResource,
  madeIds: readonly string[],
  wantedCount: number,
  nameOf: (index: number) => string,
  publicIPAddressVersion: string,
): readonly string[] {
  const names = Array.from({ length: wantedCount }, (_, index) => nameOf(index));
  const ids = names.map((name) => `${nodeGroupOf(cluster)}/providers/${type}/${name}`);
  const free = ids.filter((id) => !madeIds.some((madeId) => idKey(madeId) === idKey(id)));
  const added = free.slice(0, Math.max(0, wantedCount - madeIds.length));
  for (const id of added) {
    world.resources.put({
      id,
      name: lastSegment(id),
      type,
      location: cluster.location ?? '',
      sku: { name: 'Standard', tier: 'Regional' },
      tags: {},
      properties: { provisioningState: 'Succeeded', ...publicAddressDefaults(lastSegment(id)), publicIPAddressVersion },
    });
  }
  return added;
}

function isMade(cluster: WorldResource, id: string): boolean {
  return idKey(id).startsWith(`${idKey(nodeGroupOf(cluster))}/`);
}

/** How many addresses of a family AKS is to create; one IPv4 address by default. */
function countAt(profile: Json, managed: string, { count, chosen }: (typeof families)[number]): number {
  const askedCount = valueAt(profile, managed, count);
  return typeof askedCount === 'number' ? askedCount : chosen;
}

function idsAt(value: Json, ...path: readonly string[]): readonly string[] {
  return asList(valueAt(value, ...path))
    .map((entry) => asText(asObject(entry)['id']))
    .filter((id) => id !== undefined);
}
