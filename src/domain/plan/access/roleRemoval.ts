/** Plans that remove single role assignments. */
import { assertNotLocked, callerAction, callerCheck } from '../callerChecks.ts';
import type { ChangeOf } from '../../change/change.ts';
import { verbs } from '../../change/tenses.ts';
import { scopeName, scopeOfAssignment } from '../../arm/scopeWords.ts';
import { unknownsOf, type Answer } from '../../arm/answer.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import { askToAssign } from '../accessRequest.ts';
import { azRemoveRole } from '../stepCommands.ts';
import { assertVisible, directoryAt } from '../lookUps.ts';
import type { RoleAssignment } from '../../cluster/model.ts';
import { nothingRestarts } from '../pace.ts';
import {
  planPart,
  type DraftCheck,
  type PlanContext,
  type PlanPart,
  notReadPart,
  unknownCheck,
  goneCheck,
} from '../planPart.ts';
import type { Warning } from '../plan.ts';
import { clustersNow } from '../../cluster/uses.ts';
import { useChecks, unusedAfter, unusedWords } from '../../uses/nothingUses.ts';
import { principalName, holderWords } from '../../access/principalNames.ts';
import { Refusal } from '../../arm/refusal.ts';
import { withTitle } from '../../arm/unknown.ts';
import {
  asArmId,
  isGuid,
  lastSegment,
  resourceType,
  roleAssignmentId,
  sameId,
  sameText,
} from '../../arm/resourceId.ts';
import { isOfClusterAccess, roleById, roleGuidOf } from '../../access/roles.ts';
import { removeRoleStep } from '../steps.ts';
import { say, type Phrase } from '../../../sentences/words.ts';
import { rolesSource } from './roles.ts';

/** Plans the removal of exactly one role assignment; nothing is left to do if it is already gone. */
export function planRemoveRole(change: ChangeOf<'removeRole'>, { facts }: PlanContext): PlanPart {
  const id = assignmentId(change.roleAssignmentId);
  const scope = scopeOfAssignment(id);
  const via = directoryAt(id, change, facts);
  if (!via) return notReadPart;
  const scopeText = scopeName(scope, subscriptionNames(facts));
  const answer = facts.get({ kind: 'assignment', id, ...via });
  assertVisible(answer, say`The role assignment`);
  const assignment = answer?.kind === 'found' ? answer.value : undefined;
  const definition = assignment
    ? facts.get({ kind: 'role', guid: roleGuidOf(assignment.roleDefinitionId), scope, ...via })
    : undefined;
  const builtInName = assignment ? roleById(assignment.roleDefinitionId)?.name : undefined;
  const roleName = definition?.kind === 'found' ? definition.value.name : (builtInName ?? say`a role`);
  const principal = assignment ? nameOfHolder(assignment, facts) : say`a principal`;
  const right = {
    action: callerAction.deleteRole,
    scope,
    ...via,
    can: say`remove roles on ${scopeText}`,
    request: askToAssign(azRemoveRole(id).az, scope, facts),
  };
  if (assignment) assertNotLocked(right, facts);
  const says = verbs.remove(
    assignment ? say`${roleName} from ${principal} on ${scopeText}` : say`a role assignment on ${scopeText}`,
  );
  return planPart({
    says,
    ...(answer?.kind === 'missing'
      ? { already: say`The role assignment no longer exists.` }
      : {
          does: [say`Removes ${roleName} from ${principal} on ${scopeText}`],
          pace: {
            downtime: nothingRestarts,
            delay: 'removal',
            wayBack: {
              kind: 'assignAgain',
              hasCondition: assignment?.condition !== undefined,
              isQuick: assignment !== undefined && isOfClusterAccess(assignment.roleDefinitionId),
            },
          },
        }),
    steps: [
      {
        ...removeRoleStep(id, assignment, {
          title: says.title,
          effect: say`Removes only this assignment; inherited ones stay.`,
        }),
        ...via,
      },
    ],
    checks:
      answer?.kind === 'missing'
        ? [goneCheck(say`The assignment no longer exists.`)]
        : [callerCheck(right, facts), ...unseenCheck(answer)],
    ...(assignment ? { removals: [{ assignment: assignment, via }], takesAway: say`${roleName} on ${scopeText}` } : {}),
    unseenUse: unseenUse(assignment, { who: principal, roleName, where: scopeText }, facts),
    before: { roles: assignment ? [say`${roleName} on ${scopeText}`] : [] },
    after: { roles: [] },
    next: assignment ? [{ kind: 'removalTakesTime' }] : [],
  });
}

/** A person or a group by its kind; anyone else as in all plans. */
function nameOfHolder(assignment: RoleAssignment, facts: Facts): Phrase {
  const isPerson = ['user', 'group'].includes(assignment.principalType?.toLowerCase() ?? '');
  return isPerson ? holderWords(assignment, facts).within : principalName(assignment.principalId, facts);
}

/** If an assignment can't be read, it is unknown whose role it is and who needs it. */
function unseenCheck(answer: Answer<RoleAssignment> | undefined): readonly DraftCheck[] {
  if (answer?.kind !== 'unreadable') return [];
  const unknown = withTitle(say`The role assignment can't be read, so whose role it is isn't known`, answer);
  return [unknownCheck({ id: 'needed', title: say`Whether a cluster needs it` }, [unknown])];
}

/** Warns that invisible users of an identity lose the role, unless our own change took the identity out of use. */
function unseenUse(
  assignment: RoleAssignment | undefined,
  { who, roleName, where }: { readonly who: Phrase; readonly roleName: Phrase; readonly where: Phrase },
  facts: Facts,
): Warning[] {
  const isPrincipal = (id: string): boolean => sameText(id, assignment?.principalId);
  // No cluster is a user.
  if (sameText(assignment?.principalType, 'User')) return [];
  if (!assignment || facts.replaced?.some(({ principalId }) => isPrincipal(principalId))) return [];
  const { answer, late } = clustersNow(facts);
  const unused = unusedAfter({ clusters: [...late, ...unknownsOf(useChecks.clusters, answer)] }, ['clusters']);
  const needed = unusedWords(unused, {
    known: say`No cluster that you can see is known to need ${roleName} on ${where}.`,
    unknown: say`Not all clusters could be checked for whether one needs ${roleName} on ${where}.`,
  });
  return [
    {
      id: 'unseenUse',
      values: [who, roleName, where],
      severity: 'warning',
      text: say`${needed} Check that nothing else needs it.`,
      source: rolesSource,
    },
  ];
}

function assignmentId(text: string): string {
  const name = lastSegment(text.trim());
  const scope = scopeOfAssignment(text.trim());
  if (!isGuid(name) || !sameId(roleAssignmentId(scope, name), text.trim())) {
    throw new Refusal(say`"${text}" is not the ID of a role assignment.`, rolesSource);
  }
  if (scope === '/' || /^\/providers\/Microsoft\.Management\//i.test(scope)) return text.trim();
  return asArmId(text, resourceType.roleAssignment);
}
