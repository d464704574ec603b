/** Checks of the management groups of a world file. */
import type { WorldFile } from '../arm/worldFile.ts';
import { groupOfTwoDirectories, rootNames } from '../world/managementGroups.ts';
import { WorldFileError } from './worldFileError.ts';

/**
 * Throws if the names, parents or subscriptions of management groups don't fit together, or if something is granted or
 * denied at a group that is not listed.
 */
export function checkManagementGroups(world: WorldFile): void {
  const root = world.tenantId.toLowerCase();
  const roots = rootNames(world);
  const subscriptionKeys = new Set(world.subscriptions.map(({ subscriptionId }) => subscriptionId.toLowerCase()));
  const groups = withPlaces('managementGroups', world.managementGroups);
  const parents = new Map<string, string>();
  const homes = new Map<string, string>();
  for (const [place, { name, parent, subscriptions = [] }] of groups) {
    if (!/^[\w().-]{1,90}$/.test(name))
      throw new WorldFileError(`${place}.name is not the name of a management group: ${name}`);
    if (parents.has(name.toLowerCase())) throw new WorldFileError(`${place}.name is there twice: ${name}`);
    parents.set(name.toLowerCase(), parent?.toLowerCase() ?? root);
    for (const id of subscriptions) {
      const earlierGroup = homes.get(id.toLowerCase());
      if (!subscriptionKeys.has(id.toLowerCase()))
        throw new WorldFileError(`${place}.subscriptions names a subscription that is not in the world: ${id}`);
      if (earlierGroup !== undefined)
        throw new WorldFileError(
          `${place}.subscriptions names one that is in the management group ${earlierGroup}: ${id}`,
        );
      homes.set(id.toLowerCase(), name);
    }
  }
  for (const [place, { name, parent }] of groups) {
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
  const mixed = groupOfTwoDirectories(world);
  if (mixed !== undefined)
    throw new WorldFileError(`managementGroups has subscriptions of two directories in one tree, that of ${mixed}`);
  if (world.managementGroups === undefined) return;
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

/** Every scope at which the world grants or denies something, and where it says so. */
function scopesOf({
  roleAssignments,
  denyAssignments,
  caller,
  eligible,
}: WorldFile): readonly (readonly [string, string])[] {
  return [
    ...withPlaces('roleAssignments', roleAssignments),
    ...withPlaces('denyAssignments', denyAssignments),
    ...withPlaces('caller.roles', caller?.roles),
    ...withPlaces('caller.eligibleRoles', caller?.eligibleRoles),
    ...withPlaces('eligible', eligible),
  ].map(([place, { scope }]) => [`${place}.scope`, scope] as const);
}

function withPlaces<T>(list: string, entries: readonly T[] = []): readonly (readonly [string, T])[] {
  return entries.map((entry, index) => [`${list}[${index}]`, entry] as const);
}
