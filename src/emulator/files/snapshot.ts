import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Emulation } from '../request/armRequest.ts';
import type { Operation } from '../world/operations.ts';
import { readWorld } from './readWorld.ts';
import { defineShape, list, matchesShape, number, open, optional, record, table, text } from '../../shape/shape.ts';
import { readPart, WorldFileError } from './worldFileError.ts';
import type { ScheduleRequest } from '../world/activations.ts';
import type { RemovedAssignment, RoleAssignment } from '../world/roleAssignmentStore.ts';
import type { TimesSnapshot } from '../world/resourceTimes.ts';
import type { HiddenClusterState, World } from '../world/world.ts';
import type { WorldFile } from '../arm/worldFile.ts';
import { defined } from '../../shape/defined.ts';

/** A snapshot is a world file with the additional state of a running emulator. */
export interface Snapshot extends WorldFile {
  readonly emulator: {
    /** By how many seconds its clock is ahead of real time. */
    readonly advancedSeconds: number;
    readonly operations: readonly Operation[];
    readonly assignments: readonly RoleAssignment[];
    readonly removedAssignments: readonly RemovedAssignment[];
    readonly principalsVisibleFrom: Readonly<Record<string, number>>;
    readonly clusters: Readonly<Record<string, HiddenClusterState>>;
    readonly unregistered: readonly string[];
    readonly times?: TimesSnapshot;
    /** Until when identities accept no other credential. */
    readonly credentialWrites?: Readonly<Record<string, number>>;
    readonly activations?: readonly ScheduleRequest[];
  };
}

/** Returns the current world, in the form of a world file. */
export function takeSnapshot({ world, clock }: Emulation): Snapshot {
  const assignments = world.roleAssignments.all();
  return {
    tenantId: world.tenantId,
    subscriptions: world.subscriptions,
    resources: world.resources.all(),
    roleAssignments: assignments.map(asGiven),
    ...defined({ caller: world.caller }),
    ...(world.rolePolicies.length > 0 ? { rolePolicies: world.rolePolicies } : {}),
    ...(world.eligible.length > 0 ? { eligible: world.eligible } : {}),
    servicePrincipals: world.servicePrincipals,
    ...(world.users.length > 0 ? { users: world.users } : {}),
    groups: world.groups,
    ...defined({ managementGroups: world.managementGroups.given }),
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
    ...defined({ apiVersions: world.apiVersions, propertyVersions: world.propertyVersions }),
    ...(world.features.given().length > 0 ? { features: world.features.given() } : {}),
    ...defined({
      graphHasCredentials: world.graphHasCredentials,
      flexibleCredentials: world.flexibleCredentials,
      bindingsNeed: world.bindingsNeed,
    }),
    ...(world.history.writes.length > 0 ? { history: world.history.kept() } : {}),
    emulator: {
      advancedSeconds: clock.secondsAhead,
      operations: world.operations.all(),
      assignments,
      removedAssignments: world.roleAssignments.removed,
      principalsVisibleFrom: Object.fromEntries(world.principalsVisibleFrom),
      clusters: Object.fromEntries(world.clusters),
      unregistered: [...world.unregistered],
      times: world.times.kept(),
      credentialWrites: world.credentialWrites.kept(),
      activations: world.activations.all(),
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
    replace(file, temporary);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(dirname(file));
}

const mostTries = 50;
/** Milliseconds between two of them. */
const betweenTries = 10;

/** On Windows a file can't be replaced while another process has it open, which may be a virus scanner. */
function replace(file: string, temporary: string): void {
  for (let tries = 1; ; tries++) {
    try {
      return renameSync(temporary, file);
    } catch (error) {
      const isBusy =
        error instanceof Error && 'code' in error && ['EPERM', 'EACCES', 'EBUSY'].includes(String(error.code));
      if (!isBusy || tries === mostTries) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, betweenTries);
  }
}

/** Windows can't flush a folder, and doesn't need to. */
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

/** Reads the snapshot in the file; returns `undefined` if there is no file. Throws a WorldFileError if it is damaged. */
export function readSnapshot(file: string): Snapshot | undefined {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const world = readWorld(content);
  const { emulator } = world as Partial<Snapshot>;
  if (!matchesShape(open({ advancedSeconds: number }), emulator))
    throw new WorldFileError('it is not a state that the emulator has written: "emulator" is missing');
  readPart(state, emulator, 'emulator');
  return world as Snapshot;
}

/** The most by which the year still has four digits. */
const mostAdvanced = 220_000_000_000;

const assignment = open({
  scope: text,
  name: text,
  principalId: text,
  principalType: text,
  role: text,
  createdOn: text,
  updatedOn: text,
});
const state = open({
  advancedSeconds: defineShape<number>(
    `a number from -${mostAdvanced} to ${mostAdvanced}`,
    (value) => Math.abs(Number(value)) <= mostAdvanced,
  ),
  operations: list(open({ id: text, endsAt: number })),
  assignments: list(assignment),
  removedAssignments: list(open({ assignment })),
  principalsVisibleFrom: record,
  clusters: record,
  unregistered: list(text),
  times: optional(open({ others: text, named: table(open({ createdTime: text, changedTime: text })) })),
  credentialWrites: optional(table(number)),
  activations: optional(list(open({ scope: text, name: text, role: text, endsAt: number }))),
});

/** Restores the part of a world that a world file can't describe. */
export function restoreState(world: World, { emulator }: Snapshot): void {
  for (const assignment of emulator.assignments) world.roleAssignments.put(assignment);
  world.roleAssignments.restoreRemoved(emulator.removedAssignments);
  for (const operation of emulator.operations) world.operations.put(operation);
  for (const [id, from] of Object.entries(emulator.principalsVisibleFrom)) world.principalsVisibleFrom.set(id, from);
  for (const [id, memory] of Object.entries(emulator.clusters)) world.clusters.set(id, memory);
  for (const entry of emulator.unregistered) world.unregistered.add(entry);
  if (emulator.times !== undefined) world.times.restore(emulator.times);
  world.credentialWrites.restore(emulator.credentialWrites ?? {});
  for (const request of emulator.activations ?? []) world.activations.put(request);
}

function asGiven(assignment: RoleAssignment): WorldFile['roleAssignments'][number] {
  const { scope, principalId, role, name, condition, conditionVersion, description, createdOn } = assignment;
  return {
    scope,
    principalId,
    principalType: assignment.principalType as NonNullable<WorldFile['roleAssignments'][number]['principalType']>,
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    name,
    ...defined({ condition, conditionVersion, description }),
    createdOn,
  };
}
