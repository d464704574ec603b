import { asObject, asText, type JsonObject } from '../../../arm/json.ts';
import type { World } from '../../../world/world.ts';
import { newestNodeImage } from './kubernetesVersions.ts';

/** Returns the id of the upgrade profile that a world can have for a pool. */
export function upgradeProfileId(clusterId: string, poolName: string): string {
  return `${clusterId}/agentPools/${poolName}/upgradeProfiles/default`;
}

/** Returns the newest node image for a pool: the one in its upgrade profile, otherwise its current one, otherwise that of new pools. */
export function newestImageOf(world: World, clusterId: string, pool: JsonObject): string {
  const profile = world.resources.get(upgradeProfileId(clusterId, asText(pool['name']) ?? ''));
  const newest = asText(asObject(profile?.['properties'])['latestNodeImageVersion']);
  const sku = asText(pool['osSKU']) ?? (asText(pool['osType']) === 'Windows' ? 'Windows2022' : 'Ubuntu');
  return newest ?? asText(pool['nodeImageVersion']) ?? newestNodeImage(sku);
}
