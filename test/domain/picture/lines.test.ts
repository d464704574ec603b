import { describe, expect, it } from 'vitest';
import { inkOfLine, lineStyles } from '../../../src/domain/picture/lines.ts';
import { lineKinds, markTones, type Mark } from '../../../src/domain/picture/picture.ts';

const marked = (...tones: readonly Mark['tone'][]) => tones.map((tone) => ({ tone, word: 'word' }));

describe('the colour of a line', () => {
  it.each([
    ['missing', ['error'], 'missing'],
    ['missing', ['warning'], 'warning'],
    ['missing', ['warning', 'info'], 'warning'],
    ['missing', ['warning', 'error'], 'missing'],
    ['missing', [], 'missing'],
    ['tooWide', ['warning'], 'tooWide'],
  ] as const)('of the kind %s with marks %j is that of %s, so that line and mark agree', (kind, tones, ink) => {
    expect(inkOfLine({ kind, marks: marked(...tones) })).toBe(ink);
  });

  it('is that of its kind wherever nothing is missing', () => {
    const others = lineKinds.filter((kind) => kind !== 'missing');
    for (const kind of others)
      for (const tone of markTones) expect(inkOfLine({ kind, marks: marked(tone) })).toBe(lineStyles[kind].ink);
  });
});
