/** A run as the panel follows it, started here or found in the journal. This file is pure; times are arguments. */
import type { LostAfter } from '../../app/runs/lostAfter.ts';
import type { ActivityEntry, Outcome, StepProgress } from '../../app/runs/activity.ts';
import type { Change } from '../../domain/change/change.ts';
import { whomToAsk } from '../../domain/plan/accessRequest.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { scopeOfAssignment, scopeWithKind, withNames } from '../../domain/arm/scopeWords.ts';
import { tellingDetail } from '../../app/runs/activity.ts';
import { lastSegment } from '../../domain/arm/resourceId.ts';
import type { Checked } from '../../domain/findings/finding.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import type { Requirement } from '../../domain/needs/need.ts';
import { doorOf, nextText } from '../../domain/words/nextSteps.ts';
import { describeFailure, isWorthRetrying, lackOf, shortAction } from '../../errors.ts';
import type { Failure } from '../../errors.ts';
import type { FailureView, FoundView, RunStepView, RunView } from '../protocol/flow.ts';
import type { Handover } from '../workloads/handover.ts';
import { madeBy } from './afterRun.ts';
import { excerptOf } from './excerpt.ts';

/** One step of a run. */
export interface RunStep extends Omit<RunStepView, 'failure'> {
  readonly error?: Failure;
  readonly maybeTaken?: true;
}

/** What is seen of a cluster before a run, or after it. */
export interface RunSight {
  readonly findings: readonly Finding[];
  readonly requirements: readonly Requirement[];
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
  /** What is left to do in the cluster, once that was put together. */
  readonly handover?: Handover;
  readonly resumable: boolean;
  readonly stopping: boolean;
  /** VS Code was closed, or lost, while it ran. */
  readonly wasClosed?: true;
  /** Another window follows it. */
  readonly elsewhere?: true;
  /** What was wrong with the panel's cluster before, and what it needed, where that is known. */
  readonly before?: RunSight;
  /** True once the panel's cluster was read again after the run; otherwise why it was not. */
  readonly checked?: true | string;
  /** What is wrong with the cluster that was created, or why that is not known. */
  readonly madeCheck?: Checked | string;
  /** What is missing of what the plan foresaw to be lost, once that was looked up. */
  readonly lost?: LostAfter;
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
  const { endedAt: _, wasClosed: __, checked: ___, lost: ____, ...rest } = run;
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

function stepAfter(step: RunStep, { status, detail: news, error }: StepProgress, now: Date): RunStep {
  const detail = tellingDetail(news);
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
      const { error: _, maybeTaken: __, ...rest } = step;
      const { status: now, error, maybeTaken } = last;
      return { ...rest, status: now, ...(error ? { error } : {}), ...(maybeTaken ? { maybeTaken } : {}) };
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
    next: entry.next ?? entry.timers.map(({ text }) => text),
    resumable: entry.resumable,
    stopping: false,
    own: false,
    ...(entry.wasClosed ? { wasClosed: true } : {}),
    ...(entry.elsewhere ? { elsewhere: true } : {}),
  };
}

/** Returns the failure that ended the run, if one did. */
export function failureOfRun(run: Run): Failure | undefined {
  return run.steps.findLast(({ status, error }) => status === 'failed' && error !== undefined)?.error;
}

/** Puts a failure into words; `identity` is the name of the cluster's identity that an operation may have failed for. */
export function failureView(failure: Failure, identity?: string): FailureView {
  return {
    text: textOf(failure, identity),
    ...(failure.armCode === undefined ? {} : { code: failure.armCode }),
    ...(failure.correlationId === undefined ? {} : { correlationId: failure.correlationId }),
    ...(failure.source === undefined || !failure.source.startsWith('https://') ? {} : { source: failure.source }),
  };
}

/** What Azure refuses is told with names, and with whom to ask; Azure's own words are in the copy. The code stands apart. */
function textOf({ armCode: _, ...failure }: Failure, identity: string | undefined): string {
  const lack = lackOf(failure);
  if (!lack) return describeFailure(failure, identity);
  if (failure.isOfOperation) return withNames(describeFailure(failure, identity));
  return `${refusalOf(lack)} ${whomToAsk(lack)} If you were given the right just now, wait a few minutes and retry.`;
}

function refusalOf({ action, scope }: NonNullable<ReturnType<typeof lackOf>>): string {
  const place = scopeWithKind(scopeOfAssignment(scope));
  if (/roleAssignments\/write$/i.test(action)) return `You can't assign roles on ${place}.`;
  if (/roleAssignments\/delete$/i.test(action)) return `You can't remove roles on ${place}.`;
  return `You don't have permission for ${shortAction(action)} on ${place}.`;
}

/** Writes a failure with everything that helps somebody else to understand it. */
export function failureAsText(failure: Failure): string {
  const { armCode, target, status, correlationId, source, details = [] } = failure;
  const rows: readonly (readonly [string, string | number | undefined])[] = [
    ['Code', armCode],
    ['HTTP status', status],
    ['Target', target],
    ['Correlation ID', correlationId],
    ['Source', source],
    ...details.map((detail) => ['Detail', [detail.code, detail.message].filter(Boolean).join(': ')] as const),
  ];
  const known = rows.filter(([, value]) => value !== undefined && value !== '');
  return [describeFailure(failure), ...known.map(([label, value]) => `${label}: ${value}`)].join('\n');
}

/** What is known around a run that is shown. */
export interface RunContext {
  /** What is true now, once it has succeeded. */
  readonly result: string;
  /** What a failure has done to the cluster, where something is known. */
  readonly state?: string | undefined;
  readonly found?: FoundView | undefined;
}

/** Makes the run as the page shows it; a failure is shown beside its step only. */
export function runView(run: Run, { result, state, found }: RunContext): RunView {
  const failure = failureOfRun(run);
  const made = run.status === 'succeeded' ? madeBy(run.changes) : undefined;
  return {
    status: run.status,
    startedAt: run.startedAt,
    ...(run.endedAt === undefined ? {} : { endedAt: run.endedAt }),
    steps: run.steps.map(({ error, maybeTaken: _, ...step }) => ({
      ...step,
      ...(step.status === 'failed' && error !== undefined
        ? { failure: failureView(error, identityOf(run.changes)) }
        : {}),
    })),
    summary: [summaryOf(run, result), state].filter(Boolean).join(' '),
    next: nextOf(run),
    ...(found && run.status !== 'running' ? { found } : {}),
    stopping: run.stopping,
    canResume: run.status !== 'running' && run.resumable && failure?.code !== 'conflict',
    retryHelps: failure === undefined || isWorthRetrying(failure),
    ...(run.elsewhere ? { elsewhere: true } : {}),
    canReview: run.status === 'failed',
    ...(run.leftovers && run.status === 'succeeded' ? { leftovers: run.leftovers } : {}),
    ...(run.handover && run.status === 'succeeded' ? { handover: handoverView(run.handover) } : {}),
    ...(made ? { made: made.kind } : {}),
  };
}

function handoverView({ yaml, notes, steps }: Handover): NonNullable<RunView['handover']> {
  return { yaml: excerptOf(yaml), notes, steps };
}

/** What comes next; a failure stands beside its step, and the old identity and its roles have a place of their own. */
function nextOf({ status, next, steps, leftovers }: Run): RunView['next'] {
  if (status === 'failed') return [];
  const failed = steps.filter((step) => step.error !== undefined).map(({ title }) => `${title}: `);
  return next
    .filter((text) => !(leftovers && text === nextText.oldToken))
    .filter((text) => doorOf(text) !== 'leftovers' && !failed.some((start) => text.startsWith(start)))
    .map((text) => {
      const door = status === 'succeeded' ? doorOf(text) : undefined;
      return { text, ...(door ? { door } : {}) };
    });
}

/** The name of the identity that the control plane is to have, for which AKS works on behalf of. */
function identityOf(changes: readonly Change[]): string | undefined {
  const change = changes.at(-1);
  if (change?.kind !== 'setControlPlane' && change?.kind !== 'createCluster') return undefined;
  return 'identityId' in change.controlPlane ? lastSegment(change.controlPlane.identityId) : undefined;
}

function summaryOf(run: Run, result: string): string {
  const { steps, title, wasClosed } = run;
  switch (run.status) {
    case 'running': {
      if (run.elsewhere) return `${title}: running in another window of VS Code, which alone can stop waiting for it.`;
      const at = steps.findIndex(({ status }) => status === 'running') + 1;
      return at > 0 ? `${title}: step ${at} of ${steps.length}.` : `${title}: starting.`;
    }
    case 'succeeded': {
      const failed = steps.findIndex(({ status }) => status === 'failed') + 1;
      return failed > 0 ? `${result} Step ${failed} failed, which does not undo it.` : result;
    }
    case 'failed':
      return failureSummary(steps);
    case 'stopped': {
      if (wasClosed)
        return 'VS Code was closed while this ran. Azure may have continued; resume to track it and run the remaining steps.';
      if (steps.every(({ status }) => status === 'pending')) return 'Stopped before anything was sent.';
      return 'Stopped waiting. Azure continues; resume to track it and run the remaining steps.';
    }
  }
}

/** Says that nothing was changed only where that is known: nothing was done, and Azure took no request. */
function failureSummary(steps: readonly RunStep[]): string {
  const at = steps.findLastIndex(({ status }) => status === 'failed') + 1;
  const isDone = steps.some(({ status }) => status === 'done');
  const mayBeDone = steps.some(({ maybeTaken }) => maybeTaken === true);
  const nothing = isDone || mayBeDone ? [] : ['nothing was changed'];
  const part = !isDone && mayBeDone ? ['Azure may have carried out part of it'] : [];
  if (at === 0 || steps.length === 1) return `${['The change failed', ...nothing, ...part].join('; ')}.`;
  const earlier = at === 2 ? 'what step 1 did stays' : 'what the earlier steps did stays';
  const later = at === steps.length - 1 ? `step ${steps.length} didn't run` : "the later steps didn't run";
  const rest = [...(isDone ? [earlier] : []), ...(at < steps.length ? [later] : []), ...nothing, ...part];
  return [`Step ${at} of ${steps.length} failed`, ...rest].join('; ') + '.';
}
