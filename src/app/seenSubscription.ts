import type { SubscriptionAccess } from '../azure/directory/directory.ts';
import type { SeenSubscription } from './identityService.ts';

/** Returns a subscription with the directory that shows it and the account that looks there. */
export function seen({ subscription, tenant: { name, account } }: SubscriptionAccess): SeenSubscription {
  return {
    ...subscription,
    ...(name === undefined ? {} : { directory: name }),
    ...(account === undefined ? {} : { account }),
  };
}
