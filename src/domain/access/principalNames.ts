/** Names for principals: who a GUID is, as far as the connection shows it. */
import type { Facts } from '../cluster/facts.ts';
import { identitiesByPrincipal } from '../cluster/fleetIndex.ts';
import type { UserAssignedIdentity } from '../cluster/model.ts';
import { usesOfPrincipal } from '../cluster/uses.ts';
import { shortGuid } from '../arm/scopeWords.ts';

/** The name of the managed identity behind a principal ID, else the ID itself, shortened. */
export function principalName(principalId: string, facts: Facts): string {
  return identityName(principalId, facts) ?? `principal ${shortGuid(principalId)}`;
}

/** True where the principal is a managed identity that the connection shows. */
export function isManagedIdentity(principalId: string, facts: Facts): boolean {
  return identityName(principalId, facts) !== undefined;
}

/** The user-assigned identity that the principal is, where the connection shows it. */
export function identityOfPrincipal(principalId: string, facts: Facts): UserAssignedIdentity | undefined {
  const identities = facts.get({ kind: 'identities' });
  if (identities?.kind !== 'found') return undefined;
  return identitiesByPrincipal(identities.value).get(principalId.toLowerCase());
}

function identityName(principalId: string, facts: Facts): string | undefined {
  const clusters = facts.get({ kind: 'clusters' });
  const own = identityOfPrincipal(principalId, facts)?.name;
  if (own !== undefined || clusters?.kind !== 'found') return own;
  const user = clusters.value.find((each) => usesOfPrincipal(principalId, each).length > 0);
  const [use] = user ? usesOfPrincipal(principalId, user) : [];
  return use ? `the ${use.as} of ${use.cluster}` : undefined;
}
