import { isAtOrBelow, sameGuid, sameId } from '../arm/resourceId.ts';
import type { UserAssignedIdentity } from '../cluster/model.ts';
import type { Finding } from './finding.ts';

type ConcernedIdentity = Pick<UserAssignedIdentity, 'id' | 'principalId'>;

/** Returns true if a finding of a cluster is about an identity: its roles, its credentials, or itself. */
export function concernsIdentity(
  identity: ConcernedIdentity,
  { missing, grant, subject, places = [] }: Pick<Finding, 'missing' | 'grant' | 'subject' | 'places'>,
): boolean {
  return (
    sameGuid(missing?.principalId ?? grant?.principalId, identity.principalId) ||
    [subject, ...places].some((id) => id !== undefined && isAtOrBelow(id, identity.id))
  );
}

/** Returns true if nothing is lost at an identity with what a finding is about. */
export function isSpared({ id }: Pick<ConcernedIdentity, 'id'>, { spared = [] }: Pick<Finding, 'spared'>): boolean {
  return spared.some((sparedId) => sameId(sparedId, id));
}
