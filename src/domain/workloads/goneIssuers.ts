/** Finds issuers that credentials name although no cluster has them, and the cluster that replaced theirs. */
import { groupId, idKey, lastSegment, normalLocation, subscriptionOf, groupAbove } from '../arm/resourceId.ts';
import type { Facts, IdentityCredential } from '../cluster/facts.ts';
import { clustersNow, issuerKey } from '../cluster/uses.ts';
import type { Cluster } from '../cluster/model.ts';
import { serviceAccountOf } from './serviceAccount.ts';
import { clusterIssuerParts, isClusterIssuer, issuerOf } from './issuer.ts';
import { clustersByIssuer, issuerOwner } from './owners.ts';
import { indexOf, type KnownCredentials } from './trust.ts';
import { unknownText, type Unknown } from '../arm/unknown.ts';
import { joinWords, say, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import { oncePer } from '../../shape/oncePer.ts';

/** An issuer without a cluster. */
export interface GoneIssuer {
  readonly issuer: string;
  readonly credentials: readonly IdentityCredential[];
  /** The cluster that reports it: the likeliest successor of the deleted one. */
  readonly cluster?: Cluster;
  /** Something besides the region speaks for the cluster, so its workloads show what is broken. */
  readonly isCandidate: boolean;
  /** Nothing speaks as much for another cluster, so it is the likely successor. */
  readonly isSuccessor: boolean;
}

type IssuersByPlace = ReadonlyMap<string | undefined, readonly GoneIssuer[]>;

/** Returns the issuers without a cluster that this one reports; none until clusters and credentials are read. */
export function goneIssuersOf(
  cluster: Pick<Cluster, 'id' | 'raw'>,
  credentials: readonly IdentityCredential[],
  facts: Facts,
): readonly GoneIssuer[] {
  const ownIssuer = issuerKey(issuerOf(cluster) ?? '');
  const key = idKey(cluster.id);
  // A list without the cluster's own issuer is out of date.
  const { byPlace } = issuersGoneNow(
    credentials,
    facts,
    (places, clusters) => places.has(key) || (ownIssuer !== '' && !clustersByIssuer(clusters).has(ownIssuer)),
  );
  return (byPlace.get(key) ?? []).filter(
    (homelessIssuers) => issuerKey(homelessIssuers.issuer) !== ownIssuer && isClusterGone(homelessIssuers, facts),
  );
}

/** A cluster that ARM's list lacks and the index has is read by itself, as each of them may lack one. */
function isClusterGone({ issuer }: GoneIssuer, facts: Facts): boolean {
  return issuerOwner(issuer, facts).cluster === undefined;
}

/**
 * Returns all issuers without a cluster, and the existing clusters; none of either until everything is read. If a
 * credential names another issuer than the given one, the clusters come from ARM's current lists, as far as possible.
 */
export function goneIssuers(
  ownIssuer: string,
  credentials: readonly IdentityCredential[],
  facts: Facts,
): { readonly gone: readonly GoneIssuer[]; readonly clusters: readonly Cluster[]; readonly late: readonly Unknown[] } {
  const { byPlace, ...now } = issuersGoneNow(credentials, facts, () =>
    credentials.some(({ issuer }) => isClusterIssuer(issuer) && issuerKey(issuer) !== issuerKey(ownIssuer)),
  );
  return {
    gone: [...byPlace.values()].flat().filter((homelessIssuers) => isClusterGone(homelessIssuers, facts)),
    ...now,
  };
}

/**
 * The issuers without a cluster by their place. An index may, for some minutes, lack a cluster or its issuer, or still
 * have a deleted one; if that matters, ARM's own list decides, as far as it is available.
 */
function issuersGoneNow(
  credentials: readonly IdentityCredential[],
  facts: Facts,
  matters: (places: IssuersByPlace, clusters: readonly Cluster[]) => boolean,
): { readonly byPlace: IssuersByPlace; readonly clusters: readonly Cluster[]; readonly late: readonly Unknown[] } {
  const index = facts.get({ kind: 'clusters' });
  const none = { byPlace: new Map(), clusters: [], late: [] };
  if (index?.kind !== 'found' || credentials.length === 0) return none;
  if (!matters(issuersByPlace(credentials)(index.value), index.value)) return none;
  const { answer, late } = clustersNow(facts);
  if (answer?.kind !== 'found') return none;
  return { byPlace: issuersByPlace(credentials)(answer.value), clusters: answer.value, late };
}

/** The issuers with AKS's form that belong to none of the clusters, by the `idKey` of the cluster that reports them. */
const issuersByPlace = oncePer((credentials: readonly IdentityCredential[]) =>
  oncePer((clusters: readonly Cluster[]): IssuersByPlace =>
    Map.groupBy(issuersWithoutCluster(credentials, clusters), ({ cluster }) =>
      cluster ? idKey(cluster.id) : undefined,
    ),
  ),
);

function issuersWithoutCluster(
  credentials: readonly IdentityCredential[],
  candidates: readonly Cluster[],
): readonly GoneIssuer[] {
  const living = clustersByIssuer(candidates);
  const issuers = [...new Set(credentials.map(({ issuer }) => issuerKey(issuer)))].filter(
    (issuer) => isClusterIssuer(issuer) && !living.has(issuer),
  );
  if (issuers.length === 0) return [];
  const index = indexOf(credentials);
  const places = neighboursBySubscription(candidates);
  return issuers.map((key) => {
    const ownCredentials = index.ofIssuer(key);
    const issuer = ownCredentials[0]?.issuer ?? key;
    return { issuer, credentials: ownCredentials, ...successorOf(issuer, ownCredentials, { places, index }) };
  });
}

/** A cluster that may be the successor of a deleted one, with what it is recognised by: thousands are compared with each issuer. */
interface Neighbour {
  readonly cluster: Cluster;
  readonly region: string;
  /** Its name with a dash at each end and between words. */
  readonly words: string;
  /** As `issuerKey`; left out if it has none. */
  readonly issuer?: string;
}

type Neighbours = ReadonlyMap<string, readonly Neighbour[]>;

/** The clusters by their subscription, sorted, because lists have their own orders and the place has to be the same for each. */
function neighboursBySubscription(clusters: readonly Cluster[]): Neighbours {
  const ordered = clusters
    .map((cluster) => ({ key: idKey(cluster.id), cluster }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const neighbours = ordered.map(({ cluster }): Neighbour => {
    const issuer = issuerOf(cluster);
    return {
      cluster,
      region: normalLocation(cluster.location),
      words: wordsOfName(cluster.name),
      ...(issuer === undefined ? {} : { issuer: issuerKey(issuer) }),
    };
  });
  return Map.groupBy(neighbours, ({ cluster }) => cluster.subscriptionId.toLowerCase());
}

/**
 * Recognises a recreated cluster by its traces. Strong ones are a credential with its name, in its region, or an
 * identity that now trusts it for the same account. Weak ones are its name alone, or that it is the only cluster in the
 * region of the identities. If several are equally likely, none is called the successor. Otherwise the region and the
 * subscription decide where the finding is shown.
 */
function successorOf(
  issuer: string,
  credentials: readonly IdentityCredential[],
  { places, index }: { readonly places: Neighbours; readonly index: Omit<KnownCredentials, 'unknown'> },
): Omit<GoneIssuer, 'issuer' | 'credentials'> {
  const wantedRegion = clusterIssuerParts(issuer)?.region;
  const near = [...new Set(credentials.map(({ identityId }) => (subscriptionOf(identityId) ?? '').toLowerCase()))]
    .toSorted()
    .flatMap((id) => places.get(id) ?? []);
  const isIssuing = (candidate: Neighbour): boolean => candidate.issuer !== undefined;
  const issuing = near.filter(isIssuing);
  const inRegion = near.filter(({ region }) => wantedRegion === undefined || region === wantedRegion);
  const issuingClusters = inRegion.filter(isIssuing);
  // An expression names no account.
  const ofAccounts = credentials.filter(({ subject }) => serviceAccountOf(subject) !== undefined);
  const clustersNamed = ofAccounts.map(({ name }) => clustersNamedIn(name, issuing));
  const issuersOfAccounts = new Set(ofAccounts.flatMap((old) => issuersNow(old, index)));
  const trusted = issuingClusters.filter((candidate) => issuersOfAccounts.has(candidate.issuer ?? ''));
  const bearers = new Set(clustersNamed.flat());
  const namedThere = issuingClusters.filter((candidate) => bearers.has(candidate));
  const groups = new Set(credentials.map(({ identityId }) => idKey(groupAbove(identityId))));
  const beside =
    groups.size > 1
      ? []
      : issuingClusters.filter(({ cluster }) =>
          groups.has(idKey(groupId(cluster.subscriptionId, cluster.resourceGroup))),
        );
  const namedByAll = (clustersNamed[0] ?? []).filter((candidate) =>
    clustersNamed.every((bearersOfName) => bearersOfName.includes(candidate)),
  );
  const signs = [
    trusted.filter((candidate) => namedThere.includes(candidate)),
    [...new Set([...trusted, ...namedThere])],
    [...new Set([...(beside.length === 1 ? beside : []), ...namedByAll])],
  ];
  const candidates = signs.find(({ length }) => length > 0) ?? [];
  const cluster = (candidates[0] ?? issuingClusters[0] ?? inRegion[0] ?? near[0])?.cluster;
  return {
    isCandidate: candidates.length > 0,
    isSuccessor: candidates.length === 1,
    ...defined({ cluster }),
  };
}

/** The issuers from which the identity accepts tokens for the same account. */
function issuersNow(
  { identityId, subject }: IdentityCredential,
  { ofIdentity }: Omit<KnownCredentials, 'unknown'>,
): readonly string[] {
  return ofIdentity(identityId).flatMap((credential) =>
    credential.subject === subject ? [issuerKey(credential.issuer)] : [],
  );
}

/** The clusters whose name a credential contains; of names that begin alike, the longest. */
function clustersNamedIn(credential: string, clusters: readonly Neighbour[]): readonly Neighbour[] {
  const ofCredential = wordsOfName(credential);
  const namesakes = clusters.filter(({ words }) => ofCredential.startsWith(words) || ofCredential.endsWith(words));
  const longest = Math.max(...namesakes.map(({ words }) => words.length));
  return namesakes.filter(({ words }) => words.length === longest);
}

function wordsOfName(name: string): string {
  return `-${name.toLowerCase().replaceAll('_', '-')}-`;
}

/**
 * Returns sentences that name the credentials of one issuer without a cluster, and say what that means for pods, unless the same
 * pods get access otherwise.
 */
export function trustingCredentialsWords(
  credentials: readonly IdentityCredential[],
  doubt: Unknown | undefined,
  areNeeded = true,
): Words {
  const keyOf = ({ name, identityId }: IdentityCredential): string => `${name} ${lastSegment(identityId)}`;
  const names = credentials
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map(({ name, identityId }) => say`${name} of ${lastSegment(identityId)}`);
  const all = joinWords(names, ', ');
  const isOne = names.length === 1;
  if (doubt !== undefined) {
    const notFound = isOne
      ? say`A credential trusts the issuer of a cluster that was not found: ${all}.`
      : say`${names.length} credentials trust the issuer of a cluster that was not found: ${all}.`;
    return joinWords([notFound, unknownText(doubt)]);
  }
  const gone = isOne
    ? say`A credential trusts the issuer of a cluster that is gone: ${all}.`
    : say`${names.length} credentials trust the issuer of a cluster that is gone: ${all}.`;
  const withoutAccess = isOne ? say`Pods that rely on it get no access.` : say`Pods that rely on them get no access.`;
  return joinWords([gone, areNeeded ? withoutAccess : undefined]);
}

/** Reports the issuers without a cluster that no cluster reports; empty until everything is read. */
export function homelessSentences(credentials: readonly IdentityCredential[], facts: Facts): readonly Words[] {
  const { byPlace } = issuersGoneNow(credentials, facts, (places) => places.has(undefined));
  const homelessIssuers = (byPlace.get(undefined) ?? []).filter((homeless) => isClusterGone(homeless, facts));
  return homelessIssuers.map(
    ({ issuer, credentials: trusting }) =>
      say`${trustingCredentialsWords(trusting, issuerOwner(issuer, facts).doubt)} No cluster is in the subscriptions of their identities, so no row shows it.`,
  );
}
