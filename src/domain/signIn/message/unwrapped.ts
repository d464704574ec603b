/** Undoes what logs and terminals do to a message: escapes, line breaks and wrapped lines. */
import { textInSteps, type Stepwise } from '../../../shape/steps.ts';
import { undecorated } from './decoration.ts';
import { jsonRecords } from './jsonRecords.ts';
import { isApart, parting } from './records.ts';

/** Line breaks and quotes as JSON, Go and shells write them, escaped once or several times. */
const backslashes: readonly (readonly [RegExp, string | ((whole: string, code: string) => string)])[] = [
  [/\\{1,8}u00([2-7][0-9a-f])/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))],
  [/\\{1,8}(?:u00[01][0-9a-f]|t)/g, ' '],
  [/\\{1,8}(["'/])/g, '$1'],
];
const entities: readonly (readonly [RegExp, string])[] = [
  [/&(?:quot|#34);/g, '"'],
  [/&(?:apos|#39);/g, "'"],
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
];
/** The path of the token as Windows writes it, in which `\t` is no tab. */
const windowsPath = /\b[a-z]:(?=\\{1,4}var\\{1,4}run\\{1,4}secrets\\)((?:\\{1,4}[\w-]{1,128}){4,8})/gi;
/** What addresses make of quotes and others, where a message is part of one. */
const percents: readonly (readonly [RegExp, string])[] = [
  [/%27/g, "'"],
  [/%22/g, '"'],
  [/%20/g, ' '],
  [/%3a/gi, ':'],
  [/%2f/gi, '/'],
];
/** A message in an address, of which browsers leave the quotes as they are. */
const encoded = /%27|AADSTS\d{4,8}%3a/i;
const curly: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019]/g, "'"],
  [/[\u201c\u201d]/g, '"'],
];

/** What is undone, in this order: one can be written by another. */
const undone: readonly (readonly [isIn: (text: string) => boolean, typeof backslashes])[] = [
  [(text) => text.includes('\\'), backslashes],
  [(text) => text.includes('&'), entities],
  [(text) => encoded.test(text), percents],
  [() => true, curly],
];

/** A quote in a quoted text of YAML is written twice. Source: https://yaml.org/spec/1.2.2/#single-quoted-style */
const doubled = /''(?=[\w/])([^']{0,900}[\w/>}])''/g;

/** A message as one line. */
export interface OneLine {
  readonly text: string;
  /** True if the line has words that the message did not show as they are. */
  readonly isChanged: boolean;
}

/** Returns the message as one line, in two ways if lines may have been broken in the middle of words. */
export function* unwrapped(given: string): Stepwise<readonly OneLine[]> {
  yield;
  const text = given.replace(windowsPath, (_, path: string) => path.replace(/\\+/g, '/'));
  yield;
  const records = jsonRecords(text);
  if (records !== undefined) {
    const parts: string[] = [];
    for (const record of records) parts.push((yield* unescaped(record, '', true)).text);
    return [{ text: parts.join(` ${parting} `), isChanged: true }];
  }
  const seen = text.replace(unseen, '');
  yield;
  const full = seen.replace(emptyLines, '\n\n');
  yield;
  const all = full.split(/\r?\n/);
  yield;
  const { lines, writer } = yield* undecorated(all);
  yield;
  const spaced = yield* textInSteps(lines, (line, index) => `${index > 0 ? '\n' : ''}${line.trim()}`);
  yield;
  const broken = yield* joinedWhereFull(lines);
  yield;
  const isBare = writer === '' && lines.join('\n') === all.join('\n');
  const one = yield* unescaped(spaced, writer, !isBare);
  return broken === spaced ? [one] : [one, yield* unescaped(broken, writer, true)];
}

/** Colours of terminals, signs without width, and the mark that this module sets itself. */
const unseen = /\u001b\[[\d;]{0,20}m|[\u001e\u00ad\u200b-\u200d\u2060\ufeff]/g;

/** More than one line with nothing in it says no more than one. */
const emptyLines = /(?:\r?\n[ \t]*){3,}/g;

/** Line breaks as they are, and as JSON, Go and shells write them. */
const lineBreak = /\n|\\{1,8}(?:r\\{1,8}n|n|r)/;

/** Returns a text with what addresses make of quotes, blanks, colons and slashes undone; all else stays. */
export function withoutPercents(text: string): string {
  return percents.reduce((result, [pattern, instead]) => result.replace(pattern, instead), text);
}

function* unescaped(lines: string, writer: string, isJoined: boolean): Stepwise<OneLine> {
  const flat = yield* onOneLine(lines, writer);
  yield;
  let text = flat;
  for (const [isIn, replacements] of undone) {
    if (!isIn(text)) continue;
    for (const [pattern, instead] of replacements) {
      yield;
      text = text.replace(pattern, instead as string);
    }
  }
  yield;
  if (text.includes("''")) text = text.replace(doubled, "'$1'");
  text = text.replace(/("error_codes"\s*:\s*\[)(?=\d{5,8}\])/g, '$1AADSTS');
  yield;
  const isChanged = isJoined || text !== flat || lines.includes('\\');
  // Single blanks, the most by far, stay as they are.
  return { text: text.replace(/\s{2,}|[^\S ]/g, ' ').trim(), isChanged };
}

/** Lines that belong together are parted by a blank, others by a mark. */
function* onOneLine(text: string, writer: string): Stepwise<string> {
  let before = '';
  const joined = yield* textInSteps(text.split(lineBreak), (line, index) => {
    const isNew = index > 0 && isApart(line, before);
    before = line.trim() === '' ? before : line;
    return isNew ? `${parting} ${writer}${line}` : ` ${line}`;
  });
  return `${writer}${joined}`;
}

/** Shorter lines are no wrapped ones. */
const narrowest = 20;

/** In longer texts one line as long as the longest proves nothing: there always is one. */
const fewLines = 3;

/** What begins a line by itself, so that no wrapped word goes on there. */
const ownLine =
  /^\s*(?:$|\d{4}[-/]\d\d[-/]\d\d|AADSTS\d|[A-Z][A-Z_]{2,30}[= :]|(?:[Pp]anic|[Ff]atal|[Ee]rror|[Ww]arn(?:ing)?|[Ii]nfo|[Dd]ebug|[Cc]aused by)\b|at [\w.$<>/]{3,200}\()/;

/** What is whole at the end of a line: an ID, or the file of the token. */
const whole = /(?:\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\/azure-identity-token)$/i;

/** Joins each line that is as long as the longest with the next one without a blank, as terminals break lines. */
function* joinedWhereFull(lines: readonly string[]): Stepwise<string> {
  const width = lines.reduce((longest, { length }) => Math.max(longest, length), 0);
  const isFull = (line: string): boolean => line.length === width && width >= narrowest;
  const isBroken = lines.length <= fewLines || lines.filter(isFull).length > 1;
  return yield* textInSteps(lines, (line, index) => {
    const next = lines[index + 1];
    if (next === undefined) return line;
    const isGoingOn = isBroken && isFull(line) && !isNewLine(line, next);
    return isGoingOn ? line : `${line.trim()}\n`;
  });
}

function isNewLine(line: string, next: string): boolean {
  return ownLine.test(next) || isApart(next, line) || (whole.test(line) && /^\w/.test(next));
}
