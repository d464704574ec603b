import { objectsAt, textAt, type JsonObject } from '../arm/json.ts';
import type { Cluster, AgentPool } from './model.ts';
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

/** Returns the subnets of all node pools that are outside the node resource group, each once. */
export function nodeSubnetsOf(cluster: Cluster): readonly string[] {
  return outsideIds(
    cluster,
    poolsOf(cluster).map((pool) => textAt(pool, 'vnetSubnetID')),
  );
}

/**
 * Returns true for an availability set: it alone takes no node image upgrade; scale sets and virtual machines do.
 * Source: https://github.com/Azure/azure-cli/blob/dev/src/azure-cli/azure/cli/command_modules/acs/custom.py
 */
export function isAvailabilitySet({ type }: Pick<AgentPool, 'type'>): boolean {
  return type.toLowerCase() === 'availabilityset';
}

/** Returns true unless the pool is known to run the newest node image, or cannot be upgraded that way. */
export function isUpgradable({ type, nodeImageVersion, latestNodeImageVersion }: AgentPool): boolean {
  return (
    !isAvailabilitySet({ type }) &&
    (latestNodeImageVersion === undefined || latestNodeImageVersion !== nodeImageVersion)
  );
}
