import { textAt } from '../arm/json.ts';
import type { Cluster } from './model.ts';

/** Whether no operation is running on a cluster in this state. */
export function isSettled(provisioningState: string): boolean {
  return ['succeeded', 'failed', 'canceled'].includes(provisioningState.toLowerCase());
}

/** Whether the cluster is stopped, so that nothing of it can be changed. */
export function isStopped({ raw }: Pick<Cluster, 'raw'>): boolean {
  return textAt(raw, 'properties.powerState.code')?.toLowerCase() === 'stopped';
}
