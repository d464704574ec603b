import { asList, asObject, asText, at, isObject } from '../../../arm/json.ts';
import { key } from '../../../arm/path.ts';
import type { Json, WorldResource } from '../../../arm/worldFile.ts';
import { guidOf } from '../../../world/world.ts';
import type { World } from '../../../world/world.ts';
import { genericDefaults } from '../../resources/genericDefaults.ts';
import { nodeGroupOf } from './nodeResourceGroup.ts';

const type = 'Microsoft.Network/publicIPAddresses';

/** Where a network says which addresses it goes out by, with what says how many AKS is to make. */
const profiles = [
  { name: 'loadBalancerProfile', outboundType: 'loadbalancer', managed: 'managedOutboundIPs' },
  { name: 'natGatewayProfile', outboundType: 'managednatgateway', managed: 'managedOutboundIPProfile' },
] as const;

/**
 * The network with `effectiveOutboundIPs`: the addresses that the person brought, or those that AKS makes in the node resource
 * group. Those that it made before stay, as many as are asked for.
 */
export function withOutboundAddresses(
  world: World,
  cluster: WorldResource,
  network: Json | undefined,
): Json | undefined {
  const outboundType = (asText(at(network, 'outboundType')) ?? 'loadBalancer').toLowerCase();
  const profile = profiles.find((entry) => entry.outboundType === outboundType);
  const found = profile && at(network, profile.name);
  if (profile === undefined || !isObject(network) || !isObject(found)) return network;
  const made = idsAt(found, 'effectiveOutboundIPs').filter((id) => isMade(cluster, id));
  const own = [...idsAt(found, 'outboundIPs', 'publicIPs'), ...idsAt(found, 'outboundIPPrefixes', 'publicIPPrefixes')];
  const wanted = own.length > 0 ? 0 : countAt(found, profile.managed);
  for (const id of made.slice(wanted)) world.resources.delete(id);
  const ids = own.length > 0 ? own : [...made.slice(0, wanted), ...newAddresses(world, cluster, made, wanted)];
  return { ...network, [profile.name]: { ...found, effectiveOutboundIPs: ids.map((id) => ({ id })) } };
}

function newAddresses(
  world: World,
  cluster: WorldResource,
  made: readonly string[],
  wanted: number,
): readonly string[] {
  const names = Array.from({ length: wanted }, (_, index) => guidOf('outbound', cluster.id, String(index)));
  const ids = names.map((name) => `${nodeGroupOf(cluster)}/providers/${type}/${name}`);
  const free = ids.filter((id) => !made.some((other) => key(other) === key(id)));
  const added = free.slice(0, Math.max(0, wanted - made.length));
  for (const id of added) {
    world.resources.put({
      id,
      name: id.slice(id.lastIndexOf('/') + 1),
      type,
      location: cluster.location ?? '',
      sku: { name: 'Standard', tier: 'Regional' },
      tags: {},
      properties: { provisioningState: 'Succeeded', ...genericDefaults(type, id, world) },
    });
  }
  return added;
}

function isMade(cluster: WorldResource, id: string): boolean {
  return key(id).startsWith(`${key(nodeGroupOf(cluster))}/`);
}

/** How many addresses of both families AKS is to make; one where nothing is said. */
function countAt(profile: Json, managed: string): number {
  const [first, second] = ['count', 'countIPv6'].map((name) => at(profile, managed, name));
  return (typeof first === 'number' ? first : 1) + (typeof second === 'number' ? second : 0);
}

function idsAt(value: Json, ...path: readonly string[]): readonly string[] {
  return asList(at(value, ...path))
    .map((entry) => asText(asObject(entry)['id']))
    .filter((id) => id !== undefined);
}
