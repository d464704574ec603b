import type { AgentPool, Cluster, ListedCluster } from '../../domain/cluster/model.ts';
import { identitiesOf } from '../../domain/cluster/uses.ts';
import type { IdentityUse } from '../../domain/cluster/uses.ts';
import { isAvailabilitySet } from '../../domain/words/availabilitySets.ts';

/** What rows show of a cluster. Its JSON, which is a hundred times larger, is not kept for thousands of rows. */
export interface ClusterSummary extends Omit<ListedCluster, 'addons' | 'agentPools' | 'podIdentities'> {
  readonly isUpgradable: boolean;
  readonly uses: readonly IdentityUse[];
}

/** A cluster as rows show it. */
export function clusterSummaryOf(cluster: ListedCluster | Cluster): ClusterSummary {
  const { addons: _, agentPools, podIdentities: __, raw: ___, ...rest } = { raw: undefined, ...cluster };
  return { ...rest, isUpgradable: agentPools.some(isUpgradable), uses: identitiesOf(cluster) };
}

/** True unless the pool is known to run the newest image, or can't be upgraded that way. */
export function isUpgradable({ type, nodeImageVersion, latestNodeImageVersion }: AgentPool): boolean {
  return (
    !isAvailabilitySet({ type }) &&
    (latestNodeImageVersion === undefined || latestNodeImageVersion !== nodeImageVersion)
  );
}
