/** How bad things are at a row, with a badge and words for each grade, so that colour alone never carries meaning. */
import { isNotInFile, unknownShort, type Unknown } from '../../domain/arm/unknown.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { countOpen, isGrave, openOf } from '../../domain/findings/rule/weight.ts';
import type { Row, RowGrade, RowState } from './row.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { asClause } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import { t, shownText } from '../../sentences/language.ts';

/** How many errors and warnings there are at a row and below it, and how many things could not be checked. */
export interface Marks {
  readonly error: number;
  readonly warning: number;
  readonly unknown: number;
}

/** A grade that deserves a mark. */
export type Grade = keyof Marks;

const grades: readonly Grade[] = ['error', 'warning', 'unknown'];

/** Counts what could not be checked, and findings that are not accepted; information deserves no mark. */
export function marksOf(findings: readonly Finding[], unknown = 0): Marks {
  const count = (severity: Finding['severity']): number => countOpen(findings, severity);
  return { error: count('error'), warning: count('warning'), unknown: unknown + count('unknown') };
}

/** Counts what could not be checked below a row; what an opened file lacks is said in words instead. */
export function countUnread(unknown: readonly Unknown[]): number {
  return unknown.filter((each) => !isNotInFile(each)).length;
}

/** Says that an opened file does not have what belongs below a row; `undefined` if it lacks nothing of that. */
export function lackWords(unknown: readonly Unknown[]): string | undefined {
  return unknown.some(isNotInFile) ? t`not in the file` : undefined;
}

/** Returns what is bad among findings that are not accepted, a sentence on each line; `undefined` if nothing is. */
export function graveTexts(findings: readonly Finding[]): string | undefined {
  const grave = openOf(findings).filter(isGrave);
  return grave.length === 0 ? undefined : grave.map(({ text }) => shownText(text)).join('\n');
}

/** Adds up marks, for a folder. */
export function sumOfMarks(markSets: Iterable<Marks>): Marks {
  const sum = { error: 0, warning: 0, unknown: 0 };
  for (const marks of markSets) for (const grade of grades) sum[grade] += marks[grade];
  return sum;
}

/** Returns the worst grade; `undefined` means no problems. */
export function worstGrade(marks: Marks): Grade | undefined {
  return grades.find((grade) => marks[grade] > 0);
}

/** Returns the state that marks give a row: how many errors or warnings, or that there is something less; none without a mark. */
export function markState(marks: Marks, words = markWords(marks)): RowState | undefined {
  const worst = worstGrade(marks);
  if (worst === undefined) return undefined;
  return rowState(worst, words, countBadge(worst, marks[worst]));
}

/** Returns the badge for a count, which has room for two characters: the sign that tells errors from warnings without colour, and a number. */
export function countBadge(grade: Grade, count: number): string | undefined {
  return grade === 'unknown' || count > 9 ? undefined : `${badges[grade]}${count}`;
}

/** The badge of each grade, where it is no count. */
const badges: Readonly<Record<RowGrade, string>> = { error: '\u2715', warning: '!', unknown: '?', ok: '\u2713' };

const states = new Map<string, RowState>();

/** Returns a state of a row; the same one for the same arguments, so that thousands of rows are quickly compared. */
export function rowState(grade: RowGrade, words: string, badge = badges[grade]): RowState {
  const key = `${grade} ${badge} ${words}`;
  const sharedState = states.get(key) ?? { grade, badge, words };
  states.set(key, sharedState);
  return sharedState;
}

/** Returns the marks in words, the worst first: `2 errors, 1 warning, 3 not checked`. */
export function markWords({ error, warning, unknown }: Marks): string {
  return [
    error > 0 && shownText(countWithNoun(error, 'error')),
    warning > 0 && shownText(countWithNoun(warning, 'warning')),
    unknown > 0 && t`${unknown} not checked`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** Returns the marks in words, without those that the badge of the state counts. */
export function wordsBesideBadge(marks: Marks, state: RowState | undefined): string {
  const worst = worstGrade(marks);
  const isCounted = worst !== undefined && marks[worst] <= 9 && state?.badge === countBadge(worst, marks[worst]);
  return markWords(isCounted ? { ...marks, [worst]: 0 } : marks);
}

type DescriptionParts = readonly (string | false | undefined)[];

/**
 * Returns how a row with marks is described. A narrow view cuts the end off, so there stands what the badge says as well;
 * read aloud, the marks come first.
 */
export function described(
  marks: Marks,
  parts: DescriptionParts,
  {
    state = markState(marks),
    spoken = parts,
  }: { readonly state?: RowState | undefined; readonly spoken?: DescriptionParts } = {},
): Pick<Row, 'description' | 'spoken' | 'state'> {
  const joined = (all: DescriptionParts): string => all.filter(Boolean).join(' \u00b7 ');
  return {
    description: joined([...parts, wordsBesideBadge(marks, state)]),
    spoken: joined([markWords(marks), ...spoken]),
    ...defined({ state }),
  };
}

/** Says in a few words what could not be checked. */
export function shortOf({ text, unknown: [first] = [] }: Finding): string {
  return first === undefined ? shownText(asClause(text)) : shownText(unknownShort(first));
}
