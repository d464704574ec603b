/** Moments in words, in the user's own language and time zone; the same in tree, panel, report and notifications. */

/** Made on first use: the first one of a process takes longer than everything else that starting does. */
const formats = new Map<'time' | 'day', Intl.DateTimeFormat>();

/** Returns a time of today such as `9:47 AM`, or `unknown` if there is none. */
export function timeOfDay(moment: Date): string {
  return worded('time', moment);
}

/** Returns a date and time such as `Nov 25, 2026, 5:47 PM`, or `unknown` if there is none. */
export function dateAndTime(moment: Date): string {
  return worded('day', moment);
}

function worded(kind: 'time' | 'day', moment: Date): string {
  if (Number.isNaN(moment.getTime())) return 'unknown';
  const dateStyle = kind === 'day' ? ({ dateStyle: 'medium' } as const) : {};
  const format = formats.get(kind) ?? new Intl.DateTimeFormat(undefined, { ...dateStyle, timeStyle: 'short' });
  formats.set(kind, format);
  return format.format(moment);
}
