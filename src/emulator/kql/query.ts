import { extend, project, projectAway } from './evaluate/columnOperators.ts';
import type { Column, Relation } from './evaluate/compiled.ts';
import { expand } from './evaluate/expand.ts';
import { InvalidQuery, invalidQueryBody, semanticError, supportInfo } from './parse/failures.ts';
import type { ArmErrorBody } from './parse/failures.ts';
import { parseQuery } from './parse/parseQuery.ts';
import { distinct, sort, summarize, where } from './evaluate/rowOperators.ts';
import type { Operator, Query } from './parse/syntax.ts';
import { join, union } from './evaluate/tableOperators.ts';
import { tableColumns, tupleOf } from './tables.ts';
import type { Row, Tables } from './tables.ts';
import { checkLimits, tableNamed } from './queryLimits.ts';

const longestQuery = 256 * 1024;

/**
 * Answers a query of the subset in README.md. Anything outside it, and anything Resource Graph would refuse, returns the
 * error of Resource Graph (status 400), never a guess.
 */
export function runQuery(
  query: string,
  tables: Tables,
  support = supportInfo(),
): { columns: readonly Column[]; rows: Row[] } | { error: ArmErrorBody } {
  try {
    if (query.length > longestQuery) throw semanticError('The query is too long.');
    const parsed = parseQuery(query);
    checkLimits(parsed);
    const { columns, rows } = evaluate(parsed, tables);
    return {
      columns,
      rows: rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null]))),
    };
  } catch (error) {
    if (error instanceof InvalidQuery) return { error: invalidQueryBody(error, support) };
    throw error;
  }
}

function evaluate(query: Query, tables: Tables): Relation {
  let relation: Relation = { columns: tableColumns, rows: tables[tableNamed(query.table)].map(tupleOf) };
  for (const operator of query.operators) relation = apply(operator, relation, tables);
  return relation;
}

function apply(operator: Operator, relation: Relation, tables: Tables): Relation {
  switch (operator.kind) {
    case 'where':
      return where(relation, operator.predicate);
    case 'extend':
      return extend(relation, operator.columns);
    case 'project':
      return project(relation, operator.columns);
    case 'project-away':
      return projectAway(relation, operator.patterns);
    case 'distinct':
      return distinct(relation, operator.columns);
    case 'sort':
      return sort(relation, operator.keys);
    case 'top':
      return take(sort(relation, [operator.key]), operator.count);
    case 'take':
      return take(relation, operator.count);
    case 'count':
      return { columns: [{ name: 'Count', type: 'long' }], rows: [[relation.rows.length]] };
    case 'summarize':
      return summarize(relation, operator.aggregates, operator.by);
    case 'join':
      return join(relation, evaluate(operator.right, tables), operator.flavor, operator.keys);
    case 'union':
      return union(relation, evaluate(operator.other, tables), operator.outer);
    case 'mv-expand':
      return expand(relation, operator);
  }
}

function take(relation: Relation, count: number): Relation {
  return { columns: relation.columns, rows: relation.rows.slice(0, count) };
}
