/** Words about what moves from one identity to another, and what does not. */
import { overviewPage } from '../../arm/docs.ts';
import { unknownTexts, type Unknown } from '../../arm/unknown.ts';
import { isOn } from '../../arm/json.ts';
import { sameId } from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { identityUses } from '../../cluster/uses.ts';
import { describeUses } from '../../cluster/usesInWords.ts';
import { sentenceList } from '../../words/describe.ts';
import type { NextStep } from '../nextSteps.ts';
import type { Warning } from '../plan.ts';
import { type DraftCheck, unknownCheck } from '../planPart.ts';
import type { CarriedAccess } from './carryOver.ts';
import type { SortedAccess } from './sorter.ts';
import type { Outgoing } from './outgoing.ts';
import type { Purpose } from './usual.ts';
import { capitaliseArticle, joinWords, say, type Words, type Phrase } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** The most things that one sentence names. */
const mostNamed = 5;

/** Returns warnings about the former identity's access: what its successor will lack, and who else uses it. */
export function carryWarnings(
  { holdings, all, grantee }: CarriedAccess,
  cluster: Cluster,
  facts: Facts,
): readonly Warning[] {
  const { outgoing } = holdings;
  const notCarried = all.filter(
    ({ fate, isCarried }) => isCarried !== true && (fate === 'offered' || fate === 'named'),
  );
  const carriable = all.filter(({ fate }) => fate === 'offered' || fate === 'named');
  if (outgoing === undefined || carriable.length === 0) return [];
  const { users, unknown } = othersOf(outgoing, cluster, facts);
  const info = (id: string, text: Words): Warning => ({ id, severity: 'info', text, source: overviewPage });
  return [
    ...(notCarried.length === 0 ? [] : [leftWarning(outgoing, usualFirst(notCarried), grantee.name)]),
    ...(users.length === 0
      ? []
      : [
          info(
            'usedElsewhere',
            say`${capitaliseArticle(outgoing.name)} is also used by ${sentenceList(users)}, so what it holds may still be needed there.`,
          ),
        ]),
    ...(unknown.length === 0
      ? []
      : [
          info(
            'usesUnknown',
            say`What else uses ${outgoing.name}, and may need what it holds, isn't fully known. ${joinWords(unknownTexts(unknown))}`,
          ),
        ]),
  ];
}

function leftWarning({ name, of }: Outgoing, notCarried: readonly SortedAccess[], successor: Phrase): Warning {
  const whose = of === 'kubelet' ? say`on the nodes` : say`in the control plane`;
  return {
    id: 'notCarried',
    values: [name, successor, ...notCarried.map(({ id }) => id)],
    severity: 'warning',
    text: say`${capitaliseArticle(name)} also has ${namesOf(notCarried)}. ${capitaliseArticle(successor)} doesn't get that: everything that uses it ${whose} stops working.`,
    source: overviewPage,
  };
}

function usualFirst(accesses: readonly SortedAccess[]): readonly SortedAccess[] {
  return [...accesses.filter(({ isUsual }) => isUsual === true), ...accesses.filter(({ isUsual }) => isUsual !== true)];
}

function namesOf(accesses: readonly SortedAccess[]): Words {
  const moreCount = accesses.length - mostNamed;
  return sentenceList([
    ...accesses.slice(0, mostNamed).map(({ what }) => what),
    ...(moreCount > 0 ? [say`${moreCount} more`] : []),
  ]);
}

/** Who else uses the identity, besides the slot that it leaves. */
function othersOf(
  { identityId, of }: Outgoing,
  cluster: Cluster,
  facts: Facts,
): { readonly users: readonly Phrase[]; readonly unknown: readonly Unknown[] } {
  if (identityId === undefined) return { users: [], unknown: [] };
  const uses = identityUses(identityId, facts);
  const clusters = uses.clusters.filter(({ place, clusterId }) => place !== of || !sameId(clusterId, cluster.id));
  return { users: describeUses({ ...uses, clusters }), unknown: uses.unknown };
}

/** Returns the check that says where the former identity's access was searched, and what could not be seen. */
export function lookedCheck({ holdings }: CarriedAccess, cluster: Cluster): readonly DraftCheck[] {
  const { outgoing, all, unknown } = holdings;
  if (outgoing === undefined) return [];
  if (unknown.length > 0) {
    const title = say`Not everything that ${outgoing.name} has is known`;
    const check = { id: 'holdings', about: [outgoing.of], title };
    return [unknownCheck(check, unknown)];
  }
  const detail = say`Its role assignments and key vault access policies were checked in all subscriptions that you can see; access through groups, only in the subscription of ${cluster.name}.`;
  const title =
    all.length === 0
      ? say`${capitaliseArticle(outgoing.name)} has nothing else that can be seen`
      : say`What ${outgoing.name} has access to is known`;
  return [{ id: 'holdings', about: [outgoing.of], title, verdict: 'pass', detail }];
}

/** Returns what probably names the former identity inside the cluster, judging by its access. */
export function namedInsideSteps({ holdings, all }: CarriedAccess, cluster: Cluster): readonly NextStep[] {
  const { outgoing } = holdings;
  if (outgoing?.of !== 'kubelet') return [];
  const { clientId, principalId } = outgoing;
  const purposes = new Set(all.flatMap(({ purpose }) => purpose ?? []));
  const places = namedPlaces.filter((purpose) => purposes.has(purpose));
  const isGmsa = isOn(cluster.raw, 'properties.windowsProfile.gmsaProfile.enabled');
  return [
    ...(places.length === 0 ? [] : [{ kind: 'namedInside' as const, places, ...defined({ clientId }) }]),
    ...(isGmsa ? [{ kind: 'gmsa' as const, ...defined({ principalId }) }] : []),
  ];
}

const namedPlaces = ['volumes', 'secrets', 'dns'] as const satisfies readonly Purpose[];
