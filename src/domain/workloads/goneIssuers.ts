/** Issuers that credentials name although no cluster has them any more, and the cluster that took the place of theirs. */
import { groupId, groupOf, normalLocation, sameId, subscriptionOf } from '../arm/resourceId.ts';
import type { Facts, IdentityCredential } from '../cluster/facts.ts';
import { issuerKey } from '../cluster/uses.ts';
import type { Cluster } from '../cluster/model.ts';
import { clusterIssuerParts, isBindingIssuer, issuerOf } from './issuer.ts';
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

const known = new WeakMap<readonly IdentityCredential[], WeakMap<readonly Cluster[], readonly GoneIssuer[]>>();

/** Returns the issuers that have the form of AKS and belong to no visible cluster; none until clusters and credentials are read. */
export function goneIssuers(credentials: readonly IdentityCredential[], facts: Facts): readonly GoneIssuer[] {
  const clusters = facts.get({ kind: 'clusters' });
  if (clusters?.kind !== 'found') return [];
  const byClusters = known.get(credentials) ?? new WeakMap<readonly Cluster[], readonly GoneIssuer[]>();
  known.set(credentials, byClusters);
  const found = byClusters.get(clusters.value) ?? goneAmong(credentials, clusters.value);
  byClusters.set(clusters.value, found);
  return found;
}

function goneAmong(credentials: readonly IdentityCredential[], clusters: readonly Cluster[]): readonly GoneIssuer[] {
  const living = new Set(clusters.map((cluster) => issuerKey(issuerOf(cluster) ?? '')));
  const issuers = [...new Set(credentials.map(({ issuer }) => issuerKey(issuer)))];
  const index = indexOf(credentials);
  return issuers
    .filter((issuer) => clusterIssuerParts(issuer) !== undefined && !isBindingIssuer(issuer) && !living.has(issuer))
    .map((key) => {
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
  { clusters, index }: { readonly clusters: readonly Cluster[]; readonly index: Omit<Trust, 'unknown'> },
): { readonly cluster: Cluster | undefined; readonly isSuccessor: boolean } {
  const region = clusterIssuerParts(issuer)?.region ?? '';
  const near = clusters.filter(({ subscriptionId }) =>
    credentials.some(({ identityId }) => subscriptionOf(identityId)?.toLowerCase() === subscriptionId.toLowerCase()),
  );
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
