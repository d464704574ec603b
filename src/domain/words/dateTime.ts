/**
 * Dates and times in words, in the user's own time zone and in the language of who reads: VS Code's in what it shows, English elsewhere;
 * the same in tree, panel, report and notifications.
 */
import { momentWords, say, type Phrase, type Words } from '../../sentences/words.ts';

/** Returns a time of today such as `9:47 AM`, or `unknown` if there is none. */
export function timeOfDay(moment: Date): Words {
  return momentWords(moment, 'time');
}

/** Returns a date and time such as `Nov 25, 2026, 5:47 PM`, or `unknown` if there is none. */
export function dateAndTime(moment: Date): Words {
  return momentWords(moment, 'day');
}

/**
 * Returns a date and time as part of a sentence, such as `Nov 25, 2026 at 5:47 PM`, or `an unknown time`. Sentences are kept
 * and sent to others, for whom `today` would be another day.
 */
export function momentInSentence(moment: Date): Words {
  if (Number.isNaN(moment.getTime())) return say`an unknown time`;
  return say`${momentWords(moment, 'date')} at ${timeOfDay(moment)}`;
}

/**
 * Returns a day of a calendar, as `yyyy-mm-dd`, in words such as `Nov 25, 2026`, the same day in every time zone; any other text as it is.
 */
export function dayInSentence(day: string): Phrase {
  const moment = new Date(`${day}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(moment.getTime()) ? momentWords(moment, 'calendarDay') : day;
}

/** Returns a date and time for readers elsewhere, such as `Nov 25, 2026, 5:47 PM GMT+1`, or `unknown` if there is none. */
export function dateTimeAndZone(moment: Date): Words {
  return momentWords(moment, 'zone');
}

/** Returns a moment relative to another: `today at 9:47 AM`, `tomorrow at 12:26 AM`, otherwise its date and time. */
export function relativeTime(moment: Date, now: Date): Words {
  const word = nearDays.get(daysBetween(now, moment));
  return word === undefined ? dateAndTime(moment) : say`${word} at ${timeOfDay(moment)}`;
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
