import type { Disposable, TreeDataProvider } from 'vscode';
import { EventEmitter } from 'vscode';
import type { ActivityEntry } from '../app/activity.ts';
import type { ClusterDetails } from '../app/clusterDetails.ts';
import type { IdentityService } from '../app/identityService.ts';
import { failureOf } from '../errors.ts';
import { isSettled } from '../identity/finding.ts';
import { idKey } from '../identity/resourceId.ts';
import type { Target, ViewState } from '../manifest.ts';
import { createChecker } from './checker.ts';
import { clusterChildren } from './clusterChildren.ts';
import { identityChildren } from './identityRows.ts';
import type { Reading } from './inventory.ts';
import { forget, readDetails, readInventory, renewCluster } from './inventory.ts';
import { createKeptRows } from './keptRows.ts';
import { isSettling, rootRows, runAt } from './nodes.ts';
import { render } from './render.ts';
import type { Row } from './row.ts';
import { failureRow } from './row.ts';
import { soon } from './soon.ts';

/** What the view Clusters needs from outside. */
export interface ClustersSource {
  /** The connected service, connected now if it is remembered; `undefined` where there is none. */
  service(): Promise<IdentityService | undefined>;
  activeSubscription(): string | undefined;
  /** The subscriptions to show; `undefined`: all. */
  shownSubscriptions(): readonly string[] | undefined;
  checksClusters(): boolean;
  tell(state: ViewState): void;
  /** For the log. */
  note(error: unknown): void;
}

/** The rows of the view Clusters. */
export interface ClustersTree extends TreeDataProvider<Row>, Disposable {
  /** Reads again: one cluster, or everything. Everything is read first; then what has changed is drawn. */
  refresh(target?: Target): void;
  /** Draws what is known, with the changes that are under way now. */
  redraw(): Promise<void>;
  /** Looks whether operations that were running on clusters have ended. */
  followOperations(): Promise<void>;
}

interface Unfolded {
  readonly row: Row;
  readonly reading: Reading | undefined;
  /** None where they could not be read. */
  readonly details?: ClusterDetails;
}

/** A tree that reads when it is shown, keeps what it has read, and shows failures as rows with a way on. */
export function createClustersTree(source: ClustersSource): ClustersTree {
  const changed = new EventEmitter<Row[] | undefined>();
  const kept = createKeptRows();
  /** What the rows below unfolded rows were made of, by the key of the unfolded row. */
  const unfolded = new Map<string, Unfolded>();
  const draw = soon(() => void drawNews());
  const checker = createChecker(draw, (error) => source.note(error));
  let asked: Promise<Reading | undefined> | undefined;
  let current: Reading | undefined;
  let runs: readonly ActivityEntry[] = [];
  let refreshes = 0;
  let isConnecting = false;

  /** The service to read from. Opening a connection asks for a refresh: it is the reading that waits for it. */
  async function connected(): Promise<IdentityService | undefined> {
    isConnecting = true;
    try {
      for (;;) {
        const before = refreshes;
        const service = await source.service();
        if (before === refreshes) return service;
      }
    } finally {
      isConnecting = false;
    }
  }

  async function read(): Promise<Reading | undefined> {
    source.tell('loading');
    const service = await connected();
    if (!service) {
      source.tell('signedOut');
      return undefined;
    }
    runs = await service.activity();
    const reading = await readInventory(service, source.shownSubscriptions(), current);
    const { subscriptions, failures } = reading.inventory;
    source.tell(subscriptions.length > 0 ? 'ready' : failures.length > 0 ? 'error' : 'empty');
    return reading;
  }

  /** The newest reading; one that was overtaken while it was read is not shown. */
  async function newest(): Promise<Reading | undefined> {
    const mine = (asked ??= read());
    try {
      const reading = await mine;
      return mine === asked ? reading : await newest();
    } catch (error) {
      if (mine !== asked) return newest();
      asked = undefined;
      throw error;
    }
  }

  async function roots(): Promise<readonly Row[]> {
    try {
      current = await newest();
    } catch (error) {
      current = undefined;
      return failed(error);
    }
    if (!current) return [];
    const { findings, inventory, before } = current;
    for (const { id, provisioningState, controlPlane } of inventory.clusters) {
      if (isSettled(provisioningState) && !runAt(id, runs)) before.set(idKey(id), controlPlane);
    }
    return rootRows(inventory, { findings, runs, before, activeSubscription: source.activeSubscription() });
  }

  function failed(error: unknown): readonly Row[] {
    const failure = failureOf(error);
    const isOut = failure.code === 'signedOut' || failure.code === 'cancelled';
    source.tell(isOut ? 'signedOut' : 'error');
    if (isOut) return [];
    source.note(error);
    return [failureRow('root', failure, "Can't connect")];
  }

  function lookForFindings(row: Row): void {
    if (row.kind !== 'subscription' || row.children === 'later' || !current || !source.checksClusters()) return;
    const clusters = (row.children ?? []).flatMap(({ kind, clusterId }) =>
      kind === 'cluster' && clusterId ? clusterId : [],
    );
    checker.check(current, row.subscriptionId ?? '', clusters);
  }

  async function childrenOf(row: Row): Promise<readonly Row[]> {
    if (row.children !== 'later') {
      lookForFindings(row);
      return row.children ?? [];
    }
    const reading = current;
    try {
      return reading ? await laterChildren(reading, row) : [];
    } catch (error) {
      unfolded.set(row.key, { row, reading });
      const failure = failureOf(error);
      if (failure.code === 'cancelled') return [];
      source.note(error);
      const target = row.clusterId === undefined ? {} : { clusterId: row.clusterId };
      return [failureRow(row.key, failure, `Can't read ${row.label}`, target)];
    } finally {
      if (reading !== current) draw();
    }
  }

  async function laterChildren(reading: Reading, row: Row): Promise<readonly Row[]> {
    if (row.kind === 'cluster' && row.clusterId !== undefined) {
      const isNews = !reading.details.has(idKey(row.clusterId));
      const details = await readDetails(reading, row.clusterId);
      if (isNews) draw();
      unfolded.set(row.key, { row, reading, details });
      return rowsOfCluster(reading, details);
    }
    const { identityId = '', principalId = '', subscriptionId = '' } = row;
    const { service, abort } = reading;
    unfolded.set(row.key, { row, reading });
    const [roles, uses] = await Promise.all([
      service.roleAssignmentsOf(principalId, subscriptionId, abort.signal),
      service.uses(identityId, abort.signal),
    ]);
    return identityChildren(identityId, roles, uses);
  }

  function rowsOfCluster({ findings }: Reading, details: ClusterDetails): readonly Row[] {
    const { id } = details.cluster;
    return clusterChildren(details, findings.get(idKey(id)) ?? [], isSettling(id, runs));
  }

  function drawAll(): void {
    kept.drop();
    unfolded.clear();
    changed.fire(undefined);
  }

  async function drawNews(): Promise<void> {
    if (!current || !asked || !kept.isGiven(undefined)) return drawAll();
    const rows = await roots();
    const news = [...kept.renew(undefined, rows)];
    if (news.includes(undefined)) return drawAll();
    for (const row of rows) if (kept.isGiven(row)) lookForFindings(row);
    for (const one of unfolded.values()) if (kept.isGiven(one.row)) news.push(...newsBelow(one));
    if (news.length > 0) changed.fire(news.filter((row) => row !== undefined));
  }

  function newsBelow({ row, reading, details }: Unfolded): readonly (Row | undefined)[] {
    const isKnown = reading !== undefined && reading === current;
    if (isKnown && row.kind !== 'cluster') return [];
    if (isKnown && details && reading.details.has(idKey(details.cluster.id))) {
      return kept.renew(row, rowsOfCluster(reading, details));
    }
    kept.drop(row);
    return [row];
  }

  return {
    onDidChangeTreeData: changed.event,
    getTreeItem: render,
    getChildren: async (row) => kept.give(row, row ? await childrenOf(row) : await roots()),
    refresh({ clusterId } = {}) {
      if (clusterId !== undefined && current) forget(current, clusterId);
      else {
        refreshes += 1;
        if (isConnecting) return;
        current?.abort.abort();
        asked = current && read();
        if (asked) return void asked.then(draw, drawAll);
      }
      draw();
    },
    async redraw() {
      if (current) runs = await current.service.activity();
      draw();
    },
    async followOperations() {
      const reading = current;
      const busy = reading?.inventory.clusters.filter(({ provisioningState }) => !isSettled(provisioningState)) ?? [];
      if (!reading || busy.length === 0) return;
      const answers = await Promise.allSettled(busy.map((cluster) => renewCluster(reading, cluster)));
      if (answers.some((answer) => answer.status === 'rejected' || answer.value)) draw();
    },
    dispose() {
      current?.abort.abort();
      draw.dispose();
      changed.dispose();
    },
  };
}
