import type { WorldFile } from '../arm/worldFile.ts';

type GroupsOfFile = Pick<WorldFile, 'tenantId'> & Partial<Pick<WorldFile, 'managementGroups' | 'subscriptions'>>;
type Parents = ReadonlyMap<string, string | undefined>;

/** Returns the roots of a world's management groups, in lower case: each directory has one, with the name of its tenant. */
export function rootNames({ tenantId, subscriptions = [] }: GroupsOfFile): ReadonlySet<string> {
  return new Set([tenantId, ...subscriptions.map((entry) => entry.tenantId ?? tenantId)].map((id) => id.toLowerCase()));
}

/**
 * Returns the tenant of each management group, both in lower case: that of the root above it, otherwise that of the
 * subscriptions in its tree, otherwise the world's own.
 */
export function directoryOfGroups(file: GroupsOfFile): ReadonlyMap<string, string> {
  const ownTenant = file.tenantId.toLowerCase();
  const parents = parentsOf(file);
  const trees = tenantsOfTrees(file, parents);
  return new Map(
    [...parents.keys()].map((name) => [name, [...(trees.get(topOf(parents, name)) ?? [])][0] ?? ownTenant]),
  );
}

/** Returns the top of a tree that would be in more than one directory, which Azure does not allow. */
export function groupOfTwoDirectories(file: GroupsOfFile): string | undefined {
  return [...tenantsOfTrees(file, parentsOf(file))].find(([, tenants]) => tenants.size > 1)?.[0];
}

/** The tenants that a tree names by the root at its top, or by its subscriptions; by the group at its top. */
function tenantsOfTrees(file: GroupsOfFile, parents: Parents): ReadonlyMap<string, ReadonlySet<string>> {
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

function parentsOf({ managementGroups = [] }: GroupsOfFile): Parents {
  return new Map(managementGroups.map(({ name, parent }) => [name.toLowerCase(), parent?.toLowerCase()]));
}

/** The listed group that is above all others of the tree. */
function topOf(parents: Parents, name: string): string {
  const above = parents.get(name);
  return above === undefined || !parents.has(above) ? name : topOf(parents, above);
}
