/** Words about node pools that are availability sets. */
import type { AgentPool } from '../cluster/model.ts';
import { isAvailabilitySet } from '../cluster/nodePools.ts';
import { sentenceList } from './describe.ts';
import { say, type Words } from '../../sentences/words.ts';

/** Says how to move the nodes of availability sets to pools that can take a newer node image. */
export const moveAvailabilitySets = say`move the cluster to Virtual Machines node pools first (az aks update --migrate-vmas-to-vms)`;

/** The page that describes how to move away from availability sets. */
export const moveAvailabilitySetsSource = 'https://github.com/Azure/AKS/releases/tag/2026-09-04';

/** Returns a sentence, without its full stop, that names the pools that are availability sets; `undefined` if none is. */
export function availabilitySetsAmong(pools: readonly AgentPool[]): Words | undefined {
  const sets = pools.filter(isAvailabilitySet).map(({ name }) => name);
  if (sets.length === 0) return undefined;
  return sets.length === 1
    ? say`${sentenceList(sets)} is an availability set, which takes no newer node image`
    : say`${sentenceList(sets)} are availability sets, which take no newer node image`;
}
