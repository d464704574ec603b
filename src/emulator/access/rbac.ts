import { idKey } from '../arm/path.ts';
import type { WorldPermission } from '../arm/worldFile.ts';
import type { DenyAssignment, Role, World } from '../world/world.ts';
import { conditionHolds, type ConditionSubject } from './roleCondition.ts';
import { defined } from '../../shape/defined.ts';

/** The caller is the principal that sends a request. */
export interface Caller {
  readonly objectId: string;
  readonly name: string;
  readonly type: 'User' | 'Application';
  /** The application that it used, or that it is, if the token says so. */
  readonly appId?: string;
  /** True if the world has no caller, so that every token is an owner of everything. */
  readonly ownsEverything: boolean;
  /** The token says that a second factor was given. */
  readonly hasSecondFactor?: boolean;
  /** The authentication contexts that the token has, from a client that understands challenges. */
  readonly contexts?: readonly string[];
}

/** A grant is what one role assignment allows, whatever listed the assignment. */
export interface Grant {
  readonly scope: string;
  readonly role: Role;
  readonly condition?: string;
  readonly conditionVersion?: string;
}

/** Whether something is allowed; `condition` means that only a condition prevents it. */
export type Verdict = 'allowed' | 'missing' | 'condition';

/** Actions on resources, or on the data in them. */
export type Plane = 'actions' | 'dataActions';

const everyone = '00000000-0000-0000-0000-000000000000';

/** Returns the grants of a principal at a scope, from effective assignments there and above. */
export function grantsAt(world: World, principalId: string, scope: string, now: number): readonly Grant[] {
  const reaches = reachesDownTo(world, scope);
  return grantsOfPrincipal(world, principalId, now).filter((grant) => reaches(grant.scope));
}

/** Says whether something made at a scope has effect at this one: there and above, including management groups. */
function reachesDownTo({ managementGroups }: World, scope: string): (madeAt: string) => boolean {
  const above = new Set(managementGroups.scopesAbove(scope));
  return (madeAt) => above.has(idKey(madeAt));
}

/** Returns everything that a principal is granted anywhere, including as a member of groups. */
export function grantsOfPrincipal(world: World, principalId: string, now: number): readonly Grant[] {
  const grants: Grant[] = [];
  const names = [principalId, ...world.groupsOf(principalId)];
  const assigned = names.flatMap((name) => world.roleAssignments.ofPrincipal(name));
  const removed = names.flatMap((name) => world.roleAssignments.removedOf(name, now));
  for (const assignment of [...assigned, ...removed].filter(({ effectiveFrom }) => effectiveFrom <= now)) {
    const role = world.role(assignment.role);
    if (role === undefined) continue;
    grants.push({ scope: assignment.scope, role, ...conditionOf(assignment) });
  }
  if (world.caller?.objectId.toLowerCase() === principalId.toLowerCase()) {
    for (const givenRole of world.caller.roles) {
      const role = world.roleNamed(givenRole.roleName);
      if (role !== undefined) grants.push({ scope: givenRole.scope, role, ...conditionOf(givenRole) });
    }
  }
  return grants;
}

function conditionOf({
  condition,
  conditionVersion,
}: Pick<Grant, 'condition' | 'conditionVersion'>): Pick<Grant, 'condition' | 'conditionVersion'> {
  return {
    ...defined({ condition, conditionVersion }),
  };
}

/** Decides whether a principal may do something: roles at the scope and above add up, and a deny assignment wins. */
export function principalIsAllowed(
  world: World,
  principalId: string,
  action: string,
  scope: string,
  now: number,
  plane: Plane = 'actions',
  attributes?: ConditionSubject['attributes'],
): Verdict {
  if (denyingAssignment(world, principalId, action, scope, plane) !== undefined) return 'missing';
  return rolesAllow(world, principalId, { action, ...defined({ attributes }) }, scope, now, plane);
}

/** Decides whether a caller may do something at a scope. */
export function callerMay(
  world: World,
  caller: Caller,
  action: string,
  scope: string,
  now: number,
  attributes?: ConditionSubject['attributes'],
): Verdict {
  if (!caller.ownsEverything)
    return principalIsAllowed(world, caller.objectId, action, scope, now, 'actions', attributes);
  return denyingAssignment(world, caller.objectId, action, scope) === undefined ? 'allowed' : 'missing';
}

/** Returns the deny assignment if nothing else prevents the caller from doing it. */
export function onlyDenialOf(
  world: World,
  caller: Caller,
  action: string,
  scope: string,
  now: number,
): DenyAssignment | undefined {
  const hasRole =
    caller.ownsEverything || rolesAllow(world, caller.objectId, { action }, scope, now, 'actions') === 'allowed';
  return hasRole ? denyingAssignment(world, caller.objectId, action, scope) : undefined;
}

function rolesAllow(
  world: World,
  principalId: string,
  subject: ConditionSubject,
  scope: string,
  now: number,
  plane: Plane,
): Verdict {
  const grant = grantFor(world, principalId, subject, scope, now, plane);
  return typeof grant === 'string' ? grant : 'allowed';
}

/** Returns the first grant that allows the principal the action, whatever deny assignments say. */
export function grantFor(
  world: World,
  principalId: string,
  subject: ConditionSubject,
  scope: string,
  now: number,
  plane: Plane,
): Grant | 'missing' | 'condition' {
  let verdict: 'missing' | 'condition' = 'missing';
  for (const grant of grantsAt(world, principalId, scope, now)) {
    const { role, condition } = grant;
    const giving = role.permissions.filter((permission) => permits(permission, subject.action, plane));
    if (giving.length === 0) continue;
    const isFulfilled = giving.some((permission) => conditionHolds(permission.condition, subject));
    if (isFulfilled && conditionHolds(condition, subject)) return grant;
    verdict = 'condition';
  }
  return verdict;
}

/** Says whether one role definition's permission allows the action. */
function permits(permission: WorldPermission, action: string, plane: Plane): boolean {
  const [allowed, taken] =
    plane === 'actions'
      ? [permission.actions, permission.notActions]
      : [permission.dataActions, permission.notDataActions];
  const matching = (pattern: string): boolean => actionMatches(pattern, action);
  return (allowed ?? []).some(matching) && !(taken ?? []).some(matching);
}

const patterns = new Map<string, RegExp>();

/**
 * Returns true if the pattern of a role covers the action, ignoring case. `*` matches anything, slashes included;
 * between two slashes it also matches nothing, without which Managed Identity Operator would not allow
 * `userAssignedIdentities/assign/action`.
 */
export function actionMatches(pattern: string, action: string): boolean {
  let expression = patterns.get(pattern);
  if (expression === undefined) {
    const source = pattern
      .toLowerCase()
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('/*/', '\0')
      .replaceAll('*', '.*')
      .replaceAll('\0', '/(?:.*/)?');
    expression = new RegExp(`^${source}$`);
    patterns.set(pattern, expression);
  }
  return expression.test(action.toLowerCase());
}

/** The deny assignment that denies the principal the action. */
function denyingAssignment(
  world: World,
  principalId: string,
  action: string,
  scope: string,
  plane: Plane = 'actions',
): DenyAssignment | undefined {
  if (world.denyAssignments.length === 0) return undefined;
  const reaches = reachesDownTo(world, scope);
  const meant = new Set([everyone, principalId.toLowerCase(), ...world.groupsOf(principalId)]);
  const names = (principals: readonly { readonly id: string }[] | undefined): boolean =>
    (principals ?? []).some(({ id }) => meant.has(id.toLowerCase()));
  return world.denyAssignments.find((deny) => {
    const isHere = deny.doNotApplyToChildScopes === true ? idKey(deny.scope) === idKey(scope) : reaches(deny.scope);
    if (deny.denyAssignmentEffect?.toLowerCase() === 'audit' || !conditionHolds(deny.condition, { action }))
      return false;
    if (!isHere || names(deny.excludePrincipals)) return false;
    if (deny.principals !== undefined && !names(deny.principals)) return false;
    return deny.permissions.some((permission) => permits(permission, action, plane));
  });
}
