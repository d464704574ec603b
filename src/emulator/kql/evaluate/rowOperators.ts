import { compileAggregate } from './aggregates.ts';
import { compileColumns } from './columnOperators.ts';
import { compileExpression, compilePredicate } from './compileExpression.ts';
import { freeName, refuseDynamic, type Relation, type Tuple } from './compiled.ts';
import type { Expression, NamedExpression, SortKey } from '../parse/syntax.ts';
import { valueKey, compareValues } from './values.ts';

/** Runs `filterRows`: keeps the rows for which the condition is true, neither false nor null. */
export function filterRows({ columns, rows }: Relation, predicate: Expression): Relation {
  const holds = compilePredicate(predicate, columns);
  return { columns, rows: rows.filter((row) => holds.of(row) === true) };
}

/** Runs `order by`, and keeps equal rows in their order. */
export function sortRows({ columns, rows }: Relation, keys: readonly SortKey[]): Relation {
  const compiled = keys.map((key) => ({ ...key, source: compileExpression(key.expression, columns) }));
  for (const { source } of compiled) refuseDynamic(source.type, 'order by: the key');
  const keyed = rows.map((row) => ({ row, values: compiled.map(({ source }) => source.of(row)) }));
  keyed.sort((left, right) => {
    for (const [index, { descending }] of compiled.entries()) {
      const first = left.values[index] ?? null;
      const second = right.values[index] ?? null;
      if (first === null && second === null) continue;
      if (first === null || second === null) return (first === null) === descending ? 1 : -1;
      const difference = compareValues(first, second);
      if (difference !== 0) return descending ? -difference : difference;
    }
    return 0;
  });
  return { columns, rows: keyed.map(({ row }) => row) };
}

/** Runs `summarizeRows`: returns one row for each group, or a single row without grouping. */
export function summarizeRows(
  { columns, rows }: Relation,
  aggregates: readonly NamedExpression[],
  by: readonly NamedExpression[],
): Relation {
  const keys = compileColumns(by, columns);
  for (const { name, type } of keys) refuseDynamic(type, `Summarize group key '${name}'`);
  const takenNames = new Set(keys.map(({ name }) => name));
  const compiledAggregates = aggregates.map(({ name, expression }) => {
    const aggregate = compileAggregate(expression, columns);
    const chosen = freeName(name ?? aggregate.name, takenNames);
    takenNames.add(chosen);
    return { ...aggregate, name: chosen };
  });
  const groups = groupBy(rows, (row) => keys.map(({ source }) => source.of(row)));
  if (keys.length === 0 && groups.length === 0) groups.push({ key: [], rows: [] });
  return {
    columns: [...keys, ...compiledAggregates].map(({ name, type }) => ({ name, type })),
    rows: groups.map((group) => [...group.key, ...compiledAggregates.map((aggregate) => aggregate.of(group.rows))]),
  };
}

function groupBy(rows: readonly Tuple[], keyFor: (row: Tuple) => Tuple): { key: Tuple; rows: Tuple[] }[] {
  const groups = new Map<string, { key: Tuple; rows: Tuple[] }>();
  for (const row of rows) {
    const key = keyFor(row);
    const text = key.map(valueKey).join('\u0000');
    const group = groups.get(text);
    if (group === undefined) groups.set(text, { key, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.values()];
}
