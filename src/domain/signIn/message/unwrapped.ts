/** Undoes what logs and terminals do to a message: escapes, line breaks and wrapped lines. */

/** Line breaks and quotes as JSON, Go and shells write them, escaped once or several times. */
const escapes: readonly (readonly [RegExp, string])[] = [
  [/\\{1,8}u00(?:27|60)/gi, "'"],
  [/\\{1,8}u0022/gi, '"'],
  [/\\{1,8}u003c/gi, '<'],
  [/\\{1,8}u003e/gi, '>'],
  [/\\{1,8}u0026/gi, '&'],
  [/\\{1,8}(?:r\\{1,8}n|n|r|t)/g, ' '],
  [/\\{1,8}(["'/])/g, '$1'],
  [/&(?:quot|#34);/g, '"'],
  [/&(?:apos|#39);/g, "'"],
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
  [/[\u2018\u2019]/g, "'"],
  [/[\u201c\u201d]/g, '"'],
];

/** Returns the message as one line, in two ways if lines may have been broken in the middle of words. */
export function unwrapped(given: string): readonly string[] {
  const lines = given.replace(/\u001b\[[\d;]{0,20}m/g, '').split(/\r?\n/);
  const spaced = lines.map((line) => line.trim()).join(' ');
  const broken = joinedWhereFull(lines);
  return (broken === spaced ? [spaced] : [spaced, broken]).map(unescaped);
}

function unescaped(line: string): string {
  return escapes.reduce((text, [pattern, instead]) => text.replace(pattern, instead), line).replace(/\s+/g, ' ');
}

/** Shorter lines are no wrapped ones. */
const narrowest = 20;

/** In longer texts one line as long as the longest proves nothing: there always is one. */
const fewLines = 3;

/** Joins each line that is as long as the longest with the next one without a blank, as terminals break lines. */
function joinedWhereFull(lines: readonly string[]): string {
  const width = lines.reduce((longest, { length }) => Math.max(longest, length), 0);
  const isFull = (line: string): boolean => line.length === width && width >= narrowest;
  const isBroken = lines.length <= fewLines || lines.filter(isFull).length > 1;
  return lines
    .map((line, index) => (index === lines.length - 1 ? line : isBroken && isFull(line) ? line : `${line.trim()} `))
    .join('');
}
