import { textAt } from '../identity/jsonPath.ts';
import type { ArmId, Cluster, JsonObject } from '../identity/model.ts';
import { IdentityError } from '../errors.ts';
import type { Arm, ArmAnswer } from './arm.ts';
import { aksApiVersion } from './arm.ts';
import { isLost } from './armErrors.ts';
import { getCluster } from './clusters.ts';
import type { Operation } from './longRunning.ts';
import { follow } from './longRunning.ts';
import type { StepContext } from './stepContext.ts';

/** Seconds between tries while AKS does not see a role yet that was granted a moment ago; 10 minutes in all. */
const grantPauses = [5, 10, 15, ...Array.from({ length: 19 }, () => 30)];
const lostPauses = [1, 3, 8];

/** True if no operation is running on the cluster. */
export function isTerminal(cluster: Cluster): boolean {
  return ['succeeded', 'failed', 'canceled'].includes(cluster.provisioningState.toLowerCase());
}

/** A PUT of a cluster: what is sent, on which condition, and how to see that it was taken although the answer got lost. */
export interface ClusterPut {
  readonly clusterId: ArmId;
  readonly body: JsonObject;
  readonly condition: Readonly<Record<string, string>>;
  readonly wasTaken: (cluster: Cluster | undefined) => boolean;
}

/**
 * Sends the PUT. A lost answer is looked into, never blindly repeated; while AKS does not see roles yet that this run
 * granted, it is tried again with growing pauses. Returns the operation to follow.
 */
export async function sendPut(arm: Arm, put: ClusterPut, context: StepContext): Promise<Operation> {
  const path = `${put.clusterId}?api-version=${aksApiVersion}`;
  const waits = { grants: grantPauses.values(), lost: lostPauses.values() };
  for (;;) {
    try {
      await context.onSend();
      const answer = await sendOnce(arm, put, path, context);
      return { kind: 'started', method: 'PUT', path, answer };
    } catch (error) {
      if (isLost(error)) {
        if (put.wasTaken(await findCluster(arm, put.clusterId, context.signal))) return { kind: 'resource', path };
        await pauseOrThrow(waits.lost, error, context, 'The answer got lost and nothing has changed; trying again');
      } else if (context.grantedRecently && isGrantUnseen(error)) {
        await pauseOrThrow(waits.grants, error, context, 'Azure does not see the new roles yet; trying again');
      } else throw error;
    }
  }
}

function sendOnce(arm: Arm, put: ClusterPut, path: string, { signal }: StepContext): Promise<ArmAnswer> {
  return arm.send({ method: 'PUT', path, headers: put.condition, body: put.body, signal });
}

async function pauseOrThrow(
  pauses: Iterator<number>,
  error: unknown,
  context: StepContext,
  detail: string,
): Promise<void> {
  const next = pauses.next();
  if (next.done) throw error;
  context.onDetail(`${detail} in ${next.value} s`);
  await context.sleep(next.value * 1000, context.signal);
}

/** AKS says that an identity of the cluster may not do something yet. The caller's own 403 is not among these. */
function isGrantUnseen(error: unknown): boolean {
  if (!(error instanceof IdentityError) || error.code === 'forbidden') return false;
  return /MissingPermission|FailedIdentityOperation|PrincipalNotFound/i.test(error.armCode ?? '');
}

/** Follows the operation and returns the cluster once no operation is running on it; throws where it ended Failed. */
export async function settled(
  arm: Arm,
  clusterId: ArmId,
  operation: Operation,
  context: StepContext,
): Promise<Cluster> {
  const options = {
    sleep: context.sleep,
    signal: context.signal,
    onOperation: context.onOperation,
    onStatus: (status: string) => context.onDetail(`Azure reports ${status}`),
  };
  await follow(arm, operation, options);
  const cluster = await getCluster(arm, clusterId, context.signal);
  if (isTerminal(cluster)) return cluster;
  await follow(arm, { kind: 'resource', path: `${clusterId}?api-version=${aksApiVersion}` }, options);
  return getCluster(arm, clusterId, context.signal);
}

/** The operation that an earlier run has left, as far as it is known. */
export function leftOperation(clusterId: ArmId, { operation }: StepContext): Operation {
  if (operation !== undefined) return { kind: 'kept', text: operation };
  return { kind: 'resource', path: `${clusterId}?api-version=${aksApiVersion}` };
}

/** The cluster, or `undefined` where there is none. */
export async function findCluster(arm: Arm, id: ArmId, signal?: AbortSignal): Promise<Cluster | undefined> {
  try {
    return await getCluster(arm, id, signal);
  } catch (error) {
    if (error instanceof IdentityError && error.code === 'notFound') return undefined;
    throw error;
  }
}

/** The conflict with an operation that somebody else has started. */
export function busyCluster(cluster: Cluster): IdentityError {
  return new IdentityError({
    code: 'conflict',
    message: `${cluster.name} is ${cluster.provisioningState}: another operation is running on it.`,
    source: 'https://aka.ms/aks-pending-operation',
  });
}

/** The conflict with a change that was made since the plan, naming who made it where ARM tells. */
export async function changedMeanwhile(arm: Arm, clusterId: ArmId, signal?: AbortSignal): Promise<IdentityError> {
  const { name, raw } = await getCluster(arm, clusterId, signal);
  const who = textAt(raw, 'systemData.lastModifiedBy') ?? 'somebody else';
  const when = textAt(raw, 'systemData.lastModifiedAt');
  return new IdentityError({
    code: 'conflict',
    armCode: 'PreconditionFailed',
    message: `${name} was changed by ${who}${when === undefined ? '' : ` at ${when}`} after the plan was made. Nothing was overwritten.`,
    source: 'https://learn.microsoft.com/azure/aks/use-etags',
    status: 412,
  });
}

/** True for an answer that says: it is not what you have read any more. */
export function isPreconditionFailed(error: unknown): boolean {
  return error instanceof IdentityError && error.failure.status === 412;
}
