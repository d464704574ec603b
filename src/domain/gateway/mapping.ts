/** The zones and vaults that the add-on of application routing works with, and so the identity of Gateways will. */
import { textAt, textsAt } from '../arm/json.ts';
import { unknownsOf } from '../arm/answer.ts';
import { unknownWith, type Unknown } from '../arm/unknown.ts';
import { idKey, lastSegment, parseResourceId, sameGuid, sameText, type ArmId } from '../arm/resourceId.ts';
import { isRole, role, roleById, type RoleName } from '../access/roles.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { principalOf } from '../cluster/principals.ts';
import { say } from '../../sentences/words.ts';

/** What an identity of Gateways works with. */
export type PlaceKind = 'zone' | 'privateZone' | 'vault';

/** Why a place is proposed: a setting of the cluster, or a role or an access policy of the add-on's identity. */
export type PlaceSource =
  | { readonly kind: 'setting' }
  /** Ingresses in the cluster name it. */
  | { readonly kind: 'ingress'; readonly names: readonly string[] }
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'policy' };

/** A zone or a vault, and where it is known from. */
export interface MappedPlace {
  readonly id: ArmId;
  readonly kind: PlaceKind;
  readonly sources: readonly PlaceSource[];
}

/** The mapping of a cluster. */
export interface GatewayMapping {
  readonly places: readonly MappedPlace[];
  /** Why there may be more. */
  readonly unknown: readonly Unknown[];
}

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

/** The key of the add-on in a cluster's JSON. */
export const routingAddon = 'webAppRouting';

/** Returns the zones that a cluster's settings name for application routing. */
function zonesOfSettings({ raw }: Pick<Cluster, 'raw'>): readonly MappedPlace[] {
  return placesOf(textsAt(raw, 'properties.ingressProfile.webAppRouting.dnsZoneResourceIds'), { kind: 'setting' });
}

/** Returns the zones of a cluster's settings, and the zones and vaults where the add-on's identity has one of these roles. */
export function placesAmong(cluster: Cluster, assignments: readonly RoleAssignment[]): readonly MappedPlace[] {
  const principalId = principalOf(cluster, routingAddon);
  const ofAddon = assignments.filter((assignment) => sameGuid(assignment.principalId, principalId));
  return joinPlaces([...zonesOfSettings(cluster), ...ofAddon.flatMap(placesOfRole)]);
}

/** Returns the zones and vaults of a cluster's settings, and those where the add-on's identity has a role. */
export function mappingOfRoles(cluster: Cluster, facts: Facts): GatewayMapping {
  const principalId = principalOf(cluster, routingAddon);
  const answer =
    principalId === undefined
      ? undefined
      : facts.get({ kind: 'assignmentsOfAll', principalIds: [principalId.toLowerCase()] });
  return {
    places: placesAmong(cluster, answer?.kind === 'found' ? answer.value : []),
    unknown: unknownsOf(say`Roles of the add-on's identity`, answer),
  };
}

/** Returns the same with the vaults whose access policies name the add-on's identity. */
export function mappingOf(cluster: Cluster, facts: Facts): GatewayMapping {
  const ofRoles = mappingOfRoles(cluster, facts);
  const principalId = principalOf(cluster, routingAddon);
  if (principalId === undefined) return ofRoles;
  const answer = facts.get({ kind: 'vaultPolicies', principalId });
  const policies = answer?.kind === 'found' ? answer.value.filter(({ isIdle }) => isIdle !== true) : [];
  const vaults = placesOf(
    policies.map(({ vaultId }) => vaultId),
    { kind: 'policy' },
  );
  const ofIngresses = vaultsOfIngresses(cluster, facts);
  return {
    places: joinPlaces([...ofRoles.places, ...vaults, ...ofIngresses.places]),
    unknown: [...ofRoles.unknown, ...unknownsOf(say`Access policies of key vaults`, answer), ...ofIngresses.unknown],
  };
}

/** The vaults with certificates of the Ingresses that a look into the cluster showed; a vault is the only one of its name. */
function vaultsOfIngresses({ id: clusterId }: Cluster, facts: Facts): GatewayMapping {
  const ingresses = facts.looks?.get(idKey(clusterId))?.ingresses ?? [];
  const byVault = Map.groupBy(ingresses, ({ vault = '' }) => vault.toLowerCase());
  byVault.delete('');
  if (byVault.size === 0) return { places: [], unknown: [] };
  const answer = facts.get({ kind: 'everyResource', type: 'Microsoft.KeyVault/vaults' });
  const all = answer?.kind === 'found' ? answer.value.map((vault) => textAt(vault, 'id') ?? '') : [];
  const found = [...byVault].map(([vault, same]) => {
    const ids = all.filter((id) => sameText(lastSegment(id), vault));
    const names = same.map(({ namespace, name }) => `${namespace}/${name}`);
    return { vault, places: placesOf(ids, { kind: 'ingress', names }) };
  });
  const unseen = found.filter(({ places }) => places.length === 0).map(({ vault }) => vault);
  const unread = unknownsOf(say`Key vaults`, answer);
  return {
    places: found.flatMap(({ places }) => places),
    unknown:
      unread.length > 0 || answer === undefined
        ? unread
        : unseen.map((vault) =>
            unknownWith('hidden', 'vault', say`The vault ${vault} is not among those that can be seen.`, vault),
          ),
  };
}

/** A role on a place that lets the add-on do its work there; what it has on groups and above names no place. */
function placesOfRole({ roleDefinitionId, scope }: RoleAssignment): readonly MappedPlace[] {
  const kind = placeKindOf(scope);
  if (kind === undefined) return [];
  const name = roleById(roleDefinitionId)?.name;
  const isMeant =
    kind === 'vault' ? name?.startsWith('Key Vault ') === true : isRole(roleDefinitionId, placeNeeds[kind].role);
  return isMeant ? placesOf([scope], { kind: 'role', role: name ?? '' }) : [];
}

function placesOf(ids: readonly string[], source: PlaceSource): readonly MappedPlace[] {
  return ids.flatMap((id) => {
    const kind = placeKindOf(id);
    return kind === undefined ? [] : [{ id: id as ArmId, kind, sources: [source] }];
  });
}

function joinPlaces(places: readonly MappedPlace[]): readonly MappedPlace[] {
  return [...Map.groupBy(places, ({ id }) => idKey(id)).values()].flatMap((same) =>
    same.slice(0, 1).map((place) => ({ ...place, sources: distinctSources(same.flatMap(({ sources }) => sources)) })),
  );
}

function distinctSources(sources: readonly PlaceSource[]): readonly PlaceSource[] {
  const isSame = (a: PlaceSource, b: PlaceSource): boolean =>
    a.kind === b.kind && (a.kind !== 'role' || b.kind !== 'role' || sameText(a.role, b.role));
  return sources.filter((source, index) => sources.findIndex((other) => isSame(other, source)) === index);
}
