/** Finds out when an operation on a panel's cluster has ended that nobody follows here. */
import { isUnderWay } from '../../domain/cluster/provisioningState.ts';
import type { FlowDependencies } from './planning.ts';

/** Reads the cluster again if an operation was running on it and its state is another one now, or can't be read. */
export async function lookForEnd({ store, service, closing, reread }: FlowDependencies): Promise<void> {
  const { known, reading, flow } = store.get();
  const isFollowed = flow?.run?.status === 'running' && flow.run.own;
  if (known === undefined || reading || isFollowed || !isUnderWay(known.cluster)) return;
  const { id, provisioningState } = known.cluster;
  try {
    const cluster = await (await service()).clusterNow(id, closing);
    if (cluster.provisioningState === provisioningState && isUnderWay(cluster)) return;
  } catch {
    // Reading everything says why it can't be read.
  }
  if (!closing.aborted) await reread();
}
