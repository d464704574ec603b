import { asText, withoutMembers, type JsonObject } from '../../../arm/json.ts';
import { idKey, lastSegment } from '../../../arm/path.ts';
import { nextEtag } from '../../../request/etags.ts';
import { failureOf, type Operation } from '../../../world/operations.ts';
import type { World } from '../../../world/world.ts';
import { wholeVersion } from '../body/kubernetesVersions.ts';
import { newestImageOf } from '../body/nodeImages.ts';
import { poolsOf, writePool } from './agentPools.ts';

/** Applies the result of an operation on a pool. Only the pool's eTag changes, not the cluster's. */
export function completePool(world: World, operation: Operation): void {
  const clusterId = operation.target.replace(/\/agentPools\/[^/]+$/i, '');
  const cluster = world.resources.get(clusterId);
  const name = lastSegment(operation.target);
  const pool = cluster && poolsOf(cluster).find((entry) => entry['name'] === name);
  if (cluster === undefined || pool === undefined) return;
  if (operation.kind === 'deleteAgentPool') {
    writePool(world, cluster, pool, true);
    return;
  }
  const image =
    operation.kind === 'upgradeNodeImage' ? { nodeImageVersion: newestImageOf(world, clusterId, pool) } : {};
  const version = wholeVersion(asText(pool['orchestratorVersion'])) ?? pool['currentOrchestratorVersion'];
  const done: JsonObject = {
    ...withoutMembers(pool, 'status'),
    ...image,
    currentOrchestratorVersion: version,
    eTag: nextEtag(pool['eTag']),
    provisioningState: 'Succeeded',
  };
  writePool(world, cluster, done);
  if (operation.kind !== 'upgradeNodeImage') return;
  const memory = world.clusters.get(idKey(clusterId));
  if (memory === undefined) return;
  const poolsOnServicePrincipal = memory.poolsOnServicePrincipal.filter((entry) => entry !== name);
  world.clusters.set(idKey(clusterId), { ...memory, poolsOnServicePrincipal });
}

/** Applies what a failed or aborted operation leaves behind in a pool. */
export function failPool(world: World, operation: Operation): void {
  const cluster = world.resources.get(operation.target.replace(/\/agentPools\/[^/]+$/i, ''));
  const name = lastSegment(operation.target);
  const pool = cluster && poolsOf(cluster).find((entry) => entry['name'] === name);
  if (cluster === undefined || pool === undefined) return;
  writePool(world, cluster, {
    ...withoutMembers(pool, 'status'),
    eTag: nextEtag(pool['eTag']),
    ...failureOf(operation),
  });
}
