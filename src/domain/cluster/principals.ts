import type { Facts } from './facts.ts';
import { textAt } from '../arm/json.ts';
import type { Cluster } from './model.ts';
import type { ArmId } from '../arm/resourceId.ts';

/** Whose need it is: an add-on is named by its key in the cluster's JSON. */
export type IdentityRole = 'controlPlane' | 'kubelet' | 'servicePrincipal' | (string & {});

/** The principal ID of one of a cluster's identities, where the cluster's JSON or (with `facts`) the identity tells it. */
export function principalOf(cluster: Cluster, identity: IdentityRole, facts?: Facts): string | undefined {
  if (identity === 'servicePrincipal') return undefined;
  if (identity === 'controlPlane') {
    const { controlPlane } = cluster;
    if (controlPlane.kind === 'systemAssigned') return controlPlane.principalId;
    if (controlPlane.kind !== 'userAssigned') return undefined;
    return controlPlane.principalId ?? principalOfIdentity(controlPlane.identityId, facts);
  }
  if (identity === 'kubelet') {
    if (!('identityId' in cluster.kubelet)) return undefined;
    return cluster.kubelet.objectId ?? principalOfIdentity(cluster.kubelet.identityId, facts);
  }
  return cluster.addons.find(({ name }) => name.toLowerCase() === identity.toLowerCase())?.objectId;
}

function principalOfIdentity(identityId: ArmId, facts: Facts | undefined): string | undefined {
  const answer = facts?.get({ kind: 'resource', id: identityId });
  return answer?.kind === 'found' ? textAt(answer.value, 'properties.principalId') : undefined;
}

/** The principals of a cluster with their names, each principal once; without facts those that its JSON tells. */
export function principalsOf(cluster: Cluster, facts?: Facts): ReadonlyMap<string, IdentityRole> {
  const roles: IdentityRole[] = ['controlPlane', 'kubelet', ...cluster.addons.map(({ name }) => name)];
  const found = new Map<string, IdentityRole>();
  for (const identity of roles) {
    const principalId = principalOf(cluster, identity, facts)?.toLowerCase();
    if (principalId && !found.has(principalId)) found.set(principalId, identity);
  }
  return found;
}
