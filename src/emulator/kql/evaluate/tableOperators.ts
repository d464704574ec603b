import { refuseTooManyRows, semanticError } from '../parse/failures.ts';
import type { JoinKey, JoinKind } from '../parse/syntax.ts';
import { columnIndex, freeName, refuseDynamic } from './compiled.ts';
import type { Column, Relation, Tuple } from './compiled.ts';
import { emptyValue, keyOf } from './values.ts';

/**
 * Runs `join`: returns the columns of both sides; a column on the right with a name from the left gets `1` after its name.
 */
export function join(left: Relation, right: Relation, flavor: JoinKind, keys: readonly JoinKey[]): Relation {
  const leftKeys = keys.map((key) => keyIndex(left.columns, key.left));
  const rightKeys = keys.map((key) => keyIndex(right.columns, key.right));
  const byKey = new Map<string, Tuple[]>();
  for (const row of right.rows) {
    const key = keyText(row, rightKeys);
    const matches = byKey.get(key);
    if (matches === undefined) byKey.set(key, [row]);
    else matches.push(row);
  }
  const rows: Tuple[] = [];
  const met = new Set<string>();
  const nothing = right.columns.map(({ type }) => emptyValue(type));
  for (const row of left.rows) {
    const key = keyText(row, leftKeys);
    const again = met.has(key);
    met.add(key);
    if (flavor === 'innerunique' && again) continue;
    refuseTooManyRows(rows.length);
    const matches = byKey.get(key);
    if (matches !== undefined) for (const match of matches) rows.push([...row, ...match]);
    else if (flavor === 'leftouter' || flavor === 'fullouter') rows.push([...row, ...nothing]);
  }
  if (flavor === 'fullouter') {
    const empty = left.columns.map(({ type }) => emptyValue(type));
    for (const row of right.rows) if (!met.has(keyText(row, rightKeys))) rows.push([...empty, ...row]);
  }
  return { columns: joinedColumns(left.columns, right.columns), rows };
}

/** Runs `union`: returns the rows of both, with all columns of either for `outer`, otherwise with those that both have. */
export function union(first: Relation, second: Relation, outer: boolean): Relation {
  for (const { name, type } of second.columns) {
    const same = first.columns.find((column) => column.name === name);
    if (same !== undefined && same.type !== type) {
      throw semanticError(`union: the column '${name}' is of type ${same.type} in one table and ${type} in the other.`);
    }
  }
  const has = (columns: readonly Column[], name: string): boolean => columns.some((column) => column.name === name);
  const columns = outer
    ? [...first.columns, ...second.columns.filter(({ name }) => !has(first.columns, name))]
    : first.columns.filter(({ name }) => has(second.columns, name));
  return { columns, rows: [...arrange(first, columns), ...arrange(second, columns)] };
}

function arrange(relation: Relation, columns: readonly Column[]): readonly Tuple[] {
  const positions = columns.map(({ name, type }) => ({
    index: relation.columns.findIndex((column) => column.name === name),
    missing: emptyValue(type),
  }));
  return relation.rows.map((row) => positions.map(({ index, missing }) => row[index] ?? missing));
}

function joinedColumns(left: readonly Column[], right: readonly Column[]): readonly Column[] {
  const taken = new Set(left.map(({ name }) => name));
  const renamed = right.map(({ name, type }) => {
    const chosen = freeName(name, taken);
    taken.add(chosen);
    return { name: chosen, type };
  });
  return [...left, ...renamed];
}

function keyIndex(columns: readonly Column[], name: string): number {
  const index = columnIndex(columns, name);
  refuseDynamic(columns[index]?.type ?? 'dynamic', `join key '${name}'`);
  return index;
}

function keyText(row: Tuple, indexes: readonly number[]): string {
  return indexes.map((index) => keyOf(row[index] ?? null)).join('\u0000');
}
