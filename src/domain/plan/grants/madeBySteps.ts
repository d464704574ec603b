import { roleAssignmentName } from '../../arm/stableId.ts';
import { roleGuidOf } from '../../access/roles.ts';
import { roleAssignmentId, sameId } from '../../arm/resourceId.ts';
import { textAt } from '../../arm/json.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { RoleAssignment } from '../../cluster/model.ts';
import type { PrincipalRef, Step } from '../plan.ts';
import type { Removal } from '../planPart.ts';

type AssignStep = Extract<Step, { kind: 'assignRole' }>;

/**
 * Returns the assignments that steps make for principals that exist, as far as the same plan does not remove them later. What may
 * fail without failing the plan does not count.
 */
export function madeBySteps(
  steps: readonly Step[],
  removals: readonly Removal[],
  facts: Facts,
): readonly RoleAssignment[] {
  return steps.flatMap((step, index) => {
    if (step.kind !== 'assignRole' || step.optional) return [];
    const made = madeBy(step, facts);
    if (made === undefined) return [];
    const later = steps.slice(index + 1).flatMap((each) => (each.kind === 'removeRole' ? [each.roleAssignmentId] : []));
    const isRemoved = removals.some(
      ({ assignment }) => later.some((id) => sameId(id, assignment.id)) && isSameGrant(assignment, made),
    );
    return isRemoved ? [] : [made];
  });
}

function madeBy({ principal, scope, roleDefinitionId }: AssignStep, facts: Facts): RoleAssignment | undefined {
  const principalId = principalIdOf(principal, facts);
  if (principalId === undefined) return undefined;
  const guid = roleGuidOf(roleDefinitionId);
  return {
    id: roleAssignmentId(scope, roleAssignmentName(scope, guid, principalId)),
    ...{ scope, principalId, roleDefinitionId },
    principalType: 'ServicePrincipal',
    createdOn: facts.now.toISOString(),
  };
}

function principalIdOf(principal: PrincipalRef, facts: Facts): string | undefined {
  if (principal.kind === 'principal') return principal.principalId;
  if (principal.kind !== 'identity') return undefined;
  const answer = facts.get({ kind: 'resource', id: principal.identityId });
  return answer?.kind === 'found' ? textAt(answer.value, 'properties.principalId') : undefined;
}

function isSameGrant(one: RoleAssignment, other: RoleAssignment): boolean {
  return (
    sameId(one.scope, other.scope) &&
    one.principalId.toLowerCase() === other.principalId.toLowerCase() &&
    roleGuidOf(one.roleDefinitionId) === roleGuidOf(other.roleDefinitionId)
  );
}
