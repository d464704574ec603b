/** The part of a panel session that takes a change from choice to plan; `runFlow.ts` goes on from there. */
import type { IdentityService } from '../../app/identityService.ts';
import type { Draft } from '../../domain/change/change.ts';
import { mapTenses } from '../../domain/change/tenses.ts';
import { titleOf } from '../../domain/change/change.ts';
import type { Failure } from '../../errors.ts';
import { failureOf } from '../../errors.ts';
import type { ChangeList } from '../../manifest.ts';
import { drawForm, isComplete, valuesOf } from '../forms/forms.ts';
import type { KeptChoices } from '../forms/parts/lists.ts';
import type { FlowKind } from '../protocol/flow.ts';
import type { Intent, Memento } from '../protocol/panel.ts';
import { createRunFlow } from './runFlow.ts';
import { contextOf, entitled, wantedBy } from './state.ts';
import type { FlowModel, WantedPlan } from './state.ts';
import type { ModelStore } from './store.ts';

/** Holds what a change in a panel needs. */
export interface FlowWorld {
  readonly service: () => Promise<IdentityService>;
  readonly now: () => Date;
  readonly choices: KeptChoices;
  readonly store: ModelStore;
  /** Resolves when the cluster has been read. */
  readonly known: () => Promise<void>;
  /** Reads the cluster again. */
  readonly reread: () => Promise<void>;
  /** Asks whether what was typed may be thrown away. */
  readonly mayDiscard: () => Promise<boolean>;
  /** Aborted when the panel is closed. */
  readonly closing: AbortSignal;
}

type FlowIntent = Extract<Intent, { kind: 'start' | 'edit' | 'review' | 'back' | 'apply' | 'stopWaiting' | 'resume' }>;

/** The flows whose forms put together several changes. */
export type OwnList = Extract<FlowKind, 'unusedRoles' | 'leavePodIdentity'>;

/** Takes the changes of one panel from choice to result, one at a time. */
export interface Flows {
  readonly handle: (intent: FlowIntent) => void;
  /**
   * Starts a change, and makes its plan at once if everything is given. Nothing happens while another change is
   * running. What the user typed is kept if it is about the same thing, and discarded only after a question.
   */
  readonly start: (draft: Draft) => void;
  /** Starts several changes as `start` does one, and makes their plan at once. */
  readonly startAll: (list: ChangeList) => void;
  /** Starts what makes its own list of changes for the panel's cluster, as `start` does. */
  readonly startOwnList: (kind: OwnList) => void;
  /** Shows what was shown before a reload, as far as it still exists. */
  readonly restore: (memento: Memento) => Promise<void>;
  /** Finds the run in the journal, if it is not followed here. */
  readonly findRun: () => Promise<void>;
  /** Finds out again what a run has left to do. */
  readonly findRest: () => Promise<void>;
  /** Ends the change that is shown, and goes back to where it was started. */
  readonly end: () => void;
  /** Tells whether something was typed or run that a look at the cluster should not hide. */
  readonly isKept: () => boolean;
  /** Aborts what precedes a write; a run that was sent goes on. */
  readonly close: () => void;
  readonly isRunning: () => boolean;
}

/** Creates the changes of one panel, none of which has begun. */
export function createFlows(world: FlowWorld): Flows {
  const { choices, store, known, closing } = world;
  /** Grows with every change that is started or ended: an answer to an earlier one is dropped. */
  let turn = 0;
  let reading = new AbortController();
  let planCount = 0;

  /** What is read for a plan is of no use any more. */
  function nextTurn(): void {
    turn += 1;
    reading.abort();
    reading = new AbortController();
  }

  async function makePlan(wanted: WantedPlan): Promise<void> {
    if (closing.aborted) return;
    const mine = turn;
    const { signal } = reading;
    store.changeFlow({ stage: 'plan', wanted, working: 'Reading Azure and making the plan ...' }, [
      'failure',
      'planned',
      'run',
    ]);
    try {
      const plan = entitled(await (await world.service()).plan(wanted.changes, signal), wanted);
      if (mine === turn) store.changeFlow({ planned: { id: nextPlanId(), plan } }, ['working']);
    } catch (error) {
      if (mine !== turn) return;
      const failure = failureOf(error);
      const rest = without(wanted, failure);
      if (rest) return makePlan(rest);
      store.changeFlow({ failure }, ['working']);
    }
  }

  /** What is left of a list without the change that is refused, which is unticked and told; the others need not wait for it. */
  function without({ changes }: WantedPlan, { refusedAt, message }: Failure): WantedPlan | undefined {
    const [flow, refused] = [store.flow(), changes[refusedAt ?? -1]];
    if (flow?.kind !== 'changes' || !flow.list || !refused || changes.length < 2) return undefined;
    const chosen = flow.list.changes.flatMap((each, index) =>
      each !== refused && changes.includes(each) ? [String(index)] : [],
    );
    const { banner } = store.get();
    const told = banner?.tone === 'warning' ? `${banner.text} ` : '';
    store.change({ banner: { tone: 'warning', text: `${told}Left out: ${titleOf(refused)}. ${message}` } });
    store.changeFlow({ values: { ...flow.values, chosen } });
    return wantedBy(drawForm(flow.kind, contextOf(store.get(), { ...flow, values: { chosen } }, choices)));
  }
  function nextPlanId(): string {
    planCount += 1;
    return String(planCount);
  }
  const runs = createRunFlow({
    ...world,
    makePlan,
    nextPlanId,
    leaving: () => reading.signal,
    isCurrent: () => currentTurn(),
  });
  function currentTurn(): () => boolean {
    const mine = turn;
    return () => mine === turn;
  }

  function start(draft: Draft): void {
    const { kind } = draft;
    startFlow({ kind, values: valuesOf(draft) }, isComplete(draft) ? { changes: [draft] } : undefined);
  }

  function startAll(list: ChangeList): void {
    startFlow({ kind: 'changes', values: {}, list }, { changes: list.changes, says: mapTenses(list) });
  }

  function startOwnList(kind: OwnList): void {
    startFlow({ kind, values: {} }, undefined);
  }

  function startFlow(beginning: Beginning, wanted: WantedPlan | undefined): void {
    if (runs.isRunning()) return store.change({ banner: runningBanner, tab: 'change' });
    const flow = store.flow();
    if (!flow || !holdsInput(flow)) return begin(beginning, wanted);
    if (isAboutTheSame(flow, beginning)) return store.change({ banner: keptBanner, tab: 'change' });
    void beginIfAllowed(beginning, wanted).catch(store.fail);
  }

  async function beginIfAllowed(beginning: Beginning, wanted: WantedPlan | undefined): Promise<void> {
    const isCurrent = currentTurn();
    const may = await world.mayDiscard();
    if (may && isCurrent() && !runs.isRunning()) begin(beginning, wanted);
  }

  function begin(beginning: Beginning, wanted: WantedPlan | undefined): void {
    nextTurn();
    // What was made meanwhile is in the lists of the next form.
    choices.forget();
    const { tab, flow } = store.get();
    const from = tab === 'change' ? (flow?.from ?? tab) : tab;
    const fresh = { ...beginning, from, touched: new Set<string>(), asked: 0, stage: 'choose' } as const;
    store.change({ tab: 'change', flow: fresh }, ['banner']);
    if (wanted) void makePlan(wanted);
  }

  async function review(): Promise<void> {
    const flow = store.flow();
    if (!flow || flow.working !== undefined || runs.isRunning()) return;
    store.change({}, ['banner']);
    if (flow.stage !== 'choose' && flow.wanted) return makePlan(flow.wanted);
    const wanted = wantedBy(drawForm(flow.kind, contextOf(store.get(), flow, choices)));
    if (wanted) return makePlan(wanted);
    store.changeFlow({ asked: flow.asked + 1, stage: 'choose' }, ['failure']);
  }

  function back(): void {
    const flow = store.flow();
    // Once a plan is there, work is the look before it is applied, which is not left half way.
    if (flow?.stage !== 'plan' || (flow.working !== undefined && flow.planned)) return;
    nextTurn();
    store.change({}, ['banner']);
    store.changeFlow({ stage: 'choose', asked: 0 }, ['failure', 'planned', 'wanted', 'working']);
  }

  function edit({ seq, field, value }: Extract<FlowIntent, { kind: 'edit' }>): void {
    const flow = store.flow();
    if (flow?.stage !== 'choose') return store.change({ seen: seq });
    const values = { ...flow.values, [field]: value };
    store.change({ seen: seq, flow: { ...flow, values, touched: new Set([...flow.touched, field]) } });
  }

  async function restore({ kind, list, values = {}, touched, from, stage, activityId }: Memento): Promise<void> {
    if (!kind) return;
    const beginning = { kind, values, ...(list ? { list } : {}), ...(from ? { from } : {}) };
    store.change({ flow: { ...beginning, touched: new Set(touched), asked: 0, stage: 'choose' } });
    if (activityId !== undefined && (await runs.find(activityId))) return;
    if (await runs.findUnended(kind)) return;
    if (stage !== 'plan' && stage !== 'apply') return;
    await known();
    const flow = store.flow();
    if (flow && wantedBy(drawForm(flow.kind, contextOf(store.get(), flow, choices)))) await review();
  }

  function end(): void {
    if (runs.isRunning()) return;
    nextTurn();
    const { tab, flow } = store.get();
    store.change({ tab: flow?.from ?? tab }, ['flow', 'banner']);
  }

  function handle(intent: FlowIntent): void {
    switch (intent.kind) {
      case 'start': {
        const { clusterId } = store.get();
        if (intent.change === 'leavePodIdentity') return startOwnList(intent.change);
        return start({ kind: intent.change, ...(clusterId ? { clusterId } : {}) });
      }
      case 'edit':
        return edit(intent);
      case 'review':
        return void review();
      case 'back':
        return back();
      case 'apply':
        return void runs.apply(intent.planId, intent.confirmName);
      case 'stopWaiting':
        return runs.stopWaiting();
      case 'resume':
        return void runs.resume();
    }
  }

  const { findRun, findRest, isRunning } = runs;
  return {
    handle,
    start,
    startAll,
    startOwnList,
    restore,
    findRun,
    findRest,
    end,
    isKept: () => (store.flow()?.touched.size ?? 0) > 0 || store.flow()?.run !== undefined,
    close: nextTurn,
    isRunning,
  };
}

/** Returns true if the user would lose something that is nowhere else. */
function holdsInput({ touched, run }: FlowModel): boolean {
  return touched.size > 0 && run === undefined;
}

/** What a change begins with. */
type Beginning = Pick<FlowModel, 'kind' | 'values' | 'list'>;

/** Returns true if the form is of that kind and has all that is given, so that starting again would only empty it. */
function isAboutTheSame(flow: FlowModel, { kind, values, list }: Beginning): boolean {
  const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
  const given = Object.entries(values);
  return (
    kind === flow.kind && isSame(list, flow.list) && given.every(([name, value]) => isSame(flow.values[name], value))
  );
}

const keptBanner = {
  tone: 'info',
  text: 'You started this before; what you entered was kept. To start over, cancel it first.',
} as const;

const runningBanner = {
  tone: 'info',
  text: 'A change is running here. You can start another one when it has ended, or after you stop waiting.',
} as const;
