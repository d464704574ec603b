/** The top of a plan: a headline, and a short list of what it does, how long it takes, what stops and how to undo it. */
import { idKey, sameId } from '../../arm/resourceId.ts';
import { mainOf, tensesOfSeveral, verbOf, type Change } from '../../change/change.ts';
import { canUndo } from '../pace.ts';
import type { PlanPart } from '../planPart.ts';
import type { Plan, PlanPoint, Warning } from '../plan.ts';
import { distinctBy } from '../../../shape/distinct.ts';
import { countWithNoun } from '../../words/counts.ts';
import { downtimeWords, isNamedWayBack, timeWords, wayBackWords } from './paceWords.ts';
import { groupByWords, distinctWords, say, type Words } from '../../../sentences/words.ts';

/** A change with its part of the plan. */
interface PlannedChange {
  readonly change: Change;
  readonly part: PlanPart;
}

/** The most things of one kind that the list names. */
const mostTold = 5;

/**
 * Returns the headline of a plan, its list, and the text of its button, from its changes with their parts; what stops is not said
 * where a warning does.
 */
export function planSummary(
  planned: readonly PlannedChange[],
  warnings: readonly Warning[],
): Pick<Plan, 'summary' | 'points' | 'verb'> {
  const changes = planned.map(({ change }) => change);
  const leading = mainOf(changes);
  const isMixed = changes.some((change) => change.kind !== leading?.kind && !belongsTo(change, leading));
  const verb = isMixed ? say`Make ${changes.length} changes` : (verbOfPart(planned, leading) ?? verbOf(changes));
  const open = distinctBy(
    planned.filter(({ part }) => part.does.length > 0),
    ({ change, part }) => [change.kind, clusterKeyOf(change), ...part.steps.map(({ id }) => id)].join(' '),
  );
  const already = planned.flatMap(({ part }) => part.already ?? []);
  const [done = say``, ...otherResults] = already;
  if (open.length === 0) return { summary: done, points: pointsOf('does', otherResults), verb };
  const led = open.filter(({ change }) => change.kind === leading?.kind);
  const single = isMixed ? undefined : (onlyOf(led) ?? onlyOf(open));
  const clauses = open.flatMap((outcome) => (outcome === single ? outcome.part.does.slice(1) : outcome.part.does));
  const paces = open.map(({ part }) => part.pace);
  const warningIds = new Set(warnings.map(({ id }) => id));
  const many = isMixed ? undefined : tensesOfSeveral(changes);
  const together = many === undefined ? say`${changes.length} changes in one plan.` : say`${many.does}.`;
  return {
    summary: single === undefined ? together : say`${single.part.does[0] ?? say``}.`,
    points: [
      ...pointsOf(
        'does',
        clauses.length <= mostTold ? clauses.map((clause) => say`${clause}.`) : kindsOf(planned, isMixed),
      ),
      ...pointsOf(
        'does',
        already.length > 1 ? [say`${countWithNoun(already.length, 'change')} are already done.`] : already,
      ),
      ...pointsOf('takes', timeWords(paces, single !== undefined)),
      ...pointsOf('stops', [...open.flatMap(({ part }) => part.neededBy ?? []), ...downtimeWords(paces, warningIds)]),
      ...pointsOf('wayBack', waysBack(open)),
    ],
    verb,
  };
}

/** What the change to which the others lead says itself, if it is the only one of its kind. */
function verbOfPart(planned: readonly PlannedChange[], leading: Change | undefined): Words | undefined {
  return onlyOf(planned.filter(({ change }) => change.kind === leading?.kind))?.part.verb;
}

function clusterKeyOf(change: Change): string {
  return 'clusterId' in change ? idKey(change.clusterId) : '';
}

function onlyOf(planned: readonly PlannedChange[]): PlannedChange | undefined {
  return planned.length === 1 ? planned[0] : undefined;
}

/** Each once. */
function pointsOf(kind: PlanPoint['kind'], texts: readonly Words[]): readonly PlanPoint[] {
  return distinctWords(texts).map((text) => ({ kind, text }));
}

/** Counts changes by kind; if there is only one kind, the headline says it. */
function kindsOf(planned: readonly PlannedChange[], isMixed: boolean): readonly Words[] {
  if (!isMixed) return [];
  const groups = [...Map.groupBy(planned, ({ change }) => change.kind).values()];
  return groups.map((ofKind) => say`${doneBy(ofKind)}.`);
}

/**
 * Says how each change can be undone, those first that can't; changes with the same way back together. A change that is made for
 * another one has no way back of its own; the other's is shown.
 */
function waysBack(open: readonly PlannedChange[]): readonly Words[] {
  const creating = open.filter(({ change }) => isCreation(change));
  const changing = open.filter(({ change }) => !isCreation(change));
  const endings = (changing.length > 0 ? changing : creating).flatMap(({ change, part }) => {
    const { wayBack } = part.pace;
    return wayBack === undefined ? [] : [{ change, part, wayBack, isFinal: !canUndo(wayBack) }];
  });
  const groups = groupByWords(
    endings,
    ({ wayBack }) => wayBackWords(wayBack),
    ({ isFinal }) => String(isFinal),
  ).toSorted(([a], [b]) => Number(b?.isFinal) - Number(a?.isFinal));
  const wayBackTexts = groups.slice(0, mostTold).flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const words = wayBackWords(first.wayBack, same.length);
    return [groups.length === 1 || isNamedWayBack(first.wayBack) ? words : say`${nameOfChanges(same)}. ${words}`];
  });
  const unnamedChanges = groups.slice(mostTold).flat();
  const restText = (isFinal: boolean): readonly Words[] => {
    const count = unnamedChanges.filter((change) => change.isFinal === isFinal).length;
    const moreChanges = countWithNoun(count, 'more change');
    return count === 0 ? [] : [isFinal ? say`${moreChanges} can't be undone.` : say`${moreChanges} can be undone.`];
  };
  return [
    ...wayBackTexts,
    ...restText(true),
    ...restText(false),
    ...(changing.length > 0 && creating.length > 0 && !endings.some(({ wayBack }) => wayBack.kind === 'deleteCluster')
      ? [say`What is created stays until you delete it.`]
      : []),
  ];
}

/** Names changes with the same way back: a single one by what it does, several by their kind or their number. */
function nameOfChanges(same: readonly PlannedChange[]): Words {
  return new Set(same.map(({ change }) => change.kind)).size === 1 ? doneBy(same) : say`${same.length} changes`;
}

/** Says what changes of one kind do: a single one in its own words, several with their number. */
function doneBy(ofKind: readonly PlannedChange[]): Words {
  const changes = ofKind.map(({ change }) => change);
  const [does] = onlyOf(ofKind)?.part.does ?? [];
  return does ?? tensesOfSeveral(changes)?.does ?? verbOf(changes);
}

/** Returns true for a change that is made for, or because of, the one that the others lead to. */
function belongsTo(change: Change, leading: Change | undefined): boolean {
  if (isCreation(change)) return leading?.kind !== 'createResourceGroup';
  if (change.kind === 'assignRole') return leading?.kind === 'createCredential';
  if (change.kind !== 'setWorkloadIdentity' || !change.enabled) return false;
  return (
    (leading?.kind === 'createCredential' || leading?.kind === 'bindIdentity') &&
    sameId(change.clusterId, leading.clusterId)
  );
}

function isCreation({ kind }: Change): boolean {
  return kind === 'createResourceGroup' || kind === 'createIdentity';
}
