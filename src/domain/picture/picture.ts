/** What a map shows before anything has a place: things in three columns, and lines from left to right. */
import type { IconName } from './icons.ts';
import { say, type Words } from '../../sentences/words.ts';

/** How bad something is; what is in order has no mark. */
export type MarkTone = 'error' | 'warning' | 'unknown' | 'info';

/** The tones, the worst first. */
export const markTones: readonly MarkTone[] = ['error', 'warning', 'unknown', 'info'];

/** A sign at a thing or a line: how bad it is, and the word that says what. */
export interface Mark {
  readonly tone: MarkTone;
  readonly word: string;
  /** The problem is elsewhere, and counts only there. */
  readonly isAside?: boolean;
}

/** What a line means; each has a style of its own, and a colour that stands for nothing else but how bad it is. */
export const lineKinds = ['granted', 'missing', 'tooWide', 'notUsed', 'noEffect', 'unknown', 'eligible'] as const;

/** What a line means. */
export type LineKind = (typeof lineKinds)[number];

/** What each kind of line is called where it leads to a role. */
export const lineWords: Readonly<Record<LineKind, Words>> = {
  granted: say`granted`,
  missing: say`missing`,
  tooWide: say`too wide`,
  notUsed: say`not used`,
  noEffect: say`no effect`,
  unknown: say`unknown`,
  eligible: say`can be activated`,
};

/** What the legend calls each kind of line: a plain one also leads to what uses an identity. */
export const legendWords: typeof lineWords = { ...lineWords, granted: say`used or granted` };

/** Returns the kinds that a legend explains: all that any map of identities may have, and others where a line is one. */
export function kindsInLegend(lines: readonly Pick<Line, 'kind'>[]): readonly LineKind[] {
  return lineKinds.filter((kind) => kind !== 'eligible' || lines.some((line) => line.kind === kind));
}

/** A box: the first column has what everything starts from, the second who may do something, the third where. */
export interface Thing {
  readonly id: string;
  readonly column: 0 | 1 | 2;
  /** The group whose heading it stands under. */
  readonly group?: string;
  readonly icon: IconName;
  readonly label: string;
  /** Its kind or origin. */
  readonly caption: string;
  readonly marks: readonly Mark[];
  /** The problem behind each of its marks, in their order; one problem may have marks at several things. */
  readonly problems: readonly number[];
  /** What of it could not be read, in a few words; that is no problem of its own. */
  readonly unread?: string;
  /** How many things are folded into it. */
  readonly folded?: number;
  /** Other boxes that are the same, or that it signs in as: they belong to its path. */
  readonly same?: readonly string[];
  /** The numbers of problems by tone, the worst first, where they are not those at itself and its own lines. */
  readonly sums?: readonly Mark[];
}

/** A line between two things of neighbouring columns, with the role that it means. */
export interface Line {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Empty where it only says that the one belongs to the other. */
  readonly label: string;
  readonly kind: LineKind;
  readonly marks: readonly Mark[];
  readonly problems: readonly number[];
  /** It is needed, and nothing tells whether it is there. */
  readonly isOpen?: boolean | undefined;
}

/** A heading with the things under it. */
export interface Group {
  readonly id: string;
  readonly title: string;
}

/** A map before anything has a place; groups are in the order in which they stand. */
export interface Picture<T extends Thing = Thing, L extends Line = Line> {
  readonly groups: readonly Group[];
  readonly things: readonly T[];
  readonly lines: readonly L[];
}

/** Returns the worst of some marks; `undefined` where there is none. */
export function worstOf(marks: readonly Mark[]): MarkTone | undefined {
  return markTones.find((tone) => marks.some((mark) => mark.tone === tone));
}

/** Returns the lines by the thing that they come from. */
export function linesFrom<L extends Line>({ lines }: Pick<Picture<Thing, L>, 'lines'>): ReadonlyMap<string, L[]> {
  return Map.groupBy(lines, ({ from }) => from);
}
