/** Plans of single role assignments. */
import { assertNotLocked, callerAction, callerCheck } from '../callerChecks.ts';
import type { ChangeOf } from '../../change/change.ts';
import { verbs } from '../../change/tenses.ts';
import { scopeName, scopeOfAssignment, scopeWithKind } from '../../arm/scopeWords.ts';
import { existingGrantOrRefusal } from '../../access/existingGrant.ts';
import { grantedCheck } from '../grants/grantChecks.ts';
import { unknownsOf, type Answer } from '../../arm/answer.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import { askToAssign } from '../accessRequest.ts';
import { azRemoveRole } from '../stepCommands.ts';
import { assertVisible, directoryAt, plannedIdentity } from '../lookUps.ts';
import type { RoleAssignment, RoleDefinition } from '../../cluster/model.ts';
import { nothingRestarts } from '../pace.ts';
import { planPart, type DraftCheck, type PlanContext, type PlanPart, notReadPart } from '../planPart.ts';
import type { Step, Warning } from '../plan.ts';
import type { PrincipalRef } from '../stepActions.ts';
import { principalOf } from '../../cluster/principals.ts';
import { clustersNow } from '../../cluster/uses.ts';
import { useChecks, unusedAfter, unusedWords } from '../../uses/nothingUses.ts';
import { principalName } from '../../access/principalNames.ts';
import { unreadableRefusal, Refusal } from '../../arm/refusal.ts';
import { withTitle } from '../../arm/unknown.ts';
import { unknownCheck } from '../unknownCheck.ts';
import {
  asArmId,
  asScope,
  groupId,
  isGuid,
  lastSegment,
  resourceType,
  roleAssignmentId,
  sameId,
  sameGuid,
  isOfType,
  sameText,
} from '../../arm/resourceId.ts';
import { role, roleById, roleGuidOf, type RoleName } from '../../access/roles.ts';
import { assignRoleStep, removeRoleStep } from '../steps.ts';
import type { Via } from '../../arm/via.ts';
import { overviewPage } from '../../arm/docs.ts';
import { say } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

const rolesSource = 'https://learn.microsoft.com/azure/role-based-access-control/role-assignments-steps';

/**
 * Plans one role for one principal at one scope; throws a `Refusal` if an assignment with a condition is in the way.
 */
export function planAssignRole(change: ChangeOf<'assignRole'>, context: PlanContext): PlanPart {
  const { facts } = context;
  const scope = asScope(change.scope);
  const holder = futureHolder(change.principalId, context);
  if (!holder) return notReadPart;
  const { principalId } = holder;
  if (principalId !== undefined && !isGuid(principalId)) {
    throw new Refusal(
      `"${principalId}" is not a principal ID: a GUID is expected (not a name, client ID or resource ID).`,
      rolesSource,
    );
  }
  const via = directoryAt(scope, change, facts);
  const roleToAssign = via && wantedRole(change, { scope, via }, facts);
  if (!roleToAssign) return notReadPart;
  const scopeText = scopeName(scope, subscriptionNames(facts));
  const place = scopeWithKind(scope, subscriptionNames(facts));
  const principal: PrincipalRef = holder.principal;
  const holderName = holder.name ?? principalName(principalId ?? '', facts);
  const existing =
    principalId === undefined
      ? undefined
      : existingGrantOrRefusal({ scope, principalId, roleGuid: roleToAssign.id, ...via }, roleToAssign.name, facts);
  const assignStep = assignRoleStep({
    principal,
    principalName: holderName,
    role: roleToAssign,
    ...defined({ definition: roleToAssign.definition }),
    scope,
    scopeName: scopeText,
    effect: say`${holderName} has ${roleToAssign.name} on ${place} and everything below it.`,
  });
  const step: Step = { ...assignStep, ...via };
  const right = {
    action: callerAction.writeRole,
    scope,
    ...via,
    can: `assign roles on ${scopeText}`,
    request: askToAssign(step.az, scope, facts),
  };
  if (!existing) assertNotLocked(right, facts);
  return planPart({
    ...(existing
      ? { already: say`${holderName} already has ${roleToAssign.name} on ${scopeText}.` }
      : {
          does: [say`Assigns ${roleToAssign.name} on ${scopeText} to ${holderName}`],
          pace: { downtime: nothingRestarts, delay: 'role', wayBack: { kind: 'removeRole' } },
        }),
    says: verbs.assign(`${roleToAssign.name} to ${holderName} on ${scopeText}`),
    steps: [step],
    checks: existing ? [grantedCheck(say`Already assigned`, existing)] : [callerCheck(right, facts)],
    warnings: isNodeGroupOf(principalId, roleToAssign, scope, facts) ? [] : broadWarnings(roleToAssign, scope, place),
    before: { roles: existing ? [`${roleToAssign.name} on ${scopeText}`] : [] },
    after: { roles: [`${roleToAssign.name} on ${scopeText}`] },
    next: existing ? [] : [{ kind: 'rolesTakeTime' }],
  });
}

interface FutureHolder {
  readonly principal: PrincipalRef;
  /** Left out while the identity does not exist. */
  readonly principalId?: string;
  readonly name?: string;
}

/** Finds the principal by its object id, or by the id of its identity, which may be created earlier in the plan. */
function futureHolder(askedHolder: string, context: PlanContext): FutureHolder | undefined {
  if (!isOfType(askedHolder, resourceType.identity))
    return {
      principalId: askedHolder,
      principal: { kind: 'principal', principalId: askedHolder, principalType: 'ServicePrincipal' },
    };
  const identity = plannedIdentity(asArmId(askedHolder, resourceType.identity), context);
  if (identity?.unreadable !== undefined) throw unreadableRefusal(`The identity ${identity.name}`, identity.unreadable);
  return identity;
}

/** A role that the user chose, and what it allows if that can be read. */
interface WantedRole extends RoleName {
  readonly definition?: RoleDefinition;
}

const roleId = /^([^/]+|.*\/providers\/Microsoft\.Authorization\/roleDefinitions\/[^/]+)$/i;

/** Finds the role by name, GUID or id; throws a `Refusal` if there is none; `undefined` while it has not been read. */
function wantedRole(
  { role: askedRole }: ChangeOf<'assignRole'>,
  { scope, via }: { readonly scope: string; readonly via: Via },
  facts: Facts,
): WantedRole | undefined {
  const place = scopeWithKind(scope, subscriptionNames(facts));
  if ('name' in askedRole) {
    const answer = facts.get({ kind: 'roleNamed', name: askedRole.name, scope, ...via });
    return wantedRoleOf(answer, askedRole.name, place);
  }
  const guid = roleGuidOf(askedRole.id);
  if (!isGuid(guid) || !roleId.test(askedRole.id))
    throw new Refusal(`"${askedRole.id}" is neither a role definition's GUID nor its full id.`, rolesSource);
  const answer = facts.get({ kind: 'role', guid, scope, ...via });
  return wantedRoleOf(answer, askedRole.id, place);
}

function wantedRoleOf(
  answer: Answer<RoleDefinition> | undefined,
  askedRole: string,
  place: string,
): WantedRole | undefined {
  if (!answer) return undefined;
  if (answer.kind === 'found') return { name: answer.value.name, id: answer.value.guid, definition: answer.value };
  if (answer.kind === 'missing')
    throw new Refusal(`There is no role "${askedRole}" that can be assigned on ${place}.`, rolesSource);
  assertVisible(answer, `The role "${askedRole}" on ${place}`);
  const builtIn = roleById(askedRole);
  if (builtIn) return { name: builtIn.name, id: builtIn.guid };
  throw unreadableRefusal(`The role "${askedRole}" on ${place}`, answer);
}

/** Returns true for Contributor on the nodes' group of the cluster with this control plane, which AKS itself assigns. */
function isNodeGroupOf(principalId: string | undefined, { id }: RoleName, scope: string, facts: Facts): boolean {
  const clusters = id === role.contributor.id ? facts.get({ kind: 'clusters' }) : undefined;
  if (principalId === undefined || clusters?.kind !== 'found') return false;
  return clusters.value
    .filter((cluster) => sameId(scope, groupId(cluster.subscriptionId, cluster.nodeResourceGroup ?? '')))
    .some((cluster) => sameGuid(principalOf(cluster, 'controlPlane', facts), principalId));
}

/** The documentation names Contributor or Owner on a group, but narrower roles are enough. */
function broadWarnings(roleToAssign: WantedRole, scope: string, place: string): Warning[] {
  const isCustom =
    roleToAssign.definition?.custom && roleToAssign.definition.permissions.some(({ actions }) => actions.includes('*'));
  const isBroad = roleToAssign.id === role.contributor.id || roleToAssign.id === role.owner.id;
  const isWide = !/\/providers\/(?!Microsoft\.Management\/)/i.test(scope);
  if (!isCustom && !(isBroad && isWide)) return [];
  const reason = isCustom
    ? say`: it is a custom role that allows every action.`
    : say`. For networks, Network Contributor on the resource itself is enough; for disks, Virtual Machine Contributor.`;
  const source = isCustom ? rolesSource : overviewPage;
  const text = say`${roleToAssign.name} on ${place} is broad${reason}`;
  return [{ id: 'broadRole', values: [roleToAssign.id, scope], severity: 'warning', text, source }];
}

/** Plans the removal of exactly one role assignment; nothing is left to do if it is already gone. */
export function planRemoveRole(change: ChangeOf<'removeRole'>, { facts }: PlanContext): PlanPart {
  const id = assignmentId(change.roleAssignmentId);
  const scope = scopeOfAssignment(id);
  const via = directoryAt(id, change, facts);
  if (!via) return notReadPart;
  const scopeText = scopeName(scope, subscriptionNames(facts));
  const answer = facts.get({ kind: 'assignment', id, ...via });
  assertVisible(answer, 'The role assignment');
  const assignment = answer?.kind === 'found' ? answer.value : undefined;
  const definition = assignment
    ? facts.get({ kind: 'role', guid: roleGuidOf(assignment.roleDefinitionId), scope, ...via })
    : undefined;
  const builtInName = assignment ? roleById(assignment.roleDefinitionId)?.name : undefined;
  const roleName = definition?.kind === 'found' ? definition.value.name : (builtInName ?? 'a role');
  const principal = assignment ? principalName(assignment.principalId, facts) : 'a principal';
  const right = {
    action: callerAction.deleteRole,
    scope,
    ...via,
    can: `remove roles on ${scopeText}`,
    request: askToAssign(azRemoveRole(id).az, scope, facts),
  };
  if (assignment) assertNotLocked(right, facts);
  const says = verbs.remove(
    assignment ? `${roleName} from ${principal} on ${scopeText}` : `a role assignment on ${scopeText}`,
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
            wayBack: { kind: 'assignAgain', hasCondition: assignment?.condition !== undefined },
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
        ? [
            {
              id: 'removed',
              title: say`Already removed`,
              verdict: 'pass',
              detail: say`The assignment no longer exists.`,
            },
          ]
        : [callerCheck(right, facts), ...unseenCheck(answer)],
    ...(assignment ? { removals: [{ assignment: assignment, via }], takesAway: `${roleName} on ${scopeText}` } : {}),
    unseenUse: unseenUse(assignment, { who: principal, roleName, where: scopeText }, facts),
    before: { roles: assignment ? [`${roleName} on ${scopeText}`] : [] },
    after: { roles: [] },
    next: assignment ? [{ kind: 'removalTakesTime' }] : [],
  });
}

/** If an assignment can't be read, it is unknown whose role it is and who needs it. */
function unseenCheck(answer: Answer<RoleAssignment> | undefined): readonly DraftCheck[] {
  if (answer?.kind !== 'unreadable') return [];
  const unknown = withTitle(say`The role assignment can't be read, so whose role it is isn't known`, answer);
  return [unknownCheck({ id: 'needed', title: say`No cluster needs it` }, [unknown])];
}

/** Warns that invisible users of an identity lose the role, unless our own change took the identity out of use. */
function unseenUse(
  assignment: RoleAssignment | undefined,
  { who, roleName, where }: { readonly who: string; readonly roleName: string; readonly where: string },
  facts: Facts,
): Warning[] {
  const isPrincipal = (id: string): boolean => sameText(id, assignment?.principalId);
  if (!assignment || facts.replaced?.some(({ principalId }) => isPrincipal(principalId))) return [];
  const { answer, late } = clustersNow(facts);
  const unused = unusedAfter({ clusters: [...late, ...unknownsOf(useChecks.clusters, answer)] }, ['clusters']);
  const needed = unusedWords(unused, {
    known: say`No cluster you can see is known to need ${roleName} on ${where}.`,
    unknown: say`Not all clusters could be checked for whether one needs ${roleName} on ${where}.`,
  });
  return [
    {
      id: 'unseenUse',
      values: [who, roleName, where],
      severity: 'warning',
      text: say`${needed} Check that nothing else uses ${who} for it.`,
      source: rolesSource,
    },
  ];
}

function assignmentId(text: string): string {
  const name = lastSegment(text.trim());
  const scope = scopeOfAssignment(text.trim());
  if (!isGuid(name) || !sameId(roleAssignmentId(scope, name), text.trim())) {
    throw new Refusal(`"${text}" is not the id of a role assignment.`, rolesSource);
  }
  if (scope === '/' || /^\/providers\/Microsoft\.Management\//i.test(scope)) return text.trim();
  return asArmId(text, resourceType.roleAssignment);
}
