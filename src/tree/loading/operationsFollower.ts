import { idKey } from '../../domain/arm/resourceId.ts';
import type { ClusterSummary } from '../../domain/cluster/clusterSummary.ts';
import { isSettled } from '../../domain/cluster/provisioningState.ts';
import { runAt, type ClusterRuns } from './clusterRuns.ts';
import { everyCluster } from './inventory.ts';
import type { Reading } from './reading.ts';

/** How many clusters are checked at a time, with one request each; those that have waited longest come first. */
const mostFollowed = 10;

/**
 * Creates a function that checks whether operations on clusters that someone else started have ended; it returns true
 * if there is something else to show. Our own changes report their own progress.
 */
export function createOperationsFollower(): (reading: Reading, runs: ClusterRuns) => Promise<boolean> {
  const followedAt = new Map<string, number>();
  let isFollowing = false;

  function busyClusters({ inventory }: Reading, runs: ClusterRuns): readonly ClusterSummary[] {
    const busy: ClusterSummary[] = [];
    for (const cluster of everyCluster(inventory)) {
      if (!isSettled(cluster.provisioningState) && !runAt(runs, cluster.id)) busy.push(cluster);
    }
    const waited = ({ id }: ClusterSummary): number => followedAt.get(idKey(id)) ?? 0;
    return busy.sort((a, b) => waited(a) - waited(b)).slice(0, mostFollowed);
  }

  return async (reading, runs) => {
    const busy = busyClusters(reading, runs);
    if (isFollowing || busy.length === 0) return false;
    isFollowing = true;
    for (const { id } of busy) followedAt.set(idKey(id), Date.now());
    const answers = await Promise.allSettled(busy.map((cluster) => reading.readAgain(cluster)));
    isFollowing = false;
    return answers.some((answer) => answer.status === 'rejected' || answer.value);
  };
}
