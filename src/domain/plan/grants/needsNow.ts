/** What a cluster needs before role assignments are removed, including what its nodes can pull with them. */
import { role, isRole } from '../../access/roles.ts';
import { aksPage } from '../../arm/docs.ts';
import { idKey, isAtOrBelow, isRegistry, resourceType, sameId, subscriptionOf } from '../../arm/resourceId.ts';
import { textAt } from '../../arm/json.ts';
import { unknownWith, withTitle, type Cause, type Unknown } from '../../arm/unknown.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { pullNeed, pullNeedByMode } from '../../needs/kubelet.ts';
import type { Need } from '../../needs/need.ts';
import { needsOf } from '../../needs/needs.ts';
import { isFor, needKind } from '../../needs/needKinds.ts';
import { isPullRole } from '../../access/servicePrincipal.ts';
import { mayLetPull } from './pullGrants.ts';
import type { User } from './roleUsers.ts';
import { principalOf } from '../../cluster/principals.ts';
import { say, type Words, type Phrase } from '../../../sentences/words.ts';
import { moreOf } from '../../words/counts.ts';
import { defined } from '../../../shape/defined.ts';

/** The most registries below one scope that are checked. */
const mostRegistries = 20;

/** Needs, and what could not be determined about others. */
export interface NeedsNow {
  readonly needs: readonly Need[];
  readonly doubts: readonly Unknown[];
}

/**
 * Returns the needs before anything is removed: if nodes can pull with an assignment, that itself is a sign that they
 * do, whatever the role's name.
 */
export function needsNow({ cluster, holdings }: User, facts: Facts): NeedsNow {
  const knownNeeds = needsOf(cluster, facts);
  const identity = cluster.kubelet.kind === 'servicePrincipal' ? 'servicePrincipal' : 'kubelet';
  const kubelet = principalOf(cluster, 'kubelet', facts)?.toLowerCase();
  const needsOfHoldings = holdings
    .filter(({ principalId, evidence }) => (identity === 'kubelet' ? principalId === kubelet : evidence !== undefined))
    .map(({ assignment }) => assignment)
    .filter((assignment) => mayLetPull(assignment, cluster, facts))
    .map((assignment) => pullsBy(assignment, cluster, facts));
  const pulls = needsOfHoldings
    .flatMap(({ needs }) => needs)
    .map((need) => ({ ...need, identity }))
    .filter(
      ({ scope }) =>
        !knownNeeds.some((need) => need.identity === identity && isPull(need) && sameId(need.scope, scope)),
    );
  return {
    needs: [...knownNeeds, ...new Map(pulls.map((need) => [idKey(need.scope), need])).values()],
    doubts: needsOfHoldings.flatMap(({ doubts }) => doubts),
  };
}

/** What nodes can pull with an assignment: from its registry, or from those below its scope. */
function pullsBy(assignment: RoleAssignment, cluster: Cluster, facts: Facts): NeedsNow {
  const { scope } = assignment;
  if (isRegistry(scope)) return { needs: [pullNeed(scope, facts, [assignment])], doubts: [] };
  const place = scopeWithKind(scope, subscriptionNames(facts));
  const subscriptionId = subscriptionOf(scope) ?? cluster.subscriptionId;
  const answer = facts.get({ kind: 'resourcesOfType', subscriptionId, type: resourceType.registry });
  const isSign = isPullRole(assignment.roleDefinitionId);
  if (answer?.kind === 'unreadable') {
    const doubt = withTitle(say`Which registries are in ${place} can't be read`, answer);
    return { needs: isSign ? [pullNeedIn(assignment, place)] : [], doubts: [doubt] };
  }
  const registryIds = answer?.kind === 'found' ? answer.value.map((registry) => textAt(registry, 'id') ?? '') : [];
  const registries = registryIds.filter((id) => isAtOrBelow(id, scope) || subscriptionOf(scope) === undefined);
  const open = (cause: Cause, reason: Words): Unknown => unknownWith(cause, 'registries', reason, scope);
  const moreCount = registries.length - mostRegistries;
  const isUnsighted = answer !== undefined && registries.length === 0 && isSign;
  return {
    needs: registries.slice(0, mostRegistries).map((id) => pullNeed(id, facts, [assignment])),
    doubts: [
      ...(moreCount > 0 ? [open('notAsked', say`Not checked in ${place}: ${moreOf(moreCount, 'registry')}.`)] : []),
      ...(isUnsighted
        ? [
            open(
              'hidden',
              say`It lets the nodes of ${cluster.name} pull images, and no registry can be seen in ${place}.`,
            ),
          ]
        : []),
      ...(subscriptionOf(scope) === undefined
        ? [
            open(
              'hidden',
              say`Whether the nodes of ${cluster.name} pull images from registries in other subscriptions with it was not checked.`,
            ),
          ]
        : []),
    ],
  };
}

/** The need to pull from any registries there. */
function pullNeedIn({ scope, roleDefinitionId }: RoleAssignment, place: Phrase): Need {
  const byRepository = isRole(roleDefinitionId, role.repositoryReader);
  return {
    ...needKind.pullImages,
    identity: 'kubelet',
    role: byRepository ? role.repositoryReader : role.acrPull,
    scope,
    actions: byRepository ? [] : ['Microsoft.ContainerRegistry/registries/pull/read'],
    ...(byRepository ? { dataActions: ['Microsoft.ContainerRegistry/registries/repositories/content/read'] } : {}),
    why: say`Nodes may pull images from the registries in ${place}.`,
    source: aksPage('cluster-container-registry-integration'),
  };
}

/** Returns a need for each possible case: a registry with an unknown permission mode may use either. */
export function casesOf(need: Need): readonly Need[] {
  if (!isPull(need) || need.whyUnknown === undefined) return [need];
  const { id, identity, holder, source } = need;
  return pullNeedByMode(need.scope).map((pull) => ({
    ...pull,
    id,
    identity,
    source,
    ...defined({ holder }),
  }));
}

/** Returns true for the need to pull images. */
export function isPull(need: Need): boolean {
  return isFor(need, 'pullImages', 'pullImagesOfAks', 'pullImagesForGating', 'pullImagesOfPods');
}
