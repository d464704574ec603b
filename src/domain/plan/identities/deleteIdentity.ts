/** Plans the deletion of a user-assigned identity, with its roles. */
import { roleById, roleGuidOf } from '../../access/roles.ts';
import { overviewPage } from '../../arm/docs.ts';
import { gapsOf, unknownsOf, type Answer } from '../../arm/answer.ts';
import { textAt } from '../../arm/json.ts';
import { type ArmId, asArmId, idKey, lastSegment, resourceType, sameId, subscriptionOf } from '../../arm/resourceId.ts';
import { scopeName, scopeWithKind } from '../../arm/scopeWords.ts';
import { askToAssign, askToWrite } from '../accessRequest.ts';
import type { ChangeOf } from '../../change/change.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import type { RoleAssignment } from '../../cluster/model.ts';
import { clustersNow, identityUsesNow } from '../../cluster/uses.ts';
import { describeUses } from '../../cluster/usesInWords.ts';
import { Refusal } from '../../arm/refusal.ts';
import { callerAction, assertNotLocked, callerCheck, callerChecks, type CallerNeed } from '../callerChecks.ts';
import { assertVisible, directoryAt } from '../lookUps.ts';
import { assertNotAksOwn, madeByAksCheck } from './aksMade.ts';
import type { Step } from '../plan.ts';
import { planPart, type DraftCheck, type PlanContext, type PlanPart } from '../planPart.ts';
import { deleteIdentityStep, removeRoleStep } from '../steps.ts';
import { nameInGroup } from '../../words/describe.ts';
import { unknownToAll, withTitle, type Unknown } from '../../arm/unknown.ts';
import {
  countOfAssignments,
  credentialWarnings,
  deletionClauses,
  deletionText,
  heldRoleText,
  hintWarnings,
  inUseRefusal,
  rolesLeftWarnings,
  nextStepsAfterDeletion,
  orphans,
  rolesCheck,
  rolesUnseen,
  useCheck,
  type HeldRole,
  type Roles,
} from './deletionWords.ts';
import { say, type Phrase, compareWords } from '../../../sentences/words.ts';
import { distinctBy } from '../../../shape/distinct.ts';

/** Plans the deletion of an identity; throws a `Refusal` while something visible uses it. */
export function planDeleteIdentity(change: ChangeOf<'deleteIdentity'>, context: PlanContext): PlanPart {
  const { facts } = context;
  const id = asArmId(change.identityId, resourceType.identity);
  const answer = facts.get({ kind: 'resource', id });
  const full = nameInGroup(id);
  assertVisible(answer, say`The identity ${full}`);
  const name = lastSegment(id);
  if (answer?.kind === 'missing') return planForGone(change, { id, full, name }, context);
  const clusters = clustersNow(facts).answer;
  assertNotAksOwn(id, clusters);
  const usesNow = identityUsesNow(id, facts);
  const uses = describeUses(usesNow);
  if (uses.length > 0) throw inUseRefusal(full, uses);
  assertSignedIn(full, facts);
  const principalId = answer?.kind === 'found' ? textAt(answer.value, 'properties.principalId') : undefined;
  const roles = principalId === undefined ? noPrincipal(answer) : rolesInSight(principalId, id, facts);
  const removals = change.removeRoles ? roles.held.map((role) => removalOf(role, name, facts)) : [];
  const rights = removals.map(({ right }) => right);
  const deletion = deleteIdentityStep(id, principalId);
  const request = askToWrite(deletion.az, id, facts);
  const right = { action: callerAction.deleteIdentity, scope: id, can: say`delete ${full}`, request };
  const roleTexts = roles.held.map(heldRoleText);
  assertNotLocked(right, facts);
  return planPart({
    does: deletionClauses(name, { held: roleTexts.length, removed: removals.length }),
    pace: { lasts: 'seconds', wayBack: { kind: 'notSamePrincipal' } },
    steps: [...removals.map(({ step }) => step), deletion],
    checks: [
      callerCheck(right, facts),
      ...callerChecks(rights, facts),
      useCheck(usesNow),
      ...madeByAksCheck(id, clusters),
      rolesCheck(roles),
    ],
    warnings: [
      { id: 'unseenUse', severity: 'warning', text: deletionText, source: overviewPage },
      ...credentialWarnings(usesNow),
      ...hintWarnings(usesNow),
      ...(removals.length === 0 ? rolesLeftWarnings(roleTexts) : []),
    ],
    before: { exists: true, roles: roleTexts },
    after: {
      exists: false,
      roles: removals.length === 0 ? roleTexts.map((text) => say`${text}, without a holder`) : [],
    },
    confirmNames: [name],
    next: nextStepsAfterDeletion(roles, { removed: removals.length }),
  });
}

/** An irreversible deletion waits until the user has signed in wherever something may use the identity. */
function assertSignedIn(name: Phrase, facts: Facts): void {
  const out = gapsOf(clustersNow(facts).answer).find(({ cause }) => cause === 'signedOut');
  if (out === undefined) return;
  throw new Refusal(
    say`Whether anything in ${out.place.name} uses ${name} is not known: ${out.reason}`,
    undefined,
    'signedOut',
  );
}

interface GoneRoles {
  readonly id: ArmId;
  readonly full: Phrase;
  readonly name: string;
}

/** Plans the removal of roles that a deleted identity left behind; only a run that was to remove them still knows which they are. */
function planForGone(
  { removeRoles }: ChangeOf<'deleteIdentity'>,
  { id, full, name }: GoneRoles,
  context: PlanContext,
): PlanPart {
  const { facts } = context;
  const principalId = principalBefore(id, context);
  const roles = principalId === undefined ? { held: [], doubts: [] } : rolesInSight(principalId, id, facts);
  const removals = removeRoles ? roles.held.map((role) => removalOf(role, name, facts)) : [];
  const isGone: DraftCheck = {
    id: 'gone',
    title: say`${full} is gone`,
    verdict: 'pass',
    detail: say`It no longer exists.`,
  };
  const hasRest = removals.length > 0 || roles.doubts.length > 0;
  return planPart({
    ...(removals.length > 0
      ? {
          already: say`The identity ${name} no longer exists.`,
          does: [say`Removes the ${countOfAssignments(removals.length)} that ${name} left behind`],
          pace: { wayBack: { kind: 'noPrincipal' } } as const,
        }
      : { already: say`The identity ${full} no longer exists.` }),
    steps: [...removals.map(({ step }) => step), deleteIdentityStep(id, principalId)],
    checks: [
      isGone,
      ...callerChecks(
        removals.map(({ right }) => right),
        facts,
      ),
      ...(hasRest ? [rolesCheck(roles)] : []),
    ],
    warnings:
      principalId === undefined ? [{ id: 'rolesUnseen', severity: 'info', text: rolesUnseen, source: orphans }] : [],
    before: { exists: false, roles: roles.held.map(heldRoleText) },
    after: { exists: false, roles: [] },
    next: nextStepsAfterDeletion(roles, { removed: removals.length }),
  });
}

/** The principal that the identity had when the current plan was made. */
function principalBefore(id: ArmId, { continued }: PlanContext): string | undefined {
  const step = continued?.plan.steps.find(
    (candidate) => candidate.kind === 'deleteIdentity' && sameId(candidate.identityId, id),
  );
  return step?.kind === 'deleteIdentity' ? step.basis : undefined;
}

function noPrincipal(answer: Answer<unknown> | undefined): Roles {
  const rolesUnknown =
    answer?.kind === 'unreadable'
      ? withTitle(say`The identity can't be read`, answer)
      : unknownToAll('principal', '', say`Azure shows no principal for the identity.`);
  return { held: [], doubts: answer === undefined ? [] : [rolesUnknown] };
}

/** Reads the identity's own subscription from ARM's current list, and others as far as they are visible. */
function rolesInSight(principalId: string, identityId: ArmId, facts: Facts): Roles {
  const subscriptionId = subscriptionOf(identityId) ?? '';
  const inSubscription = facts.get({ kind: 'assignmentsOf', subscriptionId, principalId });
  const everywhere = facts.get({ kind: 'assignmentsEverywhere', principalId });
  const certain = inSubscription?.kind === 'found' ? inSubscription.value : [];
  const certainKeys = new Set(certain.map(({ id }) => idKey(id)));
  const uncertain =
    everywhere?.kind === 'found' ? everywhere.value.filter(({ id }) => !certainKeys.has(idKey(id))) : [];
  const judgedGrants = distinctBy(uncertain, ({ id }) => idKey(id)).map((assignment) =>
    lookAt(assignment, identityId, facts),
  );
  const unknown = [
    ...(inSubscription?.kind === 'unreadable'
      ? [withTitle(say`Roles in the identity's own subscription`, inSubscription)]
      : []),
    ...unknownsOf(everywhere?.kind === 'unreadable' ? say`Roles in other subscriptions` : say`Roles`, everywhere),
  ];
  const assignments = [...certain, ...judgedGrants.flatMap(({ assignment }) => assignment ?? [])];
  return {
    held: assignments.flatMap((assignment) => heldRoleOf(assignment, identityId, facts) ?? []).sort(byScope),
    doubts: [...unknown, ...judgedGrants.flatMap(({ doubt }) => doubt ?? [])],
  };
}

/** Entries of an index may be gone, and are removed only if they are unchanged. */
function lookAt(
  { id, scope, roleDefinitionId }: RoleAssignment,
  identityId: ArmId,
  facts: Facts,
): { readonly assignment?: RoleAssignment; readonly doubt?: Unknown } {
  const via = directoryAt(id, { inDirectoryOf: identityId }, facts);
  const answer = via && facts.get({ kind: 'assignment', id, ...via });
  if (answer?.kind === 'found') return { assignment: answer.value };
  if (answer?.kind !== 'unreadable') return {};
  const role = roleById(roleDefinitionId)?.name ?? say`A role`;
  return {
    doubt: withTitle(
      say`${role} on ${scopeWithKind(scope, subscriptionNames(facts))} can't be read and is left behind`,
      answer,
    ),
  };
}

/** `undefined` while it isn't known which directory has it. */
function heldRoleOf(assignment: RoleAssignment, identityId: ArmId, facts: Facts): HeldRole | undefined {
  const { roleDefinitionId, scope, id } = assignment;
  const via = directoryAt(id, { inDirectoryOf: identityId }, facts);
  if (via === undefined) return undefined;
  const builtInName = roleById(roleDefinitionId)?.name;
  const answer =
    builtInName === undefined
      ? facts.get({ kind: 'role', guid: roleGuidOf(roleDefinitionId), scope, ...via })
      : undefined;
  const names = subscriptionNames(facts);
  const words = { where: scopeName(scope, names), place: scopeWithKind(scope, names) };
  return {
    assignment,
    via,
    ...words,
    roleName: builtInName ?? (answer?.kind === 'found' ? answer.value.name : say`a custom role`),
  };
}

function byScope(a: HeldRole, b: HeldRole): number {
  return compareWords(heldRoleText(a), heldRoleText(b)) || a.assignment.id.localeCompare(b.assignment.id, 'en');
}

function removalOf(
  { assignment, roleName, where, via }: HeldRole,
  name: string,
  facts: Facts,
): { step: Step; right: CallerNeed } {
  const { scope, id } = assignment;
  const step = removeRoleStep(id, assignment, {
    title: say`Remove ${roleName} from ${name} on ${where}`,
    effect: say`Removes only this assignment, before its identity is deleted.`,
  });
  const right = {
    action: callerAction.deleteRole,
    scope,
    ...via,
    can: say`remove roles on ${where}`,
    request: askToAssign(step.az, scope, facts),
  };
  return { step: { ...step, ...via }, right };
}
