/** Undoes what logs and terminals do to a message: escapes, line breaks and wrapped lines. */
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

/** A quote in a quoted text of YAML is written twice. Source: https://yaml.org/spec/1.2.2/#single-quoted-style */
const doubled = /''(?=[\w/])([^']{0,900}[\w/>}])''/g;

/** A message as one line. */
export interface OneLine {
  readonly text: string;
  /** True if the line has words that the message did not show as they are. */
  readonly isChanged: boolean;
}

/** Returns the message as one line, in two ways if lines may have been broken in the middle of words. */
export function unwrapped(given: string): readonly OneLine[] {
  const text = given.replace(windowsPath, (_, path: string) => path.replace(/\\+/g, '/'));
  const records = jsonRecords(text);
  if (records !== undefined) {
    const parts = records.map((record) => unescaped(record, '', true).text);
    return [{ text: parts.join(` ${parting} `), isChanged: true }];
  }
  const all = text.replace(unseen, '').replace(emptyLines, '\n\n').split(/\r?\n/);
  const { lines, writer } = undecorated(all);
  const spaced = lines.map((line) => line.trim()).join('\n');
  const broken = joinedWhereFull(lines);
  const isBare = writer === '' && lines.join('\n') === all.join('\n');
  return [unescaped(spaced, writer, !isBare), ...(broken === spaced ? [] : [unescaped(broken, writer, true)])];
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

function unescaped(lines: string, writer: string, isJoined: boolean): OneLine {
  const flat = onOneLine(lines, writer);
  let text = flat;
  if (text.includes('\\'))
    for (const [pattern, instead] of backslashes) text = text.replace(pattern, instead as string);
  if (text.includes('&')) for (const [pattern, instead] of entities) text = text.replace(pattern, instead);
  if (encoded.test(text)) text = withoutPercents(text);
  for (const [pattern, instead] of curly) text = text.replace(pattern, instead);
  if (text.includes("''")) text = text.replace(doubled, "'$1'");
  text = text.replace(/("error_codes"\s*:\s*\[)(?=\d{5,8}\])/g, '$1AADSTS');
  const isChanged = isJoined || text !== flat || lines.includes('\\');
  // Single blanks, the most by far, stay as they are.
  return { text: text.replace(/\s{2,}|[^\S ]/g, ' ').trim(), isChanged };
}

/** Lines that belong together are parted by a blank, others by a mark. */
function onOneLine(text: string, writer: string): string {
  let before = '';
  const joined = text
    .split(lineBreak)
    .map((line, index) => {
      const isNew = index > 0 && isApart(line, before);
      before = line.trim() === '' ? before : line;
      return isNew ? `${parting} ${writer}${line}` : ` ${line}`;
    })
    .join('');
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
function joinedWhereFull(lines: readonly string[]): string {
  const width = lines.reduce((longest, { length }) => Math.max(longest, length), 0);
  const isFull = (line: string): boolean => line.length === width && width >= narrowest;
  const isBroken = lines.length <= fewLines || lines.filter(isFull).length > 1;
  return lines
    .map((line, index) => {
      const next = lines[index + 1];
      if (next === undefined) return line;
      const isGoingOn = isBroken && isFull(line) && !isNewLine(line, next);
      return isGoingOn ? line : `${line.trim()}\n`;
    })
    .join('');
}

function isNewLine(line: string, next: string): boolean {
  return ownLine.test(next) || isApart(next, line) || (whole.test(line) && /^\w/.test(next));
}
