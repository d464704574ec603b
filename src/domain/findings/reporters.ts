/** Which clusters report what is wrong with an identity's credentials that belong to no cluster. */
import { distinctIds, sameId, type ArmId } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import { goneIssuers } from '../workloads/goneIssuers.ts';
import { issuerOf } from '../workloads/issuer.ts';
import { indexOf } from '../workloads/trust.ts';
import { placeFor } from './rules/bindings.ts';

/** Returns the ids of these clusters; none until clusters and credentials are read. */
export function reportersOf(identityId: ArmId, facts: Facts): readonly string[] {
  const answer = facts.get({ kind: 'credentials' });
  const listedCredentials = answer?.kind === 'found' ? answer.value.all : [];
  const isOwn = (bearer: { readonly identityId: string }): boolean => sameId(bearer.identityId, identityId);
  const goneOfReporter = goneIssuers('', listedCredentials, facts).gone.filter(({ credentials }) =>
    credentials.some(isOwn),
  );
  const clusters = facts.get({ kind: 'clusters' });
  const able = (clusters?.kind === 'found' ? clusters.value : []).filter(
    (candidate) => issuerOf(candidate) !== undefined,
  );
  const isShared = indexOf(listedCredentials).ofBindings.some(isOwn);
  return distinctIds([
    ...goneOfReporter.flatMap(({ cluster }) => cluster?.id ?? []),
    ...(isShared ? [placeFor(identityId, able)?.id].filter((id) => id !== undefined) : []),
  ]);
}
