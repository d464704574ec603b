/** The principals of a cluster's identities in Microsoft Entra ID. */
import { IdMap, type ReadonlyIdMap } from '../arm/idMap.ts';
import { objectAt, objectsAt, textAt } from '../arm/json.ts';
import {
  idKey,
  parseResourceId,
  resourceType,
  sameGuid,
  subscriptionOf,
  sameText,
  type ArmId,
} from '../arm/resourceId.ts';
import { distinctBy } from '../../shape/distinct.ts';
import type { IdentityNames } from '../uses/namedUses.ts';
import type { Facts } from './facts.ts';
import type { Cluster, ControlPlane, Kubelet, UserAssignedIdentity } from './model.ts';
import { oncePer } from '../../shape/oncePer.ts';

/** One of a cluster's identities; an add-on's has the add-on's key in the cluster's JSON. */
export type IdentityRole = 'controlPlane' | 'kubelet' | 'servicePrincipal' | (string & {});

/** Returns the principal id of the control plane's identity, if the cluster's JSON has it. */
export function controlPlanePrincipal(controlPlane: ControlPlane): string | undefined {
  return 'principalId' in controlPlane ? controlPlane.principalId : undefined;
}

/** Returns the object id of the kubelet's identity, if the cluster's JSON has it. */
export function kubeletPrincipal(kubelet: Kubelet): string | undefined {
  return 'objectId' in kubelet ? kubelet.objectId : undefined;
}

/** Returns the principal ids in the cluster's JSON, unchanged: the control plane's first, the add-ons' last. */
export function principalIdsIn({
  controlPlane,
  kubelet,
  addons,
}: Pick<Cluster, 'controlPlane' | 'kubelet' | 'addons'>): readonly string[] {
  const ids = [
    controlPlanePrincipal(controlPlane),
    kubeletPrincipal(kubelet),
    ...addons.map(({ objectId }) => objectId),
  ];
  return ids.filter((id) => id !== undefined);
}

/** Returns the principal ID of one of a cluster's identities, from the cluster's JSON or, with `facts`, from the identity itself. */
export function principalOf(cluster: Cluster, identity: IdentityRole, facts?: Facts): string | undefined {
  const { controlPlane, kubelet, addons } = cluster;
  switch (identity) {
    case 'servicePrincipal':
      return undefined;
    case 'controlPlane':
      return controlPlanePrincipal(controlPlane) ?? principalOfIdentity(controlPlane, facts);
    case 'kubelet':
      return kubeletPrincipal(kubelet) ?? principalOfIdentity(kubelet, facts);
    default:
      return addons.find(({ name }) => sameText(name, identity))?.objectId;
  }
}

function principalOfIdentity(user: ControlPlane | Kubelet, facts: Facts | undefined): string | undefined {
  if (!('identityId' in user)) return undefined;
  const answer = facts?.get({ kind: 'resource', id: user.identityId });
  return answer?.kind === 'found' ? textAt(answer.value, 'properties.principalId') : undefined;
}

/** Returns each principal of a cluster once, in lower case, with its identity; without `facts` only those in the cluster's JSON. */
export function principalsOf(cluster: Cluster, facts?: Facts): ReadonlyMap<string, IdentityRole> {
  const roles: IdentityRole[] = ['controlPlane', 'kubelet', ...cluster.addons.map(({ name }) => name)];
  const rolesByPrincipal = new Map<string, IdentityRole>();
  for (const identity of roles) {
    const principalId = principalOf(cluster, identity, facts)?.toLowerCase();
    if (principalId && !rolesByPrincipal.has(principalId)) rolesByPrincipal.set(principalId, identity);
  }
  return rolesByPrincipal;
}

/** Returns the identity of an ID among these. */
export function identityAt(id: string, identities: readonly UserAssignedIdentity[]): UserAssignedIdentity | undefined {
  return identitiesById(identities).get(id);
}

/** The identities by their IDs; of several with one ID, the first. */
export const identitiesById = oncePer(
  (identities: readonly UserAssignedIdentity[]): ReadonlyIdMap<UserAssignedIdentity> => {
    const index = new IdMap<UserAssignedIdentity>();
    for (const identity of identities) if (!index.has(identity.id)) index.set(identity.id, identity);
    return index;
  },
);

/** The identities by their principal IDs in lower case. */
export const identitiesByPrincipal = oncePer(
  (identities: readonly UserAssignedIdentity[]): ReadonlyMap<string, UserAssignedIdentity> =>
    new Map(identities.map((identity) => [identity.principalId.toLowerCase(), identity])),
);

/** Returns the user-assigned identity that the principal belongs to, if the connection shows it. */
export function identityOfPrincipal(principalId: string, facts: Facts): UserAssignedIdentity | undefined {
  const identities = facts.get({ kind: 'identities' });
  if (identities?.kind !== 'found') return undefined;
  return identitiesByPrincipal(identities.value).get(principalId.toLowerCase());
}

/** Returns all names of a principal; only its object id if the connection shows no identity for it. */
export function namesOfPrincipal(principalId: string, facts: Facts): IdentityNames {
  const identity = identityOfPrincipal(principalId, facts);
  return { principalId, id: identity?.id, clientId: identity?.clientId };
}

/** Returns each user-assigned identity that the cluster's JSON names, except those that AKS made. */
export function ownIdentities(cluster: Cluster): readonly string[] {
  const { controlPlane, kubelet, raw } = cluster;
  const pods = objectsAt(raw, 'properties.podIdentityProfile.userAssignedIdentities');
  const ids = [
    controlPlane.kind === 'userAssigned' ? controlPlane.identityId : undefined,
    kubelet.kind === 'preCreated' ? kubelet.identityId : undefined,
    ...pods.map((pod) => textAt(objectAt(pod, 'identity'), 'resourceId')),
  ].filter((id): id is string => id !== undefined && isIdentity(id));
  return distinctBy(ids, idKey);
}

function isIdentity(id: string): boolean {
  const type = parseResourceId(id)?.type.toLowerCase();
  return type === resourceType.identity.toLowerCase() && subscriptionOf(id) !== undefined;
}

/** Returns true if one of the cluster's identities no longer has this principal, because it was deleted or recreated. */
export function isPrincipalGone({ controlPlane, kubelet }: Cluster, principalId: string, facts: Facts): boolean {
  const namedPairs: readonly (readonly [ArmId, string | undefined])[] = [
    ...(controlPlane.kind === 'userAssigned' ? [[controlPlane.identityId, controlPlane.principalId] as const] : []),
    ...('identityId' in kubelet ? [[kubelet.identityId, kubelet.objectId] as const] : []),
  ];
  return namedPairs.some(([identityId, namedPrincipal]) => {
    if (!sameGuid(namedPrincipal, principalId)) return false;
    const answer = facts.get({ kind: 'resource', id: identityId });
    if (answer?.kind !== 'found') return answer?.kind === 'missing';
    const live = textAt(answer.value, 'properties.principalId');
    return live !== undefined && !sameGuid(live, principalId);
  });
}
