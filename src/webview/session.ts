/** One panel's life: intents come in, the model changes, the state goes out. No vscode here. */
import type { IdentityService } from '../app/identityService.ts';
import { describeFailure, failureOf } from '../errors.ts';
import type { Draft } from '../identity/change.ts';
import { lastSegment, sameId } from '../identity/resourceId.ts';
import type { PanelTarget, Target } from '../manifest.ts';
import { madeBy } from './aftermath.ts';
import type { Made } from './aftermath.ts';
import { createChoices } from './choices.ts';
import type { SshKey } from './choices.ts';
import type { Copy, Intent, Memento, PanelState } from './contract.ts';
import { createFlows } from './flowSession.ts';
import { parseIntent } from './messages.ts';
import { createStore } from './modelStore.ts';
import { panelState } from './panelState.ts';
import type { PanelModel } from './panelState.ts';
import { formatName, planAsText } from './planView.ts';
import { failureAsText, failureOfRun } from './runModel.ts';

/** What a session asks of the world. */
export interface SessionHost {
  readonly service: () => Promise<IdentityService>;
  readonly post: (state: PanelState) => void;
  readonly copy: (text: string) => Promise<void>;
  readonly save: (svg: string, name: string) => Promise<void>;
  readonly open: (what: Opening, target: Target | undefined) => void;
  readonly close: () => void;
  readonly sshKeys: () => Promise<readonly SshKey[]>;
  readonly now: () => Date;
}

/** What a panel opens elsewhere. */
export type Opening = 'portal' | 'json' | 'log' | 'leftovers' | Made['kind'];

/** A panel without its window. */
export interface Session {
  /** A message from the page; what is no intent is ignored. */
  readonly receive: (message: unknown) => void;
  /** Shows another tab, or starts another change unless one is running. */
  readonly show: (target: PanelTarget) => void;
  /** True while a change that was started here is running. */
  readonly isRunning: () => boolean;
  readonly dispose: () => void;
}

/** Starts a session for a target, or for what a page kept across a reload. */
export function createSession(from: PanelTarget | Memento, host: SessionHost): Session {
  const first = modelOf(from);
  let isReady = false;
  let isDisposed = false;
  let reading: Promise<void> | undefined;
  let isStale = false;
  let followed: IdentityService | undefined;
  let subscription: { dispose(): void } | undefined;
  const post = (): void => {
    if (isReady && !isDisposed) host.post(panelState(store.get(), choices));
  };
  const store = createStore(first.model, post);
  const choices = createChoices(service, host.sshKeys, post);
  const flows = createFlows({ service, now: host.now, store, choices, known: readCluster, reread });

  /** The service of the connection, which may have been opened anew meanwhile. */
  async function service(): Promise<IdentityService> {
    const now = await host.service();
    if (now !== followed) follow(now);
    return now;
  }

  function readCluster(): Promise<void> {
    reading ??= readWhileStale().finally(() => (reading = undefined));
    return reading;
  }

  /** A reading that is under way may show what was before: then it is read once more after it. */
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
    if (clusterId === undefined) return;
    store.change({ reading: true });
    try {
      const from = await service();
      const details = await from.cluster(clusterId);
      store.change({ known: { findings: [], requirements: [], ...store.get().known, ...details } });
      const [findings, requirements] = await Promise.all([from.diagnose(clusterId), from.requirements(clusterId)]);
      const healed = store.get().banner?.action === 'refresh';
      store.change({ reading: false, known: { ...details, findings, requirements } }, healed ? ['banner'] : []);
    } catch (error) {
      const text = `${lastSegment(clusterId)} could not be read. ${describeFailure(failureOf(error))}`;
      store.change({ reading: false, banner: { tone: 'error', text, action: 'refresh' } });
    }
  }

  /** Reads again when something was written anywhere, and follows runs that were started elsewhere. */
  function follow(from: IdentityService): void {
    if (isDisposed) return;
    subscription?.dispose();
    followed = from;
    store.change({ hasPortal: from.connection.portal !== undefined });
    subscription = from.onDidChange((what) => {
      if (what === 'activity') void flows.lookUp();
      else if (!flows.isRunning()) void reread().then(flows.lookAfter);
    });
  }

  function copy(what: Copy): void {
    const { flow } = store.get();
    const failure = flow?.failure ?? (flow?.run && failureOfRun(flow.run));
    const planned = flow?.planned;
    if (what.of === 'text') void copied(what.text, 'Copied.');
    if (what.of === 'failure' && failure) void copied(failureAsText(failure), 'Details copied.');
    if (what.of === 'plan' && planned) {
      void copied(planAsText(planned.plan, what.format), `Plan copied as ${formatName(what.format)}.`);
    }
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
        return void reread().then(flows.lookAfter);
      case 'copy':
        return copy(intent.what);
      case 'save':
        return void host
          .save(intent.svg, `${lastSegment(first.model.clusterId ?? 'identities')}.svg`)
          .catch(store.fail);
      case 'open':
        return open(intent.what);
      case 'mend':
        return mend(intent.of, intent.index);
      case 'removeRole':
        return removeRole(intent.assignmentId);
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
    host.open(made.kind, made.kind === 'cluster' ? { clusterId: made.clusterId } : { identityId: made.identityId });
    if (clusterId === undefined) host.close();
  }

  /** Above all subscriptions the id does not tell the directory, but what was read does. */
  function removeRole(roleAssignmentId: string): void {
    const tenantId = store.get().known?.roleAssignments.find(({ id }) => sameId(id, roleAssignmentId))?.tenantId;
    flows.start({ kind: 'removeRole', roleAssignmentId, ...(tenantId === undefined ? {} : { tenantId }) });
  }

  function mend(of: 'finding' | 'check', index: number): void {
    const { known, flow } = store.get();
    const fix = of === 'finding' ? known?.findings[index]?.fix : flow?.planned?.plan.checks[index]?.fix;
    if (fix) flows.start(fix);
  }

  function show(target: PanelTarget): void {
    if (target.kind === 'cluster') return store.change({ tab: target.tab ?? store.get().tab });
    flows.start(target.draft);
  }

  if (first.model.clusterId === undefined) service().catch(() => undefined);
  void readCluster();
  if (first.draft) flows.start(first.draft);
  if (first.memento) void flows.restore(first.memento);
  return {
    receive: (message) => {
      const intent = parseIntent(message);
      if (intent && !isDisposed) handle(intent);
    },
    show,
    isRunning: flows.isRunning,
    dispose: () => {
      isDisposed = true;
      subscription?.dispose();
    },
  };
}

interface Beginning {
  readonly model: PanelModel;
  readonly draft?: Draft;
  readonly memento?: Memento;
}

function modelOf(from: PanelTarget | Memento): Beginning {
  const empty: PanelModel = { tab: 'details', seen: 0, reading: false, hasPortal: false };
  if ('version' in from) {
    const { clusterId, tab } = from;
    return { model: { ...empty, tab, ...(clusterId ? { clusterId } : {}) }, memento: from };
  }
  if (from.kind === 'cluster') return { model: { ...empty, clusterId: from.clusterId, tab: from.tab ?? 'details' } };
  const clusterId = 'clusterId' in from.draft ? from.draft.clusterId : undefined;
  return { model: { ...empty, tab: 'change', ...(clusterId ? { clusterId } : {}) }, draft: from.draft };
}
