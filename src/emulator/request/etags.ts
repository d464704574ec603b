import { randomUUID } from 'node:crypto';
import { asList, asObject, memberOf } from '../arm/json.ts';
import type { Json } from '../arm/worldFile.ts';
import { guidOf, type World } from '../world/world.ts';

/** Returns a different eTag after a change, or none if the world says that there is none (`null`). */
export function nextEtag(before: Json | undefined): string | null {
  return before === null ? null : randomUUID();
}

/** What else has an eTag besides clusters and their pools. */
const types = [
  'Microsoft.ContainerService/managedClusters/identityBindings',
  'Microsoft.ContainerService/fleets',
  'Microsoft.ContainerService/fleets/members',
  'Microsoft.ContainerService/fleets/identityBindingProfiles',
];

/** Gives an eTag to clusters, pools, identity bindings, Fleets and their parts if the world doesn't. */
export function giveEtags(world: World): void {
  for (const cluster of world.resources.ofType('Microsoft.ContainerService/managedClusters')) {
    const properties = asObject(cluster['properties']);
    const pools = asList(properties['agentPoolProfiles']).map(asObject);
    if ([cluster, ...pools].every((resource) => memberOf(resource, 'eTag') !== undefined)) continue;
    const givenPools = pools.map((pool, index) =>
      memberOf(pool, 'eTag') === undefined ? { ...pool, eTag: guidOf('etag', cluster.id, String(index)) } : pool,
    );
    const poolMembers = pools.length === 0 ? {} : { properties: { ...properties, agentPoolProfiles: givenPools } };
    const eTag = memberOf(cluster, 'eTag') === undefined ? { eTag: guidOf('etag', cluster.id) } : {};
    world.resources.put({ ...cluster, ...eTag, ...poolMembers });
  }
  for (const type of types)
    for (const child of world.resources.ofType(type))
      if (memberOf(child, 'eTag') === undefined) world.resources.put({ ...child, eTag: guidOf('etag', child.id) });
}

/** Returns true if clusters, pools or identity bindings of the world are to be served without an eTag. */
export function hasHiddenEtags(world: World): boolean {
  const otherResources = types.flatMap((type) => world.resources.ofType(type));
  if (otherResources.some((resource) => resource['eTag'] === null)) return true;
  return world.resources.ofType('Microsoft.ContainerService/managedClusters').some((cluster) => {
    const pools = asList(asObject(cluster['properties'])['agentPoolProfiles']).map(asObject);
    return [cluster, ...pools].some((resource) => resource['eTag'] === null);
  });
}

/** Leaves out hidden eTags, as a replacer for `JSON.stringify`. */
export function withoutHiddenEtag(name: string, value: unknown): unknown {
  return name === 'eTag' && value === null ? undefined : value;
}
