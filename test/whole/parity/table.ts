import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The cells of the tables under a heading of docs/tables/az-parity.md, without head and rule. */
export function tableUnder(heading: string): readonly (readonly string[])[] {
  const text = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'tables', 'az-parity.md'), 'utf8');
  const section = text.split(/^## /m).find((each) => each.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/tables/az-parity.md has no heading "${heading}".`);
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

/** A row of the table of requests. */
export interface ParityRow {
  readonly flow: string;
  readonly az: readonly string[];
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  readonly difference: string;
}

/** The table of requests. */
export function parityRows(): readonly ParityRow[] {
  return tableUnder('Requests').map(([flow = '', az = '', writes = '', reads = '', difference = '']) => ({
    flow,
    az: az.split('; '),
    writes: writes.split('; '),
    reads: reads.split(', '),
    difference,
  }));
}
