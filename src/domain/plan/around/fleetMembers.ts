/** What a change of a cluster's identities means for the Fleets that it is a member of. */
import { unknownTexts, type Unknown } from '../../arm/unknown.ts';
import { membershipsOf, type Membership } from '../../around/things/fleets.ts';
import { callerMay, writerFor } from '../../access/callerPermissions.ts';
import { lastSegment } from '../../arm/resourceId.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { Facts } from '../../cluster/facts.ts';
import { rightsToJoin, writeChecks } from '../callerChecks.ts';
import { azJoinFleet, rejoinFleetStep } from './aroundSteps.ts';
import type { NextStep } from '../nextSteps.ts';
import type { PlanContext, PlanPart } from '../planPart.ts';
import type { Warning } from '../plan.ts';
import { sentenceList } from '../../words/describe.ts';
import { joinWords, say } from '../../../sentences/words.ts';

/** Source: https://learn.microsoft.com/azure/kubernetes-fleet/faq */
const page = 'https://learn.microsoft.com/azure/kubernetes-fleet/faq';

/** The part of a plan that joins a cluster to its Fleets again. */
export type Rejoining = Pick<PlanPart, 'steps' | 'checks' | 'warnings' | 'next'>;

/**
 * Plans how a cluster whose identity changes stays a member of its Fleets: with last steps if the user may join it,
 * otherwise with words about what is left to do. A Fleet that can't be read may have it as a member, too.
 */
export function rejoiningOf(cluster: Cluster, { facts }: Pick<PlanContext, 'facts'>): Rejoining {
  if (facts.looksAround !== true) return { steps: [], checks: [], warnings: [], next: [] };
  const { all, unknown } = membershipsOf(cluster, facts);
  const able = all.filter((membership) => mayJoin(membership, cluster, facts));
  return {
    steps: able.map((membership) => rejoinFleetStep(membership, cluster.id)),
    checks: able.flatMap(({ memberId }) => writeChecks(rightsToJoin(memberId, cluster.id), facts)),
    warnings: [...(all.length === 0 ? [] : [cutWarning(cluster, all)]), ...unreadWarnings(cluster, unknown)],
    next: all.filter((membership) => !able.includes(membership)).map((membership) => leftToDo(membership, cluster)),
  };
}

/** True if nothing is known to prevent it. */
function mayJoin({ memberId }: Membership, { id }: Cluster, facts: Facts): boolean {
  const rights = rightsToJoin(memberId, id);
  const writer = writerFor(rights, facts);
  return rights.every(({ action, scope }) => callerMay(action, scope, facts, writer).kind !== 'missing');
}

function cutWarning({ name }: Cluster, memberships: readonly Membership[]): Warning {
  const fleets = sentenceList(memberships.map(({ fleetId }) => lastSegment(fleetId)));
  return {
    id: 'fleetLoses',
    values: [name, ...memberships.map(({ fleetId }) => fleetId)],
    severity: 'disruption',
    text:
      memberships.length === 1
        ? say`Fleet ${fleets} loses ${name} until it's joined again. What the Fleet places there stays and is not updated until then.`
        : say`The Fleets ${fleets} lose ${name} until it's joined again. What the Fleets place there stays and is not updated until then.`,
    source: page,
  };
}

function unreadWarnings({ name }: Cluster, unknown: readonly Unknown[]): readonly Warning[] {
  if (unknown.length === 0) return [];
  return [
    {
      id: 'unseenFleetLoses',
      values: [name],
      severity: 'warning',
      text: say`${name} may be a member of a Fleet that can't be read: that Fleet loses it until it's joined again. ${joinWords(unknownTexts(unknown))}`,
      source: page,
    },
  ];
}

/** What someone who may join the cluster has to run. */
function leftToDo(membership: Membership, { id, name }: Cluster): NextStep {
  const fleet = lastSegment(membership.fleetId);
  return { kind: 'joinFleet', cluster: name, fleet, command: azJoinFleet(membership, id).az };
}
