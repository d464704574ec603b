/** The plan of deleting a user-assigned identity, with the roles that it holds. */
import { roleById, roleGuidOf } from '../access/roles.ts';
import { aksPage } from '../arm/docs.ts';
import type { Answer } from '../arm/answer.ts';
import { gapsOf, unreadOf } from '../arm/answer.ts';
import { textAt } from '../arm/json.ts';
import { Refusal } from '../arm/refusal.ts';
import { asArmId, idKey, lastSegment, resourceType, subscriptionOf } from '../arm/resourceId.ts';
import { scopeName, scopeWithKind } from '../arm/scopeWords.ts';
import type { Via } from '../arm/via.ts';
import { askToAssign, askToWrite } from '../plan/accessRequest.ts';
import type { ChangeOf } from '../change/change.ts';
import { subscriptionNames } from '../cluster/facts.ts';
import type { Facts } from '../cluster/facts.ts';
import type { RoleAssignment } from '../cluster/model.ts';
import { clustersNow, describeUses, identityUsesNow, type IdentityUses } from '../cluster/uses.ts';
import { callerAction, callerCheck, callerChecks, type CallerNeed } from '../plan/callerChecks.ts';
import { assertVisible, directoryAt } from '../plan/lookUps.ts';
import type { Step, Warning } from '../plan/plan.ts';
import { alreadySo, part, type DraftCheck, type PlanContext, type PlanPart } from '../plan/planPart.ts';
import { deleteIdentityStep, removeRoleStep } from '../plan/steps.ts';
import { listed, nameInGroup } from '../words/describe.ts';

/** Plans the deletion of an identity; throws a `Refusal` while something visible uses it. */
export function planDeleteIdentity(change: ChangeOf<'deleteIdentity'>, { facts }: PlanContext): PlanPart {
  const id = asArmId(change.identityId, resourceType.identity);
  const answer = facts.get({ kind: 'resource', id });
  const full = nameInGroup(id);
  assertVisible(answer, `The identity ${full}`);
  if (answer?.kind === 'missing') return gone(id, full);
  const found = identityUsesNow(id, facts);
  const uses = describeUses(found);
  if (uses.length > 0) throw inUse(full, uses);
  assertSignedIn(full, facts);
  const name = lastSegment(id);
  const principalId = answer?.kind === 'found' ? textAt(answer.value, 'properties.principalId') : undefined;
  const roles = principalId === undefined ? noPrincipal(answer) : rolesOf(principalId, id, facts);
  const removals = change.removeRoles ? roles.held.map((one) => removalOf(one, name, facts)) : [];
  const rights = removals.map(({ right }) => right);
  const deletion = deleteIdentityStep(id, principalId);
  const request = askToWrite(deletion.az, id, facts);
  const right = { action: callerAction.deleteIdentity, scope: id, can: `delete ${full}`, request };
  const what = roles.held.map(describeRole);
  return part({
    summary: summaryOf(name, { held: what.length, removed: removals.length }),
    wayBack: "Can't be undone: a new identity of the same name is another principal, without any roles.",
    steps: [...removals.map(({ step }) => step), deletion],
    checks: [callerCheck(right, facts), ...callerChecks(rights, facts), useCheck(found), rolesCheck(roles)],
    warnings: [
      { severity: 'warning', text: deletionText, source: aksPage('managed-identity-overview') },
      ...credentialWarnings(found),
      ...(removals.length === 0 ? leftBehind(what) : []),
    ],
    before: { exists: true, roles: what },
    after: { exists: false, roles: [] },
    reversible: false,
    confirmName: name,
    next: nextOf(roles, { removed: removals.length }),
  });
}

/** What can't be undone waits until somebody has signed in wherever something may use it. */
function assertSignedIn(name: string, facts: Facts): void {
  const out = gapsOf(clustersNow(facts).answer).find(({ isSignedOut }) => isSignedOut);
  if (out === undefined) return;
  throw new Refusal(
    `Whether anything in ${out.where} uses ${name} is not known: ${out.reason}`,
    undefined,
    'signedOut',
  );
}

function gone(id: ReturnType<typeof asArmId>, name: string): PlanPart {
  return part({
    ...alreadySo(`The identity ${name} no longer exists.`),
    steps: [deleteIdentityStep(id, undefined)],
    checks: [{ title: `${name} is gone`, verdict: 'pass', detail: 'It does not exist any more.' }],
    before: { exists: false },
    after: { exists: false },
    reversible: false,
  });
}

/** A role that the identity holds, and the directory of a scope above all subscriptions. */
interface HeldRole {
  readonly assignment: RoleAssignment;
  readonly roleName: string;
  /** The scope in words, without and with its kind. */
  readonly where: string;
  readonly place: string;
  readonly via: Via;
}

interface Roles {
  readonly held: readonly HeldRole[];
  /** Why there may be more, and which can't be removed. */
  readonly doubts: readonly string[];
}

function noPrincipal(answer: Answer<unknown> | undefined): Roles {
  const why = answer?.kind === 'unreadable' ? `The identity can't be read: ${answer.reason}` : noPrincipalShown;
  return { held: [], doubts: answer === undefined ? [] : [why] };
}

const noPrincipalShown = 'Azure shows no principal for the identity.';

/** Looks in the identity's own subscription as Azure's Resource Manager lists it, and elsewhere as far as that is visible. */
function rolesOf(principalId: string, identityId: string, facts: Facts): Roles {
  const subscriptionId = subscriptionOf(identityId) ?? '';
  const here = facts.get({ kind: 'assignmentsOf', subscriptionId, principalId });
  const everywhere = facts.get({ kind: 'assignmentsEverywhere', principalId });
  const certain = here?.kind === 'found' ? here.value : [];
  const known = new Set(certain.map(({ id }) => idKey(id)));
  const others = everywhere?.kind === 'found' ? everywhere.value.filter(({ id }) => !known.has(idKey(id))) : [];
  const looked = [...new Map(others.map((each) => [idKey(each.id), each])).values()].map((each) => lookAt(each, facts));
  const unread = [
    ...(here?.kind === 'unreadable' ? [`Roles in the identity's own subscription: ${here.reason}`] : []),
    ...unreadOf(everywhere?.kind === 'unreadable' ? 'Roles in other subscriptions' : 'Roles', everywhere),
  ];
  const held = [...certain, ...looked.flatMap(({ assignment }) => assignment ?? [])];
  return {
    held: held.map((assignment) => named(assignment, facts)).sort(byScope),
    doubts: [...unread, ...looked.flatMap(({ doubt }) => doubt ?? [])],
  };
}

/** What an index names may be gone by now, and is removed only as it is. */
function lookAt(
  { id, scope, roleDefinitionId }: RoleAssignment,
  facts: Facts,
): { readonly assignment?: RoleAssignment; readonly doubt?: string } {
  const via = directoryAt(id, {}, facts);
  const answer = via && facts.get({ kind: 'assignment', id, ...via });
  if (answer?.kind === 'found') return { assignment: answer.value };
  if (answer?.kind !== 'unreadable') return {};
  const role = roleById(roleDefinitionId)?.name ?? 'A role';
  return {
    doubt: `${role} on ${scopeWithKind(scope, subscriptionNames(facts))} can't be read and is left behind: ${answer.reason}`,
  };
}

function named(assignment: RoleAssignment, facts: Facts): HeldRole {
  const { roleDefinitionId, scope, id } = assignment;
  const via = directoryAt(id, {}, facts) ?? {};
  const known = roleById(roleDefinitionId)?.name;
  const answer =
    known === undefined ? facts.get({ kind: 'role', guid: roleGuidOf(roleDefinitionId), scope, ...via }) : undefined;
  const names = subscriptionNames(facts);
  const words = { where: scopeName(scope, names), place: scopeWithKind(scope, names) };
  return {
    assignment,
    via,
    ...words,
    roleName: known ?? (answer?.kind === 'found' ? answer.value.name : 'a custom role'),
  };
}

function byScope(one: HeldRole, other: HeldRole): number {
  return describeRole(one).localeCompare(describeRole(other)) || one.assignment.id.localeCompare(other.assignment.id);
}

function describeRole({ roleName, place }: HeldRole): string {
  return `${roleName} on ${place}`;
}

function removalOf(
  { assignment, roleName, where, via }: HeldRole,
  name: string,
  facts: Facts,
): { step: Step; right: CallerNeed } {
  const { scope, id } = assignment;
  const step = removeRoleStep(id, assignment, {
    title: `Remove ${roleName} of ${name} on ${where}`,
    effect: 'Removes only this assignment, before its identity is deleted.',
  });
  const right = {
    action: callerAction.deleteRole,
    scope,
    ...via,
    can: `remove roles on ${where}`,
    request: askToAssign(step.az, scope, facts),
  };
  return { step: { ...step, ...via }, right };
}

function summaryOf(name: string, { held, removed }: { readonly held: number; readonly removed: number }): string {
  if (removed > 0)
    return `Removes the ${counted(removed)} of ${name} and deletes the identity, which takes a few seconds.`;
  return held > 0
    ? `Deletes the identity ${name} and leaves the ${counted(held)} behind, which takes a few seconds.`
    : `Deletes the identity ${name}, which takes a few seconds.`;
}

function counted(count: number): string {
  return count === 1 ? 'role assignment' : `${count} role assignments`;
}

const deletionText = "Clusters and services that you can't see may use it, too.";

function leftBehind(roles: readonly string[]): readonly Warning[] {
  if (roles.length === 0) return [];
  return [
    {
      severity: 'warning',
      text: `${roles.length === 1 ? 'A role assignment stays' : `${roles.length} role assignments stay`} behind as "Identity not found": ${listed(roles)}.`,
      source: 'https://learn.microsoft.com/azure/role-based-access-control/troubleshooting',
    },
  ];
}

function credentialWarnings({ credentials }: IdentityUses): readonly Warning[] {
  if (credentials.length === 0) return [];
  return [
    {
      severity: 'warning',
      text: `Its federated credentials are deleted with it: ${listed(credentials.map(({ name }) => name))}. Workloads that sign in through them fail afterwards.`,
      source: aksPage('workload-identity-overview'),
    },
  ];
}

function nextOf({ held, doubts }: Roles, { removed }: { readonly removed: number }): readonly string[] {
  if (removed < held.length)
    return ['Role assignments of its principal stay behind as "Identity not found"; remove them.'];
  return doubts.length > 0 ? ['Role assignments that could not be seen stay behind as "Identity not found".'] : [];
}

function useCheck({ unknown }: IdentityUses): DraftCheck {
  const title = 'Nothing uses it';
  return unknown.length > 0
    ? { title, verdict: 'unknown', detail: unknown.join(' ') }
    : { title, verdict: 'pass', detail: 'No cluster and no other resource that you can see.' };
}

function rolesCheck({ held, doubts }: Roles): DraftCheck {
  const title = 'All of its roles are known';
  if (doubts.length > 0) return { title, verdict: 'unknown', detail: doubts.join(' ') };
  const what = held.length === 0 ? 'It holds none' : held.length === 1 ? 'It holds one' : `It holds ${held.length}`;
  return {
    title,
    verdict: 'pass',
    detail: `${what} in the subscriptions that you can see. Azure's index of other subscriptions can be some minutes behind.`,
  };
}

function inUse(name: string, uses: readonly string[]): Refusal {
  return new Refusal(
    `${name} is in use: ${uses.join(', ')}. Deleting it would break ${uses.length === 1 ? 'that' : 'those'}.`,
    'https://github.com/Azure/AKS/issues/3833',
  );
}
