/** What the provisioning state of a cluster or a node pool says; Azure's casing of it varies. */
import { textAt } from '../arm/json.ts';
import type { Cluster } from './model.ts';

/** Says whether no operation is running on a cluster or node pool in this provisioning state. */
export function isSettled(provisioningState: string): boolean {
  return ['succeeded', 'failed', 'canceled'].includes(provisioningState.toLowerCase());
}

/** Says whether the last operation on a cluster or node pool in this provisioning state succeeded. */
export function hasSucceeded(provisioningState: string): boolean {
  return provisioningState.toLowerCase() === 'succeeded';
}

/** Says whether the last operation on a cluster or node pool in this provisioning state failed. */
export function hasFailed(provisioningState: string): boolean {
  return provisioningState.toLowerCase() === 'failed';
}

/** Says whether the cluster is stopped, so that AKS refuses every change but starting and deleting it. */
export function isStopped({ raw }: Pick<Cluster, 'raw'>): boolean {
  return textAt(raw, 'properties.powerState.code')?.toLowerCase() === 'stopped';
}
