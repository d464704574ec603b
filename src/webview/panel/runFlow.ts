/** The part of a panel session that applies a plan and follows the run, here or in the journal. */
import type { ActivityEntry, Outcome } from '../../app/runs/activity.ts';
import type { IdentityService } from '../../app/identityService.ts';
import { lostAfter } from '../../app/runs/lostAfter.ts';
import { PlanChanged } from '../../app/runs/planChanged.ts';
import type { RunOptions } from '../../app/runs/runs.ts';
import { sameId } from '../../domain/arm/resourceId.ts';
import type { Change } from '../../domain/change/change.ts';
import { errorWords, saidMessage, failureOf } from '../../errors.ts';
import { tallyOf } from '../../domain/report/verdict.ts';
import type { FlowKind } from '../protocol/flow.ts';
import { handoverAfter, leavesWork } from '../workloads/handover.ts';
import { leftoversAfter, undoAfter, resultOfChanges } from '../run/afterRun.ts';
import { withoutAccepted } from '../run/lostFindings.ts';
import { judgedAfter, whyLessKnown } from '../run/judged.ts';
import {
  failureOfRun,
  newRun,
  notBeingJudged,
  resumedRun,
  runAfterEnd,
  runAfterProgress,
  runOfEntry,
  stageOf,
  verifiedRun,
  withUndo,
  type Run,
} from '../run/runModel.ts';
import { goOnWithChange } from './activating.ts';
import { isUnread } from './clusterReading.ts';
import { mayApply, type FlowDependencies, type PanelPlanning } from './planning.ts';
import { withWantedTitle } from './view/state.ts';
import type { ModelStore } from './store.ts';
import { defined } from '../../shape/defined.ts';
import { say } from '../../sentences/words.ts';
import { t, shownText } from '../../sentences/language.ts';

/** Applies plans and follows their runs in a panel, one at a time. */
export class RunFlow {
  readonly #dependencies: FlowDependencies;
  readonly #planning: PanelPlanning;
  readonly #store: ModelStore;
  readonly #now: () => Date;
  #controller: AbortController | undefined;
  #isResuming = false;

  constructor(dependencies: FlowDependencies, planning: PanelPlanning) {
    this.#dependencies = dependencies;
    this.#planning = planning;
    this.#store = dependencies.store;
    this.#now = dependencies.now;
  }

  /** Applies the plan that is shown if nothing has changed since; otherwise shows the new plan. */
  async apply(planId: string, confirmName: string | undefined): Promise<void> {
    const flow = this.#store.flow();
    const planned = flow?.planned;
    if (!planned || !mayApply(flow, planId, confirmName)) return;
    const isCurrent = this.#planning.currentTurn();
    this.#store.changeFlow({ working: shownText(checking) }, ['failure']);
    this.#store.change({}, ['banner']);
    try {
      const service = await this.#dependencies.service();
      if (isCurrent())
        await this.#run(newRun(planned.plan, this.#now()), (options) => service.apply(planned.plan, options));
    } catch (error) {
      if (!isCurrent()) return;
      if (error instanceof PlanChanged) this.#showFresh(error);
      else this.#store.changeFlow({ failure: failureOf(error), stage: 'plan' }, ['working', 'run', 'planned']);
    }
  }

  /** Continues the run that is shown. */
  async resume(): Promise<void> {
    const runBefore = this.#store.flow()?.run;
    const activityId = runBefore?.activityId;
    if (!runBefore || activityId === undefined || runBefore.status === 'running' || this.#isResuming) return;
    const isCurrent = this.#planning.currentTurn();
    this.#isResuming = true;
    this.#store.changeFlow({ working: shownText(checking) }, ['failure']);
    try {
      const service = await this.#dependencies.service();
      if (!isCurrent()) return;
      await this.#run(resumedRun(runBefore, this.#now()), (options) => service.resume(activityId, options));
    } catch (error) {
      if (!isCurrent()) return;
      if (error instanceof PlanChanged) this.#showFresh(error);
      else
        this.#store.changeFlow({ failure: failureOf(error), run: runBefore, stage: stageOf(runBefore) }, ['working']);
    } finally {
      this.#isResuming = false;
    }
  }

  /** Stops waiting for the run that is shown; Azure continues. */
  stopWaiting(): void {
    const run = this.#store.flow()?.run;
    if (run?.status !== 'running' || run.elsewhere) return;
    this.#store.changeFlow({ run: { ...run, stopping: true } });
    const { activityId, own } = run;
    if (own) this.#controller?.abort();
    else if (activityId !== undefined) void this.#stopElsewhere(activityId);
  }

  /** Shows a run of the journal; resolves to false if it isn't there. */
  find(activityId: string): Promise<boolean> {
    return this.#findEntry((entry) => entry.activityId === activityId);
  }

  /** Shows the newest run of this kind of change on the panel's cluster that did not succeed; resolves to false if there is none. */
  async findUnended(kind: FlowKind): Promise<boolean> {
    const { clusterId } = this.#store.get();
    const isOfCluster = (change: Change): boolean =>
      change.kind === kind && 'clusterId' in change && sameId(change.clusterId, clusterId);
    return this.#findEntry(({ changes, status, endedAt }) => {
      const isOpen = status === 'running' || (status === 'stopped' && endedAt === undefined);
      return isOpen && changes.some(isOfCluster);
    });
  }

  /** Finds the run in the journal, if it is not followed here. */
  async findRun(): Promise<void> {
    const { stage, run } = this.#store.flow() ?? {};
    if (run?.activityId !== undefined && (stage === 'apply' || stage === 'result')) await this.find(run.activityId);
  }

  /** Finds out again which roles the previous identity still has, and which needs are no longer met. */
  async findRest(): Promise<void> {
    await this.#findHandover();
    const ended = this.#store.flow()?.run;
    if (ended?.activityId === undefined || ended.status === 'running') return;
    const { activityId, status } = ended;
    const service = await this.#dependencies.service().catch(() => undefined);
    if (!service) return this.#store.changeFlow({ run: { ...notBeingJudged(ended), isRestKnown: true } });
    const [leftovers, lost, undo] = await Promise.all([
      status === 'succeeded' ? leftoversAfter(service, activityId) : undefined,
      lostAfter(service, activityId).then((lost) => withoutAccepted(lost, service.decided)),
      undoAfter(service, activityId),
      this.#judge(service, activityId),
    ]);
    const run = this.#store.flow()?.run;
    if (run?.activityId !== activityId || run.status === 'running') return;
    if (run.isRestKnown && ![leftovers, run.leftovers, lost, run.lost, undo, run.undo].some(Boolean)) return;
    const { leftovers: _, lost: __, ...rest } = run;
    const known = { ...rest, isRestKnown: true as const, ...defined({ leftovers, lost }) };
    this.#store.changeFlow({ run: withUndo(known, undo) });
  }

  /** Judges again what the list of changes was to fix, whatever the run has done. */
  async #judge(service: IdentityService, activityId: string): Promise<void> {
    const { list, run: endedRun } = this.#store.flow() ?? {};
    // Azure still works on what is no longer waited for.
    if (!list || !endedRun || endedRun.status === 'stopped') return;
    if (list.fixes && !endedRun.judged) this.#store.changeFlow({ run: { ...endedRun, isJudging: true } });
    const judged = await judgedAfter(service, list, endedRun, this.#dependencies.closing);
    const flowRun = this.#store.flow()?.run;
    if (!judged || flowRun?.activityId !== activityId || flowRun.status === 'running') return;
    const run = notBeingJudged(flowRun);
    this.#store.changeFlow({ run: { ...run, judged } });
    if ('why' in judged || whyLessKnown(judged, run.verdict) !== undefined) return;
    try {
      await service.noteVerdict(activityId, { ...tallyOf(judged), at: this.#now().toISOString() });
    } catch (error) {
      this.#store.fail(error);
    }
  }

  /** True while a change that was started here is running. */
  isRunning(): boolean {
    return this.#store.flow()?.run?.status === 'running' && this.#store.flow()?.run?.own === true;
  }

  /** Shows the new plan: nothing was sent, because something else would have been done now. */
  #showFresh({ message, fresh }: PlanChanged): void {
    this.#store.change({ banner: { tone: 'warning', text: message } });
    const plan = withWantedTitle(fresh, this.#store.flow()?.wanted);
    this.#store.changeFlow({ planned: { id: this.#planning.nextPlanId(), plan }, stage: 'plan' }, [
      'working',
      'run',
      'failure',
    ]);
  }

  /** Follows a run from its start; until then, closing the panel or leaving the change ends it. */
  async #run(first: Run, go: (options: RunOptions) => Promise<Outcome>): Promise<void> {
    const abort = new AbortController();
    const leave = (): void => abort.abort();
    const leaving = this.#planning.leaving;
    this.#controller = abort;
    leaving.addEventListener('abort', leave);
    const { known: knowledge, reading } = this.#store.get();
    const before = knowledge && !reading ? { before: knowledge } : {};
    const outcome = await go({
      signal: abort.signal,
      onStarted: (activityId) => {
        leaving.removeEventListener('abort', leave);
        this.#store.changeFlow({ stage: 'apply', run: { ...first, ...before, activityId } }, ['working', 'failure']);
      },
      onProgress: (news) => {
        const run = this.#store.flow()?.run;
        if (run) this.#store.changeFlow({ run: runAfterProgress(run, news, this.#now()) });
        else if (news.detail !== undefined)
          this.#store.changeFlow({ working: `${shownText(checking)} ${shownText(news.detail)}` });
      },
    });
    const last = this.#store.flow()?.run;
    const willBeJudged = this.#store.flow()?.list?.fixes !== undefined && outcome.status !== 'stopped';
    if (last) {
      const run = { ...runAfterEnd(last, outcome, this.#now()), ...(willBeJudged ? { isJudging: true as const } : {}) };
      this.#store.changeFlow({ stage: stageOf(outcome), run });
    }
    if (outcome.status === 'succeeded' && goOnWithChange(this.#dependencies, this.#planning)) return;
    await this.#checkAgain();
    await this.findRest();
    await this.#planAgainAfterConflict();
  }

  /** Finds out what is wrong now with the panel's cluster, or with the one that was created. */
  async #checkAgain(): Promise<void> {
    const { clusterId } = this.#store.get();
    const { status, changes = [] } = this.#store.flow()?.run ?? {};
    const madeHere = status === 'succeeded' ? resultOfChanges(changes) : undefined;
    const noted = madeHere?.kind === 'cluster' ? { madeCheck: await this.#checkOf(madeHere.clusterId) } : {};
    await this.#dependencies.reread();
    await this.#dependencies.viewsDrawn?.();
    const { banner } = this.#store.get();
    const checked = banner && isUnread(banner) ? { why: banner.text } : true;
    const run = this.#store.flow()?.run;
    if (run)
      this.#store.changeFlow({
        run: { ...verifiedRun(run), ...noted, ...(clusterId === undefined ? {} : { checked }) },
      });
  }

  async #checkOf(clusterId: string): Promise<NonNullable<Run['madeCheck']>> {
    try {
      return await (await this.#dependencies.service()).check(clusterId);
    } catch (error) {
      return { why: shownText(errorWords(error)) };
    }
  }

  /** Makes the plan again from the current state: someone else was faster, and nothing was overwritten. */
  async #planAgainAfterConflict(): Promise<void> {
    const flow = this.#store.flow();
    const failure = flow?.run && failureOfRun(flow.run);
    if (!flow?.wanted || failure?.changedSince !== true) return;
    this.#store.change({ banner: { tone: 'warning', text: t`${saidMessage(failure)} This is the new plan.` } });
    await this.#planning.makePlan(flow.wanted);
  }

  async #stopElsewhere(activityId: string): Promise<void> {
    try {
      (await this.#dependencies.service()).stop(activityId);
    } catch (error) {
      this.#store.fail(error);
    }
  }

  async #findEntry(isMeant: (entry: ActivityEntry) => boolean): Promise<boolean> {
    const isCurrent = this.#planning.currentTurn();
    const entries = await this.#dependencies
      .service()
      .then((service) => service.activity())
      .catch(() => []);
    const entry = entries.find(isMeant);
    const activityId = entry?.activityId;
    if (!entry || this.isRunning() || !isCurrent()) return false;
    const runBefore = this.#store.flow()?.run;
    if (runBefore?.own && runBefore.activityId === activityId && runBefore.status === entry.status) {
      this.#store.changeFlow({ run: withUndo(runBefore, entry.undo) });
      return true;
    }
    const { leftovers, lost, handover, judged, isRestKnown } =
      runBefore?.activityId === activityId ? (runBefore ?? {}) : ({} as Partial<Run>);
    const afterwards = {
      ...runOfEntry(entry),
      ...defined({ leftovers, lost, handover, isRestKnown }),
      ...(judged && runBefore?.status === entry.status ? { judged } : {}),
    };
    this.#store.changeFlow({ run: afterwards, stage: stageOf(entry) }, ['working']);
    if (entry.status === 'succeeded' && goOnWithChange(this.#dependencies, this.#planning)) return true;
    if (runBefore?.activityId !== activityId || runBefore?.status !== entry.status) void this.findRest();
    return true;
  }

  /** Collects what is left to do in the cluster; the identities that the run made exist now. */
  async #findHandover(): Promise<void> {
    const { activityId, status, changes = [], next } = this.#store.flow()?.run ?? {};
    if (activityId === undefined || status !== 'succeeded' || !leavesWork(changes)) return;
    // A panel that was opened for a run of the journal still reads its cluster.
    if (this.#store.get().known === undefined) await this.#dependencies.known();
    const handover = await handoverAfter(this.#dependencies.service, changes, this.#store.get().known?.cluster, next);
    const run = this.#store.flow()?.run;
    if (handover && run?.activityId === activityId) this.#store.changeFlow({ run: { ...run, handover } });
  }
}

/** The sentence that is shown while a plan is made again before anything is sent. */
const checking = say`Checking that nothing has changed since ...`;
