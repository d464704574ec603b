/** Finds what is wrong with identity bindings, what they have left behind, and who needs them. */
import { titled } from '../arm/unknown.ts';
import type { Unknown } from '../arm/unknown.ts';
import { seeking } from '../cluster/watching.ts';
import { unknownsOf } from '../arm/answer.ts';
import type { Answer } from '../arm/answer.ts';
import { groupOf, idKey, lastSegment, sameId, subscriptionOf, sameGuid } from '../arm/resourceId.ts';
import type { ArmId } from '../arm/resourceId.ts';
import type { Facts, IdentityCredential } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { clustersNow } from '../cluster/uses.ts';
import { bindingCredential, whyBindingsUnknown } from '../uses/boundTo.ts';
import { credentialLimit, hasRoomForBinding } from '../workloads/credential.ts';
import { credentialId } from '../workloads/workloadIds.ts';
import { hasWorkloadIdentity, issuerOf } from '../workloads/issuer.ts';
import { bindingOptIn, bindingOrder } from '../workloads/manifests.ts';
import { trustInSight } from '../workloads/trust.ts';
import type { Trust } from '../workloads/trust.ts';
import { bindingsOf } from '../workloads/workloads.ts';
import { findingOf, notAllRead } from './finding.ts';
import type { Finding } from './finding.ts';
import { ownIdentities } from './identities.ts';

/** Finds bindings of deleted identities, and the shared credential where no binding is left. */
export function bindingFindings(cluster: Cluster, trust: Trust, facts: Facts): readonly Finding[] {
  const { items, unknown } = bindingsOf(cluster, seeking(facts, 'bindingIdentityDeleted', 'bindingCredentialLeft'));
  const ofDeleted = seeking(facts, 'bindingIdentityDeleted');
  const deleted = items.filter(
    ({ identityId }) => ofDeleted.get({ kind: 'resource', id: identityId })?.kind === 'missing',
  );
  return [
    ...deleted.map(({ id, name, identityId }) =>
      findingOf('bindingIdentityDeleted', {
        text: `The binding ${name} names ${lastSegment(identityId)}, which was deleted: pods that use it get no access.`,
        evidence: `${id} names ${identityId}, which was not found.`,
        fix: { kind: 'unbindIdentity', bindingId: id },
      }),
    ),
    ...(unknown.length > 0 ? [] : leftFindings(cluster, trust, seeking(facts, 'bindingCredentialLeft'))),
  ];
}

/** The shared credential of bindings stays when the last one is gone; it is told of at one of the clusters that could have had one. */
function leftFindings(cluster: Cluster, trust: Trust, facts: Facts): readonly Finding[] {
  const shared = trust.all.filter(({ name }) => name.toLowerCase() === bindingCredential);
  const index = facts.get({ kind: 'clusters' });
  if (shared.length === 0 || index?.kind !== 'found') return [];
  const isListed = index.value.some(({ id }) => sameId(id, cluster.id));
  if (isListed && leftAmong(shared, cluster, facts, index).length === 0) return [];
  // An index may lack the cluster that was bound a moment ago, or that comes first.
  const { answer, late } = clustersNow(facts);
  return leftAmong(shared, cluster, facts, answer, late);
}

function leftAmong(
  shared: readonly IdentityCredential[],
  cluster: Cluster,
  facts: Facts,
  clusters: Answer<readonly Cluster[]> | undefined,
  late: readonly Unknown[] = [],
): readonly Finding[] {
  const able = (clusters?.kind === 'found' ? clusters.value : []).filter((each) => issuerOf(each) !== undefined);
  const lists =
    able.length > mostBindingLists ? [] : able.map(({ id }) => facts.get({ kind: 'bindings', clusterId: id }));
  if (lists.length === 0 || lists.some((answer) => answer === undefined)) return [];
  const unread = [
    ...late,
    ...unknownsOf('Clusters', clusters),
    ...lists.flatMap((answer, index) => {
      const { id = cluster.id, name = '' } = able[index] ?? {};
      const why = whyBindingsUnknown(id, answer);
      return why === undefined ? [] : [titled(`Bindings of ${name}`, why)];
    }),
  ];
  const bound = new Set(
    lists.flatMap((answer) =>
      answer?.kind === 'found' ? answer.value.map(({ identityId }) => idKey(identityId)) : [],
    ),
  );
  return shared
    .filter(({ identityId }) => !bound.has(idKey(identityId)))
    .filter(({ identityId }) => sameId(placeFor(identityId, able)?.id, cluster.id))
    .map(({ identityId, name }) => {
      const id = credentialId(identityId, name);
      const who = `${lastSegment(identityId)} has the credential of identity bindings`;
      if (unread.length > 0) return notAllRead(`${who} for nothing`, id, unread);
      return findingOf('bindingCredentialLeft', {
        text: `${who}, and no visible cluster is bound to it any more.`,
        evidence: `${name} of ${identityId}; ${able.length} clusters were asked for their bindings.`,
        fix: { kind: 'deleteCredential', credentialId: id },
      });
    });
}

const mostBindingLists = 100;

/** The first cluster of the identity's group, else of its subscription, else of all; lists have orders of their own. */
function placeFor(identityId: string, clusters: readonly Cluster[]): Cluster | undefined {
  const near = clusters.filter(({ subscriptionId }) => sameGuid(subscriptionId, subscriptionOf(identityId)));
  const beside = near.filter(({ resourceGroup }) => resourceGroup.toLowerCase() === groupOf(identityId)?.toLowerCase());
  return firstById(beside) ?? firstById(near) ?? firstById(clusters);
}

function firstById(clusters: readonly Cluster[]): Cluster | undefined {
  return clusters.toSorted((a, b) => (idKey(a.id) < idKey(b.id) ? -1 : 1))[0];
}

const closeToLimit = 15;

/** Finds identities with nearly 20 federated credentials, which is the limit; bindings are the way out. */
export function limitFindings(cluster: Cluster, facts: Facts): readonly Finding[] {
  const issuer = issuerOf(cluster);
  const trust = issuer === undefined ? undefined : trustInSight(cluster, facts);
  const own = ownIdentities(cluster).map((id) => {
    const answer = facts.get({ kind: 'federatedCredentials', identityId: id as ArmId });
    return { identityId: id as ArmId, all: answer?.kind === 'found' ? answer.value : [] };
  });
  const others = [
    ...new Map((trust?.ofIssuer(issuer ?? '') ?? []).map(({ identityId }) => [idKey(identityId), identityId])).values(),
  ]
    .filter((identityId) => own.every((each) => !sameId(each.identityId, identityId)))
    .map((identityId) => ({ identityId, all: trust?.ofIdentity(identityId) ?? [] }));
  return [...own, ...others]
    .filter(({ all }) => all.length > closeToLimit)
    .map(({ identityId, all }) => {
      const count = all.length;
      const hasRoom = hasRoomForBinding(all);
      const isBound = bindingsOf(cluster, facts).items.some((each) => sameId(each.identityId, identityId));
      const advice = isBound
        ? `It is bound to ${cluster.name}. ${bindingOrder}`
        : `An identity binding needs only one for all clusters${hasRoom ? '' : '; make room for it first: find a credential that no workload uses'}. ${bindingOrder}`;
      return findingOf('federatedCredentialLimit', {
        severity: count >= credentialLimit ? 'error' : 'warning',
        text: `${lastSegment(identityId)} has ${count} of at most ${credentialLimit} federated credentials. ${advice}`,
        evidence: `${count} federated credentials on ${identityId}. ${bindingOptIn()}`,
        ...(issuer !== undefined && hasWorkloadIdentity(cluster) && !isBound && hasRoom
          ? { fix: { kind: 'bindIdentity' as const, clusterId: cluster.id, identityId } }
          : {}),
      });
    });
}
