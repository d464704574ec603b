/** What already exists for a role that is to be granted; an existing assignment is never overwritten. */
import { Refusal } from '../arm/refusal.ts';
import { roleAssignmentId, sameId, sameGuid } from '../arm/resourceId.ts';
import { roleAssignmentName } from '../arm/stableId.ts';
import { directoryOf } from '../arm/via.ts';
import type { Facts } from '../cluster/facts.ts';
import type { RoleAssignment } from '../cluster/model.ts';
import { scopeName } from '../arm/scopeWords.ts';
import { roleGuidOf } from './roles.ts';
import { say, type Phrase, type Words } from '../../sentences/words.ts';

/** One role for one principal at one scope; ARM allows at most one assignment for it, whatever the condition. */
export interface RoleForPrincipal {
  readonly scope: string;
  readonly roleGuid: string;
  readonly principalId: string;
  /** The directory, if the scope is above all subscriptions. */
  readonly tenantId?: string;
  /** Its condition; left out: none. */
  readonly condition?: string;
}

/** What exists of a role for a principal at a scope. */
export type ExistingGrant =
  | { readonly kind: 'nothing' }
  /** Granted without a condition, or with exactly the wanted one: nothing has to be sent. */
  | { readonly kind: 'granted'; readonly assignment: RoleAssignment }
  /** A grant would overwrite it: it has another condition, or it is a different one under the name that the grant would have. */
  | { readonly kind: 'inTheWay'; readonly assignment: RoleAssignment };

/** Returns the id of a grant of the role, which is always the same. */
export function grantId({ scope, roleGuid, principalId }: RoleForPrincipal): string {
  return roleAssignmentId(scope, roleAssignmentName(scope, roleGuid, principalId));
}

/** Returns what the assignments listed at the scope, and the one under the grant's own name, mean for the grant. */
export function existingGrant(
  triple: RoleForPrincipal,
  { listed = [], named }: { readonly listed?: readonly RoleAssignment[]; readonly named?: RoleAssignment | undefined },
): ExistingGrant {
  const same = [...listed, ...(named ? [named] : [])].filter((candidate) => isSameGrant(triple, candidate));
  const firm = same.find(({ condition }) => !condition || condition === triple.condition);
  if (firm) return { kind: 'granted', assignment: firm };
  const assignment = same[0] ?? named;
  return assignment ? { kind: 'inTheWay', assignment } : { kind: 'nothing' };
}

function isSameGrant({ scope, roleGuid, principalId }: RoleForPrincipal, assignment: RoleAssignment): boolean {
  return (
    sameGuid(assignment.principalId, principalId) &&
    roleGuidOf(assignment.roleDefinitionId) === roleGuid.toLowerCase() &&
    sameId(assignment.scope, scope)
  );
}

/** Returns the same from the facts: from the list at the scope and, if that has nothing, from a read by the grant's own name. */
export function grantInFacts(triple: RoleForPrincipal, facts: Facts): ExistingGrant {
  const inList = grantInList(triple, facts);
  if (inList.kind !== 'nothing') return inList;
  const namedAnswer = facts.get({ kind: 'assignment', id: grantId(triple), ...directoryOf(triple) });
  return existingGrant(triple, { named: namedAnswer?.kind === 'found' ? namedAnswer.value : undefined });
}

/** Returns the same as `grantInFacts` from the list alone, for callers that send nothing. */
export function grantInList(triple: RoleForPrincipal, facts: Facts): ExistingGrant {
  const { scope, principalId } = triple;
  const listAnswer = facts.get({ kind: 'assignments', scope, principalId, ...directoryOf(triple) });
  return existingGrant(triple, { listed: listAnswer?.kind === 'found' ? listAnswer.value : [] });
}

/** Returns the assignment that already grants the role; throws a `Refusal` (`conflict`) if another one is in the way. */
export function existingGrantOrRefusal(
  triple: RoleForPrincipal,
  roleName: string,
  facts: Facts,
): RoleAssignment | undefined {
  const existing = grantInFacts(triple, facts);
  switch (existing.kind) {
    case 'nothing':
      return undefined;
    case 'granted':
      return existing.assignment;
    case 'inTheWay':
      throw new Refusal(inTheWayText(existing.assignment, roleName), conditionsPage, 'conflict');
  }
}

/** The page that explains what a condition is and how to edit it. */
export const conditionsPage =
  'https://learn.microsoft.com/azure/role-based-access-control/conditions-role-assignments-portal';

/** Returns why the role is not granted over this assignment, and what to do about it. */
export function inTheWayText({ id, scope, condition, description }: RoleAssignment, roleName: Phrase): Words {
  const assignment = description ? say`${id} ("${description}")` : id;
  return condition
    ? say`${roleName} on ${scopeName(scope)} is already assigned, but with a condition: ${condition} (role assignment ${assignment}). Granting the role would take the condition away. If that is what you want, remove the assignment deliberately, or edit its condition.`
    : say`The role assignment ${assignment} already has the name that granting ${roleName} would use, and it grants something else. It is not overwritten. If it isn't needed, remove it deliberately.`;
}
