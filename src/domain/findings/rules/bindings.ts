/** Rules about identity bindings, what they leave behind, and who needs them. */
import { aksPage, federationPage } from '../../arm/docs.ts';
import { unknownsOf, type Answer } from '../../arm/answer.ts';
import { withTitle, type Unknown } from '../../arm/unknown.ts';
import {
  groupOf,
  idKey,
  lastSegment,
  sameId,
  subscriptionOf,
  sameGuid,
  sameText,
  type ArmId,
} from '../../arm/resourceId.ts';
import type { ChangeOf } from '../../change/change.ts';
import type { Facts, FederatedCredential, IdentityCredential } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { ownIdentities } from '../../cluster/principals.ts';
import { clustersNow, sameIssuer } from '../../cluster/uses.ts';
import { bindingCredential, mostBindingLists, whyBindingsUnknown } from '../../uses/boundTo.ts';
import { credentialLimit, credentialsReplaced, isLastForBinding, isNamedAsShared } from '../../workloads/credential.ts';
import { credentialId } from '../../workloads/workloadIds.ts';
import { hasWorkloadIdentity, issuerOf } from '../../workloads/issuer.ts';
import { countWithNoun } from '../../words/counts.ts';
import { trustInSight, trustOf, type KnownCredentials } from '../../workloads/trust.ts';
import { bindingsOf } from '../../workloads/workloads.ts';
import { evidence } from '../rule/evidence.ts';
import { unknownWhether, type RuleFinding, type Rule } from '../rule/rule.ts';
import { defined } from '../../../shape/defined.ts';
import { joinWords, say, verbatim, type Words } from '../../../sentences/words.ts';

export const bindingIdentityDeleted: Rule = {
  title: say`Bound identity was deleted`,
  severity: 'error',
  source: aksPage('identity-bindings'),
  meaning: say`An identity binding names an identity that was deleted, so pods that use it get no access.`,
  find: ({ cluster, facts }) =>
    bindingsOf(cluster, facts)
      .items.filter(({ identityId }) => facts.get({ kind: 'resource', id: identityId })?.kind === 'missing')
      .map(({ id, name, identityId }) => ({
        text: say`Identity binding ${name} names ${lastSegment(identityId)}, which was deleted: pods that use it get no access.`,
        brief: verbatim(name),
        evidence: evidence`Identity binding ${{ binding: id }} names ${{ identity: identityId }}, which was not found.`,
        subject: id,
        places: [identityId],
        fix: { kind: 'unbindIdentity', bindingId: id },
      })),
};

export const bindingCredentialLeft: Rule = {
  title: say`Credential is left over from an identity binding`,
  severity: 'info',
  source: aksPage('identity-bindings'),
  meaning: say`An identity has the federated credential of identity bindings, and no visible cluster is bound to it.`,
  find({ cluster, facts }) {
    const trust = trustOf(cluster, facts);
    if (trust === undefined || bindingsOf(cluster, facts).unknown.length > 0) return [];
    return leftOf(cluster, trust, facts);
  },
};

/** The shared credential of bindings stays when the last one is removed; it is reported at one of the clusters that could have had one. */
function leftOf(cluster: Cluster, trust: KnownCredentials, facts: Facts): readonly RuleFinding[] {
  const shared = trust.ofBindings;
  const index = facts.get({ kind: 'clusters' });
  if (shared.length === 0 || index?.kind !== 'found') return [];
  const isListed = index.value.some(({ id }) => sameId(id, cluster.id));
  if (isListed && leftAmong(shared, cluster, facts, index).length === 0) return [];
  // An index may lack a cluster that was bound a moment ago, or the one that comes first.
  const { answer, late } = clustersNow(facts);
  return leftAmong(shared, cluster, facts, answer, late);
}

/** The clusters that were asked for their bindings, whose identities are bound, and why more may be. */
interface AskedForBindings {
  readonly able: readonly Cluster[];
  readonly bound: ReadonlySet<string>;
  readonly unknown: readonly Unknown[];
}

function boundIn(
  clusters: Answer<readonly Cluster[]> | undefined,
  facts: Facts,
  late: readonly Unknown[] = [],
): AskedForBindings | undefined {
  const able = (clusters?.kind === 'found' ? clusters.value : []).filter(
    (otherCluster) => issuerOf(otherCluster) !== undefined,
  );
  const lists =
    able.length > mostBindingLists ? [] : able.map(({ id }) => facts.get({ kind: 'bindings', clusterId: id }));
  if (lists.length === 0 || lists.some((answer) => answer === undefined)) return undefined;
  const unknown = [
    ...late,
    ...unknownsOf(say`Clusters`, clusters),
    ...lists.flatMap((answer, index) => {
      const asked = able[index];
      const bindingsUnknown = asked && whyBindingsUnknown(asked.id, answer);
      return bindingsUnknown === undefined ? [] : [withTitle(say`Bindings of ${asked?.name ?? ''}`, bindingsUnknown)];
    }),
  ];
  const bound = new Set(
    lists.flatMap((answer) =>
      answer?.kind === 'found' ? answer.value.map(({ identityId }) => idKey(identityId)) : [],
    ),
  );
  return { able, bound, unknown };
}

function leftAmong(
  shared: readonly IdentityCredential[],
  cluster: Cluster,
  facts: Facts,
  clusters: Answer<readonly Cluster[]> | undefined,
  late?: readonly Unknown[],
): readonly RuleFinding[] {
  const asked = boundIn(clusters, facts, late);
  if (asked === undefined) return [];
  const { able, bound, unknown } = asked;
  // The finding about the limit says it, too.
  const full = unknown.length > 0 ? [] : nearLimit(cluster, facts);
  return shared
    .filter(({ identityId }) => !bound.has(idKey(identityId)))
    .filter(({ identityId }) => sameId(placeFor(identityId, able)?.id, cluster.id))
    .filter((credential) => !full.some(({ identityId }) => sameId(identityId, credential.identityId)))
    .map(({ identityId, name }) => {
      const id = credentialId(identityId, name);
      const identityName = lastSegment(identityId);
      if (unknown.length > 0)
        return unknownWhether(say`${identityName} has an unused identity binding credential`, id, unknown);
      return {
        text: say`${identityName} has an unused identity binding credential, and no visible cluster is bound to it now.`,
        brief: verbatim(identityName),
        evidence: evidence`${{ credential: name }} of ${{ identity: identityId }}; ${{ clusters: able.length }} clusters were asked for their bindings.`,
        subject: identityId,
        fix: { kind: 'deleteCredential', credentialId: id },
      };
    });
}

/**
 * Returns the cluster that reports the credential of bindings that an identity has left: the first in its group, otherwise in its subscription, otherwise of all, in an order that doesn't
 * depend on the list.
 */
export function placeFor(identityId: string, clusters: readonly Cluster[]): Cluster | undefined {
  const clustersNear = clusters.filter(({ subscriptionId }) => sameGuid(subscriptionId, subscriptionOf(identityId)));
  const beside = clustersNear.filter(({ resourceGroup }) => sameText(resourceGroup, groupOf(identityId)));
  return firstById(beside) ?? firstById(clustersNear) ?? firstById(clusters);
}

function firstById(clusters: readonly Cluster[]): Cluster | undefined {
  return clusters.toSorted((a, b) => (idKey(a.id) < idKey(b.id) ? -1 : 1))[0];
}

const closeToLimit = 15;

/** An identity can have 20 federated credentials; bindings are the way around that. */
export const federatedCredentialLimit: Rule = {
  title: say`At or near the limit of federated credentials`,
  severity: 'warning',
  otherwise: { severity: 'error', when: 'at the limit, unless it is bound' },
  source: federationPage,
  meaning: say`An identity has nearly as many federated credentials as it can have, or all of them. Beyond that no workload can be added.`,
  find({ cluster, facts }) {
    const issuer = issuerOf(cluster);
    return nearLimit(cluster, facts).map(({ identityId, all }) => {
      const { items, unknown } = bindingsOf(cluster, facts);
      const count = all.length;
      // A binding that takes the last one would make the warning of other clusters an error.
      const isLast = isLastForBinding(all);
      const isOwn = issuer !== undefined && all.every((credential) => sameIssuer(credential.issuer, issuer));
      const isBound = items.some((binding) => sameId(binding.identityId, identityId));
      const shared = isBound ? undefined : all.find(isNamedAsShared);
      const hasRoom = count < credentialLimit && (!isLast || isOwn) && shared === undefined;
      const removal = shared && removalOf(shared, identityId, facts);
      const advice = isBound
        ? [boundAdvice(cluster, all)]
        : shared === undefined
          ? [bindingAdvice(hasRoom, isLast)]
          : removal === undefined
            ? [
                say`One of them, ${bindingCredential}, is used only by bindings: remove it if no cluster is bound to ${lastSegment(identityId)}.`,
                ...(unknown.length === 0 ? [say`${cluster.name} is not.`] : []),
              ]
            : [
                say`One of them, ${bindingCredential}, is used only by bindings, and no visible cluster is bound to ${lastSegment(identityId)} now: remove it.`,
              ];
      return {
        severity: count >= credentialLimit && !isBound ? 'error' : 'warning',
        text:
          count >= credentialLimit
            ? say`${lastSegment(identityId)} has ${count} of ${credentialLimit} federated credentials, so no more can be added.`
            : say`${lastSegment(identityId)} has ${count} of at most ${credentialLimit} federated credentials.`,
        advice: joinWords(advice),
        brief: say`${lastSegment(identityId)} has ${count} of ${credentialLimit}`,
        evidence: evidence`${{ credentials: count }} federated credentials on ${{ identity: identityId }}.`,
        subject: identityId,
        places: [identityId],
        ...(issuer !== undefined && hasWorkloadIdentity(cluster) && !isBound && hasRoom
          ? { fix: { kind: 'bindIdentity' as const, clusterId: cluster.id, identityId } }
          : defined({ fix: removal })),
      };
    });
  },
};

/** The identities of the cluster, and those that its workloads use, that have nearly all the credentials that they can have. */
function nearLimit(
  cluster: Cluster,
  facts: Facts,
): readonly { readonly identityId: ArmId; readonly all: readonly FederatedCredential[] }[] {
  const issuer = issuerOf(cluster);
  const trust = issuer === undefined ? undefined : trustInSight(cluster, facts);
  const ownTrusts = ownIdentities(cluster).map((id) => {
    const answer = facts.get({ kind: 'federatedCredentials', identityId: id as ArmId });
    return { identityId: id as ArmId, all: answer?.kind === 'found' ? answer.value : [] };
  });
  const otherTrust = [
    ...new Map((trust?.ofIssuer(issuer ?? '') ?? []).map(({ identityId }) => [idKey(identityId), identityId])).values(),
  ]
    .filter((identityId) => ownTrusts.every((ownTrust) => !sameId(ownTrust.identityId, identityId)))
    .map((identityId) => ({ identityId, all: trust?.ofIdentity(identityId) ?? [] }));
  return [...ownTrusts, ...otherTrust].filter(({ all }) => all.length > closeToLimit);
}

/** Returns the removal of the credential that bindings share, if all clusters of this moment could be asked and none is bound. */
function removalOf(
  { name }: FederatedCredential,
  identityId: ArmId,
  facts: Facts,
): ChangeOf<'deleteCredential'> | undefined {
  const isFree = (asked: AskedForBindings | undefined): boolean =>
    asked !== undefined && asked.unknown.length === 0 && !asked.bound.has(idKey(identityId));
  if (!isFree(boundIn(facts.get({ kind: 'clusters' }), facts))) return undefined;
  // An index may lack a cluster that was bound a moment ago.
  const { answer, late } = clustersNow(facts);
  if (!isFree(boundIn(answer, facts, late))) return undefined;
  return { kind: 'deleteCredential', credentialId: credentialId(identityId, name) };
}

/** Says what a binding is there for, and what of the count it can replace. */
function boundAdvice(cluster: Cluster, all: readonly FederatedCredential[]): Words {
  const { length: count } = credentialsReplaced(cluster, all);
  return count === 0
    ? say`Workloads of ${cluster.name} can use its binding instead.`
    : say`Workloads of ${cluster.name} can use its binding in place of ${countWithNoun(count, 'credential')}.`;
}

function bindingAdvice(hasRoom: boolean, isLast: boolean): Words {
  if (hasRoom)
    return isLast
      ? say`A binding can replace them all with one credential; until they are removed, it takes the last place.`
      : say`A binding can replace them all with one credential.`;
  const but = isLast ? say`that would take the last place, and nothing else could be added` : say`needs a free place`;
  return say`A binding can replace them all with one credential, but ${but}: first remove a credential that no workload uses.`;
}
