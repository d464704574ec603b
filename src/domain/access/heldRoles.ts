import { subscriptionOf } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import type { RoleAssignment } from '../cluster/model.ts';
import type { Answer } from '../arm/answer.ts';

/**
 * Returns the direct role assignments of a principal: those in a subscription as ARM lists them, and those in all other
 * subscriptions as far as they are visible. A registry, for example, is often in another subscription than the clusters
 * that pull from it.
 */
export function directAssignmentsOf(
  principalId: string,
  subscriptionId: string,
  facts: Facts,
): Answer<readonly RoleAssignment[]> | undefined {
  const inSubscription = facts.get({ kind: 'assignmentsOf', subscriptionId, principalId });
  const everywhere = facts.get({ kind: 'assignmentsEverywhere', principalId });
  if (inSubscription?.kind !== 'found' || everywhere?.kind !== 'found') return inSubscription;
  const otherAssignments = everywhere.value.filter(({ scope }) => isOutsideSubscription(scope, subscriptionId));
  return otherAssignments.length === 0
    ? inSubscription
    : { ...inSubscription, value: [...inSubscription.value, ...otherAssignments] };
}

/**
 * Returns the visible direct role assignments of a principal; a user who may not list the subscription may still see
 * assignments on resources in it.
 */
export function visibleAssignmentsOf(
  principalId: string,
  subscriptionId: string,
  facts: Facts,
): readonly RoleAssignment[] {
  const answer = directAssignmentsOf(principalId, subscriptionId, facts);
  if (answer?.kind === 'found') return answer.value;
  const everywhere = answer && facts.get({ kind: 'assignmentsEverywhere', principalId });
  return everywhere?.kind === 'found' ? everywhere.value : [];
}

function isOutsideSubscription(scope: string, subscriptionId: string): boolean {
  const place = subscriptionOf(scope)?.toLowerCase();
  return place !== undefined && place !== subscriptionId.toLowerCase();
}
