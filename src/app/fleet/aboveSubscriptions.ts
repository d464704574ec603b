import type { AncestorsOf } from '../../azure/read/graphTables.ts';
import type { SubscriptionAccess } from '../../azure/directory/directory.ts';
import type { RoleAssignment } from '../../domain/cluster/model.ts';
import { reaches } from '../../domain/access/accessCheck.ts';
import { isGuid, managementGroupOf, subscriptionOf } from '../../domain/arm/resourceId.ts';

/** Where something is made, and in which directory that was read. */
export type Made = Pick<RoleAssignment, 'scope' | 'tenantId'>;

/** What is known of the places above a subscription. */
export interface Above {
  /** Through which the subscription is seen. */
  readonly seat: Pick<SubscriptionAccess, 'subscription' | 'tenant'> | undefined;
  /** Its management groups; left out where they are not known. */
  readonly groups?: AncestorsOf['groups'];
}

/**
 * Whether something of a list over several subscriptions has effect at a scope in one of them; `undefined` where only Azure's
 * Resource Manager can tell, asked about that subscription.
 */
export function reachesFromList(made: Made, scope: string, { seat, groups }: Above): boolean | undefined {
  const none: ReadonlySet<string> = new Set();
  if (subscriptionOf(made.scope) !== undefined) return reaches(made.scope, scope, none);
  if (seat === undefined) return undefined;
  const { subscription, tenant } = seat;
  if (made.tenantId !== undefined && !sameDirectory(made.tenantId, tenant.tenantId)) return false;
  if (isGuid(tenant.tenantId) && subscription.tenantId !== '' && !sameDirectory(subscription.tenantId, tenant.tenantId))
    return undefined;
  if (managementGroupOf(made.scope) !== undefined && groups === undefined) return undefined;
  return reaches(made.scope, scope, groups ?? none);
}

/** Whether any of these is made at a management group. */
export function anyAtGroup(all: readonly Made[]): boolean {
  return all.some(({ scope }) => managementGroupOf(scope) !== undefined);
}

function sameDirectory(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
