import { refuse } from '../armError.ts';
import { asList, asObject, asText } from '../json.ts';
import { key } from '../armPath.ts';
import type { Operation } from '../longRunning.ts';
import type { World } from '../world.ts';
import type { WorldResource } from '../worldFile.ts';

const terminal = ['succeeded', 'failed', 'canceled'];

/** Throws 409 while anything is going on at the cluster or at one of its pools. */
export function requireIdle(world: World, cluster: Pick<WorldResource, 'id'> & Partial<WorldResource>): void {
  const running = world.operations.runningAt(cluster.id);
  if (running !== undefined) throw busy(running);
  const properties = asObject(cluster['properties']);
  const state = asText(properties['provisioningState']) ?? 'Succeeded';
  if (!terminal.includes(state.toLowerCase())) throw busyWith(`${cluster.name ?? ''} - ${state}`, false);
  for (const pool of asList(properties['agentPoolProfiles']).map(asObject))
    requirePoolState(pool['name'], pool['provisioningState']);
}

/** Throws 409 while the cluster, or this very pool, is being worked at. Other pools do not matter. */
export function requireIdlePool(world: World, cluster: WorldResource, poolName: string): void {
  const poolId = key(`${cluster.id}/agentPools/${poolName}`);
  const running = world.operations
    .all()
    .find((operation) => !operation.applied && [key(cluster.id), poolId].includes(key(operation.target)));
  if (running !== undefined) throw busy(running);
  const properties = asObject(cluster['properties']);
  const state = asText(properties['provisioningState']) ?? 'Succeeded';
  if (!terminal.includes(state.toLowerCase())) throw busyWith(`${cluster.name} - ${state}`, false);
  const pool = asList(properties['agentPoolProfiles'])
    .map(asObject)
    .find((entry) => entry['name'] === poolName);
  requirePoolState(poolName, pool?.['provisioningState']);
}

function requirePoolState(name: unknown, value: Parameters<typeof asText>[0]): void {
  const state = asText(value) ?? 'Succeeded';
  if (!terminal.includes(state.toLowerCase())) throw busyWith(`${String(name)} - ${state}`, true);
}

function busy(operation: Operation): Error {
  return busyWith(
    operation.description,
    ['putAgentPool', 'deleteAgentPool', 'upgradeNodeImage'].includes(operation.kind),
  );
}

function busyWith(description: string, isPool: boolean): Error {
  return refuse(
    409,
    'OperationNotAllowed',
    `Operation is not allowed: Another ${isPool ? 'agentpool ' : ''}operation (${description}) is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details`,
  );
}
