import { semanticError } from '../parse/failures.ts';
import type { ScalarType, Value } from './values.ts';

/** A column of a table while the query runs. */
export interface Column {
  readonly name: string;
  readonly type: ScalarType;
}

/** The values of one row, in the order of the table's columns. */
export type Tuple = readonly Value[];

/** A table while the query runs. */
export interface Relation {
  readonly columns: readonly Column[];
  readonly rows: readonly Tuple[];
}

/** A compiled expression computes a value from a row; its column is called `name` unless the query names it. */
export interface Compiled {
  readonly type: ScalarType;
  readonly name?: string;
  /** True if the value is the same for every row. */
  readonly constant?: boolean;
  readonly of: (row: Tuple) => Value;
}

/** Returns the position of the column, respecting case. Throws InvalidQuery if there is none. */
export function columnIndex(columns: readonly Column[], name: string): number {
  const index = columns.findIndex((column) => column.name === name);
  if (index < 0) throw semanticError(`Failed to resolve scalar expression named '${name}'`);
  return index;
}

/** Throws for types that Kusto does not group or sort by. */
export function refuseDynamic(type: ScalarType, place: string): void {
  if (type === 'dynamic') {
    throw semanticError(`${place} is of a 'dynamic' type. Please use an explicit cast (for example, 'tostring()').`);
  }
}

/** Returns `name`, with the lowest number appended that makes it different from the names taken. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 1;
  while (taken.has(`${name}${String(number)}`)) number++;
  return `${name}${String(number)}`;
}
