import { apiVersions } from '../../domain/arm/apiVersions.ts';
import type { StepOf } from '../../domain/plan/plan.ts';
import { isAlready } from '../../domain/plan/clusterEdit.ts';
import { bodyForPut } from '../../domain/plan/clusterPutBody.ts';
import { isAsPlanned, isAsSent } from '../../domain/plan/clusterContent.ts';
import { objectAt } from '../../domain/arm/json.ts';
import type { Cluster, AgentPool } from '../../domain/cluster/model.ts';
import { changedSince, failureOf, IdentityError } from '../../errors.ts';
import type { Arm } from '../arm/arm.ts';
import { operationError } from '../arm/armErrors.ts';
import { changedMeanwhileError, clusterOnceSettled, sendPut, type WriteCondition } from './sendClusterPut.ts';
import { busyError, leftOperation } from './operations.ts';
import { getCluster, getPool } from '../read/clusters.ts';
import { type Operation, followOperation } from '../arm/longRunning.ts';
import { endOfFoundResult, type StepReader, type StepContext, type StepEnd } from './stepContext.ts';
import { hasSucceeded, isSettled } from '../../domain/cluster/provisioningState.ts';
import { controlPlanePrincipal } from '../../domain/cluster/principals.ts';
import { say } from '../../sentences/words.ts';

/** Returns true if the cluster already is as the step wants it, and `running` while an operation works on it. */
export async function putClusterHolds(
  step: StepOf<'putCluster'>,
  { armFor, signal }: StepReader,
): Promise<boolean | 'running'> {
  const cluster = await getCluster(await armFor(step.clusterId, step), step.clusterId, signal);
  if (!isAlready(cluster, step.edit)) return false;
  return isSettled(cluster.provisioningState) ? hasSucceeded(cluster.provisioningState) : 'running';
}

/** Returns true if the cluster still is as the step wanted it, whatever operation runs on it. */
export async function putClusterStands(step: StepOf<'putCluster'>, { armFor, signal }: StepReader): Promise<boolean> {
  return isAlready(await getCluster(await armFor(step.clusterId, step), step.clusterId, signal), step.edit);
}

/** Waits for what an earlier run sent, or may have sent; returns `undefined` if nothing is visible. Only reads. */
export async function putClusterSettled(
  step: StepOf<'putCluster'>,
  context: StepContext,
): Promise<StepEnd | undefined> {
  const arm = await context.armFor(step.clusterId, step);
  const before = await getCluster(arm, step.clusterId, context.signal);
  if (!isSettled(before.provisioningState)) {
    if (!isAlready(before, step.edit) && context.operation === undefined) return undefined;
    context.onDetail(say`Found the operation of the earlier run; waiting for it to end`);
    return finishPut(step, arm, leftOperation(step.clusterId, apiVersions.aks, context), context);
  }
  return isAlready(before, step.edit) && hasSucceeded(before.provisioningState)
    ? endOfPut(step, arm, before, context)
    : undefined;
}

/**
 * Writes the cluster back as it was just read, with only what the step changes. It never overwrites what someone changed since
 * the plan was made, waits for an operation of an earlier run instead of repeating it, and reads and compares the
 * result.
 */
export async function putCluster(step: StepOf<'putCluster'>, context: StepContext): Promise<StepEnd> {
  const end = context.sent ? await putClusterSettled(step, context) : undefined;
  if (end !== undefined) return end;
  const arm = await context.armFor(step.clusterId, step);
  const before = await getCluster(arm, step.clusterId, context.signal);
  if (!isSettled(before.provisioningState)) throw busyError(before.name, before.provisioningState);
  if (isAlready(before, step.edit) && hasSucceeded(before.provisioningState)) return endOfFoundResult(context);
  return finishPut(step, arm, await putChangedCluster(step, arm, before, context), context);
}

/** Waits for the cluster, and for its node pools if all of them are recreated. */
async function finishPut(
  step: StepOf<'putCluster'>,
  arm: Arm,
  operation: Operation,
  context: StepContext,
): Promise<StepEnd> {
  return endOfPut(step, arm, await clusterOnceSettled(arm, step.clusterId, operation, context), context);
}

async function endOfPut(
  step: StepOf<'putCluster'>,
  arm: Arm,
  cluster: Cluster,
  context: StepContext,
): Promise<StepEnd> {
  const end = verifyPut(cluster, step);
  if (step.edit.kubeletIdentityId !== undefined) await poolsSettled(arm, cluster.agentPools, context);
  return end;
}

async function putChangedCluster(
  step: StepOf<'putCluster'>,
  arm: Arm,
  before: Cluster,
  context: StepContext,
): Promise<Operation> {
  const { clusterId, edit } = step;
  try {
    return await sendPut(
      arm,
      {
        clusterId,
        requestFor: (cluster, { wasSent, isMoved }) => {
          if (cluster === undefined) throw goneCluster(before);
          const condition = conditionFor(cluster, step, isMoved || wasSent);
          assertPools(cluster, step);
          return { body: bodyForPut(cluster.raw, edit), apiVersion: arm.versionRead(cluster.raw), condition };
        },
        wasTaken: (cluster) =>
          cluster !== undefined &&
          isAlready(cluster, edit) &&
          (!isSettled(cluster.provisioningState) || cluster.eTag !== before.eTag || !isAlready(before, edit)),
        principals: {
          identityIds: [
            ...(edit.controlPlane?.kind === 'userAssigned' ? [edit.controlPlane.identityId] : []),
            ...(edit.kubeletIdentityId === undefined ? [] : [edit.kubeletIdentityId]),
          ],
          principalIds: [controlPlanePrincipal(before.controlPlane)].filter((id) => id !== undefined),
        },
      },
      context,
    );
  } catch (error) {
    if (failureOf(error).status === 412)
      throw changedMeanwhileError(await getCluster(arm, clusterId, context.signal), step);
    throw error;
  }
}

/**
 * The condition of the write: the eTag of the confirmed plan and no other, unless an operation, ours or another, has
 * changed it in between; then the content must be what the plan was made from, or what was sent.
 */
function conditionFor(cluster: Cluster, step: StepOf<'putCluster'>, isMoved: boolean): WriteCondition {
  const { eTag } = cluster;
  if (step.eTag !== undefined && eTag === step.eTag) return { 'if-match': step.eTag };
  if (step.eTag !== undefined && !isMoved) throw changedMeanwhileError(cluster, step);
  if (!isAsPlanned(cluster, step) && !(isMoved && isAsSent(cluster, step))) throw changedMeanwhileError(cluster, step);
  return eTag === undefined ? {} : { 'if-match': eTag };
}

/** A pool that was added since would be recreated as well, with the new credentials of the cluster's nodes. */
function assertPools({ name, agentPools }: Cluster, { pools }: StepOf<'putCluster'>): void {
  const added = pools && agentPools.find((pool) => !pools.includes(pool.name));
  if (added)
    throw changedSince(
      say`${name} has a new node pool since the plan was made, ${added.name}, which would restart too.`,
    );
}

function goneCluster({ name }: Cluster): IdentityError {
  return new IdentityError({ code: 'notFound', message: say`${name} no longer exists. Nothing was sent.` });
}

function verifyPut(cluster: Cluster, step: StepOf<'putCluster'>): StepEnd {
  if (!hasSucceeded(cluster.provisioningState)) throw failedCluster(cluster);
  if (isAlready(cluster, step.edit)) return 'done';
  throw new IdentityError({
    code: 'unexpected',
    message: step.edit.values
      ? say`Azure reports success, but ${cluster.name} is not as requested.`
      : say`Azure reports success, but ${cluster.name} does not have the new identity.`,
    source: 'https://learn.microsoft.com/azure/aks/managed-identity-overview',
  });
}

/** Returns the error for a cluster whose last operation did not succeed, with AKS's own reason if it gives one. */
export function failedCluster(cluster: Cluster): IdentityError {
  const reason = objectAt(cluster.raw, 'properties.status.provisioningError');
  if (reason !== undefined) return operationError(reason, cluster.provisioningState);
  const message = say`The operation ended, and ${cluster.name} is ${cluster.provisioningState}.`;
  return new IdentityError({ code: 'unexpected', message });
}

/** Follows node pools until no operation is running on any of them; throws if one of them failed. */
export async function poolsSettled(arm: Arm, pools: readonly AgentPool[], context: StepContext): Promise<void> {
  for (const { id, name } of pools) {
    const tellState = (state: string): void => context.onDetail(say`Node pool ${name}: ${state}`);
    let { provisioningState } = await getPool(arm, id, context.signal);
    tellState(provisioningState);
    if (!isSettled(provisioningState)) {
      const path = `${id}?api-version=${apiVersions.aks}`;
      await followOperation(
        arm,
        { kind: 'resource', path },
        { sleep: context.sleep, signal: context.signal, onStatus: tellState },
      );
      ({ provisioningState } = await getPool(arm, id, context.signal));
    }
    if (hasSucceeded(provisioningState)) continue;
    const message = say`The cluster has its new identity, but its node pool ${name} is ${provisioningState}.`;
    throw new IdentityError({ code: 'unexpected', message });
  }
}
