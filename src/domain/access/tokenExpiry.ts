/** How long an identity that was replaced may still be in use. */
import { sameGuid, sameId } from '../arm/resourceId.ts';
import { tokenRefreshHours, type Facts, type ReplacedIdentity } from '../cluster/facts.ts';

/**
 * Returns until when a replaced identity may be in use: nodes are recreated with a new kubelet identity, but the
 * control plane keeps the token of its old identity for some hours.
 */
export function tokenExpiryOf(
  { principalId, clusterId }: Pick<ReplacedIdentity, 'principalId' | 'clusterId'>,
  facts: Facts,
): Date | undefined {
  const hours = facts.tokenRefreshHours ?? tokenRefreshHours;
  const ends = (facts.replaced ?? [])
    .filter(
      (replacedIdentity) => replacedIdentity.as === 'controlPlane' && sameId(replacedIdentity.clusterId, clusterId),
    )
    .filter((replacedIdentity) => sameGuid(replacedIdentity.principalId, principalId))
    .map(({ at }) => at.getTime() + hours * 3_600_000);
  const end = Math.max(0, ...ends);
  return end > facts.now.getTime() ? new Date(end) : undefined;
}
