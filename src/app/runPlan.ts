import type { Directory } from '../azure/directory.ts';
import { isLost } from '../azure/armErrors.ts';
import { runStep } from '../azure/runStep.ts';
import type { Sleep } from '../azure/sleep.ts';
import type { StepContext } from '../azure/stepContext.ts';
import { failureOf } from '../errors.ts';
import type { Step } from '../identity/planned.ts';
import type { EndStatus, StepProgress } from './activity.ts';
import type { Journal, JournalEntry, StepRecord } from './journal.ts';

/** What running a plan needs. */
export interface PlanRun {
  readonly directory: Directory;
  readonly journal: Journal;
  readonly sleep: Sleep;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** Goes on with an entry of an earlier run. */
  readonly resumed: boolean;
  readonly onProgress: (progress: StepProgress) => void;
  /** Told after each change of the entry, when the journal has it. */
  readonly onEntry: (entry: JournalEntry) => void;
  /** Told when a step has written something. */
  readonly onWritten: (step: Step) => void;
}

/** Minutes in which roles that were granted from here, and identities that were made, may not be seen everywhere yet. */
const freshMinutes = 30;

/**
 * Runs the steps of an entry that are not done yet, in order, noting each request before it leaves. Nothing is sent after a
 * failure, except of a step that the plan calls optional. Resolves with the ended entry, also where it cannot be noted.
 */
export async function runPlan(started: JournalEntry, run: PlanRun): Promise<JournalEntry> {
  let entry = started;
  const earlier = await run.journal.entries(started.connection);

  async function note(changed: JournalEntry): Promise<void> {
    await run.journal.record(changed);
    entry = changed;
    run.onEntry(changed);
  }

  function withStep(id: string, change: Partial<StepRecord>): JournalEntry {
    return { ...entry, steps: entry.steps.map((record) => (record.id === id ? { ...record, ...change } : record)) };
  }

  async function runOne(step: Step): Promise<EndStatus> {
    const tell = (more: { detail?: string } = {}): void => run.onProgress(progressOf(entry, step, more));
    const { error: _, ...record } = recordOf(entry, step.id);
    await note({ ...entry, steps: replaced(entry.steps, { ...record, status: 'running' }) });
    tell();
    try {
      const status = await runStep(step, contextFor(step, tell));
      await note(withStep(step.id, { status, endedAt: run.now().toISOString() }));
      if (status === 'done') run.onWritten(step);
      tell();
      return 'succeeded';
    } catch (thrown) {
      if (run.signal.aborted) return await stopped(step, tell);
      const wasSent = recordOf(entry, step.id).sentAt !== undefined;
      await note({ ...entry, steps: replaced(entry.steps, failedRecord(recordOf(entry, step.id), thrown, run.now())) });
      if (wasSent) run.onWritten(step);
      tell();
      return isOptional(step) ? 'succeeded' : 'failed';
    }
  }

  async function stopped(step: Step, tell: (more: { detail?: string }) => void): Promise<EndStatus> {
    const { sentAt } = recordOf(entry, step.id);
    if (sentAt === undefined) await note(withStep(step.id, { status: 'pending' }));
    else run.onWritten(step);
    tell({ detail: sentAt === undefined ? 'Not started' : 'Azure goes on with it' });
    return 'stopped';
  }

  function contextFor(step: Step, tell: (more: { detail?: string }) => void): StepContext {
    const { sentAt, operation } = recordOf(entry, step.id);
    return {
      armFor: (scope, via) => run.directory.armFor(scope, run.signal, via),
      signal: run.signal,
      sleep: run.sleep,
      now: run.now,
      sent: sentAt !== undefined,
      resumed: run.resumed,
      operation,
      grantedRecently: [entry, ...earlier].some((each) => hasFreshPrincipals(each, run.now())),
      onSend: () => note(withStep(step.id, { sentAt: run.now().toISOString() })),
      onOperation: (text) => note(withStep(step.id, { operation: text })),
      onDetail: (detail) => tell({ detail }),
    };
  }

  async function runAll(): Promise<void> {
    let status: EndStatus = 'succeeded';
    for (const step of started.plan.steps) {
      if (isDone(recordOf(entry, step.id))) continue;
      status = run.signal.aborted ? 'stopped' : await runOne(step);
      if (status !== 'succeeded') break;
    }
    await note({ ...entry, status, endedAt: run.now().toISOString() });
  }

  try {
    await runAll();
  } catch (thrown) {
    entry = unrecorded(entry, thrown, run.now());
    run.onEntry(entry);
  }
  return entry;
}

/** The entry where the journal fails: nothing is sent that could not be noted, so the step at hand has failed. */
function unrecorded(entry: JournalEntry, thrown: unknown, now: Date): JournalEntry {
  const ended = { ...entry, endedAt: now.toISOString() };
  const open =
    entry.steps.find(({ status }) => status === 'running') ?? entry.steps.find(({ status }) => status === 'pending');
  if (open === undefined) return { ...ended, status: 'succeeded' };
  const { message } = failureOf(thrown);
  const error = {
    code: 'unexpected',
    message: `It could not be recorded, so nothing more is sent: ${message}`,
  } as const;
  return { ...ended, status: 'failed', steps: replaced(entry.steps, { ...open, status: 'failed', error }) };
}

function isDone({ status }: StepRecord): boolean {
  return status === 'done' || status === 'alreadyDone';
}

/**
 * What is left of a record after a failure: a request that ARM refused counts as not sent, an operation that has ended is not
 * followed again; what merely could not be followed to its end stays.
 */
function failedRecord(record: StepRecord, thrown: unknown, now: Date): StepRecord {
  const { sentAt, operation, ...rest } = record;
  const failure = failureOf(thrown);
  const interrupted = isLost(thrown) || ['signedOut', 'throttled', 'cancelled'].includes(failure.code);
  const refused = failure.status !== undefined && operation === undefined && !interrupted;
  return {
    ...rest,
    status: 'failed',
    error: failure,
    endedAt: now.toISOString(),
    ...(sentAt === undefined || refused ? {} : { sentAt }),
    ...(operation === undefined || !interrupted ? {} : { operation }),
  };
}

function isOptional(step: Step): boolean {
  return step.kind === 'assignRole' && step.optional === true;
}

function recordOf(entry: JournalEntry, id: string): StepRecord {
  return entry.steps.find((record) => record.id === id) ?? { id, status: 'pending' };
}

function replaced(records: readonly StepRecord[], changed: StepRecord): readonly StepRecord[] {
  return records.map((record) => (record.id === changed.id ? changed : record));
}

function hasFreshPrincipals(entry: JournalEntry, now: Date): boolean {
  const since = new Date(now.getTime() - freshMinutes * 60_000).toISOString();
  return entry.plan.steps.some((step) => {
    const { status, endedAt = '' } = recordOf(entry, step.id);
    return (step.kind === 'assignRole' || step.kind === 'createIdentity') && status === 'done' && endedAt > since;
  });
}

function progressOf(entry: JournalEntry, step: Step, more: { readonly detail?: string }): StepProgress {
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
