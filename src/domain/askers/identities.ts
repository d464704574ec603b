/** Which identity in Azure an asker means. */
import { isGuid, lastSegment, sameGuid, sameId, type ArmId } from '../arm/resourceId.ts';
import type { Cluster, UserAssignedIdentity } from '../cluster/model.ts';
import type { AskedIdentity } from './model.ts';

/** An identity in Azure as far as it is known. */
export interface KnownIdentity {
  readonly id: ArmId;
  readonly name: string;
  readonly tenantId?: string;
}

/** Finds the identity among the visible ones, and among those that the cluster's JSON names. */
export function identityAskedFor(
  askedIdentity: AskedIdentity,
  identities: readonly UserAssignedIdentity[] | undefined,
  { kubelet, addons }: Pick<Cluster, 'kubelet' | 'addons'>,
): KnownIdentity | undefined {
  const { clientId, resourceId, objectId } = askedIdentity;
  const identity = identities?.find(
    (candidate) =>
      (clientId !== undefined && sameGuid(candidate.clientId, clientId)) ||
      (resourceId !== undefined && sameId(candidate.id, resourceId)) ||
      (objectId !== undefined && sameGuid(candidate.principalId, objectId)),
  );
  if (identity) return identity;
  const nodeIdentities = [...('identityId' in kubelet ? [kubelet] : []), ...addons];
  const nodeIdentity = nodeIdentities.find(
    (candidate) =>
      candidate.identityId !== undefined &&
      ((clientId !== undefined && sameGuid(candidate.clientId, clientId)) ||
        (resourceId !== undefined && sameId(candidate.identityId, resourceId))),
  );
  const id = nodeIdentity?.identityId;
  return id === undefined ? undefined : { id, name: lastSegment(id) };
}

/** True if the text may be a client id that was masked before the file was saved. */
export function hasMask(text: string): boolean {
  return /[*•…]|x{4}/i.test(text);
}

/** Says what kind of id a text is, if it is no client id. */
export function otherKindOfId(
  text: string,
  identities: readonly UserAssignedIdentity[] | undefined,
): 'resourceId' | 'objectId' | 'blanks' | 'noGuid' | undefined {
  if (text.startsWith('/')) return 'resourceId';
  if (text !== text.trim() && isGuid(text.trim())) return 'blanks';
  if (!isGuid(text)) return 'noGuid';
  return identities?.some(({ principalId }) => sameGuid(principalId, text)) === true ? 'objectId' : undefined;
}
