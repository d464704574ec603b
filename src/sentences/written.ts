/** Moments and counts, as each language writes them; only the files next to this one may import it. */

/** What is written: a time of day, a date with it or without, a day of the calendar, a date with its time zone, a count. */
export type NumberStyle = keyof typeof dates | 'count';

const zone = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;

const dates = {
  time: { timeStyle: 'short' },
  day: { dateStyle: 'medium', timeStyle: 'short' },
  date: { dateStyle: 'medium' },
  calendarDay: { dateStyle: 'medium', timeZone: 'UTC' },
  zone: { year: 'numeric', month: 'short', day: 'numeric', ...zone },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

/** The same for a reader who may be in another time zone, where it differs. */
const elsewhere: Readonly<Record<string, Intl.DateTimeFormatOptions>> = { time: zone, day: dates.zone };

/** Says whether something that was read is what can be written. */
export function isStyle(value: unknown): value is NumberStyle {
  return typeof value === 'string' && (value === 'count' || Object.hasOwn(dates, value));
}

/** Says whether something that was read is a count or a moment that there is. */
export function isWritable(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(new Date(value).getTime());
}

/** Created on first use, because the first one in a process takes longer than the rest of the start. */
const formats = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

/** Returns a moment, in milliseconds, or a count as a language writes it; moments are in the time zone of the machine, which times can name. */
export function writtenIn(language: string, what: NumberStyle, value: number, namesZone = false): string {
  const key = `${language} ${what} ${namesZone}`;
  const format =
    formats.get(key) ??
    (what === 'count'
      ? new Intl.NumberFormat(language)
      : new Intl.DateTimeFormat(language, (namesZone && elsewhere[what]) || dates[what]));
  formats.set(key, format);
  return format.format(value);
}
