/** The identities of subscriptions, each listed once. */
import type { IdentityService } from '../../app/identityService.ts';
import type { UserAssignedIdentity } from '../../domain/cluster/model.ts';
import { IdentityError } from '../../errors.ts';
import type { Words } from '../../sentences/words.ts';
import type { Unlisted } from './inventory.ts';

/** Identities of a subscription, and why they could not be listed. */
export interface ListedIdentities {
  readonly items: readonly UserAssignedIdentity[];
  readonly failures: readonly Unlisted[];
  /** Why an empty list says nothing: the user may not read identities there, and Azure leaves out what one may not read. */
  readonly hidden?: Words;
}

/** The identities by subscription in lower case. */
export type Identities = Map<string, Promise<ListedIdentities>>;

/** Lists the identities of a subscription, or returns the list that was asked for before. */
export function listOnce(
  service: IdentityService,
  identities: Identities,
  subscriptionId: string,
  signal: AbortSignal,
): Promise<ListedIdentities> {
  const key = subscriptionId.toLowerCase();
  const known = identities.get(key);
  if (known) return known;
  const listed = list(service, subscriptionId, signal);
  identities.set(key, listed);
  listed.catch(() => identities.delete(key));
  return listed;
}

async function list(service: IdentityService, subscriptionId: string, signal: AbortSignal): Promise<ListedIdentities> {
  const listed = await service.identities({ subscriptionIds: [subscriptionId], signal });
  if (listed.items.length > 0 || listed.failures.length > 0) return listed;
  const hidden = await whyHidden(service, subscriptionId);
  return hidden === undefined ? listed : { ...listed, hidden };
}

/** Where it can't be found out, nothing is claimed: the list itself was read. */
async function whyHidden(service: IdentityService, subscriptionId: string): Promise<Words | undefined> {
  try {
    const verdict = await service.callerCan(
      'Microsoft.ManagedIdentity/userAssignedIdentities/read',
      `/subscriptions/${subscriptionId}`,
    );
    return verdict.kind === 'missing' ? verdict.reason : undefined;
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error;
    return undefined;
  }
}
