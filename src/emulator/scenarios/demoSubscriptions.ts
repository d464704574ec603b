import type { WorldGroup, WorldServicePrincipal, WorldSubscription, WorldUser } from '../arm/worldFile.ts';
import { guidOf, type Place } from './parts/resources.ts';

/** The demo's subscription that serves customers. */
export const production: WorldSubscription = demoSubscription('Contoso Production');

/** The subscription that the other teams build on. */
export const platform: WorldSubscription = demoSubscription('Contoso Platform');

/** The subscription for development and tests, where things may break. */
export const devTest: WorldSubscription = demoSubscription('Contoso Dev/Test');

/** The subscription of the application teams, whose pods act as identities of their own. */
export const workloads: WorldSubscription = demoSubscription('Contoso Workloads');

/** The service principal that legacy-neu still uses. */
export const legacyServicePrincipal = servicePrincipal('sp-legacy-neu');

/** The service principal that build-neu used before it moved to a managed identity. */
export const buildServicePrincipal = servicePrincipal('sp-build-neu');

/** The service principal with which a pipeline deploys production. */
export const deployServicePrincipal = servicePrincipal('sp-deploy-production');

/** The people whom the demo names; their sign-in name says which of them. */
export const demoUsers: readonly WorldUser[] = [
  demoUser('Ana Bowman', 'ana.bowman@contoso.com'),
  demoUser('Kim Akers', 'kim.akers@contoso.com'),
];

/** The teams that work on clusters. */
export const demoGroups: readonly WorldGroup[] = [
  demoGroup('platform', 'Platform Engineering'),
  demoGroup('orders', 'Orders Team'),
  demoGroup('on call', 'On-Call Engineers'),
];

/** The service principal with which a pipeline deploys orders-weu. */
export const ordersServicePrincipal: WorldServicePrincipal = {
  ...servicePrincipal('sp-deploy-orders'),
  objectId: guidOf('app', 'orders-deploy'),
};

/** Makes a place of the demo; `region` is the short name that the resource names end in. */
export function demoPlace(owner: WorldSubscription, group: string, region: 'weu' | 'neu'): Place {
  const location = region === 'weu' ? 'westeurope' : 'northeurope';
  return { subscriptionId: owner.subscriptionId, group, location };
}

function demoSubscription(displayName: string): WorldSubscription {
  return { subscriptionId: guidOf('subscription', displayName), displayName };
}

function servicePrincipal(displayName: string): WorldServicePrincipal {
  return { appId: guidOf('application', displayName), objectId: guidOf('service principal', displayName), displayName };
}

function demoUser(displayName: string, userPrincipalName: string): WorldUser {
  return { objectId: guidOf('user', userPrincipalName), displayName, userPrincipalName };
}

function demoGroup(name: string, displayName: string): WorldGroup {
  return { objectId: guidOf('group', name), displayName, members: [] };
}
