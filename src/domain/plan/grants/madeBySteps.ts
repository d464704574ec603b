import { roleGuidOf } from '../../access/roles.ts';
import { sameId, sameGuid } from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { RoleAssignment } from '../../cluster/model.ts';
import { assignmentToCome, principalIdIn } from '../lookUps.ts';
import { principalTypeOf } from '../stepActions.ts';
import type { Step, StepOf } from '../plan.ts';
import type { Removal } from '../planPart.ts';

type AssignStep = StepOf<'assignRole'>;

/**
 * Returns the assignments that steps make for existing principals, without those that the same plan removes later.
 * Steps that may fail without failing the plan don't count.
 */
export function madeBySteps(
  steps: readonly Step[],
  removals: readonly Removal[],
  facts: Facts,
): readonly RoleAssignment[] {
  return steps.flatMap((step, index) => {
    if (step.kind !== 'assignRole' || step.optional) return [];
    const madeAssignment = madeBy(step, facts);
    if (madeAssignment === undefined) return [];
    const later = steps
      .slice(index + 1)
      .flatMap((laterStep) => (laterStep.kind === 'removeRole' ? [laterStep.roleAssignmentId] : []));
    const isRemoved = removals.some(
      ({ assignment }) => later.some((id) => sameId(id, assignment.id)) && isSameGrant(assignment, madeAssignment),
    );
    return isRemoved ? [] : [madeAssignment];
  });
}

function madeBy({ principal, scope, roleDefinitionId }: AssignStep, facts: Facts): RoleAssignment | undefined {
  const principalId = principalIdIn(principal, facts);
  if (principalId === undefined) return undefined;
  const principalType = principalTypeOf(principal);
  return assignmentToCome({ scope, roleGuid: roleGuidOf(roleDefinitionId), principalId, principalType }, facts.now);
}

function isSameGrant(a: RoleAssignment, b: RoleAssignment): boolean {
  return (
    sameId(a.scope, b.scope) &&
    sameGuid(a.principalId, b.principalId) &&
    roleGuidOf(a.roleDefinitionId) === roleGuidOf(b.roleDefinitionId)
  );
}
