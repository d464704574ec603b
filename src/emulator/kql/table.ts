import type { Column } from './evaluate/compiled.ts';
import type { ScalarType, Value } from './evaluate/values.ts';
import type { Row } from './tables.ts';

/** Rows in the form of `resultFormat` `table`. */
export interface Table {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Value[])[];
}

const types: Readonly<Record<ScalarType, string>> = {
  string: 'string',
  long: 'integer',
  real: 'number',
  bool: 'boolean',
  dynamic: 'object',
};

/** Returns the rows as plain lists, with the names in the columns only. */
export function asTable(columns: readonly Column[], rows: readonly Row[]): Table {
  return {
    columns: columns.map(({ name, type }) => ({ name, type: types[type] })),
    rows: rows.map((row) => columns.map(({ name }) => row[name] ?? null)),
  };
}
