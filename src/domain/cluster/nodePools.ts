import { objectsAt, textAt, type JsonObject } from '../arm/json.ts';
import type { Cluster, AgentPool } from './model.ts';
import { hasSucceeded } from './provisioningState.ts';
import { outsideIds } from './placement.ts';

/** Returns the JSON of the node pools in a cluster's JSON, without those that AKS manages. */
export function poolsIn(cluster: JsonObject): readonly JsonObject[] {
  return objectsAt(cluster, 'properties.agentPoolProfiles').filter((pool) => !isManagedPool(pool));
}

/**
 * True for a pool of mode Machines, which AKS makes for node auto-provisioning and refuses to upgrade on its own.
 * Source: https://github.com/Azure/azure-cli/pull/33693
 */
function isManagedPool(pool: JsonObject): boolean {
  return textAt(pool, 'mode')?.toLowerCase() === 'machines';
}

/** Returns the JSON of a cluster's node pools, without those that AKS manages. */
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
 * Returns true for an availability set, the only type without node image upgrades; scale sets and virtual machines have
 * them.
 * Source: https://github.com/Azure/azure-cli/blob/dev/src/azure-cli/azure/cli/command_modules/acs/custom.py
 */
export function isAvailabilitySet({ type }: Pick<AgentPool, 'type'>): boolean {
  return type.toLowerCase() === 'availabilityset';
}

/** Returns the pools whose last operation is not known to have succeeded; one that has no state of its own has the cluster's. */
export function poolsNotDone({ agentPools, provisioningState: ofCluster }: Cluster): readonly AgentPool[] {
  return agentPools.filter(({ provisioningState = ofCluster }) => !hasSucceeded(provisioningState));
}

/** Returns true unless the pool is known to run the newest node image, or can't be upgraded that way. */
export function isUpgradable({ type, nodeImageVersion, latestNodeImageVersion }: AgentPool): boolean {
  return (
    !isAvailabilitySet({ type }) &&
    (latestNodeImageVersion === undefined || latestNodeImageVersion !== nodeImageVersion)
  );
}
