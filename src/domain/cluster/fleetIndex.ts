/** What all visible clusters use, indexed once for lookups by many clusters. */
import { namedIdentities } from '../arm/namedIdentities.ts';
import { idKey, sameId } from '../arm/resourceId.ts';
import type { IdentityNames } from '../uses/namedUses.ts';
import type { Facts } from './facts.ts';
import type { Cluster } from './model.ts';
import { namesOfPrincipal, principalsOf } from './principals.ts';
import { oncePer } from '../../shape/oncePer.ts';

/** Finds visible clusters by what they use. */
export interface FleetIndex {
  /** By object id in lower case: the clusters whose JSON names the principal as one of their identities. */
  readonly byPrincipal: ReadonlyMap<string, readonly Cluster[]>;
  /** Returns the clusters whose JSON names an identity anywhere. */
  readonly naming: (names: IdentityNames) => readonly Cluster[];
  /** Clusters whose JSON does not contain the principal of an identity that they name. */
  readonly withHiddenPrincipal: readonly Cluster[];
  /** By `idKey`: everything that the JSON of clusters with a service principal names, and everything above that. */
  readonly namedByServicePrincipalClusters: () => ReadonlySet<string>;
}

/** Returns the index of a list of clusters. */
export const fleetIndexOf = oncePer((clusters: readonly Cluster[]): FleetIndex => {
  const users = new Map<string, Cluster[]>();
  for (const cluster of clusters) {
    for (const principalId of principalsOf(cluster).keys()) {
      const usersOfPrincipal = users.get(principalId);
      if (usersOfPrincipal) usersOfPrincipal.push(cluster);
      else users.set(principalId, [cluster]);
    }
  }
  let namedIds: ReadonlySet<string> | undefined;
  let names: ReadonlyMap<string, readonly Cluster[]> | undefined;
  return {
    byPrincipal: users,
    naming: ({ id, principalId, clientId }) => {
      names ??= clustersByName(clusters);
      const keys = [id && idKey(id), principalId?.toLowerCase(), clientId?.toLowerCase()];
      return keys.flatMap((key) => (key === undefined ? [] : (names?.get(key) ?? [])));
    },
    withHiddenPrincipal: clusters.filter(hasHiddenPrincipal),
    namedByServicePrincipalClusters: () =>
      (namedIds ??= new Set(clusters.filter(hasServicePrincipal).flatMap(placesIn))),
  };
});

function hasServicePrincipal({ controlPlane }: Cluster): boolean {
  return controlPlane.kind === 'servicePrincipal';
}

function hasHiddenPrincipal({ controlPlane, kubelet }: Cluster): boolean {
  const isHidden = controlPlane.kind === 'userAssigned' && controlPlane.principalId === undefined;
  return isHidden || ('identityId' in kubelet && kubelet.objectId === undefined);
}

/** The clusters by every identity and GUID in their JSON, except hints. */
function clustersByName(clusters: readonly Cluster[]): ReadonlyMap<string, readonly Cluster[]> {
  const clustersByKey = new Map<string, Cluster[]>();
  for (const cluster of clusters) {
    const { byId, byGuid } = namedIdentities(cluster.raw);
    for (const [key, namings] of [...byId, ...byGuid]) {
      if (namings.every(({ isHint }) => isHint)) continue;
      const knownClusters = clustersByKey.get(key);
      if (knownClusters) knownClusters.push(cluster);
      else clustersByKey.set(key, [cluster]);
    }
  }
  return clustersByKey;
}

/** Returns true if a cluster other than this one uses the principal, or names its identity. */
export function isUsedElsewhere(principalId: string, ownCluster: Cluster, index: FleetIndex, facts: Facts): boolean {
  const principal = principalId.toLowerCase();
  const isOther = ({ id }: Cluster): boolean => !sameId(id, ownCluster.id);
  const read = index.withHiddenPrincipal.filter(
    (otherCluster) => isOther(otherCluster) && principalsOf(otherCluster, facts).has(principal),
  );
  const naming = index.naming(namesOfPrincipal(principalId, facts));
  return read.length > 0 || [...(index.byPrincipal.get(principal) ?? []), ...naming].some(isOther);
}

/** The ids in a cluster's JSON with their networks, groups and subscriptions, as `idKey`. */
function placesIn({ raw }: Cluster): readonly string[] {
  return [...JSON.stringify(raw).matchAll(/\/subscriptions\/[^"\\\s,;?#]*/gi)].flatMap(([id]) => {
    const segments = idKey(id).split('/');
    return segments
      .map((_, index) => segments.slice(0, index + 1).join('/'))
      .filter((_, index) => index >= 2 && index % 2 === 0);
  });
}
