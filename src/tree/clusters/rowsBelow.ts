/** The rows that are read when the row above them is unfolded; each keeps what was last read until that is read again. */
import { failureOf } from '../../errors.ts';
import type { InventoryLoader } from '../loading/inventoryLoader.ts';
import { notChecked } from '../loading/findingsQueue.ts';
import type { Reading } from '../loading/reading.ts';
import { failureRow, type Row } from '../row/row.ts';
import type { StableRows } from '../row/stableRows.ts';
import { isOutdated, UnfoldedRows, type ReadBelow } from './unfoldedRows.ts';
import { defined } from '../../shape/defined.ts';
import { t } from '../../sentences/language.ts';

/** What these rows need from the view. */
interface RowsBelowContext {
  readonly loader: InventoryLoader;
  readonly given: StableRows;
  /** Draws what has changed, soon. */
  readonly draw: () => void;
  readonly note: (error: unknown) => void;
  readonly ofSubscription: (row: Row) => Promise<readonly Row[]>;
}

/** If more rows below a row have changed, the whole row is drawn again. */
const mostSingleDraws = 50;

/** Reads what is below unfolded rows. */
export class RowsBelow {
  readonly #context: RowsBelowContext;
  readonly #unfolded = new UnfoldedRows();
  /** From what the rows below a row are being read again, by the key of that row. */
  readonly #rereading = new Map<string, Reading>();
  /** Nothing is read again while the view is hidden. */
  isVisible = true;
  #isWaiting = false;

  constructor(context: RowsBelowContext) {
    this.#context = context;
  }

  /** True if something was not read again because the view was hidden. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Returns the unfolded rows, parents before the rows below them. */
  unfolded(): readonly Row[] {
    return this.#unfolded.all().map(({ row }) => row);
  }

  /** Takes note that the user has folded a row or unfolded it. */
  fold(row: Row, isFolded: boolean): void {
    this.#unfolded.fold(row, isFolded);
  }

  /** Forgets everything that was read. */
  forget(): void {
    this.#unfolded.forget();
  }

  /** Has everything below a cluster read again. */
  outdate(clusterId: string): void {
    this.#unfolded.outdate(clusterId);
  }

  /**
   * Returns the rows below a row. Where they have to be read again, VS Code gets those that it had: until it has rows, it does not
   * know what a row stands for from which a command is started.
   */
  async of(row: Row): Promise<readonly Row[]> {
    if (row.children !== 'later') return row.children ?? [];
    const before = isList(row) ? undefined : this.#unfolded.below(row);
    const { reading } = this.#context.loader;
    if (!before || !reading || !mayStay(before, reading) || !isOutdated(row, before, reading))
      return (await this.#read(row)) ?? [];
    this.#readAgain(row, reading);
    return before.rows;
  }

  /** Returns the rows below a row that are to be drawn again, or the row itself; begins to read where that is needed first. */
  async news(row: Row): Promise<readonly (Row | undefined)[]> {
    if (isList(row)) {
      const rows = await this.#read(row);
      const news = rows ? this.#context.given.renew(row, rows) : [];
      return news.length > mostSingleDraws ? this.#again(row) : news;
    }
    const below = this.#unfolded.below(row);
    const { reading } = this.#context.loader;
    if (below === undefined) return [];
    if (reading === undefined || !mayStay(below, reading)) return this.#again(row);
    if (!isOutdated(row, below, reading))
      return this.#context.given.renew(row, await this.#rowsNow(row, below, reading));
    if (this.#isHidden(row)) return this.#again(row);
    this.#readAgain(row, reading);
    return [];
  }

  /** Reads what is below a row again if that isn't being done, and then has drawn what has changed. */
  #readAgain(row: Row, reading: Reading): void {
    if (this.#rereading.get(row.key) === reading) return;
    this.#isWaiting = !this.isVisible;
    if (this.#isWaiting) return;
    this.#rereading.set(row.key, reading);
    void this.#read(row).then((rows) => {
      if (this.#rereading.get(row.key) === reading) this.#rereading.delete(row.key);
      if (rows) this.#context.draw();
    });
  }

  /** Reads what is below a row; resolves to nothing if that was given up, because something newer is read then. */
  async #read(row: Row): Promise<readonly Row[] | undefined> {
    const { loader, draw, note } = this.#context;
    const { reading } = loader;
    const signal = reading?.abort.signal;
    this.#unfolded.note(row);
    try {
      const below = await this.#readBelow(row);
      this.#unfolded.note(row, below);
      return below.rows;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === 'cancelled') {
        this.#unfolded.note(row, this.#unfolded.below(row) ?? { rows: [], reading, wasGivenUp: true });
        if (signal?.aborted && !loader.isLoading) draw();
        return undefined;
      }
      note(error);
      const { kind, clusterId } = row;
      const rows = [failureRow(row.key, failure, t`Can't be read`, defined({ clusterId }))];
      this.#unfolded.note(row, { rows, reading, hasFailed: true });
      if (kind === 'cluster' && clusterId !== undefined) {
        reading?.noteUnchecked([clusterId], notChecked(failure));
        draw();
      }
      return rows;
    } finally {
      if (reading && reading !== loader.reading) draw();
    }
  }

  async #readBelow(row: Row): Promise<ReadBelow> {
    const { loader, draw, ofSubscription } = this.#context;
    if (row.kind === 'subscription') {
      const { reading } = loader;
      return { rows: await ofSubscription(row), reading };
    }
    const reading = await loader.whenRead();
    if (!reading) return { rows: [], reading };
    if (row.kind !== 'cluster' || row.clusterId === undefined)
      return { rows: await this.#rowsIn(reading, row), reading };
    const isNews = !reading.hasDetails(row.clusterId);
    const details = await reading.details(row.clusterId);
    if (isNews) draw();
    const { rowsOfCluster } = await import('./readRows.ts');
    return { rows: rowsOfCluster(reading, details), reading, details };
  }

  async #rowsIn(reading: Reading, row: Row): Promise<readonly Row[]> {
    const { draw } = this.#context;
    const { aroundIn, identitiesIn, rowsOfIdentity, workloadsIn } = await import('./readRows.ts');
    if (row.kind === 'identities') return identitiesIn(reading, row.subscriptionId ?? '', draw);
    if (row.kind === 'workloads' && row.clusterId !== undefined) return workloadsIn(reading, row.clusterId, draw);
    if (row.kind === 'around' && row.clusterId !== undefined) return aroundIn(reading, row.clusterId, draw);
    return rowsOfIdentity(reading, row);
  }

  /** The rows below a row with what has become known of them since they were read. */
  async #rowsNow(row: Row, { rows, details }: ReadBelow, reading: Reading): Promise<readonly Row[]> {
    if (details) return (await import('./readRows.ts')).rowsOfCluster(reading, details);
    return reading.isReadBelow(row) ? this.#rowsIn(reading, row) : rows;
  }

  /** True if the row or one above it is folded. */
  #isHidden(row: Row): boolean {
    const parent = this.#context.given.parentOf(row);
    return this.#unfolded.isFolded(row) || (parent !== undefined && this.#isHidden(parent));
  }

  #again(row: Row): readonly Row[] {
    this.#context.given.drop(row);
    this.#unfolded.forget(row);
    return [row];
  }
}

/** Rows of what is listed together are made anew each time. */
function isList({ kind }: Row): boolean {
  return kind === 'subscription' || kind === 'identities';
}

/** True if the rows may be shown until they were read again; nothing of another connection is shown. */
function mayStay({ reading, wasGivenUp = false }: ReadBelow, newest: Reading): boolean {
  return !wasGivenUp && reading?.service === newest.service;
}
