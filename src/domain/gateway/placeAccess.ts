/** Whether an identity may do in a zone or a vault what Gateways need there. */
import { objectsAt, textAt, textsAt, valueAt, type JsonObject } from '../arm/json.ts';
import { unknownsOf } from '../arm/answer.ts';
import { unknownWith, type Unknown } from '../arm/unknown.ts';
import { parseResourceId, sameGuid, sameText, type ArmId } from '../arm/resourceId.ts';
import { accessOf } from '../access/accessCheck.ts';
import { holdsPolicy } from '../access/permissions.ts';
import type { Facts } from '../cluster/facts.ts';
import { placeKindOf, placeNeeds, type PlaceKind } from './placeKinds.ts';
import { say } from '../../sentences/words.ts';

/** Zones by their IDs, and vaults by their names, as a cluster's objects have them. */
export interface NamedPlaces {
  readonly zones: readonly string[];
  readonly vaults: readonly string[];
}

/** Whether a principal may work with a place. */
export interface PlaceAccess {
  readonly principalId: string;
  /** The ID of the zone, or the name of the vault, as it was asked for. */
  readonly place: string;
  /** Left out for a vault that was not found. */
  readonly id?: ArmId;
  /** `noPolicy`: the vault uses access policies, and none lets the principal read secrets. */
  readonly verdict: 'yes' | 'noRole' | 'noPolicy' | Unknown;
  /** With `noPolicy`: what else its access policy lets it do with secrets; left out: nothing. */
  readonly held?: readonly string[];
}

/** Returns the access of a principal to each of the places. */
export function placeAccess(principalId: string, { zones, vaults }: NamedPlaces, facts: Facts): readonly PlaceAccess[] {
  const ofZones = zones.map((place): PlaceAccess => {
    const kind = placeKindOf(place);
    const id = place as ArmId;
    if (kind === 'zone' || kind === 'privateZone')
      return { principalId, place, id, verdict: byRole(principalId, id, kind, facts) };
    return {
      principalId,
      place,
      verdict: unknownWith('untellable', 'zone', say`${place} is not the ID of a DNS zone.`),
    };
  });
  return [...ofZones, ...vaults.map((name) => vaultAccess(principalId, name, facts))];
}

/** Returns the access of several principals, each to its own places. */
export function accessOfAll(asked: ReadonlyMap<string, NamedPlaces>, facts: Facts): readonly PlaceAccess[] {
  return [...asked].flatMap(([principalId, places]) => placeAccess(principalId, places, facts));
}

function byRole(principalId: string, scope: ArmId, kind: PlaceKind, facts: Facts): PlaceAccess['verdict'] {
  const { actions, dataActions } = placeNeeds[kind];
  const verdict = accessOf({ principalId, scope, actions, dataActions }, facts);
  switch (verdict.kind) {
    case 'granted':
      return 'yes';
    case 'missing':
      return 'noRole';
    case 'unknown':
      return verdict.unknown;
  }
}

/** A vault is the only one of its name. */
function vaultAccess(principalId: string, place: string, facts: Facts): PlaceAccess {
  const answer = facts.get({ kind: 'everyResource', type: 'Microsoft.KeyVault/vaults' });
  const all = answer?.kind === 'found' ? answer.value : [];
  const vault = all.find((each) => sameText(parseResourceId(textAt(each, 'id') ?? '')?.name, place));
  if (vault === undefined) {
    const [unread] = unknownsOf(say`Key vaults`, answer);
    const unseen = unknownWith('hidden', 'vault', say`The vault ${place} is not among those that can be seen.`, place);
    return { principalId, place, verdict: unread ?? unseen };
  }
  const id = (textAt(vault, 'id') ?? '') as ArmId;
  const usesRoles = valueAt(vault, 'properties.enableRbacAuthorization') === true;
  if (usesRoles) return { principalId, place, id, verdict: byRole(principalId, id, 'vault', facts) };
  const verdict = byPolicy(principalId, place, vault);
  const held = verdict === 'noPolicy' ? secretPermissionsOf(vault, principalId) : [];
  return { principalId, place, id, verdict, ...(held.length === 0 ? {} : { held }) };
}

/** Returns what the access policies of a vault let a principal do with secrets. */
function secretPermissionsOf(vault: JsonObject, principalId: string): readonly string[] {
  const own = objectsAt(vault, 'properties.accessPolicies').filter(
    (policy) => sameGuid(textAt(policy, 'objectId'), principalId) && textAt(policy, 'applicationId') === undefined,
  );
  return [...new Set(own.flatMap((policy) => textsAt(policy, 'permissions.secrets')))];
}

/** Returns the command that lets a principal read secrets; it replaces what the principal had, and so has that, too. */
export function policyCommand(vault: string, holder: string, held: readonly string[] = []): string {
  return `az keyvault set-policy --name ${vault} --object-id ${holder} --secret-permissions ${['get', ...held].join(' ')}`;
}

/** Returns whether a vault that uses access policies lets a principal read secrets, and else the command for it. */
export function policyOf(
  vault: JsonObject,
  principalId: string,
): { readonly verdict: 'yes' | 'noPolicy' | Unknown; readonly command: string } {
  const name = parseResourceId(textAt(vault, 'id') ?? '')?.name ?? '';
  return {
    verdict: byPolicy(principalId, name, vault),
    command: policyCommand(name, principalId, secretPermissionsOf(vault, principalId)),
  };
}

function byPolicy(principalId: string, place: string, vault: JsonObject): 'yes' | 'noPolicy' | Unknown {
  if (valueAt(vault, 'properties.accessPolicies') === undefined)
    return unknownWith('untellable', 'vault', say`The access policies of the vault ${place} can't be seen.`, place);
  return holdsPolicy(objectsAt(vault, 'properties.accessPolicies'), principalId, 'secrets get') ? 'yes' : 'noPolicy';
}
