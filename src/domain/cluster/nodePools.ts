import { objectsAt, textAt } from '../arm/json.ts';
import type { AgentPool, JsonObject } from './model.ts';

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

/**
 * Whether a pool is an availability set: it alone takes no node image upgrade; scale sets and virtual machines do.
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
