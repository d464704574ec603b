/** What kinds of node pools there are, as far as their node images go. */
import type { AgentPool } from '../cluster/model.ts';
import { listed } from './describe.ts';

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
