import { compile, compilePredicate } from './compileExpression.ts';
import type { Column, Compiled, Tuple } from './compiled.ts';
import { semanticError, unsupported } from '../parse/failures.ts';
import type { Expression } from '../parse/syntax.ts';
import { keyOf, order, toNumber } from './values.ts';
import type { ScalarType, Value } from './values.ts';

/** A compiled aggregate has the name of its column and computes its value for the rows of a group. */
export interface Aggregate {
  readonly name: string;
  readonly type: ScalarType;
  readonly of: (rows: readonly Tuple[]) => Value;
}

/** Compiles `count()`, `make_set(x)` and the like for rows of these columns. Throws InvalidQuery for anything else. */
export function compileAggregate(expression: Expression, columns: readonly Column[]): Aggregate {
  if (expression.kind !== 'call') throw semanticError('summarize: an aggregate function is expected.');
  const { name } = expression;
  const [first, ...others] = expression.arguments;
  if (name === 'count' && first === undefined) return { name: 'count_', type: 'long', of: (rows) => rows.length };
  const over = Object.hasOwn(aggregates, name) ? aggregates[name] : undefined;
  if (over === undefined) throw unsupported(name);
  if (first === undefined || others.length > 0) throw semanticError(`${name}(): function expects one argument.`);
  return over(name === 'countif' ? compilePredicate(first, columns) : compile(first, columns));
}

const aggregates: Readonly<Record<string, (operand: Compiled) => Aggregate>> = {
  countif: (operand) => ({ name: 'countif_', type: 'long', of: (rows) => countWhere(rows, operand) }),
  dcount: (operand) => named('dcount', operand, 'long', (values) => distinct(values).length),
  make_list: (operand) => named('list', operand, 'dynamic', (values) => values),
  make_set: (operand) => named('set', operand, 'dynamic', distinct),
  min: (operand) => named('min', operand, scalar(operand), (values) => best(values, -1)),
  max: (operand) => named('max', operand, scalar(operand), (values) => best(values, 1)),
  sum: (operand) => named('sum', operand, number(operand), total),
  avg: (operand) =>
    named(
      'avg',
      operand,
      'real',
      (values) => (number(operand), values.length === 0 ? null : total(values) / values.length),
    ),
  any: (operand) => ({ ...named('any', operand, operand.type, (values) => values[0] ?? null) }),
  take_any: (operand) => ({
    ...named('any', operand, operand.type, (values) => values[0] ?? null),
    name: operand.name ?? 'any_',
  }),
};

function named(
  prefix: string,
  operand: Compiled,
  type: ScalarType,
  of: (values: readonly Value[]) => Value,
): Aggregate {
  return { name: `${prefix}_${operand.name ?? ''}`, type, of: (rows) => of(present(rows, operand)) };
}

/** The values of the group without nulls, which no aggregate counts. */
function present(rows: readonly Tuple[], operand: Compiled): readonly Value[] {
  return rows.map((row) => operand.of(row)).filter((value) => value !== null);
}

function countWhere(rows: readonly Tuple[], predicate: Compiled): number {
  return rows.reduce((count, row) => (predicate.of(row) === true ? count + 1 : count), 0);
}

function distinct(values: readonly Value[]): readonly Value[] {
  return [...new Map(values.map((value) => [keyOf(value), value])).values()];
}

function best(values: readonly Value[], sign: 1 | -1): Value {
  let found: Value = null;
  for (const value of values) if (found === null || sign * order(value, found) > 0) found = value;
  return found;
}

function total(values: readonly Value[]): number {
  return values.reduce<number>((sum, value) => sum + (toNumber(value) ?? 0), 0);
}

function scalar(operand: Compiled): ScalarType {
  if (operand.type === 'dynamic')
    throw semanticError('min() and max() do not take a dynamic value. Use an explicit cast.');
  return operand.type;
}

function number(operand: Compiled): ScalarType {
  if (operand.type !== 'long' && operand.type !== 'real') throw semanticError('sum() and avg() take numbers.');
  return operand.type;
}
