import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { clusterOf } from '../../domain/cluster/fromArm.ts';
import { objectsAt, textAt, type JsonObject } from '../../domain/arm/json.ts';
import { keptResource } from '../../memory/kept.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { clusterSummaryOf, type ClusterSummary } from '../../domain/cluster/clusterSummary.ts';
import { idKey, lastSegment, sameId, type ArmId } from '../../domain/arm/resourceId.ts';
import { saidMessage, failureOf, IdentityError, refusedError } from '../../errors.ts';
import { whyNoKubeconfig } from '../../domain/access/localAccounts.ts';
import { callerAction } from '../../domain/plan/callerChecks.ts';
import { isAboutEverything } from '../arm/armErrors.ts';
import type { Arm } from '../arm/arm.ts';
import { armShapes } from '../http/armShapes.ts';
import { type ListWay, listOfType } from './listEverywhere.ts';
import { defined } from '../../shape/defined.ts';
import { matchesShape } from '../../shape/shape.ts';
import { say } from '../../sentences/words.ts';

const listedClusters = {
  type: 'Microsoft.ContainerService/managedClusters',
  columns: ['id', 'name', 'type', 'location', 'tags', 'identity', 'sku', 'properties'],
  apiVersion: apiVersions.aks,
  shape: armShapes.cluster,
};

/** Says how whole clusters are listed. */
export const clusterList: ListWay<Cluster> = listOfType({ ...listedClusters, toModel: keptCluster });

/** Translates a cluster; while many are judged, what an earlier list has of it is in memory once as far as both are equal. */
export function keptCluster(raw: JsonObject): Cluster {
  const cluster = clusterOf(raw);
  return keptResource(idKey(cluster.id), cluster);
}

/** Small answers, so that this list, which is always shown, takes little memory to read. */
const shortPart = 4_000_000;

/** Says how cluster summaries are listed; the JSON is dropped after each page. */
export const shortClusterList: ListWay<ClusterSummary> = listOfType({
  ...listedClusters,
  partBytes: shortPart,
  toModel: (raw) => clusterSummaryOf(clusterOf(raw)),
});

/**
 * Reads a cluster without losing any of its JSON; throws if the response is something else, because it may be written
 * back.
 */
export async function getCluster(arm: Arm, id: ArmId, signal?: AbortSignal): Promise<Cluster> {
  const raw = await arm.get(id, apiVersions.aks, signal);
  if (sameId(textAt(raw, 'id'), id) && matchesShape(armShapes.cluster, raw)) return clusterOf(raw);
  throw new IdentityError({
    code: 'unexpected',
    message: say`Azure answered with something other than ${lastSegment(id)}.`,
  });
}

/** Reads a kubeconfig for the cluster, as YAML; refuses without a request if the cluster is known to have none. */
export async function getKubeconfig(
  arm: Arm,
  id: ArmId,
  kubeconfigRole: 'user' | 'admin',
  signal?: AbortSignal,
): Promise<string> {
  const blocker = whyNoKubeconfig(await getCluster(arm, id, signal).catch(undefinedUnlessEnding), kubeconfigRole);
  if (blocker !== undefined) throw refusedError(blocker.text, blocker.source);
  const [, , action] = callerAction[`${kubeconfigRole}Credential`].split('/');
  const answer = await arm
    .send({ method: 'POST', path: `${id}/${action}`, apiVersion: apiVersions.aks, signal })
    .catch((error: unknown) => {
      throw withRole(error, kubeconfigRole);
    });
  const [first] = objectsAt(answer.body, 'kubeconfigs');
  const value = textAt(first, 'value');
  if (value === undefined) {
    throw new IdentityError({ code: 'unexpected', message: say`Azure answered without a kubeconfig.` });
  }
  return Buffer.from(value, 'base64').toString('utf8');
}

/** If the cluster can't be read, Azure's own answer about its kubeconfig decides. */
function undefinedUnlessEnding(error: unknown): undefined {
  if (isAboutEverything(failureOf(error))) throw error;
}

/** Adds the role that would allow it to a failure that says forbidden. */
function withRole(error: unknown, kubeconfigRole: 'user' | 'admin'): unknown {
  if (!(error instanceof IdentityError) || error.code !== 'forbidden') return error;
  const role = `Azure Kubernetes Service Cluster ${kubeconfigRole === 'admin' ? 'Admin' : 'User'} Role`;
  const message = say`${saidMessage(error.failure)} The role "${role}" on the cluster allows it.`;
  const source = 'https://learn.microsoft.com/azure/aks/control-kubeconfig-access';
  return new IdentityError({ ...error.failure, message, source }, { cause: error });
}

/** What an image upgrade needs to know about a node pool. */
export interface PoolState {
  readonly nodeImageVersion?: string;
  readonly provisioningState: string;
}

/** Reads a node pool. */
export async function getPool(arm: Arm, id: ArmId, signal?: AbortSignal): Promise<PoolState> {
  return poolState(await arm.get(id, apiVersions.aks, signal, armShapes.thing));
}

/** Reads the newest node image for a pool. */
export async function getUpgradeProfile(
  arm: Arm,
  poolId: ArmId,
  signal?: AbortSignal,
): Promise<{ readonly latestNodeImageVersion?: string }> {
  const path = `${poolId}/upgradeProfiles/default`;
  const profile = await arm.get(path, apiVersions.aks, signal, armShapes.upgradeProfile);
  const latestNodeImageVersion = textAt(profile, 'properties.latestNodeImageVersion');
  return latestNodeImageVersion === undefined ? {} : { latestNodeImageVersion };
}

function poolState(raw: JsonObject): PoolState {
  const nodeImageVersion = textAt(raw, 'properties.nodeImageVersion');
  return {
    ...defined({ nodeImageVersion }),
    provisioningState: textAt(raw, 'properties.provisioningState') ?? 'Succeeded',
  };
}
