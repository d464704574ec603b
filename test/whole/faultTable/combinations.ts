import type { ActivityEntry } from '../../../src/app/runs/activity.ts';
import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import type { Snapshot } from '../../../src/emulator/files/snapshot.ts';
import { beginning } from './azure.ts';
import type { Colleague } from './colleagues.ts';
import type { Fault } from './faults.ts';
import { faults } from './faults.ts';
import type { Violation } from './judge.ts';
import type { Kind } from './kinds.ts';
import type { Stage } from './stage.ts';
import { stageFor } from './stage.ts';
import type { Ended } from './told.ts';
import { isAlone, judgeEnd, judgeRefusal, judgeTold } from './told.ts';
import type { BeforeNote, Window } from './window.ts';
import { openWindow } from './window.ts';
import { tableWorld } from './world.ts';

/** What follows a fault, as the columns of the table. */
export const followUps = [
  'resumed at once',
  'a colleague, then resumed',
  '3 days later, another window',
  '3 days later, after a colleague',
] as const;

/** One cell's worth: one fault at one step of one change, and one thing that followed. */
export interface Result {
  readonly kind: string;
  readonly step: string;
  readonly fault: string;
  readonly followUp: (typeof followUps)[number];
  readonly colleague: string | undefined;
  readonly violations: readonly Violation[];
  /** Writes that were repeated and changed nothing. */
  readonly repeated: number;
}

const threeDays = 3 * 24 * 3600;

/** Whether each fault meets everything that may follow it, or only two things, others for each fault and step. */
export type Extent = 'whole' | 'short';

/** Every combination of a kind of change. */
export async function resultsOf(kind: Kind, extent: Extent): Promise<readonly Result[]> {
  const base = beginning(tableWorld(kind.given ?? []));
  const plan = await planned(kind, base);
  const results: Result[] = [];
  for (const colleague of kind.colleagues) results.push(await stale(kind, plan, base, colleague));
  for (const [at, step] of plan.steps.entries()) {
    const isOperation = operations.includes(step.kind);
    if (at > 0 || !isRemoval(step))
      for (const colleague of kind.colleagues) results.push(await raced(kind, plan, base, colleague, at));
    const isCredential = step.kind === 'createCredential' || step.kind === 'deleteCredential';
    for (const [index, fault] of faults.entries())
      if ((isOperation || !fault.operationsOnly) && (isCredential || !fault.credentialsOnly))
        results.push(...(await faulty(kind, plan, base, fault, at, some(followers(kind), extent, index + at))));
  }
  return results;
}

const operations: readonly Step['kind'][] = [
  ...(['createCluster', 'putCluster', 'upgradeNodeImage', 'createBinding', 'deleteBinding'] as const),
];

/** Azure takes removals without a condition: between the last look and the first request nothing can stand in their way. */
function isRemoval({ kind }: Step): boolean {
  return ['deleteIdentity', 'removeRole', 'deleteCredential', 'deleteBinding'].includes(kind);
}

async function planned(kind: Kind, base: Snapshot): Promise<Plan> {
  const { service } = openWindow(stageFor({ steps: [] } as unknown as Plan, base));
  return service.plan(kind.changes);
}

/** All, or the one whose turn it is. */
function some<T>(all: readonly T[], extent: Extent, turn: number): readonly T[] {
  return extent === 'whole' ? all : all.slice(turn % all.length, (turn % all.length) + 1);
}

type Follower = readonly [Result['followUp'], Colleague | undefined];

/** The fault at the step, and what follows. */
async function faulty(
  kind: Kind,
  plan: Plan,
  base: Snapshot,
  fault: Fault,
  at: number,
  following: readonly Follower[],
): Promise<readonly Result[]> {
  const stage = stageFor(plan, base);
  const window = openWindow(stage, { fault, at });
  const ended = await apply(window, plan);
  if (!window.struck()) throw new Error(`${kind.name}: "${fault.name}" did not happen at step ${at}.`);
  window.disarm();
  const next = ended === 'died' ? openWindow(stage) : window;
  const before = await firstEntry(next);
  stage.violations.push(...judgeTold(stage, before, ended));
  const about = { kind: kind.name, step: stepName(plan, at), fault: fault.name };
  const results: Result[] = [];
  for (const [followUp, colleague] of following) {
    const copy = stage.copy();
    if (followUp.startsWith('3 days')) copy.pass(threeDays);
    if (colleague !== undefined) copy.act(colleague);
    await goOn(copy, openWindow(copy), before);
    results.push({ ...about, followUp, ...resultOn(copy, colleague) });
  }
  await goOn(stage, next, before);
  return [{ ...about, followUp: 'resumed at once', ...resultOn(stage, undefined) }, ...results];
}

function followers({ colleagues }: Kind): readonly Follower[] {
  return [
    ['3 days later, another window', undefined],
    ...colleagues.map((colleague) => ['a colleague, then resumed', colleague] as const),
    ...colleagues.slice(0, 1).map((colleague) => ['3 days later, after a colleague', colleague] as const),
  ];
}

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
  const about = { kind: kind.name, step: 'before all', fault: 'none: a colleague between plan and apply' };
  return { ...about, followUp: 'resumed at once', ...resultOn(stage, colleague) };
}

/** A colleague after the last look at the whole and right before a step, and no other fault. */
async function raced(kind: Kind, plan: Plan, base: Snapshot, colleague: Colleague, at: number): Promise<Result> {
  const stage = stageFor(plan, base);
  let hasActed = false;
  const beforeNote: BeforeNote = (text) => {
    const { entries } = JSON.parse(text) as { entries: { steps: { status: string; sentAt?: string }[] }[] };
    const step = entries[0]?.steps[at];
    if (hasActed || step?.status !== 'running' || step.sentAt !== undefined) return;
    hasActed = true;
    stage.act(colleague);
  };
  const window = openWindow(stage, undefined, beforeNote);
  const ended = await apply(window, plan);
  if (!hasActed) throw new Error(`${kind.name}: nobody could act right before step ${at}.`);
  const before = await firstEntry(window);
  stage.violations.push(...judgeTold(stage, before, ended));
  if (before !== undefined) await goOn(stage, window, before);
  const about = { kind: kind.name, step: stepName(plan, at), fault: 'none: a colleague right before the step' };
  return { ...about, followUp: 'resumed at once', ...resultOn(stage, colleague) };
}

function resultOn(
  stage: Stage,
  colleague: Colleague | undefined,
): Pick<Result, 'colleague' | 'violations' | 'repeated'> {
  return { colleague: colleague?.name, violations: stage.violations, repeated: stage.repeated() };
}

/** Resumes what has not succeeded, and judges what came of it. */
async function goOn(stage: Stage, window: Window, before: ActivityEntry | undefined): Promise<void> {
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
  if (isAlone(stage)) stage.violations.push(...judgeEnd(before, after, ended));
  stage.checkGuards();
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
  return (await service.activity())[0];
}

function stepName({ steps }: Plan, at: number): string {
  return `${at + 1} of ${steps.length}: ${steps[at]?.kind ?? ''}`;
}
