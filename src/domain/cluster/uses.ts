/** Finds what uses an identity. */
import { unknownWith, type Unknown } from '../arm/unknown.ts';
import { textAt } from '../arm/json.ts';
import { groupId, idKey, sameId, groupAbove, sameText, type ArmId } from '../arm/resourceId.ts';
import type { ResourceWithIdentity, Facts, FederatedCredential } from './facts.ts';
import type { Cluster } from './model.ts';
import { unknownsOf, type Answer } from '../arm/answer.ts';
import { bindingsOfIdentity, type BindingUse } from '../uses/boundTo.ts';
import { namedUses, type IdentityNames, type NamedUse } from '../uses/namedUses.ts';
import { useChecks, unknownSettings, type UnknownByList } from '../uses/nothingUses.ts';
import { completedFromIndex } from '../uses/nowOrIndex.ts';
import { usedAround, type UserAround } from '../uses/usedAround.ts';
import { namesOfPrincipal } from './principals.ts';
import { say, type Phrase, keyOfWords } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** One use of an identity by a cluster. */
export interface Use extends Pick<NamedUse, 'as' | 'place'> {
  readonly cluster: string;
  readonly clusterId: string;
}

/**
 * Returns the uses of an identity in a cluster's JSON, under any of its names: while an operation is running, AKS names
 * the new identity without its principal.
 */
export function usesOf(names: IdentityNames, { name, id, raw }: Pick<Cluster, 'name' | 'id' | 'raw'>): readonly Use[] {
  return namedUses(raw, names).flatMap(({ as, place, isHint }) =>
    isHint ? [] : [{ as, place, cluster: name, clusterId: id }],
  );
}

/** A federated credential, and the visible cluster whose service accounts use it. */
export interface CredentialUse extends FederatedCredential {
  readonly cluster?: string;
  readonly clusterId?: string;
}

/** Everything that is known to use an identity, in all visible subscriptions. */
export interface IdentityUses {
  readonly clusters: readonly Use[];
  /** Other resources that have it, without the nodes of a cluster that uses it. */
  readonly carriers: readonly (ResourceWithIdentity & { readonly nodesOf?: string })[];
  readonly credentials: readonly CredentialUse[];
  readonly bindings: readonly BindingUse[];
  /** The resources around clusters that name it: Fleets and extensions. */
  readonly around: readonly UserAround[];
  /** Mentions that may not be uses: in tags, and inside longer texts. */
  readonly hints: readonly Phrase[];
  /** What could not be checked. */
  readonly unknown: readonly Unknown[];
  /** What was checked, for the claim that nothing uses it. */
  readonly looked: UnknownByList;
}

/**
 * Returns every known use of an identity by clusters, other resources and federated credentials; may be some minutes
 * old. If it is to conclude that nothing uses it (`isFinal`), newer settings of clusters are checked as well.
 */
export function identityUses(identityId: ArmId, facts: Facts, { isFinal = false } = {}): IdentityUses {
  return usesAmong(namesOfIdentity(identityId, facts), facts, { isFinal, isNow: false });
}

/** Returns the same as `identityUses` from ARM's current lists; what only Resource Graph could answer is `unknown`. */
export function identityUsesNow(identityId: ArmId, facts: Facts): IdentityUses {
  return usesAmong(namesOfIdentity(identityId, facts), facts, { isFinal: true, isNow: true });
}

/** Returns the same as `identityUses` for a principal, whose identity need not be visible. */
export function principalUses(principalId: string, facts: Facts): IdentityUses {
  return usesAmong(namesOfPrincipal(principalId, facts), facts, { isFinal: true, isNow: false });
}

/** Returns the same as `principalUses` from ARM's current lists. */
export function principalUsesNow(principalId: string, facts: Facts): IdentityUses {
  return usesAmong(namesOfPrincipal(principalId, facts), facts, { isFinal: true, isNow: true });
}

/**
 * Returns every cluster from ARM's current lists. If ARM can't list them, returns what Resource Graph has, and says why
 * in `late` even if Resource Graph has nothing.
 */
export function clustersNow(facts: Facts): {
  readonly answer: Answer<readonly Cluster[]> | undefined;
  readonly late: readonly Unknown[];
} {
  const { answer, incomplete } = completedFromIndex(facts.get({ kind: 'clusters', fromArm: true }), () =>
    facts.get({ kind: 'clusters' }),
  );
  return { answer, late: unknownsOf(say`Clusters`, incomplete) };
}

interface Thoroughness {
  /** It is to conclude that nothing uses the identity. */
  readonly isFinal: boolean;
  /** It is asked before something irreversible is done. */
  readonly isNow: boolean;
}

function usesAmong(names: IdentityNames, facts: Facts, look: Thoroughness): IdentityUses {
  const { answer: clusters, late } = look.isNow
    ? clustersNow(facts)
    : { answer: facts.get({ kind: 'clusters' }), late: [] };
  const allClusters = clusters?.kind === 'found' ? clusters.value : [];
  const uses = allClusters.flatMap((cluster) => usesOf(names, cluster));
  const aroundUses = usedAround(names, { clusters, isNow: look.isNow, get: (read) => facts.get(read) });
  const around = aroundUses?.users ?? [];
  const clusterUses =
    names.id === undefined
      ? hiddenUses(names, allClusters, facts)
      : ownUses(names.id as ArmId, { clusters, around }, look, facts);
  const isRead = clusters !== undefined && aroundUses !== undefined && clusterUses.isRead;
  // If clusters are known to use it, no second look is needed.
  const newer = look.isFinal && isRead && uses.length + around.length === 0 ? newerUses(names, facts) : undefined;
  const unknownByList: UnknownByList = {
    clusters: [...late, ...unknownsOf(useChecks.clusters, clusters)],
    ...clusterUses.looked,
    ...(aroundUses === undefined ? {} : { fleets: aroundUses.unknownFleets, extensions: aroundUses.unknownExtensions }),
    ...(newer === undefined ? {} : { newerSettings: newer.unknown }),
  };
  const users = new Set(uses.map(({ cluster }) => cluster));
  return {
    clusters: [...uses, ...(newer?.uses ?? [])],
    carriers: clusterUses.carriers.filter(({ nodesOf }) => nodesOf === undefined || !users.has(nodesOf)),
    credentials: clusterUses.credentials,
    bindings: clusterUses.bindings,
    around,
    hints: hintsOf(names, allClusters),
    unknown: Object.values(unknownByList).flat(),
    looked: unknownByList,
  };
}

/** The uses that are found only by the id of the identity. */
interface OwnUses extends Pick<IdentityUses, 'carriers' | 'credentials' | 'bindings' | 'looked'> {
  readonly isRead: boolean;
}

function ownUses(
  identityId: ArmId,
  {
    clusters,
    around,
  }: { readonly clusters: Answer<readonly Cluster[]> | undefined; readonly around: readonly UserAround[] },
  { isNow }: Thoroughness,
  facts: Facts,
): OwnUses {
  const index = (): Answer<readonly ResourceWithIdentity[]> | undefined => facts.get({ kind: 'carriers', identityId });
  const { answer: carriers, incomplete = undefined } = isNow
    ? completedFromIndex(facts.get({ kind: 'carriers', identityId, fromArm: true }), index)
    : { answer: index() };
  const credentials = facts.get({ kind: 'federatedCredentials', identityId });
  const bindingsOf = (clusterId: ArmId) => facts.get({ kind: 'bindings', clusterId });
  const bound = bindingsOfIdentity(identityId, { clusters, credentials, asksAll: isNow, bindingsOf });
  const allClusters = clusters?.kind === 'found' ? clusters.value : [];
  // Visible clusters, and Fleets that name it, are already described by what they use it for.
  const judgedKeys = new Set([...allClusters, ...around].map((user) => idKey(user.id)));
  return {
    carriers: (carriers?.kind === 'found' ? carriers.value : [])
      .filter((carrier) => !judgedKeys.has(idKey(carrier.id)))
      .map((carrier) => {
        const nodesOf = allClusters.find((cluster) => isNodeOf(carrier, cluster))?.name;
        return { ...carrier, ...defined({ nodesOf }) };
      }),
    credentials: (credentials?.kind === 'found' ? credentials.value : []).map((credential) =>
      credentialUse(credential, allClusters),
    ),
    bindings: bound?.users ?? [],
    looked: {
      carriers: [...unknownsOf(useChecks.carriers, incomplete), ...unknownsOf(useChecks.carriers, carriers)],
      credentials: unknownsOf(useChecks.credentials, credentials),
      ...(bound === undefined ? {} : { bindings: bound.unknown }),
    },
    isRead: carriers !== undefined && bound !== undefined,
  };
}

/**
 * Only a cluster's JSON shows who else uses a principal whose identity is not visible; a cluster's system-assigned
 * identity has no other user.
 */
function hiddenUses({ principalId }: IdentityNames, clusters: readonly Cluster[], facts: Facts): OwnUses {
  const isOwn = clusters.some(
    ({ controlPlane }) => controlPlane.kind === 'systemAssigned' && sameText(controlPlane.principalId, principalId),
  );
  const identities = facts.get({ kind: 'identities' });
  const reason = say`Its identity isn't among those you can see.`;
  const hidden = [unknownWith('hidden', 'identity', reason, principalId), ...unknownsOf(say`Identities`, identities)];
  const unknown = isOwn ? [] : hidden;
  return {
    carriers: [],
    credentials: [],
    bindings: [],
    looked: { carriers: unknown, credentials: unknown, bindings: unknown },
    isRead: identities !== undefined,
  };
}

/** Returns everything that may name an identity, or only its ID if it can't be read. */
export function namesOfIdentity(id: ArmId, facts: Facts): IdentityNames {
  const answer = facts.get({ kind: 'resource', id });
  if (answer?.kind !== 'found') return { id };
  const principalId = textAt(answer.value, 'properties.principalId');
  const clientId = textAt(answer.value, 'properties.clientId');
  return { id, principalId, clientId };
}

/** What clusters use it for in the newest version that Azure offers, and why there may be more. */
function newerUses(
  names: IdentityNames,
  facts: Facts,
): { readonly uses: readonly Use[]; readonly unknown: readonly Unknown[] } | undefined {
  const newer = facts.get({ kind: 'newerClusters' });
  if (newer === undefined) return undefined;
  const uses = newer.kind === 'found' ? newer.value.flatMap((cluster) => usesOf(names, cluster)) : [];
  const usesOfNewer = new Map(uses.map((use) => [`${idKey(use.clusterId)} ${keyOfWords(use.as)}`, use]));
  return { uses: [...usesOfNewer.values()], unknown: unknownSettings(newer) };
}

function hintsOf(names: IdentityNames, clusters: readonly Cluster[]): readonly Phrase[] {
  return clusters.flatMap(({ name, raw }) =>
    namedUses(raw, names).flatMap(({ as, isHint }) => (isHint ? [say`${as} of ${name}`] : [])),
  );
}

function isNodeOf({ id }: ResourceWithIdentity, { subscriptionId, nodeResourceGroup }: Cluster): boolean {
  if (nodeResourceGroup === undefined) return false;
  return sameId(groupAbove(id), groupId(subscriptionId, nodeResourceGroup));
}

function credentialUse(credential: FederatedCredential, clusters: readonly Cluster[]): CredentialUse {
  const owner = clusters.find(({ raw }) => {
    const issuer = textAt(raw, 'properties.oidcIssuerProfile.issuerURL');
    return issuer !== undefined && sameIssuer(issuer, credential.issuer);
  });
  return { ...credential, ...(owner ? { cluster: owner.name, clusterId: owner.id } : {}) };
}

/** Returns true if both addresses are the same token issuer, with or without a slash at the end. */
export function sameIssuer(a: string, b: string): boolean {
  return issuerKey(a) === issuerKey(b);
}

/** Returns a text that is the same for addresses of the same token issuer. */
export function issuerKey(issuer: string): string {
  return issuer.trim().replace(/\/+$/, '').toLowerCase();
}
