import { describe, expect, it } from 'vitest';
import { dateAndTime, dayInSentence, relativeTime, timeOfDay } from '../../../src/domain/words/dateTime.ts';
import { toText } from '../../../src/sentences/textOf.ts';

describe('a moment in words', () => {
  const moment = new Date(2026, 10, 25, 17, 47);

  it('names the time of day in the same way with and without its date', () => {
    expect(dateAndTime(moment)).toContain(timeOfDay(moment));
    expect(dateAndTime(moment)).toMatch(/2026/);
    expect(timeOfDay(moment)).not.toMatch(/2026|:\d\d:\d\d/);
  });

  it('is unknown where Azure or the journal gave no moment', () => {
    expect([timeOfDay(new Date('soon')), dateAndTime(new Date(''))]).toEqual(['unknown', 'unknown']);
  });

  it('is a day of the calendar in every time zone, and stays as it is where it is none', () => {
    expect(['2026-09-30', '2026-13-01', 'soon'].map(dayInSentence)).toEqual(['Sep 30, 2026', '2026-13-01', 'soon']);
  });

  it('is named by its day if that is near, and by its date otherwise', () => {
    const seenFrom = (day: number, hour: number) => relativeTime(moment, new Date(2026, 10, day, hour));
    expect(seenFrom(25, 0)).toBe(toText`today at ${timeOfDay(moment)}`);
    expect(seenFrom(24, 23)).toBe(toText`tomorrow at ${timeOfDay(moment)}`);
    expect(seenFrom(26, 1)).toBe(toText`yesterday at ${timeOfDay(moment)}`);
    expect([seenFrom(23, 23), seenFrom(27, 1)]).toEqual([dateAndTime(moment), dateAndTime(moment)]);
  });
});
