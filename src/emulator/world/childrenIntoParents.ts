import { asList, asObject, asText } from '../arm/json.ts';
import { lastSegment, parentScope } from '../arm/path.ts';
import { childTypes } from './childrenOfParents.ts';
import type { World } from './world.ts';

const poolType = 'microsoft.containerservice/managedclusters/agentpools';

/**
 * Copies children that a world lists as resources into their parent, where ARM also shows them: node pools into their
 * cluster, over the pool of that name, and others, such as subnets, into their parent's list.
 */
export function copyChildrenIntoParents(world: World): void {
  for (const pool of world.resources.ofType(poolType)) {
    const name = lastSegment(pool.id);
    const isInCluster = addToParent(world, pool.id, 'agentPoolProfiles', (before) => ({
      ...before,
      ...asObject(pool['properties']),
      name: asText(before?.['name']) ?? name,
    }));
    if (!isInCluster) continue;
    for (const removed of world.resources.delete(pool.id)) if (removed !== pool) world.resources.put(removed);
  }
  for (const { type, list } of childTypes()) {
    for (const child of world.resources.ofType(type)) addToParent(world, child.id, list, (before) => before ?? child);
  }
}

type Entry = ReturnType<typeof asObject>;

/** Returns true if there is a parent; the entry of that name in its list is replaced by the result of `next`. */
function addToParent(world: World, childId: string, list: string, next: (before: Entry | undefined) => Entry): boolean {
  const parent = world.resources.get(parentScope(childId) ?? '');
  if (parent === undefined) return false;
  const properties = asObject(parent['properties']);
  const entries = asList(properties[list]).map(asObject);
  const name = lastSegment(childId).toLowerCase();
  const index = entries.findIndex((entry) => asText(entry['name'])?.toLowerCase() === name);
  const before = entries[index];
  const entry = next(before);
  if (entry === before) return true;
  const changed = before === undefined ? [...entries, entry] : entries.with(index, entry);
  world.resources.put({ ...parent, properties: { ...properties, [list]: changed } });
  return true;
}
