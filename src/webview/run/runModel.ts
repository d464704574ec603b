/** A run as the panel follows it, started here or found in the journal. This file is pure; times are arguments. */
import type { LostAfter } from '../../app/runs/lostAfter.ts';
import type { ActivityEntry, Outcome, StepProgress } from '../../app/runs/activity.ts';
import { tensesOf, type Change } from '../../domain/change/change.ts';
import type { Tenses } from '../../domain/change/tenses.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { Checked, Finding } from '../../domain/findings/finding.ts';
import type { KeptNext } from '../../domain/plan/nextSteps.ts';
import type { Requirement } from '../../domain/needs/need.ts';
import type { JudgedCluster } from '../../domain/report/judgedFixes.ts';
import type { FixVerdict } from '../../domain/report/verdict.ts';
import type { Failure } from '../../errors.ts';
import type { RunStepView, RunView } from '../protocol/flow.ts';
import type { Handover } from '../workloads/handover.ts';
import { defined } from '../../shape/defined.ts';
import type { Phrase, Words } from '../../sentences/words.ts';

/** One step of a run. */
export interface RunStep extends Omit<RunStepView, 'failure' | 'title' | 'detail'> {
  readonly detail?: Words;
  readonly title: Phrase;
  readonly error?: Failure;
  readonly maybeTaken?: true;
  /** It was sent before the run was resumed: its time begins then, and is unknown if that wasn't followed here. */
  readonly wasSent?: true;
}

/** The findings and needs of a cluster before a run, or after it. */
export interface RunSight {
  readonly cluster?: Cluster;
  readonly findings: readonly Finding[];
  readonly requirements: readonly Requirement[];
}

/** Why the state of the cluster is not known. */
export interface NotChecked {
  readonly why: string;
}

/** What became of the clusters whose findings a list of changes was to fix, or why that isn't known. */
export type Judged = readonly JudgedCluster[] | NotChecked;

/** A run. */
export interface Run extends Omit<Tenses, 'doing'> {
  readonly activityId?: string;
  readonly status: RunView['status'];
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly steps: readonly RunStep[];
  readonly changes: readonly Change[];
  readonly next: readonly KeptNext[];
  /** The roles that the previous identity still has, once they were looked up. */
  readonly leftovers?: RunView['leftovers'];
  /** Those roles, and what it took away, were looked up, whatever was found. */
  readonly isRestKnown?: true;
  /** What is left to do in the cluster, once that was collected. */
  readonly handover?: Handover;
  /** What takes it back, once that was looked up. */
  readonly undo?: ActivityEntry['undo'];
  readonly resumable: boolean;
  readonly stopping: boolean;
  /** VS Code was closed or crashed while it ran. */
  readonly wasClosed?: true;
  /** Another window follows it. */
  readonly elsewhere?: true;
  /** What was wrong with the panel's cluster before, and what it needed, if that is known. */
  readonly before?: RunSight;
  /** True once the panel's cluster was read again after the run; otherwise why it was not. */
  readonly checked?: true | NotChecked;
  /** What is wrong with the cluster that was created, or why that is not known. */
  readonly madeCheck?: Checked | NotChecked;
  /** The predicted losses that have happened, once they were looked up. */
  readonly lost?: LostAfter;
  /** What became of what the list of changes was to fix, once that was looked up. */
  readonly judged?: Judged;
  /** That is being looked up. */
  readonly isJudging?: true;
  /** It has succeeded, and what the panel and the views show is being read again. */
  readonly isVerifying?: true;
  /** What it had fixed when that was last judged, as the journal has it. */
  readonly verdict?: FixVerdict;
  /** True if the run is followed here, and not only read in the journal. */
  readonly own: boolean;
}

/** Makes a run that is about to start. */
export function newRun(plan: Plan, now: Date): Run {
  const { title, done } = tensesOf(plan, plan.changes);
  return {
    title,
    done,
    status: 'running',
    startedAt: now.toISOString(),
    steps: plan.steps.map(({ id, title }) => ({ id, title, status: 'pending' })),
    changes: plan.changes,
    next: [],
    resumable: false,
    stopping: false,
    own: true,
  };
}

/** Makes a resumed run, whose failed and unreached steps are waiting again. */
export function resumedRun(run: Run, now: Date): Run {
  const {
    endedAt: _,
    wasClosed: __,
    checked: ___,
    lost: ____,
    judged: _____,
    verdict: ______,
    isJudging: _______,
    isVerifying: ________,
    isRestKnown: _________,
    undo: __________,
    ...rest
  } = run;
  return {
    ...rest,
    status: 'running',
    startedAt: now.toISOString(),
    stopping: false,
    own: true,
    steps: run.steps.map((step) =>
      step.status === 'done' || step.status === 'alreadyDone' ? step : waitingAgain(step),
    ),
  };
}

function waitingAgain({ id, title, status, startedAt }: RunStep): RunStep {
  const sent = status === 'running' ? ({ wasSent: true, ...defined({ startedAt }) } as const) : {};
  return { id, title, status: 'pending', ...sent };
}

/** Returns the run after the progress of a step. */
export function runAfterProgress(run: Run, news: StepProgress, now: Date): Run {
  return {
    ...run,
    activityId: news.activityId,
    steps: run.steps.map((step) => (step.id === news.id ? stepAfter(step, news, now) : step)),
  };
}

function stepAfter(step: RunStep, { status, detail, error, phase }: StepProgress, now: Date): RunStep {
  const isOver = status === 'done' || status === 'alreadyDone' || status === 'failed';
  // A step that is met under way began at a time that no one knows here.
  const beginsNow = step.status === 'pending' && !step.wasSent && status !== 'pending';
  const startedAt = step.startedAt ?? (beginsNow ? now.toISOString() : undefined);
  return {
    id: step.id,
    title: step.title,
    status,
    ...defined({ detail, startedAt }),
    ...(isOver ? { endedAt: step.endedAt ?? now.toISOString() } : {}),
    ...(step.wasSent ? { wasSent: true } : {}),
    ...defined({ phase, error }),
  };
}

/** Returns the run once it has ended. */
export function runAfterEnd(run: Run, { status, activityId, steps, next }: Outcome, now: Date): Run {
  return {
    ...run,
    activityId,
    status,
    endedAt: now.toISOString(),
    next: status === 'stopped' ? [] : next,
    resumable: status !== 'succeeded',
    stopping: false,
    ...(status === 'succeeded' ? { isVerifying: true } : {}),
    steps: run.steps.map((step) => {
      const last = steps.find(({ id }) => id === step.id);
      if (!last) return step;
      const { error: _, maybeTaken: __, ...rest } = step;
      const { status: statusNow, error, maybeTaken } = last;
      return { ...rest, status: statusNow, ...defined({ error, maybeTaken }) };
    }),
  };
}

/** The same run, of which nobody finds out any more what it has fixed. */
export function notBeingJudged({ isJudging: _, ...run }: Run): Run {
  return run;
}

/** The same run, once everything that is shown was read after it. */
export function verifiedRun({ isVerifying: _, ...run }: Run): Run {
  return run;
}

/** The same run, with what takes it back now; nothing else that was known of that stays. */
export function withUndo({ undo: _, ...run }: Run, undo: ActivityEntry['undo']): Run {
  return { ...run, ...defined({ undo }) };
}

/** What has yet to take effect. */
const nextOf = { propagation: { kind: 'rolesTakeTime' }, tokenRefresh: { kind: 'oldToken' } } as const;

/** Makes a run from an entry of the journal. */
export function runOfEntry(entry: ActivityEntry): Run {
  return {
    activityId: entry.activityId,
    title: entry.title,
    done: entry.done,
    status: entry.status,
    startedAt: entry.startedAt,
    ...defined({ endedAt: entry.endedAt, verdict: entry.verdict, undo: entry.undo }),
    steps: entry.steps,
    changes: entry.changes,
    next: entry.next ?? entry.timers.map(({ kind }) => nextOf[kind]),
    resumable: entry.resumable,
    stopping: false,
    own: false,
    ...(entry.wasClosed ? { wasClosed: true } : {}),
    ...(entry.elsewhere ? { elsewhere: true } : {}),
  };
}

/** Where a run is shown: one that is no longer followed has no result yet, because Azure works on. */
export function stageOf({ status }: Pick<Run, 'status'>): 'apply' | 'result' {
  return status === 'running' || status === 'stopped' ? 'apply' : 'result';
}

/** Returns the failure that ended the run, if one did. */
export function failureOfRun(run: Run): Failure | undefined {
  return run.steps.findLast(({ status, error }) => status === 'failed' && error !== undefined)?.error;
}
