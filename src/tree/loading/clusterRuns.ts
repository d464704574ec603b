import type { ActivityEntry } from '../../app/runs/activity.ts';
import { idKey, resourceIdOf, resourceType } from '../../domain/arm/resourceId.ts';
import type { Change } from '../../domain/change/change.ts';
import { t, shownText } from '../../sentences/language.ts';

/** The runs that change a cluster, or did, by the `idKey` of the cluster. */
export type ClusterRuns = ReadonlyMap<string, readonly ActivityEntry[]>;

/** Groups runs by the clusters that they change. */
export function runsByCluster(entries: readonly ActivityEntry[]): ClusterRuns {
  const runs = new Map<string, ActivityEntry[]>();
  for (const entry of entries) {
    const keys = new Set(entry.changes.flatMap((change) => changedClusterOf(change) ?? []).map(idKey));
    for (const key of keys) runs.set(key, [...(runs.get(key) ?? []), entry]);
  }
  return runs;
}

/** Returns our change, from this or another window, that is running at a cluster. */
export function runAt(runs: ClusterRuns, clusterId: string): ActivityEntry | undefined {
  return runs.get(idKey(clusterId))?.find(({ status }) => status === 'running');
}

/** Returns sentences about what another window is doing to a cluster, and which effects are still to come. */
export function noticesAt(runs: ClusterRuns, clusterId: string): readonly string[] {
  return (runs.get(idKey(clusterId)) ?? []).flatMap(({ title, elsewhere, timers }) => [
    ...(elsewhere ? [t`"${shownText(title)}" is still running in another VS Code window.`] : []),
    ...timers.map(({ text }) => shownText(text)),
  ]);
}

/** Returns the id of the cluster that a change is about, if there is one. */
export function changedClusterOf(change: Change): string | undefined {
  if (change.kind !== 'createCluster') return 'clusterId' in change ? change.clusterId : undefined;
  return resourceIdOf(change.subscriptionId, change.resourceGroup, resourceType.cluster, change.name);
}
