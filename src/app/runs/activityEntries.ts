import { tensesOf } from '../../domain/change/change.ts';
import { nextStepsKept } from '../../domain/plan/nextSteps.ts';
import { targetsFor } from '../../domain/plan/stepKinds.ts';
import type { Plan, Step } from '../../domain/plan/plan.ts';
import { failureWords } from '../../errors.ts';
import { isOver, type ActivityEntry, type Outcome, type StepProgress } from './activity.ts';
import { hasWritten, recordOf, type RunRecord, type StepRecord } from './runRecord.ts';
import { pendingTimers } from './pendingEffects.ts';
import { undoOfRun } from './undoOfRun.ts';
import { textOf } from '../../sentences/textOf.ts';
import type { Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import { oncePer } from '../../shape/oncePer.ts';

/** A run in this session: newer than what the journal has, with words about its current step. */
export interface SessionRun {
  readonly entry: RunRecord;
  readonly details: ReadonlyMap<string, Words>;
}

/** Returns how a run ended, in the form that callers get. */
export function outcomeOf(entry: RunRecord): Outcome {
  const { activityId, plan } = entry;
  const steps = entry.steps.map((record) => ({ id: record.id, ...stepStateOf(record) }));
  return { status: endOf(entry), activityId, steps, ...outcomeWords(entry, plan) };
}

/** A refused step is no longer noted as sent, so one that still is may have reached Azure. */
function stepStateOf(record: StepRecord | undefined): Omit<Outcome['steps'][number], 'id'> {
  const { status = 'pending', error, sentAt } = record ?? {};
  return {
    status,
    ...defined({ error }),
    ...(status === 'failed' && sentAt !== undefined ? { maybeTaken: true } : {}),
  };
}

/** An entry of another session that still says `running` was interrupted. */
function endOf({ status }: RunRecord): Outcome['status'] {
  return status === 'running' ? 'stopped' : status;
}

function outcomeWords(entry: RunRecord, plan: Plan): Pick<Outcome, 'failures' | 'next'> {
  const failures = entry.steps.flatMap(({ id, error }) => {
    const title = plan.steps.find((step) => step.id === id)?.title ?? id;
    return error === undefined ? [] : [`${textOf(title)}: ${textOf(failureWords(error))}`];
  });
  switch (endOf(entry)) {
    case 'succeeded':
      return { failures, next: nextStepsKept(plan) };
    case 'failed':
      return { failures, next: [] };
    case 'stopped': {
      const isUnderWay = entry.steps.some((step) => !isOver(step) && step.sentAt !== undefined);
      return { failures: [], next: [{ kind: isUnderWay ? 'track' : 'resume' }] };
    }
  }
}

/** Returns an entry as the Activity view shows it, with who runs it now; `entries` is the whole journal. */
export function activityEntryOf(
  runner: SessionRun | 'elsewhere' | undefined,
  kept: RunRecord,
  entries: readonly RunRecord[],
  now: Date,
  tokenHours?: number,
): ActivityEntry {
  const running = runner === 'elsewhere' ? undefined : runner;
  const entry = running?.entry ?? kept;
  const status = runner === undefined ? endOf(entry) : 'running';
  return {
    activityId: entry.activityId,
    ...tensesOf(entry.plan, entry.plan.changes),
    changes: entry.plan.changes,
    status,
    steps: entry.plan.steps.map((step) => shownStep(step, entry, running)),
    startedAt: entry.startedAt,
    ...defined({ endedAt: entry.endedAt }),
    position: kept.position ?? 0,
    resumable:
      (status === 'failed' || status === 'stopped') && !endedInConflict(entry) && !isSuperseded(entry, entries),
    ...(status === 'stopped' && (entry.endedAt === undefined || entry.wasClosed) ? { wasClosed: true } : {}),
    ...(runner === 'elsewhere' ? { elsewhere: true } : {}),
    disruption: disruptionOf(entry),
    former: status === 'succeeded' ? (entry.plan.former ?? []) : [],
    ...(status !== 'running' && entry.plan.lost ? { lost: entry.plan.lost } : {}),
    ...defined({ undo: status === 'running' ? undefined : undoNow(entry, entries) }),
    timers: pendingTimers(entry, now, tokenHours),
    ...(status === 'succeeded' ? { next: nextStepsKept(entry.plan) } : {}),
    ...defined({ verdict: status === 'running' ? undefined : verdictSinceEnd(kept) }),
  };
}

/** What a later run has written to is not taken back. */
function undoNow(entry: RunRecord, entries: readonly RunRecord[]): ActivityEntry['undo'] {
  if (isSuperseded(entry, entries)) return undefined;
  return undoOfRun(
    entry,
    entries.filter((other) => isLater(other, entry)),
  );
}

/** A run that was resumed since its judgement has not been judged. */
function verdictSinceEnd({ verdict, endedAt }: RunRecord): RunRecord['verdict'] {
  return verdict !== undefined && endedAt !== undefined && verdict.at >= endedAt ? verdict : undefined;
}

/** Only updates of a cluster and of its node pools disrupt it; grants before or after them don't. */
function disruptionOf({ plan, steps }: RunRecord): readonly Words[] {
  const isDone = (id: string): boolean =>
    ['done', 'alreadyDone'].includes(steps.find((step) => step.id === id)?.status ?? '');
  const isLeft = plan.steps.some(
    ({ id, kind }) => (kind === 'putCluster' || kind === 'upgradeNodeImage') && !isDone(id),
  );
  return isLeft ? plan.warnings.filter(({ severity }) => severity === 'disruption').map(({ text }) => text) : [];
}

function shownStep(
  { id, title }: Step,
  entry: RunRecord,
  running: SessionRun | undefined,
): ActivityEntry['steps'][number] {
  const record = entry.steps.find((candidate) => candidate.id === id);
  const detail = running?.details.get(id);
  return {
    id,
    title,
    ...stepStateOf(record),
    ...defined({ detail }),
  };
}

/** Returns true for a run that ended because something had changed: it is not resumed but planned again. */
export function endedInConflict({ status, steps }: RunRecord): boolean {
  return status === 'failed' && steps.flatMap(({ error }) => error ?? []).at(-1)?.code === 'conflict';
}

/** Returns true if a later run has written to the same thing, or may have: resuming the older one would undo that. */
export function isSuperseded(entry: RunRecord, entries: readonly RunRecord[]): boolean {
  const targets = targetsOf(entry.plan);
  return entries.some(
    (otherEntry) =>
      otherEntry.activityId !== entry.activityId &&
      isLater(otherEntry, entry) &&
      otherEntry.steps.some(hasWritten) &&
      haveCommonItem(targetsOf(otherEntry.plan), targets),
  );
}

/** Two runs never work on the same things at once, so the one that was recorded last worked last. */
function isLater(a: RunRecord, b: RunRecord): boolean {
  return (a.position ?? 0) > (b.position ?? 0);
}

/** Returns what a plan needs exclusively while it runs: its clusters, and each thing that a step writes. */
export const targetsOf = oncePer(
  (plan: Plan): ReadonlySet<string> => new Set(plan.steps.flatMap((step) => [...targetsFor(step), step.id])),
);

/** Returns true if two plans write to a common thing. */
export function haveCommonItem(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].some((item) => b.has(item));
}

/** Returns the progress of a step, as it is reported to those who follow the run. */
export function progressOf(
  entry: RunRecord,
  step: Step,
  detailOfStep: Pick<StepProgress, 'detail' | 'phase'>,
): StepProgress {
  const { status, error, sentAt } = recordOf(entry, step.id);
  return {
    activityId: entry.activityId,
    id: step.id,
    title: step.title,
    status,
    ...defined({ error }),
    ...(status === 'running' && sentAt === undefined ? { phase: 'unsent' } : {}),
    ...detailOfStep,
  };
}
