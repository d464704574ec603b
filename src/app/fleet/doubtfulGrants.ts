import { forEachInTurns } from '../../async/yielding.ts';
import { allowsAction } from '../../domain/access/permissions.ts';
import { roleGuidOf } from '../../domain/access/roles.ts';
import {
  groupOf,
  idKey,
  parseResourceId,
  resourceType,
  isRegistry,
  sameGuid,
  groupAbove,
  sameId,
  sameText,
  subscriptionOf,
  type ArmId,
  subscriptionScope,
} from '../../domain/arm/resourceId.ts';
import { readKey, type Read } from '../../domain/cluster/facts.ts';
import { assignmentsRead } from './fleetAccess.ts';
import type { RoleAssignment, RoleDefinition } from '../../domain/cluster/model.ts';
import type { Requirement } from '../../domain/needs/need.ts';
import type { MappedPlace } from '../../domain/gateway/mapping.ts';
import { usesBy } from '../../domain/gateway/placeKinds.ts';
import type { ReadFact } from '../facts/gatherFacts.ts';
import type { AssignmentTable } from './assignmentTable.ts';
import type { FleetTables } from './fleetTables.ts';
import { inParallel } from '../../async/inParallel.ts';

/** Holds what checking the tables against ARM needs. */
export interface DoubtOptions {
  readonly tables: FleetTables;
  readonly read: ReadFact;
  readonly signal?: AbortSignal | undefined;
}

/** The roles that clusters seem to lack, and the zones and vaults for which their Gateways seem to lack an identity. */
interface SeeminglyLacking {
  readonly missing: readonly Requirement[];
  readonly unheld: readonly MappedPlace[];
}

/**
 * Returns the reads to repeat with ARM, by `readKey`, before a grant counts as missing: Resource Graph leaves out what
 * the user may not read, and does not list the members of groups.
 */
export async function doubtsAbout(
  { missing, unheld }: SeeminglyLacking,
  { tables, read, signal }: DoubtOptions,
): Promise<ReadonlyMap<string, Read>> {
  const doubts = new Map<string, Read>();
  if (missing.length + unheld.length === 0) return doubts;
  await tables.load(['assignments', 'roles']);
  const groups = await tables.groupAssignments([...missing.map(({ scope }) => scope), ...unheld.map(({ id }) => id)]);
  for (const { id: scope, kind } of unheld) {
    const isSure = groups?.reaching(scope).every((one) => usesBy(one, roleIn(tables, one), kind) === 'no') === true;
    const secondRead: Read = { kind: 'assignmentsAt', scope };
    if (!isSure) doubts.set(readKey(secondRead), secondRead);
  }
  const hidden = await hiddenAbove(missing, groups, { tables, read });
  const doubtfulGroups = await groupsInDoubt(missing, { tables, read });
  await forEachInTurns(
    missing,
    (requirement) => {
      const { principalId, scope } = requirement;
      if (principalId === undefined || !tables.covers(scope)) return;
      const isSure =
        hidden.get(subscriptionKey(scope))?.every((assignment) => !isFor(assignment, principalId)) === true &&
        !doubtfulGroups.has(groupKey(scope)) &&
        !mayHelp(requirement, groups, tables);
      const secondRead: Read = { kind: 'assignments', scope, principalId };
      if (!isSure) doubts.set(readKey(secondRead), secondRead);
    },
    signal,
  );
  return doubts;
}

/** Returns true if the principal holds the assignment, or if a group holds it that the principal may be in. */
function isFor({ principalId, principalType }: RoleAssignment, principal: string): boolean {
  return principalType?.toLowerCase() === 'group' || sameGuid(principalId, principal);
}

/**
 * Finds grants at a subscription and above it that ARM lists and the tables lack, because Resource Graph may hide
 * grants from above. Subscriptions in which the user may not read grants are left out.
 */
async function hiddenAbove(
  missing: readonly Requirement[],
  groups: AssignmentTable | undefined,
  { tables, read }: Pick<DoubtOptions, 'tables' | 'read'>,
): Promise<ReadonlyMap<string, readonly RoleAssignment[]>> {
  const open = missing.filter(({ scope, principalId }) => principalId !== undefined && tables.covers(scope));
  const hidden = new Map<string, readonly RoleAssignment[]>();
  await inParallel([...new Set(open.map(({ scope }) => subscriptionKey(scope)))], parallelReads, async (place) => {
    const answer = await read(assignmentsRead(place));
    if (answer.kind !== 'found') return;
    const above = (answer.value as readonly RoleAssignment[]).filter(
      ({ scope }) => subscriptionOf(scope) === undefined || sameId(scope, place),
    );
    const listedAssignments = [tables.assignments(), groups].flatMap((table) => table?.reaching(place) ?? []);
    const listedKeys = new Set(listedAssignments.map(({ id }) => idKey(id)));
    hidden.set(
      place,
      above.filter(({ id }) => !listedKeys.has(idKey(id))),
    );
  });
  return hidden;
}

/**
 * Finds the resource groups, by `idKey`, that no longer exist, or may not, because they can't be read: ARM does not list
 * grants that were made in one that is gone.
 */
async function groupsInDoubt(
  missing: readonly Requirement[],
  { tables, read }: Pick<DoubtOptions, 'tables' | 'read'>,
): Promise<ReadonlySet<string>> {
  const open = missing.filter(({ scope }) => tables.covers(scope) && groupOf(scope) && !isListed(scope, tables));
  const groups = new Set(open.map(({ scope }) => groupKey(scope)));
  const doubtfulGroups = new Set<string>();
  await inParallel([...groups], parallelReads, async (id) => {
    if ((await read({ kind: 'resource', id: id as ArmId })).kind !== 'found') doubtfulGroups.add(id);
  });
  return doubtfulGroups;
}

/** Returns true if a table has the scope, or the network of the subnet. */
function isListed(scope: string, tables: FleetTables): boolean {
  const parts = parseResourceId(scope);
  const isSubnet = sameText(parts?.type, resourceType.subnet);
  const id = isSubnet ? parts?.parent : scope;
  const type = id === undefined ? undefined : parseResourceId(id)?.type;
  return id !== undefined && type !== undefined && tables.resources(type)?.has(id) === true;
}

/** Returns the resource group of the scope, as `idKey`. */
function groupKey(scope: string): string {
  return idKey(groupAbove(scope));
}

const parallelReads = 8;

/** Returns the subscription of the scope, as a scope. */
function subscriptionKey(scope: string): string {
  return subscriptionScope(scope).toLowerCase();
}

/**
 * Returns true if the roles that groups hold there, together with those of the principal itself, could be enough; the
 * members of the groups are not known.
 */
function mayHelp(
  { principalId = '', scope, actions }: Requirement,
  groups: AssignmentTable | undefined,
  tables: FleetTables,
): boolean {
  const ownTable = tables.assignments();
  if (!ownTable || !groups) return true;
  const gives = (assignment: RoleAssignment, action: string): boolean => {
    const permissions = roleIn(tables, assignment)?.permissions;
    return !permissions || allowsAction(permissions, action) || allowsAction(permissions, action, 'dataAction');
  };
  const offered = groups.reaching(scope);
  // A role without effect at a registry is a finding of its own, whoever holds it.
  if (offered.length > 0 && isRegistry(scope)) return true;
  const direct = ownTable.reaching(scope).filter((assignment) => sameGuid(assignment.principalId, principalId));
  return (
    offered.length > 0 &&
    actions.every((action) => [...direct, ...offered].some((assignment) => gives(assignment, action)))
  );
}

function roleIn(tables: FleetTables, { roleDefinitionId }: RoleAssignment): RoleDefinition | undefined {
  return tables.roles()?.get(roleGuidOf(roleDefinitionId));
}
