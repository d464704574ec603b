import type { Directory } from '../azure/directory.ts';
import { stepHolds } from '../azure/runStep.ts';
import type { Sleep } from '../azure/sleep.ts';
import { IdentityError } from '../errors.ts';
import type { Plan, Step } from '../identity/planned.ts';
import type { Via } from '../identity/via.ts';
import type { ActivityEntry, Outcome, StepProgress } from './activity.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { isSuperseded, outcomeOf, overlaps, shown, targetsOf } from './activityView.ts';
import { runPlan } from './runPlan.ts';

/** How a run is followed and stopped. Aborting the signal stops waiting; Azure goes on, and the run can be resumed. */
export interface RunOptions {
  readonly onProgress?: (progress: StepProgress) => void;
  readonly signal?: AbortSignal;
}

/** The runs of one connection: those that go on here, and those that the journal knows. */
export interface Runs {
  /** Runs a plan. Rejects only if nothing was started. */
  start(plan: Plan, options: RunOptions): Promise<Outcome>;
  resume(activityId: string, options: RunOptions): Promise<Outcome>;
  stop(activityId: string): boolean;
  /** Stops waiting for everything; resolves when the journal knows, or cannot be told in time. */
  stopAll(): Promise<void>;
  list(): Promise<readonly ActivityEntry[]>;
  /** Forgets what has ended. */
  clear(): Promise<void>;
}

/** What runs need. */
export interface RunsOptions {
  readonly directory: Directory;
  readonly journal: Journal;
  readonly sleep: Sleep;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly tokenRefreshHours?: (() => number) | undefined;
  readonly onActivity: () => void;
  readonly onWritten: (step: Step) => void;
}

interface Live {
  entry: JournalEntry;
  readonly targets: ReadonlySet<string>;
  readonly abort: AbortController;
  readonly details: Map<string, string>;
  readonly ended: PromiseWithResolvers<void>;
}

/** Milliseconds within which a run that is stopped has noted it, unless something on its way does not answer. */
const longestStop = 2000;

/** No runs yet, but those that the journal knows. */
export function createRuns(options: RunsOptions): Runs {
  const { directory, journal, now } = options;
  const connection = directory.connection.key;
  const live = new Map<string, Live>();

  function begin(entry: JournalEntry): Live {
    const targets = targetsOf(entry.plan);
    const other = [...live.values()].find((running) => overlaps(running.targets, targets));
    if (other !== undefined) throw runningAlready(other.entry);
    const running: Live = {
      ...{ entry, targets, abort: new AbortController(), details: new Map() },
      ended: Promise.withResolvers(),
    };
    live.set(entry.activityId, running);
    return running;
  }

  async function run(running: Live, runOptions: RunOptions, resumed: boolean): Promise<Outcome> {
    const { signal = running.abort.signal } = runOptions;
    try {
      const ended = await runPlan(running.entry, {
        ...options,
        resumed,
        signal: AbortSignal.any([signal, running.abort.signal]),
        onEntry: (entry) => {
          running.entry = entry;
          options.onActivity();
        },
        onProgress: (progress) => {
          if (progress.detail !== undefined) running.details.set(progress.id, progress.detail);
          runOptions.onProgress?.(progress);
          options.onActivity();
        },
      });
      return outcomeOf(ended);
    } finally {
      live.delete(running.entry.activityId);
      running.ended.resolve();
      options.onActivity();
    }
  }

  async function find(activityId: string): Promise<JournalEntry> {
    const entries = await journal.entries(connection);
    const entry = entries.find((candidate) => candidate.activityId === activityId);
    if (entry === undefined) throw unknownActivity();
    if (isSuperseded(entry, entries)) throw superseded(entry);
    return entry;
  }

  return {
    async start(plan, runOptions) {
      const armFor = (scope: string, via?: Via): ReturnType<Directory['armFor']> =>
        directory.armFor(scope, runOptions.signal, via);
      await assertAllowed(plan, (step) => stepHolds(step, { armFor, signal: runOptions.signal }));
      const entry: JournalEntry = {
        activityId: options.newId(),
        connection,
        plan,
        status: 'running',
        startedAt: now().toISOString(),
        steps: plan.steps.map(({ id }) => ({ id, status: 'pending' })),
      };
      const running = begin(entry);
      try {
        await journal.record(entry);
      } catch (error) {
        live.delete(entry.activityId);
        running.ended.resolve();
        throw error;
      }
      return run(running, runOptions, false);
    },
    async resume(activityId, runOptions) {
      const running = live.get(activityId);
      if (running !== undefined) throw runningAlready(running.entry);
      const entry = await find(activityId);
      if (entry.status === 'succeeded') return outcomeOf(entry);
      return run(begin(reopened(entry)), runOptions, true);
    },
    stop(activityId) {
      const running = live.get(activityId);
      running?.abort.abort();
      return running !== undefined;
    },
    async stopAll() {
      const all = [...live.values()];
      for (const { abort } of all) abort.abort();
      if (all.length === 0) return;
      await Promise.race([Promise.all(all.map(({ ended }) => ended.promise)), options.sleep(longestStop)]);
    },
    async list() {
      const entries = await journal.entries(connection);
      return entries.map((entry) =>
        shown(live.get(entry.activityId), entry, entries, now(), options.tokenRefreshHours?.()),
      );
    },
    async clear() {
      const ended = (await journal.entries(connection)).filter(({ activityId }) => !live.has(activityId));
      await journal.forget(ended.map(({ activityId }) => activityId));
      options.onActivity();
    },
  };
}

/** An entry that goes on: what is done stays done, the rest waits again. */
function reopened(entry: JournalEntry): JournalEntry {
  const { endedAt: _, ...rest } = entry;
  return { ...rest, status: 'running' };
}

/** A failing check means that a write would be refused; it does not matter where nothing is left to write. */
async function assertAllowed(plan: Plan, holds: (step: Step) => Promise<boolean | 'running'>): Promise<void> {
  const failing = plan.checks.find(({ verdict }) => verdict === 'fail');
  if (failing === undefined) return;
  for (const step of plan.steps) {
    if ((await holds(step)) !== true) throw new IdentityError(failureFor(failing.title, failing.detail));
  }
}

function failureFor(title: string, detail: string): { code: 'forbidden'; message: string } {
  return { code: 'forbidden', message: `${title}: ${detail}` };
}

function runningAlready(entry: JournalEntry): IdentityError {
  const message = `"${entry.plan.title}" is still running; one change at a time.`;
  return new IdentityError({ code: 'conflict', message });
}

function unknownActivity(): IdentityError {
  return new IdentityError({ code: 'notFound', message: 'There is no such activity on this connection.' });
}

function superseded(entry: JournalEntry): IdentityError {
  const message = `"${entry.plan.title}" was overtaken by a later change of the same thing; plan it again instead.`;
  return new IdentityError({ code: 'refused', message });
}
