import { semanticError, unsupported } from '../parse/failures.ts';
import { collectionFunctions } from './collectionFunctions.ts';
import type { Compiled } from './compiled.ts';
import { textFunctions } from './textFunctions.ts';
import { convert, emptyValue, toText } from './values.ts';
import type { ScalarType, Value } from './values.ts';

const conversions: Readonly<Record<string, ScalarType>> = {
  tostring: 'string',
  toint: 'long',
  tolong: 'long',
  todouble: 'real',
  toreal: 'real',
  tobool: 'bool',
  toboolean: 'bool',
};

const tests: Readonly<Record<string, (value: Value) => boolean>> = {
  isempty: (value) => toText(value) === '',
  isnotempty: (value) => toText(value) !== '',
  isnull: (value) => value === null,
  isnotnull: (value) => value !== null,
};

/**
 * Compiles a call of one of the subset's functions. Throws InvalidQuery where there is none, or where the arguments do not
 * fit.
 */
export function compileCall(name: string, parameters: readonly Compiled[]): Compiled {
  const conversion = lookUp(conversions, name);
  if (conversion !== undefined) return compileConversion(name, conversion, parameters);
  const test = lookUp(tests, name);
  if (test !== undefined) {
    const [operand] = exactly(name, parameters, 1);
    return { type: 'bool', of: (row) => test(operand.of(row)) };
  }
  switch (name) {
    case 'not': {
      const [operand] = exactly(name, parameters, 1);
      return { type: 'bool', of: (row) => negate(operand.of(row)) };
    }
    case 'iff':
    case 'iif':
      exactly(name, parameters, 3);
      return compileCase(name, parameters);
    case 'case':
      return compileCase(name, parameters);
    case 'coalesce':
      return compileCoalesce(parameters);
  }
  const found = lookUp(textFunctions, name) ?? lookUp(collectionFunctions, name);
  if (found === undefined) throw unsupported(name);
  const [least, most] = found.arguments;
  if (parameters.length < least || parameters.length > most) throw wrongCount(name);
  return { type: found.type, of: (row) => found.of(...parameters.map((parameter) => parameter.of(row))) };
}

function compileConversion(name: string, type: ScalarType, parameters: readonly Compiled[]): Compiled {
  const [operand] = exactly(name, parameters, 1);
  const kept = operand.name === undefined ? {} : { name: operand.name };
  return { type, ...kept, of: (row) => convert(operand.of(row), type) };
}

/** `case(when, then, when, then, ..., otherwise)`; `iff` is the shortest one. */
function compileCase(name: string, parameters: readonly Compiled[]): Compiled {
  if (parameters.length < 3 || parameters.length % 2 === 0) throw wrongCount(name);
  const otherwise = parameters.at(-1);
  const results = parameters.filter((_, index) => index % 2 === 1 || index === parameters.length - 1);
  const type = commonType(name, results);
  return {
    type,
    of: (row) => {
      for (let index = 0; index + 1 < parameters.length; index += 2) {
        if (parameters[index]?.of(row) === true) return parameters[index + 1]?.of(row) ?? emptyValue(type);
      }
      return otherwise?.of(row) ?? emptyValue(type);
    },
  };
}

/** The first that is not null; of strings the first that is not empty. */
function compileCoalesce(parameters: readonly Compiled[]): Compiled {
  if (parameters.length < 2) throw wrongCount('coalesce');
  const type = commonType('coalesce', parameters);
  return {
    type,
    of: (row) => {
      for (const parameter of parameters) {
        const value = parameter.of(row);
        if (value !== null && value !== '') return value;
      }
      return emptyValue(type);
    },
  };
}

function commonType(name: string, results: readonly Compiled[]): ScalarType {
  const types = new Set(results.map((result) => result.type));
  if (types.size === 2 && types.has('long') && types.has('real')) return 'real';
  const [type] = types;
  if (type === undefined || types.size > 1) {
    throw semanticError(`${name}(): the arguments must be of one type, and are of ${[...types].join(' and ')}.`);
  }
  return type;
}

function exactly(name: string, parameters: readonly Compiled[], count: number): readonly [Compiled] {
  const [first] = parameters;
  if (first === undefined || parameters.length !== count) throw wrongCount(name);
  return [first];
}

function negate(value: Value): Value {
  return typeof value === 'boolean' ? !value : null;
}

function wrongCount(name: string): Error {
  return semanticError(`${name}(): function does not take that number of arguments.`);
}

function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
