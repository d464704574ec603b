import type { Directory } from '../../azure/directory/directory.ts';
import { currentLook } from '../../azure/write/currentLook.ts';
import { createWritePace } from '../../azure/write/writePace.ts';
import { stepHolds, stepStands } from '../../azure/write/runStep.ts';
import type { Sleep } from '../../async/sleep.ts';
import { IdentityError } from '../../errors.ts';
import type { Change } from '../../domain/change/change.ts';
import type { Continued } from '../../domain/plan/planPart.ts';
import type { Plan, Step } from '../../domain/plan/plan.ts';
import type { Via } from '../../domain/arm/via.ts';
import type { ActivityEntry, Outcome, StepProgress } from './activity.ts';
import { isOver } from './activity.ts';
import type { Journal } from './journal.ts';
import type { RunRecord } from './runRecord.ts';

import { endedInConflict, isSuperseded, outcomeOf, overlaps, shown, targetsOf } from './activityEntries.ts';
import { createOtherWindows } from './otherWindows.ts';
import type { Look } from './planChanged.ts';
import { lookAgain } from './planChanged.ts';
import {
  assertWhole,
  asSeen,
  left,
  notAgain,
  reopened,
  runningAlready,
  runningElsewhere,
  superseded,
  unknownActivity,
  unresumed,
  usefulSince,
  whoChanged,
} from './runEnds.ts';
import type { PlanRun } from './runPlan.ts';
import { progressOf, runPlan, settlePlan } from './runPlan.ts';

/** How a run is followed and stopped. Aborting the signal stops waiting; Azure goes on, and the run can be resumed. */
export interface RunOptions {
  readonly onProgress?: (progress: StepProgress) => void;
  /** Told once, when the plan was found to be still true and the run begins. */
  readonly onStarted?: (activityId: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The runs of one connection: those that go on here, and those that the journal knows. */
export interface Runs {
  /**
   * Runs a plan if it still is true: it is made again first, unless it was made just now. Rejects only if nothing was
   * started, with `PlanChanged` where something else would be done.
   */
  start(plan: Plan, options: RunOptions & { readonly isJustMade?: boolean }): Promise<Outcome>;
  /** Waits for what the earlier run has sent, and goes on with the rest if it still is what was confirmed. */
  resume(activityId: string, options: RunOptions): Promise<Outcome>;
  stop(activityId: string): boolean;
  /**
   * Stops waiting for everything, for good, as the connection is left or VS Code is closed: nothing is started or sent any
   * more. Resolves when the journal has noted it, or after 2 s.
   */
  stopAll(why?: 'left' | 'closed'): Promise<void>;
  /** The titles of what goes on here. */
  underWay(): readonly string[];
  /** Newest first, with what other windows are running. */
  list(): Promise<readonly ActivityEntry[]>;
  /** Looks in the journal what other windows have done since the last look, and tells of it. */
  lookAtOthers(): Promise<void>;
  /** Forgets what has ended; what another window resumes meanwhile stays. */
  clear(seen?: readonly Pick<ActivityEntry, 'activityId' | 'position'>[]): Promise<void>;
}

/** What runs are made from; time and waiting come from outside. */
export interface RunsOptions {
  readonly directory: Directory;
  readonly journal: Journal;
  readonly plan: (changes: readonly Change[], continued: Continued, signal: AbortSignal) => Promise<Plan>;
  readonly sleep: Sleep;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly tokenRefreshHours?: (() => number) | undefined;
  readonly onActivity: () => void;
  readonly onWritten: (step: Step) => void;
  /** Told when another window has ended a run. */
  readonly onEndedElsewhere: () => void;
}

interface Live {
  entry: RunRecord;
  readonly targets: ReadonlySet<string>;
  readonly abort: AbortController;
  readonly signal: AbortSignal;
  readonly details: Map<string, string>;
  readonly ended: PromiseWithResolvers<void>;
}

/** Milliseconds within which a run that is stopped has noted it, unless something on its way does not answer. */
const longestStop = 2000;

/** Makes the runs of a connection; at first there are only those in the journal. */
export function createRuns(given: RunsOptions): Runs {
  const { directory, journal, now } = given;
  const options = { ...given, pace: createWritePace(given) };
  const connection = directory.connection.key;
  const live = new Map<string, Live>();
  const others = createOtherWindows(options);
  let isClosed = false;
  let isClosing = false;

  /** Does the work for an entry while no other run of this connection has anything to do with the same things. */
  async function whileLive(
    entry: RunRecord,
    { signal }: RunOptions,
    work: (running: Live) => Promise<RunRecord>,
  ): Promise<Outcome> {
    if (isClosed) throw left();
    const targets = targetsOf(entry.plan);
    const other = [...live.values()].find((running) => overlaps(running.targets, targets));
    if (other !== undefined) throw runningAlready(other.entry);
    const abort = new AbortController();
    const running: Live = {
      ...{ entry, targets, abort, details: new Map() },
      signal: signal ? AbortSignal.any([signal, abort.signal]) : abort.signal,
      ended: Promise.withResolvers(),
    };
    live.set(entry.activityId, running);
    try {
      return outcomeOf(await work(running));
    } finally {
      live.delete(entry.activityId);
      running.ended.resolve();
      options.onActivity();
    }
  }

  async function look(entry: RunRecord, signal: AbortSignal): Promise<'same' | 'nothingLeft'> {
    const found = await lookAgain(entry, lookingFor(entry.plan, signal));
    assertGoing(signal);
    return found;
  }

  /** The look before anything is sent; how long it waits is told at the step that comes next. */
  function firstLook(entry: RunRecord, { signal, onProgress }: PlanRun): Promise<'same' | 'nothingLeft'> {
    const next = entry.steps.find((record) => !isOver(record))?.id;
    const step = entry.plan.steps.find(({ id }) => id === next);
    const onDetail = (detail: string): void => void (step && onProgress(progressOf(entry, step, { detail })));
    return currentLook(() => look(entry, signal), { ...options, signal, onDetail });
  }

  function lookingFor({ changes }: Plan, signal: AbortSignal): Look {
    const armFor = (scope: string, via?: Via): ReturnType<Directory['armFor']> => directory.armFor(scope, signal, via);
    return {
      plan: (continued) => options.plan(changes, continued, signal),
      holds: async (step) => (await stepHolds(step, { armFor, signal })) === true,
      stands: (step) => stepStands(step, { armFor, signal }),
      whoChanged: async (step) => whoChanged(step, await armFor(step.clusterId, step), signal),
    };
  }

  function assertGoing(signal: AbortSignal): void {
    if (isClosed) throw left();
    if (signal.aborted) throw new IdentityError({ code: 'cancelled', message: 'Cancelled.' });
  }

  function planRun(running: Live, runOptions: RunOptions): PlanRun {
    return {
      ...options,
      signal: running.signal,
      isClosing: () => isClosing,
      lookAgain: (entry) => look(entry, running.signal),
      onEntry: (entry) => {
        running.entry = entry;
        options.onActivity();
      },
      onProgress: (progress) => {
        if (progress.detail !== undefined) running.details.set(progress.id, progress.detail);
        runOptions.onProgress?.(progress);
        options.onActivity();
      },
    };
  }

  async function find(activityId: string): Promise<RunRecord> {
    const isMeant = (candidate: RunRecord): boolean => candidate.activityId === activityId;
    const [entries, all] = [await journal.entries(connection), await journal.all(connection)];
    const [entry, other] = [entries.find(isMeant), all.find(isMeant)];
    if (entry === undefined) throw other === undefined ? unknownActivity() : runningElsewhere(other);
    if (isSuperseded(entry, all)) throw superseded(entry);
    return entry;
  }

  /** Records what begins; where another window works at the same things (its entry is running, and not shown here), rejects. */
  async function recordAlone(beginning: RunRecord, targets: ReadonlySet<string>): Promise<void> {
    const own = new Set([...live.keys(), ...(await journal.entries(connection)).map(({ activityId }) => activityId)]);
    await journal.record(beginning, (others) => {
      const other = others.find(
        (entry) => entry.status === 'running' && !own.has(entry.activityId) && overlaps(targetsOf(entry.plan), targets),
      );
      if (other !== undefined) throw runningElsewhere(other);
    });
  }

  /** Goes on with an entry that is noted as running again; where what is left is not to be done, it ends as that says. */
  async function goOn(running: Live, before: RunRecord, runOptions: RunOptions): Promise<RunRecord> {
    const run = planRun(running, runOptions);
    const settled = await settlePlan(running.entry, run);
    if (settled.status !== 'running') return settled;
    let found: 'same' | 'nothingLeft';
    try {
      found = await firstLook(settled, run);
    } catch (error) {
      const ended = unresumed(settled, before, error, now());
      await journal.record(ended);
      running.entry = ended;
      if (running.signal.aborted && !isClosed) return ended;
      throw error;
    }
    return runPlan(settled, { ...run, isLookOnly: found === 'nothingLeft' });
  }

  /** All that the journal knows, and which of it this window has recorded last. */
  async function listed(): Promise<{ entries: readonly ActivityEntry[]; isOwn: (activityId: string) => boolean }> {
    for (;;) {
      const running = new Map(live);
      const [entries, all] = [await journal.entries(connection), await journal.all(connection)];
      // A run that ended while the journal was read would be shown as broken off.
      if ([...running.keys()].some((id) => !live.has(id))) continue;
      const own = new Set(entries.map(({ activityId }) => activityId));
      const runnerOf = ({ activityId, status }: RunRecord): Live | 'elsewhere' | undefined =>
        live.get(activityId) ?? (status === 'running' && !own.has(activityId) ? 'elsewhere' : undefined);
      const recorded = all.filter((entry) => journal.isFromHere(entry)).map(({ activityId }) => activityId);
      return {
        entries: all.map((entry) => shown(runnerOf(entry), entry, all, now(), options.tokenRefreshHours?.())),
        isOwn: (activityId) => running.has(activityId) || recorded.includes(activityId),
      };
    }
  }

  return {
    async start(plan, runOptions) {
      const entry: RunRecord = {
        activityId: options.newId(),
        connection,
        plan,
        status: 'running',
        startedAt: now().toISOString(),
        steps: plan.steps.map(({ id }) => ({ id, status: 'pending' })),
      };
      return whileLive(entry, runOptions, async (running) => {
        const isKnown = runOptions.isJustMade === true && !plan.checks.some(({ verdict }) => verdict === 'fail');
        const run = planRun(running, runOptions);
        const isLookOnly = !isKnown && (await firstLook(entry, run)) === 'nothingLeft';
        assertGoing(running.signal);
        await recordAlone(entry, running.targets);
        runOptions.onStarted?.(entry.activityId);
        return runPlan(entry, { ...run, isLookOnly });
      });
    },
    async resume(activityId, runOptions) {
      if (isClosed) throw left();
      const running = live.get(activityId);
      if (running !== undefined) throw runningAlready(running.entry);
      const before = await find(activityId);
      if (before.status === 'succeeded') return outcomeOf(before);
      if (endedInConflict(before)) throw notAgain(before);
      assertWhole(before);
      const entry = reopened(before);
      return whileLive(entry, runOptions, async (mine) => {
        await recordAlone(entry, mine.targets);
        runOptions.onStarted?.(activityId);
        return goOn(mine, before, runOptions);
      });
    },
    underWay: () => [...live.values()].map(({ entry }) => entry.plan.title),
    stop(activityId) {
      const running = live.get(activityId);
      running?.abort.abort();
      return running !== undefined;
    },
    async stopAll(why) {
      isClosing = !isClosed && why === 'closed';
      isClosed = true;
      const all = [...live.values()];
      for (const { abort } of all) abort.abort();
      if (all.length === 0) return;
      await Promise.race([Promise.all(all.map(({ ended }) => ended.promise)), options.sleep(longestStop)]);
    },
    async list() {
      const { entries } = await listed();
      others.begin(entries);
      return entries;
    },
    lookAtOthers: () => listed().then(({ entries, isOwn }) => others.compare(entries, isOwn)),
    async clear(seen) {
      const ended = (await journal.entries(connection)).filter(({ activityId }) => !live.has(activityId));
      await journal.forget(asSeen(ended, seen), usefulSince(now()));
      options.onActivity();
    },
  };
}
