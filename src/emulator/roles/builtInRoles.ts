import roles from '../../builtInRoles/builtInRoles.json' with { type: 'json' };
import type { WorldPermission } from '../arm/worldFile.ts';

/** A role that Azure itself defines, with its well-known GUID. */
export interface BuiltInRole {
  readonly name: string;
  readonly guid: string;
  readonly description: string;
  readonly permission: Required<Pick<WorldPermission, 'actions' | 'notActions' | 'dataActions' | 'notDataActions'>>;
}

/** The built-in roles for AKS, networks, registries, vaults, DNS and identities. */
export const builtInRoles: readonly BuiltInRole[] = roles.map(
  ({ name, roleName, description, actions = [], notActions = [], dataActions = [], notDataActions = [] }) => ({
    guid: name,
    name: roleName,
    description,
    permission: { actions, notActions, dataActions, notDataActions },
  }),
);
