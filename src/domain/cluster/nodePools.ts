import { objectsAt, textAt } from '../arm/json.ts';
import type { JsonObject } from '../arm/json.ts';
import type { Cluster } from './model.ts';
import { outsideIds } from './placement.ts';

/** Returns the JSON of the node pools in a cluster's JSON, without those that AKS manages by itself. */
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

/** Returns the JSON of a cluster's node pools, without those that AKS manages by itself. */
export function poolsOf(cluster: Cluster): readonly JsonObject[] {
  return poolsIn(cluster.raw);
}

/** Returns the subnets of all node pools that lie outside the node resource group, each once. */
export function nodeSubnetsOf(cluster: Cluster): readonly string[] {
  return outsideIds(
    cluster,
    poolsOf(cluster).map((pool) => textAt(pool, 'vnetSubnetID')),
  );
}
