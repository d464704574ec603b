import type { WorldFile } from '../arm/worldFile.ts';
import { guidOf, tenantId } from './parts/resources.ts';

/** Makes one subscription with nothing in it. */
export function emptyWorld(): WorldFile {
  const subscription = { subscriptionId: guidOf('subscription', 'Contoso Empty'), displayName: 'Contoso Empty' };
  return { tenantId, subscriptions: [subscription], resources: [], roleAssignments: [] };
}
