import type { SeenSubscription } from '../../app/identityService.ts';
import { forEachInTurns } from '../../async/yielding.ts';
import { idKey, subscriptionOf } from '../../domain/arm/resourceId.ts';
import type { ClusterSummary } from '../../domain/cluster/clusterSummary.ts';
import type { Failure } from '../../errors.ts';

/** A directory or subscription that could not be listed. */
export interface Unlisted {
  readonly tenantId: string;
  readonly tenantName?: string;
  readonly account?: string;
  readonly accountId?: string;
  readonly subscriptionId?: string;
  readonly failure: Failure;
}

/** Clusters by the id of their subscription in lower case, then by `idKey`. */
export type Clusters = ReadonlyMap<string, ReadonlyMap<string, ClusterSummary>>;

/** Everything that the view Clusters knows at one time. */
export interface Inventory {
  readonly subscriptions: readonly SeenSubscription[];
  readonly clusters: Clusters;
  readonly failures: readonly Unlisted[];
}

/** Groups clusters by subscription in turns with other work, so that thousands never block other work. */
export async function groupBySubscription(clusters: readonly ClusterSummary[], signal: AbortSignal): Promise<Clusters> {
  const places = new Map<string, Map<string, ClusterSummary>>();
  await forEachInTurns(clusters, (cluster) => addTo(places, cluster), signal);
  return places;
}

/** Adds one cluster below its subscription. */
function addTo(places: Map<string, Map<string, ClusterSummary>>, cluster: ClusterSummary): void {
  const place = cluster.subscriptionId.toLowerCase();
  const summaries = places.get(place) ?? new Map<string, ClusterSummary>();
  places.set(place, summaries.set(idKey(cluster.id), cluster));
}

/** Returns the clusters of a subscription. */
export function clustersIn({ clusters }: Inventory, subscriptionId: string): ReadonlyMap<string, ClusterSummary> {
  return clusters.get(subscriptionId.toLowerCase()) ?? new Map();
}

/** Returns one cluster by its id. */
export function clusterIn(inventory: Inventory, id: string): ClusterSummary | undefined {
  return clustersIn(inventory, subscriptionOf(id) ?? '').get(idKey(id));
}

/** Returns all clusters, one after the other. */
export function* everyCluster({ clusters }: Inventory): Iterable<ClusterSummary> {
  for (const summaries of clusters.values()) yield* summaries.values();
}

/** Returns the inventory with one cluster replaced. */
export function withCluster(inventory: Inventory, cluster: ClusterSummary): Inventory {
  const place = cluster.subscriptionId.toLowerCase();
  const summaries = new Map(inventory.clusters.get(place)).set(idKey(cluster.id), cluster);
  return { ...inventory, clusters: new Map(inventory.clusters).set(place, summaries) };
}

/** Returns a key for the place of a failure. */
export function unlistedKey({ tenantId, accountId, subscriptionId }: Unlisted): string {
  return [accountId, tenantId, subscriptionId].filter((id) => id !== undefined).join(':');
}
