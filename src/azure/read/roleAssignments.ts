import type { RoleAssignment } from '../../domain/cluster/model.ts';
import type { Arm } from '../arm/arm.ts';
import { queryAssignmentsOf } from './graphTables.ts';
import { itemsOfSdk, pagesOf, withoutSlash } from '../arm/sdkCalls.ts';
import { fromSdk, roleAssignmentsAt } from '../arm/roleAssignment.ts';
import { sdkShapes } from '../http/armShapes.ts';
import { defined } from '../../shape/defined.ts';
import type { ListWay } from './listEverywhere.ts';
import { say } from '../../sentences/words.ts';

/** Lists a principal's role assignments at and above a scope, including those through groups. */
export function listAssignments(
  arm: Arm,
  scope: string,
  principalId: string,
  signal?: AbortSignal,
): Promise<readonly RoleAssignment[]> {
  return listAtScope(arm, scope, `atScope() and assignedTo('${principalId}')`, signal);
}

/** Lists everybody's role assignments at and above a scope. */
export function listAssignmentsAt(arm: Arm, scope: string, signal?: AbortSignal): Promise<readonly RoleAssignment[]> {
  return listAtScope(arm, scope, 'atScope()', signal);
}

/** Lists a principal's direct role assignments anywhere in a subscription, and above it. */
export function listAssignmentsOf(
  arm: Arm,
  subscriptionId: string,
  principalId: string,
  signal?: AbortSignal,
): Promise<readonly RoleAssignment[]> {
  return listInSubscription(arm, subscriptionId, `principalId eq '${principalId}'`, signal);
}

/** Lists what a principal has anywhere in a subscription, and above it, including through groups. */
export function listAssignedIn(
  arm: Arm,
  subscriptionId: string,
  principalId: string,
  signal?: AbortSignal,
): Promise<readonly RoleAssignment[]> {
  return listInSubscription(arm, subscriptionId, `assignedTo('${principalId}')`, signal);
}

/** Lists everybody's role assignments anywhere in a subscription, and above it; a subscription has at most 4,000 of its own. */
export function listAssignmentsIn(
  arm: Arm,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly RoleAssignment[]> {
  return listInSubscription(arm, subscriptionId, undefined, signal);
}

/** Returns how the direct role assignments of principals are listed in every subscription. */
export function assignmentList(principalIds: readonly string[]): ListWay<RoleAssignment> {
  return {
    fromGraph: (arm, subscriptionIds, signal) => queryAssignmentsOf(arm, principalIds, subscriptionIds, signal),
    inSubscription: async (arm, subscriptionId, signal) =>
      (await Promise.all(principalIds.map((id) => listAssignmentsOf(arm, subscriptionId, id, signal)))).flat(),
  };
}

function listInSubscription(
  arm: Arm,
  subscriptionId: string,
  filter: string | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly RoleAssignment[]> {
  const { roleAssignments } = arm.authorization(subscriptionId);
  const pages = pagesOf(say`role assignments`, sdkShapes.roleAssignment, signal);
  return itemsOfSdk(roleAssignments.listForSubscription({ ...defined({ filter }), ...pages }), fromSdk(arm));
}

function listAtScope(
  arm: Arm,
  scope: string,
  filter: string,
  signal: AbortSignal | undefined,
): Promise<readonly RoleAssignment[]> {
  const items = roleAssignmentsAt(arm, scope).listForScope(withoutSlash(scope), {
    filter,
    ...pagesOf(say`role assignments`, sdkShapes.roleAssignment, signal),
  });
  return itemsOfSdk(items, fromSdk(arm));
}
