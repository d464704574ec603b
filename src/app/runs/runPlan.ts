import type { Arm } from '../../azure/arm/arm.ts';
import type { Directory } from '../../azure/directory/directory.ts';
import type { TokenOwner } from '../../domain/arm/tokenOwner.ts';
import type { Sent } from '../../azure/http/oneSending.ts';
import { reportingPauses, type Tell } from '../../azure/http/looks.ts';
import { runStep, stepSettled } from '../../azure/write/runStep.ts';
import type { WritePace } from '../../azure/write/writePace.ts';
import type { Sleep } from '../../async/sleep.ts';
import type { SentTarget, StepContext, StepEnd } from '../../azure/write/stepContext.ts';
import { nothingChangedText } from '../../azure/write/sendOnce.ts';
import { saidMessage, failureOf, IdentityError } from '../../errors.ts';
import type { Plan, Step } from '../../domain/plan/plan.ts';
import { isOver, type EndStatus, type StepProgress } from './activity.ts';
import { progressOf } from './activityEntries.ts';
import type { Journal } from './journal.ts';
import { failedRecord, namingRight } from './failedRecord.ts';
import { freshPrincipals } from './freshPrincipals.ts';
import { partCheckedBefore } from './narrowed.ts';
import { isRemoval } from '../../domain/plan/stepKinds.ts';
import { recordOf, sentPart, withoutSent, withRecord, type RunRecord, type StepRecord } from './runRecord.ts';
import { say, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import { isOptional } from '../../domain/export/cautions.ts';

/** What is needed to run a plan. */
export interface PlanRun {
  readonly directory: Directory;
  readonly journal: Journal;
  readonly sleep: Sleep;
  readonly now: () => Date;
  readonly pace: WritePace;
  readonly signal: AbortSignal;
  /** Nothing is left to do: each step is only checked, and if one would have to be sent, that is a conflict. */
  readonly isLookOnly?: boolean;
  /** True once VS Code is being closed, so that a run that ends was not stopped by the user. */
  readonly isClosing?: () => boolean;
  /** Checks whether the rest of the entry is still what was confirmed; rejects if it is not. */
  readonly lookAtPlan: (entry: RunRecord) => Promise<unknown>;
  readonly onProgress: (progress: StepProgress) => void;
  /** Called after each change of the entry, once the journal has it. */
  readonly onEntry: (entry: RunRecord) => void;
  /** Called when a step has written something. */
  readonly onWritten: (step: Step, plan: Plan) => void;
}

/**
 * Waits for requests that an earlier run of the entry sent, or may have sent, to find out what is left. Sends nothing.
 * Resolves with the entry, which has ended if an operation failed or the waiting was stopped.
 */
export async function settlePlan(started: RunRecord, run: PlanRun): Promise<RunRecord> {
  return workOn(started, run, {
    isMeant: (record) => !isOver(record) && record.sentAt !== undefined,
    run: stepSettled,
    isLast: false,
  });
}

/**
 * Runs the remaining steps of an entry in order, and notes each request before it is sent. After a failure nothing more
 * is sent, except if the step is optional. Resolves with the ended entry, even if it can't be noted.
 */
export async function runPlan(started: RunRecord, run: PlanRun): Promise<RunRecord> {
  return workOn(started, run, { isMeant: (record) => !isOver(record), run: runStep, isLast: true });
}

/** What is done with the steps of an entry, one after the other. */
interface Work {
  readonly isMeant: (record: StepRecord) => boolean;
  readonly run: (step: Step, context: StepContext) => Promise<StepEnd | undefined>;
  /** The entry ends with this work, whatever the result. */
  readonly isLast: boolean;
}

async function workOn(started: RunRecord, run: PlanRun, work: Work): Promise<RunRecord> {
  return new EntryWork(started, run, work, await run.journal.known(started.connection)).takeAll();
}

/** The work on one entry. The journal always has the entry as it is here before anything is done because of it. */
class EntryWork {
  #entry: RunRecord;
  readonly #run: PlanRun;
  readonly #work: Work;
  /** Earlier runs, because Azure may not know yet whom they created or granted a role. */
  readonly #earlier: readonly RunRecord[];
  /** What is known of the request that is being sent, or was sent last; each note of its step has it. */
  #sent: Partial<Sent> = {};
  /** Azure has refused the current step's request, and not only a look. */
  #wasRefused = false;
  /** What the current step's request is about, if the plan could not know it. */
  #target: SentTarget | undefined;

  constructor(started: RunRecord, run: PlanRun, work: Work, earlier: readonly RunRecord[]) {
    this.#entry = started;
    this.#run = run;
    this.#work = work;
    this.#earlier = earlier;
  }

  /** Works through the steps and resolves with the entry, even if that can't be noted. */
  async takeAll(): Promise<RunRecord> {
    try {
      const status = await this.#takeSteps();
      const isAllOver = this.#entry.steps.every(isOver);
      if (this.#work.isLast || isAllOver || status !== 'succeeded') {
        const closed = status === 'stopped' && this.#run.isClosing?.() ? { wasClosed: true } : {};
        await this.#note({ ...this.#entry, status, endedAt: this.#now(), ...closed });
      }
    } catch (thrown) {
      this.#entry = unrecordedEntry(this.#entry, thrown, this.#run.now());
      this.#run.onEntry(this.#entry);
    }
    return this.#entry;
  }

  async #takeSteps(): Promise<EndStatus> {
    for (const step of this.#entry.plan.steps) {
      if (!this.#work.isMeant(this.#recordOf(step))) continue;
      const status = this.#run.signal.aborted ? 'stopped' : await this.#take(step);
      if (status !== 'succeeded') return status;
    }
    return 'succeeded';
  }

  async #take(step: Step): Promise<EndStatus> {
    this.#sent = {};
    this.#target = undefined;
    this.#wasRefused = false;
    const { error: _, ...before } = this.#recordOf(step);
    await this.#noteRecord({ ...before, status: 'running' });
    this.#tell(step);
    try {
      const onDetail = (detail: Words): void => this.#tell(step, { detail });
      const tell: Tell = (detail, asksPerson) =>
        this.#tell(step, { detail, ...(asksPerson ? { phase: 'signIn' } : {}) });
      const status = await reportingPauses(tell, () => this.#work.run(step, this.#contextFor(step, onDetail)));
      if (status === undefined) {
        await this.#noteStep(step, { status: 'pending' });
        return 'succeeded';
      }
      await this.#noteStep(step, { status, endedAt: this.#now() });
      if (status === 'done') this.#run.onWritten(step, this.#entry.plan);
      this.#tell(step);
      return 'succeeded';
    } catch (thrown) {
      return this.#run.signal.aborted ? await this.#stopped(step) : await this.#failed(step, thrown);
    }
  }

  async #stopped(step: Step): Promise<EndStatus> {
    const record = this.#recordOf(step);
    const { sentAt } = record;
    if (sentAt === undefined) await this.#noteStep(step, { status: 'pending' });
    else {
      // Noted with the end of the run: a window that is being closed has no time for another note.
      this.#entry = this.#entryWith(record);
      this.#run.onWritten(step, this.#entry.plan);
    }
    this.#tell(step, sentAt === undefined ? {} : { detail: say`Azure continues with it` });
    return 'stopped';
  }

  async #failed(step: Step, thrown: unknown): Promise<EndStatus> {
    const record = this.#recordOf(step);
    const refused = this.#wasRefused ? namingRight(thrown, step) : undefined;
    await this.#noteRecord(failedRecord(record, refused ?? thrown, this.#run.now()));
    if (record.sentAt !== undefined) this.#run.onWritten(step, this.#entry.plan);
    this.#tell(step);
    return isOptional(step) ? 'succeeded' : 'failed';
  }

  /** What `sendOnce` needs; it documents the order of calls. */
  #contextFor(step: Step, onDetail: (detail: Words) => void): StepContext {
    const { directory, signal, sleep, now, pace } = this.#run;
    const { sentAt, operation } = this.#recordOf(step);
    /** Of what the step changes, not of what it reads besides. */
    let arm: Arm | undefined;
    return {
      armFor: async (scope, via) => {
        const found = await directory.armFor(scope, signal, via);
        if (via !== undefined) arm = found;
        return found;
      },
      signal,
      sleep,
      now,
      sent: sentAt !== undefined,
      operation,
      fresh: [this.#entry, ...this.#earlier].flatMap((entry) => freshPrincipals(entry, now())),
      waitForTurn: () => pace.turnFor(step, { signal, onDetail }),
      noteSending: () => this.#noteSending(step, arm?.lastAsker()),
      noteSender: async (sender) => {
        if (JSON.stringify(sender) === JSON.stringify(this.#sent.sender ?? {})) return;
        this.#sent = { sender };
        await this.#noteStep(step, {});
      },
      keepTarget: (target) => void (this.#target = target),
      keepSent: (sent = {}) => void (this.#sent = sent),
      lookAtPlan: async () => {
        if (isRemoval(step)) await this.#run.lookAtPlan(partCheckedBefore(this.#entry, step));
      },
      noteRefused: () => {
        const { sentAt: _, ...unsent } = withoutSent(this.#recordOf(step));
        this.#sent = {};
        this.#wasRefused = true;
        return this.#noteRecord(unsent);
      },
      noteLost: () => this.#noteStep(step, { isLost: true }),
      noteOperation: (text) => this.#noteStep(step, { operation: text }),
      onDetail,
    };
  }

  async #noteSending(step: Step, sender: TokenOwner | undefined): Promise<() => Promise<void>> {
    this.#run.signal.throwIfAborted();
    const before = this.#recordOf(step);
    if (this.#run.isLookOnly) throw targetGoneError(step, before.sentAt !== undefined);
    // The operation and the sender of an earlier request say nothing about this one.
    const { operation: _, ...fresh } = withoutSent(before);
    this.#sent = defined({ sender });
    await this.#noteRecord({ ...fresh, sentAt: this.#now() });
    this.#tell(step);
    return () => {
      this.#sent = {};
      return this.#noteRecord(before);
    };
  }

  #noteStep({ id }: Step, change: Partial<StepRecord>): Promise<void> {
    return this.#noteRecord({ ...recordOf(this.#entry, id), ...change });
  }

  #noteRecord(record: StepRecord): Promise<void> {
    return this.#note(this.#entryWith(record));
  }

  #entryWith(record: StepRecord): RunRecord {
    const sent = record.sentAt === undefined ? {} : sentPart(this.#sent, this.#target);
    return { ...this.#entry, steps: withRecord(this.#entry.steps, { ...record, ...sent }) };
  }

  async #note(changed: RunRecord): Promise<void> {
    await this.#run.journal.record(changed);
    this.#entry = changed;
    this.#run.onEntry(changed);
  }

  #tell(step: Step, progress: Pick<StepProgress, 'detail' | 'phase'> = {}): void {
    this.#run.onProgress(progressOf(this.#entry, step, progress));
  }

  #recordOf({ id }: Step): StepRecord {
    return recordOf(this.#entry, id);
  }

  #now(): string {
    return this.#run.now().toISOString();
  }
}

/** The entry when the journal fails: what can't be noted is not sent, so the current step has failed. */
function unrecordedEntry(entry: RunRecord, thrown: unknown, now: Date): RunRecord {
  const ended = { ...entry, endedAt: now.toISOString() };
  const open =
    entry.steps.find(({ status }) => status === 'running') ?? entry.steps.find(({ status }) => status === 'pending');
  if (open === undefined) return { ...ended, status: 'succeeded' };
  const failure = failureOf(thrown);
  const { code } = failure;
  const { failure: error } = new IdentityError({
    code: code === 'conflict' || code === 'cancelled' ? code : 'unexpected',
    message: say`It could not be recorded, so nothing more is sent: ${saidMessage(failure)}`,
  });
  return { ...ended, status: 'failed', steps: withRecord(entry.steps, { ...open, status: 'failed', error }) };
}

function targetGoneError({ title }: Step, wasSent: boolean): IdentityError {
  const message = say`What this step applies to no longer exists: ${title}.${nothingChangedText(wasSent)}`;
  return new IdentityError({ code: 'conflict', message });
}
