import { describe, expect, it } from 'vitest';
import { drawLegend, drawScene } from '../../../src/domain/picture/draw.ts';
import { layOut } from '../../../src/domain/picture/layout.ts';
import { lineStyles } from '../../../src/domain/picture/lines.ts';
import { kindsInLegend, lineKinds, legendWords } from '../../../src/domain/picture/picture.ts';
import { palettes, svgText } from '../../../src/domain/picture/svgText.ts';
import { measureAnywhere as measure, wrapText } from '../../../src/domain/picture/text.ts';
import { hostileTexts } from '../../support/hostileTexts.ts';
import { randomPictures } from '../../support/domain/randomPictures.ts';
import { fc } from '../../support/property.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

describe('a picture as a file', () => {
  it('needs nothing of a page, and has no markup but its own, whatever things are called', () => {
    fc.assert(
      fc.property(randomPictures(5), fc.constantFrom(...hostileTexts), (picture, hostile) => {
        const things = picture.things.map((thing) => ({ ...thing, label: hostile, caption: hostile }));
        const scene = layOut({ ...picture, things }, { width: 900, measure });
        const { shapes, height } = drawScene(scene, measure, textOf);
        const svg = svgText(shapes, {
          width: scene.width,
          height,
          title: hostile,
          palette: palettes.dark,
          font: 'sans-serif',
        });
        const tags = [...svg.matchAll(/<\/?([^\s>/]*)/g)].map(([, tag]) => tag);
        expect(new Set(tags)).toEqual(new Set(['svg', 'title', 'rect', 'path', 'text']));
        const markup = svg.replace(/aria-label="[^"]*"/, '').replaceAll(/>[^<]*</g, '><');
        expect(markup).not.toMatch(/var\(|class=|style=|href=|url\(|\son\w+=/);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the legend', () => {
  it('names every kind of line, in rows that are not wider than the map', () => {
    for (const width of [320, 500, 960, 2200]) {
      const { shapes } = drawLegend(width, measure, textOf, lineKinds);
      const texts = shapes.filter((shape) => shape.kind === 'text');
      expect(texts.map(({ text }) => text)).toEqual(lineKinds.map((kind) => legendWords[kind]));
      for (const { x, text, size } of texts) expect(x + measure(text, size)).toBeLessThanOrEqual(width);
    }
  });

  it.each([
    [['warning'], 'warning'],
    [['error'], 'missing'],
    [['warning', 'error'], 'missing'],
  ] as const)('shows what is missing as the map does where its marks are %j', (tones, ink) => {
    const lines = tones.map((tone) => ({ line: { kind: 'missing' as const, marks: [{ tone, word: 'missing' }] } }));
    const [sample] = drawLegend(900, measure, textOf, ['missing'], lines).shapes;
    expect(sample).toMatchObject({ stroke: ink });
  });

  it('names what can be activated only where there is such a line', () => {
    const kinds = kindsInLegend([]);
    expect(lineKinds.filter((kind) => !kinds.includes(kind))).toEqual(['eligible']);
    expect(kindsInLegend([{ kind: 'eligible' }])).toEqual(lineKinds);
  });

  it('has a style for each meaning that no other has, also without colours', () => {
    const looks = lineKinds.map((kind) => {
      const { ink: _, ...look } = lineStyles[kind];
      return JSON.stringify(look);
    });
    expect(new Set(looks).size).toBe(lineKinds.length);
    expect(new Set(lineKinds.map((kind) => lineStyles[kind].ink)).size).toBe(lineKinds.length);
  });
});

describe('a text that is too long for its place', () => {
  it.each([
    ['MC_rg-shop_shop-weu_westeurope', 120],
    ['privatelink.westeurope.azmk8s.io', 90],
    ['anamewithoutanyplacetobreak', 60],
    ['\u{1F600}'.repeat(20), 50],
  ])('breaks %s into lines of at most %i pixels, and loses nothing', (text, width) => {
    const lines = wrapText(text, width, { size: 13 }, measure);
    expect(lines.join('')).toBe(text);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(measure(line, 13)).toBeLessThanOrEqual(width);
  });
});
