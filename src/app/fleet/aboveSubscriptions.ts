import type { AncestorsOf } from '../../azure/read/graphTables.ts';
import type { SubscriptionAccess } from '../../azure/directory/directory.ts';
import type { RoleAssignment } from '../../domain/cluster/model.ts';
import { reachesScope } from '../../domain/access/accessCheck.ts';
import { isGuid, managementGroupOf, subscriptionOf, sameGuid } from '../../domain/arm/resourceId.ts';

/** The scope of a grant, and the directory in which it was read. */
export type GrantPlace = Pick<RoleAssignment, 'scope' | 'tenantId'>;

/** Describes what is known about the scopes above a subscription. */
export interface AboveSubscription {
  /** The subscription with the directory through which it was found. */
  readonly access: Pick<SubscriptionAccess, 'subscription' | 'tenant'> | undefined;
  /** Its management groups; left out if they are not known. */
  readonly groups?: AncestorsOf['groups'];
}

/**
 * Says whether a grant, taken from a list over several subscriptions, has effect at a scope in one of them; `undefined`
 * if only a request to ARM for that subscription can tell.
 */
export function reachesFromList(
  grant: GrantPlace,
  scope: string,
  { access, groups }: AboveSubscription,
): boolean | undefined {
  const none: ReadonlySet<string> = new Set();
  if (subscriptionOf(grant.scope) !== undefined) return reachesScope(grant.scope, scope, none);
  if (access === undefined) return undefined;
  const { subscription, tenant } = access;
  if (grant.tenantId !== undefined && !sameGuid(grant.tenantId, tenant.tenantId)) return false;
  if (isGuid(tenant.tenantId) && subscription.tenantId !== '' && !sameGuid(subscription.tenantId, tenant.tenantId))
    return undefined;
  if (managementGroupOf(grant.scope) !== undefined && groups === undefined) return undefined;
  return reachesScope(grant.scope, scope, groups ?? none);
}

/** Returns true if any of the grants was made at a management group. */
export function anyAtGroup(grants: readonly GrantPlace[]): boolean {
  return grants.some(({ scope }) => managementGroupOf(scope) !== undefined);
}
