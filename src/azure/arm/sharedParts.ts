/** What thousands of rows have in common, kept once: most settings of most clusters are those of every other. */
import type { Json } from '../../domain/arm/json.ts';

/** So many different ones are remembered at a time: what rows share comes again soon. */
const mostKnown = 2000;
/** Longer ones are hardly ever those of another row. */
const longest = 1000;

/**
 * Makes a function that puts the same text, list or object in place of equal ones of other rows, in a row that was just parsed
 * and that nobody else has yet. Within a row every list and object stays its own, so that a copy of a row can be edited.
 */
export function createSharing(): <T extends Json>(row: T) => T {
  const texts = new Map<string, string>();
  const parts = new Map<string, Json>();
  let own = new Set<Json>();
  const shared = (value: Json): Json => {
    if (typeof value === 'string')
      return value.length > longest ? value : (texts.get(value) ?? keep(texts, value, value));
    if (typeof value !== 'object' || value === null) return value;
    const text = JSON.stringify(value);
    if (text.length > longest) return shareIn(value);
    const known = parts.get(text);
    const one = known === undefined || own.has(known) ? shareIn(value) : known;
    own.add(one);
    return known === undefined ? keep(parts, text, one) : one;
  };
  const shareIn = <T extends Json>(json: T): T => {
    if (typeof json !== 'object' || json === null) return json;
    const members = json as Record<string | number, Json>;
    for (const key in members) members[key] = shared(members[key] ?? null);
    return json;
  };
  return (row) => {
    own = new Set();
    return shareIn(row);
  };
}

function keep<T>(known: Map<string, T>, key: string, value: T): T {
  if (known.size >= mostKnown) known.clear();
  known.set(key, value);
  return value;
}
