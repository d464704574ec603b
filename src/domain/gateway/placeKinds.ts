/** The kinds of places that Gateways work with, and which roles let an identity work with one. */
import { parseResourceId } from '../arm/resourceId.ts';
import { allowsAction, limitsAction } from '../access/permissions.ts';
import { role, roleById, roleGuidOf, type RoleName } from '../access/roles.ts';
import type { Facts } from '../cluster/facts.ts';
import type { RoleAssignment, RoleDefinition } from '../cluster/model.ts';
import { say, type Words } from '../../sentences/words.ts';

/** What an identity of Gateways works with. */
export type PlaceKind = 'zone' | 'privateZone' | 'vault';

/** What an identity needs at a place. Source: https://learn.microsoft.com/azure/aks/app-routing-gateway-api-dns-tls */
interface PlaceNeed {
  readonly role: RoleName;
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
}

/** The role for each kind of place, and what of it is used; that of private zones is not on the page, which takes them. */
export const placeNeeds: Readonly<Record<PlaceKind, PlaceNeed>> = {
  zone: { role: role.dnsZoneContributor, actions: recordActions('dnsZones'), dataActions: [] },
  privateZone: {
    role: role.privateDnsZoneContributor,
    actions: recordActions('privateDnsZones'),
    dataActions: [],
  },
  vault: {
    role: role.keyVaultSecretsUser,
    actions: [],
    dataActions: ['Microsoft.KeyVault/vaults/secrets/getSecret/action'],
  },
};

function recordActions(type: string): readonly string[] {
  return ['read', 'A/write', 'A/delete', 'TXT/write', 'TXT/delete'].map((name) => `Microsoft.Network/${type}/${name}`);
}

const kindByType: Readonly<Record<string, PlaceKind>> = {
  'microsoft.network/dnszones': 'zone',
  'microsoft.network/privatednszones': 'privateZone',
  'microsoft.keyvault/vaults': 'vault',
};

/** Returns what kind of place an id names; `undefined` for anything else, and for what is inside one. */
export function placeKindOf(id: string): PlaceKind | undefined {
  return kindByType[parseResourceId(id)?.type.toLowerCase() ?? ''];
}

/** Whether roles let an identity work with a place. */
export type PlaceUse = 'yes' | 'perhaps' | 'no';

/** Returns what a role allows, if that is known. */
export type RoleReader = (roleDefinitionId: string, scope: string) => RoleDefinition | undefined;

/** Returns what facts know of roles. */
export function rolesIn(facts: Facts): RoleReader {
  return (guid, scope) => {
    const answer = facts.get({ kind: 'role', guid: roleGuidOf(guid), scope });
    return answer?.kind === 'found' ? answer.value : roleById(guid);
  };
}

/** Returns whether a role gives what a place of this kind asks for. */
export function usesBy(
  { condition, perhapsThrough }: RoleAssignment,
  definition: RoleDefinition | undefined,
  kind: PlaceKind,
): PlaceUse {
  if (definition === undefined) return 'perhaps';
  const { actions, dataActions } = placeNeeds[kind];
  const isGiven =
    actions.every((action) => allowsAction(definition.permissions, action)) &&
    dataActions.every((action) => allowsAction(definition.permissions, action, 'dataAction'));
  if (!isGiven) return 'no';
  const isLimited = [...actions, ...dataActions].some((action) => limitsAction(condition, action));
  return isLimited || perhapsThrough !== undefined ? 'perhaps' : 'yes';
}

/** Says that something is not the ID of a DNS zone. */
export function notAZone(id: string): Words {
  return say`"${id}" is not the resource ID of a DNS zone.`;
}

/** Says that something is not the ID of a key vault. */
export function notAVault(id: string): Words {
  return say`"${id}" is not the resource ID of a key vault.`;
}
