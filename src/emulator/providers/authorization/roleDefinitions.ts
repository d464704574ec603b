import { armRefusal } from '../../arm/error.ts';
import { beyondLimit } from '../../arm/limits.ts';
import { asList, asObject, asText, type JsonObject } from '../../arm/json.ts';
import { quotedText, termsOf, unquoteText } from '../../arm/odata.ts';
import { idKey, lastSegment, scopesAbove, subscriptionOf } from '../../arm/path.ts';
import type { WorldPermission } from '../../arm/worldFile.ts';
import type { ArmRequest, Handler, ResourceKind } from '../../request/armRequest.ts';
import { pageAnswer } from '../../request/paging.ts';
import { isTextList, requireBody } from '../../request/writeBody.ts';
import type { Role, World } from '../../world/world.ts';

/** Returns the id that a role has at a scope. */
export function roleId(scope: string, guid: string): string {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}

/** Returns a role definition in ARM's form at a scope. */
export function roleBody(scope: string, role: Role, version?: string): JsonObject {
  return {
    properties: {
      roleName: role.name,
      type: role.custom ? 'CustomRole' : 'BuiltInRole',
      description: role.description,
      assignableScopes: role.assignableScopes,
      permissions: role.permissions.map((permission) => permissionBody(permission, version)),
      createdOn: '2021-11-11T20:13:07.0000000Z',
      updatedOn: '2021-11-11T20:13:07.0000000Z',
    },
    id: roleId(scope, role.guid),
    type: 'Microsoft.Authorization/roleDefinitions',
    name: role.guid,
  };
}

/** Returns a permission with all four lists, and with the condition of the role definition in versions that have it. */
export function permissionBody(permission: WorldPermission, version = ''): JsonObject {
  const { condition, conditionVersion = '2.0' } = permission;
  return {
    actions: permission.actions ?? [],
    notActions: permission.notActions ?? [],
    dataActions: permission.dataActions ?? [],
    notDataActions: permission.notDataActions ?? [],
    ...(condition !== undefined && version >= '2022-05-01' && { condition, conditionVersion }),
  };
}

const list: Handler = (request, emulation) => {
  const filter = readFilter(request.query.get('$filter'));
  const { scope } = request.path;
  const roles = [...emulation.world.roles.values()].filter((role) => isAssignableAt(role, scope) && filter(role));
  return pageAnswer(
    request,
    emulation,
    roles.map((role) => roleBody(scope, role, request.apiVersion)),
  );
};

const get: Handler = (request, { world }) => {
  const role = world.role(lastSegment(request.path.id));
  if (role === undefined) throw roleNotFound(lastSegment(request.path.id));
  return { status: 200, body: roleBody(request.path.scope, role, request.apiVersion) };
};

const put: Handler = (request, { world }) => {
  const guid = lastSegment(request.path.id);
  const existing = world.role(guid);
  if (existing?.custom === false) {
    throw armRefusal(
      400,
      'RoleDefinitionWithBuiltInIdNotSupported',
      `The built-in role '${existing.name}' cannot be changed.`,
    );
  }
  const role = readRole(request, guid);
  const twin = world.roleNamed(role.name);
  if (twin !== undefined && twin.guid !== existing?.guid) {
    throw armRefusal(
      409,
      'RoleDefinitionWithSameNameExists',
      `A custom role with the same name already exists in this directory. Use a different name. The role name is '${role.name}'.`,
    );
  }
  world.putRole(role);
  return { status: 201, body: roleBody(request.path.scope, role) };
};

const remove: Handler = (request, { world }) => {
  const role = world.role(lastSegment(request.path.id));
  if (role === undefined) return { status: 204 };
  if (!role.custom)
    throw armRefusal(400, 'RoleDefinitionWithBuiltInIdNotSupported', 'A built-in role cannot be deleted.');
  requireUnused(world, role);
  world.roles.delete(role.guid.toLowerCase());
  world.changed();
  return { status: 200, body: roleBody(request.path.scope, role) };
};

/** Role definitions are the built-in and custom roles that can be assigned. */
export const roleDefinitions: ResourceKind = {
  type: 'Microsoft.Authorization/roleDefinitions',
  versions: ['2015-07-01', '2022-05-01-preview'],
  extension: true,
  get,
  list,
  put,
  delete: remove,
};

const equality = new RegExp(`^(roleName|type)\\s+eq\\s+${quotedText}$`, 'i');

function readFilter(text: string | undefined): (role: Role) => boolean {
  const tests = termsOf(text ?? '').map((term): ((role: Role) => boolean) => {
    const [, name, quoted = ''] = equality.exec(term) ?? [];
    const value = unquoteText(quoted).toLowerCase();
    if (name?.toLowerCase() === 'rolename') return (role) => role.name.toLowerCase() === value;
    if (name !== undefined) return (role) => (role.custom ? 'customrole' : 'builtinrole') === value;
    if (term === '' || /^atScope(AndBelow)?\(\)$/i.test(term)) return () => true;
    throw beyondLimit('filter', [400, 'InvalidFilter'], `cannot read the filter '${text ?? ''}'`);
  });
  return (role) => tests.every((test) => test(role));
}

function isAssignableAt(role: Role, scope: string): boolean {
  if (!role.custom || scope === '') return true;
  const above = new Set(scopesAbove(scope));
  return role.assignableScopes.some(
    (entry) => above.has(idKey(entry)) || subscriptionOf(entry) === subscriptionOf(scope),
  );
}

function readRole(request: ArmRequest, guid: string): Role {
  const properties = asObject(requireBody(request)['properties']);
  const name = asText(properties['roleName']);
  const { assignableScopes } = properties;
  if (name === undefined || !isTextList(assignableScopes) || assignableScopes.length === 0) {
    throw armRefusal(
      400,
      'BadRequestFormat',
      'A role definition needs properties.roleName and properties.assignableScopes.',
    );
  }
  const permissions = asList(properties['permissions']).map((entry) => {
    const lists = ['actions', 'notActions', 'dataActions', 'notDataActions'].map(
      (kind) => [kind, asObject(entry)[kind] ?? []] as const,
    );
    const wrong = lists.find(([, value]) => !isTextList(value));
    if (wrong !== undefined)
      throw armRefusal(400, 'BadRequestFormat', `permissions.${wrong[0]} must be a list of texts.`);
    return Object.fromEntries(lists);
  });
  return {
    guid,
    name,
    description: asText(properties['description']) ?? '',
    custom: true,
    assignableScopes,
    permissions,
  };
}

function requireUnused(world: World, role: Role): void {
  if (!world.roleAssignments.all().some((assignment) => assignment.role.toLowerCase() === role.guid.toLowerCase()))
    return;
  throw armRefusal(
    400,
    'RoleDefinitionHasAssignments',
    'There are existing role assignments referencing role; they must be removed first.',
  );
}

function roleNotFound(guid: string): Error {
  return armRefusal(
    404,
    'RoleDefinitionDoesNotExist',
    `The specified role definition with ID '${guid.replaceAll('-', '')}' does not exist.`,
  );
}
