/** The part of a panel session that takes a change from choice to plan; `runFlow.ts` continues from there. */
import type { Draft } from '../../domain/change/change.ts';
import { mapTenses } from '../../domain/change/tenses.ts';
import type { ChangeList } from '../../manifest.ts';
import { drawChangeForm, isComplete, valuesOf } from '../forms/forms.ts';
import type { FlowKind } from '../protocol/flow.ts';
import type { Intent } from '../protocol/intent.ts';
import { listPlaces, type Memento } from '../protocol/memento.ts';
import type { FlowDependencies, PanelPlanning } from './planning.ts';
import { goOnWithChange, startActivation } from './activating.ts';
import type { RunFlow } from './runFlow.ts';
import { asksCluster } from './view/planView.ts';
import { formContextOf, requestFrom, type ChangeSetAside, type FlowModel, type PlanRequest } from './view/state.ts';
import type { ModelStore } from './store.ts';
import { defined } from '../../shape/defined.ts';
import { putBack, withKept } from '../../sentences/kept.ts';
import { verbatim, say, type Words } from '../../sentences/words.ts';
import { shownText } from '../../sentences/language.ts';

/** The flows whose forms put together several changes. */
export type OwnList = Extract<FlowKind, 'unusedRoles' | 'leavePodIdentity'>;

/** Takes the changes of one panel from choice to plan, one at a time. */
export class ChangeFlow {
  readonly #dependencies: FlowDependencies;
  readonly #store: ModelStore;
  readonly #planning: PanelPlanning;
  readonly #runs: RunFlow;

  constructor(dependencies: FlowDependencies, planning: PanelPlanning, runs: RunFlow) {
    this.#dependencies = dependencies;
    this.#store = dependencies.store;
    this.#planning = planning;
    this.#runs = runs;
  }

  /**
   * Starts a change, and makes its plan at once if everything is given. Nothing happens while another change is
   * running. The user's input is kept if it is about the same thing, and discarded only after a question. Where a run of
   * the change is named, that is shown.
   */
  start(draft: Draft, activityId?: string): void {
    const { kind } = draft;
    const request = isComplete(draft) ? { changes: [draft] } : undefined;
    this.#startFlow({ kind, values: valuesOf(draft) }, request, activityId);
  }

  /** Starts several changes like `start`, and makes their plan at once. */
  startAll(list: ChangeList, activityId?: string): void {
    const request = { changes: list.changes, says: mapTenses(list, verbatim) };
    this.#startFlow({ kind: 'changes', values: {}, list }, request, activityId);
  }

  /** Starts a form that makes its own list of changes for the panel's cluster, like `start`. */
  startOwnList(kind: OwnList): void {
    this.#startFlow({ kind, values: {} }, undefined);
  }

  #startFlow(beginning: ChangeStart, request: PlanRequest | undefined, activityId?: string): void {
    if (activityId !== undefined && this.#store.flow()?.run?.activityId === activityId)
      return this.#store.change({ tab: 'change' });
    if (this.#runs.isRunning()) return this.#store.change({ banner: shownBanner(runningText), tab: 'change' });
    const flow = this.#store.flow();
    if (!flow || !holdsInput(flow)) return this.#begin(beginning, request, activityId);
    if (activityId === undefined && isAboutTheSame(flow, beginning))
      return this.#store.change({ banner: shownBanner(keptText), tab: 'change' });
    void this.#beginIfAllowed(beginning, request, activityId).catch(this.#store.fail);
  }

  async #beginIfAllowed(...start: readonly [ChangeStart, PlanRequest | undefined, string | undefined]): Promise<void> {
    const isCurrent = this.#planning.currentTurn();
    const may = await this.#dependencies.mayDiscard('another');
    if (may && isCurrent() && !this.#runs.isRunning()) this.#begin(...start);
  }

  #begin(beginning: ChangeStart, request: PlanRequest | undefined, activityId: string | undefined): void {
    this.#planning.nextTurn();
    // What was created meanwhile has to be in the lists of the next form.
    this.#dependencies.choices.forget();
    const { tab, flow } = this.#store.get();
    const from = tab === 'change' ? (flow?.from ?? tab) : tab;
    const fresh = { ...beginning, from, touched: new Set<string>(), asked: 0, stage: 'choose' } as const;
    this.#store.change({ tab: 'change', flow: fresh }, ['banner']);
    if (activityId !== undefined) void this.#runs.find(activityId);
    else if (request) void this.#planning.makePlan(request);
  }

  /** Makes the plan of what the form asks for, or shows what is missing in it. */
  async review(): Promise<void> {
    const flow = this.#store.flow();
    if (!flow || flow.working !== undefined || this.#runs.isRunning()) return;
    this.#store.change({}, ['banner']);
    if (flow.stage !== 'choose' && flow.wanted) return this.#planning.makePlan(flow.wanted);
    const fromForm = requestFrom(
      drawChangeForm(flow.kind, formContextOf(this.#store.get(), flow, this.#dependencies.choices)),
    );
    if (fromForm) return this.#planning.makePlan(fromForm);
    this.#store.changeFlow({ asked: flow.asked + 1, stage: 'choose' }, ['failure']);
  }

  /** Makes a plan again that says what a check in the cluster shows: there was one just now. */
  seenInCluster(): void {
    const { planned, stage } = this.#store.flow() ?? {};
    if (stage === 'plan' && planned && asksCluster(planned.plan)) void this.review();
  }

  /** Goes back from a plan to its form. */
  back(): void {
    const flow = this.#store.flow();
    // When there is a plan, work in progress is the check before it is applied, which is not interrupted.
    if (flow?.stage !== 'plan' || (flow.working !== undefined && flow.planned)) return;
    this.#planning.nextTurn();
    this.#store.change({}, ['banner']);
    this.#store.changeFlow({ stage: 'choose', asked: 0 }, ['failure', 'planned', 'wanted', 'working']);
  }

  /** Takes the user's input for a field. */
  edit({ seq, field, value }: Extract<Intent, { kind: 'edit' }>): void {
    const flow = this.#store.flow();
    if (flow?.stage !== 'choose') return this.#store.change({ seen: seq });
    const values = { ...flow.values, [field]: value };
    this.#store.change({ seen: seq, flow: { ...flow, values, touched: new Set([...flow.touched, field]) } });
  }

  /** Shows what was shown before a reload, as far as it still exists. */
  async restore({ kind, list, values = {}, touched, from, stage, activityId, setAside }: Memento): Promise<void> {
    if (!kind) return;
    const beginning = {
      kind,
      values,
      ...(list ? { list: keptList(list) } : {}),
      ...defined({ from }),
      ...(setAside ? { setAside: keptAside(setAside) } : {}),
    };
    this.#store.change({ flow: { ...beginning, touched: new Set(touched), asked: 0, stage: 'choose' } });
    if (activityId !== undefined && (await this.#runs.find(activityId))) return;
    if (await this.#runs.findUnended(kind)) return;
    if (stage !== 'plan' && stage !== 'apply') return;
    await this.#dependencies.known();
    const flow = this.#store.flow();
    if (
      flow &&
      requestFrom(drawChangeForm(flow.kind, formContextOf(this.#store.get(), flow, this.#dependencies.choices)))
    )
      await this.review();
  }

  /** Opens the form for the activation that the plan lacks; this change goes on once the role is active. */
  activate(planId: string): void {
    if (!this.#runs.isRunning()) startActivation(this.#dependencies, this.#planning, planId);
  }

  /** Ends the change that is shown, and returns to where it was started, or to the change for which a role was activated. */
  end(leave?: () => void, asks = false): void {
    if (this.#runs.isRunning() || goOnWithChange(this.#dependencies, this.#planning)) return;
    const flow = this.#store.flow();
    if (asks && flow && holdsInput(flow)) return void this.#endIfAllowed(leave).catch(this.#store.fail);
    this.#end(leave);
  }

  async #endIfAllowed(leave: (() => void) | undefined): Promise<void> {
    const isCurrent = this.#planning.currentTurn();
    const may = await this.#dependencies.mayDiscard('closing');
    if (may && isCurrent() && !this.#runs.isRunning()) this.#end(leave);
  }

  #end(leave: (() => void) | undefined): void {
    if (leave) return leave();
    this.#planning.nextTurn();
    const { tab, flow } = this.#store.get();
    this.#store.change({ tab: flow?.from ?? tab }, ['flow', 'banner']);
  }

  /** Returns true if there is input or a run that should not be hidden when the cluster is shown. */
  isKept(): boolean {
    return (this.#store.flow()?.touched.size ?? 0) > 0 || this.#store.flow()?.run !== undefined;
  }
}

function keptList({ sentences, changes, ...texts }: NonNullable<Memento['list']>): ChangeList {
  const said = structuredClone(texts);
  withKept(said, listPlaces, sentences, putBack);
  const { fixes, leftOut } = said;
  return { ...mapTenses(said, verbatim), changes, ...defined({ fixes, leftOut }) };
}

function keptAside({ list, touched, from, ...kept }: NonNullable<Memento['setAside']>): ChangeSetAside {
  return { ...kept, touched: new Set(touched), ...(list ? { list: keptList(list) } : {}), ...defined({ from }) };
}

/** Returns true if the user would lose something that is stored nowhere else. */
function holdsInput({ touched, run, setAside }: FlowModel): boolean {
  return (touched.size > 0 && run === undefined) || (setAside?.touched.size ?? 0) > 0;
}

/** What a change starts with. */
type ChangeStart = Pick<FlowModel, 'kind' | 'values' | 'list'>;

/** Returns true if the form has that kind and all the given values, so that starting again would only clear it. */
function isAboutTheSame(flow: FlowModel, { kind, values, list }: ChangeStart): boolean {
  const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const entries = Object.entries(values);
  return (
    kind === flow.kind && isSame(list, flow.list) && entries.every(([name, value]) => isSame(flow.values[name], value))
  );
}

const keptText = say`You started this before; what you entered was kept. To start over, cancel it first.`;

const runningText = say`A change is running here. You can start another one when it has ended, or after you stop waiting.`;

function shownBanner(text: Words): { readonly tone: 'info'; readonly text: string } {
  return { tone: 'info', text: shownText(text) };
}
