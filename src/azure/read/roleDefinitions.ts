import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { objectsAt, textAt, type JsonObject } from '../../domain/arm/json.ts';
import { lastSegment, roleDefinitionId, sameText } from '../../domain/arm/resourceId.ts';
import type { RoleDefinition } from '../../domain/cluster/model.ts';
import type { Arm } from '../arm/arm.ts';
import { permissionOf } from './permissions.ts';
import { armShapes } from '../http/armShapes.ts';
import { withoutSlash } from '../arm/sdkCalls.ts';
import { defined } from '../../shape/defined.ts';

/** Lists the built-in and custom roles that can be assigned at a scope, by name. */
export async function listRoles(arm: Arm, scope: string, signal?: AbortSignal): Promise<readonly RoleDefinition[]> {
  const roles = await listDefinitions(arm, scope, '', signal);
  return roles.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Reads a role by its GUID, or by the last segment of a full ID. */
export async function getRole(arm: Arm, scope: string, guid: string, signal?: AbortSignal): Promise<RoleDefinition> {
  const path = `/${withoutSlash(roleDefinitionId(scope, lastSegment(guid)))}`;
  return roleFromArm(await arm.get(path, apiVersions.permission, signal, armShapes.roleDefinition));
}

/** Reads a role by its display name, ignoring case; returns `undefined` if there is none. */
export async function findRole(
  arm: Arm,
  scope: string,
  name: string,
  signal?: AbortSignal,
): Promise<RoleDefinition | undefined> {
  const filter = `roleName eq '${name.replaceAll("'", "''")}'`;
  const roles = await listDefinitions(arm, scope, `?$filter=${encodeURIComponent(filter)}`, signal);
  return roles.find((role) => sameText(role.name, name.trim()));
}

async function listDefinitions(
  arm: Arm,
  scope: string,
  query: string,
  signal?: AbortSignal,
): Promise<readonly RoleDefinition[]> {
  const path = `${scope === '/' ? '' : `/${withoutSlash(scope)}`}/providers/Microsoft.Authorization/roleDefinitions`;
  const roles = await arm.list(`${path}${query}`, apiVersions.permission, signal, armShapes.roleDefinition);
  return roles.map(roleFromArm);
}

function roleFromArm(role: JsonObject): RoleDefinition {
  const description = textAt(role, 'properties.description');
  return {
    guid: textAt(role, 'name') ?? lastSegment(textAt(role, 'id') ?? ''),
    name: textAt(role, 'properties.roleName') ?? '',
    ...defined({ description }),
    ...(textAt(role, 'properties.type') === 'CustomRole' ? { custom: true } : {}),
    permissions: objectsAt(role, 'properties.permissions').map(permissionOf),
  };
}
