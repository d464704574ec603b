import { objectsAt, textAt } from '../arm/json.ts';
import type { JsonObject } from '../arm/json.ts';
import type { Cluster } from './model.ts';
import { outsideIds } from './placement.ts';

/** The JSON of a cluster's node pools, those that AKS keeps for itself left out. */
export function poolsIn(cluster: JsonObject): readonly JsonObject[] {
  return objectsAt(cluster, 'properties.agentPoolProfiles').filter((pool) => !isManagedPool(pool));
}

/**
 * Whether a pool is of mode Machines: such a one is AKS's own, for node auto-provisioning, and AKS refuses to upgrade it by itself.
 * Source: https://github.com/Azure/azure-cli/pull/33693
 */
function isManagedPool(pool: JsonObject): boolean {
  return textAt(pool, 'mode')?.toLowerCase() === 'machines';
}

/** The node pools' JSON, those left out that AKS keeps for itself. */
export function poolsOf(cluster: Cluster): readonly JsonObject[] {
  return poolsIn(cluster.raw);
}

/** The subnets of all node pools, outside the node resource group, each once. */
export function nodeSubnetsOf(cluster: Cluster): readonly string[] {
  return outsideIds(
    cluster,
    poolsOf(cluster).map((pool) => textAt(pool, 'vnetSubnetID')),
  );
}
