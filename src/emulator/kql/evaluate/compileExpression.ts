import { compileArithmetic } from './arithmetic.ts';
import { compileCall } from './functions.ts';
import { columnIndex, type Column, type Compiled } from './compiled.ts';
import { compileComparison, compileMembership } from './comparisons.ts';
import { semanticError } from '../parse/failures.ts';
import type { Expression, PathSegment } from '../parse/syntax.ts';
import { emptyValue, listItem, bagMember } from './values.ts';

/** Compiles the expression for rows of these columns. Throws InvalidQuery for an unknown name or a wrong type. */
export function compileExpression(expression: Expression, columns: readonly Column[]): Compiled {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return { type: expression.type, constant: true, of: () => value };
    }
    case 'column': {
      const index = columnIndex(columns, expression.name);
      const type = columns[index]?.type ?? 'dynamic';
      const missing = emptyValue(type);
      return { type, name: expression.name, of: (row) => row[index] ?? missing };
    }
    case 'path':
      return compilePath(compileExpression(expression.root, columns), expression.segments);
    case 'call':
      return compileCall(
        expression.name,
        expression.arguments.map((argument) => compileExpression(argument, columns)),
      );
    case 'all':
      return compileLogic(expression.operands, columns, false);
    case 'any':
      return compileLogic(expression.operands, columns, true);
    case 'compare':
      return compileComparison(
        expression.operator,
        compileExpression(expression.left, columns),
        compileExpression(expression.right, columns),
      );
    case 'membership':
      return compileMembership(
        expression.operator,
        compileExpression(expression.left, columns),
        expression.list.map((candidate) => compileExpression(candidate, columns)),
      );
    case 'between':
      return compileBetween(expression, columns);
    case 'arithmetic':
      return compileArithmetic(
        compileExpression(expression.first, columns),
        expression.rest.map(({ operator, operand }) => ({ operator, operand: compileExpression(operand, columns) })),
      );
  }
}

/** Compiles an expression that has to be true, false or null. */
export function compilePredicate(expression: Expression, columns: readonly Column[]): Compiled {
  const predicate = compileExpression(expression, columns);
  if (predicate.type !== 'bool' && predicate.type !== 'dynamic') {
    throw semanticError(`The expression must be of type bool, and is of type ${predicate.type}.`);
  }
  return predicate;
}

function compilePath(root: Compiled, segments: readonly PathSegment[]): Compiled {
  if (root.type !== 'dynamic')
    throw semanticError(`A path goes into a dynamic value, not into one of type ${root.type}.`);
  const steps = segments.map((segment) => (segment.kind === 'name' ? segment.name : segment.index));
  const names = [...(root.name === undefined ? [] : [root.name]), ...steps];
  return {
    type: 'dynamic',
    name: names.join('_'),
    of: (row) => {
      let value = root.of(row);
      for (const step of steps) value = typeof step === 'string' ? bagMember(value, step) : listItem(value, step);
      return value;
    },
  };
}

/** Three-valued: one `deciding` operand decides, otherwise a null makes the result null. */
function compileLogic(operands: readonly Expression[], columns: readonly Column[], deciding: boolean): Compiled {
  const predicates = operands.map((operand) => compilePredicate(operand, columns));
  return {
    type: 'bool',
    of: (row) => {
      let unknown = false;
      for (const predicate of predicates) {
        const value = predicate.of(row);
        if (value === deciding) return deciding;
        if (typeof value !== 'boolean') unknown = true;
      }
      return unknown ? null : !deciding;
    },
  };
}

/** `a between (b .. c)` is `a >= b and a <= c`; a span as `c` is counted from `b`. */
function compileBetween(expression: Extract<Expression, { kind: 'between' }>, columns: readonly Column[]): Compiled {
  const { value, from, to, negated } = expression;
  const { type } = compileExpression(from, columns);
  const isSpan = type === 'datetime' && compileExpression(to, columns).type === 'timespan';
  if (['string', 'bool', 'dynamic'].includes(type))
    throw semanticError(`'between' does not take a value of type ${type}.`);
  const end: Expression = isSpan ? { kind: 'arithmetic', first: from, rest: [{ operator: '+', operand: to }] } : to;
  const within: Expression = {
    kind: 'all',
    operands: [
      { kind: 'compare', operator: '>=', left: value, right: from },
      { kind: 'compare', operator: '<=', left: value, right: end },
    ],
  };
  return compileExpression(negated ? { kind: 'call', name: 'not', arguments: [within] } : within, columns);
}
