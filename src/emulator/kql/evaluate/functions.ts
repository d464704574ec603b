import { semanticError, unsupportedFailure } from '../parse/failures.ts';
import { timeIn } from '../parse/times.ts';
import type { Compiled } from './compiled.ts';
import { toNumber, toText, textOfSpan, type ScalarType, type Value } from './values.ts';

/** A function of values has a type, a number of arguments and a result. */
interface ScalarFunction {
  readonly type: ScalarType;
  readonly arguments: readonly [least: number, most: number];
  readonly of: (...values: Value[]) => Value;
}

const functions: Readonly<Record<string, ScalarFunction>> = {
  not: {
    type: 'bool',
    arguments: [1, 1],
    of: (value = null) => (typeof value === 'boolean' ? !value : null),
  },
  isempty: { type: 'bool', arguments: [1, 1], of: (value = null) => toText(value) === '' },
  isnotempty: { type: 'bool', arguments: [1, 1], of: (value = null) => toText(value) !== '' },
  tostring: { type: 'string', arguments: [1, 1], of: (value = null) => toText(value) },
  tolower: { type: 'string', arguments: [1, 1], of: (text = null) => toText(text).toLowerCase() },
  strlen: { type: 'long', arguments: [1, 1], of: (text = null) => Array.from(toText(text)).length },
  substring: { type: 'string', arguments: [2, 3], of: substring },
  todatetime: {
    type: 'datetime',
    arguments: [1, 1],
    of: (text = null) => (typeof text === 'string' ? timeIn(text) : null),
  },
  pack_array: { type: 'dynamic', arguments: [0, 64], of: (...values) => values },
};

/** Compiles a call of one of the subset's functions. Throws InvalidQuery if there is none, or if the arguments don't fit. */
export function compileCall(name: string, parameters: readonly Compiled[]): Compiled {
  const scalarFunction = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (scalarFunction === undefined) throw unsupportedFailure('function', name);
  const [least, most] = scalarFunction.arguments;
  if (parameters.length < least || parameters.length > most)
    throw semanticError(`${name}(): function does not take that number of arguments.`);
  const operand = name === 'tostring' ? parameters[0]?.name : undefined;
  return {
    type: scalarFunction.type,
    ...(operand === undefined ? {} : { name: operand }),
    of: (row) => scalarFunction.of(...parameters.map((parameter) => shown(parameter.type, parameter.of(row)))),
  };
}

/** Functions see a span of time as its text. */
function shown(type: ScalarType, value: Value): Value {
  return type === 'timespan' && typeof value === 'number' ? textOfSpan(value) : value;
}

function substring(text: Value = null, start: Value = null, length: Value = null): Value {
  const wholeText = toText(text);
  const from = toNumber(start) ?? 0;
  const begin = from < 0 ? Math.max(0, wholeText.length + from) : from;
  return length === null ? wholeText.slice(begin) : wholeText.slice(begin, begin + Math.max(0, toNumber(length) ?? 0));
}
