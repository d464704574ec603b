import type { Cluster } from './model.ts';
import { isUpgradable } from './nodePools.ts';
import { identitiesOf } from './uses.ts';
import type { IdentityUse } from './uses.ts';

/** A cluster as lists and rows show it. Its JSON, which is a hundred times larger, is not kept for thousands of clusters. */
export interface ClusterSummary extends Omit<Cluster, 'agentPools' | 'podIdentities' | 'raw'> {
  /** A node pool of it may have a newer node image. */
  readonly isUpgradable: boolean;
  readonly uses: readonly IdentityUse[];
}

/** Reduces a cluster to what lists and rows show. */
export function clusterSummaryOf(cluster: Cluster): ClusterSummary {
  const { agentPools, podIdentities: _, raw: __, ...rest } = cluster;
  return { ...rest, isUpgradable: agentPools.some(isUpgradable), uses: identitiesOf(cluster) };
}
