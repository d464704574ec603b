/** Whose place a change takes, and what they still hold afterwards because of the cluster. */
import { directAssignmentsOf } from '../../access/heldRoles.ts';
import { roleById, roleGuidOf } from '../../access/roles.ts';
import { notReadable } from '../../arm/refusal.ts';
import { groupId, idKey, lastSegment, sameId, subscriptionOf, isRegistry } from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { clustersNow, usesOfPrincipal } from '../../cluster/uses.ts';
import { needsOf, neededScopes } from '../../needs/needs.ts';
import { describeControlPlane } from '../../words/describe.ts';
import { changesKubelet, newControlPlane } from '../clusterEdit.ts';
import type { ClusterEdit, FormerIdentity } from '../plan.ts';
import { servicePrincipalOf } from '../servicePrincipal.ts';
import type { Answer } from '../../arm/answer.ts';
import { principalOf } from '../../cluster/principals.ts';

/** Returns the principals that are no longer identities of the cluster after the edit, as far as they are known. */
export function formerIdentities(cluster: Cluster, edit: ClusterEdit, facts: Facts): readonly FormerIdentity[] {
  const { controlPlane, kubelet, id: clusterId } = cluster;
  const found: FormerIdentity[] = [];
  if (newControlPlane(cluster, edit)) {
    const principalId =
      controlPlane.kind === 'servicePrincipal'
        ? servicePrincipalOf(cluster, facts)?.principalId
        : principalOf(cluster, 'controlPlane', facts);
    if (principalId) found.push({ principalId, name: controlPlaneName(cluster), as: 'controlPlane', clusterId });
  }
  if (changesKubelet(cluster, edit) && 'identityId' in kubelet) {
    const principalId = principalOf(cluster, 'kubelet', facts);
    if (principalId) found.push({ principalId, name: lastSegment(kubelet.identityId), as: 'kubelet', clusterId });
  }
  return found;
}

/** A name that can stand in a sentence; Azure calls a system-assigned identity like its cluster. */
function controlPlaneName({ name, controlPlane }: Cluster): string {
  switch (controlPlane.kind) {
    case 'userAssigned':
      return lastSegment(controlPlane.identityId);
    case 'systemAssigned':
      return `${name} (system-assigned)`;
    case 'servicePrincipal':
    case 'none':
      return describeControlPlane(controlPlane);
  }
}

/** A grant that a replaced identity still has at a scope that the cluster uses. */
export interface LeftoverGrant {
  readonly assignment: RoleAssignment;
  readonly roleName: string;
}

/**
 * Returns what a replaced identity still has because of its cluster: grants made at exactly the scopes that the cluster
 * uses. Returns none while a visible cluster uses the principal, and throws a `Refusal` while that can't be known.
 */
export function leftoversOf(former: FormerIdentity, facts: Facts): readonly LeftoverGrant[] {
  const { principalId, clusterId } = former;
  const answer = facts.get({ kind: 'cluster', id: clusterId });
  const clusters = clustersNow(facts).answer;
  readable(answer, `The cluster ${lastSegment(clusterId)}`);
  readable(clusters, 'Which clusters use the identity');
  if (answer?.kind !== 'found' || clusters?.kind !== 'found') return [];
  const cluster = answer.value;
  const inUse = [cluster, ...clusters.value.filter(({ id }) => !sameId(id, clusterId))].some(
    (each) => usesOfPrincipal(principalId, each).length > 0,
  );
  if (inUse) return [];
  const { subscriptionId, nodeResourceGroup } = cluster;
  const scopes = new Set([
    idKey(clusterId),
    ...neededScopes(cluster, needsOf(cluster, facts)).keys(),
    ...(nodeResourceGroup ? [idKey(groupId(subscriptionId, nodeResourceGroup))] : []),
  ]);
  const places = new Set([subscriptionId, ...[...scopes].flatMap((scope) => subscriptionOf(scope) ?? [])].map(lower));
  const held = [...places].flatMap((place) => {
    const assignments = directAssignmentsOf(principalId, place, facts);
    readable(assignments, `What ${former.name} holds in subscription ${place}`);
    return assignments?.kind === 'found' ? assignments.value : [];
  });
  const distinct = [...new Map(held.map((assignment) => [idKey(assignment.id), assignment])).values()];
  return distinct
    .filter(({ scope }) => scopes.has(idKey(scope)) || (former.as === 'kubelet' && isRegistry(scope)))
    .map((assignment) => ({ assignment, roleName: nameOfRole(assignment, facts) }));
}

/** Refuses to call nothing what could not be looked at. */
function readable(answer: Answer<unknown> | undefined, what: string): void {
  if (answer?.kind === 'unreadable') throw notReadable(what, answer);
}

function nameOfRole({ roleDefinitionId, scope }: RoleAssignment, facts: Facts): string {
  const known = roleById(roleDefinitionId)?.name;
  if (known) return known;
  const guid = roleGuidOf(roleDefinitionId);
  const role = facts.get({ kind: 'role', guid, scope: `/subscriptions/${subscriptionOf(scope) ?? ''}` });
  return role?.kind === 'found' ? role.value.name : guid;
}

function lower(text: string): string {
  return text.toLowerCase();
}
