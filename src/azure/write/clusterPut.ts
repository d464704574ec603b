import type { Cluster } from '../../domain/cluster/model.ts';
import { sameId } from '../../domain/arm/resourceId.ts';
import { changedSince, IdentityError } from '../../errors.ts';
import type { Arm } from '../arm/arm.ts';
import { aksApiVersion } from '../arm/arm.ts';
import { getCluster } from '../read/clusters.ts';
import { getIdentity } from '../read/identities.ts';
import type { Operation } from '../arm/longRunning.ts';
import { follow } from '../arm/longRunning.ts';
import type { StepContext } from './stepContext.ts';
import { pauseOrThrow, sendOnce } from './stepContext.ts';
import type { JsonObject } from '../../domain/arm/json.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import { isSettled } from '../../domain/cluster/provisioningState.ts';

/** Seconds between tries while AKS does not see a role yet that was granted a moment ago; 10 minutes in all. */
const grantPauses = [5, 10, 15, ...Array.from({ length: 19 }, () => 30)];
/** Seconds between looks while AKS reports that another operation is in progress; 5 minutes in all. */
export const busyPauses: readonly number[] = [10, 20, ...Array.from({ length: 9 }, () => 30)];

/** The condition on which a cluster is written, as headers. */
export type Condition = Readonly<Record<string, string>>;

/**
 * A PUT of a cluster: what is sent, on which condition, and how to see that it was taken although the response got
 * lost.
 */
export interface ClusterPut {
  readonly clusterId: ArmId;
  readonly body: JsonObject;
  /** The version in which the body was read, if it was: another could take what stands in it otherwise. */
  readonly apiVersion: string | undefined;
  readonly condition: Condition;
  readonly wasTaken: (cluster: Cluster | undefined) => boolean;
  /** The condition for the cluster as it is after somebody else's operation; throws where it is not what the plan saw. */
  readonly conditionAfter: (cluster: Cluster | undefined) => Condition;
  /** The identities that the cluster will use, and the principals that it uses now. */
  readonly principals: { readonly identityIds: readonly string[]; readonly principalIds: readonly string[] };
}

/**
 * Sends the PUT and returns the operation to follow. It looks into a lost response, and into what is refused after one,
 * and never repeats blindly; it waits for another operation in progress and looks at the cluster again; while AKS does
 * not see recently granted roles of its identities yet, it retries with growing pauses.
 */
export async function sendPut(arm: Arm, put: ClusterPut, context: StepContext): Promise<Operation> {
  const path = `${put.clusterId}?api-version=${put.apiVersion ?? aksApiVersion}`;
  const { signal } = context;
  const [grants, others] = [grantPauses.values(), busyPauses.values()];
  const find = (): Promise<Cluster | undefined> => findCluster(arm, put.clusterId, signal);
  let { condition } = put;

  async function afterError(error: unknown): Promise<void> {
    if (isInProgress(error)) {
      await pauseOrThrow(others, error, context, 'Azure says that another operation is in progress; looking again');
      const found = await find();
      if (put.wasTaken(found)) return;
      if (found && !isSettled(found.provisioningState)) return afterError(error);
      condition = put.conditionAfter(found);
      return;
    }
    if (!isGrantUnseen(error) || !(await isFresh(put.principals, context))) throw error;
    await pauseOrThrow(grants, error, context, 'Azure does not see the new roles yet; retrying');
  }

  return sendOnce<Operation>(
    {
      send: async () => {
        const answer = await arm.send({ method: 'PUT', path, headers: condition, body: put.body, signal });
        return { kind: 'started', method: 'PUT', path, answer };
      },
      // What Azure takes without a condition is compared once more, as late as can be.
      lastLook: async () => {
        if (Object.keys(condition).length === 0) condition = put.conditionAfter(await find());
      },
      look: async () => (put.wasTaken(await find()) ? { kind: 'resource', path } : undefined),
      afterError,
    },
    context,
  );
}

/**
 * Returns true if AKS reports that an operation is under way, which passes by itself.
 * Source: https://github.com/Azure/terraform-provider-azapi/issues/889
 */
export function isInProgress(error: unknown): boolean {
  if (!(error instanceof IdentityError) || error.failure.status !== 409) return false;
  const { armCode = '', message } = error.failure;
  return /^EtagMismatch$/i.test(armCode) || (/^OperationNotAllowed$/i.test(armCode) && /in[ -]progress/i.test(message));
}

/** AKS says that an identity of the cluster may not do something yet. The caller's own 403 is not among these. */
function isGrantUnseen(error: unknown): boolean {
  if (!(error instanceof IdentityError) || error.code === 'forbidden') return false;
  return /MissingPermission|FailedIdentityOperation|PrincipalNotFound/i.test(error.armCode ?? '');
}

/** True if one of the identities was made, or was granted a role, by this extension a short while ago. */
async function isFresh(
  { identityIds, principalIds }: ClusterPut['principals'],
  context: StepContext,
): Promise<boolean> {
  const isNamed = (id: string): boolean => identityIds.some((one) => sameId(one, id));
  const known = new Set(principalIds.map((id) => id.toLowerCase()));
  if (context.fresh.some((ref) => ref.kind === 'identity' && isNamed(ref.identityId))) return true;
  const granted = context.fresh.flatMap((ref) => (ref.kind === 'principal' ? [ref.principalId.toLowerCase()] : []));
  if (granted.length === 0) return false;
  if (granted.some((id) => known.has(id))) return true;
  const read = identityIds.map(async (id) => getIdentity(await context.armFor(id), id as ArmId, context.signal));
  return (await Promise.all(read)).some(({ principalId }) => granted.includes(principalId.toLowerCase()));
}

/**
 * Follows the operation and returns the cluster once no operation is running on it; throws if the operation failed.
 */
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
  if (isSettled(cluster.provisioningState)) return cluster;
  await follow(arm, { kind: 'resource', path: `${clusterId}?api-version=${aksApiVersion}` }, options);
  return getCluster(arm, clusterId, context.signal);
}

/** Returns the operation that an earlier run has left, as far as it is known. */
export function leftOperation(clusterId: ArmId, { operation }: StepContext): Operation {
  if (operation !== undefined) return { kind: 'kept', text: operation };
  return { kind: 'resource', path: `${clusterId}?api-version=${aksApiVersion}` };
}

/** Reads the cluster, or returns `undefined` if there is none. */
export async function findCluster(arm: Arm, id: ArmId, signal?: AbortSignal): Promise<Cluster | undefined> {
  try {
    return await getCluster(arm, id, signal);
  } catch (error) {
    if (error instanceof IdentityError && error.code === 'notFound') return undefined;
    throw error;
  }
}

/** Returns the conflict with an operation that somebody else has started. */
export function busyCluster(cluster: Cluster): IdentityError {
  return new IdentityError({
    code: 'conflict',
    message: `${cluster.name} is ${cluster.provisioningState}: another operation is running on it.`,
    source: 'https://aka.ms/aks-pending-operation',
  });
}

/**
 * Returns the conflict with a change made since the plan; AKS does not say by whom.
 * Source: https://github.com/Azure/AKS/issues/4364
 */
export function changedMeanwhile({ name }: Cluster): IdentityError {
  const message = `${name} was changed by somebody else after the plan was made. Nothing was overwritten.`;
  return changedSince(message, {
    armCode: 'PreconditionFailed',
    source: 'https://learn.microsoft.com/azure/aks/use-etags',
  });
}
