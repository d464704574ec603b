import { shownText, speak } from '../../../src/sentences/language.ts';
import { anyLanguage } from '../../support/anyLanguage.ts';
import { describe, expect, it } from 'vitest';
import { timeAgo, elapsedTime, durationWords } from '../../../src/domain/words/duration.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('spans of time', () => {
  it('count up as a clock does', () => {
    expect([0, 47_900, 12 * minute + 5000, hour + 2 * minute + 7000, -5].map(elapsedTime)).toEqual([
      '00:00',
      '00:47',
      '12:05',
      '1:02:07',
      '00:00',
    ]);
  });

  it('read in their two largest units', () => {
    expect([400, 59_900, minute, 72_000, 6 * hour, 2 * hour + 5 * minute, 72 * hour].map(durationWords)).toEqual([
      '0 s',
      '59 s',
      '1 m',
      '1 m 12 s',
      '6 h',
      '2 h 5 m',
      '3 d',
    ]);
  });

  it('read in the language of who reads', () => {
    speak(anyLanguage, 'en');
    const texts = [1, minute, 72_000, hour, 2 * hour + 5 * minute, 72 * hour].map((span) =>
      shownText(durationWords(span)),
    );
    speak();
    expect(texts.filter((text) => /[a-z]/i.test(text))).toEqual([]);
  });

  it('tell how long ago something was', () => {
    expect([30_000, 2 * minute, 3 * hour, 50 * hour].map(timeAgo)).toEqual([
      'just now',
      '2 min ago',
      '3 h ago',
      '2 d ago',
    ]);
  });
});
