/** The two views of the container: their titles, context keys, and what makes them read or draw again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { commands, window, workspace, type Disposable } from 'vscode';
import type { ActivityEntry } from './app/runs/activity.ts';
import { decidingSettings, whyNobodyCanSignIn } from './host/ownSetting.ts';
import { checkClustersSetting, openDetailsOnClickSetting } from './host/settings.ts';
import type { Funnel } from './host/window/errorReporter.ts';
import { createDemoBadge, sourceName } from './host/window/statusBar.ts';
import { followEvery, whileVisible } from './host/window/whileVisible.ts';
import { contextKeys, views, type settings, type Target, type ViewState } from './manifest.ts';
import type { Connections } from './session/connections.ts';
import type { DecisionFiles } from './session/decisionFiles.ts';
import { createActivityTree } from './tree/activity/activityTree.ts';
import { stateDecorations } from './tree/row/decorations.ts';
import { ClustersTree } from './tree/clusters/clustersTree.ts';
import { createRevealing, type Revealing } from './tree/clusters/revealing.ts';
import type { InventoryStore } from './tree/loading/inventoryLoader.ts';
import { shownText, t } from './sentences/language.ts';

/** The views, as others control them. */
export interface Views extends Revealing, Disposable {
  refresh(target?: Target): void;
  /** Checks the clusters of a subscription with everything that takes a request for each of them. */
  checkAll: ClustersTree['checkAll'];
  showActivity(): Promise<void>;
  /** Brings the view of the clusters to the front. */
  showClusters(): Promise<void>;
  showOnlyProblems(only: boolean): void;
  /** Resolves when both show what there is to read now, as far as they are visible; never rejects. */
  drawn(): Promise<void>;
  /** Switches to another connection. */
  reconnect(): void;
}

const openDetailsOnClick = 'aksIdentity.openDetailsOnClick' satisfies keyof typeof settings;
/** The most milliseconds for which connecting waits for the rows of the last session. */
const longestWait = 300;

/** What the views need besides the connections. */
export interface ViewsContext {
  readonly funnel: Funnel;
  readonly saved: InventoryStore;
  readonly decisions: Pick<DecisionFiles, 'unused'>;
}

/** Creates the views, which are empty until they are visible. */
export function createViews(connections: Connections, { funnel, saved, decisions }: ViewsContext): Views {
  const setContext = (key: string, value: unknown): void => void commands.executeCommand('setContext', key, value);
  const badge = createDemoBadge();
  let shown: { readonly state?: ViewState; readonly message?: string | undefined } = {};
  const clusters = new ClustersTree({
    service: () => connections.open(),
    activeSubscription: () => connections.activeSubscription(),
    shownSubscriptions: () => connections.shownSubscriptions(),
    checksClusters: checkClustersSetting,
    opensOnClick: openDetailsOnClickSetting,
    accounts: () => connections.accounts,
    store: saved,
    unusedDecisions: () => decisions.unused(),
    refusesSignIn: () => whyNobodyCanSignIn() !== undefined,
    onState: (state: ViewState, message) => {
      setContext(contextKeys.state, state);
      shown = { state, message };
      showMessage();
    },
    onLoading: (ended) => void window.withProgress({ location: { viewId: views.clusters } }, () => ended),
    note: (error) => funnel.note(error),
  });
  const activity = createActivityTree({ entries });
  /**
   * Reads the activity. A connection that can't be opened is shown in the other view, and the first rows of that come
   * before anything is connected.
   */
  async function entries(): Promise<readonly ActivityEntry[]> {
    await Promise.race([clusters.firstRows, sleep(longestWait)]);
    const service = await connections.open().catch((error: unknown) => void funnel.note(error));
    return service?.activity() ?? [];
  }
  const clustersView = window.createTreeView(views.clusters, { treeDataProvider: clusters, showCollapseAll: true });
  const revealing = createRevealing(
    clustersView,
    (clusterId) => clusters.rowOf(clusterId),
    (error) => funnel.note(error),
  );
  const activityView = window.createTreeView(views.activity, { treeDataProvider: activity });
  const clock = whileVisible(activityView, 1000, () => activity.tick());
  const operationsTimer = whileVisible(
    clustersView,
    followEvery,
    () => void funnel.run(() => clusters.followOperations()),
  );
  const othersTimer = whileVisible(
    activityView,
    followEvery,
    () => void connections.current?.lookAtOtherWindows().catch((error: unknown) => funnel.note(error)),
  );
  const watchers = [
    window.registerFileDecorationProvider(stateDecorations),
    clustersView.onDidChangeVisibility(({ visible }) => clusters.setVisible(visible)),
    clustersView.onDidCollapseElement(({ element }) => clusters.fold(element, true)),
    clustersView.onDidExpandElement(({ element }) => clusters.fold(element, false)),
    activityView.onDidChangeVisibility(({ visible }) => activity.setVisible(visible)),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(openDetailsOnClick)) void funnel.run(() => clusters.redraw());
      if (!decidingSettings.some((name) => change.affectsConfiguration(name))) return;
      showMessage();
      void funnel.run(() => clusters.redraw());
    }),
  ];
  clusters.setVisible(clustersView.visible);
  activity.setVisible(activityView.visible);
  let subscription: Disposable | undefined;
  let onlyProblems = false;

  /** Says above the rows what there is to say; where nobody is signed in, why nobody can be. */
  function showMessage(): void {
    const why = shown.state === 'signedOut' ? whyNobodyCanSignIn() : undefined;
    clustersView.message = why === undefined ? (shown.message ?? '') : shownText(why);
  }

  /** Says next to the title what is left out. */
  function describe(): void {
    const active = connections.activeSubscription();
    const selectionNote = connections.shownSubscriptions() === undefined ? '' : t`selected subscriptions only`;
    const places = active === undefined ? selectionNote : t`active subscription only`;
    clustersView.description = [onlyProblems && t`with problems only`, places].filter(Boolean).join(' \u00b7 ');
  }

  function reconnect(): void {
    const { current, kind } = connections;
    subscription?.dispose();
    subscription = current?.onDidChange(({ kind: changed }) => {
      if (changed !== 'judged') activity.refresh();
      if (changed === 'decisions' || changed === 'judged') clusters.draw(changed);
      else if (changed === 'clusters') clusters.refreshAfterwards();
      else void funnel.run(() => clusters.redraw());
    });
    const source = sourceName(kind);
    clustersView.title = source === undefined ? t`Clusters` : t`Clusters (${source})`;
    activityView.title = source === undefined ? t`Activity` : t`Activity (${source})`;
    describe();
    badge.show(
      kind,
      current && (kind === 'emulator' ? new URL(current.connection.endpoint).host : shownText(current.connection.name)),
    );
    setContext(contextKeys.connection, kind);
    setContext(contextKeys.portal, current?.connection.portal !== undefined);
    clusters.refresh();
    activity.refresh();
  }

  return {
    refresh(target) {
      clusters.refresh(target);
      activity.refresh();
    },
    checkAll: (subscriptionId, asking) => clusters.checkAll(subscriptionId, asking),
    showActivity: async () => void (await commands.executeCommand(`${views.activity}.focus`)),
    showClusters: async () => void (await commands.executeCommand(`${views.clusters}.focus`)),
    ...revealing,
    showOnlyProblems(only) {
      onlyProblems = only;
      clusters.filter(only);
      setContext(contextKeys.onlyProblems, only);
      describe();
    },
    reconnect,
    async drawn() {
      await Promise.allSettled([clusters.drawn(), activity.drawn()]);
    },
    dispose() {
      for (const item of [
        clock,
        operationsTimer,
        othersTimer,
        ...watchers,
        subscription,
        clustersView,
        activityView,
        clusters,
        activity,
        badge,
      ])
        item?.dispose();
    },
  };
}
