/** The zones and vaults that the add-on of application routing works with, and so the identity of Gateways will. */
import { textAt, textsAt } from '../arm/json.ts';
import { unknownsOf } from '../arm/answer.ts';
import { scopeName } from '../arm/scopeWords.ts';
import { unknownToAll, unknownWith, type Unknown } from '../arm/unknown.ts';
import { idKey, lastSegment, sameGuid, sameText, type ArmId } from '../arm/resourceId.ts';
import { reachesScope } from '../access/accessCheck.ts';
import { isRole, roleById, roleGuidOf } from '../access/roles.ts';
import { subscriptionNames, type Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { principalOf } from '../cluster/principals.ts';
import { sentenceList } from '../words/describe.ts';
import { distinctWords, say, type Words } from '../../sentences/words.ts';
import { placeKindOf, placeNeeds, rolesIn, usesBy, type PlaceKind, type RoleReader } from './placeKinds.ts';

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

/** The key of the add-on in a cluster's JSON. */
export const routingAddon = 'webAppRouting';

/** Returns the zones that a cluster's settings name for application routing. */
function zonesOfSettings({ raw }: Pick<Cluster, 'raw'>): readonly MappedPlace[] {
  return placesOf(textsAt(raw, 'properties.ingressProfile.webAppRouting.dnsZoneResourceIds'), { kind: 'setting' });
}

/** Returns the zones of a cluster's settings, and the zones and vaults where the add-on's identity has a role for its work. */
export function placesAmong(
  cluster: Cluster,
  assignments: readonly RoleAssignment[],
  definitionOf: RoleReader = roleById,
): readonly MappedPlace[] {
  const principalId = principalOf(cluster, routingAddon);
  const ofAddon = assignments.filter((assignment) => sameGuid(assignment.principalId, principalId));
  return joinPlaces([
    ...zonesOfSettings(cluster),
    ...ofAddon.flatMap((assignment) => placesOfRole(assignment, definitionOf)),
  ]);
}

/** Returns the zones and vaults of a cluster's settings, and those where the add-on's identity has a role or an access policy. */
export function mappingOf(cluster: Cluster, facts: Facts): GatewayMapping {
  const principalId = principalOf(cluster, routingAddon);
  const ofIngresses = vaultsOfIngresses(cluster, facts);
  if (principalId === undefined)
    return { ...ofIngresses, places: joinPlaces([...zonesOfSettings(cluster), ...ofIngresses.places]) };
  const roles = facts.get({ kind: 'assignmentsEverywhere', principalId });
  const assignments = roles?.kind === 'found' ? roles.value : [];
  const answer = facts.get({ kind: 'vaultPolicies', principalId });
  const policies = answer?.kind === 'found' ? answer.value.filter(({ isIdle }) => isIdle !== true) : [];
  const vaults = placesOf(
    policies.map(({ vaultId }) => vaultId),
    { kind: 'policy' },
  );
  return {
    places: joinPlaces([...placesAmong(cluster, assignments, rolesIn(facts)), ...vaults, ...ofIngresses.places]),
    unknown: [
      ...unknownsOf(say`Roles of the add-on's identity`, roles),
      ...unknownsOf(say`Access policies of key vaults`, answer),
      ...ofIngresses.unknown,
      ...rolesAbove(cluster, assignments, facts),
    ],
  };
}

const placeWords: Readonly<Record<PlaceKind, Words>> = {
  zone: say`DNS zones`,
  privateZone: say`private DNS zones`,
  vault: say`key vaults`,
};

/**
 * Says where a role lets the add-on's identity work with places that nothing names. Zones that the settings name explain it, as the
 * operator writes to no others; which vaults are used, only Ingresses say.
 */
function rolesAbove(cluster: Cluster, assignments: readonly RoleAssignment[], facts: Facts): readonly Unknown[] {
  const definitionOf = rolesIn(facts);
  const zones = zonesOfSettings(cluster);
  const reasons = assignments.flatMap((assignment) => {
    const { roleDefinitionId, scope } = assignment;
    const definition = definitionOf(roleDefinitionId, scope);
    const isNamed = (kind: PlaceKind): boolean =>
      zones.some((zone) => zone.kind === kind && reachesScope(scope, zone.id, 'asListed'));
    const kinds = kindsBelow(scope).filter((kind) => usesBy(assignment, definition, kind) !== 'no' && !isNamed(kind));
    if (kinds.length === 0 || placesOfRole(assignment, definitionOf).length > 0) return [];
    const name = definition?.name ?? roleGuidOf(roleDefinitionId);
    return [
      say`The identity of application routing has ${name} on ${scopeName(scope, subscriptionNames(facts))}, so it may work with all ${sentenceList(kinds.map((kind) => placeWords[kind]))} there. Which of them Gateways need isn't known.`,
    ];
  });
  return distinctWords(reasons).map((reason) => unknownToAll('routingPlaces', cluster.id, reason));
}

/** The kinds of places that a scope is, or has below it. */
function kindsBelow(scope: string): readonly PlaceKind[] {
  const kind = placeKindOf(scope);
  if (kind !== undefined) return [kind];
  const isAbove =
    /^(\/|\/subscriptions\/[^/]+(\/resourceGroups\/[^/]+)?|\/providers\/Microsoft\.Management\/managementGroups\/[^/]+)\/?$/i;
  return isAbove.test(scope) ? ['zone', 'privateZone', 'vault'] : [];
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
function placesOfRole(assignment: RoleAssignment, definitionOf: RoleReader): readonly MappedPlace[] {
  const { roleDefinitionId, scope } = assignment;
  const kind = placeKindOf(scope);
  if (kind === undefined) return [];
  const definition = definitionOf(roleDefinitionId, scope);
  const isMeant =
    usesBy(assignment, definition, kind) === 'yes' ||
    (kind === 'vault'
      ? definition?.name.startsWith('Key Vault ') === true
      : isRole(roleDefinitionId, placeNeeds[kind].role));
  return isMeant ? placesOf([scope], { kind: 'role', role: definition?.name ?? '' }) : [];
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
