import type { Step } from '../identity/planned.ts';
import { clusterOf } from '../identity/clusterJson.ts';
import type { Cluster } from '../identity/model.ts';
import { normalLocation, sameId } from '../identity/resourceId.ts';
import { IdentityError } from '../errors.ts';
import type { Arm } from './arm.ts';
import {
  busyCluster,
  findCluster,
  isPreconditionFailed,
  isTerminal,
  leftOperation,
  sendPut,
  settled,
} from './clusterWrites.ts';
import type { Operation } from './longRunning.ts';
import { failedCluster } from './putClusterStep.ts';
import type { StepContext, StepEnd } from './stepContext.ts';

type CreateCluster = Extract<Step, { kind: 'createCluster' }>;

/** Whether the cluster exists as wanted; `running` while it is being created. */
export async function createClusterHolds(
  step: CreateCluster,
  arm: Arm,
  signal?: AbortSignal,
): Promise<boolean | 'running'> {
  const cluster = await findCluster(arm, step.clusterId, signal);
  if (cluster === undefined || !isAsWanted(cluster, step)) return false;
  return isTerminal(cluster) ? cluster.provisioningState.toLowerCase() === 'succeeded' : 'running';
}

/** Creates the cluster. One that exists and is not this run's own is a conflict; an own creation that failed is repeated. */
export async function createCluster(step: CreateCluster, context: StepContext): Promise<StepEnd> {
  const arm = await context.armFor(step.clusterId, step);
  const before = await findCluster(arm, step.clusterId, context.signal);
  if (before !== undefined) {
    if (!context.sent || !isAsWanted(before, step)) throw existsAlready(before);
    if (!isTerminal(before)) {
      context.onDetail('Found the operation of the earlier run; waiting for its end');
      return verified(await settled(arm, step.clusterId, leftOperation(step.clusterId, context), context), step);
    }
    if (before.provisioningState.toLowerCase() === 'succeeded') return 'done';
  }
  const operation = await put(step, arm, before, context);
  return verified(await settled(arm, step.clusterId, operation, context), step);
}

async function put(
  step: CreateCluster,
  arm: Arm,
  before: Cluster | undefined,
  context: StepContext,
): Promise<Operation> {
  const repeated = before?.eTag === undefined ? {} : { 'if-match': before.eTag };
  try {
    return await sendPut(
      arm,
      {
        clusterId: step.clusterId,
        body: step.body,
        condition: before === undefined ? { 'if-none-match': '*' } : repeated,
        wasTaken: (cluster) =>
          cluster !== undefined &&
          isAsWanted(cluster, step) &&
          (before === undefined || !isTerminal(cluster) || cluster.eTag !== before.eTag),
      },
      context,
    );
  } catch (error) {
    const found = isPreconditionFailed(error) ? await findCluster(arm, step.clusterId, context.signal) : undefined;
    if (found === undefined) throw error;
    throw isTerminal(found) ? existsAlready(found) : busyCluster(found);
  }
}

function verified(cluster: Cluster, step: CreateCluster): StepEnd {
  if (cluster.provisioningState.toLowerCase() !== 'succeeded') throw failedCluster(cluster);
  if (isAsWanted(cluster, step)) return 'done';
  const message = `Azure reports success, but ${cluster.name} does not have the identity that was asked for.`;
  throw new IdentityError({ code: 'unexpected', message });
}

/** Same place and same control plane identity as in the body that was sent. */
function isAsWanted(cluster: Cluster, { clusterId, body }: CreateCluster): boolean {
  const wanted = clusterOf({ ...body, id: clusterId });
  if (normalLocation(cluster.location) !== normalLocation(wanted.location)) return false;
  const [a, b] = [cluster.controlPlane, wanted.controlPlane];
  return a.kind === b.kind && (a.kind !== 'userAssigned' || ('identityId' in b && sameId(a.identityId, b.identityId)));
}

function existsAlready(cluster: Cluster): IdentityError {
  const message = `A cluster named ${cluster.name} exists already in ${cluster.resourceGroup}.`;
  return new IdentityError({ code: 'conflict', message });
}
