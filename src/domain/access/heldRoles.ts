import { subscriptionOf } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import type { RoleAssignment } from '../cluster/model.ts';
import type { Answer } from '../arm/answer.ts';

/**
 * What a principal holds itself: in a subscription as ARM lists it, and in every other one as far as it can be seen. A
 * registry, for one, often lies in another subscription than the clusters that pull from it.
 */
export function heldBy(
  principalId: string,
  subscriptionId: string,
  facts: Facts,
): Answer<readonly RoleAssignment[]> | undefined {
  const here = facts.get({ kind: 'assignmentsOf', subscriptionId, principalId });
  const everywhere = facts.get({ kind: 'assignmentsEverywhere', principalId });
  if (here?.kind !== 'found' || everywhere?.kind !== 'found') return here;
  const others = everywhere.value.filter(({ scope }) => isElsewhere(scope, subscriptionId));
  return others.length === 0 ? here : { kind: 'found', value: [...here.value, ...others] };
}

/** The same where not all of it can be seen: who may not list the subscription may see what is granted on resources there. */
export function heldInSight(principalId: string, subscriptionId: string, facts: Facts): readonly RoleAssignment[] {
  const listed = heldBy(principalId, subscriptionId, facts);
  if (listed?.kind === 'found') return listed.value;
  const everywhere = listed && facts.get({ kind: 'assignmentsEverywhere', principalId });
  return everywhere?.kind === 'found' ? everywhere.value : [];
}

function isElsewhere(scope: string, subscriptionId: string): boolean {
  const place = subscriptionOf(scope)?.toLowerCase();
  return place !== undefined && place !== subscriptionId.toLowerCase();
}
