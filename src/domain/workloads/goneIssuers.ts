/** Issuers that credentials name although no cluster has them any more, and the cluster that took the place of theirs. */
import { normalLocation, subscriptionOf } from '../arm/resourceId.ts';
import type { Facts, IdentityCredential } from '../cluster/facts.ts';
import { issuerKey } from '../cluster/uses.ts';
import type { Cluster } from '../cluster/model.ts';
import { clusterIssuerParts, isBindingIssuer, issuerOf } from './issuer.ts';
import { indexOf } from './trust.ts';

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
      const { cluster, isSuccessor } = successorOf(issuer, own, clusters);
      return { issuer, credentials: own, isSuccessor, ...(cluster === undefined ? {} : { cluster }) };
    });
}

/** Credentials of this extension and of most people are named after their cluster; else the region and the subscription tell. */
function successorOf(
  issuer: string,
  credentials: readonly IdentityCredential[],
  clusters: readonly Cluster[],
): { readonly cluster: Cluster | undefined; readonly isSuccessor: boolean } {
  const region = clusterIssuerParts(issuer)?.region ?? '';
  const subscriptions = new Set(credentials.map(({ identityId }) => (subscriptionOf(identityId) ?? '').toLowerCase()));
  const near = clusters.filter(({ subscriptionId }) => subscriptions.has(subscriptionId.toLowerCase()));
  const named = near
    .filter(({ name }) => credentials.some((each) => isNamedAfter(each.name, name)))
    .sort((a, b) => b.name.length - a.name.length);
  const inRegion = near.filter(({ location }) => normalLocation(location) === region);
  const candidates = [...named, ...inRegion.filter((each) => issuerOf(each) !== undefined), ...inRegion, ...near];
  return { cluster: candidates[0], isSuccessor: named.some((each) => issuerOf(each) !== undefined) };
}

function isNamedAfter(credential: string, cluster: string): boolean {
  const [name, wanted] = [credential.toLowerCase(), cluster.toLowerCase()];
  return (
    name === wanted || name.startsWith(`${wanted}-`) || name.startsWith(`${wanted}_`) || name.endsWith(`-${wanted}`)
  );
}
