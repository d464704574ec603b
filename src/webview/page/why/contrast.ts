/** A sentence among what was compared; what differs in it is cut out of it to be marked. */
export interface ComparedText {
  readonly from: string;
  readonly before: string;
  /** Empty where nothing like it was compared with it. */
  readonly differing: string;
  readonly after: string;
}

/** Long values that begin alike are mistaken for each other. */
const address = /https:\/\/([^/\s]+)\/\S*[^\s.,]/;

/** Puts two sentences with different addresses of one host below each other, the first two that there are, and finds where these differ. */
export function contrasted(
  evidence: readonly { readonly from: string; readonly text: string }[],
): readonly ComparedText[] {
  const plain = evidence.map(({ from, text }): ComparedText => ({ from, before: text, differing: '', after: '' }));
  for (const [index, one] of evidence.entries()) {
    const first = address.exec(one.text);
    const at = first
      ? evidence.findIndex(({ text }, other) => other > index && isUnlike(first, address.exec(text)))
      : -1;
    const two = evidence[at];
    const second = two && address.exec(two.text);
    if (!first || !two || !second) continue;
    const alike = alikeUntil(first[0], second[0]);
    const rest = plain.filter((_, other) => other !== index && other !== at);
    return [...rest.slice(0, index), marked(one, first, alike), marked(two, second, alike), ...rest.slice(index)];
  }
  return plain;
}

function isUnlike([whole, host]: RegExpExecArray, other: RegExpExecArray | null): boolean {
  return other !== null && other[1] === host && other[0] !== whole;
}

/** Where two addresses begin to differ, from the start of the segment. */
function alikeUntil(one: string, two: string): number {
  const first = [...one].findIndex((character, index) => character !== two[index]);
  return one.lastIndexOf('/', (first < 0 ? one.length : first) - 1) + 1;
}

function marked(
  { from, text }: { readonly from: string; readonly text: string },
  { index, 0: found }: RegExpExecArray,
  alike: number,
): ComparedText {
  const start = index + alike;
  const end = index + found.length;
  return { from, before: text.slice(0, start), differing: text.slice(start, end), after: text.slice(end) };
}
