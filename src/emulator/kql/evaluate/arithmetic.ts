import { semanticError } from '../parse/failures.ts';
import { textOfTime } from '../parse/times.ts';
import type { Compiled, Tuple } from './compiled.ts';
import { toNumber, type ScalarType, type Value } from './values.ts';

/** One step of a calculation: the operator and its compiled right-hand side. */
export interface CompiledStep {
  readonly operator: '+' | '-';
  readonly operand: Compiled;
}

/** Compiles `+` and `-` of numbers, of spans of time, and of times. Throws InvalidQuery for other types. */
export function compileArithmetic(first: Compiled, steps: readonly CompiledStep[]): Compiled {
  requireCalculable(first);
  let type = first.type;
  for (const { operator, operand } of steps) {
    requireCalculable(operand);
    type = typeAfter(type, operator, operand.type);
  }
  const isConstant = [first, ...steps.map(({ operand }) => operand)].every(({ constant }) => constant === true);
  return {
    type,
    ...(isConstant ? { constant: true } : {}),
    of: (row) => {
      let result = numberOf(first, row);
      for (const { operator, operand } of steps) {
        const right = numberOf(operand, row);
        if (result === null || right === null) return null;
        result = operator === '+' ? result + right : result - right;
      }
      return type === 'datetime' && result !== null ? textOfTime(result) : result;
    },
  };
}

function numberOf({ type, of }: Compiled, row: Tuple): number | null {
  const value: Value = of(row);
  if (type !== 'datetime') return toNumber(value);
  return typeof value === 'string' ? Date.parse(value) : null;
}

/** A time without a time is a span; a time and a span are a time; whole numbers stay whole. */
function typeAfter(left: ScalarType, operator: '+' | '-', right: ScalarType): ScalarType {
  const isTimed = [left, right].some((type) => type === 'datetime' || type === 'timespan');
  if (!isTimed) return left === 'long' && right === 'long' ? 'long' : 'real';
  if (left === 'datetime' && right === 'datetime' && operator === '-') return 'timespan';
  if (left === 'timespan' && right === 'timespan') return 'timespan';
  if (left === 'datetime' && right === 'timespan') return 'datetime';
  if (left === 'timespan' && right === 'datetime' && operator === '+') return 'datetime';
  throw semanticError(`'${operator}' does not take operands of types ${left} and ${right}.`);
}

function requireCalculable({ type }: Compiled): void {
  if (type === 'string' || type === 'bool' || type === 'dynamic')
    throw semanticError(`Arithmetic needs numbers, and one operand is of type ${type}.`);
}
