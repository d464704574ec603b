/** Many changes at once, each to its end. */
import type { IdentityService } from '../../src/app/identityService.ts';
import type { Outcome } from '../../src/app/runs/activity.ts';
import { resourceIdOf, resourceType } from '../../src/domain/arm/resourceId.ts';
import type { Change } from '../../src/domain/change/change.ts';
import type { ClusterSummary } from '../../src/domain/cluster/clusterSummary.ts';
import type { ArmId } from '../../src/domain/arm/resourceId.ts';
import { describeFailure, failureOf } from '../../src/errors.ts';

/** How the changes ended. */
export interface ChangesEnd {
  readonly succeeded: number;
  /** So often a change had said how to go on, and was told to. */
  readonly resumed: number;
  /** So often a change was refused before anything was sent, and was asked for again. */
  readonly refused: number;
  /** Changes that neither succeeded nor said how to go on, with why. */
  readonly lost: readonly string[];
}

const mostTurns = 20;

/** Gives each of these clusters its own user-assigned identity instead of the system-assigned one, all at once. */
export async function changeAll(service: IdentityService, clusters: readonly ClusterSummary[]): Promise<ChangesEnd> {
  const lost: string[] = [];
  let [succeeded, resumed, refused] = [0, 0, 0];

  async function begin(cluster: ClusterSummary, turns = mostTurns): Promise<Outcome> {
    try {
      return await service.apply([changeOf(cluster)]);
    } catch (error) {
      if (turns === 0) throw error;
      refused++;
      return begin(cluster, turns - 1);
    }
  }

  async function toItsEnd(cluster: ClusterSummary): Promise<void> {
    let outcome = await begin(cluster);
    for (let turn = 0; outcome.status !== 'succeeded' && turn < mostTurns; turn++) {
      const { activityId, next } = outcome;
      const entry = (await service.activity()).find((one) => one.activityId === activityId);
      if (entry?.resumable !== true || next.length === 0) throw new Error(`no way to go on: ${next.join(' ')}`);
      resumed++;
      outcome = await service.resume(activityId);
    }
    if (outcome.status !== 'succeeded') throw new Error(`does not come to an end: ${outcome.next.join(' ')}`);
    succeeded++;
  }

  await Promise.all(
    clusters.map((cluster) =>
      toItsEnd(cluster).catch((error: unknown) => {
        lost.push(`${cluster.name}: ${describeFailure(failureOf(error))}`);
      }),
    ),
  );
  return { succeeded, resumed, refused, lost };
}

/** Clusters with a system-assigned identity, some from each of the first subscriptions. */
export function chosen(
  clusters: readonly ClusterSummary[],
  count: number,
  subscriptions: number,
): readonly ClusterSummary[] {
  const own = clusters.filter(({ controlPlane }) => controlPlane.kind === 'systemAssigned');
  const bySubscription = [...Map.groupBy(own, ({ subscriptionId }) => subscriptionId).values()].slice(0, subscriptions);
  const each = Math.ceil(count / bySubscription.length);
  return bySubscription.flatMap((some) => some.slice(0, each)).slice(0, count);
}

function changeOf({ id, name, subscriptionId, resourceGroup }: ClusterSummary): Change {
  const identityId: ArmId = resourceIdOf(subscriptionId, resourceGroup, resourceType.identity, `id-${name}`);
  return { kind: 'setControlPlane', clusterId: id, controlPlane: { kind: 'userAssigned', identityId } };
}

/** How many PUTs the emulator accepted for each of the clusters. */
export async function acceptedPuts(url: string, clusters: readonly ClusterSummary[]): Promise<readonly number[]> {
  const answer = await fetch(`${url}/_emulator/requests`);
  const { requests } = (await answer.json()) as { requests: { method: string; path: string; status: number }[] };
  const puts = requests.filter(({ method, status }) => method === 'PUT' && status >= 200 && status < 300);
  const counts = Map.groupBy(puts, ({ path }) => path.toLowerCase());
  return clusters.map(({ id }) => counts.get(id.toLowerCase())?.length ?? 0);
}
