import type { ArmRequest, Emulation, Handler, ResourceKind } from '../../../request/armRequest.ts';
import { refuseFlat } from '../../../arm/error.ts';
import { requireLinkedActions } from '../../../request/authorization.ts';
import { idKey } from '../../../arm/path.ts';
import { asList, asObject, asText, valueAt, withoutMembers, type JsonObject } from '../../../arm/json.ts';
import { operationHeaders } from '../../../world/operations.ts';
import { pageAnswer } from '../../../request/paging.ts';
import { requirePreconditions } from '../../../request/preconditions.ts';
import { resourceNotFound } from '../../../request/readAnswers.ts';
import { checkShape } from '../body/checkSchema.ts';
import type { World } from '../../../world/world.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import { requireBody } from '../../../request/writeBody.ts';
import { requireIdlePool, requireRunning } from '../cluster/busy.ts';
import { abortOperationOf } from '../cluster/abort.ts';
import { operationOf, requireCluster } from '../cluster/clusterPut.ts';
import { newestImageOf, upgradeProfileId } from '../body/nodeImages.ts';
import { nextPool } from '../body/poolBody.ts';

const type = 'Microsoft.ContainerService/managedClusters/agentPools';

const list: Handler = (request, emulation) => {
  const cluster = requireCluster(emulation.world, request.path.id.replace(/\/agentPools$/i, ''));
  return pageAnswer(
    request,
    emulation,
    poolsOf(cluster).map((pool) => poolBody(cluster, pool)),
  );
};

const get: Handler = (request, { world }) => {
  const { cluster, pool } = requirePool(world, request);
  return { status: 200, body: poolBody(cluster, pool) };
};

const put: Handler = (request, emulation) => {
  const { world } = emulation;
  const cluster = requireCluster(world, clusterIdOf(request.path.id));
  const before = poolNamed(cluster, request);
  const name = asText(before?.['name']) ?? request.path.names[1] ?? '';
  const body = requireBody(request);
  const givenProperties = asObject(body['properties']);
  const subnets = [asText(givenProperties['vnetSubnetID']), asText(givenProperties['podSubnetID'])].filter(
    (id) => id !== undefined,
  );
  const links = subnets.map((scope) => ({ action: 'Microsoft.Network/virtualNetworks/subnets/join/action', scope }));
  requireLinkedActions(world, request, `${type}/write`, links);
  requirePreconditions(request, before === undefined ? undefined : asPoolResource(cluster, before));
  requireIdlePool(emulation, cluster, name);
  requireRunning(cluster);
  checkShape('pool', givenProperties);
  if (!/^[a-z][a-z0-9]{0,11}$/.test(name)) {
    throw refuseFlat(
      'InvalidParameter',
      `The value of parameter agentPoolProfile.name is invalid: '${name}'.`,
      'agentPoolProfile.name',
    );
  }
  const version = asText(asObject(cluster['properties'])['kubernetesVersion']);
  const next: JsonObject = {
    mode: 'User',
    ...nextPool({ apiVersion: request.apiVersion, version }, givenProperties, before),
    name,
  };
  const { state, ...powered } = nextPower(world, cluster, givenProperties, next, before);
  const pool = { ...next, ...powered, provisioningState: state };
  writePool(world, cluster, pool);
  const operation = startAtPool(request, emulation, cluster, pool, 'putAgentPool', state);
  const headers = operationHeaders(operation, request.origin, false);
  return { status: before === undefined ? 201 : 200, headers, body: poolBody(cluster, pool) };
};

/**
 * What a PUT does to an existing pool: `powerState` stops it at once, without nodes, or starts it with its previous
 * number of them. Source: test_aks_nodepool_stop_and_start.yaml of az's recordings.
 */
function nextPower(
  world: World,
  cluster: WorldResource,
  properties: JsonObject,
  next: JsonObject,
  before: JsonObject | undefined,
): JsonObject & { readonly state: string } {
  if (before === undefined) return { state: 'Creating' };
  const [was, askedPower] = [before, properties].map((pool) => asText(valueAt(pool['powerState'], 'code')) ?? '');
  const id = idKey(cluster.id);
  const memory = world.clusters.get(id) ?? { poolsOnServicePrincipal: [] };
  const name = asText(before['name']) ?? '';
  if (askedPower?.toLowerCase() === 'stopped' && was?.toLowerCase() !== 'stopped') {
    const count = typeof before['count'] === 'number' ? before['count'] : 1;
    world.clusters.set(id, { ...memory, stoppedCounts: { ...memory.stoppedCounts, [name]: count } });
    return { state: 'Stopping', powerState: { code: 'Stopped' }, count: 0 };
  }
  if (askedPower?.toLowerCase() === 'running' && was?.toLowerCase() === 'stopped') {
    const count = memory.stoppedCounts?.[name] ?? (typeof next['count'] === 'number' ? Math.max(1, next['count']) : 1);
    return { state: 'Starting', powerState: { code: 'Running' }, count };
  }
  return { state: next['count'] === before['count'] ? 'Updating' : 'Scaling' };
}

const remove: Handler = (request, emulation) => {
  const { world } = emulation;
  const cluster = requireCluster(world, clusterIdOf(request.path.id));
  const pool = poolNamed(cluster, request);
  if (pool === undefined) return { status: 204 };
  requirePreconditions(request, asPoolResource(cluster, pool));
  requireIdlePool(emulation, cluster, asText(pool['name']) ?? '');
  requireRunning(cluster);
  const systemPools = poolsOf(cluster).filter((entry) => (asText(entry['mode']) ?? 'System') === 'System');
  if (systemPools.length === 1 && systemPools[0] === pool) {
    throw refuseFlat(
      'OperationNotAllowed',
      'There has to be at least one system pool; the last one cannot be deleted.',
    );
  }
  writePool(world, cluster, { ...pool, provisioningState: 'Deleting' });
  const operation = startAtPool(request, emulation, cluster, pool, 'deleteAgentPool', 'Deleting');
  return { status: 202, headers: operationHeaders(operation, request.origin, true) };
};

const upgradeNodeImageVersion: Handler = (request, emulation) => {
  const { world } = emulation;
  const { cluster, pool } = requirePool(world, request);
  requirePreconditions(request, asPoolResource(cluster, pool));
  requireIdlePool(emulation, cluster, asText(pool['name']) ?? '');
  requireRunning(cluster);
  if (asText(pool['type']) === 'AvailabilitySet') {
    throw refuseFlat(
      'OperationNotAllowed',
      'Node image upgrade is only supported for pools of type VirtualMachineScaleSets or VirtualMachines.',
    );
  }
  if (asText(pool['mode'])?.toLowerCase() === 'machines') {
    // Source: https://github.com/Azure/azure-cli/pull/33693
    throw refuseFlat('OperationNotAllowed', 'Upgrading node image version on machines agent pool is not allowed');
  }
  const state = 'UpgradingNodeImageVersion';
  const upgrading = { ...pool, provisioningState: state };
  writePool(world, cluster, upgrading);
  const operation = startAtPool(request, emulation, cluster, pool, 'upgradeNodeImage', state);
  return {
    status: 202,
    headers: operationHeaders(operation, request.origin, true),
    body: poolBody(cluster, upgrading),
  };
};

const upgradeProfile: Handler = (request, { world }) => {
  const { cluster, pool } = requirePool(world, request);
  const name = asText(pool['name']) ?? '';
  const profile = world.resources.get(upgradeProfileId(cluster.id, name));
  const properties = {
    kubernetesVersion: pool['currentOrchestratorVersion'] ?? pool['orchestratorVersion'] ?? '',
    osType: pool['osType'] ?? 'Linux',
    upgrades: null,
    ...asObject(profile?.['properties']),
    latestNodeImageVersion: newestImageOf(world, cluster.id, pool),
  };
  const id = profile?.id ?? upgradeProfileId(cluster.id, name);
  return { status: 200, body: { id, name: 'default', type: `${type}/upgradeProfiles`, properties } };
};

/** Node pools, which are stored in their cluster. */
export const agentPools: ResourceKind = {
  type,
  versions: ['2019-02-01', '2026-06-01'],
  get,
  list,
  put,
  delete: remove,
  actions: {
    abort: (request, emulation) => {
      const { cluster, pool } = requirePool(emulation.world, request);
      return abortOperationOf(request, emulation, cluster, {
        id: poolId(cluster, pool),
        name: asText(pool['name']) ?? '',
      });
    },
    upgradenodeimageversion: upgradeNodeImageVersion,
  },
};

/** Upgrade profiles name the newest node image for a pool. */
export const poolUpgradeProfiles: ResourceKind = {
  type: `${type}/upgradeProfiles`,
  versions: agentPools.versions,
  get: upgradeProfile,
};

/** Returns the pools of a cluster. */
export function poolsOf(cluster: WorldResource): readonly JsonObject[] {
  return asList(asObject(cluster['properties'])['agentPoolProfiles']).map(asObject);
}

/** Writes the pool over the one with that name, or at the end; removes it if `isGone`. */
export function writePool(world: World, cluster: WorldResource, pool: JsonObject, isGone = false): void {
  const pools = poolsOf(cluster);
  const index = pools.findIndex((entry) => entry['name'] === pool['name']);
  const otherPools = pools.filter((entry) => entry['name'] !== pool['name']);
  const written = index < 0 ? [...pools, pool] : pools.with(index, pool);
  const next = isGone ? otherPools : written;
  world.resources.put({ ...cluster, properties: { ...asObject(cluster['properties']), agentPoolProfiles: next } });
}

/** Returns a pool as its own resource; unlike a cluster's, its eTag is one of its properties. */
export function poolBody(cluster: WorldResource, pool: JsonObject): JsonObject {
  const name = asText(pool['name']) ?? '';
  return { id: poolId(cluster, pool), name, type, properties: withoutMembers(pool, 'name') };
}

function poolId(cluster: WorldResource, pool: JsonObject): string {
  return `${cluster.id}/agentPools/${asText(pool['name']) ?? ''}`;
}

/** The pool as preconditions see it, with its eTag at the top. */
function asPoolResource(cluster: WorldResource, pool: JsonObject): WorldResource {
  return { id: poolId(cluster, pool), name: asText(pool['name']) ?? '', type, eTag: pool['eTag'] ?? null };
}

function clusterIdOf(id: string): string {
  return id.replace(/\/agentPools(\/.*)?$/i, '');
}

/** The pool in the path, ignoring case. */
function poolNamed(cluster: WorldResource, { path }: ArmRequest): JsonObject | undefined {
  const name = path.names[1]?.toLowerCase();
  return poolsOf(cluster).find((entry) => asText(entry['name'])?.toLowerCase() === name);
}

function requirePool(
  world: World,
  request: ArmRequest,
): { readonly cluster: WorldResource; readonly pool: JsonObject } {
  const cluster = requireCluster(world, clusterIdOf(request.path.id));
  const pool = poolNamed(cluster, request);
  if (pool === undefined) throw resourceNotFound(request.path);
  return { cluster, pool };
}

function startAtPool(
  request: ArmRequest,
  emulation: Emulation,
  cluster: WorldResource,
  pool: JsonObject,
  kind: 'putAgentPool' | 'deleteAgentPool' | 'upgradeNodeImage',
  state: string,
): ReturnType<World['operations']['start']> {
  const name = asText(pool['name']) ?? '';
  return emulation.world.operations.start({
    ...operationOf(request, emulation, cluster),
    target: poolId(cluster, pool),
    kind,
    description: `${name} - ${state}`,
  });
}
