import type { ActivityEntry } from '../../../src/app/runs/activity.ts';
import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import type { Snapshot } from '../../../src/emulator/files/snapshot.ts';
import { beginning } from './azure.ts';
import type { Colleague } from './colleagues.ts';
import { faults, type Fault } from './faults.ts';
import type { Violation } from './judge.ts';
import { kinds, type Kind } from './kinds.ts';
import { stageFor, type Stage } from './stage.ts';
import { isAlone, judgeEnd, judgeRefusal, judgeTold, type Ended } from './told.ts';
import {
  faultOf,
  isConditional,
  isOfCredential,
  isOperation,
  isUnpromised,
  meanwhiles,
  stepAt,
  watch,
  type Meanwhile,
} from './meanwhile.ts';
import { openWindow, type Armed, type Window } from './window.ts';
import { tableWorld } from './world.ts';

/** What follows a fault, as the columns of the table. */
export const followUps = [
  'resumed at once',
  'a colleague, then resumed',
  '3 days later, another window',
  '3 days later, after a colleague',
] as const;

/** One cell of the table: one fault at one step of one change, and one thing that follows. */
export interface Result {
  readonly kind: string;
  readonly step: string;
  readonly fault: string;
  readonly followUp: (typeof followUps)[number];
  readonly colleague: string | undefined;
  readonly violations: readonly Violation[];
  /** Writes that were repeated and changed nothing. */
  readonly repeated: number;
  /** The kind of step about which nothing is promised here. */
  readonly unpromised?: Step['kind'];
  /** It has a condition, which does not tell of what the colleague works on. */
  readonly isBesideTheCondition?: boolean;
}

const threeDays = 3 * 24 * 3600;

/**
 * Whole if each fault and moment meets every event and every colleague; in the short table each kind of change meets every fourth
 * fault and moment, and each of these and each step gets another event or colleague.
 */
export type Extent = 'whole' | 'short';

/** Every combination of a kind of change. */
export async function resultsOf(kind: Kind, extent: Extent): Promise<readonly Result[]> {
  const base = beginning(tableWorld(kind.given ?? []));
  const plan = await planned(kind, base);
  const earlier = await earlierRun(plan, base);
  const results: Result[] = [];
  for (const colleague of kind.colleagues) results.push(await stale(kind, plan, base, colleague));
  const lastReads: number[] = [];
  for (const at of plan.steps.keys()) lastReads.push(await readsBefore(plan, base, at));
  const isItsTurn = (index: number): boolean => extent === 'whole' || (index + kinds.indexOf(kind)) % 4 === 0;
  for (const [index, meanwhile] of [...meanwhiles.entries()].filter(([index]) => isItsTurn(index)))
    for (const [at, step] of stepsFor(plan, extent, index))
      if (meanwhile.isMeant(step))
        for (const colleague of some(kind.colleagues, extent, index + at))
          results.push(await raced(kind, plan, base, { meanwhile, colleague, lastRead: lastReads[at] ?? 0 }, at));
  for (const [index, fault] of [...faults.entries()].filter(([index]) => isItsTurn(index)))
    for (const [at, step] of stepsFor(plan, extent, index))
      if ((isOperation(step) || !fault.operationsOnly) && (isOfCredential(step) || !fault.credentialsOnly))
        results.push(
          ...(await faulty(kind, plan, base, { fault, at, earlier }, some(followers(kind), extent, index + at))),
        );
  return results;
}

/** How many reads there are between the noting of a step's request and the request: the last is the last look's. */
async function readsBefore(plan: Plan, base: Snapshot, at: number): Promise<number> {
  const stage = stageFor(plan, base);
  const { moments, reads } = watch(stage, at);
  await apply(openWindow(stage, undefined, moments), plan);
  return reads();
}

/** The journal in which the same change has succeeded before, while the clock was an hour ahead. */
async function earlierRun(plan: Plan, base: Snapshot): Promise<string> {
  const stage = stageFor(plan, base);
  await apply(openWindow(stage), plan);
  const journal = JSON.parse(stage.store.text ?? '') as { entries: { startedAt: string }[] };
  const ahead = (time: string): string => new Date(Date.parse(time) + 3_600_000).toISOString();
  const entries = journal.entries.map((entry) => ({
    ...entry,
    activityId: earlierId,
    startedAt: ahead(entry.startedAt),
  }));
  return JSON.stringify({ ...journal, entries });
}

const earlierId = 'earlier';

async function planned(kind: Kind, base: Snapshot): Promise<Plan> {
  const { service } = openWindow(stageFor({ steps: [] } as unknown as Plan, base));
  return service.plan(kind.changes);
}

/** Returns all of them, or the one whose turn it is. */
function some<T>(all: readonly T[], extent: Extent, turn: number): readonly T[] {
  return extent === 'whole' ? all : all.slice(turn % all.length, (turn % all.length) + 1);
}

/** The steps with their positions; in the short table, only one of several of one kind, in turn. */
function stepsFor({ steps }: Plan, extent: Extent, turn: number): readonly (readonly [at: number, step: Step])[] {
  const placed = [...steps.entries()];
  return [...new Set(steps.map(({ kind }) => kind))].flatMap((kind) =>
    some(
      placed.filter(([, step]) => step.kind === kind),
      extent,
      turn,
    ),
  );
}

type Follower = readonly [Result['followUp'], Colleague | undefined];

/** The fault at the step, and what follows. */
async function faulty(
  kind: Kind,
  plan: Plan,
  base: Snapshot,
  { fault, at, earlier }: Armed & { readonly at: number; readonly earlier: string },
  following: readonly Follower[],
): Promise<readonly Result[]> {
  const stage = stageFor(plan, base, fault.around === 'clockSetBack' ? earlier : undefined);
  const window = openWindow(stage, { fault, at });
  const ended = await apply(window, plan);
  if (!window.struck()) throw new Error(`${kind.name}: "${fault.name}" did not happen at step ${at}.`);
  window.disarm();
  const next = ended === 'died' ? openWindow(stage) : window;
  const before = await firstEntry(next);
  stage.violations.push(...judgeTold(stage, before, ended));
  stage.runEnded();
  if (fault.around === 'activityCleared') await resumedWhileCleared(stage, before);
  const about = { kind: kind.name, step: stepName(plan, at), fault: fault.name };
  const results: Result[] = [];
  // The first is the window's own: it goes on with the stage itself, after the others had theirs of it.
  for (const [followUp, colleague] of following.toReversed()) {
    const isSameWindow = followUp === 'resumed at once';
    const copy = isSameWindow ? stage : stage.copy();
    if (followUp.startsWith('3 days')) copy.pass(threeDays);
    if (colleague !== undefined) copy.act(colleague);
    await goOn(copy, isSameWindow ? next : openWindow(copy), before, fault);
    results.unshift({ ...about, followUp, ...resultOn(copy, colleague) });
  }
  return results;
}

function followers({ colleagues }: Kind): readonly Follower[] {
  return [
    ['resumed at once', undefined],
    ['3 days later, another window', undefined],
    ...colleagues.map((colleague) => ['a colleague, then resumed', colleague] as const),
    ...colleagues.slice(0, 1).map((colleague) => ['3 days later, after a colleague', colleague] as const),
  ];
}

/** The first row: nobody is at work on any step yet. */
export const beforeAll = 'none: a colleague between plan and apply';

/** A colleague between plan and apply, and no other fault. */
async function stale(kind: Kind, plan: Plan, base: Snapshot, colleague: Colleague): Promise<Result> {
  const stage = stageFor(plan, base);
  stage.act(colleague);
  const window = openWindow(stage);
  const ended = await apply(window, plan);
  if (ended !== 'died' && 'rejected' in ended && stage.writes.length > 0)
    stage.violations.push({ class: 'told wrong', what: 'rejected, and yet something was sent' });
  const before = await firstEntry(window);
  stage.violations.push(...judgeTold(stage, before, ended));
  if (before !== undefined) await goOn(stage, window, before);
  const about = { kind: kind.name, step: 'before all', fault: beforeAll };
  return { ...about, followUp: 'resumed at once', ...resultOn(stage, colleague) };
}

/** Another window clears Activity: it has looked before the run is resumed, and has its turn at the journal only then. */
async function resumedWhileCleared(stage: Stage, before: ActivityEntry | undefined): Promise<void> {
  if (before?.resumable !== true) return;
  const turn = Promise.withResolvers<void>();
  const waits = Promise.withResolvers<void>();
  let looks = 0;
  const beforeJournal = (): Promise<void> => {
    looks += 1;
    if (looks < 2) return Promise.resolve();
    waits.resolve();
    return turn.promise;
  };
  const cleared = openWindow(stage, undefined, { beforeJournal }).service.clearActivity();
  await waits.promise;
  const hasItsTurn = (): Promise<void> => {
    turn.resolve();
    return cleared;
  };
  const killed: Fault = { name: '', effect: { kind: 'killed', at: 'answer' }, times: 1, operationsOnly: false };
  const sent = stage.writes.length;
  const window = openWindow(stage, { fault: killed, at: 'any' }, { onTheWay: hasItsTurn });
  await endOf(window, window.service.resume(before.activityId));
  await hasItsTurn();
  if (stage.writes.length > sent && (await firstEntry(openWindow(stage))) === undefined)
    stage.violations.push({ class: 'lost', what: 'Activity does not know of what was sent' });
}

/** A colleague at a moment of a step. */
async function raced(
  kind: Kind,
  plan: Plan,
  base: Snapshot,
  happens: { readonly meanwhile: Meanwhile; readonly colleague: Colleague; readonly lastRead: number },
  at: number,
): Promise<Result> {
  const { meanwhile, colleague } = happens;
  const stage = stageFor(plan, base);
  const { moments, hasActed } = watch(stage, at, happens);
  const fault = faultOf(meanwhile);
  const window = openWindow(stage, fault && { fault, at }, moments);
  const ended = await apply(window, plan);
  if (!hasActed()) throw new Error(`${kind.name}: "${meanwhile.name}" did not happen at step ${at}.`);
  window.disarm();
  const before = await firstEntry(window);
  stage.violations.push(...judgeTold(stage, before, ended));
  if (before !== undefined) await goOn(stage, window, before);
  const about = { kind: kind.name, step: stepName(plan, at), fault: meanwhile.name };
  const step = stepAt(plan, at);
  const isBesideTheCondition = colleague.besideTheCondition === true && isConditional(step);
  const unpromised = isUnpromised(meanwhile, step, colleague) ? { unpromised: step.kind, isBesideTheCondition } : {};
  return { ...about, ...unpromised, followUp: 'resumed at once', ...resultOn(stage, colleague) };
}

function resultOn(
  stage: Stage,
  colleague: Colleague | undefined,
): Pick<Result, 'colleague' | 'violations' | 'repeated'> {
  return { colleague: colleague?.name, violations: stage.violations, repeated: stage.repeated() };
}

/** Resumes what has not succeeded, and judges what came of it. */
async function goOn(stage: Stage, window: Window, before: ActivityEntry | undefined, fault?: Fault): Promise<void> {
  stage.secondRun();
  if (before === undefined || before.status === 'succeeded') {
    stage.checkGuards();
    return;
  }
  const ended = await endOf(window, window.service.resume(before.activityId));
  stage.pass(3600);
  stage.azure.arm('GET', '/subscriptions?api-version=2022-12-01');
  const after = await firstEntry(window);
  stage.violations.push(...judgeTold(stage, after, ended), ...judgeRefusal(stage, ended));
  if (isAlone(stage)) stage.violations.push(...judgeEnd({ before, after, ended, isConflict: isConflict(fault) }));
  stage.checkGuards();
}

/** ARM itself says that somebody else was faster. */
function isConflict(fault: Fault | undefined): boolean {
  return fault?.effect.kind === 'answer' && [409, 412].includes(fault.effect.status);
}

function apply(window: Window, plan: Plan): Promise<Ended> {
  const onProgress = ({ activityId }: { activityId: string }): void => {
    window.activityId = activityId;
  };
  return endOf(window, window.service.apply(plan, { onProgress }));
}

function endOf(window: Window, run: ReturnType<Window['service']['apply']>): Promise<Ended> {
  const ended = run.then(
    (outcome) => ({ outcome }),
    (rejected: unknown) => ({ rejected }),
  );
  return Promise.race([ended, window.died]);
}

/** The run as the window shows it. */
async function firstEntry({ service }: Window): Promise<ActivityEntry | undefined> {
  return (await service.activity()).find(({ activityId }) => activityId !== earlierId);
}

function stepName({ steps }: Plan, at: number): string {
  return `${at + 1} of ${steps.length}: ${steps[at]?.kind ?? ''}`;
}
