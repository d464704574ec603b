import { coalesceCalls } from '../../async/coalesce.ts';
import { EventEmitter, type Disposable, type TreeDataProvider } from 'vscode';
import type { AskingEach } from '../../app/identityService.ts';
import { idKey, subscriptionOf } from '../../domain/arm/resourceId.ts';
import type { UnusedDecisions } from '../../domain/decisions/files.ts';
import type { Target } from '../../manifest.ts';
import { createFindingsQueue, type FindingsQueue } from '../loading/findingsQueue.ts';
import { runsByCluster, type ClusterRuns } from '../loading/clusterRuns.ts';
import { InventoryLoader, type InventorySource } from '../loading/inventoryLoader.ts';
import { createOperationsFollower } from '../loading/operationsFollower.ts';
import { createRedraws } from '../row/redraws.ts';
import { createStableRows } from '../row/stableRows.ts';
import { notAskedRows } from './unknownRows.ts';
import { RowsBelow } from './rowsBelow.ts';
import { unusedRow } from './unusedDecisionsRow.ts';
import { rowsWithoutSignIn } from './signedOutRows.ts';
import { clusterRows, emptyRow, failureRows, rootRows } from './subscriptionRows.ts';
import type { Reading } from '../loading/reading.ts';
import { treeItemOf, withTooltip } from '../row/treeItem.ts';
import type { Row } from '../row/row.ts';
import { nextTurn } from '../../async/yielding.ts';
import { identityFolderIn } from './readIdentityFolder.ts';

/** What the view Clusters needs from outside. */
export interface ClustersSource extends InventorySource {
  activeSubscription(): string | undefined;
  checksClusters(): boolean;
  /** Returns true if a click on a cluster shows its details. */
  opensOnClick?(): boolean;
  /** The decision files that have no effect. */
  unusedDecisions?(): readonly UnusedDecisions[];
  /** Returns true if something else than the user's own settings decides who signs in, so that nobody can. */
  refusesSignIn?(): boolean;
}

/**
 * Provides the rows of the view Clusters: reads while it is visible, keeps what was read, and shows a failure as a row
 * with a way to continue.
 */
export class ClustersTree implements TreeDataProvider<Row>, Disposable {
  readonly #source: ClustersSource;
  readonly #changed = new EventEmitter<Row[] | undefined>();
  readonly #given = createStableRows();
  #drawing: Promise<void> = Promise.resolve();
  readonly #draw = coalesceCalls(() => void this.#drawAgain());
  readonly #redraws = createRedraws(this.#given, (rows) => this.#changed.fire([...rows]));
  readonly #findingsQueue: FindingsQueue;
  readonly #loader: InventoryLoader;
  readonly #rowsBelow: RowsBelow;
  readonly #follow = createOperationsFollower();
  #runs: ClusterRuns = new Map();
  #isVisible = true;
  #isOutdated = false;
  #onlyProblems = false;
  readonly onDidChangeTreeData = this.#changed.event;
  readonly getTreeItem = treeItemOf;
  readonly resolveTreeItem = withTooltip;

  constructor(source: ClustersSource) {
    this.#source = source;
    this.#findingsQueue = createFindingsQueue(this.#draw, (error) => source.note(error));
    this.#loader = new InventoryLoader({ ...source, service: () => this.#connected() }, this.#draw);
    this.#rowsBelow = new RowsBelow({
      loader: this.#loader,
      given: this.#given,
      draw: this.#draw,
      note: (error) => source.note(error),
      ofSubscription: (row) => this.#subscriptionChildren(row),
    });
  }

  /** Resolves when the rows that need no reading are on the screen, so that heavy code may be loaded. */
  get firstRows(): Promise<void> {
    return this.#loader.firstRows;
  }

  async getChildren(row?: Row): Promise<Row[]> {
    const rows = row ? await this.#rowsBelow.of(row) : await this.#roots();
    this.#redraws.noteAsked();
    return this.#given.give(row, rows);
  }

  getParent(row: Row): Row | undefined {
    return this.#given.parentOf(row);
  }

  /** Takes note that the user has folded a row or unfolded it; what is out of sight is not read again. */
  fold(row: Row, isFolded: boolean): void {
    this.#rowsBelow.fold(row, isFolded);
  }

  /** Shows only the clusters with problems, or all again. */
  filter(only: boolean): void {
    this.#onlyProblems = only;
    this.#draw();
  }

  /** Returns the row of a cluster after all drawing has ended, because VS Code loses a row that is redrawn while it is being revealed. */
  async rowOf(clusterId: string): Promise<Row | undefined> {
    await this.#loader.whenRead();
    // Rows take over what they read now without being drawn, so that what is news has to be drawn before.
    if (this.#given.isGiven(undefined)) await this.#drawAgain();
    const place = subscriptionOf(clusterId)?.toLowerCase();
    const root = (await this.getChildren()).find(({ subscriptionId }) => subscriptionId?.toLowerCase() === place);
    if (root) await this.getChildren(root);
    await this.#findingsQueue.idle();
    await this.#drawAgain();
    return root && (await this.getChildren(root)).find(({ key }) => key === `cluster:${idKey(clusterId)}`);
  }

  /** Reads one cluster or everything again, then draws what has changed. */
  refresh({ clusterId }: Target = {}): void {
    if (clusterId === undefined) return this.#loader.refresh();
    this.#loader.reading?.forget(clusterId);
    this.#rowsBelow.outdate(clusterId);
    this.#draw();
  }

  /** Checks the clusters of a subscription with everything that takes a request for each of them; rejects if that fails. */
  async checkAll(subscriptionId: string, asking: AskingEach): Promise<void> {
    const reading = await this.#loader.whenRead();
    await reading?.checkSubscription(subscriptionId, this.#draw, asking);
    this.#draw();
  }

  /** Reads everything again once the current read has ended; for changes, of which there may be many. */
  refreshAfterwards(): void {
    this.#loader.refreshAfterwards();
  }

  /** Draws the known findings again: with the current decisions, or with what reports have found. */
  draw(news: 'decisions' | 'judged'): void {
    this.#loader.reading?.[news === 'decisions' ? 'decideAgain' : 'learn']();
    this.#draw();
  }

  /** Draws what is known, with the changes that are running now. */
  async redraw(): Promise<void> {
    this.#isOutdated = !this.#isVisible;
    if (this.#isOutdated) return;
    await this.#learnRuns(this.#loader.reading?.service);
    this.#draw();
  }

  /** Resolves when what is being read and checked is drawn; at once while the view is hidden. */
  async drawn(): Promise<void> {
    if (!this.#isVisible) return;
    while (this.#loader.isLoading) await this.#loader.whenRead();
    await this.#learnRuns(this.#loader.reading?.service);
    await this.#drawAgain();
    await this.#findingsQueue.idle();
    await this.#drawAgain();
  }

  /** Checks whether operations on clusters that someone else started have ended. */
  async followOperations(): Promise<void> {
    if (this.#loader.reading && (await this.#follow(this.#loader.reading, this.#runs))) this.#draw();
  }

  /** While the view is hidden, nothing is read, checked or drawn. */
  setVisible(visible: boolean): void {
    this.#isVisible = visible;
    this.#rowsBelow.isVisible = visible;
    this.#loader.setVisible(visible);
    if (!visible) return this.#findingsQueue.pause();
    this.#findingsQueue.resume();
    if (this.#isOutdated || this.#rowsBelow.isWaiting) void this.redraw();
  }

  dispose(): void {
    this.#findingsQueue.pause();
    for (const disposable of [this.#loader, this.#draw, this.#redraws, this.#changed]) disposable.dispose();
  }

  async #connected(): ReturnType<ClustersSource['service']> {
    const service = await this.#source.service();
    await this.#learnRuns(service);
    return service;
  }

  async #learnRuns(service: Reading['service'] | undefined): Promise<void> {
    const entries = await service?.activity().catch((error: unknown) => void this.#source.note(error));
    this.#runs = runsByCluster(entries ?? []);
    this.#loader.reading?.rememberControlPlanes(this.#runs);
  }

  async #roots(): Promise<readonly Row[]> {
    const loaded = await this.#loader.load();
    const { reading } = this.#loader;
    if (this.#onlyProblems && reading) this.#findingsQueue.checkAll(reading);
    const context = {
      activeSubscription: this.#source.activeSubscription(),
      checks: reading?.checks ?? new Map(),
      onlyProblems: this.#onlyProblems,
      checksClusters: this.#source.checksClusters(),
    };
    const earlierRows = loaded.inventory ? rootRows(loaded.inventory, context) : [];
    const isRefused = loaded.inventory === undefined && this.#source.refusesSignIn?.() === true;
    return [
      ...failureRows(loaded),
      ...(isRefused ? rowsWithoutSignIn() : []),
      ...(this.#source.unusedDecisions?.() ?? []).map(unusedRow),
      ...earlierRows,
    ];
  }

  async #subscriptionChildren({ subscriptionId = '', label }: Row): Promise<readonly Row[]> {
    const { reading } = this.#loader;
    const { inventory, isSaved } = reading
      ? { inventory: reading.inventory, isSaved: false }
      : await this.#loader.load();
    if (!inventory) return [];
    const { checks = new Map(), controlPlanesBefore: before = new Map() } = reading ?? {};
    const signs = {
      checks,
      runs: this.#runs,
      before,
      isSaved,
      opensOnClick: !isSaved && this.#source.opensOnClick?.() === true,
      onlyProblems: this.#onlyProblems,
    };
    const foundRows = await clusterRows(inventory, subscriptionId, signs);
    if (!reading) return foundRows;
    const clusters = [...notAskedRows(subscriptionId, reading.notAsked(subscriptionId)), ...foundRows];
    if (this.#source.checksClusters()) this.#findingsQueue.check(reading, subscriptionId);
    if (this.#onlyProblems) return clusters.length > 0 ? clusters : [emptyRow(inventory, subscriptionId, true)];
    const rows = [...clusters, ...(await identityFolderIn(reading, { id: subscriptionId, name: label }))];
    // Thousands of rows take VS Code long enough.
    await nextTurn();
    return rows.length > 0 ? rows : [emptyRow(inventory, subscriptionId)];
  }

  /** Draws what has changed, after the current drawing. */
  #drawAgain(): Promise<void> {
    this.#drawing = this.#drawing.then(() => this.#drawNews()).catch(() => this.#drawAll());
    return this.#drawing;
  }

  #drawAll(): void {
    this.#given.drop();
    this.#rowsBelow.forget();
    this.#changed.fire(undefined);
  }

  /**
   * Draws what has changed. Parents come before the rows below them, in the order in which they were unfolded; other
   * work gets a turn in between.
   */
  async #drawNews(): Promise<void> {
    if (!this.#given.isGiven(undefined)) return this.#drawAll();
    const news = [...this.#given.renew(undefined, await this.#roots())];
    if (news.includes(undefined)) return this.#drawAll();
    for (const row of this.#rowsBelow.unfolded()) {
      await nextTurn();
      if (this.#given.isGiven(row)) news.push(...(await this.#rowsBelow.news(row)));
    }
    await this.#redraws.draw(news.filter((row) => row !== undefined));
  }
}
