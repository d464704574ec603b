import { isRegistry, sameId, sameGuid, type ArmId } from '../../domain/arm/resourceId.ts';
import { scopeOfAssignment } from '../../domain/arm/scopeWords.ts';
import type { DetachedRegistry } from '../../domain/cluster/facts.ts';
import { isFor } from '../../domain/needs/needKinds.ts';
import type { LostNeed } from '../../domain/plan/plan.ts';
import { timeOfStep } from './replacedIdentities.ts';
import type { RunRecord } from './runRecord.ts';

/**
 * Returns the registries from which nodes can no longer pull because a recorded run, of this or another window, removed
 * their role there, unless a later run granted it again.
 */
export function registriesDetached(entries: readonly RunRecord[]): readonly DetachedRegistry[] {
  return entries.flatMap((entry) =>
    entry.plan.steps.flatMap((step) => {
      const at = step.kind === 'removeRole' ? timeOfStep(entry, step) : undefined;
      if (step.kind !== 'removeRole' || at === undefined || !isRegistry(scopeOfAssignment(step.roleAssignmentId)))
        return [];
      const scope = scopeOfAssignment(step.roleAssignmentId);
      return (entry.plan.lost ?? [])
        .filter(({ need }) => isFor(need, 'pullImages') && sameId(need.scope, scope))
        .filter((lost) => !entries.some((later) => isAttached(later, lost, at)))
        .map((lost) => detachedRegistry(entry, lost, at));
    }),
  );
}

function detachedRegistry(
  { plan }: RunRecord,
  { clusterId, need, principalId }: LostNeed,
  at: number,
): DetachedRegistry {
  return { clusterId, registryId: need.scope as ArmId, principalId, at: new Date(at), by: plan.title };
}

/** Returns true if a run has later assigned a role at the registry to the principal that lost one there. */
function isAttached(entry: RunRecord, { need, principalId }: LostNeed, since: number): boolean {
  return entry.plan.steps.some(
    (step) =>
      step.kind === 'assignRole' &&
      sameId(step.scope, need.scope) &&
      step.principal.kind === 'principal' &&
      sameGuid(step.principal.principalId, principalId) &&
      (timeOfStep(entry, step) ?? 0) > since,
  );
}
