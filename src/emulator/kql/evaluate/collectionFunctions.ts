import type { ScalarFunction } from './compiled.ts';
import { isBag, isList, keyOf, toText } from './values.ts';
import type { Value } from './values.ts';

const many = 64;

/** The functions of arrays and property bags. */
export const collectionFunctions: Readonly<Record<string, ScalarFunction>> = {
  array_length: { type: 'long', arguments: [1, 1], of: (list = null) => (isList(list) ? list.length : null) },
  array_index_of: {
    type: 'long',
    arguments: [2, 2],
    of: (list = null, value = null) =>
      isList(list) ? list.findIndex((candidate) => keyOf(candidate) === keyOf(value)) : null,
  },
  array_concat: {
    type: 'dynamic',
    arguments: [1, many],
    of: (...lists) => (lists.every(isList) ? lists.flat() : null),
  },
  set_has_element: {
    type: 'bool',
    arguments: [2, 2],
    of: (list = null, value = null) =>
      isList(list) ? list.some((candidate) => keyOf(candidate) === keyOf(value)) : null,
  },
  bag_keys: { type: 'dynamic', arguments: [1, 1], of: (bag = null) => (isBag(bag) ? Object.keys(bag) : null) },
  bag_has_key: {
    type: 'bool',
    arguments: [2, 2],
    of: (bag = null, key = null) => (isBag(bag) ? Object.hasOwn(bag, toText(key)) : null),
  },
  pack_array: { type: 'dynamic', arguments: [0, many], of: (...values) => values },
  bag_pack: { type: 'dynamic', arguments: [2, many], of: pack },
  pack: { type: 'dynamic', arguments: [2, many], of: pack },
  parse_json: { type: 'dynamic', arguments: [1, 1], of: parseJson },
  todynamic: { type: 'dynamic', arguments: [1, 1], of: parseJson },
};

function pack(...keysAndValues: Value[]): Value {
  const entries: [string, Value][] = [];
  for (let index = 0; index + 1 < keysAndValues.length; index += 2) {
    entries.push([toText(keysAndValues[index] ?? null), keysAndValues[index + 1] ?? null]);
  }
  return Object.fromEntries(entries);
}

/** A string that is no JSON stays the string that it is. */
function parseJson(text: Value = null): Value {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text) as Value;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
