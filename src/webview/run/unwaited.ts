/** What became of a run that no one waits for any more, as far as the cluster shows it. */
import { sameId } from '../../domain/arm/resourceId.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { hasSucceeded, isUnderWay } from '../../domain/cluster/provisioningState.ts';
import { kindOfStep } from '../../domain/plan/steps.ts';
import type { Run } from './runModel.ts';

/** How Azure's last operation on the cluster ended, if it is the one that was not waited for. */
export type UnwaitedOutcome = 'succeeded' | 'notSucceeded';

/**
 * Returns how the operation ended that a stopped run left to Azure; `undefined` while that goes on, or if the cluster,
 * as it was read at that time, can't tell.
 */
export function outcomeUnwaited(
  { status, endedAt, steps, changes }: Run,
  cluster: Pick<Cluster, 'id' | 'provisioningState' | 'agentPools'>,
  readAt: Date,
): UnwaitedOutcome | undefined {
  if (status !== 'stopped' || endedAt === undefined || readAt <= new Date(endedAt) || isUnderWay(cluster))
    return undefined;
  const left = steps.filter((step) => step.status === 'running');
  const isOfCluster = left.every(({ id }) => tellingKinds.includes(kindOfStep(id)));
  const isOwn = changes.every((change) => 'clusterId' in change && sameId(change.clusterId, cluster.id));
  if (left.length === 0 || !isOfCluster || !isOwn) return undefined;
  const states = [cluster, ...cluster.agentPools].map(({ provisioningState = 'Succeeded' }) => provisioningState);
  return states.every(hasSucceeded) ? 'succeeded' : 'notSucceeded';
}

/** The kinds of steps whose end the states of the cluster and its node pools show. */
const tellingKinds: readonly string[] = ['putCluster', 'upgradeNodeImage'];
