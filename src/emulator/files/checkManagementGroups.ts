/** Checks of the management groups of a world file. */
import { asList, asText, isObject } from '../arm/json.ts';
import type { Json, WorldFile } from '../arm/worldFile.ts';
import { groupOfTwoDirectories, rootNames } from '../world/groupDirectories.ts';
import { objects, optionalTexts, text, texts, WorldFileError } from './checkParts.ts';

/**
 * Throws where the names, parents or subscriptions of management groups do not fit together, or where something is granted
 * or denied at a group that is not listed.
 */
export function checkManagementGroups(
  world: Readonly<Record<string, Json | undefined>>,
  subscriptions: ReadonlySet<string | undefined>,
): void {
  const root = text(world['tenantId'], 'tenantId').toLowerCase();
  const roots = rootNames(world as unknown as WorldFile);
  const groups = objects(world['managementGroups'], 'managementGroups');
  const parents = new Map<string, string>();
  const homes = new Map<string, string>();
  for (const [place, group] of groups) {
    const name = text(group['name'], `${place}.name`);
    if (!/^[\w().-]{1,90}$/.test(name))
      throw new WorldFileError(`${place}.name is not the name of a management group: ${name}`);
    if (parents.has(name.toLowerCase())) throw new WorldFileError(`${place}.name is there twice: ${name}`);
    optionalTexts(group, place, 'displayName');
    if (group['parent'] !== undefined) text(group['parent'], `${place}.parent`);
    parents.set(name.toLowerCase(), asText(group['parent'])?.toLowerCase() ?? root);
    if (group['subscriptions'] !== undefined) texts(group['subscriptions'], `${place}.subscriptions`);
    for (const id of asList(group['subscriptions']).map((entry) => asText(entry) ?? '')) {
      const other = homes.get(id.toLowerCase());
      if (!subscriptions.has(id.toLowerCase()))
        throw new WorldFileError(`${place}.subscriptions names a subscription that is not in the world: ${id}`);
      if (other !== undefined)
        throw new WorldFileError(`${place}.subscriptions names one that is in the management group ${other}: ${id}`);
      homes.set(id.toLowerCase(), name);
    }
  }
  for (const [place, group] of groups) {
    const parent = asText(group['parent']);
    const name = text(group['name'], `${place}.name`);
    if (parent === undefined) continue;
    if (roots.has(name.toLowerCase()))
      throw new WorldFileError(
        `${place}.parent must be left out: the group that is called like the tenant is the root`,
      );
    if (!roots.has(parent.toLowerCase()) && !parents.has(parent.toLowerCase()))
      throw new WorldFileError(`${place}.parent is a management group that is not in the world: ${parent}`);
    if (isAboveItself(name.toLowerCase(), parents, root))
      throw new WorldFileError(`${place}.parent makes a circle: ${name} would be above itself`);
  }
  const mixed = groupOfTwoDirectories(world as unknown as WorldFile);
  if (mixed !== undefined)
    throw new WorldFileError(`managementGroups has subscriptions of two directories in one tree, that of ${mixed}`);
  if (world['managementGroups'] === undefined) return;
  for (const [place, scope] of scopesOf(world)) {
    const name = /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)\/?$/i.exec(scope)?.[1];
    if (name !== undefined && !roots.has(name.toLowerCase()) && !parents.has(name.toLowerCase()))
      throw new WorldFileError(`${place} is a management group that is not in the world: ${name}`);
  }
}

function isAboveItself(name: string, parents: ReadonlyMap<string, string>, root: string): boolean {
  const passed = new Set<string>();
  for (let above = parents.get(name); above !== undefined && above !== root; above = parents.get(above)) {
    if (above === name) return true;
    if (passed.has(above)) return false;
    passed.add(above);
  }
  return false;
}

/** Every scope at which the world gives or denies something, and where it says so. */
function scopesOf(world: Readonly<Record<string, Json | undefined>>): readonly (readonly [string, string])[] {
  const given = ['roleAssignments', 'denyAssignments'].flatMap((list) => objects(world[list], list));
  const caller = isObject(world['caller']) ? world['caller'] : {};
  const own = ['roles', 'eligibleRoles'].flatMap((list) => objects(caller[list], `caller.${list}`));
  return [...given, ...own].map(([place, entry]) => [`${place}.scope`, asText(entry['scope']) ?? ''] as const);
}
