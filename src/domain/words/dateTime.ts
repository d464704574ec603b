/** Dates and times in words, in the user's own language and time zone; the same in tree, panel, report and notifications. */
import { say, verbatim, type Words } from '../../sentences/words.ts';

type DateStyle = 'time' | 'day' | 'date' | 'calendarDay' | 'zone';

/** Created on first use, because the first one in a process takes longer than the rest of the start. */
const formats = new Map<DateStyle, Intl.DateTimeFormat>();

/** Returns a time of today such as `9:47 AM`, or `unknown` if there is none. */
export function timeOfDay(moment: Date): string {
  return momentText('time', moment);
}

/** Returns a date and time such as `Nov 25, 2026, 5:47 PM`, or `unknown` if there is none. */
export function dateAndTime(moment: Date): string {
  return momentText('day', moment);
}

/**
 * Returns a date and time as part of a sentence, such as `Nov 25, 2026 at 5:47 PM`, or `an unknown time`. Sentences are kept
 * and sent to others, for whom `today` would be another day.
 */
export function momentInSentence(moment: Date): Words {
  if (Number.isNaN(moment.getTime())) return say`an unknown time`;
  return say`${momentText('date', moment)} at ${momentText('time', moment)}`;
}

/**
 * Returns a day of a calendar, as `yyyy-mm-dd`, in words such as `Nov 25, 2026`, on every machine the same, because reports
 * have it; any other text as it is.
 */
export function dayInSentence(day: string): string {
  const moment = new Date(`${day}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(moment.getTime()) ? momentText('calendarDay', moment) : day;
}

/** Returns a date and time for readers elsewhere, such as `Nov 25, 2026, 5:47 PM GMT+1`, or `unknown` if there is none. */
export function dateTimeAndZone(moment: Date): string {
  return momentText('zone', moment);
}

/** Returns a moment relative to another: `today at 9:47 AM`, `tomorrow at 12:26 AM`, otherwise its date and time. */
export function relativeTime(moment: Date, now: Date): Words {
  const word = nearDays.get(daysBetween(now, moment));
  return word === undefined ? verbatim(dateAndTime(moment)) : say`${word} at ${timeOfDay(moment)}`;
}

/** The words for days near today, by their distance. */
const nearDays: ReadonlyMap<number, Words> = new Map([
  [-1, say`yesterday`],
  [0, say`today`],
  [1, say`tomorrow`],
]);

/** Calendar days, in the user's own time zone; some are not 24 hours long. */
function daysBetween(from: Date, to: Date): number {
  const noon = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate(), 12).getTime();
  return Math.round((noon(to) - noon(from)) / 86_400_000);
}

const partsOf: Readonly<Record<DateStyle, Intl.DateTimeFormatOptions>> = {
  time: { timeStyle: 'short' },
  day: { dateStyle: 'medium', timeStyle: 'short' },
  date: { dateStyle: 'medium' },
  calendarDay: { dateStyle: 'medium', timeZone: 'UTC' },
  zone: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  },
};

function momentText(kind: DateStyle, moment: Date): string {
  if (Number.isNaN(moment.getTime())) return 'unknown';
  const language = kind === 'calendarDay' ? 'en-US' : undefined;
  const format = formats.get(kind) ?? new Intl.DateTimeFormat(language, partsOf[kind]);
  formats.set(kind, format);
  return format.format(moment);
}
