/** The ways of lines on a map, and the words that stand on them. */
import { wordsOfMarks, box } from './boxes.ts';
import { textOf } from '../../sentences/textOf.ts';
import { lineWords, type Line, type LineKind, type Mark, type MarkTone } from './picture.ts';
import type { Ink } from './shapes.ts';
import { longestWidth, wrapText, type Measure } from './text.ts';

/** How a kind of line is drawn. */
export interface LineStyle {
  readonly ink: Ink;
  readonly width: number;
  readonly dash?: readonly number[];
  /** It is crossed out. */
  readonly isCrossed?: true;
}

/** The style of each kind: no two look alike, also without colours. */
export const lineStyles: Readonly<Record<LineKind, LineStyle>> = {
  granted: { ink: 'line', width: 1.3 },
  missing: { ink: 'missing', width: 1.7, dash: [7, 5] },
  tooWide: { ink: 'tooWide', width: 3.2 },
  notUsed: { ink: 'notUsed', width: 2, dash: [0.5, 5] },
  noEffect: { ink: 'noEffect', width: 1.5, isCrossed: true },
  unknown: { ink: 'unknown', width: 1.5, dash: [10, 4, 1, 4] },
  eligible: { ink: 'eligible', width: 1.5, dash: [3, 3] },
};

/** Returns the colour of a line: that of its kind, or of its mark where what is missing is only a warning. */
export function inkOfLine({ kind, marks = [] }: Pick<Line, 'kind'> & Partial<Pick<Line, 'marks'>>): Ink {
  const isWarning = kind === 'missing' && marks.some(({ tone }) => tone === 'warning');
  return isWarning && marks.every(({ tone }) => tone !== 'error') ? 'warning' : lineStyles[kind].ink;
}

/** A text on a line: the role, then what is wrong with it. */
interface LabelLine {
  readonly text: string;
  /** The word of a sign; a role's name has none. */
  readonly tone?: MarkTone;
  /** Where it begins, from the left end of the label. */
  readonly x: number;
  readonly row: number;
}

/** The words on a line with their place: that of the upper left corner. */
export interface LineLabel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly texts: readonly LabelLine[];
}

/** The height of one line of a label. */
export const labelLine = 15;
const signWidth = box.sign + 3;

const nameStyle = { size: 12 };

/** What stands on a line beside its role: a role of which nothing is known has a sign even where no problem says so. */
function marksOn({ marks, kind, isOpen }: Line): readonly Mark[] {
  const isUnsaid = marks.length === 0 && kind === 'unknown' && isOpen === true;
  return isUnsaid ? [{ tone: 'unknown', word: textOf(lineWords.unknown) }] : wordsOfMarks(marks);
}

/** Returns the name of a role as it stands on a line, where the service that many of them begin with has its short name. */
function onLine(role: string): string {
  return role.replace(/^Azure Kubernetes Service (?=\S)/, 'AKS ');
}

/** Returns how wide what stands on a line is in one row, and how wide the longest part that should not break. */
export function labelWidths(line: Line, measure: Measure): { readonly whole: number; readonly part: number } {
  const label = onLine(line.label);
  const words = marksOn(line).map(({ word }) => word);
  const wide = (texts: readonly string[]): number => signWidth + longestWidth(texts, box.word, measure);
  return {
    whole: words.reduce((sum, word) => sum + 6 + wide([word]), longestWidth([label], nameStyle, measure)),
    part: Math.max(longestWidth(label.split(' '), nameStyle, measure), ...words.map((word) => wide(word.split(' ')))),
  };
}

/** A lane for the words on lines: how wide it is, and how far from each of its ends a line is bent. */
export interface Lane {
  readonly width: number;
  readonly bend: number;
}

/** What a lane takes beside its words where its lines are bent most tightly. */
export const besideWords = 2 * 28 + 16;
/** What it takes at least, where only short ends of its lines are seen. */
export const leastBesideWords = 2 * 20 + 16;

/** Returns the lane of that width: its lines are bent gently where their words leave room for it. */
export function laneOf(width: number, words: number): Lane {
  return { width, bend: Math.round(Math.max(20, Math.min(64, width * 0.16, (width - words - 16) / 2))) };
}

/** Breaks what stands on a line into rows that fit into a lane. */
export function lineLabel(
  line: Line,
  { width, bend }: Lane,
  measure: Measure,
): Pick<LineLabel, 'width' | 'height' | 'texts'> {
  const style = nameStyle;
  const room = Math.max(60, width - 2 * bend - 12);
  const names = line.label === '' ? [] : wrapText(onLine(line.label), room, style, measure);
  const texts: LabelLine[] = names.map((text, row) => ({ text, x: 0, row }));
  let row = Math.max(0, names.length - 1);
  let used = longestWidth(names.slice(-1), style, measure);
  for (const { tone, word } of marksOn(line)) {
    const [first = '', ...more] = wrapText(word, room - signWidth, box.word, measure);
    const wide = signWidth + longestWidth([first], box.word, measure);
    const fits = used === 0 || (used + 6 + wide <= room && more.length === 0);
    if (!fits) row += 1;
    const x = used === 0 || !fits ? 0 : used + 6;
    texts.push({ text: first, tone, x, row });
    for (const text of more) {
      row += 1;
      texts.push({ text, x: signWidth, row, tone });
    }
    used = x + wide;
  }
  const ends = texts.map(({ text, tone, x }) =>
    tone ? x + signWidth + longestWidth([text], box.word, measure) : x + longestWidth([text], style, measure),
  );
  return { width: Math.max(0, ...ends), height: (row + 1) * labelLine, texts };
}

/** A box by its place. */
interface BoxPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line's way, and a point on it for a sign. */
interface DrawnPath {
  readonly d: string;
  readonly at: readonly [number, number];
}

/** Returns a line that leaves the one box and arrives at the other level. */
export function curveBetween(from: BoxPlace, to: BoxPlace): DrawnPath {
  const x1 = from.x + from.width;
  const y1 = from.y + from.height / 2;
  const x2 = to.x;
  const y2 = to.y + to.height / 2;
  const bend = (x2 - x1) / 2;
  return { d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, at: [x2 - 12, y2] };
}

/** How far from the left side of a box the line hangs from it. */
export const spineAt = 9;

/** Returns a line that turns to a box from the line that hangs from another one. */
export function branchBetween(from: BoxPlace, to: BoxPlace): DrawnPath {
  const y = to.y + to.height / 2;
  return { d: `M${from.x + spineAt} ${y - 5}q0 5 5 5H${to.x}`, at: [to.x - 4, y] };
}

/** Returns the way of a role: to the height of its label, along that, and on to its place. */
export function roleLine(ends: {
  readonly from: BoxPlace;
  readonly to: BoxPlace;
  readonly y: number;
  readonly lane: Pick<Lane, 'bend'> & { readonly left: number; readonly right: number };
  readonly lines: Pick<LineLabel, 'width' | 'height' | 'texts'>;
}): DrawnPath & { readonly label?: LineLabel } {
  const { from, to, y, lane, lines } = ends;
  const { bend } = lane;
  const x1 = lane.left;
  const y1 = from.y + from.height / 2;
  const a = x1 + bend;
  const b = lane.right - bend;
  const x2 = lane.right;
  const y2 = portOf(to, y);
  const start = y1 === y ? `M${x1} ${y}` : `M${x1} ${y1}C${x1 + bend / 2} ${y1} ${x1 + bend / 2} ${y} ${a} ${y}`;
  const end = y2 === y ? `H${x2}` : `H${b}C${b + bend / 2} ${y} ${b + bend / 2} ${y2} ${x2} ${y2}`;
  const label = {
    ...lines,
    x: Math.round((a + b - lines.width) / 2),
    y: Math.round(y - lines.height / 2),
  };
  return { d: `${start}${end}`, at: [a + 2, y], ...(lines.texts.length > 0 ? { label } : {}) };
}

/** Level where it can be; lines from above arrive in the upper half, those from below in the lower. */
function portOf({ y, height }: BoxPlace, from: number): number {
  if (from >= y + 6 && from <= y + height - 6) return from;
  return Math.round(from < y ? y + height * 0.3 : y + height * 0.7);
}
