import type { Directory } from '../../azure/directory/directory.ts';
import { isLost } from '../../azure/arm/armErrors.ts';
import { tellingPauses } from '../../azure/http/looks.ts';
import { runStep, stepSettled } from '../../azure/write/runStep.ts';
import type { WritePace } from '../../azure/write/writePace.ts';
import type { Sleep } from '../../async/sleep.ts';
import type { FreshPrincipal, StepContext, StepEnd } from '../../azure/write/stepContext.ts';
import { changedNothing } from '../../azure/write/sendOnce.ts';
import type { Failure } from '../../errors.ts';
import { failureOf, IdentityError } from '../../errors.ts';
import type { Step } from '../../domain/plan/plan.ts';
import type { EndStatus, StepProgress } from './activity.ts';
import { isOver } from './activity.ts';
import type { Journal } from './journal.ts';
import { narrowedTo } from './narrowed.ts';
import { isRemoval } from './planChanged.ts';
import type { RunRecord, StepRecord } from './runRecord.ts';

/** What is needed to run a plan. */
export interface PlanRun {
  readonly directory: Directory;
  readonly journal: Journal;
  readonly sleep: Sleep;
  readonly now: () => Date;
  readonly pace: WritePace;
  readonly signal: AbortSignal;
  /** Nothing is left to do: each step is only looked at, and what would have to be sent is a conflict. */
  readonly isLookOnly?: boolean;
  /** True once VS Code is being closed, so that nobody has stopped what ends. */
  readonly isClosing?: () => boolean;
  /** Looks whether what is left of the entry is still what was confirmed; rejects where it is not. */
  readonly lookAgain: (entry: RunRecord) => Promise<unknown>;
  readonly onProgress: (progress: StepProgress) => void;
  /** Told after each change of the entry, when the journal has it. */
  readonly onEntry: (entry: RunRecord) => void;
  /** Told when a step has written something. */
  readonly onWritten: (step: Step) => void;
}

/** Minutes in which roles that were granted from here, and identities that were made, may not be seen everywhere yet. */
const freshMinutes = 10;

/**
 * Waits for what an earlier run of the entry has sent, or may have, so that it is known what is left. Nothing is sent.
 * Resolves with the entry, which has ended where an operation has failed or the waiting was stopped.
 */
export async function settlePlan(started: RunRecord, run: PlanRun): Promise<RunRecord> {
  return work(started, run, {
    isMeant: (record) => !isOver(record) && record.sentAt !== undefined,
    run: stepSettled,
    isLast: false,
  });
}

/**
 * Runs the steps of an entry that are not done yet, in order, noting each request before it leaves. Nothing is sent after a
 * failure, except of a step that the plan calls optional. Resolves with the ended entry, also where it cannot be noted.
 */
export async function runPlan(started: RunRecord, run: PlanRun): Promise<RunRecord> {
  return work(started, run, { isMeant: (record) => !isOver(record), run: runStep, isLast: true });
}

/** What is done with the steps of an entry, one after the other. */
interface Work {
  readonly isMeant: (record: StepRecord) => boolean;
  readonly run: (step: Step, context: StepContext) => Promise<StepEnd | undefined>;
  /** The entry has ended with it, whatever comes out. */
  readonly isLast: boolean;
}

async function work(started: RunRecord, run: PlanRun, { isMeant, run: runOne, isLast }: Work): Promise<RunRecord> {
  let entry = started;
  const earlier = await run.journal.known(started.connection);

  async function note(changed: RunRecord): Promise<void> {
    await run.journal.record(changed);
    entry = changed;
    run.onEntry(changed);
  }

  const noteStep = (id: string, change: Partial<StepRecord>): Promise<void> =>
    note({ ...entry, steps: entry.steps.map((record) => (record.id === id ? { ...record, ...change } : record)) });

  async function take(step: Step): Promise<EndStatus> {
    const tell = (more: { detail?: string } = {}): void => run.onProgress(progressOf(entry, step, more));
    const { error: _, ...before } = recordOf(entry, step.id);
    await note({ ...entry, steps: replaced(entry.steps, { ...before, status: 'running' }) });
    tell();
    try {
      const onDetail = (detail: string): void => tell({ detail });
      const status = await tellingPauses(onDetail, () => runOne(step, contextFor(step, onDetail)));
      if (status === undefined) {
        await note({ ...entry, steps: replaced(entry.steps, { ...recordOf(entry, step.id), status: 'pending' }) });
        return 'succeeded';
      }
      await noteStep(step.id, { status, endedAt: run.now().toISOString() });
      if (status === 'done') run.onWritten(step);
      tell();
      return 'succeeded';
    } catch (thrown) {
      if (run.signal.aborted) return await stopped(step, tell);
      const record = recordOf(entry, step.id);
      await note({ ...entry, steps: replaced(entry.steps, failedRecord(record, thrown, run.now())) });
      if (record.sentAt !== undefined) run.onWritten(step);
      tell();
      return isOptional(step) ? 'succeeded' : 'failed';
    }
  }

  async function stopped(step: Step, tell: (more: { detail?: string }) => void): Promise<EndStatus> {
    const { sentAt } = recordOf(entry, step.id);
    if (sentAt === undefined) await noteStep(step.id, { status: 'pending' });
    else run.onWritten(step);
    tell({ detail: sentAt === undefined ? 'Not started' : 'Azure continues with it' });
    return 'stopped';
  }

  function contextFor(step: Step, onDetail: (detail: string) => void): StepContext {
    const { sentAt, operation } = recordOf(entry, step.id);
    return {
      armFor: (scope, via) => run.directory.armFor(scope, run.signal, via),
      signal: run.signal,
      sleep: run.sleep,
      now: run.now,
      sent: sentAt !== undefined,
      operation,
      fresh: [entry, ...earlier].flatMap((each) => freshPrincipals(each, run.now())),
      turn: () => run.pace.turnFor(step, { signal: run.signal, onDetail }),
      note: () => noteSending(step),
      lookAgain: () => lookBefore(step),
      onRefused: async () => {
        const { sentAt: _, ...unsent } = recordOf(entry, step.id);
        await note({ ...entry, steps: replaced(entry.steps, unsent) });
      },
      onLost: () => noteStep(step.id, { isLost: true }),
      onOperation: (text) => noteStep(step.id, { operation: text }),
      onDetail,
    };
  }

  async function noteSending(step: Step): Promise<() => Promise<void>> {
    run.signal.throwIfAborted();
    const before = recordOf(entry, step.id);
    if (run.isLookOnly) throw undone(step, before.sentAt !== undefined);
    // An operation that an earlier request has started says nothing of this one.
    const { operation: _, ...fresh } = before;
    await note({ ...entry, steps: replaced(entry.steps, { ...fresh, sentAt: run.now().toISOString() }) });
    return () => note({ ...entry, steps: replaced(entry.steps, before) });
  }

  /** Azure takes removals without any condition: what stood in their way is looked for right before each is sent. */
  async function lookBefore(step: Step): Promise<void> {
    if (isRemoval(step)) await run.lookAgain(narrowedTo(entry, step));
  }

  async function takeAll(): Promise<void> {
    let status: EndStatus = 'succeeded';
    for (const step of started.plan.steps) {
      if (!isMeant(recordOf(entry, step.id))) continue;
      status = run.signal.aborted ? 'stopped' : await take(step);
      if (status !== 'succeeded') break;
    }
    const isAllOver = entry.steps.every(isOver);
    if (isLast || isAllOver || status !== 'succeeded') {
      const closed = status === 'stopped' && run.isClosing?.() ? { wasClosed: true } : {};
      await note({ ...entry, status, endedAt: run.now().toISOString(), ...closed });
    }
  }

  try {
    await takeAll();
  } catch (thrown) {
    entry = unrecorded(entry, thrown, run.now());
    run.onEntry(entry);
  }
  return entry;
}

/** The entry where the journal fails: nothing is sent that could not be noted, so the step at hand has failed. */
function unrecorded(entry: RunRecord, thrown: unknown, now: Date): RunRecord {
  const ended = { ...entry, endedAt: now.toISOString() };
  const open =
    entry.steps.find(({ status }) => status === 'running') ?? entry.steps.find(({ status }) => status === 'pending');
  if (open === undefined) return { ...ended, status: 'succeeded' };
  const { code, message } = failureOf(thrown);
  const error = {
    code: code === 'conflict' || code === 'cancelled' ? code : 'unexpected',
    message: `It could not be recorded, so nothing more is sent: ${message}`,
  } as const;
  return { ...ended, status: 'failed', steps: replaced(entry.steps, { ...open, status: 'failed', error }) };
}

/**
 * What is left of a record after a failure: an operation that has ended is not followed again; one of which a look was refused
 * stays. That a request was refused has been noted as it was answered.
 */
function failedRecord(record: StepRecord, thrown: unknown, now: Date): StepRecord {
  const { operation, ...ended } = record;
  const failure = failureOf(thrown);
  const isUnseen = operation !== undefined && failure.status !== undefined;
  const isInterrupted = isUnseen || isLost(thrown) || ['signedOut', 'cancelled'].includes(failure.code);
  return {
    ...(isInterrupted ? record : ended),
    status: 'failed',
    error: isUnseen && failure.code !== 'signedOut' ? unseen(failure) : failure,
    endedAt: now.toISOString(),
  };
}

/** The answer to a look at an operation says nothing about the request that started it. */
function unseen(failure: Failure): Failure {
  const message = `Azure has taken the request, but how it goes on can't be seen: ${failure.message}`;
  return { ...failure, code: failure.code === 'throttled' ? 'throttled' : 'unexpected', message };
}

function isOptional(step: Step): boolean {
  return step.kind === 'assignRole' && step.optional === true;
}

function undone({ title }: Step, wasSent: boolean): IdentityError {
  const message = `What was there when it was looked at is not there any more: ${title}.${changedNothing(wasSent)}`;
  return new IdentityError({ code: 'conflict', message });
}

function recordOf(entry: RunRecord, id: string): StepRecord {
  return entry.steps.find((record) => record.id === id) ?? { id, status: 'pending' };
}

function replaced(records: readonly StepRecord[], changed: StepRecord): readonly StepRecord[] {
  return records.map((record) => (record.id === changed.id ? changed : record));
}

/** Who was granted a role by a run, or made, so short a while ago that Azure may not know it everywhere yet. */
function freshPrincipals(entry: RunRecord, now: Date): readonly FreshPrincipal[] {
  const since = new Date(now.getTime() - freshMinutes * 60_000).toISOString();
  return entry.plan.steps.flatMap((step): readonly FreshPrincipal[] => {
    const { status, endedAt = '' } = recordOf(entry, step.id);
    if (status !== 'done' || endedAt <= since) return [];
    if (step.kind === 'assignRole') return [{ principal: step.principal, isGranted: true }];
    if (step.kind !== 'createIdentity') return [];
    return [{ principal: { kind: 'identity', identityId: step.identityId }, isGranted: false }];
  });
}

/** Returns how far a step of the entry has come, as it is told to those who follow the run. */
export function progressOf(entry: RunRecord, step: Step, more: { readonly detail?: string }): StepProgress {
  const { status, error } = recordOf(entry, step.id);
  return {
    activityId: entry.activityId,
    id: step.id,
    title: step.title,
    status,
    ...(error === undefined ? {} : { error }),
    ...more,
  };
}
