import type { Json, WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import type { Snapshot } from '../../../src/emulator/files/snapshot.ts';
import type { RoleAssignment } from '../../../src/emulator/world/roleAssignmentStore.ts';

/** Readings of a world that owe nothing to the code under test. */
const lower = (text: string): string => text.toLowerCase();

/** The value at the path, below anything. */
export function valueAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[name] : undefined,
    value,
  );
}

/** The same as text in lower case; empty where there is none. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? lower(found) : '';
}

/** The resource of that id. */
export function resourceIn(world: Snapshot, id: string): WorldResource | undefined {
  return world.resources.find((one) => lower(one.id) === lower(id));
}

/** The role assignment of that id. */
export function assignmentIn(world: Snapshot, id: string): RoleAssignment | undefined {
  const { scope, name } = assignmentPath(id);
  return world.emulator.assignments.find((one) => lower(one.scope) === scope && lower(one.name) === name);
}

/** Scope and name in the id of a role assignment, in lower case. */
export function assignmentPath(id: string): { readonly scope: string; readonly name: string } {
  const [scope = '', name = ''] = lower(id).split('/providers/microsoft.authorization/roleassignments/');
  return { scope, name };
}

/** `systemassigned`, the id of the user-assigned identity, or empty for a service principal. */
export function controlPlaneOf(cluster: unknown): string {
  const type = textAt(cluster, 'identity', 'type');
  if (type !== 'userassigned') return type;
  return lower(Object.keys(valueAt(cluster, 'identity', 'userAssignedIdentities') ?? {})[0] ?? '');
}

/** The id of the cluster's kubelet identity, or empty. */
export function kubeletOf(cluster: unknown): string {
  return textAt(cluster, 'properties', 'identityProfile', 'kubeletidentity', 'resourceId');
}

/** The principal of an identity. */
export function principalOf(world: Snapshot, identityId: string): string {
  return textAt(resourceIn(world, identityId), 'properties', 'principalId');
}

/** The node pool in its cluster. */
export function poolIn(world: Snapshot, poolId: string): Json | undefined {
  const [clusterId = '', name] = poolId.split(/\/agentpools\//i);
  const pools = valueAt(resourceIn(world, clusterId), 'properties', 'agentPoolProfiles');
  return Array.isArray(pools)
    ? (pools as Json[]).find((pool) => textAt(pool, 'name') === lower(name ?? ''))
    : undefined;
}

/** The names of a cluster's node pools. */
export function poolsIn(world: Snapshot, clusterId: string): readonly string[] {
  const pools = valueAt(resourceIn(world, clusterId), 'properties', 'agentPoolProfiles');
  return Array.isArray(pools) ? pools.map((pool) => textAt(pool, 'name')) : [];
}

/** Resources, other than itself and what is below it, in which an identity's id stands. */
export function usersOf(world: Snapshot, identityId: string): readonly string[] {
  const id = lower(identityId);
  return world.resources
    .filter((one) => !lower(one.id).startsWith(id) && lower(JSON.stringify(one)).includes(`"${id}"`))
    .map((one) => one.name);
}

/** The paths at which two values differ. */
export function differences(a: unknown, b: unknown, path = ''): readonly string[] {
  if (Object.is(a, b)) return [];
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return [path];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].flatMap((name) =>
    differences(valueAt(a, name), valueAt(b, name), path === '' ? name : `${path}.${name}`),
  );
}
