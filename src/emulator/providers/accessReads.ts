import type { Handler, ResourceKind } from '../arm.ts';
import { refuse } from '../armError.ts';
import { isManagementGroup, key, lastSegment, scopesAbove, subscriptionOf } from '../armPath.ts';
import type { JsonObject } from '../json.ts';
import { page } from '../paging.ts';
import { grantsAt } from '../rbac.ts';
import type { DenyAssignment } from '../world.ts';
import { permissionBody } from './roleDefinitions.ts';

const listPermissions: Handler = (request, emulation) => {
  const { caller, path, now } = request;
  if (caller.ownsEverything) return page(request, emulation, [permissionBody({ actions: ['*'] })]);
  const grants = grantsAt(emulation.world, caller.objectId, path.scope, now);
  const permissions = grants.flatMap(({ role, condition }) =>
    role.permissions.map((permission) => ({
      ...permissionBody(permission),
      ...(condition !== undefined && { condition, conditionVersion: '2.0' }),
    })),
  );
  return page(request, emulation, permissions);
};

/** What the caller may do at a scope, one entry for each role. */
export const permissions: ResourceKind = {
  type: 'Microsoft.Authorization/permissions',
  versions: ['2015-07-01', '2022-05-01-preview'],
  extension: true,
  list: listPermissions,
};

const listDenyAssignments: Handler = (request, emulation) => {
  const { scope } = request.path;
  const filter = request.query.get('$filter') ?? '';
  const above = new Set(scopesAbove(scope));
  const found = emulation.world.denyAssignments.filter((deny) => {
    const isAboveAll = isManagementGroup(deny.scope) && subscriptionOf(scope) !== undefined;
    if (above.has(key(deny.scope)) || isAboveAll) return true;
    return !/atScope\(\)/i.test(filter) && key(deny.scope).startsWith(`${key(scope)}/`);
  });
  return page(request, emulation, found.map(denyBody));
};

const getDenyAssignment: Handler = (request, { world }) => {
  const name = lastSegment(request.path.id);
  const found = world.denyAssignments.find((deny) => deny.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw refuse(404, 'DenyAssignmentNotFound', `The deny assignment '${name}' is not found.`);
  return { status: 200, body: denyBody(found) };
};

/** What nobody, or somebody, may do whatever their roles say. */
export const denyAssignments: ResourceKind = {
  type: 'Microsoft.Authorization/denyAssignments',
  versions: ['2018-07-01-preview', '2024-07-01-preview'],
  extension: true,
  get: getDenyAssignment,
  list: listDenyAssignments,
};

function denyBody(deny: DenyAssignment): JsonObject {
  const everyone = [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }];
  return {
    properties: {
      denyAssignmentName: deny.denyAssignmentName,
      description: '',
      permissions: deny.permissions.map(permissionBody),
      scope: deny.scope,
      doNotApplyToChildScopes: deny.doNotApplyToChildScopes ?? false,
      principals: (deny.principals ?? everyone).map((principal) => ({ ...principal })),
      excludePrincipals: (deny.excludePrincipals ?? []).map((principal) => ({ ...principal })),
      isSystemProtected: true,
    },
    id: `${deny.scope}/providers/Microsoft.Authorization/denyAssignments/${deny.name}`,
    type: 'Microsoft.Authorization/denyAssignments',
    name: deny.name,
  };
}
