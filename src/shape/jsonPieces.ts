/** Long texts of JSON, parsed piece by piece. */
import type { Stepwise } from './steps.ts';

const quote = 0x22;
const backslash = 0x5c;
const openList = 0x5b;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/** So many characters are parsed in a few milliseconds. */
const charactersInStep = 100_000;

/** Parses a text step by step, with each list or object that begins at this depth by itself; throws a `SyntaxError` if it is not JSON. */
export function* parsedInSteps(text: string, depth: number): Stepwise<unknown> {
  const outside: string[] = [];
  const parsed: unknown[] = [];
  let size = 0;
  for (const piece of jsonPieces(text, depth, outside)) {
    parsed.push(JSON.parse(piece));
    size += piece.length;
    if (size < charactersInStep) continue;
    yield;
    size = 0;
  }
  const around = outside.map((part, index) => (index === 0 ? part : `[${index - 1}]${part}`));
  return withParts(JSON.parse(around.join('')), depth, parsed);
}

/** Every list and object at that depth was cut out: those that are there hold the number of what belongs there. */
function withParts(value: unknown, depth: number, parts: readonly unknown[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 1) return parts[Number((value as readonly unknown[])[0])];
  if (Array.isArray(value)) return value.map((item: unknown) => withParts(item, depth - 1, parts));
  const members = value as Record<string, unknown>;
  for (const [name, member] of Object.entries(members)) members[name] = withParts(member, depth - 1, parts);
  return members;
}

/**
 * Cuts a text of JSON without a look at what is in it: hands over each list or object that begins at this depth (the root is 1), and puts
 * what is around them into `outside`, one part more than there are pieces.
 */
export function* jsonPieces(text: string, depth: number, outside: string[]): Iterable<string> {
  let level = 0;
  let splitAt = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      index = endOfString(text, index);
    } else if (code === closeObject || code === closeList) {
      level--;
    } else if (code === openObject || code === openList) {
      if (level + 1 === depth) {
        outside.push(text.slice(splitAt, index));
        splitAt = endOfValue(text, index) + 1;
        yield text.slice(index, splitAt);
        index = splitAt - 1;
      } else {
        level++;
      }
    }
  }
  outside.push(text.slice(splitAt));
}

/** Returns the position of the bracket that ends a list or an object, or the end of the text. */
function endOfValue(text: string, start: number): number {
  let level = 0;
  for (let index = start; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) index = endOfString(text, index);
    else if (code === openObject || code === openList) level++;
    else if ((code === closeObject || code === closeList) && --level === 0) return index;
  }
  return text.length;
}

/** Returns the position of the quotation mark that ends a string, or the end of the text. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === quote) return index;
    index += code === backslash ? 2 : 1;
  }
  return index;
}
