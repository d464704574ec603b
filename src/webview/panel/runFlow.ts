/** The part of a panel session that applies a plan and follows the run, here or in the journal. */
import type { IdentityService } from '../../app/identityService.ts';
import type { ActivityEntry, Outcome } from '../../app/runs/activity.ts';
import { lostAfter } from '../../app/runs/lostAfter.ts';
import { PlanChanged } from '../../app/runs/planChanged.ts';
import type { RunOptions } from '../../app/runs/runs.ts';
import { sameId } from '../../domain/arm/resourceId.ts';
import type { Change } from '../../domain/change/change.ts';
import { describeFailure, failureOf } from '../../errors.ts';
import type { FlowKind } from '../protocol/flow.ts';
import { handoverAfter } from '../workloads/handover.ts';
import { leftoversAfter, madeBy } from '../run/afterRun.ts';
import { ended, failureOfRun, newRun, progressed, resumedRun, runOfEntry } from '../run/runModel.ts';
import type { Run } from '../run/runModel.ts';
import { isUnread } from './clusterReading.ts';
import { entitled, type WantedPlan } from './state.ts';
import type { ModelStore } from './store.ts';

/** Holds what the runs of a panel need. */
export interface RunWorld {
  readonly service: () => Promise<IdentityService>;
  readonly now: () => Date;
  readonly store: ModelStore;
  readonly reread: () => Promise<void>;
  readonly makePlan: (wanted: WantedPlan) => Promise<void>;
  readonly nextPlanId: () => string;
  /**
   * Returns a signal that is aborted when the panel is closed or the change is left: what has not begun by then does
   * not begin.
   */
  readonly leaving: () => AbortSignal;
  /** Returns a function that says whether the change that is under way now still is. */
  readonly isCurrent: () => () => boolean;
}

/** Applies plans and follows their runs in a panel, one at a time. */
export interface RunFlow {
  /** Applies the plan that was shown if nothing has changed since; otherwise shows the new plan. */
  readonly apply: (planId: string, confirmName: string | undefined) => Promise<void>;
  readonly resume: () => Promise<void>;
  readonly stopWaiting: () => void;
  /** Shows a run of the journal; resolves to false if it isn't there. */
  readonly find: (activityId: string) => Promise<boolean>;
  /**
   * Shows the newest run of such a change of the panel's cluster that has not ended well; resolves to false if there is
   * none.
   */
  readonly findUnended: (kind: FlowKind) => Promise<boolean>;
  readonly findRun: () => Promise<void>;
  /** Finds out again which roles the previous identity still has, and which needs are not met any more. */
  readonly findRest: () => Promise<void>;
  readonly isRunning: () => boolean;
}

/** Creates a flow that follows no run yet. */
export function createRunFlow(world: RunWorld): RunFlow {
  const { store, now } = world;
  let controller: AbortController | undefined;
  let isResuming = false;
  const isRunning = (): boolean => store.flow()?.run?.status === 'running' && store.flow()?.run?.own === true;

  async function apply(planId: string, confirmName: string | undefined): Promise<void> {
    const flow = store.flow();
    const shown = flow?.planned;
    if (!shown || shown.id !== planId || flow.working !== undefined || flow.stage !== 'plan') return;
    if (shown.plan.confirmName !== undefined && confirmName !== shown.plan.confirmName) return;
    if (shown.plan.nothingToDo) return;
    if (shown.plan.checks.some(({ verdict }) => verdict === 'fail')) return;
    const isCurrent = world.isCurrent();
    store.changeFlow({ working: checking }, ['failure']);
    store.change({}, ['banner']);
    try {
      const service = await world.service();
      if (isCurrent()) await run(newRun(shown.plan, now()), (options) => service.apply(shown.plan, options));
    } catch (error) {
      if (!isCurrent()) return;
      if (error instanceof PlanChanged) showFresh(error);
      else store.changeFlow({ failure: failureOf(error), stage: 'plan' }, ['working', 'run', 'planned']);
    }
  }

  /** Shows the new plan: nothing was sent, because something else would have been done by now. */
  function showFresh({ message, fresh }: PlanChanged): void {
    store.change({ banner: { tone: 'warning', text: message } });
    const plan = entitled(fresh, store.flow()?.wanted);
    store.changeFlow({ planned: { id: world.nextPlanId(), plan }, stage: 'plan' }, ['working', 'run', 'failure']);
  }

  /** Follows a run from its beginning; until then, closing the panel or leaving the change ends it. */
  async function run(first: Run, go: (options: RunOptions) => Promise<Outcome>): Promise<void> {
    const mine = new AbortController();
    const leave = (): void => mine.abort();
    const leaving = world.leaving();
    controller = mine;
    leaving.addEventListener('abort', leave);
    const { known: seen, reading } = store.get();
    const before = seen && !reading ? { before: seen } : {};
    const outcome = await go({
      signal: mine.signal,
      onStarted(activityId) {
        leaving.removeEventListener('abort', leave);
        store.changeFlow({ stage: 'apply', run: { ...first, ...before, activityId } }, ['working', 'failure']);
      },
      onProgress: (news) => {
        const known = store.flow()?.run;
        if (known) store.changeFlow({ run: progressed(known, news, now()) });
      },
    });
    const last = store.flow()?.run;
    if (last) store.changeFlow({ stage: 'result', run: ended(last, outcome, now()) });
    await checkAgain();
    await findRest();
    await planAgainAfterConflict();
  }

  /** Finds out what is wrong with the cluster now: with the panel's, or with the one that was created. */
  async function checkAgain(): Promise<void> {
    const { clusterId } = store.get();
    const made = store.flow()?.run?.status === 'succeeded' ? madeBy(store.flow()?.run?.changes ?? []) : undefined;
    const noted = made?.kind === 'cluster' ? { madeCheck: await checkOf(made.clusterId) } : {};
    await world.reread();
    const { banner } = store.get();
    const checked = banner && isUnread(banner) ? banner.text : true;
    const run = store.flow()?.run;
    if (run) store.changeFlow({ run: { ...run, ...noted, ...(clusterId === undefined ? {} : { checked }) } });
  }

  async function checkOf(clusterId: string): Promise<NonNullable<Run['madeCheck']>> {
    try {
      return await (await world.service()).check(clusterId);
    } catch (error) {
      return describeFailure(failureOf(error));
    }
  }

  /** Makes the plan again from what is there now: somebody else was faster, and nothing was overwritten. */
  async function planAgainAfterConflict(): Promise<void> {
    const flow = store.flow();
    const failure = flow?.run && failureOfRun(flow.run);
    if (!flow?.wanted || failure?.changedSince !== true) return;
    store.change({ banner: { tone: 'warning', text: `${failure.message} This is the new plan.` } });
    await world.makePlan(flow.wanted);
  }

  function stopWaiting(): void {
    const known = store.flow()?.run;
    if (known?.status !== 'running' || known.elsewhere) return;
    store.changeFlow({ run: { ...known, stopping: true } });
    const { activityId, own } = known;
    if (own) controller?.abort();
    else if (activityId !== undefined) void stopElsewhere(activityId);
  }

  async function stopElsewhere(activityId: string): Promise<void> {
    try {
      (await world.service()).stop(activityId);
    } catch (error) {
      store.fail(error);
    }
  }

  async function resume(): Promise<void> {
    const known = store.flow()?.run;
    const activityId = known?.activityId;
    if (!known || activityId === undefined || known.status === 'running' || isResuming) return;
    const isCurrent = world.isCurrent();
    isResuming = true;
    store.changeFlow({ working: checking }, ['failure']);
    try {
      const service = await world.service();
      if (!isCurrent()) return;
      await run(resumedRun(known, now()), (options) => service.resume(activityId, options));
    } catch (error) {
      if (!isCurrent()) return;
      if (error instanceof PlanChanged) showFresh(error);
      else
        store.changeFlow({ failure: failureOf(error), run: known, stage: known.wasClosed ? 'apply' : 'result' }, [
          'working',
        ]);
    } finally {
      isResuming = false;
    }
  }

  const find = (activityId: string): Promise<boolean> => findEntry((entry) => entry.activityId === activityId);

  async function findUnended(kind: FlowKind): Promise<boolean> {
    const { clusterId } = store.get();
    const isOfCluster = (change: Change): boolean =>
      change.kind === kind && 'clusterId' in change && sameId(change.clusterId, clusterId);
    return findEntry(({ changes, status, endedAt }) => {
      const isOpen = status === 'running' || (status === 'stopped' && endedAt === undefined);
      return isOpen && changes.some(isOfCluster);
    });
  }

  async function findEntry(isMeant: (entry: ActivityEntry) => boolean): Promise<boolean> {
    const entries = await world
      .service()
      .then((service) => service.activity())
      .catch(() => []);
    const entry = entries.find(isMeant);
    const activityId = entry?.activityId;
    if (!entry || isRunning()) return false;
    const known = store.flow()?.run;
    if (known?.own && known.activityId === activityId && known.status === entry.status) return true;
    const { leftovers, lost, handover } = known?.activityId === activityId ? (known ?? {}) : ({} as Partial<Run>);
    const found = {
      ...runOfEntry(entry),
      ...(leftovers ? { leftovers } : {}),
      ...(lost ? { lost } : {}),
      ...(handover ? { handover } : {}),
    };
    const stage = entry.status === 'running' || found.wasClosed ? 'apply' : 'result';
    store.changeFlow({ run: found, stage }, ['working']);
    if (known?.activityId !== activityId || known?.status !== entry.status) void findRest();
    return true;
  }

  async function findRun(): Promise<void> {
    const { stage, run: known } = store.flow() ?? {};
    if (known?.activityId !== undefined && (stage === 'apply' || stage === 'result')) await find(known.activityId);
  }

  /** Puts together what is left to do in the cluster; the identities that the run made exist by now. */
  async function findHandover(): Promise<void> {
    const { activityId, status, changes = [] } = store.flow()?.run ?? {};
    if (activityId === undefined || status !== 'succeeded') return;
    const handover = await handoverAfter(world.service, changes, store.get().known?.cluster);
    const known = store.flow()?.run;
    if (handover && known?.activityId === activityId) store.changeFlow({ run: { ...known, handover } });
  }

  async function findRest(): Promise<void> {
    await findHandover();
    const { activityId, status } = store.flow()?.run ?? {};
    if (activityId === undefined || status === undefined || status === 'running') return;
    const service = await world.service().catch(() => undefined);
    if (!service) return;
    const [leftovers, lost] = await Promise.all([
      status === 'succeeded' ? leftoversAfter(service, activityId).catch(() => undefined) : undefined,
      lostAfter(service, activityId).catch(() => undefined),
    ]);
    const known = store.flow()?.run;
    if (known?.activityId !== activityId || known.status === 'running') return;
    if (!leftovers && !known.leftovers && !lost && !known.lost) return;
    const { leftovers: _, lost: __, ...rest } = known;
    store.changeFlow({ run: { ...rest, ...(leftovers ? { leftovers } : {}), ...(lost ? { lost } : {}) } });
  }

  return { apply, resume, stopWaiting, find, findUnended, findRun, findRest, isRunning };
}

/** The sentence that is shown while a plan is made again before anything is sent. */
const checking = 'Checking that nothing has changed since ...';
