/** The meaning of provisioning states of clusters and node pools; Azure varies their case. */
import { textAt } from '../arm/json.ts';
import type { Cluster } from './model.ts';

/** Returns true if no operation is running on a cluster or node pool in this provisioning state. */
export function isSettled(provisioningState: string): boolean {
  return ['succeeded', 'failed', 'canceled'].includes(provisioningState.toLowerCase());
}

/** Returns true if an operation is running on a cluster or on one of its node pools. */
export function isUnderWay({
  provisioningState,
  agentPools,
}: Pick<Cluster, 'provisioningState' | 'agentPools'>): boolean {
  return ![provisioningState, ...agentPools.map((pool) => pool.provisioningState ?? 'Succeeded')].every(isSettled);
}

/** Returns true if the last operation on a cluster or node pool in this provisioning state succeeded. */
export function hasSucceeded(provisioningState: string): boolean {
  return provisioningState.toLowerCase() === 'succeeded';
}

/** Returns true if the last operation on a cluster or node pool in this provisioning state failed. */
export function hasFailed(provisioningState: string): boolean {
  return provisioningState.toLowerCase() === 'failed';
}

/** Returns true if the cluster is stopped, so that AKS refuses every change except starting and deleting it. */
export function isStopped({ raw }: Pick<Cluster, 'raw'>): boolean {
  return textAt(raw, 'properties.powerState.code')?.toLowerCase() === 'stopped';
}
