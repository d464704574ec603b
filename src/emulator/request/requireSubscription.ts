import { armRefusal } from '../arm/error.ts';
import type { World } from '../world/world.ts';
import type { ArmRequest } from './armRequest.ts';

/**
 * Throws for a subscription that the world does not have, and for a change in one that is disabled.
 * Source: https://learn.microsoft.com/azure/cost-management-billing/manage/subscription-states
 */
export function requireSubscription({ path, method }: ArmRequest, world: World): void {
  const { subscriptionId } = path;
  const subscription = subscriptionId === undefined ? undefined : world.subscription(subscriptionId);
  if (subscription?.state?.toLowerCase() === 'disabled' && ['PUT', 'PATCH', 'DELETE'].includes(method)) {
    throw armRefusal(
      409,
      'ReadOnlyDisabledSubscription',
      `The subscription '${subscriptionId}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`,
    );
  }
  if (subscriptionId === undefined || subscription !== undefined) return;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(subscriptionId)) {
    throw armRefusal(
      400,
      'InvalidSubscriptionId',
      `The provided subscription identifier '${subscriptionId}' is malformed or invalid.`,
    );
  }
  throw armRefusal(404, 'SubscriptionNotFound', `The subscription '${subscriptionId}' could not be found.`);
}
