import { coalesced } from '../../async/coalesce.ts';
import type { Disposable, TreeDataProvider } from 'vscode';
import { EventEmitter } from 'vscode';
import { failureOf } from '../../errors.ts';
import { idKey, subscriptionOf } from '../../domain/arm/resourceId.ts';
import type { UnusedDecisions } from '../../domain/decisions/files.ts';
import type { ClusterDetails } from '../../app/facts/clusterDetails.ts';
import type { Target } from '../../manifest.ts';
import { decideAgain } from '../loading/checking.ts';
import { createFindingsQueue } from '../loading/findingsQueue.ts';
import type { ClusterRuns } from '../loading/clusterRuns.ts';
import { runsByCluster } from '../loading/clusterRuns.ts';
import { identitiesRow, unreadIdentitiesRow } from './identityRows.ts';
import type { InventorySource } from '../loading/inventoryLoader.ts';
import { createOperationsFollower } from '../loading/operationsFollower.ts';
import { createInventoryLoader } from '../loading/inventoryLoader.ts';
import { createRedraws } from '../row/redraws.ts';
import { createStableRows } from '../row/stableRows.ts';
import { unusedRow } from './unusedDecisionsRow.ts';
import { clusterRows, emptyRow, failureRows, rootRows } from './subscriptionRows.ts';
import type { Reading } from '../loading/reading.ts';
import { forget, hasIdentities, isReadBelow, rememberControlPlanes } from '../loading/reading.ts';
import { readDetails } from '../loading/reading.ts';
import { render, withTooltip } from '../row/treeItem.ts';
import type { Row } from '../row/row.ts';
import { failureRow } from '../row/row.ts';
import { nextTurn } from '../../async/inTurns.ts';
import { aroundIn, identitiesIn, ownIn, rowsOfCluster, rowsOfIdentity, workloadsIn } from './readRows.ts';

/** Holds what the view Clusters needs from outside. */
export interface ClustersSource extends InventorySource {
  activeSubscription(): string | undefined;
  checksClusters(): boolean;
  /** True if a click on a cluster shows its details. */
  opensOnClick?(): boolean;
  /** The files with decisions about findings that do not count. */
  unusedDecisions?(): readonly UnusedDecisions[];
}

/** Provides the rows of the view Clusters. */
export interface ClustersTree extends TreeDataProvider<Row>, Disposable {
  /** Resolves once the rows that are known without reading are on the screen, so that something heavy may be loaded. */
  readonly firstRows: Promise<void>;
  /** Reads one cluster or everything again, and then draws what has changed. */
  refresh(target?: Target): void;
  /** Reads everything again after what is being read; for changes, of which there may be many. */
  refreshAfterwards(): void;
  /** Draws the findings that are known as they are decided now. */
  decide(): void;
  /** Draws what is known, with the changes that are under way now. */
  redraw(): Promise<void>;
  /** Checks whether operations that somebody else runs on clusters have ended. */
  followOperations(): Promise<void>;
  /** Shows only the clusters that have problems, or all again. */
  filter(onlyProblems: boolean): void;
  /** Returns the row of a cluster once everything is drawn, as VS Code loses a row that is drawn while it is brought into view. */
  rowOf(clusterId: string): Promise<Row | undefined>;
  /** Reads, checks and draws nothing while the view is hidden. */
  setVisible(isVisible: boolean): void;
}

interface Unfolded {
  readonly row: Row;
  readonly reading: Reading | undefined;
  /** Left out if they could not be read. */
  readonly details?: ClusterDetails;
}

/** If more rows below a row have changed, they are drawn together with it. */
const mostSingleDraws = 50;
/**
 * Creates a tree that reads when it is visible, keeps what it has read, and shows a failure as a row with a way to go
 * on.
 */
export function createClustersTree(source: ClustersSource): ClustersTree {
  const changed = new EventEmitter<Row[] | undefined>();
  const given = createStableRows();
  /** The data from which the rows below each unfolded row were made, by the key of the unfolded row. */
  const unfolded = new Map<string, Unfolded>();
  let drawing: Promise<void> = Promise.resolve();
  const draw = coalesced(() => void (drawing = drawing.then(drawNews).catch(drawAll)));
  const redraws = createRedraws(given, (rows) => changed.fire([...rows]));
  const findingsQueue = createFindingsQueue(draw, (error) => source.note(error));
  const loader = createInventoryLoader({ ...source, service: connected }, draw);
  const follow = createOperationsFollower();
  let runs: ClusterRuns = new Map();
  let [isVisible, isOutdated, onlyProblems] = [true, false, false];

  async function connected(): ReturnType<ClustersSource['service']> {
    const service = await source.service();
    await learnRuns(service);
    return service;
  }

  async function learnRuns(service: Reading['service'] | undefined): Promise<void> {
    const entries = await service?.activity().catch((error: unknown) => void source.note(error));
    runs = runsByCluster(entries ?? []);
    if (loader.reading) rememberControlPlanes(loader.reading, runs);
  }

  async function roots(): Promise<readonly Row[]> {
    const shown = await loader.load();
    const { reading } = loader;
    if (onlyProblems && reading) findingsQueue.checkAll(reading);
    const context = {
      activeSubscription: source.activeSubscription(),
      checks: reading?.checks ?? new Map(),
      onlyProblems,
      checksClusters: source.checksClusters(),
    };
    const known = shown.inventory ? rootRows(shown.inventory, context) : [];
    return [...failureRows(shown), ...(source.unusedDecisions?.() ?? []).map(unusedRow), ...known];
  }

  async function childrenOf(row: Row): Promise<readonly Row[]> {
    if (row.children !== 'later') return row.children ?? [];
    const { reading } = loader;
    const signal = reading?.abort.signal;
    unfolded.set(row.key, { row, reading });
    try {
      return await laterChildren(row);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === 'cancelled') {
        if (signal?.aborted && !loader.isLoading) void redraw();
        return [];
      }
      source.note(error);
      const target = row.clusterId === undefined ? {} : { clusterId: row.clusterId };
      return [failureRow(row.key, failure, `Can't read ${row.label}`, target)];
    } finally {
      if (reading && reading !== loader.reading) draw();
    }
  }

  async function laterChildren(row: Row): Promise<readonly Row[]> {
    if (row.kind === 'subscription') return subscriptionChildren(row);
    const reading = await loader.whenRead();
    if (!reading) return [];
    if (row.kind === 'cluster' && row.clusterId !== undefined) return detailsOf(reading, row, row.clusterId);
    if (row.kind === 'identities') return identitiesIn(reading, row.subscriptionId ?? '', draw);
    if (row.kind === 'workloads' && row.clusterId !== undefined) return workloadsIn(reading, row.clusterId, draw);
    if (row.kind === 'around' && row.clusterId !== undefined) return aroundIn(reading, row.clusterId, draw);
    return rowsOfIdentity(reading, row);
  }

  async function subscriptionChildren({ subscriptionId = '', label }: Row): Promise<readonly Row[]> {
    const { reading } = loader;
    const { inventory, isSaved } = reading ? { ...reading, isSaved: false } : await loader.load();
    if (!inventory) return [];
    const { checks = new Map(), controlPlanesBefore: before = new Map() } = reading ?? {};
    const signs = {
      checks,
      runs,
      before,
      isSaved,
      opensOnClick: !isSaved && source.opensOnClick?.() === true,
      onlyProblems,
    };
    const clusters = await clusterRows(inventory, subscriptionId, signs);
    if (!reading) return clusters;
    if (source.checksClusters()) findingsQueue.check(reading, subscriptionId);
    if (onlyProblems) return clusters.length > 0 ? clusters : [emptyRow(subscriptionId, true)];
    const place = { id: subscriptionId, name: label };
    if (!hasIdentities(reading, subscriptionId)) return [...clusters, unreadIdentitiesRow(place)];
    const { own, made, failures } = await ownIn(reading, subscriptionId);
    const rows = [...clusters, ...(own.length > 0 ? [identitiesRow(place, { own, made })] : []), ...failures];
    return rows.length > 0 ? rows : [emptyRow(subscriptionId)];
  }

  async function detailsOf(reading: Reading, row: Row, clusterId: string): Promise<readonly Row[]> {
    const isNews = !reading.details.has(idKey(clusterId));
    const details = await readDetails(reading, clusterId);
    if (isNews) draw();
    unfolded.set(row.key, { row, reading, details });
    return rowsOfCluster(reading, details);
  }

  async function children(row?: Row): Promise<Row[]> {
    const rows = row ? await childrenOf(row) : await roots();
    redraws.noteAsked();
    return given.give(row, rows);
  }

  function drawAll(): void {
    given.drop();
    unfolded.clear();
    changed.fire(undefined);
  }

  /**
   * Draws what has changed. Parents come before what is below them, as they were unfolded first; other work gets a turn
   * between two of them.
   */
  async function drawNews(): Promise<void> {
    if (!given.isGiven(undefined)) return drawAll();
    const news = [...given.renew(undefined, await roots())];
    if (news.includes(undefined)) return drawAll();
    for (const one of [...unfolded.values()]) {
      await nextTurn();
      if (given.isGiven(one.row)) news.push(...(await newsBelow(one)));
      else unfolded.delete(one.row.key);
    }
    await redraws.draw(news.filter((row) => row !== undefined));
  }

  async function newsBelow({ row, reading, details }: Unfolded): Promise<readonly (Row | undefined)[]> {
    if (row.kind === 'subscription' || row.kind === 'identities') {
      const news = given.renew(row, await childrenOf(row));
      return news.length > mostSingleDraws ? again(row) : news;
    }
    const isKnown = reading !== undefined && reading === loader.reading;
    if (isKnown && isReadBelow(reading, row)) return given.renew(row, await childrenOf(row));
    if (isKnown && row.kind !== 'cluster') return [];
    if (isKnown && details && reading.details.has(idKey(details.cluster.id))) {
      return given.renew(row, await rowsOfCluster(reading, details));
    }
    return again(row);
  }

  function again(row: Row): readonly Row[] {
    given.drop(row);
    return [row];
  }

  async function redraw(): Promise<void> {
    isOutdated = !isVisible;
    if (isOutdated) return;
    await learnRuns(loader.reading?.service);
    draw();
  }

  return {
    onDidChangeTreeData: changed.event,
    getTreeItem: render,
    resolveTreeItem: withTooltip,
    firstRows: loader.firstRows,
    getChildren: children,
    getParent: (row) => given.parentOf(row),
    filter(only) {
      onlyProblems = only;
      draw();
    },
    async rowOf(clusterId) {
      await loader.whenRead();
      const place = subscriptionOf(clusterId)?.toLowerCase();
      const root = (await children()).find(({ subscriptionId }) => subscriptionId?.toLowerCase() === place);
      if (root) await children(root);
      await findingsQueue.idle();
      await (drawing = drawing.then(drawNews).catch(drawAll));
      return root && (await children(root)).find(({ key }) => key === `cluster:${idKey(clusterId)}`);
    },
    refresh({ clusterId } = {}) {
      if (clusterId === undefined) return loader.refresh();
      if (loader.reading) forget(loader.reading, clusterId);
      draw();
    },
    refreshAfterwards: () => loader.refreshAfterwards(),
    decide() {
      if (loader.reading) decideAgain(loader.reading);
      draw();
    },
    redraw,
    async followOperations() {
      if (loader.reading && (await follow(loader.reading, runs))) draw();
    },
    setVisible(visible) {
      isVisible = visible;
      loader.setVisible(visible);
      if (!visible) return findingsQueue.pause();
      findingsQueue.resume();
      if (isOutdated) void redraw();
    },
    dispose() {
      findingsQueue.pause();
      loader.dispose();
      draw.dispose();
      redraws.dispose();
      changed.dispose();
    },
  };
}
