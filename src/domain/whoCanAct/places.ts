/** The places in a cluster at which Azure is asked what somebody may do, and the scopes that count there. */
import { idKey, isAtOrBelow, lastSegment, type ArmId } from '../arm/resourceId.ts';
import { textAt } from '../arm/json.ts';
import type { Unknown } from '../arm/unknown.ts';
import { itemsBelow } from '../around/things/thing.ts';
import type { Memberships } from '../around/things/fleets.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { dataActionPrefix } from './abilities.ts';
import { say } from '../../sentences/words.ts';

/** A scope at which Azure is asked, and the prefix of the data actions that count there. */
export interface AskedScope {
  readonly scope: string;
  readonly prefix: string;
}

/** A cluster's scopes, and the namespaces that are known. */
export interface ClusterPlaces {
  readonly clusterId: string;
  readonly fleetIds: readonly string[];
  /** Their names, in alphabetical order; a cluster may have others that Azure does not know of. */
  readonly namespaces: readonly string[];
  /** What could not be read of Fleets and managed namespaces. */
  readonly unknown: readonly Unknown[];
}

/**
 * Returns the scopes at which Azure is asked about a request to the whole cluster, or in a namespace; the request is
 * allowed if it is allowed at one of them.
 * Source: https://github.com/kubeguard/guard (authz/providers/azure)
 */
export function askedScopes(
  { clusterId, fleetIds }: Pick<ClusterPlaces, 'clusterId' | 'fleetIds'>,
  namespace: string | undefined,
): readonly AskedScope[] {
  const { cluster, fleetMember } = dataActionPrefix;
  if (namespace === undefined)
    return [{ scope: clusterId, prefix: cluster }, ...fleetIds.map((scope) => ({ scope, prefix: fleetMember }))];
  const below = (id: string, prefix: string): readonly AskedScope[] =>
    ['namespaces', 'managedNamespaces'].map((kind) => ({ scope: `${id}/${kind}/${namespace}`, prefix }));
  return [...below(clusterId, cluster), ...fleetIds.flatMap((id) => below(id, fleetMember))];
}

/** Returns the places of a cluster: its Fleets, and the namespaces that Azure manages or has assignments at. */
export function placesOf(
  cluster: Cluster,
  fleets: Memberships,
  assignments: readonly RoleAssignment[],
  facts: Facts,
): ClusterPlaces {
  const fleetIds = fleets.all.map(({ fleetId }) => fleetId);
  const managed = itemsBelow(say`Managed namespaces`, { id: cluster.id, list: 'managedNamespaces' }, facts);
  const names = managed.items.map((item) => textAt(item, 'name') ?? lastSegment(textAt(item, 'id') ?? ''));
  return {
    ...assignedPlaces(cluster.id, fleetIds, assignments, names),
    unknown: [...fleets.unknown, ...managed.unknown],
  };
}

/** Returns the places of a cluster as far as role assignments name them; `names` are namespaces that are known besides. */
export function assignedPlaces(
  clusterId: string,
  fleetIds: readonly string[],
  assignments: readonly RoleAssignment[],
  names: readonly string[] = [],
): ClusterPlaces {
  const byKey = new Map<string, string>();
  const note = (name: string): void => void byKey.set(name.toLowerCase(), byKey.get(name.toLowerCase()) ?? name);
  for (const name of names) note(name);
  for (const id of [clusterId, ...fleetIds])
    for (const { scope } of assignments) {
      const name = namespaceAt(scope, id);
      if (name !== undefined) note(name);
    }
  const namespaces = [...byKey.values()].filter((name) => name !== '').sort();
  return { clusterId, fleetIds, namespaces, unknown: [] };
}

/** Returns the Fleet that a scope is, or is in. */
export function fleetOf(scope: string): ArmId | undefined {
  return /^.+\/providers\/Microsoft\.ContainerService\/fleets\/[^/]+/i.exec(scope)?.[0] as ArmId | undefined;
}

/** Returns the cluster that a scope is, or is in. */
export function clusterOf(scope: string): ArmId | undefined {
  return /^.+\/providers\/Microsoft\.ContainerService\/managedClusters\/[^/]+/i.exec(scope)?.[0] as ArmId | undefined;
}

/** Returns the namespace that a scope below a cluster or Fleet is. */
function namespaceAt(scope: string, id: string): string | undefined {
  if (!isAtOrBelow(scope, id) || idKey(scope) === idKey(id)) return undefined;
  return /^\/(?:managedNamespaces|namespaces)\/([^/]+)$/i.exec(scope.slice(id.length))?.[1];
}
