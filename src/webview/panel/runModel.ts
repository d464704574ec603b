/** A run as the panel follows it, started here or found in the journal. This file is pure; times are arguments. */
import type { ActivityEntry, Outcome, StepProgress } from '../../app/runs/activity.ts';
import type { Change } from '../../domain/change/change.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { describeFailure } from '../../errors.ts';
import type { Failure } from '../../errors.ts';
import type { FailureView, RunStepView, RunView } from '../protocol/panel.ts';
import { madeBy } from './afterRun.ts';

/** One step of a run. */
export interface RunStep extends Omit<RunStepView, 'failure'> {
  readonly error?: Failure;
}

/** A run. */
export interface Run {
  readonly activityId?: string;
  readonly title: string;
  readonly status: RunView['status'];
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly steps: readonly RunStep[];
  readonly changes: readonly Change[];
  readonly next: readonly string[];
  /** The roles that the previous identity still has, once that was looked up. */
  readonly leftovers?: RunView['leftovers'];
  readonly resumable: boolean;
  readonly stopping: boolean;
  /** True if the run is followed here, and not only read in the journal. */
  readonly own: boolean;
}

/** Makes a run that is about to start. */
export function newRun(plan: Plan, now: Date): Run {
  return {
    title: plan.title,
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

/** Makes a run that goes on, with the steps that failed or were not reached waiting again. */
export function resumedRun(run: Run, now: Date): Run {
  const { endedAt: _, ...rest } = run;
  return {
    ...rest,
    status: 'running',
    startedAt: now.toISOString(),
    stopping: false,
    own: true,
    steps: run.steps.map((step) =>
      step.status === 'done' || step.status === 'alreadyDone'
        ? step
        : { id: step.id, title: step.title, status: 'pending' },
    ),
  };
}

/** Returns the run after news about a step. */
export function progressed(run: Run, news: StepProgress, now: Date): Run {
  return {
    ...run,
    activityId: news.activityId,
    steps: run.steps.map((step) => (step.id === news.id ? stepAfter(step, news, now) : step)),
  };
}

function stepAfter(step: RunStep, { status, detail, error }: StepProgress, now: Date): RunStep {
  const isOver = status === 'done' || status === 'alreadyDone' || status === 'failed';
  const startedAt = step.startedAt ?? (status === 'pending' ? undefined : now.toISOString());
  return {
    id: step.id,
    title: step.title,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(isOver ? { endedAt: step.endedAt ?? now.toISOString() } : {}),
    ...(error === undefined ? {} : { error }),
  };
}

/** Returns the run after its end. */
export function ended(run: Run, { status, activityId, steps, next }: Outcome, now: Date): Run {
  return {
    ...run,
    activityId,
    status,
    endedAt: now.toISOString(),
    next: status === 'stopped' ? [] : next,
    resumable: status !== 'succeeded',
    stopping: false,
    steps: run.steps.map((step) => {
      const last = steps.find(({ id }) => id === step.id);
      if (!last) return step;
      const { error: _, ...rest } = step;
      return { ...rest, status: last.status, ...(last.error === undefined ? {} : { error: last.error }) };
    }),
  };
}

/** Makes a run from an entry of the journal. */
export function runOfEntry(entry: ActivityEntry): Run {
  return {
    activityId: entry.activityId,
    title: entry.title,
    status: entry.status,
    startedAt: entry.startedAt,
    ...(entry.endedAt === undefined ? {} : { endedAt: entry.endedAt }),
    steps: entry.steps,
    changes: entry.changes,
    next: entry.timers.map(({ text }) => text),
    resumable: entry.resumable,
    stopping: false,
    own: false,
  };
}

/** Returns the failure that ended the run, if one did. */
export function failureOfRun(run: Run): Failure | undefined {
  return run.steps.find(({ status, error }) => status === 'failed' && error !== undefined)?.error;
}

/** Puts a failure into words. */
export function failureView(failure: Failure): FailureView {
  return {
    text: describeFailure(failure),
    code: failure.armCode ?? failure.code,
    ...(failure.correlationId === undefined ? {} : { correlationId: failure.correlationId }),
    ...(failure.source === undefined || !failure.source.startsWith('https://') ? {} : { source: failure.source }),
  };
}

/** Writes a failure with everything that helps somebody else to understand it. */
export function failureAsText(failure: Failure): string {
  const { code, armCode, target, status, correlationId, source, details = [] } = failure;
  const rows: readonly (readonly [string, string | number | undefined])[] = [
    ['Code', armCode ?? code],
    ['HTTP status', status],
    ['Target', target],
    ['Correlation ID', correlationId],
    ['Source', source],
    ...details.map((detail) => ['Detail', [detail.code, detail.message].filter(Boolean).join(': ')] as const),
  ];
  const known = rows.filter(([, value]) => value !== undefined && value !== '');
  return [describeFailure(failure), ...known.map(([label, value]) => `${label}: ${value}`)].join('\n');
}

/**
 * Makes the run as the page shows it. `result` says what is true now, once it has succeeded; a failure is shown beside
 * its step only.
 */
export function runView(run: Run, result: string): RunView {
  const failure = failureOfRun(run);
  const made = run.status === 'succeeded' ? madeBy(run.changes) : undefined;
  return {
    status: run.status,
    startedAt: run.startedAt,
    ...(run.endedAt === undefined ? {} : { endedAt: run.endedAt }),
    steps: run.steps.map(({ error, ...step }) => ({
      ...step,
      ...(step.status === 'failed' && error !== undefined ? { failure: failureView(error) } : {}),
    })),
    summary: summaryOf(run, result),
    next: run.status === 'failed' ? [] : run.next,
    stopping: run.stopping,
    canResume: run.status !== 'running' && run.resumable && failure?.code !== 'conflict',
    canReview: run.status === 'failed',
    ...(run.leftovers && run.status === 'succeeded' ? { leftovers: run.leftovers } : {}),
    ...(made ? { made: made.kind } : {}),
  };
}

function summaryOf(run: Run, result: string): string {
  const failed = run.steps.findIndex(({ status }) => status === 'failed') + 1;
  switch (run.status) {
    case 'running': {
      const at = run.steps.findIndex(({ status }) => status === 'running') + 1;
      return at > 0 ? `${run.title}: step ${at} of ${run.steps.length}.` : `${run.title}: starting.`;
    }
    case 'succeeded':
      return failed > 0 ? `${result} Step ${failed} failed, which does not undo it.` : result;
    case 'failed':
      return failed > 0
        ? `Step ${failed} of ${run.steps.length} failed. What was done before it stays; nothing was sent after it.`
        : `${run.title} failed.`;
    case 'stopped':
      return 'Waiting was stopped. Azure goes on with what was sent; resume to follow it and to run what remains.';
  }
}
