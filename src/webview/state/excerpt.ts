/** Cuts long texts so that the page stays quick; the host copies the whole text. */
import { t } from '../../sentences/language.ts';

/** Characters of a text's beginning and end that are shown. */
const head = 40_000;
const tail = 10_000;

/** Returns the text, or its beginning and end with a line in between that says how much is left out. */
export function excerptOf(text: string): string {
  if (text.length <= head + tail) return text;
  const start = lineEndBefore(text, head);
  const end = lineStartAfter(text, text.length - tail);
  return t`${text.slice(0, start)}\n\n... ${sizeOf(text.slice(start, end))} more, copy to see ...\n\n${text.slice(end)}`;
}

/** The end of the last line before a position; inside a long line, between two characters. */
function lineEndBefore(text: string, at: number): number {
  const lineEnd = text.lastIndexOf('\n', at);
  return lineEnd > at / 2 ? lineEnd : betweenCharacters(text, at);
}

function lineStartAfter(text: string, at: number): number {
  const lineStart = text.indexOf('\n', at) + 1;
  return lineStart > 0 && lineStart < at + tail / 2 ? lineStart : betweenCharacters(text, at);
}

/** The position itself, or the one before it if it is inside a surrogate pair. */
function betweenCharacters(text: string, at: number): number {
  const isInside = /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1));
  return isInside ? at - 1 : at;
}

function sizeOf(text: string): string {
  const bytes = new TextEncoder().encode(text).length;
  return t`${Math.max(1, Math.round(bytes / 1024))} KB`;
}
