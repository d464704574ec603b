/** What a Fleet may do to the bindings of a cluster. */
import { membershipsOf } from '../../around/things/fleets.ts';
import { itemsBelow } from '../../around/things/thing.ts';
import { textAt } from '../../arm/json.ts';
import { lastSegment } from '../../arm/resourceId.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { Facts } from '../../cluster/facts.ts';
import { namedUses } from '../../uses/namedUses.ts';
import { bindingProfiles } from '../../uses/usedAround.ts';
import type { Warning } from '../plan.ts';

const page = 'https://learn.microsoft.com/azure/kubernetes-fleet/overview';

/**
 * Warns that a Fleet which the cluster is a member of has a profile for the identity: applied, it makes the identity's bindings on
 * the members that it selects, and removes others.
 */
export function profileWarnings(cluster: Cluster, identityId: string, facts: Facts): readonly Warning[] {
  if (facts.looksAround !== true) return [];
  const { all } = membershipsOf(cluster, facts);
  return all.flatMap(({ fleetId }): readonly Warning[] => {
    const fleet = lastSegment(fleetId);
    const { items, unknown } = itemsBelow(
      `Binding profiles of Fleet ${fleet}`,
      { id: fleetId, list: bindingProfiles },
      facts,
    );
    const own = items.filter((profile) => namedUses(profile, { id: identityId }).some(({ isHint }) => !isHint));
    const found = own.map((profile): Warning => ({
      severity: 'warning',
      text: `Fleet ${fleet} has the binding profile ${textAt(profile, 'name') ?? ''} for ${lastSegment(identityId)}. When it is applied, the Fleet makes and removes bindings on its members, this cluster's among them.`,
      source: page,
    }));
    const doubt: Warning = {
      severity: 'warning',
      text: `Fleet ${fleet} may have binding profiles that undo this when they are applied. ${unknown.join(' ')}`,
      source: page,
    };
    return unknown.length > 0 ? [...found, doubt] : found;
  });
}
