/** What JSON uses identities for: known places in words, all others by their path. */
import { listAt, objectAt, type Json, type JsonObject } from '../arm/json.ts';
import { mayName, namedIdentities, pathText, type JsonPath, type Naming } from '../arm/namedIdentities.ts';
import { idKey, lastSegment, sameText } from '../arm/resourceId.ts';
import { distinctByWords, say, type Words } from '../../sentences/words.ts';

/** All names of an identity. */
export interface IdentityNames {
  /** The id of the resource. */
  readonly id?: string | undefined;
  /** Its object ID in Microsoft Entra ID. */
  readonly principalId?: string | undefined;
  readonly clientId?: string | undefined;
}

/**
 * What an identity is to a cluster: `feature` if it belongs neither to the cluster itself nor to an add-on, `path` if
 * only the place is known.
 */
export type UsePlace = 'controlPlane' | 'kubelet' | 'servicePrincipal' | 'addon' | 'podIdentity' | 'feature' | 'path';

/** A use found in a piece of JSON. */
export interface NamedUse {
  readonly place: UsePlace;
  /** Such as `kubelet`; for an unknown place, its path: ``named in `properties.x.y` ``. */
  readonly as: Words;
  /** The identity as the JSON names it. */
  readonly text: string;
  /** True for a tag, or a longer text that contains the id: it hints at a use, but is none. */
  readonly isHint: boolean;
}

/**
 * Returns every use of an identity in the JSON of a resource, once for each purpose. The resource may be anything in
 * ARM (a cluster, a Fleet, an extension, a scale set); unknown places are named by their path.
 */
export function namedUses(raw: JsonObject, { id, principalId, clientId }: IdentityNames): readonly NamedUse[] {
  const ids = id === undefined ? [] : [idKey(id)];
  const guids = [principalId, clientId].flatMap((guid) =>
    guid === undefined || guid === '' ? [] : guid.toLowerCase(),
  );
  if (!mayName(raw, [...ids, ...guids])) return [];
  const { byId, byGuid } = namedIdentities(raw);
  const namings = [...ids.flatMap((key) => byId.get(key) ?? []), ...guids.flatMap((key) => byGuid.get(key) ?? [])];
  return oneOfEachPurpose(namings.map((naming) => useAt(naming, raw)));
}

/** Returns true if the JSON of a resource shows a use of the identity. */
export function isNamedIn(raw: JsonObject, names: IdentityNames): boolean {
  return namedUses(raw, names).some(({ isHint }) => !isHint);
}

/** Returns every user-assigned identity that the JSON names by its id, once for each purpose. */
export function everyNamedUse(raw: JsonObject): readonly NamedUse[] {
  return [...namedIdentities(raw).byId.values()].flatMap((namings) =>
    oneOfEachPurpose(namings.map((naming) => useAt(naming, raw))),
  );
}

/** An identity that a cluster uses, and what for. */
export type IdentityUse = Pick<NamedUse, 'as' | 'place'> & { readonly identityId: string };

/** Returns true for the uses of a cluster's own identities and those of its add-ons. */
export function isOfClusterItself({ place }: Pick<NamedUse, 'place'>): boolean {
  return place !== 'feature' && place !== 'path';
}

/** Returns true for a use of which only the place is known. */
export function isByPath({ place }: Pick<NamedUse, 'place'>): boolean {
  return place === 'path';
}

/** Returns one use for each purpose; a hint only if there is nothing else. */
function oneOfEachPurpose(uses: readonly NamedUse[]): readonly NamedUse[] {
  const surestFirst = [...uses.filter(({ isHint }) => !isHint), ...uses.filter(({ isHint }) => isHint)];
  return distinctByWords(surestFirst, ({ as }) => as);
}

function useAt({ text, path, isHint }: Naming, raw: JsonObject): NamedUse {
  const use = isHint ? undefined : places.find(([pattern]) => startsWith(path, pattern.split('.')));
  if (use === undefined) return { place: 'path', as: say`named in \`${pathText(path)}\``, text, isHint };
  const [, place, words] = use;
  return { place, as: typeof words === 'function' ? words(path, raw) : words, text, isHint };
}

type UseWords = Words | ((path: JsonPath, raw: JsonObject) => Words);

/** The known places for identities in a cluster; `*` means any name or list position. */
const places: readonly (readonly [string, UsePlace, UseWords])[] = [
  ['identity.userAssignedIdentities', 'controlPlane', say`control plane`],
  ['identity.principalId', 'controlPlane', say`control plane`],
  ['properties.servicePrincipalProfile', 'servicePrincipal', say`service principal`],
  ['properties.identityProfile.kubeletidentity', 'kubelet', say`kubelet`],
  ['properties.addonProfiles.*.identity', 'addon', (path) => say`add-on ${String(path[2])}`],
  ['properties.podIdentityProfile.userAssignedIdentities', 'podIdentity', say`pod identity`],
  ['properties.ingressProfile.webAppRouting.identity', 'addon', say`add-on webAppRouting`],
  ['properties.ingressProfile.applicationLoadBalancer.identity', 'feature', say`Application Gateway for Containers`],
  ['properties.securityProfile.defender.securityGating.identities.*', 'feature', gatingWords],
  [
    'properties.securityProfile.serviceAccountImagePullProfile.defaultManagedIdentityId',
    'feature',
    say`image pulls by service account`,
  ],
  ['properties.storageProfile.diskCSIDriver.quickAttachDetach.identity', 'feature', say`disk attachment`],
];

/** Names the registry whose findings are pulled, which is next to the identity. */
function gatingWords(path: JsonPath, raw: JsonObject): Words {
  const entries: readonly Json[] = listAt(
    objectAt(raw, 'properties.securityProfile.defender.securityGating'),
    'identities',
  );
  const entry = entries[Number(path[5])];
  const registry = objectAt({ entry }, 'entry')?.['azureContainerRegistry'];
  return typeof registry === 'string' && registry !== ''
    ? say`Defender image gating for ${lastSegment(registry)}`
    : say`Defender image gating`;
}

function startsWith(path: JsonPath, pattern: readonly string[]): boolean {
  return (
    path.length >= pattern.length &&
    pattern.every((segment, index) => segment === '*' || sameText(segment, String(path[index])))
  );
}
