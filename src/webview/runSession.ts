/** The part of a session that applies a plan and follows the run, here or in the journal. */
import type { ActivityEntry, Outcome } from '../app/activity.ts';
import type { IdentityService } from '../app/identityService.ts';
import type { RunOptions } from '../app/runs.ts';
import { failureOf } from '../errors.ts';
import type { Change } from '../identity/change.ts';
import { textAt } from '../identity/jsonPath.ts';
import { timeOfDay } from '../identity/moment.ts';
import type { Plan } from '../identity/planned.ts';
import { lastSegment, sameId } from '../identity/resourceId.ts';
import { leftoversAfter } from './aftermath.ts';
import type { ModelStore } from './modelStore.ts';
import { clusterChanged, isSamePlan } from './planView.ts';
import { ended, failureOfRun, newRun, progressed, resumedRun, runOfEntry } from './runModel.ts';
import type { Run } from './runModel.ts';

/** What a run works on. */
export interface RunWorld {
  readonly service: () => Promise<IdentityService>;
  readonly now: () => Date;
  readonly store: ModelStore;
  readonly reread: () => Promise<void>;
  readonly makePlan: (changes: readonly Change[]) => Promise<void>;
  readonly nextPlanId: () => string;
  /** Aborted when the panel is closed. */
  readonly closing: AbortSignal;
  /** Gives a test whether the change that is on its way now still is the one on its way. */
  readonly isCurrent: () => () => boolean;
}

/** Runs of a panel, one at a time. */
export interface Runs {
  /** Plans again, and applies only if that plan is the one that was shown. */
  readonly apply: (planId: string, confirmName: string | undefined) => Promise<void>;
  readonly resume: () => Promise<void>;
  readonly stopWaiting: () => void;
  /** Shows a run of the journal; false if it isn't there. */
  readonly find: (activityId: string) => Promise<boolean>;
  /** Shows the newest run of such a change of the panel's cluster that came to no end; false if there is none. */
  readonly findUnended: (kind: Change['kind']) => Promise<boolean>;
  readonly lookUp: () => Promise<void>;
  /** Looks again for what the identity of before still holds. */
  readonly lookAfter: () => Promise<void>;
  readonly isRunning: () => boolean;
}

/** Runs, none yet. */
export function createRuns(world: RunWorld): Runs {
  const { store, now } = world;
  let controller: AbortController | undefined;
  let isResuming = false;
  const isRunning = (): boolean => store.flow()?.run?.status === 'running' && store.flow()?.run?.own === true;

  async function apply(planId: string, confirmName: string | undefined): Promise<void> {
    const flow = store.flow();
    const shown = flow?.planned;
    if (!shown || shown.id !== planId || flow.working !== undefined || flow.stage !== 'plan') return;
    if (shown.plan.confirmName !== undefined && confirmName !== shown.plan.confirmName) return;
    if (shown.plan.checks.some(({ verdict }) => verdict === 'fail')) return;
    const isCurrent = world.isCurrent();
    store.changeFlow({ working: 'Checking that nothing has changed since ...' }, ['failure']);
    store.change({}, ['banner']);
    try {
      const service = await world.service();
      const fresh = await service.plan(shown.plan.changes);
      if (!isCurrent()) return;
      if (isSamePlan(shown.plan, fresh)) await run(newRun(fresh, now()), (options) => service.apply(fresh, options));
      else await showFresh(service, shown.plan, fresh);
    } catch (error) {
      if (isCurrent()) store.changeFlow({ failure: failureOf(error), stage: 'plan' }, ['working', 'run']);
    }
  }

  async function showFresh(service: IdentityService, shown: Plan, fresh: Plan): Promise<void> {
    const text = clusterChanged(shown, fresh)
      ? await whoChanged(service, fresh)
      : 'Something has changed in Azure since this plan was made.';
    store.change({
      banner: { tone: 'warning', text: `${text} Nothing was sent. This is the new plan; review it again.` },
    });
    store.changeFlow({ planned: { id: world.nextPlanId(), plan: fresh } }, ['working']);
  }

  async function run(first: Run, go: (options: RunOptions) => Promise<Outcome>): Promise<void> {
    controller = new AbortController();
    store.changeFlow({ stage: 'apply', run: first }, ['working', 'failure']);
    const outcome = await go({
      signal: controller.signal,
      onProgress: (news) => {
        const known = store.flow()?.run;
        if (known) store.changeFlow({ run: progressed(known, news, now()) });
      },
    });
    const last = store.flow()?.run;
    if (last) store.changeFlow({ stage: 'result', run: ended(last, outcome, now()) });
    await world.reread();
    await lookAfter();
    await planAgainAfterConflict();
  }

  /** Somebody was faster: nothing was overwritten, and the plan is made again from what is there now. */
  async function planAgainAfterConflict(): Promise<void> {
    const flow = store.flow();
    const failure = flow?.run && failureOfRun(flow.run);
    if (!flow?.wanted || failure?.code !== 'conflict' || failure.status !== 412) return;
    store.change({
      banner: { tone: 'warning', text: `${failure.message} Nothing was overwritten. This is the new plan.` },
    });
    await world.makePlan(flow.wanted);
  }

  function stopWaiting(): void {
    const known = store.flow()?.run;
    if (known?.status !== 'running') return;
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
    isResuming = true;
    try {
      const service = await world.service().finally(() => (isResuming = false));
      await run(resumedRun(known, now()), (options) => service.resume(activityId, options));
    } catch (error) {
      store.changeFlow({ failure: failureOf(error), run: known, stage: 'result' }, ['working']);
    }
  }

  const find = (activityId: string): Promise<boolean> => findEntry((entry) => entry.activityId === activityId);

  async function findUnended(kind: Change['kind']): Promise<boolean> {
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
    const leftovers = known?.activityId === activityId ? known?.leftovers : undefined;
    const found = { ...runOfEntry(entry), ...(leftovers ? { leftovers } : {}) };
    store.changeFlow({ run: found, stage: entry.status === 'running' ? 'apply' : 'result' }, ['working']);
    if (known?.activityId !== activityId || known?.status !== entry.status) void lookAfter();
    return true;
  }

  async function lookUp(): Promise<void> {
    const { stage, run: known } = store.flow() ?? {};
    if (known?.activityId !== undefined && (stage === 'apply' || stage === 'result')) await find(known.activityId);
  }

  async function lookAfter(): Promise<void> {
    const { activityId, status } = store.flow()?.run ?? {};
    if (activityId === undefined || status !== 'succeeded') return;
    const leftovers = await world
      .service()
      .then((service) => leftoversAfter(service, activityId))
      .catch(() => undefined);
    const known = store.flow()?.run;
    if (known?.activityId !== activityId || (!leftovers && !known.leftovers)) return;
    const { leftovers: _, ...rest } = known;
    store.changeFlow({ run: { ...rest, ...(leftovers ? { leftovers } : {}) } });
  }

  return { apply, resume, stopWaiting, find, findUnended, lookUp, lookAfter, isRunning };
}

/** Who changed the cluster last, and when, as Azure tells it. */
async function whoChanged(service: IdentityService, { steps }: Plan): Promise<string> {
  const put = steps.find((step) => step.kind === 'putCluster');
  if (put?.kind !== 'putCluster') return 'The cluster has changed since this plan was made.';
  const raw = await service.json(put.clusterId).catch(() => undefined);
  const by = textAt(raw, 'systemData.lastModifiedBy');
  const at = textAt(raw, 'systemData.lastModifiedAt');
  const when = at ? ` at ${timeOfDay(new Date(at))}` : '';
  return `${lastSegment(put.clusterId)} was changed${by ? ` by ${by}${when},` : ''} after this plan was made.`;
}
