import { randomUUID } from 'node:crypto';
import { asList, asObject, member } from '../arm/json.ts';
import type { Json } from '../arm/worldFile.ts';
import { guidOf } from '../world/world.ts';
import type { World } from '../world/world.ts';

/** Returns a different eTag after a change, or none where the world says that there is none (`null`). */
export function nextEtag(before: Json | undefined): string | null {
  return before === null ? null : randomUUID();
}

const bindingType = 'Microsoft.ContainerService/managedClusters/identityBindings';

/** Gives clusters, pools and identity bindings of a world an eTag where it says nothing of one. */
export function giveEtags(world: World): void {
  for (const cluster of world.resources.ofType('Microsoft.ContainerService/managedClusters')) {
    const properties = asObject(cluster['properties']);
    const pools = asList(properties['agentPoolProfiles']).map(asObject);
    if ([cluster, ...pools].every((one) => member(one, 'eTag') !== undefined)) continue;
    const given = pools.map((pool, index) =>
      member(pool, 'eTag') === undefined ? { ...pool, eTag: guidOf('etag', cluster.id, String(index)) } : pool,
    );
    const more = pools.length === 0 ? {} : { properties: { ...properties, agentPoolProfiles: given } };
    const eTag = member(cluster, 'eTag') === undefined ? { eTag: guidOf('etag', cluster.id) } : {};
    world.resources.put({ ...cluster, ...eTag, ...more });
  }
  for (const binding of world.resources.ofType(bindingType))
    if (member(binding, 'eTag') === undefined) world.resources.put({ ...binding, eTag: guidOf('etag', binding.id) });
}

/** Says whether clusters, pools or identity bindings of the world are to be served without an eTag. */
export function hasHiddenEtags(world: World): boolean {
  if (world.resources.ofType(bindingType).some((binding) => binding['eTag'] === null)) return true;
  return world.resources.ofType('Microsoft.ContainerService/managedClusters').some((cluster) => {
    const pools = asList(asObject(cluster['properties'])['agentPoolProfiles']).map(asObject);
    return [cluster, ...pools].some((one) => one['eTag'] === null);
  });
}

/** Leaves hidden eTags out, as a replacer of `JSON.stringify`. */
export function withoutHiddenEtag(name: string, value: unknown): unknown {
  return name === 'eTag' && value === null ? undefined : value;
}
