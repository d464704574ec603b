import { compile } from './compileExpression.ts';
import type { Column, Relation, Tuple } from './compiled.ts';
import { refuseTooManyRows, semanticError } from '../parse/failures.ts';
import type { ExpandColumn } from '../parse/syntax.ts';
import { convert, emptyValue, isBag, isList } from './values.ts';
import type { ScalarType, Value } from './values.ts';

const types: readonly ScalarType[] = ['string', 'long', 'real', 'bool', 'dynamic'];

/** Options of `mv-expand`: what to expand, and how far. */
export interface ExpandOptions {
  readonly columns: readonly ExpandColumn[];
  readonly itemIndex?: string;
  readonly limit: number;
}

/** Runs `mv-expand`: makes a row for each item of an array or property of a bag, and one with null where there is none. */
export function expand({ columns, rows }: Relation, { columns: wanted, itemIndex, limit }: ExpandOptions): Relation {
  const result = columns.map((column) => ({ ...column }));
  const made = wanted.map(({ name, expression, to }) => {
    const source = compile(expression, columns);
    if (source.type !== 'dynamic') throw semanticError('mv-expand: the expanded expression must be of type dynamic.');
    const type = typeNamed(to);
    return { source, type, position: place(result, { name: name ?? source.name ?? 'Column1', type }) };
  });
  const indexPosition = itemIndex === undefined ? undefined : place(result, { name: itemIndex, type: 'long' });
  const expanded: Tuple[] = [];
  for (const row of rows) {
    refuseTooManyRows(expanded.length);
    const lists = made.map(({ source }) => itemsOf(source.of(row)));
    const length = Math.min(limit, Math.max(1, ...lists.map((list) => list.length)));
    for (let index = 0; index < length; index++) {
      const values = row.slice();
      made.forEach(({ type, position }, nth) => {
        const value = lists[nth]?.[index] ?? null;
        values[position] = value === null ? emptyValue(type) : convert(value, type);
      });
      if (indexPosition !== undefined) values[indexPosition] = index;
      expanded.push(values);
    }
  }
  return { columns: result, rows: expanded };
}

function itemsOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (isBag(value))
    return Object.entries(value).map(([name, property]) => Object.fromEntries([[name, property ?? null]]));
  return value === null ? [] : [value];
}

/** Replaces the column of that name, or adds it; gives where it is. */
function place(columns: Column[], column: Column): number {
  const index = columns.findIndex(({ name }) => name === column.name);
  const position = index < 0 ? columns.length : index;
  columns[position] = column;
  return position;
}

function typeNamed(name: string | undefined): ScalarType {
  if (name === undefined) return 'dynamic';
  const alias = { int: 'long', double: 'real', boolean: 'bool' }[name] ?? name;
  const type = types.find((candidate) => candidate === alias);
  if (type === undefined) throw semanticError(`mv-expand: '${name}' is no type to expand to.`);
  return type;
}
