import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { valueAt, objectAt, objectsAt, textAt, textsAt, type JsonObject } from '../../domain/arm/json.ts';
import type { DenyAssignment, EligibleAssignment, EligibleRole, Permission } from '../../domain/cluster/model.ts';
import type { Arm } from '../arm/arm.ts';
import { armShapes } from '../http/armShapes.ts';
import { lastSegment } from '../../domain/arm/resourceId.ts';
import { withoutSlash } from '../arm/sdkCalls.ts';
import { defined } from '../../shape/defined.ts';

/** Lists what the signed-in user may do at a scope, one entry for each role, without the conditions of role assignments. */
export async function listCallerPermissions(
  arm: Arm,
  scope: string,
  signal?: AbortSignal,
): Promise<readonly Permission[]> {
  const path = `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization/permissions`;
  const entries = await arm.list(path, apiVersions.permission, signal, armShapes.permission);
  return entries.map(permissionOf);
}

/**
 * Lists the roles that the signed-in user can activate at, above and below a scope, also as a member of groups. For a
 * whole tenant Azure lists those at every management group, even if it is not above the scope.
 * Source: https://learn.microsoft.com/rest/api/authorization/role-eligibility-schedule-instances/list-for-scope
 */
export async function listEligibleRoles(
  arm: Arm,
  scope: string,
  signal?: AbortSignal,
): Promise<readonly EligibleRole[]> {
  const type = 'Microsoft.Authorization/roleEligibilityScheduleInstances';
  const path = `${scope === '/' ? '' : scope}/providers/${type}?$filter=asTarget()`;
  const entries = await arm.list(path, apiVersions.eligibleRole, signal, armShapes.eligibleRole);
  return entries.map((entry) => ({
    scope: textAt(entry, 'properties.scope') ?? '',
    roleDefinitionId: textAt(entry, 'properties.roleDefinitionId') ?? '',
    ...(textAt(entry, 'properties.memberType')?.toLowerCase() === 'inherited' ? { inherited: true } : {}),
    ...scheduleOf(textAt(entry, 'properties.roleEligibilityScheduleId')),
  }));
}

/**
 * Lists who can activate which role at and above a scope; with `isOwn` what the signed-in user can, also as a member of
 * groups, and also below the scope. Who can become a member of a group is in Microsoft Graph only.
 * Source: https://learn.microsoft.com/rest/api/authorization/role-eligibility-schedule-instances/list-for-scope
 */
export async function listEligibleAt(
  arm: Arm,
  scope: string,
  { isOwn, signal }: { readonly isOwn: boolean; readonly signal?: AbortSignal | undefined },
): Promise<readonly EligibleAssignment[]> {
  const type = 'Microsoft.Authorization/roleEligibilityScheduleInstances';
  const base = scope === '/' ? '' : `/${withoutSlash(scope)}`;
  const path = `${base}/providers/${type}?$filter=${isOwn ? 'asTarget()' : 'atScope()'}`;
  const entries = await arm.list(path, apiVersions.eligibleRole, signal, armShapes.assignment);
  return entries.map((entry) => {
    const text = (name: string): string | undefined => textAt(entry, `properties.${name}`);
    return {
      id: textAt(entry, 'id') ?? '',
      scope: text('scope') ?? '',
      roleDefinitionId: text('roleDefinitionId') ?? '',
      principalId: text('principalId') ?? '',
      ...defined({
        principalType: text('principalType'),
        condition: text('condition'),
        endsOn: text('endDateTime'),
      }),
    };
  });
}

function scheduleOf(id: string | undefined): Pick<EligibleRole, 'schedule'> {
  return id === undefined ? {} : { schedule: lastSegment(id) };
}

/** Lists the deny assignments at and above a scope. */
export function listDenyAssignments(arm: Arm, scope: string, signal?: AbortSignal): Promise<readonly DenyAssignment[]> {
  const base = scope === '/' ? '' : `/${withoutSlash(scope)}`;
  return denials(arm, `${base}/providers/Microsoft.Authorization/denyAssignments?$filter=atScope()`, signal);
}

/** Lists every deny assignment at, above and below a subscription. */
export function listDenyAssignmentsIn(
  arm: Arm,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly DenyAssignment[]> {
  return denials(arm, `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/denyAssignments`, signal);
}

async function denials(arm: Arm, path: string, signal?: AbortSignal): Promise<readonly DenyAssignment[]> {
  const entries = await arm.list(path, apiVersions.denyAssignment, signal, armShapes.denyAssignment);
  return entries.map(denialFromArm);
}

/** Translates one permission block, with empty lists for what is missing. */
export function permissionOf(permission: JsonObject): Permission {
  const condition = textAt(permission, 'condition');
  return {
    actions: textsAt(permission, 'actions'),
    notActions: textsAt(permission, 'notActions'),
    dataActions: textsAt(permission, 'dataActions'),
    notDataActions: textsAt(permission, 'notDataActions'),
    ...defined({ condition }),
  };
}

function denialFromArm(deny: JsonObject): DenyAssignment {
  const properties = objectAt(deny, 'properties') ?? {};
  const onlyThere = valueAt(properties, 'doNotApplyToChildScopes');
  const condition = textAt(properties, 'condition');
  return {
    id: textAt(deny, 'id') ?? '',
    name: textAt(properties, 'denyAssignmentName') ?? textAt(deny, 'name') ?? '',
    scope: textAt(properties, 'scope') ?? '',
    permissions: objectsAt(properties, 'permissions').map(permissionOf),
    principals: objectsAt(properties, 'principals').map(denyPrincipalOf),
    excludePrincipals: objectsAt(properties, 'excludePrincipals').map(denyPrincipalOf),
    ...(typeof onlyThere === 'boolean' ? { doNotApplyToChildScopes: onlyThere } : {}),
    ...defined({ condition }),
    ...(textAt(properties, 'denyAssignmentEffect')?.toLowerCase() === 'audit' ? { audits: true } : {}),
  };
}

function denyPrincipalOf(principal: JsonObject): DenyAssignment['principals'][number] {
  const type = textAt(principal, 'type');
  return { id: textAt(principal, 'id') ?? '', ...defined({ type }) };
}
