import { covers, coversAll, isAnyAction } from './actionPattern.ts';
import type { Facts } from './facts.ts';
import type { DenyAssignment, Permission, RoleAssignment, RoleDefinition } from './model.ts';
import {
  groupOf,
  isAtOrBelow,
  managementGroupOf,
  parseResourceId,
  resourceType,
  sameId,
  subscriptionOf,
} from './resourceId.ts';
import { role, roleGuidOf } from './roles.ts';

/** What a principal may do, as far as it can be known. An error while looking is `unknown`, never `missing`. */
export type Verdict =
  | {
      readonly kind: 'granted';
      readonly by: RoleAssignment;
      readonly roleName: string;
      /** Owner or Contributor at a resource group or above. */
      readonly broad: boolean;
      /** Made less than 60 minutes ago, so it may not be effective yet. */
      readonly recent: boolean;
    }
  | { readonly kind: 'missing'; readonly missing: readonly string[]; readonly deniedBy?: DenyAssignment }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Who wants to do what where. */
export interface AccessQuestion {
  readonly principalId: string;
  readonly scope: string;
  readonly actions: readonly string[];
  readonly dataActions?: readonly string[];
}

type ActionKind = 'action' | 'dataAction';
type Wanted = { readonly action: string; readonly kind: ActionKind };
type Held = { readonly assignment: RoleAssignment } & (
  { readonly role: RoleDefinition } | { readonly role?: never; readonly reason: string }
);
type Firm = { readonly assignment: RoleAssignment; readonly role: RoleDefinition };

/** The reason of a verdict that waits for a read. */
export const notReadYet = 'Not read yet.';

/** The principal that stands for everybody in a deny assignment. */
export const everybody = '00000000-0000-0000-0000-000000000000';

const propagationMinutes = 60;

/**
 * Whether one role grants the action: a pattern covers it, and none of the same role's exclusions does. A family such as
 * `Microsoft.Network/privateDnsZones/*` is granted as a whole or not at all.
 */
export function allows(permissions: readonly Permission[], action: string, kind: ActionKind = 'action'): boolean {
  return permissions.some((permission) => {
    const { named, excluded } = listsOf(permission, kind);
    return (
      named.some((pattern) => (isFamily(action) ? coversAll(pattern, action) : covers(pattern, action))) &&
      !excluded.some((pattern) => (isFamily(action) ? isAnyAction([pattern, action]) : covers(pattern, action)))
    );
  });
}

/** Whether the permissions of a deny assignment deny the action, or any action of a family. */
export function denies(permissions: readonly Permission[], action: string, kind: ActionKind = 'action'): boolean {
  if (!isFamily(action)) return allows(permissions, action, kind);
  return permissions.some((permission) => {
    const { named, excluded } = listsOf(permission, kind);
    return named.some((pattern) => isAnyAction([pattern, action], excluded));
  });
}

/** Whether what is wanted is a family of actions. */
function isFamily(action: string): boolean {
  return action.includes('*');
}

function listsOf(
  permission: Permission,
  kind: ActionKind,
): { readonly named: readonly string[]; readonly excluded: readonly string[] } {
  return kind === 'action'
    ? { named: permission.actions, excluded: permission.notActions }
    : { named: permission.dataActions, excluded: permission.notDataActions };
}

/**
 * Whether a principal has all the actions at a scope: inherited and group assignments, custom roles, conditions and deny
 * assignments included. Source: https://learn.microsoft.com/azure/role-based-access-control/overview
 */
export function accessOf(question: AccessQuestion, facts: Facts): Verdict {
  const { scope, principalId } = question;
  const assignments = facts.get({ kind: 'assignments', scope, principalId });
  const denials = facts.get({ kind: 'denyAssignments', scope });
  if (!assignments) return unknown(notReadYet);
  if (assignments.kind === 'missing') return unknown(`${scope} was not found.`);
  if (assignments.kind === 'unreadable') return unknown(`Role assignments can't be read: ${assignments.reason}`);
  const held = assignments.value
    .filter((assignment) => reaches(assignment.scope, scope, 'asListed'))
    .map((assignment) => heldRole(assignment, scope, facts));
  const wanted: Wanted[] = [
    ...question.actions.map((action) => ({ action, kind: 'action' as const })),
    ...(question.dataActions ?? []).map((action) => ({ action, kind: 'dataAction' as const })),
  ];
  const verdicts = wanted.map((each) => grantOf(each, held));
  const missing = verdicts.flatMap((verdict) => (verdict.kind === 'missing' ? verdict.missing : []));
  if (missing.length > 0) return { kind: 'missing', missing };
  const doubt = verdicts.find((verdict) => verdict.kind === 'unknown');
  if (!denials) return unknown(notReadYet);
  if (denials.kind === 'unreadable') return doubt ?? unknown(`Deny assignments can't be read: ${denials.reason}`);
  const denial = denialOf(wanted, question, denials.kind === 'found' ? denials.value : []);
  if (denial?.kind === 'missing') return denial;
  return doubt ?? denial ?? granted(wanted, held.filter(isFirm), facts.now);
}

/** What one wanted action gets from everything that is held; `granted` here only says that something firm allows it. */
function grantOf(
  wanted: Wanted,
  held: readonly Held[],
): { kind: 'granted' } | Extract<Verdict, { kind: 'missing' | 'unknown' }> {
  if (held.some((each) => isFirm(each) && gives(each.role, wanted))) return { kind: 'granted' };
  const conditional = held.find((each) => each.role && gives(each.role, wanted));
  if (conditional) return unknown(conditionReason(wanted, conditional.assignment.condition ?? ''));
  const unread = held.find((each) => !each.role);
  return unread && !unread.role ? unknown(unread.reason) : { kind: 'missing', missing: [wanted.action] };
}

function conditionReason(wanted: Wanted, condition: string): string {
  return wanted.action.toLowerCase().startsWith('microsoft.containerregistry/')
    ? `Pull is allowed only for repositories that match the condition: ${condition}`
    : `Granted only where a condition holds: ${condition}`;
}

function heldRole(assignment: RoleAssignment, scope: string, facts: Facts): Held {
  const guid = roleGuidOf(assignment.roleDefinitionId);
  const answer = facts.get({ kind: 'role', guid, scope: subscriptionScope(scope) });
  if (!answer) return { assignment, reason: notReadYet };
  if (answer.kind === 'found') return { assignment, role: answer.value };
  const reason = answer.kind === 'missing' ? 'it was not found' : answer.reason;
  return { assignment, reason: `The role definition ${guid} can't be read: ${reason}` };
}

function isFirm(held: Held): held is Firm {
  return held.role !== undefined && !held.assignment.condition;
}

function gives(held: RoleDefinition, wanted: Wanted): boolean {
  return allows(held.permissions, wanted.action, wanted.kind);
}

/** The narrowest old grant that covers everything is named; a fresh or a broad one only where nothing better does. */
function granted(wanted: readonly Wanted[], firm: readonly Firm[], now: Date): Verdict {
  const covering = firm.filter((each) => wanted.every((action) => gives(each.role, action)));
  const useful =
    covering.length > 0 ? covering : firm.filter((each) => wanted.some((action) => gives(each.role, action)));
  const best = [...useful].sort(
    (a, b) =>
      Number(isRecent(a.assignment, now)) - Number(isRecent(b.assignment, now)) ||
      Number(isBroad(a.assignment)) - Number(isBroad(b.assignment)) ||
      b.assignment.scope.length - a.assignment.scope.length ||
      a.assignment.id.localeCompare(b.assignment.id),
  )[0];
  if (!best) return { kind: 'missing', missing: wanted.map(({ action }) => action) };
  const waits = (each: Wanted) => !firm.some((one) => gives(one.role, each) && !isRecent(one.assignment, now));
  return {
    kind: 'granted',
    by: best.assignment,
    roleName: best.role.name,
    broad: isBroad(best.assignment),
    recent: wanted.some(waits),
  };
}

function denialOf(
  wanted: readonly Wanted[],
  question: AccessQuestion,
  denials: readonly DenyAssignment[],
): Verdict | undefined {
  const hits = denials
    .filter((denial) => reaches(denial.scope, question.scope, 'asListed', denial.doNotApplyToChildScopes))
    .map((denial) => ({
      denial,
      denied: wanted.filter(({ action, kind }) => denies(denial.permissions, action, kind)),
      applies: appliesTo(denial, question.principalId),
    }))
    .filter(({ denied, applies }) => denied.length > 0 && applies !== 'no');
  const certain = hits.find(({ applies }) => applies === 'yes');
  if (certain)
    return { kind: 'missing', missing: certain.denied.map(({ action }) => action), deniedBy: certain.denial };
  const possible = hits[0];
  return possible && unknown(`The deny assignment '${possible.denial.name}' names a group that can't be looked into.`);
}

function appliesTo(denial: DenyAssignment, principalId: string): 'yes' | 'no' | 'perhaps' {
  const own = principalId.toLowerCase();
  const names = (list: DenyAssignment['principals']) => list.some(({ id }) => id.toLowerCase() === own);
  const groups = (list: DenyAssignment['principals']) => list.some(({ type }) => type?.toLowerCase() === 'group');
  if (names(denial.excludePrincipals)) return 'no';
  const named = names(denial.principals) || denial.principals.some(({ id }) => id === everybody);
  if (!named && !groups(denial.principals)) return 'no';
  return named && !groups(denial.excludePrincipals) ? 'yes' : 'perhaps';
}

/**
 * The management groups above a scope, by their names in lower case; `asListed`: whichever are in a list that Azure's Resource
 * Manager made for that scope. Of a list that was made for several subscriptions no group may be taken to be above each.
 */
export type GroupsAbove = ReadonlySet<string> | 'asListed';

/** Whether something made at a scope has effect at another: at it or, unless `onlyThere`, below it. */
export function reaches(madeAt: string, scope: string, above: GroupsAbove, onlyThere = false): boolean {
  if (onlyThere) return sameId(madeAt, scope);
  if (isAtOrBelow(scope, madeAt)) return true;
  const group = managementGroupOf(madeAt);
  return group !== undefined && (above === 'asListed' || above.has(group));
}

/** The subscription of a scope, where role definitions are looked up; the scope itself where it lies above one. */
function subscriptionScope(scope: string): string {
  const subscription = subscriptionOf(scope);
  return subscription ? `/subscriptions/${subscription}` : scope;
}

function isRecent(assignment: RoleAssignment, now: Date): boolean {
  if (!assignment.createdOn) return false;
  const age = now.getTime() - Date.parse(assignment.createdOn);
  return age < propagationMinutes * 60_000;
}

/** Owner or Contributor at a resource group or above. */
export function isBroad(assignment: RoleAssignment): boolean {
  const guid = roleGuidOf(assignment.roleDefinitionId);
  if (guid !== role.owner.id && guid !== role.contributor.id) return false;
  return groupOf(assignment.scope) === undefined || parseResourceId(assignment.scope)?.type === resourceType.group;
}

function unknown(reason: string): Extract<Verdict, { kind: 'unknown' }> {
  return { kind: 'unknown', reason };
}
