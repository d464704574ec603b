import { semanticError } from '../parse/failures.ts';
import type { Compiled } from './compiled.ts';
import { hasTerm, textOperators } from './textOperators.ts';
import { isList, keyOf, order, toNumber, toText } from './values.ts';
import type { ScalarType, Value } from './values.ts';

/** Compiles a comparison of two expressions: `==`, `=~`, `<`, `contains` and the like. */
export function compileComparison(operator: string, left: Compiled, right: Compiled): Compiled {
  if (operator === '==' || operator === '!=') return compileEquality(operator === '!=', left, right);
  if (operator === '=~' || operator === '!~') {
    return compileText(operator === '!~', false, (text, other) => text === other, left, right);
  }
  if (['<', '<=', '>', '>='].includes(operator)) return compileOrder(operator, left, right);
  const negated = operator.startsWith('!');
  const exact = operator.endsWith('_cs');
  const test = textOperators[operator.replace(/^!|_cs$/g, '')];
  if (test === undefined) throw semanticError(`There is no operator '${operator}'.`);
  return compileText(negated, exact, test, left, right);
}

/** Compiles `in`, `in~`, their negations, `has_any` and `has_all`; a single array in the list stands for its items. */
export function compileMembership(operator: string, left: Compiled, list: readonly Compiled[]): Compiled {
  if (operator === 'has_any' || operator === 'has_all') return compileTerms(operator, left, list);
  const negated = operator.startsWith('!');
  const fold = operator.endsWith('~');
  const types = list.map((candidate) => comparable(left.type, candidate.type));
  const type = types.find((candidate) => candidate !== 'long') ?? 'real';
  const keyed = (value: Value): string | undefined => {
    if (fold) return toText(value).toLowerCase();
    const converted = as(type, value);
    return converted === null ? undefined : keyOf(converted);
  };
  const constant = new Set(list.filter(isConstant).flatMap((candidate) => items(candidate.of([])).map(keyed)));
  const varying = list.filter((candidate) => !isConstant(candidate));
  return {
    type: 'bool',
    of: (row) => {
      const key = keyed(left.of(row));
      if (key === undefined) return negated;
      const found =
        constant.has(key) ||
        varying.some((candidate) => items(candidate.of(row)).some((value) => keyed(value) === key));
      return found !== negated;
    },
  };
}

function compileTerms(operator: string, left: Compiled, list: readonly Compiled[]): Compiled {
  const every = operator === 'has_all';
  return {
    type: 'bool',
    of: (row) => {
      const text = toText(left.of(row)).toLowerCase();
      const terms = list.flatMap((candidate) => items(candidate.of(row))).map((term) => toText(term).toLowerCase());
      return every ? terms.every((term) => hasTerm(text, term)) : terms.some((term) => hasTerm(text, term));
    },
  };
}

/** Null differs from everything; whether null equals null is unknown. https://learn.microsoft.com/kusto/query/scalar-data-types/null-values */
function compileEquality(negated: boolean, left: Compiled, right: Compiled): Compiled {
  const type = comparable(left.type, right.type);
  return {
    type: 'bool',
    of: (row) => {
      const [first, second] = [as(type, left.of(row)), as(type, right.of(row))];
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
      const [first, second] = [as(type, left.of(row)), as(type, right.of(row))];
      return first === null || second === null ? null : holds(order(first, second));
    },
  };
}

function compileText(
  negated: boolean,
  exact: boolean,
  test: (text: string, part: string) => boolean,
  left: Compiled,
  right: Compiled,
): Compiled {
  for (const side of [left, right]) {
    if (side.type !== 'string' && side.type !== 'dynamic') {
      throw semanticError(`A string operator does not take a value of type ${side.type}.`);
    }
  }
  const fold = (text: string): string => (exact ? text : text.toLowerCase());
  const fixed = isConstant(right) ? fold(toText(right.of([]))) : undefined;
  return {
    type: 'bool',
    of: (row) => test(fold(toText(left.of(row))), fixed ?? fold(toText(right.of(row)))) !== negated,
  };
}

/** The type that two sides are compared as; a dynamic one becomes what the other is. */
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
  if (type === 'bool') return typeof value === 'boolean' ? value : null;
  return typeof value === 'number' ? value : typeof value === 'string' ? toNumber(value) : null;
}

function items(value: Value): readonly Value[] {
  return isList(value) ? value : [value];
}

function isConstant(expression: Compiled): boolean {
  return expression.constant === true;
}
