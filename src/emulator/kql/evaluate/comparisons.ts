import { semanticError } from '../parse/failures.ts';
import { timeIn } from '../parse/times.ts';
import type { Compiled } from './compiled.ts';
import { valueKey, compareValues, toNumber, toText, type ScalarType, type Value } from './values.ts';

/** Compiles a comparison of two expressions: `==`, `=~`, `<`, `contains` and the like. */
export function compileComparison(operator: string, left: Compiled, right: Compiled): Compiled {
  if (operator === '==' || operator === '!=') return compileEquality(operator === '!=', left, right);
  if (operator === '=~' || operator === '!~') {
    return compileText(operator === '!~', (text, part) => text === part, left, right);
  }
  if (['<', '<=', '>', '>='].includes(operator)) return compileOrder(operator, left, right);
  const negated = operator.startsWith('!');
  const test = textOperators[operator.replace('!', '')];
  if (test === undefined) throw semanticError(`There is no operator '${operator}'.`);
  return compileText(negated, test, left, right);
}

/** Applied to both sides in lower case. */
const textOperators: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
};

/** Compiles `in`, `in~` and their negations. */
export function compileMembership(operator: string, left: Compiled, list: readonly Compiled[]): Compiled {
  const negated = operator.startsWith('!');
  const fold = operator.endsWith('~');
  const types = list.map((candidate) => comparable(left.type, candidate.type));
  const type = types.find((candidate) => candidate !== 'long') ?? 'real';
  const keyFor = (value: Value): string | undefined => {
    if (fold) return toText(value).toLowerCase();
    const converted = as(type, value);
    return converted === null ? undefined : valueKey(converted);
  };
  const constant = new Set(list.filter(isConstant).map((candidate) => keyFor(candidate.of([]))));
  const varying = list.filter((candidate) => !isConstant(candidate));
  return {
    type: 'bool',
    of: (row) => {
      const key = keyFor(left.of(row));
      if (key === undefined) return negated;
      const isFound = constant.has(key) || varying.some((candidate) => keyFor(candidate.of(row)) === key);
      return isFound !== negated;
    },
  };
}

/** Null differs from everything; whether null equals null is unknown. https://learn.microsoft.com/kusto/query/scalar-data-types/null-values */
function compileEquality(negated: boolean, left: Compiled, right: Compiled): Compiled {
  const type = comparable(left.type, right.type);
  return {
    type: 'bool',
    of: (row) => {
      const first = as(type, left.of(row));
      const second = as(type, right.of(row));
      if (first === null && second === null) return null;
      return (first === second) !== negated;
    },
  };
}

function compileOrder(operator: string, left: Compiled, right: Compiled): Compiled {
  const type = comparable(left.type, right.type);
  if (type === 'bool') throw semanticError(`'${operator}' does not compare values of type bool.`);
  const holds = (difference: number): boolean => {
    if (difference === 0) return operator.endsWith('=');
    return operator.startsWith('<') ? difference < 0 : difference > 0;
  };
  return {
    type: 'bool',
    of: (row) => {
      const first = as(type, left.of(row));
      const second = as(type, right.of(row));
      return first === null || second === null ? null : holds(compareValues(first, second));
    },
  };
}

function compileText(
  negated: boolean,
  test: (text: string, part: string) => boolean,
  left: Compiled,
  right: Compiled,
): Compiled {
  for (const side of [left, right]) {
    if (side.type !== 'string' && side.type !== 'dynamic') {
      throw semanticError(`A string operator does not take a value of type ${side.type}.`);
    }
  }
  const fold = (value: Value): string => toText(value).toLowerCase();
  const fixed = isConstant(right) ? fold(right.of([])) : undefined;
  return {
    type: 'bool',
    of: (row) => test(fold(left.of(row)), fixed ?? fold(right.of(row))) !== negated,
  };
}

/** The type in which two sides are compared; a dynamic one is converted to the other. */
function comparable(left: ScalarType, right: ScalarType): ScalarType {
  const numbers = (type: ScalarType): boolean => type === 'long' || type === 'real';
  if (left === 'dynamic' && right === 'dynamic') {
    throw semanticError('Cannot compare values of types dynamic and dynamic. Try adding explicit casts.');
  }
  if (left === 'dynamic') return right;
  if (right === 'dynamic' || left === right) return left;
  if (numbers(left) && numbers(right)) return 'real';
  throw semanticError(`Cannot compare values of types ${left} and ${right}. Try adding explicit casts.`);
}

function as(type: ScalarType, value: Value): Value {
  if (value === null) return null;
  if (type === 'string') return toText(value);
  if (type === 'datetime') return typeof value === 'string' ? timeIn(value) : null;
  if (type === 'bool') return typeof value === 'boolean' ? value : null;
  if (typeof value === 'number') return value;
  return typeof value === 'string' && type !== 'timespan' ? toNumber(value) : null;
}

function isConstant(expression: Compiled): boolean {
  return expression.constant === true;
}
