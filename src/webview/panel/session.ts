/** The life of one panel: intents come in, the model changes, the state goes out. VS Code is not needed here. */
import type { IdentityService } from '../../app/identityService.ts';
import type { PanelTarget } from '../../manifest.ts';
import { acceptableState, incompleteStateError } from '../state/acceptableState.ts';
import { createChoices, type KeptChoices, type SshKey } from '../forms/parts/lists.ts';
import type { Draft } from '../../domain/change/change.ts';
import { readAroundCluster } from './aroundReading.ts';
import type { Kubectl } from '../workloads/checkCluster.ts';
import { createTabReadings, type TabReadings } from './tabReadings.ts';
import { createWorkloadsPart, type WorkloadsPart } from '../workloads/workloadsPart.ts';
import { parseIntent, type Copy, type Intent } from '../protocol/intent.ts';
import type { PanelState } from '../protocol/panel.ts';
import type { Memento } from '../protocol/memento.ts';
import type { SavedPicture } from '../protocol/map.ts';
import { beginningOf, fileOf } from './beginning.ts';
import { ChangeFlow } from './changeFlow.ts';
import { createPanelReading } from './identityReading.ts';
import { copyOf } from './view/copyOf.ts';
import { createDoors, type Doors, type DoorsHost } from './doors.ts';
import { goneNotice } from './view/fixes.ts';
import { createFixing, type Fixing } from './fixing.ts';
import { lookForEnd } from './operationEnd.ts';
import { PanelPlanning, type FlowDependencies } from './planning.ts';
import { RunFlow } from './runFlow.ts';
import { bringFindingIntoView, spotted } from './seeking.ts';
import { fileOfMap } from './view/mapOfPanel.ts';
import { panelState } from './view/state.ts';
import { createStore, type ModelStore } from './store.ts';
import { defined } from '../../shape/defined.ts';
import { asShown } from '../../sentences/language.ts';

/** What a panel session needs from outside. */
export interface SessionHost extends DoorsHost, Pick<FlowDependencies, 'mayDiscard' | 'now' | 'viewsDrawn'> {
  readonly service: () => Promise<IdentityService>;
  readonly post: (state: PanelState) => void;
  readonly copy: (text: string) => Promise<void>;
  /** Asks where a picture is to be saved, and writes it there. */
  readonly save: (picture: SavedPicture, name: string) => Promise<void>;
  /** Asks whether the directory may be asked for names. */
  readonly allowNames: () => Promise<boolean>;
  /** Called when it shows another run, or none. */
  readonly onRunInView?: () => void;
  /** Writes a failure to the log. */
  readonly note: (error: unknown) => void;
  readonly openYaml: (text: string) => Promise<void>;
  readonly kubectl: Kubectl;
  readonly sshKeys: () => Promise<readonly SshKey[]>;
}

/** A handler for each intent. */
type IntentHandlers = { readonly [K in Intent['kind']]: (intent: Extract<Intent, { kind: K }>) => void };

/** A panel without its window, for a target, or for what a page kept across a reload. */
export class Session {
  /** The window's title; left out if the window already has it, because it is about a cluster or was restored. */
  readonly title: string | undefined;
  /** Reads the cluster again if an operation has ended on it that nobody follows here. */
  readonly lookAgain: () => Promise<void>;
  readonly #host: SessionHost;
  readonly #clusterId: string | undefined;
  readonly #store: ModelStore;
  readonly #choices: KeptChoices;
  readonly #reading: ReturnType<typeof createPanelReading>;
  readonly #runs: RunFlow;
  readonly #planning: PanelPlanning;
  readonly #changes: ChangeFlow;
  readonly #doors: Doors;
  readonly #fixing: Fixing;
  readonly #workloads: WorkloadsPart;
  readonly #tabs: TabReadings;
  /** Aborted when the panel is closed, so that all waiting ends. */
  readonly #closing = new AbortController();
  #isReady = false;
  #wasWhole = true;
  /** The last run of the change that is shown; it stays the panel's when its end leads to a new plan. */
  #lastRun: string | undefined;
  #runBefore: string | undefined;
  #followed: IdentityService | undefined;
  #subscription: { dispose(): void } | undefined;

  constructor(from: PanelTarget | Memento, host: SessionHost) {
    const first = beginningOf(from);
    const { signal: closing } = this.#closing;
    const { now, mayDiscard, kubectl, sshKeys, allowNames, viewsDrawn } = host;
    const service = (): Promise<IdentityService> => this.#service();
    const store = createStore(first.model, () => this.#onChange());
    const choices = createChoices(service, sshKeys, () => this.#post());
    const reading = createPanelReading(store, service, {
      signal: closing,
      now,
      note: (error) => host.note(error),
      // No one waits for this: where Resource Graph has no credentials, it is a request for each identity.
      onRead: () => {
        void this.#workloads.read();
        this.#tabs.again();
        void readAroundCluster(store, service, closing);
      },
    });
    const { read: known, reread } = reading;
    const dependencies = { service, now, mayDiscard, store, choices, closing, known, reread, viewsDrawn };
    this.title = first.title;
    this.lookAgain = () => lookForEnd(dependencies);
    this.#host = host;
    this.#clusterId = first.model.clusterId;
    this.#store = store;
    this.#choices = choices;
    this.#reading = reading;
    this.#planning = new PanelPlanning(dependencies);
    this.#runs = new RunFlow(dependencies, this.#planning);
    this.#changes = new ChangeFlow(dependencies, this.#planning, this.#runs);
    this.#fixing = createFixing({ store, changes: this.#changes, host });
    this.#workloads = createWorkloadsPart({
      service,
      kubectl,
      now,
      closing,
      cluster: () => store.get().known?.cluster,
      findings: () => store.get().known?.findings ?? [],
      get: () => store.get().workloads ?? { isReading: false },
      set: (model) => store.change({ workloads: model }),
    });
    this.#doors = createDoors(first.model, { store, host, changes: this.#changes, workloads: this.#workloads });
    this.#tabs = createTabReadings(store, service, { closing, now, allowNames });
    if (this.#clusterId === undefined) service().catch(() => undefined);
    void reading.read();
    if (first.target) this.show(first.target);
    if (first.memento) void this.#changes.restore(first.memento);
    if (this.#clusterId === undefined) this.#tabs.open();
  }

  /** Takes a message from the page, and ignores it if it is not an intent. */
  receive(message: unknown): void {
    const intent = parseIntent(message);
    if (!intent || this.#closing.signal.aborted) return;
    if (this.#store.get().notice !== undefined) this.#store.change({}, ['notice']);
    (this.#handlers[intent.kind] as (intent: Intent) => void)(intent);
  }

  /**
   * Shows another tab, or starts another change unless one is running; the user's input is not discarded without a
   * question, and just showing the cluster hides neither that nor a run.
   */
  show(target: PanelTarget): void {
    if (target.kind === 'cluster') {
      if (target.finding !== undefined) return void bringFindingIntoView(this.#store, this.#reading, target.finding);
      const { tab } = this.#store.get();
      const stays = target.isPreview === true && tab === 'change' && this.#changes.isKept();
      return stays ? undefined : this.#open(target.tab ?? tab);
    }
    if (target.kind === 'changes') return this.#changes.startAll(target.list, target.activityId);
    if (target.kind === 'change') return this.#changes.start(target.draft, target.activityId);
    if (target.kind === 'identity' || target.kind === 'principal')
      return this.#open(target.tab ?? this.#store.get().tab);
    this.#changes.startOwnList(target.kind);
  }

  /** True while a change that was started here is running. */
  isRunning(): boolean {
    return this.#runs.isRunning();
  }

  /** Returns the run that the page shows; none if another tab hides it. */
  runInView(): string | undefined {
    const { clusterId, tab, flow } = this.#store.get();
    const isChoosing = flow === undefined || flow.stage === 'choose';
    this.#lastRun = isChoosing ? undefined : (flow.run?.activityId ?? this.#lastRun);
    return clusterId === undefined || tab === 'change' ? this.#lastRun : undefined;
  }

  /** Aborts what comes before a write; a run that was sent continues. */
  dispose(): void {
    this.#closing.abort();
    this.#planning.nextTurn();
    this.#subscription?.dispose();
  }

  readonly #handlers: IntentHandlers = {
    ready: () => {
      this.#isReady = true;
      this.#post();
    },
    unfocused: () => undefined,
    spotted: ({ finding }) => spotted(this.#store, finding),
    showFinding: ({ finding }) => void bringFindingIntoView(this.#store, this.#reading, finding),
    tab: ({ tab }) => this.#open(tab),
    refresh: () => this.#readAgain(true),
    copy: ({ what }) => this.#copy(what),
    save: ({ picture }) => void this.#host.save(picture, fileOfMap(this.#store.get(), picture)).catch(this.#store.fail),
    showAccessOnMap: ({ isShown }) => this.#tabs.access.showOnMap(isShown),
    showMap: (target) => this.#host.open('map', target),
    open: ({ what }) => this.#doors.open(what),
    openCluster: ({ clusterId, finding }) => this.#doors.openCluster(clusterId, finding),
    fix: ({ of, fixKey }) => this.#fixing.fix(of, fixKey),
    fixAll: ({ fixKeys }) => this.#fixing.fixAll(fixKeys),
    upgradePool: ({ pool }) => this.#fixing.upgradePool(pool),
    removeWorkload: ({ workload }) => this.#startOrSayGone(this.#workloads.removalOf(workload)),
    removeAccess: ({ assignmentId }) => this.#startOrSayGone(this.#tabs.access.removalOf(assignmentId)),
    showNames: () => this.#tabs.showNames(),
    showAccess: (target) => this.#doors.openAccess(target, this.#tabs.access),
    lookAtHistory: ({ of, days }) => this.#tabs.history.look(defined({ kind: of, days })),
    openYaml: ({ workload }) => {
      const yaml = this.#yamlOf(workload);
      if (yaml === undefined) this.#store.change({ notice: goneNotice() });
      else void this.#host.openYaml(yaml).catch(this.#store.fail);
    },
    checkInCluster: () => void this.#workloads.check().then(() => this.#changes.seenInCluster()),
    stopCheck: () => this.#workloads.stopCheck(),
    filterAskers: ({ filter }) => this.#workloads.filter(filter),
    fixWorkload: ({ workload }) => this.#startOrSayGone(this.#workloads.fixOf(workload)),
    decide: (intent) => this.#fixing.decide(intent),
    removeRole: ({ assignmentId }) => this.#fixing.removeRole(assignmentId),
    next: ({ door, at }) => this.#doors.goOn(door, at),
    close: ({ isByKey }) =>
      this.#changes.end(this.#clusterId === undefined ? () => this.#doors.leave() : undefined, isByKey),
    start: ({ change }) => {
      if (change === 'leavePodIdentity' || change === 'unusedRoles') this.#changes.startOwnList(change);
      else this.#changes.start({ kind: change, ...defined({ clusterId: this.#clusterId || undefined }) });
    },
    edit: (intent) => this.#changes.edit(intent),
    review: () => void this.#changes.review(),
    back: () => this.#changes.back(),
    activate: ({ planId }) => this.#changes.activate(planId),
    apply: ({ planId, confirmName }) => void this.#runs.apply(planId, confirmName),
    stopWaiting: () => this.#runs.stopWaiting(),
    resume: () => void this.#runs.resume(),
  };

  #open(tab: PanelState['tab']): void {
    this.#store.change({ tab });
    this.#tabs.open();
  }

  #startOrSayGone(draft: Draft | undefined): void {
    return draft ? this.#changes.start(draft) : this.#store.change({ notice: goneNotice() });
  }

  #post(): void {
    if (!this.#isReady || this.#closing.signal.aborted) return;
    const { state, isWhole } = acceptableState(asShown(() => panelState(this.#store.get(), this.#choices)));
    if (this.#wasWhole && !isWhole) this.#host.note(incompleteStateError('panel'));
    this.#wasWhole = isWhole;
    this.#host.post(state);
  }

  #onChange(): void {
    this.#post();
    const runNow = this.runInView();
    if (runNow === this.#runBefore) return;
    this.#runBefore = runNow;
    this.#host.onRunInView?.();
  }

  /** Returns the service of the connection, which may have been opened again since. */
  async #service(): Promise<IdentityService> {
    const service = await this.#host.service();
    if (service !== this.#followed) this.#follow(service);
    return service;
  }

  /** Reads again when something was written anywhere, and follows runs that were started elsewhere. */
  #follow(from: IdentityService): void {
    if (this.#closing.signal.aborted) return;
    this.#subscription?.dispose();
    this.#followed = from;
    const { connection } = from;
    const isDemo = connection.kind === 'demo';
    this.#store.change({ isDemo, hasPortal: connection.portal !== undefined, ...fileOf(connection) });
    this.#subscription = from.onDidChange(({ kind: changed }) => {
      if (changed === 'activity') void this.#runs.findRun();
      else if (changed === 'decisions') this.#decideAgain(from);
      else if (changed === 'clusters' && !this.isRunning()) this.#readAgain();
    });
  }

  #readAgain(withChoices = false): void {
    if (withChoices) this.#choices.forget();
    void this.#reading.reread().then(() => this.#runs.findRest());
    if (this.#clusterId === undefined) this.#tabs.again();
    this.#post();
  }

  /** Shows the known findings with the current decisions. */
  #decideAgain(from: IdentityService): void {
    const { known } = this.#store.get();
    if (known) this.#store.change({ known: { ...known, findings: from.decided(known.findings, known.cluster.id) } });
    void this.#runs.findRest();
  }

  #copy(copy: Copy): void {
    const copied = copyOf(copy, this.#store.flow(), (workload) => this.#yamlOf(workload));
    const tellNotice = (): void => this.#store.change({ notice: copied?.notice ?? goneNotice() });
    if (copied) void this.#host.copy(copied.text).then(tellNotice, this.#store.fail);
    else if (copy.of === 'manifest') tellNotice();
  }

  /** The YAML of a workload, or of the run that is shown. */
  #yamlOf(workload: string | undefined): string | undefined {
    return workload === undefined ? this.#store.flow()?.run?.handover?.yaml : this.#workloads.manifestOf(workload);
  }
}
