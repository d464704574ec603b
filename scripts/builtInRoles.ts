/**
 * `node scripts/builtInRoles.ts` writes the built-in roles of the product and of the emulator from scripts/builtInRoles.json.
 * Each side has a file of its own, because the emulator shares no code with its clients.
 * Source of the definitions: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import definitions from './builtInRoles.json' with { type: 'json' };
import { formattedJson } from './formattedJson.ts';

/** A role as Azure's documentation lists it: `name` is the GUID, and a list that is left out is empty. */
interface Definition {
  readonly roleName: string;
  readonly name: string;
  readonly description: string;
  /** The emulator's worlds use the role, and the product does not offer it. */
  readonly onlyEmulator?: boolean;
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}

const all: readonly Definition[] = definitions;

function permissionOf({ actions = [], notActions = [], dataActions = [], notDataActions = [] }: Definition): object {
  return { actions, notActions, dataActions, notDataActions };
}

const files: Readonly<Record<string, readonly object[]>> = {
  'src/domain/access/builtInRoles.json': all
    .filter(({ onlyEmulator }) => onlyEmulator !== true)
    .map((role) => ({
      guid: role.name,
      name: role.roleName,
      description: role.description,
      permissions: [permissionOf(role)],
    })),
  'src/emulator/roles/builtInRoles.json': all.map((role) => ({
    guid: role.name,
    name: role.roleName,
    description: role.description,
    permission: permissionOf(role),
  })),
};

const root = join(import.meta.dirname, '..');

/** Returns the text that each generated file must have, by its path in the project. */
export async function builtInRoleFiles(): Promise<ReadonlyMap<string, string>> {
  const texts = Object.entries(files).map(async ([path, roles]) => [path, await formattedJson(roles)] as const);
  return new Map(await Promise.all(texts));
}

if (process.argv[1] === import.meta.filename) {
  for (const [path, text] of await builtInRoleFiles()) writeFileSync(join(root, path), text);
}
