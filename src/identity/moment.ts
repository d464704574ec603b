/** Moments in words, in the person's own language and time zone; the same in tree, panel, report and notifications. */

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The time of a moment of today: `9:47 AM`; `unknown` for no moment at all. */
export function timeOfDay(moment: Date): string {
  return worded(time, moment);
}

/** Any moment: `Nov 25, 2026, 5:47 PM`; `unknown` for no moment at all. */
export function dateAndTime(moment: Date): string {
  return worded(day, moment);
}

function worded(format: Intl.DateTimeFormat, moment: Date): string {
  return Number.isNaN(moment.getTime()) ? 'unknown' : format.format(moment);
}
