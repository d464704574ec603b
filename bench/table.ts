import { inWords, type Spread } from './spread.ts';

/** A cell: words, or measurements. */
export type Cell = string | number | Spread;

/** What was measured, ready to be shown. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What one has to know to read it. */
  readonly notes?: readonly string[];
  /** What of it has a target. */
  readonly targets?: readonly Target[];
}

/** Something measured beside its target. */
export interface Target {
  readonly what: string;
  readonly measured: Spread | number;
  readonly target: number;
  /** True where it should be the target at least, otherwise at most. */
  readonly isLeast?: true;
}

/** Measures something so many times; no tables where it cannot be measured here. */
export type Comparison = (runs: number) => Promise<readonly Table[]>;

/** The table for a console. */
export function asText({ title, columns, rows, notes = [] }: Table): string {
  const lines = [columns, ...rows.map((row) => row.map(words))];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const drawn = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [`\n${title}`, drawn[0], rule, ...drawn.slice(1), ...notes.map((note) => `  ${note}`)].join('\n');
}

/** The table in Markdown. */
export function asMarkdown({ title, columns, rows, notes = [] }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [line(columns), line(columns.map(() => '---')), ...rows.map((row) => line(row.map(words)))];
  return [`**${title}**`, table.join('\n'), ...notes].join('\n\n');
}

function words(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  return typeof cell === 'number' ? cell.toLocaleString('en-US', { maximumFractionDigits: 1 }) : inWords(cell);
}
