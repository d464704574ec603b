/** Issuers that credentials name although no cluster has them any more, and the cluster that took the place of theirs. */
import { groupId, groupOf, idKey, lastSegment, normalLocation, sameId, subscriptionOf } from '../arm/resourceId.ts';
import type { Facts, IdentityCredential } from '../cluster/facts.ts';
import { clustersNow, issuerKey } from '../cluster/uses.ts';
import type { Cluster } from '../cluster/model.ts';
import { clusterIssuerParts, isClusterIssuer, issuerOf } from './issuer.ts';
import { byIssuer, issuerOwner } from './owners.ts';
import { indexOf } from './trust.ts';
import type { Trust } from './trust.ts';

/** An issuer without a cluster. */
export interface GoneIssuer {
  readonly issuer: string;
  readonly credentials: readonly IdentityCredential[];
  /** The cluster to which its findings belong: the likeliest to have taken the place of the one that is gone. */
  readonly cluster?: Cluster;
  /** A credential bears the cluster's name, so that it is the likely successor. */
  readonly isSuccessor: boolean;
}

type ByPlace = ReadonlyMap<string | undefined, readonly GoneIssuer[]>;

const known = new WeakMap<readonly IdentityCredential[], WeakMap<readonly Cluster[], ByPlace>>();

/** Returns the issuers without a cluster whose findings belong to this one; none until clusters and credentials are read. */
export function goneIssuersOf(
  cluster: Pick<Cluster, 'id' | 'raw'>,
  credentials: readonly IdentityCredential[],
  facts: Facts,
): readonly GoneIssuer[] {
  const own = issuerKey(issuerOf(cluster) ?? '');
  const key = idKey(cluster.id);
  // A list without the cluster's own issuer is behind.
  const { byPlace } = goneNow(
    credentials,
    facts,
    (listed, all) => listed.has(key) || (own !== '' && !byIssuer(all).has(own)),
  );
  return (byPlace.get(key) ?? []).filter(({ issuer }) => issuerKey(issuer) !== own);
}

/** Returns all issuers without a cluster, and the clusters that there are; none of either until all is read. */
export function goneIssuers(
  credentials: readonly IdentityCredential[],
  facts: Facts,
): { readonly gone: readonly GoneIssuer[]; readonly clusters: readonly Cluster[] } {
  const { byPlace, clusters } = goneNow(credentials, facts, () => true);
  return { gone: [...byPlace.values()].flat(), clusters };
}

/**
 * The issuers without a cluster by their place. An index may lack a cluster, or its issuer, for some minutes: where one that
 * matters seems to be gone, ARM's own list decides, as far as it can be had.
 */
function goneNow(
  credentials: readonly IdentityCredential[],
  facts: Facts,
  matters: (listed: ByPlace, clusters: readonly Cluster[]) => boolean,
): { readonly byPlace: ByPlace; readonly clusters: readonly Cluster[] } {
  const index = facts.get({ kind: 'clusters' });
  if (index?.kind !== 'found') return { byPlace: new Map(), clusters: [] };
  const clusters = index.value;
  const listed = placesOf(credentials, clusters);
  if (listed.size === 0 || !matters(listed, clusters)) return { byPlace: new Map(), clusters };
  const { answer } = clustersNow(facts);
  return answer?.kind === 'found'
    ? { byPlace: placesOf(credentials, answer.value), clusters: answer.value }
    : { byPlace: new Map(), clusters };
}

/** The issuers that have the form of AKS and belong to none of the clusters, by the `idKey` of the cluster to which they belong. */
function placesOf(credentials: readonly IdentityCredential[], clusters: readonly Cluster[]): ByPlace {
  const byClusters = known.get(credentials) ?? new WeakMap<readonly Cluster[], ByPlace>();
  known.set(credentials, byClusters);
  const found =
    byClusters.get(clusters) ??
    Map.groupBy(goneAmong(credentials, clusters), ({ cluster }) => (cluster ? idKey(cluster.id) : undefined));
  byClusters.set(clusters, found);
  return found;
}

function goneAmong(credentials: readonly IdentityCredential[], all: readonly Cluster[]): readonly GoneIssuer[] {
  const living = byIssuer(all);
  const issuers = [...new Set(credentials.map(({ issuer }) => issuerKey(issuer)))].filter(
    (issuer) => isClusterIssuer(issuer) && !living.has(issuer),
  );
  if (issuers.length === 0) return [];
  const index = indexOf(credentials);
  // Lists have orders of their own, and the place has to be the same by each.
  const ordered = all.map((cluster) => ({ key: idKey(cluster.id), cluster })).sort((a, b) => (a.key < b.key ? -1 : 1));
  const clusters = Map.groupBy(
    ordered.map(({ cluster }) => cluster),
    ({ subscriptionId }) => subscriptionId.toLowerCase(),
  );
  return issuers.map((key) => {
    const own = index.ofIssuer(key);
    const issuer = own[0]?.issuer ?? key;
    const { cluster, isSuccessor } = successorOf(issuer, own, { clusters, index });
    return { issuer, credentials: own, isSuccessor, ...(cluster === undefined ? {} : { cluster }) };
  });
}

/**
 * A cluster that was created again is told by what is left of it: a credential that bears its name, an identity that
 * trusts it by now for the same account, or the only cluster of the region beside the identities. Else the region and the
 * subscription say where the finding is shown.
 */
function successorOf(
  issuer: string,
  credentials: readonly IdentityCredential[],
  {
    clusters,
    index,
  }: { readonly clusters: ReadonlyMap<string, readonly Cluster[]>; readonly index: Omit<Trust, 'unknown'> },
): { readonly cluster: Cluster | undefined; readonly isSuccessor: boolean } {
  const region = clusterIssuerParts(issuer)?.region ?? '';
  const near = [...new Set(credentials.map(({ identityId }) => (subscriptionOf(identityId) ?? '').toLowerCase()))]
    .toSorted()
    .flatMap((id) => clusters.get(id) ?? []);
  const issuing = near.filter((each) => issuerOf(each) !== undefined);
  const there = issuing.filter(({ location }) => normalLocation(location) === region);
  const named = issuing
    .filter(({ name }) => credentials.some((each) => isNamedAfter(each.name, name)))
    .sort((a, b) => b.name.length - a.name.length);
  const trusted = there.filter((each) => credentials.some((old) => trustsFor(old, issuerOf(each) ?? '', index)));
  const beside = there.filter(({ resourceGroup, subscriptionId }) =>
    credentials.every(({ identityId }) => sameId(groupId(subscriptionId, resourceGroup), groupOfId(identityId))),
  );
  const successor = named[0] ?? trusted[0] ?? (beside.length === 1 ? beside[0] : undefined);
  const inRegion = near.filter(({ location }) => normalLocation(location) === region);
  return { cluster: successor ?? [...there, ...inRegion, ...near][0], isSuccessor: successor !== undefined };
}

/** True if the identity takes tokens of the issuer for the same account by now. */
function trustsFor(old: IdentityCredential, issuer: string, index: Omit<Trust, 'unknown'>): boolean {
  return index
    .ofIdentity(old.identityId)
    .some((each) => each.subject === old.subject && issuerKey(each.issuer) === issuerKey(issuer));
}

function groupOfId(id: string): string {
  return groupId(subscriptionOf(id) ?? '', groupOf(id) ?? '');
}

function isNamedAfter(credential: string, cluster: string): boolean {
  const [name, wanted] = [credential.toLowerCase(), cluster.toLowerCase()];
  return (
    name === wanted || name.startsWith(`${wanted}-`) || name.startsWith(`${wanted}_`) || name.endsWith(`-${wanted}`)
  );
}

/** Returns the sentences that name the credentials of one issuer without a cluster, and say what that means for pods. */
export function whoTrusts(credentials: readonly IdentityCredential[], doubt: string | undefined): string {
  const names = credentials.map(({ name, identityId }) => `${name} of ${lastSegment(identityId)}`);
  const who = names.length === 1 ? 'A credential trusts' : `${names.length} credentials trust`;
  const [where, then] =
    doubt === undefined
      ? ['that no subscription in sight has any more', 'Pods that rely on them get no access.']
      : ['that was not found', doubt];
  return `${who} the issuer of a cluster ${where}: ${names.join(', ')}. ${then}`;
}

/** Tells of the issuers without a cluster that have no place among the findings of clusters; empty until all is read. */
export function homelessSentences(credentials: readonly IdentityCredential[], facts: Facts): readonly string[] {
  const { byPlace } = goneNow(credentials, facts, (listed) => listed.has(undefined));
  return (byPlace.get(undefined) ?? []).map(
    ({ issuer, credentials: own }) =>
      `${whoTrusts(own, issuerOwner(issuer, facts).doubt)} No cluster is in the subscriptions of their identities, so no row tells of it.`,
  );
}
