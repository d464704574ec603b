/** What kinds of node pools there are, as far as their node images go. */
import { objectsAt, textAt } from '../arm/json.ts';
import type { AgentPool, JsonObject } from '../cluster/model.ts';
import { listed } from './describe.ts';

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

/** How the nodes of availability sets come to pools that take a newer node image. */
export const moveAvailabilitySets =
  'move the cluster to Virtual Machines node pools first (az aks update --migrate-vmas-to-vms)';

/** Where Azure tells of that move. */
export const moveAvailabilitySetsSource = 'https://github.com/Azure/AKS/releases/tag/2026-09-04';

/** That pools are availability sets, as a sentence without its end; `undefined` where none is. */
export function availabilitySetsAmong(pools: readonly AgentPool[]): string | undefined {
  const sets = pools.filter(isAvailabilitySet).map(({ name }) => name);
  if (sets.length === 0) return undefined;
  const are = sets.length === 1 ? 'is an availability set, which takes' : 'are availability sets, which take';
  return `${listed(sets)} ${are} no newer node image`;
}
