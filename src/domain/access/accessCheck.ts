import { whyNotFound } from '../arm/answer.ts';
import { unknownWith, unknownToAll, withTitle, type Unknown } from '../arm/unknown.ts';
import { denialHoldsFor, possibleDenialWords } from './denials.ts';
import type { Facts } from '../cluster/facts.ts';
import type { DenyAssignment, RoleAssignment, RoleDefinition } from '../cluster/model.ts';
import {
  groupOf,
  isAtOrBelow,
  managementGroupOf,
  parseResourceId,
  resourceType,
  sameId,
  subscriptionScope,
} from '../arm/resourceId.ts';
import { allowsAction, deniesAction, limitOn, limitsAction, type ActionKind } from './permissions.ts';
import { limitUnknown, type Limit } from './limits.ts';
import { role, roleGuidOf } from './roles.ts';
import type { Via } from '../arm/via.ts';
import { say } from '../../sentences/words.ts';

/** What a principal may do, as far as it can be known; a failed read makes it `unknown`, never `missing`. */
export type AccessVerdict =
  | {
      readonly kind: 'granted';
      /** One that grants all the actions, if there is one. */
      readonly by: RoleAssignment;
      readonly roleName: string;
      /** No assignment alone grants all of them. */
      readonly withOthers?: true;
      /** Owner or Contributor at a resource group or above. */
      readonly broad: boolean;
      /** Made less than 60 minutes ago, so it may not be effective yet. */
      readonly recent: boolean;
      /** A deny assignment in audit mode: it names the action, but only records it. */
      readonly recordedBy?: DenyAssignment;
    }
  | { readonly kind: 'missing'; readonly missing: readonly string[]; readonly deniedBy?: DenyAssignment }
  | { readonly kind: 'unknown'; readonly unknown: Unknown };

/** Asks whether a principal may perform some actions at a scope. */
export interface AccessQuestion {
  readonly principalId: string;
  readonly scope: string;
  readonly actions: readonly string[];
  readonly dataActions?: readonly string[];
}

type WantedAction = { readonly action: string; readonly kind: ActionKind };
type AssignedRole = { readonly assignment: RoleAssignment } & (
  | { readonly role: RoleDefinition }
  | { readonly role?: never; readonly unknown: Unknown }
);
type KnownRole = Extract<AssignedRole, { role: RoleDefinition }>;

/** The reason for a verdict that waits for a read. */
export const notReadYet = say`Not read yet.`;

/** Returns the unknown for something that has not been read yet. */
export function waitingUnknown(list: string, place: string): Unknown {
  return { ...unknownWith('notAsked', list, notReadYet, place), isWaiting: true };
}

/** The principal that means everyone in a deny assignment. */
export const everybody = '00000000-0000-0000-0000-000000000000';

const propagationMinutes = 60;

/**
 * Returns whether a principal may perform all the actions at a scope; considers inherited and group assignments, custom
 * roles, conditions and deny assignments.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/overview
 */
export function accessOf(question: AccessQuestion, facts: Facts): AccessVerdict {
  const { scope, principalId } = question;
  const assignments = facts.get({ kind: 'assignments', scope, principalId });
  if (!assignments) return unknownVerdict(waitingUnknown('assignments', scope));
  if (assignments.kind === 'missing')
    return unknownVerdict(unknownWith('hidden', 'assignments', say`${scope} was not found.`, scope));
  if (assignments.kind === 'unreadable')
    return unknownVerdict(withTitle(say`Role assignments can't be read`, assignments));
  const roles = heldAt(scope, assignments.value, facts);
  const actions: WantedAction[] = [
    ...question.actions.map((action) => ({ action, kind: 'action' as const })),
    ...(question.dataActions ?? []).map((action) => ({ action, kind: 'dataAction' as const })),
  ];
  const verdicts = actions.map((action) => lackOf(action, roles));
  const missing = verdicts.flatMap((verdict) => (verdict?.kind === 'missing' ? verdict.missing : []));
  if (missing.length > 0) return { kind: 'missing', missing };
  const doubt = verdicts.find((verdict) => verdict?.kind === 'unknown');
  // Only now do deny assignments matter: what no role grants is missing anyway.
  const denials = facts.get({ kind: 'denyAssignments', scope });
  if (!denials) return unknownVerdict(waitingUnknown('denyAssignments', scope));
  if (denials.kind === 'unreadable')
    return doubt ?? unknownVerdict(withTitle(say`Deny assignments can't be read`, denials));
  const hits = hitsOf(actions, question, denials.kind === 'found' ? denials.value : []);
  const denial = denialVerdict(hits.filter((hit) => !hit.denial.audits));
  if (denial?.kind === 'missing') return denial;
  const recordedBy = hits.find((hit) => hit.denial.audits)?.denial;
  const recorded = recordedBy ? { recordedBy } : {};
  return doubt ?? denial ?? { ...accessVerdict(actions, roles.filter(isKnown), facts.now), ...recorded };
}

/** Returns whether the assignments grant an action at a scope certainly, under a condition, or not at all. */
export function verdictOfAssignments(
  assignments: readonly RoleAssignment[],
  { action, scope }: { readonly action: string; readonly scope: string },
  facts: Facts,
  via: Via,
): { readonly condition?: string; readonly unknown?: Unknown } | undefined {
  const roles = heldAt(scope, assignments, facts, via);
  const wantedAction: WantedAction = { action, kind: 'action' };
  const limits = limitsOf(wantedAction, roles);
  if (limits.includes(undefined)) return {};
  const open = roles.find((candidate) => !candidate.role);
  if (open && !open.role) return { unknown: open.unknown };
  const [limit] = limits;
  if (limit?.perhapsThrough !== undefined) return { unknown: limitUnknown(limit, wantedAction.action) };
  return limit;
}

function heldAt(
  scope: string,
  assignments: readonly RoleAssignment[],
  facts: Facts,
  via: Via = {},
): readonly AssignedRole[] {
  return assignments
    .filter((assignment) => reachesScope(assignment.scope, scope, 'asListed'))
    .map((assignment) => heldRole(assignment, scope, facts, via));
}

/** Why the assignments do not certainly grant one wanted action; `undefined` if one does. */
function lackOf(
  wantedAction: WantedAction,
  roles: readonly AssignedRole[],
): Extract<AccessVerdict, { kind: 'missing' | 'unknown' }> | undefined {
  const limits = limitsOf(wantedAction, roles);
  if (limits.includes(undefined)) return undefined;
  const [limit] = limits;
  if (limit !== undefined) return unknownVerdict(limitUnknown(limit, wantedAction.action));
  const open = roles.find((candidate) => !candidate.role);
  return open && !open.role ? unknownVerdict(open.unknown) : { kind: 'missing', missing: [wantedAction.action] };
}

function heldRole(assignment: RoleAssignment, scope: string, facts: Facts, via: Via): AssignedRole {
  const guid = roleGuidOf(assignment.roleDefinitionId);
  const answer = facts.get({ kind: 'role', guid, scope: subscriptionScope(scope), ...via });
  if (!answer) return { assignment, unknown: waitingUnknown('role', guid) };
  if (answer.kind === 'found') return { assignment, role: answer.value };
  const title = say`The role definition ${guid} can't be read`;
  return { assignment, unknown: whyNotFound(title, { what: 'role', of: guid }, answer) };
}

function isKnown(assigned: AssignedRole): assigned is KnownRole {
  return assigned.role !== undefined;
}

/** What limits each assignment that grants what is wanted; `undefined` for one that grants it certainly. */
function limitsOf(wantedAction: WantedAction, roles: readonly AssignedRole[]): readonly (Limit | undefined)[] {
  return roles
    .filter(isKnown)
    .filter((assigned) => allowsWanted(assigned.role, wantedAction))
    .map((assigned) => limitOf(assigned, wantedAction));
}

/** What limits the assignment: its group, its condition, otherwise the role's. */
function limitOf({ assignment, role: definition }: KnownRole, { action, kind }: WantedAction): Limit | undefined {
  const { perhapsThrough, condition: own } = assignment;
  if (perhapsThrough !== undefined) return { perhapsThrough };
  const condition = limitsAction(own, action) ? own : limitOn(definition.permissions, action, kind);
  return condition === undefined ? undefined : { condition };
}

function allowsWanted(definition: RoleDefinition, wantedAction: WantedAction): boolean {
  return allowsAction(definition.permissions, wantedAction.action, wantedAction.kind);
}

/** Names the narrowest old grant that covers everything; a recent or a broad one only if there is nothing better. */
function accessVerdict(actions: readonly WantedAction[], roles: readonly KnownRole[], now: Date): AccessVerdict {
  const grantsSurely = (assigned: KnownRole, action: WantedAction) =>
    allowsWanted(assigned.role, action) && limitOf(assigned, action) === undefined;
  const covering = roles.filter((assigned) => actions.every((action) => grantsSurely(assigned, action)));
  const useful =
    covering.length > 0
      ? covering
      : roles.filter((assigned) => actions.some((action) => grantsSurely(assigned, action)));
  const best = [...useful].sort(
    (a, b) =>
      Number(isRecent(a.assignment, now)) - Number(isRecent(b.assignment, now)) ||
      Number(isBroad(a.assignment)) - Number(isBroad(b.assignment)) ||
      b.assignment.scope.length - a.assignment.scope.length ||
      a.assignment.id.localeCompare(b.assignment.id, 'en'),
  )[0];
  if (!best) return { kind: 'missing', missing: [] };
  const isOnlyRecent = (action: WantedAction) =>
    !roles.some((assigned) => grantsSurely(assigned, action) && !isRecent(assigned.assignment, now));
  return {
    kind: 'granted',
    by: best.assignment,
    roleName: best.role.name,
    ...(covering.length === 0 ? { withOthers: true } : {}),
    broad: isBroad(best.assignment),
    recent: actions.some(isOnlyRecent),
  };
}

interface DenialHit {
  readonly denial: DenyAssignment;
  readonly denied: readonly WantedAction[];
  /** Whether it certainly applies to the principal. */
  readonly isSure: boolean;
}

function hitsOf(
  actions: readonly WantedAction[],
  question: AccessQuestion,
  denials: readonly DenyAssignment[],
): readonly DenialHit[] {
  return denials
    .filter((denial) => reachesScope(denial.scope, question.scope, 'asListed', denial.doNotApplyToChildScopes))
    .flatMap((denial) => {
      const denied = actions.filter(
        ({ action, kind }) =>
          deniesAction(denial.permissions, action, kind) && denialHoldsFor(denial, action) !== false,
      );
      const isSure = appliesTo(denial, question.principalId);
      return denied.length > 0 && isSure !== undefined ? [{ denial, denied, isSure }] : [];
    });
}

function denialVerdict(hits: readonly DenialHit[]): AccessVerdict | undefined {
  for (const { denial, denied, isSure } of hits) {
    const missing = denied.map(({ action }) => action).filter((action) => isSure && denialHoldsFor(denial, action));
    if (missing.length > 0) return { kind: 'missing', missing, deniedBy: denial };
  }
  const possible = hits[0]?.denial;
  return (
    possible &&
    unknownVerdict(
      unknownToAll(
        'denyAssignment',
        possible.name,
        possibleDenialWords(possible) ??
          say`The deny assignment '${possible.name}' names a group that can't be looked into.`,
      ),
    )
  );
}

/** Whether it certainly applies to the principal; `undefined` if it does not apply. */
function appliesTo(denial: DenyAssignment, principalId: string): boolean | undefined {
  const ownKey = principalId.toLowerCase();
  const names = (list: DenyAssignment['principals']) => list.some(({ id }) => id.toLowerCase() === ownKey);
  const groups = (list: DenyAssignment['principals']) => list.some(({ type }) => type?.toLowerCase() === 'group');
  if (names(denial.excludePrincipals)) return undefined;
  const isNamed = names(denial.principals) || denial.principals.some(({ id }) => id === everybody);
  if (!isNamed && !groups(denial.principals)) return undefined;
  return isNamed && !groups(denial.excludePrincipals);
}

/**
 * The management groups above a scope, by name in lower case; `asListed` means every group in a list that ARM made for
 * that scope. In a list for several subscriptions, no group can be assumed to be above all of them.
 */
export type GroupsAbove = ReadonlySet<string> | 'asListed';

/** Returns true if something made at one scope applies at another: at the same scope or, unless `onlyThere`, below it. */
export function reachesScope(madeAt: string, scope: string, above: GroupsAbove, onlyThere = false): boolean {
  if (onlyThere) return sameId(madeAt, scope);
  if (isAtOrBelow(scope, madeAt)) return true;
  const group = managementGroupOf(madeAt);
  return group !== undefined && (above === 'asListed' || above.has(group));
}

function isRecent(assignment: RoleAssignment, now: Date): boolean {
  if (!assignment.createdOn) return false;
  const age = now.getTime() - Date.parse(assignment.createdOn);
  return age < propagationMinutes * 60_000;
}

/** Returns true for Owner or Contributor on a resource group or above. */
export function isBroad(assignment: RoleAssignment): boolean {
  const guid = roleGuidOf(assignment.roleDefinitionId);
  if (guid !== role.owner.id && guid !== role.contributor.id) return false;
  return groupOf(assignment.scope) === undefined || parseResourceId(assignment.scope)?.type === resourceType.group;
}

function unknownVerdict(unknown: Unknown): Extract<AccessVerdict, { kind: 'unknown' }> {
  return { kind: 'unknown', unknown: unknown };
}
