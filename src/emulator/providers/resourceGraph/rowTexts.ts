import type { Row } from '../../kql/tables.ts';

/** How many rows are written at a time between requests. */
const rowsAtOnce = 100;

/** The rows of a result as JSON: each row is written only once for all pages, and those of the next page between requests. */
export class RowTexts {
  readonly #rows: readonly Row[];
  readonly #write: (row: Row) => string;
  readonly #texts: string[] = [];
  #isWriting = false;

  constructor(rows: readonly Row[], write: (row: Row) => string) {
    this.#rows = rows;
    this.#write = write;
  }

  /** Returns the rows of a page, and starts on the next ones. If there is only one page, nothing is kept. */
  page(start: number, count: number): readonly string[] {
    if (count === this.#rows.length) return this.#rows.map(this.#write);
    const texts = Array.from({ length: count }, (_, index) => this.#text(start + index));
    const end = Math.min(start + 2 * count, this.#rows.length);
    if (!this.#isWriting) this.#writeAhead(start + count, end);
    return texts;
  }

  #text(index: number): string {
    return (this.#texts[index] ??= this.#write(this.#rows[index] ?? {}));
  }

  #writeAhead(start: number, end: number): void {
    this.#isWriting = start < end;
    if (!this.#isWriting) return;
    setImmediate(() => {
      const next = Math.min(start + rowsAtOnce, end);
      for (let index = start; index < next; index++) this.#text(index);
      this.#writeAhead(next, end);
    });
  }
}
