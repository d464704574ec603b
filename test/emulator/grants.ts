/** Role assignments for tests, and a caller with roles. */
import type { WorldFile } from '../../src/emulator/arm/worldFile.ts';
import { builtInRoles } from '../../src/emulator/roles/builtInRoles.ts';
import { principal, type Answered, type Emulated } from './emulated.ts';

/** The name that assignments have where it does not matter. */
export const assignmentName = '33333333-3333-4333-a333-333333333333';
/** The caller's object id. */
export const person = principal('person');
/** The id of a built-in role. */
export const roleOf = (name: string): string =>
  `/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles.find((role) => role.name === name)!.guid}`;

/** Assigns the role. */
export function assign(
  { send }: Emulated,
  scope: string,
  role: string,
  principalId: string,
  name = assignmentName,
  more: object = { principalType: 'ServicePrincipal' },
): Promise<Answered> {
  const properties = { roleDefinitionId: roleOf(role), principalId, ...more };
  return send('PUT', `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`, { properties });
}

/** A world whose caller has these roles. */
export function asCaller(
  roles: readonly (readonly [string, string])[],
  more: Partial<WorldFile> = {},
): Partial<WorldFile> {
  return {
    ...more,
    caller: { objectId: person, displayName: 'Person', roles: roles.map(([roleName, scope]) => ({ roleName, scope })) },
  };
}
