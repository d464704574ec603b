/** The tool for agents that says who can act on a cluster, and what a principal can act on. */
import { apiAccess, apiMayActOn } from '../api/access.ts';
import type { IdentityService } from '../app/identityService.ts';
import { isGuid } from '../domain/arm/resourceId.ts';
import { limitedAccess, limitedClusters } from '../domain/whoCanAct/limitedAccess.ts';
import { refusedError } from '../errors.ts';
import { targetText } from '../manifest.ts';
import { defined } from '../shape/defined.ts';
import { object, optional, type Of } from '../shape/shape.ts';

/** The input: one cluster, or one principal for all clusters. */
export const ofAccess = object({
  clusterId: optional(targetText),
  namespace: optional(targetText),
  principalId: optional(targetText),
});

/** What is asked besides the input. */
interface Asking {
  readonly shownSubscriptions: () => readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/** Answers about one cluster; without one, about the clusters that a principal can act on. */
export async function accessAnswer(
  service: Pick<IdentityService, 'whoCanAct' | 'mayActOn'>,
  { clusterId, principalId, namespace }: Of<typeof ofAccess>,
  { shownSubscriptions, signal }: Asking,
): Promise<Readonly<Record<string, unknown>>> {
  if (clusterId !== undefined) {
    const filter = defined({ namespace, principalId });
    return { ...apiAccess(limitedAccess(await service.whoCanAct(clusterId, signal), filter)) };
  }
  if (principalId === undefined || !isGuid(principalId))
    throw refusedError('Without clusterId, principalId has to be the object ID of a principal, which is a GUID.');
  const subscriptionIds = shownSubscriptions();
  const acts = limitedClusters(
    await service.mayActOn(principalId, { subscriptionIds, signal }),
    defined({ namespace }),
  );
  return { ...defined({ onlySubscriptions: subscriptionIds }), ...apiMayActOn(acts) };
}
