/** Names for principals, as far as the connection shows them. */
import { sameGuid } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import { fleetIndexOf } from '../cluster/fleetIndex.ts';
import { identityOfPrincipal } from '../cluster/principals.ts';
import { usesOf } from '../cluster/uses.ts';
import { shortGuid } from '../arm/scopeWords.ts';

/** Returns the name of the identity behind a principal id, otherwise the shortened id. */
export function principalName(principalId: string, facts: Facts): string {
  return identityName(principalId, facts) ?? nameBefore(principalId, facts) ?? `principal ${shortGuid(principalId)}`;
}

/** Returns true if the principal is a managed identity that the connection shows. */
export function isManagedIdentity(principalId: string, facts: Facts): boolean {
  return identityName(principalId, facts) !== undefined;
}

/** The name of a principal that was an identity of a cluster until one of our changes, according to the journal. */
function nameBefore(principalId: string, facts: Facts): string | undefined {
  return facts.replaced?.find((replacedIdentity) => sameGuid(replacedIdentity.principalId, principalId))?.name;
}

function identityName(principalId: string, facts: Facts): string | undefined {
  const clusters = facts.get({ kind: 'clusters' });
  const ownName = identityOfPrincipal(principalId, facts)?.name;
  if (ownName !== undefined || clusters?.kind !== 'found') return ownName;
  const [user] = fleetIndexOf(clusters.value).byPrincipal.get(principalId.toLowerCase()) ?? [];
  const [use] = user ? usesOf({ principalId }, user) : [];
  return use ? `the ${use.as} of ${use.cluster}` : undefined;
}
