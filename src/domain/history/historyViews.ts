/** What a history looks for: of a cluster its identities too, of an identity its roles everywhere. */
import { distinctIds, lastSegment, parseResourceId, sameText, resourceType } from '../arm/resourceId.ts';
import { addonName } from '../cluster/addons.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, UserAssignedIdentity } from '../cluster/model.ts';
import { principalsOf, type IdentityRole } from '../cluster/principals.ts';
import { textAt } from '../arm/json.ts';
import { defined } from '../../shape/defined.ts';
import type { HistorySubject, HistoryView } from './model.ts';
import { say, type Phrase } from '../../sentences/words.ts';

/** Returns what an id is the history of. */
export function subjectOf(id: string): HistorySubject {
  const type = parseResourceId(id)?.type ?? '';
  const kind = sameText(type, resourceType.cluster)
    ? 'cluster'
    : sameText(type, resourceType.identity)
      ? 'identity'
      : 'scope';
  return { kind, id, name: lastSegment(id) };
}

/** Looks at a cluster, its identities, and the roles at, above and below them. */
export function viewOfCluster(cluster: Cluster, facts: Facts): HistoryView {
  const { id, subscriptionId, nodeResourceGroup, controlPlane, kubelet, addons, podIdentities } = cluster;
  const identityIds = [controlPlane, kubelet, ...addons].flatMap((user) =>
    'identityId' in user && user.identityId !== undefined ? [user.identityId] : [],
  );
  return {
    subject: subjectOf(id),
    ...defined({ issuer: textAt(cluster.raw, 'properties.oidcIssuerProfile.issuerURL') }),
    resourceIds: distinctIds<string>([id, ...identityIds, ...podIdentities]),
    scopes:
      nodeResourceGroup === undefined ? [] : [`/subscriptions/${subscriptionId}/resourceGroups/${nodeResourceGroup}`],
    principals: [...principalsOf(cluster, facts)].map(([principalId, identity]) => ({
      id: principalId,
      name: nameOfRole(identity),
    })),
  };
}

function nameOfRole(identity: IdentityRole): Phrase {
  if (identity === 'controlPlane') return say`the control plane identity`;
  return identity === 'kubelet' ? say`the kubelet identity` : say`the identity of ${addonName(identity)}`;
}

/** Looks at an identity, what is below it, and its roles anywhere. */
export function viewOfIdentity({ id, name, principalId }: UserAssignedIdentity): HistoryView {
  return {
    subject: subjectOf(id),
    resourceIds: [id],
    scopes: [],
    principals: principalId === '' ? [] : [{ id: principalId, name }],
  };
}

/** Looks at a place and everything below it; so it does for what no longer exists, whose principals nobody knows. */
export function viewOfPlace(id: string): HistoryView {
  return { subject: subjectOf(id), resourceIds: [id], scopes: [], principals: [] };
}
