import type { ArmId } from '../../domain/arm/resourceId.ts';
import type { Facts } from '../../domain/cluster/facts.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { clusterAt } from '../../domain/plan/lookUps.ts';
import type { ClusterAccess, MayActOn } from '../../domain/whoCanAct/model.ts';
import { clusterAccess } from '../../domain/whoCanAct/clusterAccess.ts';
import { mayActOn } from '../../domain/whoCanAct/mayActOn.ts';

/** Returns who can act on a cluster; rejects with a refusal if it does not exist or can't be read. */
export async function accessTo(id: ArmId, gather: <T>(run: (facts: Facts) => T) => Promise<T>): Promise<ClusterAccess> {
  const access = await gather((facts) => {
    const cluster = clusterAt(id, facts);
    return cluster && clusterAccess(cluster, facts);
  });
  if (access === undefined) throw new Error(`${id} was neither read nor refused.`);
  return access;
}

/** Returns what a principal can do to all clusters, or to those of some subscriptions. */
export async function clustersOf(
  principalId: string,
  subscriptionIds: readonly string[] | undefined,
  gather: <T>(run: (facts: Facts) => T) => Promise<T>,
): Promise<MayActOn> {
  const wanted = subscriptionIds && new Set(subscriptionIds.map((id) => id.toLowerCase()));
  const isInView = ({ subscriptionId }: Cluster): boolean => wanted?.has(subscriptionId.toLowerCase()) ?? true;
  return gather((facts) => mayActOn(principalId, facts, isInView));
}
