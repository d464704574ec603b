/** Undoes what logs and terminals do to a message: escapes, line breaks and wrapped lines. */

/** Line breaks and quotes as JSON, Go and shells write them, escaped once or several times. */
const backslashes: readonly (readonly [RegExp, string | ((whole: string, code: string) => string)])[] = [
  [/\\{1,8}u00([2-7][0-9a-f])/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))],
  [/\\{1,8}(?:u00[01][0-9a-f]|r\\{1,8}n|n|r|t)/g, ' '],
  [/\\{1,8}(["'/])/g, '$1'],
];
const entities: readonly (readonly [RegExp, string])[] = [
  [/&(?:quot|#34);/g, '"'],
  [/&(?:apos|#39);/g, "'"],
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
];
const curly: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019]/g, "'"],
  [/[\u201c\u201d]/g, '"'],
];

/** A message as one line. */
export interface OneLine {
  readonly text: string;
  /** True if the line has words that the message did not show as they are. */
  readonly isChanged: boolean;
}

/** Returns the message as one line, in two ways if lines may have been broken in the middle of words. */
export function unwrapped(given: string): readonly OneLine[] {
  const lines = given.replace(/\u001b\[[\d;]{0,20}m/g, '').split(/\r?\n/);
  const spaced = lines
    .map((line) => line.trim())
    .join(' ')
    .trim();
  const broken = joinedWhereFull(lines).trim();
  return [unescaped(spaced, false), ...(broken === spaced ? [] : [unescaped(broken, true)])];
}

function unescaped(line: string, isJoined: boolean): OneLine {
  let text = line;
  if (text.includes('\\'))
    for (const [pattern, instead] of backslashes) text = text.replace(pattern, instead as string);
  if (text.includes('&')) for (const [pattern, instead] of entities) text = text.replace(pattern, instead);
  for (const [pattern, instead] of curly) text = text.replace(pattern, instead);
  text = text.replace(/("error_codes"\s*:\s*\[)(?=\d{5,8}\])/g, '$1AADSTS');
  return { text: text.replace(/\s+/g, ' '), isChanged: isJoined || text !== line };
}

/** Shorter lines are no wrapped ones. */
const narrowest = 20;

/** In longer texts one line as long as the longest proves nothing: there always is one. */
const fewLines = 3;

/** How lines of logs begin, which no wrapped line goes on with. */
const start = /^\s*(?:$|\d{4}[-/]\d\d[-/]\d\d|[DIWEF]\d{4} |time=|level=|\{"|\[\d)/;

/** Joins each line that is as long as the longest with the next one without a blank, as terminals break lines. */
function joinedWhereFull(lines: readonly string[]): string {
  const width = lines.reduce((longest, { length }) => Math.max(longest, length), 0);
  const isFull = (line: string): boolean => line.length === width && width >= narrowest;
  const isBroken = lines.length <= fewLines || lines.filter(isFull).length > 1;
  return lines
    .map((line, index) => {
      const next = lines[index + 1];
      if (next === undefined) return line;
      return isBroken && isFull(line) && !start.test(next) ? line : `${line.trim()} `;
    })
    .join('');
}
