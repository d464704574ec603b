import type { Column } from './evaluate/compiled.ts';
import type { ScalarType, Value } from './evaluate/values.ts';
import type { Row } from './tables.ts';

/** Rows in the `resultFormat` `table`. */
export interface Table {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Value[])[];
}

const types: Readonly<Record<ScalarType, string>> = {
  string: 'string',
  long: 'integer',
  real: 'number',
  bool: 'boolean',
  datetime: 'datetime',
  timespan: 'timespan',
  dynamic: 'object',
};

/** Returns the rows as lists of values, with the names only in the columns. */
export function asTable(columns: readonly Column[], rows: readonly Row[]): Table {
  return {
    columns: columns.map(({ name, type }) => ({ name, type: types[type] })),
    rows: rows.map((row) => columns.map(({ name }) => row[name] ?? null)),
  };
}
