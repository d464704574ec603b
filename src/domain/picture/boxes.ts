/** What is written in a box, and how large that makes it. */
import { markTones, worstOf, type Mark, type MarkTone, type Picture, type Thing } from './picture.ts';
import { evenLines, longestWidth, textPieces, wrapText, type Measure } from './text.ts';

/** AKS's own names have parts as long as this, such as `azurekeyvaultsecretsprovider-`. */
const widestPart = 240;
/** So many letters stay in one line. */
const shortName = 16;

/** The sizes of a box and of what is written in it, in pixels. */
export const box = {
  padding: 9,
  icon: 16,
  text: 34,
  radius: 4,
  name: { size: 13, isBold: true },
  small: { size: 11 },
  word: { size: 11, isBold: true },
  nameLine: 16,
  smallLine: 14,
  sign: 12,
} as const;

/** A box with its texts broken into lines. */
export interface WrittenBox {
  readonly thing: Thing;
  readonly name: readonly string[];
  readonly caption: readonly string[];
  /** What is wrong with it itself, each word once and the worst first, each in lines. */
  readonly words: readonly { readonly tone: MarkTone; readonly lines: readonly string[] }[];
  /** The numbers of problems in its corner, the worst first. */
  readonly sums: readonly Mark[];
  readonly height: number;
}

/** Returns the words of some marks, each once with its number where there are several, the worst first. */
export function wordsOfMarks(marks: readonly Mark[]): readonly Mark[] {
  const byWord = [...Map.groupBy(marks, ({ word }) => word)].map(([word, same]) => ({
    tone: worstOf(same) ?? 'info',
    word: same.length > 1 ? `${word} (${same.length})` : word,
  }));
  return byWord.toSorted((a, b) => markTones.indexOf(a.tone) - markTones.indexOf(b.tone));
}

/** Returns what is written at a thing, the worst first: the words of its marks, and what of it could not be read. */
export function wordsOfThing({ marks, unread }: Pick<Thing, 'marks' | 'unread'>): readonly Mark[] {
  return wordsOfMarks(unread === undefined ? marks : [...marks, { tone: 'unknown', word: unread }]);
}

/** Returns how many problems of each tone there are at each thing and at the lines that leave it, or its own sums. */
export function sumsOf({ things, lines }: Picture): ReadonlyMap<string, readonly Mark[]> {
  const leaving = Map.groupBy(lines, ({ from }) => from);
  return new Map(
    things.flatMap((thing) => {
      const { id, column, sums } = thing;
      if (sums) return [[id, sums] as const];
      const marked = [thing, ...(column === 2 ? [] : (leaving.get(id) ?? []))];
      const counted = markTones.flatMap((tone): Mark[] => {
        const counts = (mark?: Mark): boolean => mark?.tone === tone && mark.isAside !== true;
        const alike = marked.flatMap(({ marks, problems }) => problems.filter((_, at) => counts(marks[at])));
        return alike.length === 0 ? [] : [{ tone, word: String(new Set(alike).size) }];
      });
      return counted.length === 0 ? [] : [[id, counted] as const];
    }),
  );
}

/** Between two sums of a box. */
export const sumGap = 4;

/** Returns how wide the sign of a sum is. */
export function sumWidth({ word }: Mark, measure: Measure): number {
  return Math.ceil(measure(word, 11, true)) + box.sign + 12;
}

/** Returns how much of the first line the signs of all sums take. */
function besideName(sums: readonly Mark[], measure: Measure): number {
  return sums.reduce((taken, sum) => taken + sumWidth(sum, measure) + sumGap, sums.length === 0 ? 0 : 2);
}

/** Returns how wide a box would be if nothing in it broke. */
export function widthUnbroken(thing: Thing, sums: readonly Mark[], measure: Measure): number {
  const { label, caption } = thing;
  const name = longestWidth([label], box.name, measure) + besideName(sums, measure);
  const words = wordsOfThing(thing).map(({ word }) => word);
  const otherWidth = Math.max(longestWidth([caption], box.small, measure), longestWidth(words, box.word, measure) + 16);
  return box.text + Math.max(name, otherWidth) + box.padding + 2;
}

/** Returns how wide a box has to be so that its name stays in one line, whatever breaks below it. */
export function widthOfName({ label }: Thing, sums: readonly Mark[], measure: Measure): number {
  const beside = besideName(sums, measure);
  return box.text + longestWidth([label], box.name, measure) + beside + box.padding + 2;
}

/** Returns how wide a box has to be so that no short name breaks, nor any part of a long one; of a very long part not all is asked for. */
export function leastWidth(thing: Thing, sums: readonly Mark[], measure: Measure): number {
  const { label } = thing;
  return widthOfParts(label.length <= shortName ? [label] : textPieces(label), sums, measure);
}

/** Returns the same where there is too little room even for short names. */
export function narrowestWidth({ label }: Thing, sums: readonly Mark[], measure: Measure): number {
  return widthOfParts(textPieces(label), sums, measure);
}

function widthOfParts(parts: readonly string[], sums: readonly Mark[], measure: Measure): number {
  const [first = '', ...otherParts] = parts.map((part) => part.trimEnd());
  const asked = (texts: readonly string[]): number => Math.min(longestWidth(texts, box.name, measure), widestPart);
  return box.text + Math.max(asked([first]) + besideName(sums, measure), asked(otherParts)) + box.padding + 2;
}

/** Writes a box of that width; nothing is cut. */
export function writeBox(thing: Thing, width: number, sums: readonly Mark[], measure: Measure): WrittenBox {
  const room = width - box.text - box.padding;
  const name = evenLines(thing.label, room, box.name, measure, besideName(sums, measure));
  const caption = thing.caption === '' ? [] : wrapText(thing.caption, room, box.small, measure);
  const words = wordsOfThing(thing).map(({ tone, word }) => ({
    tone,
    lines: wrapText(word, room - 16, box.word, measure),
  }));
  const wordLines = words.reduce((sum, { lines }) => sum + lines.length, 0);
  const texts = name.length * box.nameLine + (caption.length + wordLines) * box.smallLine;
  const height = Math.max(42, Math.ceil(texts + 2 * box.padding - 4));
  return { thing, name, caption, words, sums, height };
}
