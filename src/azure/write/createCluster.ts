import { say } from '../../sentences/words.ts';
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import type { StepOf } from '../../domain/plan/plan.ts';
import { bodyForPut } from '../../domain/plan/clusterPutBody.ts';
import { clusterOf } from '../../domain/cluster/fromArm.ts';
import { isObject, objectAt, objectsAt, type Json, type JsonObject } from '../../domain/arm/json.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { normalLocation, sameId, sameText } from '../../domain/arm/resourceId.ts';
import { failureOf, IdentityError } from '../../errors.ts';
import type { Arm } from '../arm/arm.ts';
import {
  changedMeanwhileError,
  clusterOnceSettled,
  findCluster,
  sendPut,
  type WriteCondition,
} from './sendClusterPut.ts';
import { busyError, leftOperation } from './operations.ts';
import type { Operation } from '../arm/longRunning.ts';
import { failedCluster } from './putCluster.ts';
import type { StepReader, StepContext, StepEnd } from './stepContext.ts';
import { hasSucceeded, isSettled } from '../../domain/cluster/provisioningState.ts';

/** Returns true if the cluster exists as wanted, and `running` while it is being created. */
export async function createClusterHolds(
  step: StepOf<'createCluster'>,
  { armFor, signal }: StepReader,
): Promise<boolean | 'running'> {
  const cluster = await findCluster(await armFor(step.clusterId, step), step.clusterId, signal);
  if (cluster === undefined || !isAsWanted(cluster, step)) return false;
  return isSettled(cluster.provisioningState) ? hasSucceeded(cluster.provisioningState) : 'running';
}

/** Returns true if the created cluster still exists, whatever operation runs on it. */
export async function createClusterStands(
  step: StepOf<'createCluster'>,
  { armFor, signal }: StepReader,
): Promise<boolean> {
  const cluster = await findCluster(await armFor(step.clusterId, step), step.clusterId, signal);
  return cluster !== undefined && hasIdentity(cluster, step);
}

/** Waits for what an earlier run sent, or may have sent; returns `undefined` if nothing is visible. Only reads. */
export async function createClusterSettled(
  step: StepOf<'createCluster'>,
  context: StepContext,
): Promise<StepEnd | undefined> {
  const arm = await context.armFor(step.clusterId, step);
  const before = await findCluster(arm, step.clusterId, context.signal);
  if (before === undefined || !isAsWanted(before, step)) return undefined;
  if (isSettled(before.provisioningState)) return hasSucceeded(before.provisioningState) ? 'done' : undefined;
  context.onDetail(say`Found the operation of the earlier run; waiting for it to end`);
  return verifyCreated(
    await clusterOnceSettled(arm, step.clusterId, leftOperation(step.clusterId, apiVersions.aks, context), context),
    step,
  );
}

/**
 * Creates the cluster. A cluster that exists and was not made by this run is a conflict. A creation of ours that failed
 * is repeated with the cluster as it was read, so that what someone has added since stays.
 */
export async function createCluster(step: StepOf<'createCluster'>, context: StepContext): Promise<StepEnd> {
  const end = context.sent ? await createClusterSettled(step, context) : undefined;
  if (end !== undefined) return end;
  const arm = await context.armFor(step.clusterId, step);
  const before = await findCluster(arm, step.clusterId, context.signal);
  const operation = await putNewCluster(step, arm, before, context);
  return verifyCreated(await clusterOnceSettled(arm, step.clusterId, operation, context), step);
}

async function putNewCluster(
  step: StepOf<'createCluster'>,
  arm: Arm,
  before: Cluster | undefined,
  context: StepContext,
): Promise<Operation> {
  const wantedModel = wantedCluster(step);
  try {
    return await sendPut(
      arm,
      {
        clusterId: step.clusterId,
        requestFor: (cluster, { wasSent }) => ({
          body: cluster === undefined ? step.body : bodyForPut(cluster.raw, {}),
          apiVersion: cluster && arm.versionRead(cluster.raw),
          condition: conditionFor(cluster, step, wasSent),
        }),
        wasTaken: (cluster) =>
          cluster !== undefined &&
          isAsWanted(cluster, step) &&
          (before === undefined || !isSettled(cluster.provisioningState) || cluster.eTag !== before.eTag),
        principals: {
          identityIds: [wantedModel.controlPlane, wantedModel.kubelet].flatMap((identity) =>
            'identityId' in identity && identity.identityId !== undefined ? [identity.identityId] : [],
          ),
          principalIds: [],
        },
      },
      context,
    );
  } catch (error) {
    const cluster =
      failureOf(error).status === 412 ? await findCluster(arm, step.clusterId, context.signal) : undefined;
    if (cluster === undefined) throw error;
    throw isSettled(cluster.provisioningState)
      ? existsAlready(cluster)
      : busyError(cluster.name, cluster.provisioningState);
  }
}

/** Writes only if nothing is there, or a creation of ours that failed and still has everything that was asked for. */
function conditionFor(cluster: Cluster | undefined, step: StepOf<'createCluster'>, isOwn: boolean): WriteCondition {
  if (cluster === undefined) return { 'if-none-match': '*' };
  if (!isOwn || !hasIdentity(cluster, step)) throw existsAlready(cluster);
  if (!isAsMade(cluster, step)) throw changedMeanwhileError(cluster);
  return cluster.eTag === undefined ? {} : { 'if-match': cluster.eTag };
}

function verifyCreated(cluster: Cluster, step: StepOf<'createCluster'>): StepEnd {
  if (!hasSucceeded(cluster.provisioningState)) throw failedCluster(cluster);
  if (hasIdentity(cluster, step)) return 'done';
  const message = say`Azure reports success, but ${cluster.name} does not have the requested identity.`;
  throw new IdentityError({ code: 'unexpected', message });
}

/**
 * It has everything that was sent, in the same place and with the same control plane identity; another one of the same
 * name is not ours.
 */
function isAsWanted(cluster: Cluster, step: StepOf<'createCluster'>): boolean {
  return hasIdentity(cluster, step) && isAsMade(cluster, step);
}

/** What later operations may change in a cluster and its node pools, whoever started them. */
const changesLater = {
  cluster: ['kubernetesVersion'],
  pool: [
    'count',
    'minCount',
    'maxCount',
    'enableAutoScaling',
    'nodeLabels',
    'nodeTaints',
    'mode',
    'orchestratorVersion',
  ],
};

/** It still has what was asked for, except for what later operations may change. */
function isAsMade({ raw }: Cluster, { body }: StepOf<'createCluster'>): boolean {
  const { agentPoolProfiles: _, ...properties } = objectAt(body, 'properties') ?? {};
  const pools = objectsAt(raw, 'properties.agentPoolProfiles');
  return (
    hasAll(raw, { ...body, properties: withoutKeys(properties, changesLater.cluster) }) &&
    objectsAt(body, 'properties.agentPoolProfiles').every((wantedPool) =>
      pools.some((pool) => hasAll(pool, withoutKeys(wantedPool, changesLater.pool))),
    )
  );
}

function withoutKeys(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** It has the same place and control plane identity as the body that was sent. */
function hasIdentity(cluster: Cluster, step: StepOf<'createCluster'>): boolean {
  const wantedModel = wantedCluster(step);
  if (normalLocation(cluster.location) !== normalLocation(wantedModel.location)) return false;
  const a = cluster.controlPlane;
  const b = wantedModel.controlPlane;
  return a.kind === b.kind && (a.kind !== 'userAssigned' || ('identityId' in b && sameId(a.identityId, b.identityId)));
}

function wantedCluster({ body, clusterId }: StepOf<'createCluster'>): Cluster {
  return clusterOf({ ...body, id: clusterId });
}

/** True if the one contains everything of the other; an empty text leaves the choice to Azure. */
function hasAll(containing: Json | undefined, part: Json | undefined): boolean {
  if (part === '') return true;
  if (Array.isArray(part)) {
    return (
      Array.isArray(containing) &&
      part.every((item: Json, index) => hasAll(containing[index] as Json | undefined, item))
    );
  }
  if (isObject(part))
    return Object.entries(part).every(
      ([key, inner]) => isObject(containing) && hasAll(memberOf(containing, key), inner),
    );
  if (typeof part === 'string' && typeof containing === 'string')
    return normalLocation(containing) === normalLocation(part) || sameId(containing, part);
  return containing === part;
}

function memberOf(object: JsonObject, key: string): Json | undefined {
  return Object.entries(object).find(([name]) => sameText(name, key))?.[1];
}

function existsAlready(cluster: Cluster): IdentityError {
  const message = say`A cluster named ${cluster.name} already exists in ${cluster.resourceGroup}.`;
  return new IdentityError({ code: 'conflict', message });
}
