/** The identities of subscriptions, each listed once. */
import type { IdentityService } from '../../app/identityService.ts';
import type { UserAssignedIdentity } from '../../domain/cluster/model.ts';
import type { Unlisted } from './inventory.ts';

/** Identities of a subscription, and why they could not be listed. */
export interface ListedIdentities {
  readonly items: readonly UserAssignedIdentity[];
  readonly failures: readonly Unlisted[];
}

/** The identities by subscription in lower case, each listed once. */
export type IdentityLists = Map<string, Promise<ListedIdentities>>;

/** Lists the identities of a subscription, unless they are listed already or being listed. */
export function listIdentitiesOnce(
  service: IdentityService,
  identities: IdentityLists,
  subscriptionId: string,
  signal: AbortSignal,
): Promise<ListedIdentities> {
  const key = subscriptionId.toLowerCase();
  const listing = identities.get(key);
  if (listing) return listing;
  const identityListing = service.identities({ subscriptionIds: [subscriptionId], signal });
  identities.set(key, identityListing);
  identityListing.catch(() => identities.delete(key));
  return identityListing;
}
