import type { WorldFile } from '../arm/worldFile.ts';
import { demoWorld } from './demo.ts';
import { platform, production } from './demoSubscriptions.ts';
import { guidOf } from './parts/resources.ts';

/**
 * Makes the demo for a caller with few rights, who may change clusters in Production but not assign identities or roles,
 * may read Platform, and can't see Dev/Test.
 */
export function forbiddenWorld(): WorldFile {
  return {
    ...demoWorld(),
    caller: {
      objectId: guidOf('user', 'robin.counts@contoso.com'),
      displayName: 'Robin Counts',
      roles: [
        {
          scope: `/subscriptions/${production.subscriptionId}`,
          roleName: 'Azure Kubernetes Service Contributor Role',
        },
        { scope: `/subscriptions/${platform.subscriptionId}`, roleName: 'Reader' },
      ],
    },
  };
}
