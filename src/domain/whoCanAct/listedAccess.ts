/** The role assignments and deny assignments that can matter for a cluster, as lists of whole subscriptions. */
import { reachesScope } from '../access/accessCheck.ts';
import { whyNotFound, unknownsOf, type Answer } from '../arm/answer.ts';
import { groupId, idKey, isAtOrBelow, subscriptionOf, type ArmId } from '../arm/resourceId.ts';
import type { Unknown } from '../arm/unknown.ts';
import { membershipsOf, type Memberships } from '../around/things/fleets.ts';
import type { Facts, Read } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { say } from '../../sentences/words.ts';

/** Everyone's role assignments that reach a cluster, its nodes, its namespaces or its Fleets. */
export interface ListedAccess {
  readonly fleets: Memberships;
  /** By the subscription for which they were listed, because the management groups in a list are above that one only. */
  readonly bySubscription: ReadonlyMap<string, readonly RoleAssignment[]>;
  readonly assignments: readonly RoleAssignment[];
  readonly unknown: readonly Unknown[];
}

/**
 * Returns the role assignments that can matter for a cluster. The list of a subscription has those of everything in it;
 * if it is refused, those at the cluster and above it are listed, and the ones at namespaces are unknown.
 * Source: https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-subscription
 */
export function listedAccess(cluster: Cluster, facts: Facts): ListedAccess {
  const fleets = membershipsOf(cluster, facts);
  const roots: readonly ArmId[] = [cluster.id, ...nodeGroupOf(cluster), ...fleets.all.map(({ fleetId }) => fleetId)];
  const unknown: Unknown[] = [];
  const bySubscription = new Map<string, readonly RoleAssignment[]>();
  for (const subscriptionId of new Set(roots.map(subscriptionKey))) {
    const rootsHere = roots.filter((root) => subscriptionKey(root) === subscriptionId);
    const part = listedIn(subscriptionId, rootsHere, facts);
    bySubscription.set(subscriptionId, part.assignments);
    unknown.push(...part.unknown);
  }
  const assignments = distinctBy([...bySubscription.values()].flat(), ({ id }) => idKey(id));
  return { fleets, bySubscription, assignments, unknown };
}

/** Returns the node resource group of a cluster, if its JSON names one. */
export function nodeGroupOf({ subscriptionId, nodeResourceGroup }: Cluster): readonly ArmId[] {
  return nodeResourceGroup === undefined ? [] : [groupId(subscriptionId, nodeResourceGroup)];
}

function subscriptionKey(id: string): string {
  return subscriptionOf(id)?.toLowerCase() ?? '';
}

function listedIn(
  subscriptionId: string,
  roots: readonly ArmId[],
  facts: Facts,
): Pick<ListedAccess, 'assignments' | 'unknown'> {
  const everything = facts.get({ kind: 'everyAssignmentIn', subscriptionId });
  if (everything === undefined) return { assignments: [], unknown: [] };
  if (everything.kind === 'found')
    return {
      assignments: everything.value.filter(({ scope }) => roots.some((root) => concerns(scope, root))),
      unknown: unknownsOf(say`Role assignments`, everything),
    };
  const title = say`Role assignments at namespaces can't be read`;
  const why = whyNotFound(title, { what: 'everyAssignmentIn', of: subscriptionId }, everything);
  const above = roots.map((root) => facts.get({ kind: 'assignmentsAt', scope: root }));
  const found = above.flatMap((answer) => (answer?.kind === 'found' ? answer.value : []));
  return {
    assignments: distinctBy(found, ({ id }) => idKey(id)),
    unknown: [why, ...above.flatMap((answer) => unknownsOf(say`Role assignments can't be read`, answer))],
  };
}

/** Returns whether an assignment applies at a resource, or somewhere below it. */
export function concerns(madeAt: string, root: string): boolean {
  return isAtOrBelow(madeAt, root) || reachesScope(madeAt, root, 'asListed');
}

/** Returns the facts, with each principal's assignments and the deny assignments taken from the lists for everybody. */
export function factsFromLists(cluster: Cluster, { bySubscription }: ListedAccess, facts: Facts): Facts {
  const byPrincipal = new Map<string, RoleAssignment[]>();
  // Thousands of questions are about few roles and denials.
  const roles = new Map<string, Answer<unknown>>();
  const denials = new Map<string, Answer<unknown>>();
  const keyOf = (subscriptionId: string, principalId: string): string =>
    `${subscriptionId} ${principalId.toLowerCase()}`;
  for (const [subscriptionId, assignments] of bySubscription)
    for (const assignment of assignments) {
      const key = keyOf(subscriptionId, assignment.principalId);
      const own = byPrincipal.get(key);
      if (own) own.push(assignment);
      else byPrincipal.set(key, [assignment]);
    }
  const get = (read: Read): Answer<unknown> | undefined => {
    if (read.kind === 'assignments')
      return { kind: 'found', value: byPrincipal.get(keyOf(subscriptionKey(read.scope), read.principalId)) ?? [] };
    if (read.kind === 'role') return once(roles, `${read.guid} ${idKey(read.scope)}`, () => facts.get(read));
    if (read.kind !== 'denyAssignments') return facts.get(read);
    const subscriptionId = subscriptionKey(read.scope);
    const everything = once(denials, subscriptionId, () => facts.get({ kind: 'denyAssignmentsIn', subscriptionId }));
    if (everything === undefined || everything.kind === 'found') return everything;
    return facts.get({ ...read, scope: isAtOrBelow(read.scope, cluster.id) ? cluster.id : read.scope });
  };
  return { ...facts, get: get as Facts['get'] };
}

/** Returns the answer that is known under a key, or asks for it; what was not read yet is asked for again. */
function once(
  known: Map<string, Answer<unknown>>,
  key: string,
  ask: () => Answer<unknown> | undefined,
): Answer<unknown> | undefined {
  const before = known.get(key);
  if (before !== undefined) return before;
  const answer = ask();
  if (answer !== undefined) known.set(key, answer);
  return answer;
}
