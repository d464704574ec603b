import type { Step } from '../identity/planned.ts';
import { isAlready } from '../identity/clusterEdit.ts';
import { bodyForPut } from '../identity/clusterBody.ts';
import { objectAt } from '../identity/jsonPath.ts';
import type { Cluster } from '../identity/model.ts';
import { IdentityError } from '../errors.ts';
import { poolsSettled } from './agentPools.ts';
import type { Arm } from './arm.ts';
import { operationError } from './armErrors.ts';
import {
  busyCluster,
  changedMeanwhile,
  isPreconditionFailed,
  isTerminal,
  leftOperation,
  sendPut,
  settled,
} from './clusterWrites.ts';
import { getCluster } from './clusters.ts';
import type { Operation } from './longRunning.ts';
import type { StepContext, StepEnd } from './stepContext.ts';
import { foundDone } from './stepContext.ts';

type PutCluster = Extract<Step, { kind: 'putCluster' }>;

/** Whether the cluster has the wanted identities already; `running` where an operation still works on it. */
export async function putClusterHolds(step: PutCluster, arm: Arm, signal?: AbortSignal): Promise<boolean | 'running'> {
  const cluster = await getCluster(arm, step.clusterId, signal);
  if (!isAlready(cluster, step.edit)) return false;
  return isTerminal(cluster) ? cluster.provisioningState.toLowerCase() === 'succeeded' : 'running';
}

/**
 * Puts the cluster back as it was just read, with other identities. What somebody changed since the plan is never
 * overwritten; an operation of an earlier run is waited for, not repeated; the result is read again and compared.
 */
export async function putCluster(step: PutCluster, context: StepContext): Promise<StepEnd> {
  const arm = await context.armFor(step.clusterId, step);
  const before = await getCluster(arm, step.clusterId, context.signal);
  if (!isTerminal(before)) {
    const ours = context.sent && (isAlready(before, step.edit) || context.operation !== undefined);
    if (!ours) throw busyCluster(before);
    context.onDetail('Found the operation of the earlier run; waiting for its end');
    return finish(step, arm, leftOperation(step.clusterId, context), context);
  }
  if (isAlready(before, step.edit) && before.provisioningState.toLowerCase() === 'succeeded') return foundDone(context);
  return finish(step, arm, await put(step, arm, before, context), context);
}

/** Waits for the cluster, and for its node pools where all of them are made anew. */
async function finish(step: PutCluster, arm: Arm, operation: Operation, context: StepContext): Promise<StepEnd> {
  const cluster = await settled(arm, step.clusterId, operation, context);
  const end = verified(cluster, step);
  if (step.edit.kubeletIdentityId !== undefined) await poolsSettled(arm, cluster.agentPools, context);
  return end;
}

async function put(step: PutCluster, arm: Arm, before: Cluster, context: StepContext): Promise<Operation> {
  const eTag = context.resumed ? before.eTag : (step.eTag ?? before.eTag);
  try {
    return await sendPut(
      arm,
      {
        clusterId: step.clusterId,
        body: bodyForPut(before.raw, step.edit),
        condition: eTag === undefined ? {} : { 'if-match': eTag },
        wasTaken: (cluster) =>
          cluster !== undefined &&
          isAlready(cluster, step.edit) &&
          (!isTerminal(cluster) || cluster.eTag !== before.eTag),
      },
      context,
    );
  } catch (error) {
    if (isPreconditionFailed(error)) throw await changedMeanwhile(arm, step.clusterId, context.signal);
    throw error;
  }
}

function verified(cluster: Cluster, step: PutCluster): StepEnd {
  if (cluster.provisioningState.toLowerCase() !== 'succeeded') throw failedCluster(cluster);
  if (isAlready(cluster, step.edit)) return 'done';
  throw new IdentityError({
    code: 'unexpected',
    message: `Azure reports success, but ${cluster.name} does not have the new identity.`,
    source: 'https://learn.microsoft.com/azure/aks/managed-identity-overview',
  });
}

/** The error that a cluster in another state than Succeeded stands for, with AKS's own reason where it tells. */
export function failedCluster(cluster: Cluster): IdentityError {
  const reason = objectAt(cluster.raw, 'properties.status.provisioningError');
  if (reason !== undefined) return operationError(reason, cluster.provisioningState);
  const message = `The operation ended, and ${cluster.name} is ${cluster.provisioningState}.`;
  return new IdentityError({ code: 'unexpected', message });
}
