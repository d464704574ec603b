/** Takes away what is not part of a message: frames, quotes, and what a tool writes in front of each line. */
import type { Stepwise } from '../../../shape/steps.ts';

/** The lines without it. */
export interface Undecorated {
  readonly lines: readonly string[];
  /** Who writes all of them, as it stood in front of each line; empty if nothing says so. */
  readonly writer: string;
}

/** Something that all lines have in front of them, or around them; what is kept is the first group. */
const frames: readonly RegExp[] = [
  // Quotes of mails and Markdown.
  /^\s{0,8}(?:>\s?)+(.*)$/,
  // A table with one column.
  /^\s*[|\u2502\u2503\u2551]\s?(.*?)(?: ?[|\u2502\u2503\u2551]\s*)?$/,
];

/** Lines of a frame that have nothing in them. */
const border = /^(?=.*[+|\u2500-\u257f])[\s+|:=\u2500-\u257f-]+$/;

/** How container runtimes store a line: with the time, the stream, and P for a part of a line that goes on in the next one. */
const stored = /^\d{4}-\d\d-\d\dT[\d:.]{8,20}(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) ([PF]) (.*)$/;

/** What kubectl, compose and others write in front of each line: who says it. */
const writers: readonly RegExp[] = [
  /^(\s*\[pod\/[^\]\s]{1,300}\] ?)(.*)$/,
  /^(\s*[\w.-]{1,120}\s{1,20}\| ?)(.*)$/,
  /^([a-z0-9]+(?:-[a-z0-9]+){1,10} [a-z0-9][a-z0-9-]{0,62} )(.*)$/,
];

/** Frames can be in frames. */
const mostFrames = 3;

/** Returns the lines of a message without what all of them have in front of them or around them. */
export function* undecorated(given: readonly string[]): Stepwise<Undecorated> {
  let lines = given.filter((line) => !border.test(line));
  yield;
  let writer = '';
  for (let depth = 0; depth < mostFrames; depth++) {
    const next = withoutFrame(lines) ?? withoutStore(lines);
    yield;
    const named: Undecorated | undefined = next === undefined ? withoutWriter(lines) : undefined;
    if (next === undefined && named === undefined) break;
    lines = [...(next ?? named?.lines ?? [])];
    writer += named?.writer ?? '';
    yield;
  }
  return { lines, writer };
}

/** What matches each line that is not empty, if more than one does. */
function matchesOf(pattern: RegExp, lines: readonly string[]): readonly RegExpExecArray[] | undefined {
  const matches: RegExpExecArray[] = [];
  for (const line of lines) {
    if (line.trim() === '') continue;
    const match = pattern.exec(line);
    if (match === null) return undefined;
    matches.push(match);
  }
  return matches.length > 1 ? matches : undefined;
}

function withoutFrame(lines: readonly string[]): readonly string[] | undefined {
  for (const frame of frames) {
    const matches = matchesOf(frame, lines);
    if (matches !== undefined) return matches.map((match) => match[1] ?? '');
  }
  return withoutIndent(lines);
}

function withoutIndent(lines: readonly string[]): readonly string[] | undefined {
  const full = lines.filter((line) => line.trim() !== '');
  const indent = full.reduce((least, line) => Math.min(least, line.length - line.trimStart().length), Infinity);
  return full.length > 1 && indent > 0 ? full.map((line) => line.slice(indent)) : undefined;
}

function withoutStore(lines: readonly string[]): readonly string[] | undefined {
  const matches = matchesOf(stored, lines);
  if (matches === undefined) return undefined;
  const whole: string[] = [];
  let begun = '';
  for (const [, kind, part = ''] of matches) {
    begun += part;
    if (kind === 'P') continue;
    whole.push(begun);
    begun = '';
  }
  return begun === '' ? whole : [...whole, begun];
}

function withoutWriter(lines: readonly string[]): Undecorated | undefined {
  for (const pattern of writers) {
    const matches = matchesOf(pattern, lines);
    const writer = matches?.[0]?.[1];
    if (matches === undefined || writer === undefined || matches.some((match) => match[1] !== writer)) continue;
    return { lines: matches.map((match) => match[2] ?? ''), writer };
  }
  return undefined;
}
