/** Which line of a log is later than another one, as the lines themselves say it. */
import { writerOf } from './records.ts';

/** When a line was written; only times of one kind can be compared. */
export interface LineTime {
  readonly kind: 'date' | 'clock' | 'day' | 'age';
  /** Later lines have more. */
  readonly at: number;
}

const date = '(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?) ?(Z|[+-]\\d\\d:?\\d\\d)?';
const dates: readonly RegExp[] = [
  new RegExp(`^(?:[\\w.-]{1,120} ){0,2}[[<(]?${date}`),
  new RegExp(`"(?:ts|time|timestamp|@timestamp)": ?"${date}`),
  new RegExp(`\\b(?:ts|time|timestamp)="?${date}`),
];
const seconds = /"(?:ts|time|timestamp)": ?(\d{10}(?:\.\d{1,9})?)\b/;
const clock = /^\[?(\d\d):(\d\d):(\d\d(?:[.,]\d{1,9})?)/;
/** `E1129 10:00:00.123456`: the month and the day. */
const day = /^[DIWEF](\d{4}) (\d\d):(\d\d):(\d\d(?:\.\d{1,9})?)/;
/** How long ago an event was seen for the last time, behind its kind and reason or in front of them. */
const ages: readonly RegExp[] = [
  /^(?:Normal|Warning) [A-Z]\w{2,40} ((?:\d{1,4}[smhdy])+) /,
  /^((?:\d{1,4}[smhdy])+) (?:\([^)]{1,40}\) )?(?:Normal|Warning) /,
];
/** A time stands at the beginning; further on, a line tells of other times. */
const beginning = 300;

/** Returns when a line was written, if it says so. */
export function timeOfLine(line: string): LineTime | undefined {
  const text = line.trim().slice(0, beginning);
  const own = writerOf(text) === '' ? text : text.replace(/^(?:\[pod\/[^\]]+\]|\S+ \|) ?/, '');
  const dated = dates.map((pattern) => pattern.exec(own)).find((found) => found !== null);
  if (dated) {
    const [, on = '', time = '', zone = 'Z'] = dated;
    return known('date', Date.parse(`${on}T${time.replace(',', '.')}${zone}`));
  }
  const since = seconds.exec(own)?.[1];
  if (since !== undefined) return known('date', Number(since) * 1000);
  const [, hours, minutes, rest] = clock.exec(own) ?? [];
  if (hours !== undefined) return known('clock', secondsOf(hours, minutes, rest));
  const [, on, hour, minute, second] = day.exec(own) ?? [];
  if (on !== undefined) return known('day', Number(on) * 86_400 + secondsOf(hour, minute, second));
  const age = ages.map((pattern) => pattern.exec(own)?.[1]).find((found) => found !== undefined);
  return age === undefined ? undefined : known('age', -lengthOf(age));
}

function known(kind: LineTime['kind'], at: number): LineTime | undefined {
  return Number.isFinite(at) ? { kind, at } : undefined;
}

function secondsOf(hours = '0', minutes = '0', rest = '0'): number {
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest.replace(',', '.'));
}

const unit: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000 };

function lengthOf(age: string): number {
  return [...age.matchAll(/(\d+)([smhdy])/g)].reduce(
    (sum, [, count, of = 's']) => sum + Number(count) * (unit[of] ?? 0),
    0,
  );
}

/** A line of a log, by its number and its time. */
interface DatedLine {
  readonly part: number;
  readonly time?: LineTime;
}

/** Returns true if a line is later than another one: by their times, or by their places where neither has a time. */
export function isLater(one: DatedLine, other: DatedLine): boolean {
  if (one.time === undefined && other.time === undefined) return one.part > other.part;
  return one.time !== undefined && one.time.kind === other.time?.kind && one.time.at > other.time.at;
}
