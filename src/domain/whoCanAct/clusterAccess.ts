/** Everything about who can act on a cluster that was opened. */
import { membershipsOf } from '../around/things/fleets.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { eligibleAccess } from './eligible.ts';
import type { ClusterAccess } from './model.ts';
import { ownAccess } from './ownAccess.ts';
import { trustedAccess } from './trustedAccess.ts';
import { whoCanAct } from './whoCanAct.ts';

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
