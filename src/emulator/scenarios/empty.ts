import type { WorldFile } from '../worldFile.ts';
import { guid, tenantId } from './parts.ts';

/** One subscription and nothing in it. */
export function empty(): WorldFile {
  const subscription = { subscriptionId: guid('subscription', 'Contoso Empty'), displayName: 'Contoso Empty' };
  return { tenantId, subscriptions: [subscription], resources: [], roleAssignments: [] };
}
