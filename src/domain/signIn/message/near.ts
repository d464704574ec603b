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
export function foundBy(finder: Finder, text: string): Generator<Found> {
  return finder instanceof RegExp ? foundIn(finder, text) : foundNear(finder, text);
}

function* foundNear({ first, then, within, unless }: Near, text: string): Generator<Found> {
  let next: RegExpExecArray | null = null;
  for (let begin = nextOf(first, text, 0); begin !== null;) {
    const { index, 0: whole, groups = {} } = begin;
    const from = index + whole.length;
    if (next === null || next.index < from) next = nextOf(then, text, from);
    if (next === null) return;
    const between = next.index - from > within ? undefined : text.slice(from, next.index);
    if (between?.includes(parting) === false && unless?.test(between) !== true)
      yield { at: index, end: next.index + next[0].length, groups: { ...groups, ...next.groups } };
    begin = nextOf(first, text, whole === '' ? from + 1 : from);
  }
}

function* foundIn(pattern: RegExp, text: string): Generator<Found> {
  for (let match = nextOf(pattern, text, 0); match !== null;) {
    const { index, 0: whole, groups = {} } = match;
    const parted = whole.lastIndexOf(parting);
    const end = index + whole.length;
    if (parted < 0) yield { at: index, end, groups };
    match = nextOf(pattern, text, parted >= 0 ? index + parted + 1 : whole === '' ? end + 1 : end);
  }
}

/** A copy of each pattern for each text would take longer than finding. */
function nextOf(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  pattern.lastIndex = 0;
  return match;
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
