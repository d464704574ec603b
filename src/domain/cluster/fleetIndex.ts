/** What all clusters in sight use, put in order once for the many clusters that ask. */
import { idKey, sameId } from '../arm/resourceId.ts';
import type { Facts } from './facts.ts';
import type { Cluster, UserAssignedIdentity } from './model.ts';
import { principalsOf } from './principals.ts';

/** Clusters in sight, found by what they use. */
export interface Sight {
  /** By object id in lower case: the clusters whose JSON names the principal as one of their identities. */
  readonly users: ReadonlyMap<string, readonly Cluster[]>;
  /** Clusters whose JSON does not tell the principal of an identity that they name. */
  readonly untold: readonly Cluster[];
  /** By `idKey`: everything that the JSON of a cluster with a service principal names, and what lies above it. */
  readonly namedByServicePrincipals: () => ReadonlySet<string>;
}

const sights = new WeakMap<readonly Cluster[], Sight>();

/** The sight of a list of clusters; made once a list. */
export function sightOf(clusters: readonly Cluster[]): Sight {
  const sight = sights.get(clusters) ?? look(clusters);
  sights.set(clusters, sight);
  return sight;
}

function look(clusters: readonly Cluster[]): Sight {
  const users = new Map<string, Cluster[]>();
  for (const cluster of clusters) {
    for (const principalId of principalsOf(cluster).keys()) {
      const known = users.get(principalId);
      if (known) known.push(cluster);
      else users.set(principalId, [cluster]);
    }
  }
  let named: ReadonlySet<string> | undefined;
  return {
    users,
    untold: clusters.filter(isUntold),
    namedByServicePrincipals: () => (named ??= new Set(clusters.filter(hasPrincipal).flatMap(placesIn))),
  };
}

function hasPrincipal({ controlPlane }: Cluster): boolean {
  return controlPlane.kind === 'servicePrincipal';
}

function isUntold({ controlPlane, kubelet }: Cluster): boolean {
  const isHidden = controlPlane.kind === 'userAssigned' && controlPlane.principalId === undefined;
  return isHidden || ('identityId' in kubelet && kubelet.objectId === undefined);
}

/** Returns true if a cluster other than this one uses the principal. */
export function isUsedElsewhere(principalId: string, own: Cluster, sight: Sight, facts: Facts): boolean {
  const principal = principalId.toLowerCase();
  const isOther = ({ id }: Cluster): boolean => !sameId(id, own.id);
  const read = sight.untold.filter((other) => isOther(other) && principalsOf(other, facts).has(principal));
  return read.length > 0 || (sight.users.get(principal) ?? []).some(isOther);
}

const principals = new WeakMap<readonly UserAssignedIdentity[], ReadonlyMap<string, UserAssignedIdentity>>();

/** Returns the identities by their principal IDs in lower case; the index is built once for each list. */
export function identitiesByPrincipal(
  identities: readonly UserAssignedIdentity[],
): ReadonlyMap<string, UserAssignedIdentity> {
  const known = principals.get(identities) ?? new Map(identities.map((each) => [each.principalId.toLowerCase(), each]));
  principals.set(identities, known);
  return known;
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
