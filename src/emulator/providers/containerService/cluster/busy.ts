import type { Emulation } from '../../../request/armRequest.ts';
import { armRefusal, refuseFlat } from '../../../arm/error.ts';
import { asList, asObject, asText, valueAt, type JsonObject } from '../../../arm/json.ts';
import { idKey } from '../../../arm/path.ts';
import type { Operation } from '../../../world/operations.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';

const terminal = ['succeeded', 'failed', 'canceled'];

/** Throws 409 while an operation runs on the cluster or on one of its pools, and for the settling time after it. */
export function requireIdle(emulation: Emulation, cluster: Pick<WorldResource, 'id'> & Partial<WorldResource>): void {
  const { world } = emulation;
  const running = world.operations.runningAt(cluster.id);
  if (running !== undefined) throw busyRefusal(running);
  const properties = asObject(cluster['properties']);
  const state = asText(properties['provisioningState']) ?? 'Succeeded';
  if (!terminal.includes(state.toLowerCase())) throw busyWith(`${cluster.name ?? ''} - ${state}`, false);
  for (const pool of asList(properties['agentPoolProfiles']).map(asObject).filter(isOfPerson))
    requirePoolState(pool['name'], pool['provisioningState']);
  requireSettled(emulation, (target) => target === idKey(cluster.id) || target.startsWith(`${idKey(cluster.id)}/`));
}

/**
 * Throws 400 if the cluster is stopped: it can only be started or deleted.
 * Source: https://learn.microsoft.com/azure/aks/start-stop-cluster
 */
export function requireRunning(cluster: WorldResource | undefined): void {
  if (asText(valueAt(cluster?.['properties'], 'powerState', 'code'))?.toLowerCase() !== 'stopped') return;
  throw refuseFlat(
    'OperationNotAllowed',
    `The cluster ${cluster?.name ?? ''} is stopped. Only start and delete operations can be performed on a stopped cluster.`,
  );
}

/**
 * Throws AKS's other 409, which it sends for a short while after an operation although none is visible any more.
 * Source: https://github.com/Azure/terraform-provider-azapi/issues/889
 */
function requireSettled({ world, clock, settings }: Emulation, isMeant: (target: string) => boolean): void {
  if (settings.settlingSeconds === 0) return;
  const since = clock.now() - settings.settlingSeconds * 1000;
  const isFresh = ({ applied, endsAt, target }: Operation): boolean =>
    applied && endsAt > since && isMeant(idKey(target));
  if (!world.operations.all().some(isFresh)) return;
  throw armRefusal(
    409,
    'EtagMismatch',
    'Operation is not allowed: Another operation is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details',
  );
}

/** Throws 409 while an operation runs on the cluster or on this pool; other pools don't matter. */
export function requireIdlePool(emulation: Emulation, cluster: WorldResource, poolName: string): void {
  const { world } = emulation;
  const poolId = idKey(`${cluster.id}/agentPools/${poolName}`);
  const running = world.operations
    .all()
    .find((operation) => !operation.applied && [idKey(cluster.id), poolId].includes(idKey(operation.target)));
  if (running !== undefined) throw busyRefusal(running);
  const properties = asObject(cluster['properties']);
  const state = asText(properties['provisioningState']) ?? 'Succeeded';
  if (!terminal.includes(state.toLowerCase())) throw busyWith(`${cluster.name} - ${state}`, false);
  const pool = asList(properties['agentPoolProfiles'])
    .map(asObject)
    .find((entry) => entry['name'] === poolName);
  requirePoolState(poolName, pool?.['provisioningState']);
  requireSettled(emulation, (target) => [idKey(cluster.id), poolId].includes(target));
}

/** Pools of machines come and go as AKS needs nodes; that they block no write is our own choice. */
function isOfPerson(pool: JsonObject): boolean {
  return asText(pool['mode'])?.toLowerCase() !== 'machines';
}

function requirePoolState(name: unknown, value: Parameters<typeof asText>[0]): void {
  const state = asText(value) ?? 'Succeeded';
  if (!terminal.includes(state.toLowerCase())) throw busyWith(`${String(name)} - ${state}`, true);
}

function busyRefusal(operation: Operation): Error {
  return busyWith(
    operation.description,
    ['putAgentPool', 'deleteAgentPool', 'upgradeNodeImage'].includes(operation.kind),
  );
}

function busyWith(description: string, isPool: boolean): Error {
  return armRefusal(
    409,
    'OperationNotAllowed',
    `Operation is not allowed: Another ${isPool ? 'agentpool ' : ''}operation (${description}) is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details`,
  );
}
