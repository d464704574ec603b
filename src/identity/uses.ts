/** Who uses an identity. */
import { isObject, listAt, textAt } from './jsonPath.ts';
import type { Cluster } from './model.ts';
import { sameId } from './resourceId.ts';

/** One use of an identity by a cluster. */
export interface Use {
  /** Such as `control plane`, `kubelet`, `add-on azurepolicy`. */
  readonly as: string;
  readonly cluster: string;
  readonly clusterId: string;
}

/** Everything that a cluster uses a user-assigned identity for. */
export function usesOf(identityId: string, cluster: Cluster): readonly Use[] {
  const { controlPlane, kubelet, addons, name, id, raw } = cluster;
  const isPod = listAt(raw, 'properties.podIdentityProfile.userAssignedIdentities')
    .filter(isObject)
    .some((each) => sameId(textAt(each, 'identity.resourceId'), identityId));
  const uses: string[] = [
    ...(controlPlane.kind === 'userAssigned' && sameId(controlPlane.identityId, identityId) ? ['control plane'] : []),
    ...('identityId' in kubelet && sameId(kubelet.identityId, identityId) ? ['kubelet'] : []),
    ...addons.filter((addon) => sameId(addon.identityId, identityId)).map((addon) => `add-on ${addon.name}`),
    ...(isPod ? ['pod identity'] : []),
  ];
  return uses.map((as) => ({ as, cluster: name, clusterId: id }));
}

/** What a principal is to a cluster, by its object id. */
export function usesOfPrincipal(principalId: string, cluster: Cluster): readonly Use[] {
  const is = (id: string | undefined): boolean => id?.toLowerCase() === principalId.toLowerCase();
  const { controlPlane, kubelet, addons, name, id } = cluster;
  const uses: string[] = [
    ...('principalId' in controlPlane && is(controlPlane.principalId) ? ['control plane'] : []),
    ...('objectId' in kubelet && is(kubelet.objectId) ? ['kubelet'] : []),
    ...addons.filter((addon) => is(addon.objectId)).map((addon) => `add-on ${addon.name}`),
  ];
  return uses.map((as) => ({ as, cluster: name, clusterId: id }));
}
