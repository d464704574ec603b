import { extendColumns, projectColumns } from './evaluate/columnOperators.ts';
import type { Column, Relation } from './evaluate/compiled.ts';
import { InvalidQuery, invalidQueryBody, semanticError, supportInfo, type ArmErrorBody } from './parse/failures.ts';
import { parseQuery } from './parse/parseQuery.ts';
import { sortRows, summarizeRows, filterRows } from './evaluate/rowOperators.ts';
import { textOfSpan, type ScalarType, type Value } from './evaluate/values.ts';
import type { Operator, Query } from './parse/syntax.ts';
import { tableColumns, tableNames, tupleOf, type Row, type TableName, type Tables } from './tables.ts';

const longestQuery = 256 * 1024;

/**
 * Answers a query in the subset of README.md. For anything outside it, and anything that Resource Graph would refuse,
 * returns Resource Graph's error (status 400), never a guess; `isBeyond` says whether Resource Graph itself may have an
 * answer.
 */
export function runQuery(
  query: string,
  tables: Tables,
  support = supportInfo(),
  now = support.timestamp,
): { columns: readonly Column[]; rows: Row[] } | { error: ArmErrorBody; isBeyond: boolean } {
  try {
    if (query.length > longestQuery) throw semanticError('The query is too long.');
    const { columns, rows } = evaluate(parseQuery(query, now), tables);
    return {
      columns,
      rows: rows.map((row) =>
        Object.fromEntries(columns.map(({ name, type }, index) => [name, cellOf(type, row[index] ?? null)])),
      ),
    };
  } catch (error) {
    if (error instanceof InvalidQuery)
      return { error: invalidQueryBody(error, support), isBeyond: error.beyond !== undefined };
    throw error;
  }
}

function cellOf(type: ScalarType, value: Value): Value {
  return type === 'timespan' && typeof value === 'number' ? textOfSpan(value) : value;
}

function evaluate(query: Query, tables: Tables): Relation {
  let relation: Relation = { columns: tableColumns, rows: tables[tableNamed(query.table)].map(tupleOf) };
  for (const operator of query.operators) relation = apply(operator, relation);
  return relation;
}

/**
 * Returns the table with that name, ignoring case. Throws InvalidQuery if the emulator has none; the names of Azure's
 * tables end alike: https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources
 */
function tableNamed(name: string): TableName {
  const lower = name.toLowerCase();
  const table = tableNames.find((tableName) => tableName === lower);
  if (table !== undefined) return table;
  const message = `Table ${name} is invalid, unsupported or disallowed.`;
  const isOfAzure = /(resources|changes)$/.test(lower);
  throw new InvalidQuery(
    { code: 'DisallowedLogicalTableName', message },
    isOfAzure ? `does not have the table '${name}'` : undefined,
  );
}

function apply(operator: Operator, relation: Relation): Relation {
  switch (operator.kind) {
    case 'where':
      return filterRows(relation, operator.predicate);
    case 'extend':
      return extendColumns(relation, operator.columns);
    case 'project':
      return projectColumns(relation, operator.columns);
    case 'sort':
      return sortRows(relation, operator.keys);
    case 'take':
      return { columns: relation.columns, rows: relation.rows.slice(0, operator.count) };
    case 'count':
      return { columns: [{ name: 'Count', type: 'long' }], rows: [[relation.rows.length]] };
    case 'summarize':
      return summarizeRows(relation, operator.aggregates, operator.by);
  }
}
