import type { WorldFile } from '../arm/worldFile.ts';
import { guid, tenantId } from './parts/resources.ts';

/** Makes one subscription with nothing in it. */
export function emptyWorld(): WorldFile {
  const subscription = { subscriptionId: guid('subscription', 'Contoso Empty'), displayName: 'Contoso Empty' };
  return { tenantId, subscriptions: [subscription], resources: [], roleAssignments: [] };
}
