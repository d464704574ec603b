/** Everyone's role assignments in a subscription and above it, found by where they were made. */
import {
  groupAbove,
  groupOf,
  idKey,
  sameId,
  subscriptionOf,
  subscriptionScope,
  type ArmId,
} from '../arm/resourceId.ts';
import { Grouped } from '../../shape/grouped.ts';
import { keptText } from '../../memory/kept.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { nodeGroupOf } from './listedAccess.ts';
import { clusterOf } from './places.ts';
import { oncePer } from '../../shape/oncePer.ts';

/** Everyone's role assignments by where they were made. */
interface Placed {
  /** Those above all subscriptions. */
  readonly above: readonly RoleAssignment[];
  /** Those in a subscription, by `idKey` of their scope; those below a cluster also by that of the cluster. */
  readonly at: Grouped<RoleAssignment>;
  readonly below: Grouped<RoleAssignment>;
  /** Those of what is in a resource group, by `idKey` of the group. */
  readonly inGroup: Grouped<RoleAssignment>;
}

const nothingPlaced: Placed = { above: [], at: new Grouped(), below: new Grouped(), inGroup: new Grouped() };

/** Returns everyone's role assignments at a cluster or Fleet and above it; none while the list of its subscription can't be read. */
export function assignmentsReaching(id: ArmId, facts: Facts): readonly RoleAssignment[] {
  const { above, at } = placedIn(subscriptionOf(id) ?? '', facts);
  const scopes = [subscriptionScope(id), groupAbove(id), id].filter((scope) => scope !== undefined);
  return [...above, ...scopes.flatMap((scope) => at.get(idKey(scope)))];
}

/** Returns everyone's role assignments at a cluster's node resource group and above it, and those of machines in it. */
export function assignmentsReachingNodes(cluster: Cluster, facts: Facts): readonly RoleAssignment[] {
  const { above, at, inGroup } = placedIn(cluster.subscriptionId, facts);
  return nodeGroupOf(cluster).flatMap((group) => [
    ...above,
    ...[subscriptionScope(group), group].flatMap((scope) => at.get(idKey(scope))),
    ...inGroup.get(idKey(group)),
  ]);
}

/** Returns everyone's role assignments at exactly a cluster, and at its namespaces. */
export function assignmentsWithin({ id, subscriptionId }: Cluster, facts: Facts): readonly RoleAssignment[] {
  const { at, below } = placedIn(subscriptionId, facts);
  return [...at.get(idKey(id)), ...below.get(idKey(id))];
}

function placedIn(subscriptionId: string, facts: Facts): Placed {
  const answer = facts.get({ kind: 'everyAssignmentIn', subscriptionId });
  return answer?.kind === 'found' ? placedAssignments(answer.value) : nothingPlaced;
}

/** Returns the index of everyone's role assignments in a subscription and above it. */
export const placedAssignments = oncePer((assignments: readonly RoleAssignment[]): Placed => {
  const above: RoleAssignment[] = [];
  const at = new Grouped<RoleAssignment>();
  const below = new Grouped<RoleAssignment>();
  const inGroup = new Grouped<RoleAssignment>();
  const note = (group: Grouped<RoleAssignment>, scope: string, assignment: RoleAssignment): void =>
    group.add(keptText(idKey(scope)), assignment);
  for (const assignment of assignments) {
    const { scope } = assignment;
    if (subscriptionOf(scope) === undefined) above.push(assignment);
    else note(at, scope, assignment);
    const clusterId = clusterOf(scope);
    if (clusterId !== undefined && !sameId(clusterId, scope)) note(below, clusterId, assignment);
    if (groupOf(scope) !== undefined && !sameId(groupAbove(scope), scope)) note(inGroup, groupAbove(scope), assignment);
  }
  return { above, at, below, inGroup };
});
