/** Whether a role assignment that is to be removed has to do with a cluster at all. */
import { idKey, isAtOrBelow, managementGroupOf, sameId, type ArmId } from '../../arm/resourceId.ts';
import { unknownsOf } from '../../arm/answer.ts';
import { textAt } from '../../arm/json.ts';
import type { Unknown } from '../../arm/unknown.ts';
import { membersList } from '../../around/things/fleets.ts';
import { itemsBelow } from '../../around/things/thing.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { fleetOf } from '../../whoCanAct/places.ts';
import { nodeGroupOf } from '../../whoCanAct/listedAccess.ts';
import { say } from '../../../sentences/words.ts';

/** `pending` while the answer has not been read. */
export type AssignmentReach =
  | { readonly kind: 'reaches' | 'reachesNot' | 'pending' }
  | { readonly kind: 'unknown'; readonly unknown: readonly Unknown[] };

/** Returns whether an assignment reaches a cluster, its namespaces, its nodes, or a Fleet that it is a member of. */
export function reachOf(
  assignment: Pick<RoleAssignment, 'id' | 'scope'>,
  cluster: Cluster,
  facts: Facts,
): AssignmentReach {
  const { scope } = assignment;
  const roots = [cluster.id, ...nodeGroupOf(cluster)];
  if (roots.some((root) => isAtOrBelow(root, scope) || isAtOrBelow(scope, root))) return { kind: 'reaches' };
  if (managementGroupOf(scope) !== undefined) return reachFromAbove(assignment, cluster, facts);
  const fleetId = fleetOf(scope);
  return fleetId === undefined ? { kind: 'reachesNot' } : reachThroughFleet(fleetId, cluster, facts);
}

/** The list of a subscription has the assignments at the management groups above it, and of no others. */
function reachFromAbove(
  { id }: Pick<RoleAssignment, 'id'>,
  { subscriptionId, id: clusterId }: Cluster,
  facts: Facts,
): AssignmentReach {
  const title = say`Role assignments can't be read`;
  const whole = facts.get({ kind: 'everyAssignmentIn', subscriptionId });
  const answer = whole?.kind === 'unreadable' ? facts.get({ kind: 'assignmentsAt', scope: clusterId }) : whole;
  if (answer === undefined) return { kind: 'pending' };
  if (answer.kind === 'found' && answer.value.some((listed) => sameId(listed.id, id))) return { kind: 'reaches' };
  return decidedBy(unknownsOf(title, answer));
}

function reachThroughFleet(fleetId: ArmId, cluster: Cluster, facts: Facts): AssignmentReach {
  if (facts.get({ kind: 'listBelow', id: fleetId, list: membersList }) === undefined) return { kind: 'pending' };
  const { items, unknown } = itemsBelow(say`Members of the Fleet`, { id: fleetId, list: membersList }, facts);
  const isMember = items.some(
    (item) => idKey(textAt(item, 'properties.clusterResourceId') ?? '') === idKey(cluster.id),
  );
  return isMember ? { kind: 'reaches' } : decidedBy(unknown);
}

function decidedBy(unknown: readonly Unknown[]): AssignmentReach {
  return unknown.length === 0 ? { kind: 'reachesNot' } : { kind: 'unknown', unknown };
}
