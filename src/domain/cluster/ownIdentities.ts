/** The user-assigned identities that a cluster names for itself. */
import { objectAt, objectsAt, textAt } from '../arm/json.ts';
import { idKey, parseResourceId, resourceType, sameGuid, subscriptionOf } from '../arm/resourceId.ts';
import type { ArmId } from '../arm/resourceId.ts';
import type { Facts } from './facts.ts';
import type { Cluster } from './model.ts';

/** Returns each user-assigned identity that the cluster's JSON names, except those that AKS made. */
export function ownIdentities(cluster: Cluster): readonly string[] {
  const { controlPlane, kubelet, raw } = cluster;
  const pods = objectsAt(raw, 'properties.podIdentityProfile.userAssignedIdentities');
  const ids = [
    controlPlane.kind === 'userAssigned' ? controlPlane.identityId : undefined,
    kubelet.kind === 'preCreated' ? kubelet.identityId : undefined,
    ...pods.map((pod) => textAt(objectAt(pod, 'identity'), 'resourceId')),
  ].filter((id): id is string => id !== undefined && isIdentity(id));
  return [...new Map(ids.map((id) => [idKey(id), id])).values()];
}

function isIdentity(id: string): boolean {
  const type = parseResourceId(id)?.type.toLowerCase();
  return type === resourceType.identity.toLowerCase() && subscriptionOf(id) !== undefined;
}

/** Tells whether one of the cluster's identities no longer has this principal, because it was deleted or made again. */
export function isPrincipalGone({ controlPlane, kubelet }: Cluster, principalId: string, facts: Facts): boolean {
  const named: readonly (readonly [ArmId, string | undefined])[] = [
    ...(controlPlane.kind === 'userAssigned' ? [[controlPlane.identityId, controlPlane.principalId] as const] : []),
    ...('identityId' in kubelet ? [[kubelet.identityId, kubelet.objectId] as const] : []),
  ];
  return named.some(([identityId, known]) => {
    if (!sameGuid(known, principalId)) return false;
    const answer = facts.get({ kind: 'resource', id: identityId });
    if (answer?.kind !== 'found') return answer?.kind === 'missing';
    const live = textAt(answer.value, 'properties.principalId');
    return live !== undefined && !sameGuid(live, principalId);
  });
}
