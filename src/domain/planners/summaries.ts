/** What stands on top of a plan: what its changes do, how long that takes, what stops meanwhile, and the way back. */
import { sameId } from '../arm/resourceId.ts';
import { mainOf, verbOf } from '../change/change.ts';
import type { Change } from '../change/change.ts';
import { canBeUndone } from '../plan/planPart.ts';
import type { Pace, PlanPart } from '../plan/planPart.ts';
import type { Plan } from '../plan/plan.ts';
import { listed } from '../words/describe.ts';
import { effectWords, laterWords } from './paceWords.ts';
import { wordsTogether } from './rolesTogether.ts';
import { distinctBy } from '../../shape/distinct.ts';

/** A change with its share of the plan. */
interface Told {
  readonly change: Change;
  readonly part: PlanPart;
}

/** The most changes that are told one by one. */
const mostTold = 5;

/** Returns the words of a plan from its changes, each with its share. */
export function wordsOf(all: readonly Told[]): Pick<Plan, 'summary' | 'wayBack' | 'verb'> {
  const changes = all.map(({ change }) => change);
  const leading = mainOf(changes);
  const verb = verbOf(changes);
  const main = all.filter(({ change }) => change.kind === leading?.kind);
  const others = all.filter((each) => !main.includes(each));
  if (others.some(({ change }) => !belongsTo(change, leading)))
    return { ...asList(all), verb: `Make ${changes.length} changes` };
  const open = onlyOpen(all);
  const isMain = (each: Told): boolean => main.includes(each);
  const together = open.every(isMain) ? wordsTogether(main.map(({ part }) => part)) : undefined;
  if (together) return { ...together, verb };
  const tellsItself = leading?.kind === 'createCluster';
  if (open.length > mostTold && !tellsItself) return { ...asList(all), verb };
  const told = tellsItself ? open.filter(isMain) : open;
  const led = told.filter(isMain);
  const stays = told.some((each) => !isMain(each) && isCreation(each.change));
  return {
    summary: sentences([...inOneSentence(told), ...main.flatMap(({ part }) => part.already ?? [])]),
    wayBack: sentences([
      ...(new Set(led.map(({ part }) => part.reversible)).size > 1
        ? [undoWords(led)]
        : told.flatMap((each) =>
            isMain(each) || (!isCreation(each.change) && (led.length === 0 || !each.part.reversible))
              ? [each.part.wayBack]
              : [],
          )),
      ...(stays ? ['What is created stays until you delete it.'] : []),
    ]),
    verb,
  };
}

/** Each that still does something, once. */
function onlyOpen(all: readonly Told[]): readonly Told[] {
  const open = all.filter(({ part }) => part.does.length > 0);
  const keyOf = ({ part }: Told): string => JSON.stringify([part.does, part.steps.map(({ id }) => id)]);
  return distinctBy(open, keyOf);
}

/** Returns true for what is made for the change to which the others lead, or because of it. */
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

/** How long the requests of a change take, shortest first: behind what it does, and as a measure for each of many. */
const lasting = {
  seconds: { ending: ', which takes a few seconds', measure: 'a few seconds' },
  secondsOrMinutes: { ending: ', within seconds or a few minutes', measure: 'a few minutes' },
  minuteOrTwo: { ending: ', usually within a minute or two', measure: 'a minute or two' },
  fewMinutes: { ending: ', usually within a few minutes', measure: 'a few minutes' },
  severalMinutes: { ending: ', which usually takes several minutes', measure: 'several minutes' },
  // Its downtime says how long.
  perNode: { ending: '', measure: undefined },
} as const;

type Lasts = keyof typeof lasting;

function longest(paces: readonly Pace[]): (typeof lasting)[Lasts] | undefined {
  const last = (Object.keys(lasting) as Lasts[]).findLast((key) => paces.some(({ lasts }) => lasts === key));
  return last && lasting[last];
}

function inOneSentence(told: readonly Told[]): readonly string[] {
  if (told.length === 0) return [];
  const paces = told.map(({ part }) => part.pace);
  const clauses = told.flatMap(({ part }) => part.does);
  const does = listed(clauses.map((clause, index) => (index === 0 ? clause : withSmallInitial(clause))));
  return [`${does}${longest(paces)?.ending ?? ''}.`, effectWords(paces)];
}

/** Of many changes, how many of which kind, and the longest time that one of them takes. */
function asList(all: readonly Told[]): Pick<Plan, 'summary' | 'wayBack'> {
  const groups = [...Map.groupBy(all, ({ change }) => change.kind).values()];
  const verbs = groups.map((some) => withSmallInitial(verbOf(some.map(({ change }) => change))));
  const paces = all.filter(({ part }) => part.does.length > 0).map(({ part }) => part.pace);
  const most = longest(paces)?.measure;
  const already = all.filter(({ part }) => part.does.length === 0 && part.already !== undefined).length;
  return {
    summary: sentences([
      `${all.length} changes in one plan: ${listed(verbs)}.`,
      ...(most === undefined ? [] : [`Each usually takes no more than ${most}.`]),
      ...all.flatMap(({ part }) => (part.role?.needed === undefined ? [] : [`${part.role.needed}.`])),
      effectWords(paces, delayOf(paces)),
      ...(already === 0 ? [] : [`${already} of them ${already === 1 ? 'is' : 'are'} done already.`]),
    ]),
    wayBack: undoWords(all),
  };
}

function undoWords(all: readonly Told[]): string {
  return `${all.every(({ part }) => canBeUndone(part)) ? 'All' : 'Not all'} of them can be undone.`;
}

/** When roles take effect, once for all of them; other things may take longer. */
function delayOf(paces: readonly Pace[]): readonly string[] {
  const minutes = paces.some(({ delay }) => delay === 'hour') ? 'up to 60' : 'several';
  const later = laterWords(paces.filter(({ delay }) => delay === undefined));
  const roles = paces.some(({ delay }) => delay) ? [`role changes can take ${minutes} minutes to take effect`] : [];
  return [...roles, ...later];
}

/** Each sentence once. */
function sentences(all: readonly string[]): string {
  return [...new Set(all)].filter((text) => text !== '').join(' ');
}

function withSmallInitial(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
