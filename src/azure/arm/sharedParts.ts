/** What thousands of rows have in common, kept once: most settings of most clusters are those of every other. */
import type { Json } from '../../domain/arm/json.ts';
import { keptText } from '../../memory/kept.ts';

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
  let ownParts = new Set<Json>();
  const shared = (value: Json): Json => {
    if (typeof value === 'string') {
      if (value.length > longest) return value;
      return texts.get(value) ?? keep(texts, value, isName(value) ? keptText(value) : value);
    }
    if (typeof value !== 'object' || value === null) return value;
    const text = JSON.stringify(value);
    if (text.length > longest) return shareIn(value);
    const earlier = parts.get(text);
    const part = earlier === undefined || ownParts.has(earlier) ? shareIn(value) : earlier;
    ownParts.add(part);
    return earlier === undefined ? keep(parts, text, part) : part;
  };
  const shareIn = <T extends Json>(json: T): T => {
    if (typeof json !== 'object' || json === null) return json;
    const members = json as Record<string | number, Json>;
    const isByIds = Object.keys(json)[0]?.startsWith('/subscriptions/') === true;
    const place = isByIds ? byIds() : members;
    for (const key in members) {
      // The id of a resource that comes later is then this key, not one more text.
      if (isByIds) keptText(key);
      place[key] = shared(members[key] ?? null);
    }
    return place as T;
  };
  return (row) => {
    ownParts = new Set();
    return shareIn(row);
  };
}

/**
 * What `userAssignedIdentities` is copied to: V8 keeps an object without a prototype as a table. Otherwise each id that is a key gives
 * it a form of its own, and thousands of forms leave no place for those that other rows could share.
 */
function byIds(): Record<string | number, Json> {
  return Object.create(null) as Record<string | number, Json>;
}

/** Returns true for ids and GUIDs: one list has them where things are, another where they are used. */
function isName(text: string): boolean {
  return text.length === guidLength || text.startsWith('/subscriptions/');
}

const guidLength = 36;

function keep<T>(kept: Map<string, T>, key: string, value: T): T {
  if (kept.size >= mostKnown) kept.clear();
  kept.set(key, value);
  return value;
}
