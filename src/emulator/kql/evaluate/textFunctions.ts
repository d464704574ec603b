import type { ScalarFunction } from './compiled.ts';
import { isList, toNumber, toText } from './values.ts';
import type { Value } from './values.ts';

const many = 64;

/** The functions of Kusto on strings that the subset has. */
export const textFunctions: Readonly<Record<string, ScalarFunction>> = {
  tolower: { type: 'string', arguments: [1, 1], of: (text = null) => toText(text).toLowerCase() },
  toupper: { type: 'string', arguments: [1, 1], of: (text = null) => toText(text).toUpperCase() },
  strcat: { type: 'string', arguments: [1, many], of: (...parts) => parts.map(toText).join('') },
  strlen: { type: 'long', arguments: [1, 1], of: (text = null) => Array.from(toText(text)).length },
  substring: { type: 'string', arguments: [2, 3], of: substring },
  indexof: { type: 'long', arguments: [2, 2], of: (text = null, part = null) => toText(text).indexOf(toText(part)) },
  replace_string: {
    type: 'string',
    arguments: [3, 3],
    of: (text = null, from = null, to = null) =>
      toText(from) === '' ? toText(text) : toText(text).replaceAll(toText(from), () => toText(to)),
  },
  split: { type: 'dynamic', arguments: [2, 3], of: split },
  strcat_array: {
    type: 'string',
    arguments: [2, 2],
    of: (list = null, delimiter = null) => (isList(list) ? list.map(toText).join(toText(delimiter)) : ''),
  },
};

function substring(text: Value = null, start: Value = null, length: Value = null): Value {
  const whole = toText(text);
  const from = toNumber(start) ?? 0;
  const begin = from < 0 ? Math.max(0, whole.length + from) : from;
  return length === null ? whole.slice(begin) : whole.slice(begin, begin + Math.max(0, toNumber(length) ?? 0));
}

/** With an index: an array of that part only, null where there is none. */
function split(text: Value = null, delimiter: Value = null, index: Value = null): Value {
  const separator = toText(delimiter);
  const parts = separator === '' ? [toText(text)] : toText(text).split(separator);
  if (typeof index !== 'number') return parts;
  const part = parts.at(index);
  return part === undefined ? null : [part];
}
