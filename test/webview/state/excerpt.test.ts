import { describe, expect, it } from 'vitest';
import { excerptOf } from '../../../src/webview/state/excerpt.ts';
import { fc } from '../../support/property.ts';

describe('an excerpt of a text', () => {
  it('is the text itself if that is not long', () => {
    fc.assert(fc.property(fc.string(), (text) => excerptOf(text) === text));
  });

  it('of a long text begins and ends like it, is short, breaks no character, and says how much is missing', () => {
    const lines = fc.array(fc.string({ unit: 'grapheme', maxLength: 200 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', ' ', ''), (some, between) => {
        const one = `${some.join(between)}\u{1F600}x`;
        const text = one.repeat(Math.ceil(120_000 / one.length));
        const excerpt = excerptOf(text);
        const [before, more, after] = excerpt.split(/\n\n\.\.\. (.+) more, copy to see \.\.\.\n\n/) as [
          string,
          string,
          string,
        ];
        expect(text.startsWith(before) && text.endsWith(after)).toBe(true);
        expect(excerpt.length).toBeLessThan(60_000);
        expect(before.length).toBeGreaterThan(19_000);
        expect(after.length).toBeGreaterThan(4_000);
        expect(excerpt.isWellFormed()).toBe(true);
        expect(more).toMatch(/^[\d,]+ KB$/);
      }),
      { numRuns: 30 },
    );
  });
});
