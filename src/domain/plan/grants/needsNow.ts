/** What a cluster needs while role assignments are still there, pull roles for their own sake included. */
import { role, roleGuidOf } from '../../access/roles.ts';
import { aksPage } from '../../arm/docs.ts';
import { idKey, isRegistry, sameId } from '../../arm/resourceId.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import { subscriptionNames } from '../../cluster/facts.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { pullNeed } from '../../needs/kubelet.ts';
import type { Need } from '../../needs/need.ts';
import { needsOf } from '../../needs/needs.ts';
import { isPullRole } from '../servicePrincipal.ts';

/** Returns the needs as they are while nothing is removed yet, because a pull role is itself the sign that nodes pull from there. */
export function needsNow(cluster: Cluster, removed: readonly RoleAssignment[], facts: Facts): readonly Need[] {
  const known = needsOf(cluster, facts).map(likelyNeed);
  const identity = cluster.kubelet.kind === 'servicePrincipal' ? 'servicePrincipal' : 'kubelet';
  const pulls = removed
    .filter(({ roleDefinitionId }) => isPullRole(roleDefinitionId))
    .map((assignment) => ({ ...likelyNeed(pullNeedAt(assignment, facts)), identity }))
    .filter(
      ({ scope }) => !known.some((need) => need.identity === identity && isPull(need) && sameId(need.scope, scope)),
    );
  return [...known, ...new Map(pulls.map((need) => [idKey(need.scope), need])).values()];
}

function pullNeedAt(assignment: RoleAssignment, facts: Facts): Need {
  const { scope, roleDefinitionId } = assignment;
  if (isRegistry(scope)) return pullNeed(scope, facts, [assignment]);
  const byRepository = roleGuidOf(roleDefinitionId) === role.repositoryReader.id;
  return {
    id: 'P-31',
    identity: 'kubelet',
    role: byRepository ? role.repositoryReader : role.acrPull,
    scope,
    actions: byRepository ? [] : ['Microsoft.ContainerRegistry/registries/pull/read'],
    ...(byRepository ? { dataActions: ['Microsoft.ContainerRegistry/registries/repositories/content/read'] } : {}),
    why: `Nodes may pull images from the registries in ${scopeWithKind(scope, subscriptionNames(facts))}.`,
    source: aksPage('cluster-container-registry-integration'),
  };
}

/** Whoever holds a pull role may need it, whether or not it is known what the registry goes by. */
function likelyNeed(need: Need): Need {
  if (!isPull(need)) return need;
  const { whyUnknown: _unseen, ...seen } = need;
  return seen;
}

/** Returns true for the need to pull images. */
export function isPull({ id }: Need): boolean {
  return id === 'P-31' || id === 'P-33';
}
