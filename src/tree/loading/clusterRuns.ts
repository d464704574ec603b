import type { ActivityEntry } from '../../app/runs/activity.ts';
import { idKey, resourceIdOf, resourceType } from '../../domain/arm/resourceId.ts';
import type { Change } from '../../domain/change/change.ts';

/** The runs that work, or have worked, at a cluster, by its `idKey`. */
export type ClusterRuns = ReadonlyMap<string, readonly ActivityEntry[]>;

/** Runs put to the clusters that they work at. */
export function runsByCluster(entries: readonly ActivityEntry[]): ClusterRuns {
  const runs = new Map<string, ActivityEntry[]>();
  for (const entry of entries) {
    const keys = new Set(entry.changes.flatMap((change) => clusterOf(change) ?? []).map(idKey));
    for (const key of keys) runs.set(key, [...(runs.get(key) ?? []), entry]);
  }
  return runs;
}

/** The change of ours that is under way at a cluster. */
export function runAt(runs: ClusterRuns, clusterId: string): ActivityEntry | undefined {
  return runs.get(idKey(clusterId))?.find(({ status }) => status === 'running');
}

/** True while the control plane may go on using the identity that it had before a change of ours. */
export function isSettling(runs: ClusterRuns, clusterId: string): boolean {
  return (runs.get(idKey(clusterId)) ?? []).some(({ timers }) => timers.some(({ kind }) => kind === 'tokenRefresh'));
}

/** What still takes effect by and by at a cluster, in words. */
export function noticesAt(runs: ClusterRuns, clusterId: string): readonly string[] {
  return (runs.get(idKey(clusterId)) ?? []).flatMap(({ timers }) => timers.map(({ text }) => text));
}

/** The id of the cluster that a change works at, where it does. */
export function clusterOf(change: Change): string | undefined {
  if (change.kind !== 'createCluster') return 'clusterId' in change ? change.clusterId : undefined;
  return resourceIdOf(change.subscriptionId, change.resourceGroup, resourceType.cluster, change.name);
}
