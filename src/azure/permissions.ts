import type { DenyAssignment as SdkDenyAssignment, Permission as SdkPermission } from '@azure/arm-authorization';
import { textAt, textsAt } from '../identity/jsonPath.ts';
import type { DenyAssignment, EligibleRole, Permission } from '../identity/model.ts';
import { subscriptionOf } from '../identity/resourceId.ts';
import type { Arm } from './arm.ts';
import { withoutSlash } from './roleAssignments.ts';
import { collected, pagesOf } from './sdkCalls.ts';

/** What the signed-in person may do at a scope, one entry a role. */
export async function listCallerPermissions(
  arm: Arm,
  scope: string,
  signal?: AbortSignal,
): Promise<readonly Permission[]> {
  const path = `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization/permissions`;
  const entries = await arm.list(path, '2022-04-01', signal);
  return entries.map((entry) => ({
    actions: textsAt(entry, 'actions'),
    notActions: textsAt(entry, 'notActions'),
    dataActions: textsAt(entry, 'dataActions'),
    notDataActions: textsAt(entry, 'notDataActions'),
  }));
}

/**
 * The roles that the signed-in person can activate at, above and below a subscription, also as a member of groups. Asked for
 * the whole tenant, Azure lists those at every management group, also where it is not above the subscription.
 * Source: https://learn.microsoft.com/rest/api/authorization/role-eligibility-schedule-instances/list-for-scope
 */
export async function listEligibleRoles(
  arm: Arm,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly EligibleRole[]> {
  const type = 'Microsoft.Authorization/roleEligibilityScheduleInstances';
  const path = `/subscriptions/${subscriptionId}/providers/${type}?$filter=asTarget()`;
  const entries = await arm.list(path, '2020-10-01', signal);
  return entries.map((entry) => ({
    scope: textAt(entry, 'properties.scope') ?? '',
    roleDefinitionId: textAt(entry, 'properties.roleDefinitionId') ?? '',
  }));
}

/** Deny assignments at and above a scope. */
export function listDenyAssignments(arm: Arm, scope: string, signal?: AbortSignal): Promise<readonly DenyAssignment[]> {
  const { denyAssignments } = arm.authorization(subscriptionOf(scope) ?? '');
  const items = denyAssignments.listForScope(withoutSlash(scope), {
    filter: 'atScope()',
    ...pagesOf('deny assignments', signal),
  });
  return collected(items, fromSdk);
}

/** Every deny assignment at, above and below a subscription. */
export function listDenyAssignmentsIn(
  arm: Arm,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly DenyAssignment[]> {
  return collected(
    arm.authorization(subscriptionId).denyAssignments.list(pagesOf('deny assignments', signal)),
    fromSdk,
  );
}

/** One permission block, with empty lists for what is not there. */
export function permissionOf(permission: SdkPermission): Permission {
  return {
    actions: permission.actions ?? [],
    notActions: permission.notActions ?? [],
    dataActions: permission.dataActions ?? [],
    notDataActions: permission.notDataActions ?? [],
  };
}

function fromSdk(deny: SdkDenyAssignment): DenyAssignment {
  return {
    id: deny.id ?? '',
    name: deny.denyAssignmentName ?? deny.name ?? '',
    scope: deny.scope ?? '',
    permissions: (deny.permissions ?? []).map(permissionOf),
    principals: (deny.principals ?? []).map(principalOf),
    excludePrincipals: (deny.excludePrincipals ?? []).map(principalOf),
    ...(deny.doNotApplyToChildScopes === undefined ? {} : { doNotApplyToChildScopes: deny.doNotApplyToChildScopes }),
  };
}

function principalOf({ id = '', type }: { readonly id?: string; readonly type?: string }): {
  id: string;
  type?: string;
} {
  return { id, ...(type ? { type } : {}) };
}
