/** Everything about who can act on a cluster that was opened. */
import { membershipsOf } from '../around/things/fleets.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { eligibleAccess } from './eligible.ts';
import type { ClusterAccess, TrustedAccess, TrustedSource } from './model.ts';
import { ownAccess } from './ownAccess.ts';
import { whoCanAct } from './whoCanAct.ts';
import {
  isDefender,
  isSourceGone,
  trustedBindingsOf,
  whySourceUnknown,
  type TrustedBinding,
} from '../around/things/trustedAccess.ts';
import { defined } from '../../shape/defined.ts';
import type { Unknown } from '../arm/unknown.ts';

/** Returns who can act on a cluster, who could after activating roles, what can through Trusted Access, and what the signed-in person may do. */
export function clusterAccess(cluster: Cluster, facts: Facts): ClusterAccess {
  const who = whoCanAct(cluster, facts);
  const fleetIds = membershipsOf(cluster, facts).all.map(({ fleetId }) => fleetId);
  return {
    ...who,
    eligible: eligibleAccess(who, fleetIds, facts),
    trusted: trustedAccess(cluster, facts),
    own: ownAccess(who, fleetIds, facts),
  };
}

/**
 * Returns what may act in a cluster through Trusted Access. A source is gone only if its subscription is visible and it
 * was not found there.
 */
function trustedAccess(cluster: Cluster, facts: Facts): TrustedAccess {
  const { all, unknown } = trustedBindingsOf(cluster, facts);
  return { sources: all.map(sourceOf), unknown };
}

function sourceOf(binding: TrustedBinding): TrustedSource {
  const { id, name, sourceId, roles } = binding;
  return {
    bindingId: id,
    name,
    sourceId,
    roles,
    state: stateOf(binding),
    ...defined({ unknown: whySourceUnknown(binding) }),
  };
}

function stateOf(binding: TrustedBinding): TrustedSource['state'] {
  if (isDefender(binding.sourceId)) return 'notChecked';
  if (isSourceGone(binding)) return 'gone';
  return binding.source?.kind === 'found' ? 'there' : 'unknown';
}

/** Returns everything that could not be read, of each part. */
export function unknownsOfAccess({
  unknown,
  eligible,
  trusted,
  own,
  inside,
  names,
}: ClusterAccess): readonly Unknown[] {
  const ofSources = trusted.sources.flatMap((source) => source.unknown ?? []);
  return [
    ...unknown,
    ...eligible.unknown,
    ...trusted.unknown,
    ...ofSources,
    ...own.unknown,
    ...(inside?.unknown ?? []),
    ...(names?.unknown ?? []),
  ];
}
