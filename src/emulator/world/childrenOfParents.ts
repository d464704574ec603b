import { asList, asObject, asText } from '../arm/json.ts';
import { idKey, lastSegment, parentScope } from '../arm/path.ts';
import type { WorldResource } from '../arm/worldFile.ts';
import { resourceType } from './resourceStore.ts';
import type { World } from './world.ts';

/** Children that are resources of their own and also entries in a list of their parent. */
const lists: Readonly<Record<string, readonly string[]>> = {
  'microsoft.network/virtualnetworks': ['subnets', 'virtualNetworkPeerings'],
  'microsoft.network/routetables': ['routes'],
  'microsoft.network/networksecuritygroups': ['securityRules'],
};

/** Returns all types of such children, each with the list that contains it. */
function childTypes(): readonly { readonly type: string; readonly list: string }[] {
  return Object.entries(lists).flatMap(([parent, names]) => names.map((list) => ({ type: `${parent}/${list}`, list })));
}

function childListNames(parentType: string): readonly string[] {
  const type = parentType.toLowerCase();
  return Object.hasOwn(lists, type) ? (lists[type] ?? []) : [];
}

/** Creates the children that the parent lists, and removes those that it no longer lists. */
export function writeListedChildren(world: World, parent: WorldResource): void {
  for (const list of childListNames(resourceType(parent.id))) {
    const type = `${parent.type}/${list}`;
    const entries = asList(asObject(parent['properties'])[list]).map(asObject);
    const ids = new Set<string>();
    const children: WorldResource[] = [];
    for (const entry of entries) {
      const name = asText(entry['name']);
      if (name === undefined) continue;
      const id = `${parent.id}/${list}/${name}`;
      ids.add(idKey(id));
      const properties = { ...asObject(entry['properties']), provisioningState: 'Succeeded' };
      children.push({ ...entry, id, name, type, properties });
    }
    for (const old of world.resources.ofType(type, parent.id))
      if (!ids.has(idKey(old.id))) world.resources.delete(old.id);
    for (const child of children) world.resources.put({ ...world.resources.get(child.id), ...child });
    rewriteList(world, parent.id, list);
  }
}

/** Writes the child as it is now, or its absence, into the list of its parent. */
export function updateParentOf(world: World, childId: string): void {
  const parentId = parentScope(childId);
  if (parentId === undefined) return;
  const parent = world.resources.get(parentId);
  const list = childListNames(resourceType(parentId)).find((name) =>
    childId.toLowerCase().includes(`/${name.toLowerCase()}/`),
  );
  if (parent !== undefined && list !== undefined) rewriteList(world, parent.id, list);
}

/** Makes the children that a world lists in their parents readable on their own; those that it lists as resources stay unchanged. */
export function createListedChildren(world: World): void {
  const parents = Object.keys(lists).flatMap((type) => world.resources.ofType(type));
  for (const parent of parents) for (const list of childListNames(parent.type)) expandList(world, parent, list);
}

function expandList(world: World, parent: WorldResource, list: string): void {
  for (const entry of asList(asObject(parent['properties'])[list]).map(asObject)) {
    const name = asText(entry['name']);
    const id = `${parent.id}/${list}/${name ?? ''}`;
    if (name === undefined || world.resources.get(id) !== undefined) continue;
    world.resources.put({ ...entry, id, name, type: `${parent.type}/${list}` });
  }
}

function rewriteList(world: World, parentId: string, list: string): void {
  const parent = world.resources.get(parentId);
  if (parent === undefined) return;
  const children = world.resources
    .ofType(`${parent.type}/${list}`, parent.id)
    .filter((child) => lastSegment(child.id).toLowerCase() === child.name.toLowerCase());
  world.resources.put({ ...parent, properties: { ...asObject(parent['properties']), [list]: children } });
}

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
