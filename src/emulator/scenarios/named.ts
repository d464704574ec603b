import type { WorldFile } from '../arm/worldFile.ts';
import { demoWorld } from './demo.ts';
import { fleetWorld } from './fleet.ts';
import { migratingWorld } from './migrating.ts';
import { guidOf, tenantId } from './parts/resources.ts';
import { platform, production } from './demoSubscriptions.ts';

/** The names of scenarios on the command line. */
export const scenarioNames = [
  'demo',
  'empty',
  'forbidden',
  'migrating',
  'fleet(N)',
  'fleet(N,M)',
  'fleet(N,M,W)',
] as const;

const largestFleet = 100_000;

/** The possible sizes of a fleet. */
export const fleetLimits =
  'a fleet has at most 100,000 clusters (N), in 1 to 9,999 subscriptions (M), with at most 99,999 identities of pods (W)';

/**
 * Makes the world with that name; `fleet(N,M,W)` has N clusters in M subscriptions and W identities of pods. Returns
 * `undefined` if there is none.
 */
export function scenarioNamed(name: string): WorldFile | undefined {
  switch (name) {
    case 'demo':
      return demoWorld();
    case 'empty':
      return emptyWorld();
    case 'forbidden':
      return forbiddenWorld();
    case 'migrating':
      return migratingWorld();
  }
  const size = /^fleet\((\d{1,6})(?:,\s*(\d{1,4})(?:,\s*(\d{1,5}))?)?\)$/.exec(name);
  if (size === null) return undefined;
  const clusters = Number(size[1]);
  const subscriptions = size[2] === undefined ? undefined : Number(size[2]);
  if (clusters > largestFleet || subscriptions === 0) return undefined;
  return fleetWorld(clusters, subscriptions, clusters === 0 ? 0 : Number(size[3] ?? 0));
}

/** Makes one subscription with nothing in it. */
function emptyWorld(): WorldFile {
  const subscription = { subscriptionId: guidOf('subscription', 'Contoso Empty'), displayName: 'Contoso Empty' };
  return { tenantId, subscriptions: [subscription], resources: [], roleAssignments: [] };
}

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
