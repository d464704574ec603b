/** Which identity in Azure an asker means. */
import { isGuid, lastSegment, sameGuid, sameId, type ArmId } from '../arm/resourceId.ts';
import type { Cluster, UserAssignedIdentity } from '../cluster/model.ts';
import type { AskedIdentity } from './model.ts';

/** An identity in Azure as far as it is known. */
export interface MeantIdentity {
  readonly id: ArmId;
  readonly name: string;
  readonly tenantId?: string;
}

/** Finds the identity among the visible ones, and among those that the cluster's JSON names. */
export function identityMeant(
  asked: AskedIdentity,
  identities: readonly UserAssignedIdentity[] | undefined,
  { kubelet, addons }: Pick<Cluster, 'kubelet' | 'addons'>,
): MeantIdentity | undefined {
  const { clientId, resourceId, objectId } = asked;
  const listed = identities?.find(
    (each) =>
      (clientId !== undefined && sameGuid(each.clientId, clientId)) ||
      (resourceId !== undefined && sameId(each.id, resourceId)) ||
      (objectId !== undefined && sameGuid(each.principalId, objectId)),
  );
  if (listed) return listed;
  const own = [...('identityId' in kubelet ? [kubelet] : []), ...addons];
  const found = own.find(
    (each) =>
      each.identityId !== undefined &&
      ((clientId !== undefined && sameGuid(each.clientId, clientId)) ||
        (resourceId !== undefined && sameId(each.identityId, resourceId))),
  );
  const id = found?.identityId;
  return id === undefined ? undefined : { id, name: lastSegment(id) };
}

/** True if the text may be a client id that was masked before the file was saved. */
export function isMasked(text: string): boolean {
  return /[*•…]|x{4}/i.test(text);
}

/** Says what kind of id a text is, if it is no client id. */
export function otherKindOfId(
  text: string,
  identities: readonly UserAssignedIdentity[] | undefined,
): 'resourceId' | 'objectId' | 'noGuid' | undefined {
  if (text.startsWith('/')) return 'resourceId';
  if (!isGuid(text)) return 'noGuid';
  return identities?.some(({ principalId }) => sameGuid(principalId, text)) === true ? 'objectId' : undefined;
}
