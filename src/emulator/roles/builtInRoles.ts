import type { WorldPermission } from '../arm/worldFile.ts';
import { roleTable } from './roleTable.ts';

/** A role that Azure itself defines, with its well-known GUID. */
export interface BuiltInRole {
  readonly name: string;
  readonly guid: string;
  readonly description: string;
  readonly permission: Required<Pick<WorldPermission, PermissionList>>;
}

type PermissionList = 'actions' | 'notActions' | 'dataActions' | 'notDataActions';

const permissionKinds = {
  '+': 'actions',
  '-': 'notActions',
  'data+': 'dataActions',
  'data-': 'notDataActions',
} as const satisfies Record<string, PermissionList>;

/** Built-in roles that deal with AKS, networks, registries, vaults, DNS and identities. */
export const builtInRoles: readonly BuiltInRole[] = readRoles(roleTable);

function readRoles(text: string): readonly BuiltInRole[] {
  return text
    .trim()
    .split(/\n(?! )/)
    .map((entry) => {
      const [head = '', ...lines] = entry.split('\n');
      const [name = '', guid = '', description = ''] = head.split(' | ');
      const permission = { actions: [], notActions: [], dataActions: [], notDataActions: [] } as Record<
        PermissionList,
        string[]
      >;
      for (const line of lines) {
        const [sign = '', ...patterns] = line.trim().split(' ');
        permission[permissionKinds[sign as keyof typeof permissionKinds]].push(...patterns);
      }
      return { name, guid, description, permission };
    });
}
