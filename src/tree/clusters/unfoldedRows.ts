import type { ClusterDetails } from '../../app/facts/clusterDetails.ts';
import { sameId } from '../../domain/arm/resourceId.ts';
import type { Reading } from '../loading/reading.ts';
import type { Row } from '../row/row.ts';

/** What was last read below a row. */
export interface ReadBelow {
  readonly rows: readonly Row[];
  /** What it was read from; `undefined` if nothing could be read. */
  readonly reading: Reading | undefined;
  /** It has to be read again even if there is no newer reading. */
  readonly isToBeReadAgain?: boolean;
  /** Only of a cluster. */
  readonly details?: ClusterDetails;
  /** The rows only say why nothing could be read. */
  readonly hasFailed?: boolean;
  /** There are no rows, because the first reading was given up. */
  readonly wasGivenUp?: boolean;
}

/** A row below which something is read when it is unfolded. */
interface UnfoldedRow {
  readonly row: Row;
  /** Left out until the first read has ended. */
  readonly below?: ReadBelow;
}

/** The rows that were unfolded, in that order, with what was last read below each. */
export class UnfoldedRows {
  /** By the key of the row. */
  readonly #rows = new Map<string, UnfoldedRow>();
  readonly #foldedKeys = new Set<string>();

  all(): readonly UnfoldedRow[] {
    return [...this.#rows.values()];
  }

  below(row: Row): ReadBelow | undefined {
    return this.#rows.get(row.key)?.below;
  }

  /** Notes that a row was unfolded, and what is below it once that is known. */
  note(row: Row, below = this.below(row)): void {
    this.#rows.set(row.key, { row, ...(below && { below }) });
  }

  /** Notes that the user has folded a row, or unfolded it again. */
  fold(row: Row, isFolded: boolean): void {
    if (isFolded) this.#foldedKeys.add(row.key);
    else this.#foldedKeys.delete(row.key);
  }

  /** Returns true if the user has folded the row. */
  isFolded(row: Row): boolean {
    return this.#foldedKeys.has(row.key);
  }

  /** Forgets what was read below a row, or everything. */
  forget(row?: Row): void {
    if (row === undefined) this.#rows.clear();
    else this.#rows.delete(row.key);
  }

  /** Makes what was read below the rows of a cluster count as outdated, failures included. */
  outdate(clusterId: string): void {
    for (const { row, below } of this.all()) {
      if (below && sameId(row.clusterId, clusterId)) this.note(row, { ...below, isToBeReadAgain: true });
    }
  }
}

/** Returns true if a newer reading may have something else below a row. */
export function isOutdated(
  row: Row,
  { reading, isToBeReadAgain = false, hasFailed = false }: ReadBelow,
  newest: Reading,
): boolean {
  if (reading !== newest || isToBeReadAgain) return true;
  return !hasFailed && isForgotten(row, newest);
}

/** Returns true if what was below the row of a cluster has to be read again. */
function isForgotten(row: Row, reading: Reading): boolean {
  if (row.kind === 'cluster') return !reading.hasDetails(row.clusterId ?? '');
  return (row.kind === 'workloads' || row.kind === 'around') && !reading.isReadBelow(row);
}
