/** Who needs something for a cluster. */
import { textAt } from '../arm/json.ts';
import { resourceAt, type Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { principalOf } from '../cluster/principals.ts';
import type { Need, NeedHolder } from './need.ts';

/** Returns the principal id of whoever needs something, as far as it is known. */
export function principalOfNeed(
  cluster: Cluster,
  { identity, holder }: Pick<Need, 'identity' | 'holder'>,
  facts: Facts,
): string | undefined {
  return holder === undefined ? principalOf(cluster, identity, facts) : principalOfHolder(holder, facts);
}

/** Returns the principal id of a holder that is none of a cluster's own identities, as far as it is known. */
export function principalOfHolder({ principalId, identityId }: NeedHolder, facts: Facts): string | undefined {
  if (principalId !== undefined || identityId === undefined) return principalId;
  return textAt(resourceAt(identityId, facts), 'properties.principalId');
}
