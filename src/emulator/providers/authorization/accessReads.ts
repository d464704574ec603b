import { grantsAt } from '../../access/rbac.ts';
import { armRefusal } from '../../arm/error.ts';
import { beyondLimit } from '../../arm/limits.ts';
import type { JsonObject } from '../../arm/json.ts';
import { quotedText, termsOf, unquoteText } from '../../arm/odata.ts';
import { idKey, lastSegment, scopeOf } from '../../arm/path.ts';
import type { Handler, ResourceKind } from '../../request/armRequest.ts';
import { pageAnswer } from '../../request/paging.ts';
import type { DenyAssignment } from '../../world/world.ts';
import { permissionBody } from './roleDefinitions.ts';

const listPermissions: Handler = (request, emulation) => {
  const { caller, path, now } = request;
  if (caller.ownsEverything) return pageAnswer(request, emulation, [permissionBody({ actions: ['*'] })]);
  const grants = grantsAt(emulation.world, caller.objectId, path.scope, now);
  const permissions = grants.flatMap(({ role }) =>
    role.permissions.map((permission) => permissionBody(permission, request.apiVersion)),
  );
  return pageAnswer(request, emulation, permissions);
};

/** Permissions list what the caller may do at a scope, one entry for each role; conditions of assignments are left out. */
export const permissions: ResourceKind = {
  type: 'Microsoft.Authorization/permissions',
  versions: ['2015-07-01', '2022-05-01-preview'],
  extension: true,
  list: listPermissions,
};

const listDenyAssignments: Handler = (request, emulation) => {
  const { managementGroups, denyAssignments } = emulation.world;
  const scope = scopeOf(request.path);
  const filter = denyFilter(request.query.get('$filter'));
  const above = new Set(managementGroups.scopesAbove(scope));
  const isBelow = (deny: DenyAssignment): boolean => !filter.atScope && managementGroups.isBelow(scope, deny.scope);
  const denials = denyAssignments.filter(
    (deny) => (above.has(idKey(deny.scope)) || isBelow(deny)) && filter.matches(deny),
  );
  return pageAnswer(
    request,
    emulation,
    denials.map((deny) => denyBody(deny, request.apiVersion)),
  );
};

const denyEquality = new RegExp(`^(denyAssignmentName|principalId)\\s+eq\\s+${quotedText}$`, 'i');

/** Reads `atScope()`, `denyAssignmentName eq 'name'` and `principalId eq 'id'`, joined by `and`; throws for anything else. */
function denyFilter(text = ''): { readonly atScope: boolean; readonly matches: (deny: DenyAssignment) => boolean } {
  const terms = termsOf(text).filter((term) => term !== '');
  const otherTerms = terms.filter((term) => !/^atScope\(\)$/i.test(term));
  const tests = otherTerms.map((term): ((deny: DenyAssignment) => boolean) => {
    const [, name, quoted = ''] = denyEquality.exec(term) ?? [];
    if (name === undefined) throw beyondLimit('filter', [400, 'InvalidFilter'], `cannot read the filter '${text}'`);
    const value = unquoteText(quoted).toLowerCase();
    if (name.toLowerCase() === 'principalid')
      return ({ principals = [] }) => principals.some(({ id }) => id.toLowerCase() === value);
    return ({ denyAssignmentName }) => denyAssignmentName.toLowerCase() === value;
  });
  return { atScope: otherTerms.length < terms.length, matches: (deny) => tests.every((test) => test(deny)) };
}

const getDenyAssignment: Handler = (request, { world }) => {
  const name = lastSegment(request.path.id);
  const denyAssignment = world.denyAssignments.find((deny) => deny.name.toLowerCase() === name.toLowerCase());
  if (denyAssignment === undefined)
    throw armRefusal(404, 'DenyAssignmentNotFound', `The deny assignment '${name}' is not found.`);
  return { status: 200, body: denyBody(denyAssignment, request.apiVersion) };
};

/** Deny assignments deny principals what their roles allow. */
export const denyAssignments: ResourceKind = {
  type: 'Microsoft.Authorization/denyAssignments',
  versions: ['2018-07-01-preview', '2024-07-01-preview'],
  extension: true,
  get: getDenyAssignment,
  list: listDenyAssignments,
};

function denyBody(deny: DenyAssignment, version: string): JsonObject {
  const everyone = [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }];
  return {
    properties: {
      denyAssignmentName: deny.denyAssignmentName,
      description: '',
      permissions: deny.permissions.map((permission) => permissionBody(permission)),
      scope: deny.scope,
      doNotApplyToChildScopes: deny.doNotApplyToChildScopes ?? false,
      principals: (deny.principals ?? everyone).map((principal) => ({ ...principal })),
      excludePrincipals: (deny.excludePrincipals ?? []).map((principal) => ({ ...principal })),
      isSystemProtected: true,
      ...(deny.condition !== undefined && { condition: deny.condition, conditionVersion: '2.0' }),
      ...(version >= '2024-07-01' ? { denyAssignmentEffect: deny.denyAssignmentEffect ?? 'enforced' } : {}),
    },
    id: `${deny.scope === '/' ? '' : deny.scope}/providers/Microsoft.Authorization/denyAssignments/${deny.name}`,
    type: 'Microsoft.Authorization/denyAssignments',
    name: deny.name,
  };
}
