import type { WorldFile } from '../arm/worldFile.ts';
import { demo } from './demo.ts';
import { platform, production } from './demoSubscriptions.ts';
import { guid } from './parts/resources.ts';

/**
 * The demo for somebody with few rights: clusters of production may be changed but neither identities be assigned nor
 * roles be given, the platform be read, and Dev/Test not even be seen.
 */
export function forbidden(): WorldFile {
  return {
    ...demo(),
    caller: {
      objectId: guid('user', 'robin.counts@contoso.com'),
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
