import { armRefusal } from '../arm/error.ts';
import type { World } from '../world/world.ts';
import type { ArmRequest } from './armRequest.ts';

/** Throws for a subscription that the world does not have. */
export function requireSubscription({ path }: ArmRequest, world: World): void {
  const { subscriptionId } = path;
  if (subscriptionId === undefined || world.subscription(subscriptionId) !== undefined) return;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(subscriptionId)) {
    throw armRefusal(
      400,
      'InvalidSubscriptionId',
      `The provided subscription identifier '${subscriptionId}' is malformed or invalid.`,
    );
  }
  throw armRefusal(404, 'SubscriptionNotFound', `The subscription '${subscriptionId}' could not be found.`);
}
