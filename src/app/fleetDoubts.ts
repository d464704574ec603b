import { inParallel } from '../azure/listing.ts';
import { inTurns } from '../azure/turns.ts';
import { readKey } from '../identity/facts.ts';
import type { Read } from '../identity/facts.ts';
import { isRegistry } from '../identity/findingsGrant.ts';
import type { ArmId, Permission, RoleAssignment } from '../identity/model.ts';
import type { Requirement } from '../identity/need.ts';
import { allows } from '../identity/permissions.ts';
import { groupId, groupOf, idKey, parseResourceId, resourceType, subscriptionOf } from '../identity/resourceId.ts';
import { roleGuidOf } from '../identity/roles.ts';
import type { FleetTables } from './fleetTables.ts';
import type { ReadFact } from './gatherFacts.ts';

const readAssignments = 'Microsoft.Authorization/roleAssignments/read';

/** What doubting needs. */
export interface DoubtOptions {
  readonly tables: FleetTables;
  readonly read: ReadFact;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads to repeat with ARM, by `readKey`, before a grant is called missing: Resource Graph leaves out what the person may
 * not read, and does not tell who is in a group.
 */
export async function doubtsAbout(
  missing: readonly Requirement[],
  { tables, read, signal }: DoubtOptions,
): Promise<ReadonlyMap<string, Read>> {
  const doubts = new Map<string, Read>();
  if (missing.length === 0) return doubts;
  const mayHelp = await throughGroups(missing, tables);
  const isSeen = new Map<string, boolean>();
  for (const { scope, principalId } of missing) {
    const place = placeOf(scope);
    const matters = principalId !== undefined && tables.covers(scope) && !isSeen.has(place);
    if (matters) isSeen.set(place, await seesAll(place, read));
  }
  const gone = await goneGroups(missing, { tables, read });
  await inTurns(
    missing,
    (requirement) => {
      const { principalId, scope } = requirement;
      if (principalId === undefined || !tables.covers(scope)) return;
      const again: Read = { kind: 'assignments', scope, principalId };
      const isSure = isSeen.get(placeOf(scope)) === true && !gone.has(groupKey(scope)) && !mayHelp(requirement);
      if (!isSure) doubts.set(readKey(again), again);
    },
    signal,
  );
  return doubts;
}

/** Groups, by `idKey`, that do not exist any more: ARM does not tell what was granted in them. */
async function goneGroups(
  missing: readonly Requirement[],
  { tables, read }: Pick<DoubtOptions, 'tables' | 'read'>,
): Promise<ReadonlySet<string>> {
  const open = missing.filter(({ scope }) => tables.covers(scope) && groupOf(scope) && !isListed(scope, tables));
  const groups = new Set(open.map(({ scope }) => groupKey(scope)));
  const gone = new Set<string>();
  await inParallel([...groups], parallelReads, async (id) => {
    if ((await read({ kind: 'resource', id: id as ArmId })).kind === 'missing') gone.add(id);
  });
  return gone;
}

/** Whether the scope, or the network of a subnet, is in a table. */
function isListed(scope: string, tables: FleetTables): boolean {
  const parts = parseResourceId(scope);
  const isSubnet = parts?.type.toLowerCase() === resourceType.subnet.toLowerCase();
  const id = isSubnet ? parts.parent : scope;
  const type = id === undefined ? undefined : parseResourceId(id)?.type;
  return id !== undefined && type !== undefined && tables.resources(type)?.has(idKey(id)) === true;
}

/** The group that the scope lies in, as `idKey`. */
function groupKey(scope: string): string {
  return idKey(groupId(subscriptionOf(scope) ?? '', groupOf(scope) ?? ''));
}

const parallelReads = 8;

/** The subscription that the scope lies in, as a scope. */
function placeOf(scope: string): string {
  return `/subscriptions/${subscriptionOf(scope)?.toLowerCase() ?? ''}`;
}

/** Whether the person may read every role assignment of the subscription, so that what is not shown is not there. */
async function seesAll(subscription: string, read: ReadFact): Promise<boolean> {
  const answer = await read({ kind: 'callerPermissions', scope: subscription });
  return answer.kind === 'found' && allows(answer.value as readonly Permission[], readAssignments);
}

/** Whether what groups hold there could, with what the principal holds itself, be enough; who is in them is not known. */
async function throughGroups(
  missing: readonly Requirement[],
  tables: FleetTables,
): Promise<(requirement: Requirement) => boolean> {
  await tables.load(['assignments', 'roles']);
  const [own, roles] = [tables.assignments(), tables.roles()];
  const groups = await tables.groupAssignments(missing.map(({ scope }) => scope));
  const gives = ({ roleDefinitionId }: RoleAssignment, action: string): boolean => {
    const permissions = roles?.get(roleGuidOf(roleDefinitionId))?.permissions;
    return !permissions || allows(permissions, action) || allows(permissions, action, 'dataAction');
  };
  return ({ principalId = '', scope, actions }) => {
    if (!own || !groups) return true;
    const offered = groups.reaching(scope);
    // A role that has no effect at a registry is a finding of its own, whoever it comes from.
    if (offered.length > 0 && isRegistry(scope)) return true;
    const held = own.reaching(scope).filter((one) => one.principalId.toLowerCase() === principalId.toLowerCase());
    return offered.length > 0 && actions.every((action) => [...held, ...offered].some((one) => gives(one, action)));
  };
}
