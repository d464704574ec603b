/** Finds what an identity still holds because of a cluster that no longer uses it. */
import { joinUnknowns, unknownTexts } from '../../arm/unknown.ts';
import { directAssignmentsOf } from '../../access/heldRoles.ts';
import { namesOfPrincipal } from '../../cluster/principals.ts';
import { roleById, roleGuidOf } from '../../access/roles.ts';
import { unknownsOf, type Answer, type Unreadable } from '../../arm/answer.ts';
import { unreadableRefusal } from '../../arm/refusal.ts';
import { scopeName } from '../../arm/scopeWords.ts';
import { groupId, idKey, isRegistry, lastSegment, sameId, subscriptionOf } from '../../arm/resourceId.ts';
import type { Facts, ReplacedIdentity } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { clustersNow, principalUses } from '../../cluster/uses.ts';
import { isNamedIn } from '../../uses/namedUses.ts';
import { looksAtClusters, useChecks, unusedAfter } from '../../uses/nothingUses.ts';
import type { Need } from '../../needs/need.ts';
import { neededScopes, needsOf } from '../../needs/needs.ts';
import { say, joinWords, type Phrase } from '../../../sentences/words.ts';

/** A principal that was an identity of a cluster. */
export type Former = Pick<ReplacedIdentity, 'principalId' | 'name' | 'as' | 'clusterId'>;

/** A role assignment that no visible resource needs now. */
export interface UnusedRole {
  readonly assignment: RoleAssignment;
  readonly roleName: Phrase;
}

/** What could not be read, in words, and why. */
interface UnreadList {
  readonly what: Phrase;
  readonly why: Unreadable;
}

/**
 * Returns what a former identity still holds because of its cluster: assignments at exactly the scopes that the cluster
 * uses. Returns none while a visible cluster uses the principal; throws a `Refusal` while that can't be known.
 */
export function unusedRolesOfFormer(former: Former, facts: Facts): readonly UnusedRole[] {
  const cluster = facts.get({ kind: 'cluster', id: former.clusterId });
  const { answer: clusters, late } = clustersNow(facts);
  const name = lastSegment(former.clusterId);
  if (cluster?.kind === 'unreadable') throw unreadableRefusal(say`The cluster ${name}`, cluster);
  if (cluster?.kind !== 'found') return [];
  const roles = rolesOfFormer(
    former,
    { cluster: cluster.value, clusters, needs: needsOf(cluster.value, facts) },
    facts,
  );
  if ('what' in roles) throw unreadableRefusal(roles.what, roles.why);
  if (roles.length === 0) return [];
  const uses = principalUses(former.principalId, facts);
  if (uses.clusters.length + uses.around.length > 0) return [];
  const unknownByList = { ...uses.looked, clusters: [...late, ...unknownsOf(useChecks.clusters, clusters)] };
  const isRead = looksAtClusters.every((look) => look in unknownByList);
  const unused = unusedAfter(unknownByList, looksAtClusters);
  if (isRead && !unused.isKnown)
    throw unreadableRefusal(
      say`Which clusters use the identity`,
      joinUnknowns(unused.why, { subject: { what: 'clusters' }, reason: joinWords(unknownTexts(unused.why)) }),
    );
  return roles;
}

/** The cluster that had the identity, what it needs, and all clusters that may use the identity now. */
export interface FormerPlace {
  readonly cluster: Cluster;
  readonly needs: readonly Need[];
  readonly clusters: Answer<readonly Cluster[]> | undefined;
}

/** Returns the same as `leftoversOf`, or what could not be read; clusters that are missing from a list with gaps may still use it. */
export function rolesOfFormer(
  former: Former,
  { cluster, needs, clusters }: FormerPlace,
  facts: Facts,
): readonly UnusedRole[] | UnreadList {
  if (clusters?.kind === 'unreadable') return { what: say`Which clusters use the identity`, why: clusters };
  if (clusters?.kind !== 'found') return [];
  const { principalId } = former;
  if (isUsedNow(former, cluster, clusters.value, facts)) return [];
  const { subscriptionId, nodeResourceGroup } = cluster;
  const scopes = new Set([
    idKey(cluster.id),
    ...neededScopes(cluster, needs).keys(),
    ...(nodeResourceGroup ? [idKey(groupId(subscriptionId, nodeResourceGroup))] : []),
  ]);
  const places = new Set(
    [subscriptionId, ...[...scopes].flatMap((scope) => subscriptionOf(scope) ?? [])].map(lowerCase),
  );
  const assignmentsById = new Map<string, RoleAssignment>();
  for (const place of places) {
    const answer = directAssignmentsOf(principalId, place, facts);
    if (answer?.kind === 'unreadable') {
      const title = say`What ${former.name} has in ${scopeName(`/subscriptions/${place}`)}`;
      return { what: title, why: answer };
    }
    for (const assignment of answer?.kind === 'found' ? answer.value : [])
      assignmentsById.set(idKey(assignment.id), assignment);
  }
  return [...assignmentsById.values()]
    .filter(({ scope }) => scopes.has(idKey(scope)) || (former.as === 'kubelet' && isRegistry(scope)))
    .map((assignment) => ({ assignment, roleName: nameOfRole(assignment, subscriptionId, facts) }));
}

/** Returns true if a visible cluster uses the principal; its own cluster is judged by its current state. */
export function isUsedNow(
  { principalId }: Former,
  cluster: Cluster,
  clusters: readonly Cluster[],
  facts: Facts,
): boolean {
  const names = namesOfPrincipal(principalId, facts);
  const otherClusters = clusters.filter(({ id }) => !sameId(id, cluster.id));
  return [cluster, ...otherClusters].some(({ raw }) => isNamedIn(raw, names));
}

/** Returns the name of an assignment's role, as far as it can be read: from the given subscription if its scope is above all of them. */
export function nameOfRole({ roleDefinitionId, scope }: RoleAssignment, subscriptionId: string, facts: Facts): Phrase {
  const builtInName = roleById(roleDefinitionId)?.name;
  if (builtInName) return builtInName;
  const guid = roleGuidOf(roleDefinitionId);
  const place = `/subscriptions/${subscriptionOf(scope) ?? subscriptionId}`;
  const role = facts.get({ kind: 'role', guid, scope: place });
  return role?.kind === 'found' ? role.value.name : say`a custom role`;
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}
