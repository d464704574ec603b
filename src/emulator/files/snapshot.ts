import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Emulation } from '../request/armRequest.ts';
import { asList, isObject } from '../arm/json.ts';
import type { Operation } from '../world/operations.ts';
import { readWorld } from './readWorld.ts';
import { WorldFileError } from './checkParts.ts';
import type { RemovedAssignment, RoleAssignment } from '../world/roleAssignmentStore.ts';
import type { KeptTimes } from '../world/resourceTimes.ts';
import type { ClusterMemory, World } from '../world/world.ts';
import type { Json, WorldFile } from '../arm/worldFile.ts';

/** A snapshot is a world file with the additional state of a running emulator. */
export interface Snapshot extends WorldFile {
  readonly emulator: {
    readonly advancedSeconds: number;
    readonly operations: readonly Operation[];
    readonly assignments: readonly RoleAssignment[];
    readonly removedAssignments: readonly RemovedAssignment[];
    readonly principalsVisibleFrom: Readonly<Record<string, number>>;
    readonly clusters: Readonly<Record<string, ClusterMemory>>;
    readonly unregistered: readonly string[];
    readonly times?: KeptTimes;
  };
}

/** Returns the world as it is now, in the form of a world file. */
export function takeSnapshot({ world, clock }: Emulation): Snapshot {
  const assignments = world.roleAssignments.all();
  return {
    tenantId: world.tenantId,
    subscriptions: world.subscriptions,
    resources: world.resources.all(),
    roleAssignments: assignments.map(asGiven),
    ...(world.caller !== undefined && { caller: world.caller }),
    servicePrincipals: world.servicePrincipals,
    groups: world.groups,
    ...(world.managementGroups.given !== undefined && { managementGroups: world.managementGroups.given }),
    roleDefinitions: [...world.roles.values()]
      .filter((role) => role.custom)
      .map(({ guid, name, description, assignableScopes, permissions }) => ({
        name: guid,
        roleName: name,
        description,
        assignableScopes,
        permissions,
      })),
    denyAssignments: world.denyAssignments,
    ...(world.apiVersions !== undefined && { apiVersions: world.apiVersions }),
    ...(world.graphHasCredentials !== undefined && { graphHasCredentials: world.graphHasCredentials }),
    emulator: {
      advancedSeconds: clock.advancedSeconds,
      operations: world.operations.all(),
      assignments,
      removedAssignments: world.roleAssignments.removed,
      principalsVisibleFrom: Object.fromEntries(world.principalsVisibleFrom),
      clusters: Object.fromEntries(world.clusters),
      unregistered: [...world.unregistered],
      times: world.times.kept(),
    },
  };
}

/** Writes the snapshot so that the file is always either the old or the new one, and returns when it is on disk. */
export function writeSnapshot(file: string, snapshot: Snapshot): void {
  const temporary = `${file}.${String(process.pid)}.tmp`;
  try {
    const handle = openSync(temporary, 'w', 0o600);
    try {
      writeFileSync(handle, JSON.stringify(snapshot));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(dirname(file));
}

/** Windows cannot flush a folder, and does not need it. */
function flushFolder(folder: string): void {
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
  } finally {
    closeSync(directory);
  }
}

/**
 * Reads the snapshot in the file, or returns `undefined` where there is no file. Throws a WorldFileError where it is
 * damaged.
 */
export function readSnapshot(file: string): Snapshot | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const world = readWorld(text);
  const emulator = (world as unknown as Readonly<Record<string, Json>>)['emulator'];
  if (!isObject(emulator) || typeof emulator['advancedSeconds'] !== 'number') {
    throw new WorldFileError('it is not a state that the emulator has written: "emulator" is missing');
  }
  if (!(emulator['advancedSeconds'] >= 0 && emulator['advancedSeconds'] <= mostAdvanced)) {
    throw new WorldFileError(`emulator.advancedSeconds must be a number from 0 to ${String(mostAdvanced)}`);
  }
  for (const list of ['operations', 'assignments', 'removedAssignments', 'unregistered']) {
    if (!Array.isArray(emulator[list])) throw new WorldFileError(`emulator.${list} must be a list`);
  }
  for (const name of ['principalsVisibleFrom', 'clusters']) {
    if (!isObject(emulator[name])) throw new WorldFileError(`emulator.${name} must be an object`);
  }
  for (const entry of asList(emulator['operations'])) {
    if (!isObject(entry) || typeof entry['id'] !== 'string' || typeof entry['endsAt'] !== 'number') {
      throw new WorldFileError('emulator.operations has an entry that is not an operation');
    }
  }
  asList(emulator['assignments']).forEach((entry, index) => {
    checkAssignment(entry, `emulator.assignments[${String(index)}]`);
  });
  asList(emulator['removedAssignments']).forEach((entry, index) => {
    const place = `emulator.removedAssignments[${String(index)}]`;
    checkAssignment(isObject(entry) ? entry['assignment'] : undefined, `${place}.assignment`);
  });
  return world as Snapshot;
}

/** So much that the year still has four digits. */
const mostAdvanced = 220_000_000_000;

function checkAssignment(entry: Json | undefined, place: string): void {
  const isWhole = ['scope', 'name', 'principalId', 'principalType', 'role', 'createdOn', 'updatedOn'].every(
    (name) => isObject(entry) && typeof entry[name] === 'string',
  );
  if (!isWhole) throw new WorldFileError(`${place} is not a role assignment`);
}

/** Restores the part of a world that a world file cannot describe. */
export function restore(world: World, { emulator }: Snapshot): void {
  for (const assignment of emulator.assignments) world.roleAssignments.put(assignment);
  world.roleAssignments.restoreRemoved(emulator.removedAssignments);
  for (const operation of emulator.operations) world.operations.put(operation);
  for (const [id, from] of Object.entries(emulator.principalsVisibleFrom)) world.principalsVisibleFrom.set(id, from);
  for (const [id, memory] of Object.entries(emulator.clusters)) world.clusters.set(id, memory);
  for (const entry of emulator.unregistered) world.unregistered.add(entry);
  if (emulator.times !== undefined) world.times.restore(emulator.times);
}

function asGiven(assignment: RoleAssignment): WorldFile['roleAssignments'][number] {
  const { scope, principalId, role, name, condition, conditionVersion, description, createdOn } = assignment;
  return {
    scope,
    principalId,
    principalType: assignment.principalType as NonNullable<WorldFile['roleAssignments'][number]['principalType']>,
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    name,
    ...(condition !== undefined && { condition }),
    ...(conditionVersion !== undefined && { conditionVersion }),
    ...(description !== undefined && { description }),
    createdOn,
  };
}
