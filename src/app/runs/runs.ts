import { currentLook } from '../../azure/write/currentLook.ts';
import { createWritePace, type WritePace } from '../../azure/write/writePace.ts';
import type { Sleep } from '../../async/sleep.ts';
import { connectionLeftError, cancelledError } from '../../errors.ts';
import type { Plan, Step } from '../../domain/plan/plan.ts';
import { isOver, type ActivityEntry, type Outcome, type StepProgress } from './activity.ts';
import { unchangedSinceShown, usefulSince, type Journal } from './journal.ts';
import type { RunRecord } from './runRecord.ts';
import {
  activityEntryOf,
  endedInConflict,
  isSuperseded,
  outcomeOf,
  haveCommonItem,
  progressOf,
  targetsOf,
} from './activityEntries.ts';
import { createOtherWindows, type ListedRuns, type OtherWindows } from './otherWindows.ts';
import { lookAgain } from './planChanged.ts';
import { planLook, type LookOptions } from './planLook.ts';
import {
  assertWhole,
  planAgainInstead,
  runningAlreadyError,
  runningElsewhereError,
  supersededRunError,
  unknownActivityError,
  entryNotResumed,
  reopenEntry,
} from './resumption.ts';
import { runPlan, settlePlan, type PlanRun } from './runPlan.ts';
import type { Words } from '../../sentences/words.ts';

/** How a run is followed and stopped. Aborting the signal stops waiting; Azure continues, and the run can be resumed. */
export interface RunOptions {
  readonly onProgress?: (progress: StepProgress) => void;
  /** Called once, when the plan has been found to still hold and the run begins. */
  readonly onStarted?: (activityId: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What runs need; time and waiting come from outside. */
export interface RunsOptions extends LookOptions {
  readonly journal: Journal;
  readonly sleep: Sleep;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly tokenRefreshHours?: (() => number) | undefined;
  readonly onActivity: () => void;
  readonly onWritten: (step: Step, plan: Plan) => void;
  /** Called when another window has ended runs. */
  readonly onEndedElsewhere: (ended: readonly RunRecord[]) => void;
}

interface LiveRun {
  entry: RunRecord;
  readonly targets: ReadonlySet<string>;
  readonly abort: AbortController;
  readonly signal: AbortSignal;
  readonly details: Map<string, Words>;
  readonly ended: PromiseWithResolvers<void>;
}

/** Milliseconds within which a stopped run has noted its end, unless something does not answer. */
const longestStop = 2000;

/** The runs of one connection: those of this window, and those in the journal. */
export class Runs {
  readonly #options: RunsOptions & { readonly pace: WritePace };
  readonly #connection: string;
  readonly #live = new Map<string, LiveRun>();
  readonly #others: OtherWindows;
  #isClosed = false;
  #isClosing = false;

  constructor(options: RunsOptions) {
    this.#options = { ...options, pace: createWritePace(options) };
    this.#connection = options.directory.connection.key;
    this.#others = createOtherWindows(options);
  }

  /**
   * Runs a plan if it still holds; it is made again first, unless that was just done. Rejects only if nothing was
   * started, with `PlanChanged` if something else would be done.
   */
  async start(plan: Plan, runOptions: RunOptions & { readonly isJustMade?: boolean }): Promise<Outcome> {
    const entry: RunRecord = {
      activityId: this.#options.newId(),
      connection: this.#connection,
      plan,
      status: 'running',
      startedAt: this.#options.now().toISOString(),
      steps: plan.steps.map(({ id }) => ({ id, status: 'pending' })),
    };
    return this.#whileLive(entry, runOptions, async (running) => {
      const isKnown = runOptions.isJustMade === true && !plan.checks.some(({ verdict }) => verdict === 'fail');
      const run = this.#planRun(running, runOptions);
      const isLookOnly = !isKnown && (await this.#firstLook(entry, run)) === 'nothingLeft';
      this.#assertGoing(running.signal);
      await this.#recordAlone(entry, running.targets);
      runOptions.onStarted?.(entry.activityId);
      return runPlan(entry, { ...run, isLookOnly });
    });
  }

  /** Waits for what the earlier run sent, and continues with the rest if it is still what was confirmed. */
  async resume(activityId: string, runOptions: RunOptions): Promise<Outcome> {
    if (this.#isClosed) throw connectionLeftError();
    const running = this.#live.get(activityId);
    if (running !== undefined) throw runningAlreadyError(running.entry);
    const before = await this.#find(activityId);
    if (before.status === 'succeeded') return outcomeOf(before);
    if (endedInConflict(before)) throw planAgainInstead(before);
    assertWhole(before);
    const entry = reopenEntry(before);
    return this.#whileLive(entry, runOptions, async (live) => {
      await this.#recordAlone(entry, live.targets);
      runOptions.onStarted?.(activityId);
      return this.#goOn(live, before, runOptions);
    });
  }

  /** Returns the titles of the changes that this window is running. */
  underWay(): readonly Words[] {
    return [...this.#live.values()].map(({ entry }) => entry.plan.title);
  }

  /** Stops waiting for a run; Azure continues. Returns false if this window isn't running it. */
  stop(activityId: string): boolean {
    const running = this.#live.get(activityId);
    running?.abort.abort();
    return running !== undefined;
  }

  /**
   * Stops waiting for everything because the connection is left or VS Code is closed; from then on nothing is started
   * or sent. Resolves when the journal has noted it, or after 2 s.
   */
  async stopAll(ending?: 'left' | 'closed'): Promise<void> {
    this.#isClosing = !this.#isClosed && ending === 'closed';
    this.#isClosed = true;
    const liveRuns = [...this.#live.values()];
    for (const { abort } of liveRuns) abort.abort();
    if (liveRuns.length === 0) return;
    await Promise.race([Promise.all(liveRuns.map(({ ended }) => ended.promise)), this.#options.sleep(longestStop)]);
  }

  /** Returns all entries, newest first, including what other windows are running. */
  async list(): Promise<readonly ActivityEntry[]> {
    const { entries } = await this.#listed();
    this.#others.begin(entries);
    return entries;
  }

  /** Checks in the journal what other windows have done since the last check, and reports it. */
  async lookAtOthers(): Promise<void> {
    this.#others.compare(await this.#listed());
  }

  /** Forgets ended runs; one that another window resumes meanwhile stays. */
  async clear(seenEntries?: readonly Pick<ActivityEntry, 'activityId' | 'position'>[]): Promise<void> {
    const { journal, now, onActivity } = this.#options;
    const ended = (await journal.entries(this.#connection)).filter(({ activityId }) => !this.#live.has(activityId));
    await journal.forget(unchangedSinceShown(ended, seenEntries), usefulSince(now()));
    onActivity();
  }

  /** Does the work for an entry while no other run of this connection works on the same things. */
  async #whileLive(
    entry: RunRecord,
    { signal }: RunOptions,
    work: (running: LiveRun) => Promise<RunRecord>,
  ): Promise<Outcome> {
    if (this.#isClosed) throw connectionLeftError();
    const targets = targetsOf(entry.plan);
    const conflicting = [...this.#live.values()].find((running) => haveCommonItem(running.targets, targets));
    if (conflicting !== undefined) throw runningAlreadyError(conflicting.entry);
    const abort = new AbortController();
    const running: LiveRun = {
      entry,
      targets,
      abort,
      details: new Map(),
      signal: signal ? AbortSignal.any([signal, abort.signal]) : abort.signal,
      ended: Promise.withResolvers(),
    };
    this.#live.set(entry.activityId, running);
    try {
      return outcomeOf(await work(running));
    } finally {
      this.#live.delete(entry.activityId);
      running.ended.resolve();
      this.#options.onActivity();
    }
  }

  async #lookAtPlan(entry: RunRecord, signal: AbortSignal): Promise<'same' | 'nothingLeft'> {
    const planNow = await lookAgain(entry, planLook(entry.plan, this.#options, signal));
    this.#assertGoing(signal);
    return planNow;
  }

  /** The check before anything is sent; its waiting time is shown at the next step. */
  #firstLook(entry: RunRecord, { signal, onProgress }: PlanRun): Promise<'same' | 'nothingLeft'> {
    const next = entry.steps.find((record) => !isOver(record))?.id;
    const step = entry.plan.steps.find(({ id }) => id === next);
    const onDetail = (detail: Words): void => void (step && onProgress(progressOf(entry, step, { detail })));
    return currentLook(() => this.#lookAtPlan(entry, signal), { ...this.#options, signal, onDetail });
  }

  #assertGoing(signal: AbortSignal): void {
    if (this.#isClosed) throw connectionLeftError();
    if (signal.aborted) throw cancelledError();
  }

  #planRun(running: LiveRun, runOptions: RunOptions): PlanRun {
    const { onActivity } = this.#options;
    return {
      ...this.#options,
      signal: running.signal,
      isClosing: () => this.#isClosing,
      lookAtPlan: (entry) => this.#lookAtPlan(entry, running.signal),
      onEntry: (entry) => {
        running.entry = entry;
        onActivity();
      },
      onProgress: (progress) => {
        if (progress.detail !== undefined) running.details.set(progress.id, progress.detail);
        runOptions.onProgress?.(progress);
        onActivity();
      },
    };
  }

  async #find(activityId: string): Promise<RunRecord> {
    const { journal } = this.#options;
    const isMeant = (candidate: RunRecord): boolean => candidate.activityId === activityId;
    const entry = (await journal.entries(this.#connection)).find(isMeant);
    const allEntries = await journal.all(this.#connection);
    const elsewhere = allEntries.find(isMeant);
    if (entry === undefined) throw elsewhere === undefined ? unknownActivityError() : runningElsewhereError(elsewhere);
    if (isSuperseded(entry, allEntries)) throw supersededRunError(entry);
    return entry;
  }

  /**
   * Records a starting run; rejects if another window is working on the same things, which it recognises by an entry
   * that is running but not here.
   */
  async #recordAlone(beginning: RunRecord, targets: ReadonlySet<string>): Promise<void> {
    const { journal } = this.#options;
    const shownHere = (await journal.entries(this.#connection)).map(({ activityId }) => activityId);
    const ownIds = new Set([...this.#live.keys(), ...shownHere]);
    await journal.record(beginning, (otherEntries) => {
      const otherEntry = otherEntries.find(
        (entry) =>
          entry.status === 'running' && !ownIds.has(entry.activityId) && haveCommonItem(targetsOf(entry.plan), targets),
      );
      if (otherEntry !== undefined) throw runningElsewhereError(otherEntry);
    });
  }

  /** Continues an entry that is noted as running again; if the rest must not be done, the entry ends with the reason. */
  async #goOn(running: LiveRun, before: RunRecord, runOptions: RunOptions): Promise<RunRecord> {
    const run = this.#planRun(running, runOptions);
    const settled = await settlePlan(running.entry, run);
    if (settled.status !== 'running') return settled;
    let planNow: 'same' | 'nothingLeft';
    try {
      planNow = await this.#firstLook(settled, run);
    } catch (error) {
      const ended = entryNotResumed(settled, before, error, this.#options.now());
      await this.#options.journal.record(ended);
      running.entry = ended;
      if (running.signal.aborted && !this.#isClosed) return ended;
      throw error;
    }
    return runPlan(settled, { ...run, isLookOnly: planNow === 'nothingLeft' });
  }

  /** Everything in the journal, and which of it this window recorded last. */
  async #listed(): Promise<ListedRuns> {
    const { journal, now, tokenRefreshHours } = this.#options;
    for (;;) {
      const running = new Map(this.#live);
      const ownIds = new Set((await journal.entries(this.#connection)).map(({ activityId }) => activityId));
      const records = await journal.all(this.#connection);
      // A run that ended while the journal was read would look interrupted.
      if ([...running.keys()].some((id) => !this.#live.has(id))) continue;
      const runnerOf = ({ activityId, status }: RunRecord): LiveRun | 'elsewhere' | undefined =>
        this.#live.get(activityId) ?? (status === 'running' && !ownIds.has(activityId) ? 'elsewhere' : undefined);
      const recorded = records.filter((entry) => journal.isFromHere(entry)).map(({ activityId }) => activityId);
      return {
        records,
        entries: records.map((entry) => activityEntryOf(runnerOf(entry), entry, records, now(), tokenRefreshHours?.())),
        isOwn: (activityId) => running.has(activityId) || recorded.includes(activityId),
      };
    }
  }
}
