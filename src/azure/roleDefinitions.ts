import type { RoleDefinition as SdkRoleDefinition } from '@azure/arm-authorization';
import type { RoleDefinition } from '../identity/model.ts';
import { lastSegment, roleDefinitionId, subscriptionOf } from '../identity/resourceId.ts';
import type { Arm } from './arm.ts';
import { permissionOf } from './permissions.ts';
import { withoutSlash } from './roleAssignments.ts';
import { abortable, asked, collected, pagesOf } from './sdkCalls.ts';

/** Built-in and custom roles that can be assigned at a scope, by name. */
export async function listRoles(arm: Arm, scope: string, signal?: AbortSignal): Promise<readonly RoleDefinition[]> {
  const roles = await collected(definitions(arm, scope).list(withoutSlash(scope), pagesOf('roles', signal)), fromSdk);
  return roles.toSorted((a, b) => a.name.localeCompare(b.name));
}

/** A role by its GUID, or by the last segment of a full id. */
export async function getRole(arm: Arm, scope: string, guid: string, signal?: AbortSignal): Promise<RoleDefinition> {
  const id = withoutSlash(roleDefinitionId(scope, lastSegment(guid)));
  return fromSdk(await asked(definitions(arm, scope).getById(id, abortable(signal))));
}

/** A role by its display name, ignoring case; `undefined` where there is none. */
export async function findRole(
  arm: Arm,
  scope: string,
  name: string,
  signal?: AbortSignal,
): Promise<RoleDefinition | undefined> {
  const filter = `roleName eq '${name.replaceAll("'", "''")}'`;
  const items = definitions(arm, scope).list(withoutSlash(scope), { filter, ...pagesOf('roles', signal) });
  const roles = await collected(items, fromSdk);
  return roles.find((role) => role.name.toLowerCase() === name.trim().toLowerCase());
}

function definitions(arm: Arm, scope: string): ReturnType<Arm['authorization']>['roleDefinitions'] {
  return arm.authorization(subscriptionOf(scope) ?? '').roleDefinitions;
}

function fromSdk(role: SdkRoleDefinition): RoleDefinition {
  const { description } = role;
  return {
    guid: role.name ?? lastSegment(role.id ?? ''),
    name: role.roleName ?? '',
    ...(description ? { description } : {}),
    ...(role.roleType === 'CustomRole' ? { custom: true } : {}),
    permissions: (role.permissions ?? []).map(permissionOf),
  };
}
