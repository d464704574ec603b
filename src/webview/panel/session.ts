/** The life of one panel: intents come in, the model changes, the state goes out. VS Code is not needed here. */
import type { IdentityService } from '../../app/identityService.ts';
import { lastSegment, sameId } from '../../domain/arm/resourceId.ts';
import type { PanelTarget } from '../../manifest.ts';
import { fittingState, unshown } from '../fitting.ts';
import { createChoices } from '../forms/parts/lists.ts';
import type { SshKey } from '../forms/parts/lists.ts';
import { readAround } from './aroundReading.ts';
import { createWorkloadsPart } from '../workloads/workloadsPart.ts';
import type { Kubectl } from '../workloads/workloadsPart.ts';
import type { Copy, Intent, Memento, Mending, PanelState } from '../protocol/panel.ts';
import { parseIntent } from '../protocol/panel.ts';
import { listedFindings, lostFindings } from '../run/afterRun.ts';
import { beginningOf } from './beginning.ts';
import { createFlows } from './changeFlow.ts';
import { createClusterReading } from './clusterReading.ts';
import { copyOf } from './copyOf.ts';
import { createDoors } from './doors.ts';
import type { DoorsHost } from './doors.ts';
import { fixesOf, fixOfCheck, fixOfFinding, gone, upgradeOf } from './mending.ts';
import { panelState } from './state.ts';
import { createStore } from './store.ts';

/** Holds what a panel session needs from outside. */
export interface SessionHost extends DoorsHost {
  readonly service: () => Promise<IdentityService>;
  readonly post: (state: PanelState) => void;
  readonly copy: (text: string) => Promise<void>;
  readonly save: (svg: string, name: string) => Promise<void>;
  /** Asks whether what was typed may be thrown away. */
  readonly mayDiscard: () => Promise<boolean>;
  /** Told when it comes to tell of another run, or of none. */
  readonly onRunInView?: () => void;
  /** Writes a failure to the log. */
  readonly note: (error: unknown) => void;
  readonly openYaml: (text: string) => Promise<void>;
  readonly kubectl: Kubectl;
  readonly sshKeys: () => Promise<readonly SshKey[]>;
  readonly now: () => Date;
}

/** A panel without its window. */
export interface Session {
  /** The window's title; left out where the window has it already, because it is about a cluster or was restored. */
  readonly title?: string | undefined;
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
  const first = beginningOf(from);
  let isReady = false;
  let wasWhole = true;
  /** The last run of the change that is shown: it stays the panel's when its end leads to a new plan. */
  let lastRun: string | undefined;
  let runBefore: string | undefined;
  /** Aborted when the panel is closed, so that nothing that was waited for goes on. */
  const closing = new AbortController();
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
  const { read, reread } = createClusterReading(store, service, {
    signal: closing.signal,
    // Nobody waits for this: where Resource Graph has no credentials, it is a request for each identity.
    onRead: () => {
      void workloads.read();
      void readAround(store, service, closing.signal);
    },
  });
  const flows = createFlows({
    ...{ service, now: host.now, mayDiscard: host.mayDiscard, store, choices, known: read, reread },
    closing: closing.signal,
  });
  const doors = createDoors(first.model.clusterId, { store, host, start: flows.start });
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
    const found = copyOf(what, store.flow(), yamlOf);
    if (found) void host.copy(found.text).then(() => store.change({ notice: found.notice }), store.fail);
    else if (what.of === 'manifest') store.change({ notice: gone });
  }

  /** The YAML of a workload, or of the run that is shown. */
  function yamlOf(workload: string | undefined): string | undefined {
    return workload === undefined ? store.flow()?.run?.handover?.yaml : workloads.manifestOf(workload);
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
        return doors.open(intent.what);
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
          ...(intent.subject === undefined ? {} : { subject: intent.subject }),
        });
      case 'removeRole':
        return removeRole(intent.assignmentId);
      case 'next':
        return doors.goOn(intent.door);
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
  void read();
  if (first.target) show(first.target);
  if (first.memento) void flows.restore(first.memento);
  return {
    title: first.title,
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
