import { say } from '../../sentences/words.ts';
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { sameId, type ArmId } from '../../domain/arm/resourceId.ts';
import { changedParts } from '../../domain/plan/clusterContent.ts';
import type { StepOf } from '../../domain/plan/plan.ts';
import { changedSince, failureOf, type IdentityError, saidMessage } from '../../errors.ts';
import type { Arm } from '../arm/arm.ts';
import { getCluster } from '../read/clusters.ts';
import { getIdentity } from '../read/identities.ts';
import { undefinedIfGone } from '../read/resources.ts';
import type { Operation } from '../arm/longRunning.ts';
import { pauseOrThrow, type StepContext } from './stepContext.ts';
import { sendOnce } from './sendOnce.ts';
import { busyError, isInProgress, operationByState, targetOnceSettled, waiterForOthers } from './operations.ts';
import type { JsonObject } from '../../domain/arm/json.ts';
import { isSettled } from '../../domain/cluster/provisioningState.ts';
import { notSeenYet } from '../arm/armCodes.ts';

/** Seconds between tries while AKS does not see a role yet that was just granted; 10 minutes in all. */
const grantPauses = [5, 10, 15, ...Array.from({ length: 19 }, () => 30)];
/** The condition for writing a cluster, as headers. */
export type WriteCondition = Readonly<Record<string, string>>;

/** What is sent: made from the current state of the cluster. */
export interface ClusterRequest {
  readonly body: JsonObject;
  /** The version in which the body was read, if it was, because another could read it differently. */
  readonly apiVersion: string | undefined;
  readonly condition: WriteCondition;
}

/** What may have happened to the cluster since the plan was made. */
export interface Story {
  /** Azure may have accepted an earlier request of the step. */
  readonly wasSent: boolean;
  /** Someone else's operation changed it while the step waited. */
  readonly isMoved: boolean;
}

/** A PUT of a cluster: how to make it for each sending, and how to see that it was accepted although the response was lost. */
export interface ClusterPut {
  readonly clusterId: ArmId;
  /** Makes the request from the cluster as it was just read; throws if that is not what the plan was made for. */
  readonly requestFor: (cluster: Cluster | undefined, story: Story) => ClusterRequest;
  readonly wasTaken: (cluster: Cluster | undefined) => boolean;
  /** The identities that the cluster will use, and the principals that it uses now. */
  readonly principals: { readonly identityIds: readonly string[]; readonly principalIds: readonly string[] };
}

/**
 * Sends the PUT and returns the operation to follow. Each sending is made from the cluster as it is then, so that
 * nothing that someone changed meanwhile is reverted. It waits for other operations; while AKS does not see recently
 * granted roles of its identities, it retries with growing pauses.
 */
export async function sendPut(arm: Arm, put: ClusterPut, context: StepContext): Promise<Operation> {
  const { signal } = context;
  const grants = grantPauses.values();
  const waitForOthers = waiterForOthers(context);
  const find = (): Promise<Cluster | undefined> => findCluster(arm, put.clusterId, signal);
  const acceptedOperation = operationByState(put.clusterId, apiVersions.aks);
  let isMoved = false;

  async function afterError(error: unknown): Promise<void> {
    if (isInProgress(error)) {
      isMoved = true;
      return waitForOthers(error);
    }
    const unseen = notSeenYet(error);
    if (unseen === undefined || !(await isFresh(unseen, put.principals, context))) throw error;
    const refusal = saidMessage(failureOf(error));
    await pauseOrThrow(grants, error, context, (seconds) =>
      unseen === 'grant'
        ? say`${refusal} A role was granted here a moment ago, and Azure may not see it yet; retrying in ${seconds} s`
        : say`${refusal} An identity was created or granted a role here a moment ago, and Azure may not know of it yet; retrying in ${seconds} s`,
    );
  }

  return sendOnce<Operation>(
    {
      lastLook: async (wasSent) => {
        const cluster = await find();
        if (wasSent && put.wasTaken(cluster)) return { ended: acceptedOperation };
        if (cluster && !isSettled(cluster.provisioningState))
          return { busy: busyError(cluster.name, cluster.provisioningState) };
        const { body, apiVersion = apiVersions.aks, condition } = put.requestFor(cluster, { wasSent, isMoved });
        const path = `${put.clusterId}?api-version=${apiVersion}`;
        return {
          send: async () => {
            const answer = await arm.send({ method: 'PUT', path, headers: condition, body, signal });
            return { kind: 'started', method: 'PUT', path, answer };
          },
        };
      },
      lookForResult: async () => (put.wasTaken(await find()) ? acceptedOperation : undefined),
      waitToRetry: afterError,
    },
    context,
  );
}

/** True if this extension recently created one of the identities or granted it a role, and that may be the reason. */
async function isFresh(
  unseen: 'grant' | 'identity',
  { identityIds, principalIds }: ClusterPut['principals'],
  context: StepContext,
): Promise<boolean> {
  const fresh = context.fresh.flatMap(({ principal, isGranted }) =>
    isGranted || unseen === 'identity' ? [principal] : [],
  );
  const isNamed = (id: string): boolean => identityIds.some((identityId) => sameId(identityId, id));
  const principalKeys = new Set(principalIds.map((id) => id.toLowerCase()));
  if (fresh.some((ref) => ref.kind === 'identity' && isNamed(ref.identityId))) return true;
  const granted = fresh.flatMap((ref) => (ref.kind === 'principal' ? [ref.principalId.toLowerCase()] : []));
  if (granted.length === 0) return false;
  if (granted.some((id) => principalKeys.has(id))) return true;
  const read = identityIds.map(async (id) => getIdentity(await context.armFor(id), id as ArmId, context.signal));
  return (await Promise.all(read)).some(({ principalId }) => granted.includes(principalId.toLowerCase()));
}

/** Follows the operation and returns the cluster when no operation is running on it; throws if the operation failed. */
export async function clusterOnceSettled(
  arm: Arm,
  clusterId: ArmId,
  operation: Operation,
  context: StepContext,
): Promise<Cluster> {
  const read = () => getCluster(arm, clusterId, context.signal);
  return targetOnceSettled(clusterId, operation, { arm, read }, context);
}

/** Reads the cluster, or returns `undefined` if there is none. */
export function findCluster(arm: Arm, id: ArmId, signal?: AbortSignal): Promise<Cluster | undefined> {
  return undefinedIfGone(getCluster(arm, id, signal));
}

/**
 * Returns the conflict with a change made since the plan, and what has changed if that is known; AKS does not say by
 * whom.
 * Source: https://github.com/Azure/AKS/issues/4364
 */
export function changedMeanwhileError(cluster: Cluster, step?: StepOf<'putCluster'>): IdentityError {
  const changed = step === undefined ? [] : changedParts(cluster, step);
  const names = changed.slice(0, 4).join(', ') + (changed.length > 4 ? ' ...' : '');
  const changedText = names === '' ? '' : ` (${names})`;
  const message = say`${cluster.name} was changed by someone else after the plan was made${changedText}.`;
  const conflict = { armCode: 'PreconditionFailed', source: 'https://learn.microsoft.com/azure/aks/use-etags' };
  return changedSince(message, conflict, say`Nothing was overwritten.`);
}
