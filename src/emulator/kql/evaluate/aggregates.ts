import { compileExpression } from './compileExpression.ts';
import type { Column, Tuple } from './compiled.ts';
import { semanticError, unsupportedFailure } from '../parse/failures.ts';
import type { Expression } from '../parse/syntax.ts';
import type { ScalarType, Value } from './values.ts';

/** A compiled aggregate: the name of its column, and a function that computes its value for the rows of a group. */
export interface Aggregate {
  readonly name: string;
  readonly type: ScalarType;
  readonly of: (rows: readonly Tuple[]) => Value;
}

/** Compiles `count()` or `make_list(x)` for rows of these columns. Throws InvalidQuery for anything else. */
export function compileAggregate(expression: Expression, columns: readonly Column[]): Aggregate {
  if (expression.kind !== 'call') throw semanticError('summarize: an aggregate function is expected.');
  const { name } = expression;
  const [first, ...otherArguments] = expression.arguments;
  if (name === 'count' && first === undefined) return { name: 'count_', type: 'long', of: (rows) => rows.length };
  if (name !== 'make_list') throw unsupportedFailure('function', name);
  if (first === undefined || otherArguments.length > 0)
    throw semanticError(`${name}(): function expects one argument.`);
  const operand = compileExpression(first, columns);
  return {
    name: `list_${operand.name ?? ''}`,
    type: 'dynamic',
    of: (rows) => rows.map((row) => operand.of(row)).filter((value) => value !== null),
  };
}
