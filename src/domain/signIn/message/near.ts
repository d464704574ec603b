/** Finds one thing, or one close behind another, within one line of a log, and the words that show that it is about something else. */
import { parting } from './records.ts';

/** A pattern, and what must follow within so many characters, with nothing in between that parts them. */
export interface Near {
  /** Both patterns have the flag `g`. */
  readonly first: RegExp;
  readonly then: RegExp;
  readonly within: number;
  readonly unless?: RegExp;
}

/** Something to look for. */
export type Finder = RegExp | Near;

/** Where something was found. */
export interface Found {
  readonly at: number;
  readonly end: number;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

/** Finds all in order; takes time proportional to the text, however often the first pattern is in it. */
export function* foundBy(finder: Finder, text: string): Generator<Found> {
  if (finder instanceof RegExp) {
    yield* foundIn(finder, text);
    return;
  }
  const { first, within, unless } = finder;
  const then = new RegExp(finder.then);
  let next: RegExpExecArray | null = null;
  for (const { index, 0: whole, groups = {} } of text.matchAll(first)) {
    const from = index + whole.length;
    if (next === null || next.index < from) {
      then.lastIndex = from;
      next = then.exec(text);
    }
    if (next === null) return;
    if (next.index - from > within) continue;
    const between = text.slice(from, next.index);
    if (between.includes(parting) || unless?.test(between) === true) continue;
    yield { at: index, end: next.index + next[0].length, groups: { ...groups, ...next.groups } };
  }
}

function* foundIn(pattern: RegExp, text: string): Generator<Found> {
  const finds = new RegExp(pattern);
  for (let match = finds.exec(text); match !== null; match = finds.exec(text)) {
    const { index, 0: whole, groups = {} } = match;
    const parted = whole.lastIndexOf(parting);
    if (parted >= 0) finds.lastIndex = index + parted + 1;
    else yield { at: index, end: index + whole.length, groups };
    if (whole === '') finds.lastIndex++;
  }
}

/** Another address, an answer or a success, another step, or another line of a log. */
const words = [
  'https?://',
  'AADSTS\\d',
  '\\b(?:succeeded|success|acquired|ok|healthy|refreshed)\\b',
  '\\b20[0-4]\\b',
  'StatusCode|status code|RESPONSE',
  'level=|"level"|\\b(?:INFO|WARN|ERROR|DEBUG)\\b|\\d{4}-\\d\\d-\\d\\d[T ]',
  '\\bprobe\\b|Events:|Environment:',
];

/** Returns a pattern of them, and of `more`. */
export function otherMatter(...more: readonly string[]): RegExp {
  return new RegExp([...words, ...more].join('|'), 'i');
}

/** No error of a connection that names another place itself, other than those that the pattern matches. */
export function notTo(ownHosts: string): string {
  return `(?! ?(?:to|for|connecting to|calling) ['"]?(?!${ownHosts})[\\w-]{1,60}(?:\\.[\\w-]{1,60}){1,8}(?::\\d|['" /]|$))`;
}
