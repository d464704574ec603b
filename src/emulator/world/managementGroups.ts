import { idKey, isManagementGroup, lastSegment, scopesAbove, subscriptionOf } from '../arm/path.ts';
import type { WorldFile, WorldManagementGroup } from '../arm/worldFile.ts';

/** A management group with its place in the tree. */
export interface ManagementGroup {
  readonly name: string;
  readonly displayName: string;
  /** The group that it is in; only the root of the directory has none. */
  readonly parent?: ManagementGroup;
}

type GroupsOfFile = Pick<WorldFile, 'tenantId' | 'managementGroups'> &
  Partial<Pick<WorldFile, 'subscriptions' | 'caller' | 'eligible' | 'roleAssignments' | 'denyAssignments'>>;

/**
 * Each directory has one root group, named like the tenant, and what is below it; anything without a group is in the
 * root. If a world lists no groups, those at which it grants or denies something exist, one below the other and above
 * all subscriptions of the world's own directory.
 * Source: https://learn.microsoft.com/azure/governance/management-groups/overview
 */
export class ManagementGroups {
  /** As in the world file. */
  readonly given: WorldFile['managementGroups'];
  readonly root: ManagementGroup;
  /** The roots of all directories, by the tenant in lower case. */
  readonly #roots = new Map<string, ManagementGroup>();
  readonly #byName = new Map<string, ManagementGroup>();
  /** The group of the subscriptions in the world's own directory that name none. */
  readonly #home: ManagementGroup;
  /** The group of each subscription that names one or is in another directory, by its id in lower case. */
  readonly #ofSubscription = new Map<string, ManagementGroup>();

  constructor(file: GroupsOfFile) {
    const { tenantId, managementGroups = [], subscriptions = [] } = file;
    let lowest: ManagementGroup | undefined;
    this.given = file.managementGroups;
    const byName = new Map(managementGroups.map((group) => [group.name.toLowerCase(), group]));
    this.root = this.#addRoot(tenantId, byName);
    for (const { subscriptionId, tenantId: homeTenant } of subscriptions) {
      if (homeTenant === undefined || homeTenant.toLowerCase() === tenantId.toLowerCase()) continue;
      this.#ofSubscription.set(subscriptionId.toLowerCase(), this.#addRoot(homeTenant, byName));
    }
    const directories = directoryOfGroups(file);
    for (const group of managementGroups) {
      const madeGroup = this.#add(group, byName, directories);
      for (const id of group.subscriptions ?? []) this.#ofSubscription.set(id.toLowerCase(), madeGroup);
    }
    if (file.managementGroups === undefined)
      for (const name of groupNamesIn(file)) lowest = this.#implied(name, lowest);
    this.#home = lowest ?? this.root;
  }

  #addRoot(tenantId: string, byName: ReadonlyMap<string, WorldManagementGroup>): ManagementGroup {
    const knownRoot = this.#roots.get(tenantId.toLowerCase());
    if (knownRoot !== undefined) return knownRoot;
    const displayName = byName.get(tenantId.toLowerCase())?.displayName ?? 'Tenant Root Group';
    const root = { name: tenantId, displayName };
    this.#roots.set(tenantId.toLowerCase(), root);
    this.#byName.set(tenantId.toLowerCase(), root);
    return root;
  }

  #implied(name: string, parent: ManagementGroup | undefined): ManagementGroup {
    const rootGroup = this.get(name) ?? { name, displayName: name, parent: parent ?? this.root };
    this.#byName.set(name.toLowerCase(), rootGroup);
    return rootGroup;
  }

  /** Returns the root first, then each group after its parent. */
  all(): readonly ManagementGroup[] {
    return [...this.#byName.values()];
  }

  get(name: string): ManagementGroup | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** Returns the group of a scope, if it is one of these. */
  at(scope: string): ManagementGroup | undefined {
    return isManagementGroup(scope) ? this.get(lastSegment(idKey(scope))) : undefined;
  }

  /** Returns the groups above a management group or a subscription's contents, the nearest first. */
  above(scope: string): readonly ManagementGroup[] {
    const subscriptionId = subscriptionOf(scope);
    const nearest =
      subscriptionId === undefined ? this.at(scope)?.parent : (this.#ofSubscription.get(subscriptionId) ?? this.#home);
    const ancestors: ManagementGroup[] = [];
    for (let group = nearest; group !== undefined; group = group.parent) ancestors.push(group);
    return ancestors;
  }

  /** Returns the scope itself and everything above it, management groups included, in lower case, ending with `/`. */
  scopesAbove(scope: string): readonly string[] {
    const groups = this.above(scope).map((group) => idKey(groupScope(group)));
    return [...scopesAbove(scope).slice(0, -1), ...groups, '/'];
  }

  /** Says whether the second scope is below the first. */
  isBelow(above: string, scope: string): boolean {
    return idKey(above) !== idKey(scope) && this.scopesAbove(scope).includes(idKey(above));
  }

  #add(
    group: WorldManagementGroup,
    byName: ReadonlyMap<string, WorldManagementGroup>,
    directories: ReadonlyMap<string, string>,
  ): ManagementGroup {
    const earlier = this.get(group.name);
    if (earlier !== undefined) return earlier;
    const above = group.parent === undefined ? undefined : byName.get(group.parent.toLowerCase());
    const newGroup = {
      name: group.name,
      displayName: group.displayName ?? group.name,
      parent:
        above === undefined
          ? (this.#roots.get(directories.get(group.name.toLowerCase()) ?? '') ?? this.root)
          : this.#add(above, byName, directories),
    };
    this.#byName.set(group.name.toLowerCase(), newGroup);
    return newGroup;
  }
}

/** The names of the management groups at which a world grants or denies something, except the roots. */
function groupNamesIn(file: GroupsOfFile): readonly string[] {
  const { caller, eligible = [], roleAssignments = [], denyAssignments = [] } = file;
  const roles = [...(caller?.roles ?? []), ...(caller?.eligibleRoles ?? []), ...eligible];
  const scopes = [...roleAssignments, ...denyAssignments, ...roles].map(({ scope }) => scope);
  const names = scopes.filter(isManagementGroup).map(lastSegment);
  const roots = rootNames(file);
  return names.filter(
    (name, index) =>
      !roots.has(name.toLowerCase()) &&
      names.findIndex((candidate) => candidate.toLowerCase() === name.toLowerCase()) === index,
  );
}

/** Returns the tenant of a management group's directory, which is the name of its root. */
export function tenantOf({ name, parent }: ManagementGroup): string {
  return parent === undefined ? name : tenantOf(parent);
}

/** Returns the scope of a management group. */
export function groupScope({ name }: Pick<ManagementGroup, 'name'>): string {
  return `/providers/Microsoft.Management/managementGroups/${name}`;
}

/** Returns the groups above, from the nearest to the root, as Azure lists them. */
export function chainOf(
  groups: readonly ManagementGroup[],
): readonly { readonly displayName: string; readonly name: string }[] {
  return groups.map(({ displayName, name }) => ({ displayName, name }));
}

type TreesOfFile = Pick<WorldFile, 'tenantId'> & Partial<Pick<WorldFile, 'managementGroups' | 'subscriptions'>>;
type Parents = ReadonlyMap<string, string | undefined>;

/** Returns the roots of a world's management groups, in lower case: each directory has one, with the name of its tenant. */
export function rootNames({ tenantId, subscriptions = [] }: TreesOfFile): ReadonlySet<string> {
  return new Set([tenantId, ...subscriptions.map((entry) => entry.tenantId ?? tenantId)].map((id) => id.toLowerCase()));
}

/**
 * Returns the tenant of each management group, both in lower case: that of the root above it, otherwise that of the
 * subscriptions in its tree, otherwise the world's own.
 */
function directoryOfGroups(file: TreesOfFile): ReadonlyMap<string, string> {
  const ownTenant = file.tenantId.toLowerCase();
  const parents = parentsOf(file);
  const trees = tenantsOfTrees(file, parents);
  return new Map(
    [...parents.keys()].map((name) => [name, [...(trees.get(topOf(parents, name)) ?? [])][0] ?? ownTenant]),
  );
}

/** Returns the top of a tree that would be in more than one directory, which Azure does not allow. */
export function groupOfTwoDirectories(file: TreesOfFile): string | undefined {
  return [...tenantsOfTrees(file, parentsOf(file))].find(([, tenants]) => tenants.size > 1)?.[0];
}

/** The tenants that a tree names by the root at its top, or by its subscriptions; by the group at its top. */
function tenantsOfTrees(file: TreesOfFile, parents: Parents): ReadonlyMap<string, ReadonlySet<string>> {
  const roots = rootNames(file);
  const ofSubscription = new Map(
    (file.subscriptions ?? []).map(({ subscriptionId, tenantId = file.tenantId }) => [
      subscriptionId.toLowerCase(),
      tenantId.toLowerCase(),
    ]),
  );
  const trees = new Map<string, Set<string>>();
  for (const { name, parent = '', subscriptions = [] } of file.managementGroups ?? []) {
    const top = topOf(parents, name.toLowerCase());
    const directories = [name, parent]
      .map((groupName) => groupName.toLowerCase())
      .filter((groupName) => roots.has(groupName));
    const implied = subscriptions.flatMap((id) => ofSubscription.get(id.toLowerCase()) ?? []);
    trees.set(top, new Set([...(trees.get(top) ?? []), ...directories, ...implied]));
  }
  return trees;
}

function parentsOf({ managementGroups = [] }: TreesOfFile): Parents {
  return new Map(managementGroups.map(({ name, parent }) => [name.toLowerCase(), parent?.toLowerCase()]));
}

/** The listed group that is above all others of the tree. */
function topOf(parents: Parents, name: string): string {
  const above = parents.get(name);
  return above === undefined || !parents.has(above) ? name : topOf(parents, above);
}
