import { compileCall } from './functions.ts';
import { columnIndex } from './compiled.ts';
import type { Column, Compiled, Tuple } from './compiled.ts';
import { compileComparison, compileMembership } from './comparisons.ts';
import { semanticError } from '../parse/failures.ts';
import type { Expression, PathSegment } from '../parse/syntax.ts';
import { emptyValue, item, member, toNumber, toText } from './values.ts';
import type { Value } from './values.ts';

/** Compiles the expression for rows of these columns. Throws InvalidQuery for an unknown name or a wrong type. */
export function compile(expression: Expression, columns: readonly Column[]): Compiled {
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
      return compilePath(compile(expression.root, columns), expression.segments, columns);
    case 'call':
      return compileCall(
        expression.name,
        expression.arguments.map((argument) => compile(argument, columns)),
      );
    case 'all':
      return compileLogic(expression.operands, columns, false);
    case 'any':
      return compileLogic(expression.operands, columns, true);
    case 'compare':
      return compileComparison(
        expression.operator,
        compile(expression.left, columns),
        compile(expression.right, columns),
      );
    case 'membership':
      return compileMembership(
        expression.operator,
        compile(expression.left, columns),
        expression.list.map((candidate) => compile(candidate, columns)),
      );
    case 'arithmetic':
      return compileArithmetic(expression, columns);
    case 'negate': {
      const operand = numeric(compile(expression.operand, columns));
      return {
        type: operand.type === 'long' ? 'long' : 'real',
        of: (row) => {
          const value = toNumber(operand.of(row));
          return value === null ? null : -value;
        },
      };
    }
    case 'star':
      throw semanticError("'*' is not an expression here.");
  }
}

/** Compiles an expression that has to be true, false or null. */
export function compilePredicate(expression: Expression, columns: readonly Column[]): Compiled {
  const predicate = compile(expression, columns);
  if (predicate.type !== 'bool' && predicate.type !== 'dynamic') {
    throw semanticError(`The expression must be of type bool, and is of type ${predicate.type}.`);
  }
  return predicate;
}

function compilePath(root: Compiled, segments: readonly PathSegment[], columns: readonly Column[]): Compiled {
  if (root.type !== 'dynamic')
    throw semanticError(`A path goes into a dynamic value, not into one of type ${root.type}.`);
  const steps = segments.map((segment) => compileSegment(segment, columns));
  const names = [root.name, ...steps.map((step) => step.name)].filter((name) => name !== undefined);
  return {
    type: 'dynamic',
    name: names.join('_'),
    of: (row) => {
      let value = root.of(row);
      for (const step of steps) value = step.of(value, row);
      return value;
    },
  };
}

interface Step {
  readonly name?: string;
  readonly of: (value: Value, row: Tuple) => Value;
}

function compileSegment(segment: PathSegment, columns: readonly Column[]): Step {
  if (segment.kind === 'name') {
    const { name } = segment;
    return { name, of: (value) => member(value, name) };
  }
  const index = compile(segment.index, columns);
  const name = segment.index.kind === 'literal' ? { name: toText(segment.index.value) } : {};
  return {
    ...name,
    of: (value, row) => {
      const key = index.of(row);
      return typeof key === 'number' ? item(value, key) : typeof key === 'string' ? member(value, key) : null;
    },
  };
}

/** Three-valued: `deciding` settles it, else a null makes it null. */
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

function compileArithmetic(
  expression: Extract<Expression, { kind: 'arithmetic' }>,
  columns: readonly Column[],
): Compiled {
  const first = numeric(compile(expression.first, columns));
  const rest = expression.rest.map(({ operator, operand }) => ({
    operator,
    operand: numeric(compile(operand, columns)),
  }));
  const whole = first.type === 'long' && rest.every(({ operand }) => operand.type === 'long');
  return {
    type: whole ? 'long' : 'real',
    of: (row) => {
      let result = toNumber(first.of(row));
      for (const { operator, operand } of rest) {
        const right = toNumber(operand.of(row));
        if (result === null || right === null) return null;
        result = calculate(operator, result, right);
        if (whole) result = Math.trunc(result);
        if (!Number.isFinite(result)) return null;
      }
      return result;
    },
  };
}

function calculate(operator: string, left: number, right: number): number {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  return operator === '/' ? left / right : left % right;
}

function numeric(operand: Compiled): Compiled {
  if (operand.type === 'string' || operand.type === 'bool' || operand.type === 'dynamic') {
    throw semanticError(`Arithmetic needs numbers, and one operand is of type ${operand.type}.`);
  }
  return operand;
}
