import type { WorldPermission } from '../arm/worldFile.ts';
import roles from './builtInRoles.json' with { type: 'json' };

/** A role that Azure itself defines, with its well-known GUID. */
export interface BuiltInRole {
  readonly name: string;
  readonly guid: string;
  readonly description: string;
  readonly permission: Required<Pick<WorldPermission, 'actions' | 'notActions' | 'dataActions' | 'notDataActions'>>;
}

/** The built-in roles for AKS, networks, registries, vaults, DNS and identities; `scripts/builtInRoles.ts` writes them. */
export const builtInRoles: readonly BuiltInRole[] = roles;
