/** What a Fleet may do to the bindings of a cluster. */
import { membershipsOf } from '../../around/things/fleets.ts';
import { itemsBelow } from '../../around/things/thing.ts';
import { unknownTexts, type Unknown } from '../../arm/unknown.ts';
import { textAt } from '../../arm/json.ts';
import { lastSegment } from '../../arm/resourceId.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { Facts } from '../../cluster/facts.ts';
import { isNamedIn } from '../../uses/namedUses.ts';
import { bindingProfiles } from '../../uses/usedAround.ts';
import type { Warning } from '../plan.ts';
import { joinWords, say, type Words, type Phrase } from '../../../sentences/words.ts';

const page = 'https://learn.microsoft.com/azure/kubernetes-fleet/overview';

/**
 * Warns that a Fleet with this cluster as a member has a profile for the identity: when it is applied, it creates the
 * identity's bindings on the members that it selects, and removes others.
 */
export function profileWarnings(cluster: Cluster, identityId: string, facts: Facts): readonly Warning[] {
  if (facts.looksAround !== true) return [];
  const { all, unknown } = membershipsOf(cluster, facts);
  const warning = (id: string, values: readonly Phrase[], text: Words): Warning => ({
    id,
    values,
    severity: 'warning',
    text,
    source: page,
  });
  const doubt = (owner: Phrase, unknowns: readonly Unknown[]): readonly Warning[] =>
    unknowns.length === 0
      ? []
      : [
          warning(
            'profilesUnknown',
            [owner],
            say`${owner} may have binding profiles that undo this when they are applied. ${joinWords(unknownTexts(unknowns))}`,
          ),
        ];
  return [
    ...all.flatMap(({ fleetId }): readonly Warning[] => {
      const fleet = lastSegment(fleetId);
      const title = say`Binding profiles of Fleet ${fleet}`;
      const profiles = itemsBelow(title, { id: fleetId, list: bindingProfiles }, facts);
      const ownProfiles = profiles.items.filter((profile) => isNamedIn(profile, { id: identityId }));
      const warnings = ownProfiles.map((profile) =>
        warning(
          'profileUndoes',
          [fleetId, textAt(profile, 'name') ?? '', identityId],
          say`Fleet ${fleet} has the binding profile ${textAt(profile, 'name') ?? ''} for ${lastSegment(identityId)}. When it is applied, the Fleet makes and removes bindings on its members, this cluster's among them.`,
        ),
      );
      return [...warnings, ...doubt(say`Fleet ${fleet}`, profiles.unknown)];
    }),
    ...doubt(say`A Fleet that is out of sight`, unknown),
  ];
}
