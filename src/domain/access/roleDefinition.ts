import type { Permission, RoleDefinition } from '../cluster/model.ts';

/** A row of the built-in role table; lists that are left out are empty. */
export function builtIn(
  name: string,
  guid: string,
  description: string,
  permission: Partial<Permission>,
): RoleDefinition {
  const none: Permission = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
  return { guid, name, description, permissions: [{ ...none, ...permission }] };
}
