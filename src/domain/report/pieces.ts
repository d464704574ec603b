/** A text in pieces, of which a large report is never in memory as a whole. */
import { inertJson } from '../arm/inert.ts';
import type { Stepwise } from '../../shape/steps.ts';
import { maskedPieces } from './mask.ts';

/** A text, whole or in pieces that make it one after the other; it can be gone through again, and is the same each time. */
export type Text = string | Iterable<string>;

/** Makes a text from the pieces of a generator, which starts again for each reader. */
export function inPieces(pieces: () => Iterator<string>): Iterable<string> {
  return { [Symbol.iterator]: pieces };
}

/** Does the steps with an empty piece before and after each. */
export function* inEmptyPieces<T>(steps: Stepwise<T>): Generator<string, T> {
  for (;;) {
    yield '';
    const { done, value } = steps.next();
    if (done !== true) continue;
    yield '';
    return value;
  }
}

/** Returns a text in one piece. */
export function wholeText(text: Text): string {
  return typeof text === 'string' ? text : [...text].join('');
}

/** Returns lines as a text, each with its end. */
export function joinedLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** Characters of a piece that is worth a write. */
const chunk = 65_536;

/** Returns the same text in pieces that are neither very small nor, as far as its own allow, much larger than 64 k characters. */
export function inChunks(text: Text): Iterable<string> {
  return inPieces(function* () {
    let parts: string[] = [];
    let size = 0;
    for (const piece of typeof text === 'string' ? [text] : text) {
      parts.push(piece);
      size += piece.length;
      if (size < chunk) continue;
      yield parts.join('');
      [parts, size] = [[], 0];
    }
    if (size > 0) yield parts.join('');
  });
}

/** Returns the text with each of its pieces changed. */
export function changedText(text: Text, change: (piece: string) => string): Text {
  if (typeof text === 'string') return change(text);
  return inPieces(function* () {
    for (const piece of text) yield change(piece);
  });
}

/** Returns the text with the GUIDs replaced that `maskGuids` replaces. */
export function maskedText(text: Text): Text {
  return maskedPieces(typeof text === 'string' ? [text] : text);
}

/**
 * Gives what `inertJson` makes of a value with two spaces, item by item of the list that is its last member, and of its last
 * member's, and so on. The frame is the value with that list empty; `indent` is that of the items in the whole.
 */
export function* jsonPieces(frame: unknown, items: Iterable<unknown>, indent: number): Generator<string> {
  const text = inertJson(frame, 2);
  const place = text.lastIndexOf('[]') + 1;
  const pad = `\n${' '.repeat(indent)}`;
  const end = `\n${' '.repeat(indent - 2)}`;
  yield text.slice(0, place);
  let count = 0;
  for (const item of items) yield `${count++ === 0 ? '' : ','}${pad}${inertJson(item, 2).replaceAll('\n', pad)}`;
  yield `${count === 0 ? '' : end}${text.slice(place)}\n`;
}
