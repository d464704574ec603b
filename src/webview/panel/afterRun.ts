/** What is left to do after a run that succeeded: roles of the previous identity, and what was created. */
import type { IdentityService } from '../../app/identityService.ts';
import { idKey, resourceIdOf, resourceType } from '../../domain/arm/resourceId.ts';
import type { Change } from '../../domain/change/change.ts';
import { dateAndTime } from '../../domain/words/dateTime.ts';
import { describeFailure, failureOf } from '../../errors.ts';
import type { RunView } from '../protocol/panel.ts';

/** Something that a change has created, by its id. */
export type Made =
  { readonly kind: 'cluster'; readonly clusterId: string } | { readonly kind: 'identity'; readonly identityId: string };

/** Returns what the last of the changes creates, if the user may want to go on with it. */
export function madeBy(changes: readonly Change[]): Made | undefined {
  const change = changes.at(-1);
  if (change?.kind !== 'createCluster' && change?.kind !== 'createIdentity') return undefined;
  const { subscriptionId, resourceGroup, name } = change;
  const idOf = (type: string): string => resourceIdOf(subscriptionId, resourceGroup, type, name);
  return change.kind === 'createCluster'
    ? { kind: 'cluster', clusterId: idOf(resourceType.cluster) }
    : { kind: 'identity', identityId: idOf(resourceType.identity) };
}

/**
 * Reports the roles that the previous identities still have because of the cluster, or why that isn't known; returns
 * `undefined` if there are none.
 */
export async function leftoversAfter(service: IdentityService, activityId: string): Promise<RunView['leftovers']> {
  const entry = (await service.activity()).find((each) => each.activityId === activityId);
  const former = entry?.former ?? [];
  if (!entry || former.length === 0) return undefined;
  const names = [...new Set(former.map(({ name }) => name))];
  const isOne = names.length === 1;
  const who = `${names.join(' and ')}, ${isOne ? 'the old identity' : 'the old identities'},`;
  try {
    const remaining = await Promise.all(
      former.map(async (each) => ({ as: each.as, grants: await service.leftovers(each) })),
    );
    const count = new Set(remaining.flatMap(({ grants }) => grants.map(({ assignment }) => idKey(assignment.id)))).size;
    if (count === 0) return undefined;
    const wait = entry.timers.find(({ kind }) => kind === 'tokenRefresh');
    const canReview = remaining.some(({ as, grants }) => grants.length > 0 && (as === 'kubelet' || wait === undefined));
    const grants = count === 1 ? '1 grant' : `${count} grants`;
    const text = `${who} still ${isOne ? 'holds' : 'hold'} ${grants}.`;
    if (canReview || !wait) return { text, canReview };
    const until = `${isOne ? 'It' : 'They'} may stay in use until ${dateAndTime(wait.endsAt)}`;
    return { text: `${text} ${until}; review ${count === 1 ? 'the grant' : 'the grants'} after that.`, canReview };
  } catch (error) {
    const why = describeFailure(failureOf(error));
    return {
      text: `What ${who} still ${isOne ? 'holds' : 'hold'} could not be looked up. ${why}`,
      canReview: false,
    };
  }
}
