/** The life of one panel: intents come in, the model changes, the state goes out. VS Code is not needed here. */
import type { IdentityService } from '../../app/identityService.ts';
import { lastSegment, sameId } from '../../domain/arm/resourceId.ts';
import { accessRequestText } from '../../domain/export/accessRequestText.ts';
import { doorOf } from '../../domain/words/nextSteps.ts';
import type { NextDoor } from '../../domain/words/nextSteps.ts';
import { describeFailure, failureOf } from '../../errors.ts';
import type { PanelTarget, Target } from '../../manifest.ts';
import { fittingState, unshown } from '../fitting.ts';
import { createChoices } from '../forms/parts/lists.ts';
import type { SshKey } from '../forms/parts/lists.ts';
import { createWorkloadsPart } from '../workloads/workloadsPart.ts';
import type { Kubectl } from '../workloads/workloadsPart.ts';
import type { Copy, Intent, Memento, Mending, PanelState } from '../protocol/panel.ts';
import { parseIntent } from '../protocol/panel.ts';
import { changedClusterOf, listedFindings, lostFindings, madeBy } from './afterRun.ts';
import type { Made } from './afterRun.ts';
import { createFlows } from './changeFlow.ts';
import { fixesOf, fixOfCheck, fixOfFinding, gone, upgradeOf } from './mending.ts';
import { formatName, planAsText, requestAsText } from './planView.ts';
import { failureAsText, failureOfRun } from './runModel.ts';
import { panelState } from './state.ts';
import type { PanelModel } from './state.ts';
import { createStore } from './store.ts';

/** Holds what a panel session needs from outside. */
export interface SessionHost {
  readonly service: () => Promise<IdentityService>;
  readonly post: (state: PanelState) => void;
  readonly copy: (text: string) => Promise<void>;
  readonly save: (svg: string, name: string) => Promise<void>;
  readonly open: (what: Opening, target: Target | undefined) => void;
  /** Asks whether what was typed may be thrown away. */
  readonly mayDiscard: () => Promise<boolean>;
  /** Told when it comes to tell of another run, or of none. */
  readonly onRunInView?: () => void;
  /** Writes a failure to the log. */
  readonly note: (error: unknown) => void;
  readonly close: () => void;
  readonly openYaml: (text: string) => Promise<void>;
  readonly kubectl: Kubectl;
  readonly sshKeys: () => Promise<readonly SshKey[]>;
  readonly now: () => Date;
}

/** Names what a panel opens outside of itself. */
export type Opening =
  | 'accept'
  | 'stopAccepting'
  | 'portal'
  | 'json'
  | 'log'
  | 'leftovers'
  | 'fix'
  | 'credentials'
  | 'nodeImages'
  | 'registries'
  | Made['kind'];

/** A panel without its window. */
export interface Session {
  /** Takes a message from the page, and ignores it if it is no intent. */
  readonly receive: (message: unknown) => void;
  /**
   * Shows another tab, or starts another change unless one is running; what the user typed is not discarded without a
   * question, and a mere look at the cluster hides neither that nor a run.
   */
  readonly show: (target: PanelTarget) => void;
  /** True while a change that was started here is running. */
  readonly isRunning: () => boolean;
  /** Returns the run of which the page tells, which another tab hides. */
  readonly runInView: () => string | undefined;
  readonly dispose: () => void;
}

/** Starts a session for a target, or for what a page kept across a reload. */
export function createSession(from: PanelTarget | Memento, host: SessionHost): Session {
  const first = modelOf(from);
  let isReady = false;
  let wasWhole = true;
  /** The last run of the change that is shown: it stays the panel's when its end leads to a new plan. */
  let lastRun: string | undefined;
  let runBefore: string | undefined;
  /** Aborted when the panel is closed, so that nothing that was waited for goes on. */
  const closing = new AbortController();
  let reading: Promise<void> | undefined;
  let isStale = false;
  let followed: IdentityService | undefined;
  let subscription: { dispose(): void } | undefined;
  const post = (): void => {
    if (!isReady || closing.signal.aborted) return;
    const { state, isWhole } = fittingState(panelState(store.get(), choices));
    if (wasWhole && !isWhole) host.note(unshown('panel'));
    wasWhole = isWhole;
    host.post(state);
  };
  const runInView = (): string | undefined => {
    const { clusterId, tab, flow } = store.get();
    lastRun = flow === undefined || flow.stage === 'choose' ? undefined : (flow.run?.activityId ?? lastRun);
    return clusterId === undefined || tab === 'change' ? lastRun : undefined;
  };
  const onChange = (): void => {
    post();
    const now = runInView();
    if (now === runBefore) return;
    runBefore = now;
    host.onRunInView?.();
  };
  const store = createStore(first.model, onChange);
  const choices = createChoices(service, host.sshKeys, post);
  const flows = createFlows({
    ...{ service, now: host.now, mayDiscard: host.mayDiscard, store, choices, known: readCluster, reread },
    closing: closing.signal,
  });

  const workloads = createWorkloadsPart({
    ...{ service, kubectl: host.kubectl, now: host.now, closing: closing.signal },
    cluster: () => store.get().known?.cluster,
    get: () => store.get().workloads ?? { isReading: false },
    set: (model) => store.change({ workloads: model }),
  });

  /** Returns the service of the connection, which may have been opened again since. */
  async function service(): Promise<IdentityService> {
    const now = await host.service();
    if (now !== followed) follow(now);
    return now;
  }

  function readCluster(): Promise<void> {
    reading ??= readWhileStale().finally(() => (reading = undefined));
    return reading;
  }

  /** Reads the cluster again; a reading that is under way may show the previous state, so another one follows it. */
  function reread(): Promise<void> {
    isStale = reading !== undefined;
    return readCluster();
  }

  async function readWhileStale(): Promise<void> {
    do {
      isStale = false;
      await readOnce();
    } while (isStale);
  }

  async function readOnce(): Promise<void> {
    const { clusterId } = store.get();
    const { signal } = closing;
    if (clusterId === undefined || signal.aborted) return;
    store.change({ reading: true });
    try {
      const from = await service();
      const details = await from.cluster(clusterId, signal);
      store.change({ known: { findings: [], requirements: [], ...store.get().known, ...details } });
      const [findings, requirements] = await Promise.all([
        from.diagnose(clusterId, signal),
        from.requirements(clusterId, signal),
      ]);
      const healed = store.get().banner?.action === 'refresh';
      store.change({ reading: false, known: { ...details, findings, requirements } }, healed ? ['banner'] : []);
      // Nobody waits for this: where Resource Graph has no credentials, it is a request for each identity.
      void workloads.read();
    } catch (error) {
      const text = `${lastSegment(clusterId)} could not be read. ${describeFailure(failureOf(error))}`;
      store.change({ reading: false, banner: { tone: 'error', text, action: 'refresh' } });
    }
  }

  /** Reads again when something was written anywhere, and follows runs that were started elsewhere. */
  function follow(from: IdentityService): void {
    if (closing.signal.aborted) return;
    subscription?.dispose();
    followed = from;
    store.change({ hasPortal: from.connection.portal !== undefined });
    subscription = from.onDidChange((what) => {
      if (what === 'activity') void flows.findRun();
      else if (what === 'decisions') decideAgain(from);
      else if (!flows.isRunning()) void reread().then(flows.findRest);
    });
  }

  /** Shows the findings that are known as they are decided now. */
  function decideAgain(from: IdentityService): void {
    const { known } = store.get();
    if (known) store.change({ known: { ...known, findings: from.decided(known.findings, known.cluster.id) } });
  }

  function copy(what: Copy): void {
    const { flow } = store.get();
    const failure = flow?.failure ?? (flow?.run && failureOfRun(flow.run));
    const planned = flow?.planned;
    switch (what.of) {
      case 'text':
        return void copied(what.text, 'Copied.');
      case 'manifest': {
        const yaml = yamlOf(what.workload);
        return yaml === undefined ? store.change({ notice: gone }) : void copied(yaml, 'YAML copied.');
      }
      case 'failure':
        return failure && void copied(failureAsText(failure), 'Details copied.');
      case 'plan':
        return (
          planned && void copied(planAsText(planned.plan, what.format), `Plan copied as ${formatName(what.format)}.`)
        );
      case 'accessRequest':
        return planned?.id === what.planId
          ? void copied(accessRequestText(planned.plan), 'Request copied.')
          : undefined;
      case 'request':
      case 'az': {
        const step = planned?.id === what.planId && planned.plan.steps.find(({ id }) => id === what.stepId);
        return step ? void copied(what.of === 'az' ? step.az : requestAsText(step), 'Copied.') : undefined;
      }
    }
  }
  /** The YAML of a workload, or of the run that is shown. */
  function yamlOf(workload: string | undefined): string | undefined {
    return workload === undefined ? store.flow()?.run?.handover?.yaml : workloads.manifestOf(workload);
  }
  async function copied(text: string, notice: string): Promise<void> {
    await host.copy(text).then(() => store.change({ notice }), store.fail);
  }

  function handle(intent: Intent): void {
    if (store.get().notice !== undefined) store.change({}, ['notice']);
    switch (intent.kind) {
      case 'ready':
        isReady = true;
        return post();
      case 'tab':
        return store.change({ tab: intent.tab });
      case 'refresh':
        choices.forget();
        return void reread().then(flows.findRest);
      case 'copy':
        return copy(intent.what);
      case 'save':
        return void host
          .save(intent.svg, `${lastSegment(first.model.clusterId ?? 'identities')}.svg`)
          .catch(store.fail);
      case 'open':
        return open(intent.what);
      case 'mend':
        return mend(intent.of, intent.fixKey);
      case 'mendAll':
        return mendAll(intent.fixKeys);
      case 'upgradePool':
        return upgradeOf(store.get().known, intent.pool).forEach(flows.start);
      case 'removeWorkload': {
        const removal = workloads.removalOf(intent.workload);
        return removal ? flows.start(removal) : store.change({ notice: gone });
      }
      case 'openYaml': {
        const yaml = yamlOf(intent.workload);
        return yaml === undefined ? store.change({ notice: gone }) : void host.openYaml(yaml).catch(store.fail);
      }
      case 'checkInCluster':
        return void workloads.check();
      case 'stopCheck':
        return workloads.stopCheck();
      case 'decide':
        return host.open(intent.stop ? 'stopAccepting' : 'accept', {
          ...(first.model.clusterId === undefined ? {} : { clusterId: first.model.clusterId }),
          finding: intent.code,
        });
      case 'removeRole':
        return removeRole(intent.assignmentId);
      case 'next':
        return goOn(intent.door);
      case 'close':
        return first.model.clusterId === undefined ? host.close() : flows.end();
      case 'start':
      case 'edit':
      case 'review':
      case 'back':
      case 'apply':
      case 'stopWaiting':
      case 'resume':
        return flows.handle(intent);
    }
  }

  function open(what: Extract<Intent, { kind: 'open' }>['what']): void {
    const { clusterId } = first.model;
    const run = store.flow()?.run;
    if (what === 'leftovers') {
      if (run?.activityId !== undefined && run.leftovers?.canReview) host.open(what, { activityId: run.activityId });
      return;
    }
    if (what !== 'made') return host.open(what, clusterId === undefined ? undefined : { clusterId });
    const made = run?.status === 'succeeded' ? madeBy(run.changes) : undefined;
    if (!made) return;
    const { kind, ...target } = made;
    host.open(kind, target);
    if (clusterId === undefined) host.close();
  }

  /** Does what comes next after the run that is shown; a page can ask only for what it was shown. */
  function goOn(door: NextDoor): void {
    const run = store.flow()?.run;
    const cluster = run?.changes.map(changedClusterOf).find((id) => id !== undefined);
    if (run?.status !== 'succeeded' || cluster === undefined) return;
    if (!run.next.some((text) => doorOf(text) === door)) return;
    const isHere = sameId(first.model.clusterId, cluster);
    switch (door) {
      case 'credentials':
        return host.open(door, { clusterId: cluster });
      case 'nodePools':
        return isHere ? store.change({ tab: 'details' }) : host.open('cluster', { clusterId: cluster });
      case 'nodeImages':
        if (!isHere) return host.open(door, { clusterId: cluster });
        return flows.start({ kind: 'upgradeNodeImages', clusterId: cluster });
      case 'registries': {
        const detach = run.changes.find((change) => change.kind === 'detachRegistry');
        const target = { clusterId: cluster, ...(detach ? { registryId: detach.registryId } : {}) };
        return isHere ? flows.start({ kind: 'attachRegistry', ...target }) : host.open(door, target);
      }
      case 'leftovers':
        return open('leftovers');
    }
  }

  /**
   * Starts the removal of a role. Above all subscriptions its id does not name the directory, but the role that was
   * read does.
   */
  function removeRole(roleAssignmentId: string): void {
    const tenantId = store.get().known?.roleAssignments.find(({ id }) => sameId(id, roleAssignmentId))?.tenantId;
    flows.start({ kind: 'removeRole', roleAssignmentId, ...(tenantId === undefined ? {} : { tenantId }) });
  }

  /** Starts the fix that was drawn; if it has been read again since and is gone, a notice says so. */
  function mend(of: Mending, fixKey: string): void {
    const { clusterId, known, flow } = store.get();
    const planned = of.kind === 'check' && flow?.planned?.id === of.planId ? flow.planned.plan : undefined;
    const { madeCheck, lost } = flow?.run ?? {};
    const found = [...(known?.findings ?? []), ...listedFindings(madeCheck), ...lostFindings(lost)];
    const fix = of.kind === 'finding' ? fixOfFinding(found, fixKey) : fixOfCheck(planned?.checks, fixKey);
    if (!fix) return store.change({ notice: gone });
    // A panel of something new keeps to that: the fix has a panel of its own.
    if (clusterId === undefined) host.open('fix', { fix });
    else flows.start(fix);
  }

  function mendAll(fixKeys: readonly string[]): void {
    const { known } = store.get();
    const list = known && fixesOf(known, fixKeys);
    const [only, ...others] = list?.changes ?? [];
    if (!list || !only) return store.change({ notice: gone });
    if (others.length === 0) flows.start(only);
    else flows.startAll(list);
  }

  function show(target: PanelTarget): void {
    if (target.kind === 'cluster') {
      const { tab } = store.get();
      const stays = target.isPreview === true && tab === 'change' && flows.isKept();
      return stays ? undefined : store.change({ tab: target.tab ?? tab });
    }
    if (target.kind === 'changes') return flows.startAll(target.list);
    if (target.kind === 'change') return flows.start(target.draft);
    choices.forget();
    flows.startOwnList(target.kind);
  }

  if (first.model.clusterId === undefined) service().catch(() => undefined);
  void readCluster();
  if (first.target) show(first.target);
  if (first.memento) void flows.restore(first.memento);
  return {
    receive: (message) => {
      const intent = parseIntent(message);
      if (intent && !closing.signal.aborted) handle(intent);
    },
    show,
    isRunning: flows.isRunning,
    runInView,
    dispose: () => {
      closing.abort();
      flows.close();
      subscription?.dispose();
    },
  };
}

interface Beginning {
  readonly model: PanelModel;
  /** The change that is started at once. */
  readonly target?: PanelTarget;
  readonly memento?: Memento;
}

function modelOf(from: PanelTarget | Memento): Beginning {
  const empty: PanelModel = { tab: 'details', seen: 0, reading: false, hasPortal: false };
  if ('version' in from) {
    const { clusterId, tab } = from;
    return { model: { ...empty, tab, ...(clusterId ? { clusterId } : {}) }, memento: from };
  }
  if (from.kind === 'cluster') return { model: { ...empty, clusterId: from.clusterId, tab: from.tab ?? 'details' } };
  const clusterId = clusterOf(from);
  return { model: { ...empty, ...(clusterId ? { clusterId } : {}) }, target: from };
}

/** Returns the cluster whose panel shows the target. */
function clusterOf(target: PanelTarget): string | undefined {
  if (target.kind !== 'change') return target.clusterId;
  return 'clusterId' in target.draft ? target.draft.clusterId : undefined;
}
