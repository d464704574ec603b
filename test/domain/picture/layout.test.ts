import { describe, expect, it } from 'vitest';
import { drawScene } from '../../../src/domain/picture/draw.ts';
import { layOut, type Scene } from '../../../src/domain/picture/layout.ts';
import { evenLines, measureAnywhere as measure, wrapText } from '../../../src/domain/picture/text.ts';
import { randomPictures } from '../../support/domain/randomPictures.ts';
import { fc } from '../../support/property.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

interface Area {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const boxesOf = ({ boxes }: Scene): readonly Area[] =>
  boxes.map(({ thing, x, y, width, height }) => ({ name: thing.id, x, y, width, height }));
const labelsOf = ({ lines }: Scene): readonly Area[] =>
  lines.flatMap(({ line, label }) => (label ? [{ name: line.id, ...label }] : []));

function covering(areas: readonly Area[]): readonly string[] {
  return areas.flatMap((a, index) =>
    areas
      .slice(index + 1)
      .filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
      .map((b) => `${a.name} covers ${b.name}`),
  );
}

const widths = fc.constantFrom(320, 500, 640, 675, 900, 1300, 2200);

describe('a map with places', () => {
  it('has no box or role name over another, and all of them in its frame, in any room', () => {
    fc.assert(
      fc.property(randomPictures(12), widths, (picture, width) => {
        const scene = layOut(picture, { width, measure });
        const areas = [...boxesOf(scene), ...labelsOf(scene)];
        expect(covering(areas)).toEqual([]);
        expect(scene.boxes).toHaveLength(picture.things.length);
        expect(scene.lines).toHaveLength(picture.lines.length);
        for (const { x, y, width: wide, height } of areas) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(y).toBeGreaterThanOrEqual(0);
          expect(x + wide).toBeLessThanOrEqual(scene.width);
          expect(y + height).toBeLessThanOrEqual(scene.height);
        }
      }),
    );
  });

  it('has a sign at a role of which nothing tells whether it is held, as in a file, and once where a problem says so', () => {
    const thing = { caption: '', icon: 'identity', marks: [], problems: [] } as const;
    const things = [
      { ...thing, id: 'a', label: 'a', column: 1, group: 'g' },
      { ...thing, id: 'b', label: 'b', column: 2, group: 'g' },
    ] as unknown as Parameters<typeof layOut>[0]['things'];
    const line = { id: 'l', from: 'a', to: 'b', label: 'Reader', kind: 'unknown', marks: [], problems: [] } as const;
    const wordsOn = (more: object): readonly (string | undefined)[] =>
      layOut({ groups: [{ id: 'g', title: 'G' }], things, lines: [{ ...line, ...more }] }, { width: 900, measure })
        .lines[0]!.label!.texts.map(({ text, tone }) => tone && `${tone}: ${text}`)
        .filter((text) => text !== undefined);
    expect(wordsOn({ isOpen: true })).toEqual(['unknown: unknown']);
    expect(wordsOn({ isOpen: true, marks: [{ tone: 'unknown', word: 'not checked' }] })).toEqual([
      'unknown: not checked',
    ]);
    expect(wordsOn({})).toEqual([]);
  });

  it('writes every name whole, and inside of its box', () => {
    fc.assert(
      fc.property(randomPictures(6), widths, (picture, width) => {
        for (const { thing, name, caption, x, y, width: wide, height } of layOut(picture, { width, measure }).boxes) {
          expect(name.join('').replaceAll(/\s/g, '')).toBe(thing.label.replaceAll(/\s/g, ''));
          expect(caption.join('').replaceAll(/\s/g, '')).toBe(thing.caption.replaceAll(/\s/g, ''));
          const scene = { width: 0, height: 0, headings: [], lines: [] };
          const box = { thing, name, caption, x, y, width: wide, height, words: [], sums: [] };
          const { shapes } = drawScene({ ...scene, boxes: [box], width: 2000 }, measure, textOf);
          const texts = shapes.filter((shape) => shape.kind === 'text').slice(0, name.length + caption.length);
          for (const text of texts) {
            const end = text.x + measure(text.text, text.size, text.isBold);
            if (text.text.length > 1) expect(end).toBeLessThanOrEqual(x + wide);
            expect(text.y).toBeLessThanOrEqual(y + height);
          }
        }
      }),
    );
  });

  it('breaks no word of a role but a very long one, and none of what is wrong with it, in any room', () => {
    const roles = ['Private DNS Zone Contributor', 'Contributor', 'Monitoring Metrics Publisher', 'Administrator'];
    fc.assert(
      fc.property(randomPictures(8), widths, (picture, width) => {
        const lines = picture.lines.map((line, at) =>
          line.label === '' ? line : { ...line, label: roles[at % roles.length]! },
        );
        const scene = layOut({ ...picture, lines }, { width, measure });
        const words = new Set(
          lines.flatMap(({ label, marks }) => [label, ...marks.map(({ word }) => word)].join(' ').split(' ')),
        );
        const written = scene.lines.flatMap(({ label }) => (label?.texts ?? []).flatMap(({ text }) => text.split(' ')));
        expect(written.filter((word) => !words.has(word) && !/^\(\d+\)$/.test(word))).toEqual([]);
      }),
    );
  });

  it('writes the roles of AKS with its short name', () => {
    const box = (id: string, column: 0 | 1 | 2) =>
      ({ id, column, icon: 'identity', label: id, caption: '', marks: [], problems: [] }) as const;
    const label = 'Azure Kubernetes Service RBAC Writer';
    const line = { id: 'r', from: 'a', to: 'b', label, kind: 'granted', marks: [], problems: [] } as const;
    const { lines } = layOut(
      { groups: [], things: [box('a', 1), box('b', 2)], lines: [line] },
      { width: 1300, measure },
    );
    expect(lines[0]!.label!.texts.map(({ text }) => text)).toEqual(['AKS RBAC Writer']);
    expect(lines[0]!.line.label).toBe(label);
  });

  it('is the same for the same map, whatever was placed before', () => {
    fc.assert(
      fc.property(randomPictures(8), widths, (picture, width) => {
        expect(layOut(structuredClone(picture), { width, measure })).toEqual(layOut(picture, { width, measure }));
      }),
    );
  });

  it.each([
    [500, 'the width of its frame'],
    [960, 'the width of its frame'],
    [2200, 'the width of its frame'],
  ])('in a frame of %i pixels uses %s, and starts with what everything hangs from in sight', (width) => {
    const box = (id: string, column: 0 | 1 | 2) =>
      ({ id, column, icon: 'identity', label: id, caption: '', marks: [], problems: [] }) as const;
    const line = (from: string, to: string, label: string) =>
      ({ id: from + to, from, to, label, kind: 'granted', marks: [], problems: [] }) as const;
    const scene = layOut(
      {
        groups: [],
        things: [box('shop-weu', 0), box('id-shop', 1), box('acrshop', 2)],
        lines: [line('shop-weu', 'id-shop', ''), line('id-shop', 'acrshop', 'AcrPull')],
      },
      { width, measure },
    );
    expect(scene.width).toBe(width);
    expect(Math.max(...scene.boxes.map((one) => one.x + one.width))).toBeGreaterThan(width - 30);
    expect(scene.boxes.find(({ thing }) => thing.column === 0)!.y).toBeLessThan(60);
  });

  it.each([
    [1, 640],
    [1, 1300],
    [9, 700],
    [9, 2200],
  ])(
    'has %i users of an identity under their heading, and beside their middle the identity, at %i pixels',
    (count, width) => {
      const box = (id: string, column: 0 | 1 | 2, group?: string) =>
        ({
          id,
          column,
          icon: 'identity',
          label: id,
          caption: 'c',
          marks: [],
          problems: [],
          ...(group && { group }),
        }) as const;
      const line = (from: string, to: string, label: string) =>
        ({ id: from + to, from, to, label, kind: 'granted', marks: [], problems: [] }) as const;
      const users = Array.from({ length: count }, (_, index) => box(`job-${index}`, 0, 'workloads'));
      const { boxes, headings, spine } = layOut(
        {
          groups: [{ id: 'workloads', title: 'Workloads' }],
          things: [...users, box('id-jobs', 1), box('rg-jobs', 2)],
          lines: [...users.map(({ id }) => line(id, 'id-jobs', '')), line('id-jobs', 'rg-jobs', 'Contributor')],
        },
        { width, measure },
      );
      expect([headings.map(({ text }) => text), spine]).toEqual([['Workloads'], undefined]);
      const placed = boxes.filter(({ thing }) => thing.column === 0);
      const identity = boxes.find(({ thing }) => thing.id === 'id-jobs')!;
      const middle = (placed[0]!.y + placed.at(-1)!.y + placed.at(-1)!.height) / 2;
      expect(identity.x).toBeGreaterThan(placed[0]!.x + placed[0]!.width);
      expect(Math.abs(identity.y + identity.height / 2 - middle)).toBeLessThan(40);
      expect(identity.y + identity.height).toBeLessThan(300);
    },
  );

  it('breaks what is below names first, then the words on lines, and names last', () => {
    const box = (id: string, column: 0 | 1 | 2, caption: string) =>
      ({ id, column, icon: 'identity', label: id, caption, marks: [], problems: [] }) as const;
    const line = (from: string, to: string, label: string) =>
      ({ id: from + to, from, to, label, kind: 'granted', marks: [], problems: [] }) as const;
    const picture = {
      groups: [],
      things: [
        box('shop-weu', 0, 'AKS cluster with a control plane identity of its own'),
        box('id-shop-weu-production', 1, 'Control plane, user-assigned, and what else is said of it'),
        box('privatelink.westeurope.azmk8s.io', 2, 'private DNS zone in the subscription of the platform'),
      ],
      lines: [
        line('shop-weu', 'id-shop-weu-production', ''),
        line('id-shop-weu-production', 'privatelink.westeurope.azmk8s.io', 'Private DNS Zone Contributor'),
      ],
    };
    const broken = (width: number): string => {
      const { boxes, lines } = layOut(picture, { width, measure });
      const words = lines.flatMap(({ label }) => label ?? []);
      return [
        boxes.some(({ caption }) => caption.length > 1) && 'captions',
        words.some(({ texts }) => texts.length > 1) && 'words',
        boxes.some(({ name }) => name.length > 1) && 'names',
      ]
        .filter(Boolean)
        .join(', ');
    };
    const widths = Array.from({ length: 130 }, (_, index) => 1700 - index * 10);
    const seen = [...new Set(widths.map(broken))];
    expect(seen).toEqual(['', 'captions', 'captions, words', 'captions, words, names']);
  });
  it('leaves no line of a name with two letters where another way takes as few lines', () => {
    const style = { size: 13, isBold: true };
    const name = 'privatelink.westeurope.azmk8s.io';
    const linesIn = (width: number): readonly string[] => evenLines(name, width, style, measure);
    const widths = Array.from({ length: 60 }, (_, index) => 330 - index * 4);
    for (const width of widths) {
      const lines = linesIn(width);
      expect(lines.join('')).toBe(name);
      expect(lines).toHaveLength(wrapText(name, width, style, measure).length);
      expect(Math.min(...lines.map(({ length }) => length))).toBeGreaterThan(2);
    }
    // A badge beside the first line breaks no part of the name.
    expect(evenLines('basket/worker', 125, style, measure, 42)).toEqual(['basket/', 'worker']);
    expect(widths.some((width) => wrapText(name, width, style, measure).at(-1) === 'io')).toBe(true);
  });
});
