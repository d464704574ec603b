/** Says of identities as which pods are to act that they have no role, without which pods sign in and can do nothing. */
import { unknownsOf } from '../../arm/answer.ts';
import { asArmId, distinctIds, resourceType } from '../../arm/resourceId.ts';
import type { Change } from '../../change/change.ts';
import type { Facts } from '../../cluster/facts.ts';
import { plannedIdentity, type PlannedIdentity } from '../lookUps.ts';
import type { NextStep } from '../nextSteps.ts';
import type { Step, Warning } from '../plan.ts';
import { contextAfter, unknownCheck, type DraftCheck } from '../planPart.ts';
import { say } from '../../../sentences/words.ts';

const source = 'https://learn.microsoft.com/azure/role-based-access-control/role-assignments';

/** What is to be known about the first roles of identities, and done about them. */
export interface FirstRoles {
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
  readonly next: readonly NextStep[];
}

const none: FirstRoles = { warnings: [], checks: [], next: [] };

/** Judges each identity to which workloads are connected or that is bound, unless the plan assigns it a role. */
export function firstRoles(changes: readonly Change[], steps: readonly Step[], facts: Facts): FirstRoles {
  const context = contextAfter(changes, steps, facts);
  const ids = changes.flatMap((change) =>
    change.kind === 'bindIdentity' || change.kind === 'createCredential'
      ? [asArmId(change.identityId, resourceType.identity)]
      : [],
  );
  const each = distinctIds(ids).map((id) => {
    const identity = plannedIdentity(id, context);
    return identity === undefined || getsRole(identity, steps) ? none : firstRole(identity, facts);
  });
  return {
    warnings: each.flatMap(({ warnings }) => warnings),
    checks: each.flatMap(({ checks }) => checks),
    next: each.flatMap(({ next }) => next),
  };
}

function getsRole({ principal }: PlannedIdentity, steps: readonly Step[]): boolean {
  const key = JSON.stringify(principal).toLowerCase();
  return steps.some((step) => step.kind === 'assignRole' && JSON.stringify(step.principal).toLowerCase() === key);
}

function firstRole({ id, name, isNew, principalId, unreadable }: PlannedIdentity, facts: Facts): FirstRoles {
  const answer =
    principalId === undefined
      ? undefined
      : facts.get({ kind: 'assignmentsOfAll', principalIds: [principalId.toLowerCase()] });
  if (answer?.kind === 'found' && answer.value.length > 0) return none;
  const unknown = unreadable === undefined ? unknownsOf(say`Roles`, answer) : [unreadable];
  if (unknown.length > 0) {
    const title = say`Whether ${name} has a role`;
    return { ...none, checks: [unknownCheck({ id: 'firstRole', about: [id], title }, unknown)] };
  }
  // Not read yet.
  if (!isNew && answer === undefined) return none;
  const text = isNew
    ? say`${name} has no role assignments yet. Until it gets one, pods can sign in as it, but can't do anything in Azure.`
    : say`${name} has no role assignments of its own that you can see. Unless a group gives it some, pods can sign in as it, but can't do anything in Azure.`;
  return {
    ...none,
    warnings: [{ id: 'firstRole', values: [id], severity: 'warning', text, source }],
    next: [{ kind: 'firstRole', identityId: id }],
  };
}
