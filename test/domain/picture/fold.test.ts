import { describe, expect, it } from 'vitest';
import { foldPicture } from '../../../src/domain/picture/fold.ts';
import type { Line, Mark, Picture, Thing } from '../../../src/domain/picture/picture.ts';

const box = (id: string, column: 0 | 1 | 2, more: Partial<Thing> = {}): Thing => ({
  id,
  column,
  icon: 'identity',
  label: id,
  caption: 'registry',
  marks: [],
  problems: [],
  ...more,
});
const line = (from: string, to: string, label = '', more: Partial<Line> = {}): Line => ({
  id: `${from} > ${to} ${label}`,
  from,
  to,
  label,
  kind: 'granted',
  marks: [],
  problems: [],
  ...more,
});
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
const wrong: readonly Mark[] = [{ tone: 'error', word: 'no token' }];

/** This many workloads, each with its own registry; the last one gets no token. */
function workloads(count: number): Picture {
  const ids = range(count).map((index) => `id-${index}`);
  return {
    groups: [{ id: 'workloads', title: 'Workloads' }],
    things: [
      box('c', 0),
      ...ids.map((id, index) => box(id, 1, { group: 'workloads', ...(index === count - 1 ? { marks: wrong } : {}) })),
      ...ids.map((id) => box(`acr of ${id}`, 2)),
    ],
    lines: [...ids.map((id) => line('c', id)), ...ids.map((id) => line(id, `acr of ${id}`, 'AcrPull'))],
  };
}

/** One identity with the same role on so many registries. */
function pulls(count: number): Picture {
  const ids = range(count).map((index) => `acr-${index}`);
  return {
    groups: [],
    things: [box('c', 0), box('i', 1), ...ids.map((id) => box(id, 2))],
    lines: [line('c', 'i'), ...ids.map((id) => line('i', id, 'AcrPull'))],
  };
}

describe('a long group', () => {
  it('is folded into one thing with a count, and what is wrong in it stays in sight', () => {
    const { things, lines } = foldPicture(workloads(100));
    const stack = things.find(({ folded }) => folded !== undefined)!;
    expect(stack).toMatchObject({ folded: 92, label: '92 more', column: 1, group: 'workloads' });
    expect(things.map(({ id }) => id)).toContain('id-100');
    expect(things).toHaveLength(1 + 8 + 1 + 8);
    expect(lines.filter(({ to }) => to === stack.id)).toMatchObject([{ from: 'c' }]);
  });

  it('has the signs of all that it stands for where more is wrong than stays in sight', () => {
    const all = workloads(100);
    const marked = { ...all, things: all.things.map((one) => (one.column === 1 ? { ...one, marks: wrong } : one)) };
    expect(foldPicture(marked).things.find(({ folded }) => folded !== undefined)!.marks).toHaveLength(92);
  });

  it('is shown whole where it is unfolded, and where it is not long', () => {
    expect(foldPicture(workloads(100), new Set(['fold workloads']))).toEqual(workloads(100));
    expect(foldPicture(workloads(14))).toEqual(workloads(14));
  });
});

describe('many places of one role', () => {
  it('are one thing with their number and kind', () => {
    const { things, lines } = foldPicture(pulls(17));
    expect(things.map(({ label }) => label)).toEqual(['c', 'i', '17 × registry']);
    expect(lines.map(({ label }) => label)).toEqual(['', 'AcrPull']);
  });

  it('stay apart where there are few, where something is wrong, and where someone else reaches them', () => {
    expect(foldPicture(pulls(7))).toEqual(pulls(7));
    const all = pulls(9);
    const missing = {
      ...all,
      lines: all.lines.map((one) => (one.label === '' ? one : { ...one, kind: 'missing' as const })),
    };
    expect(foldPicture(missing)).toEqual(missing);
    const shared = {
      ...all,
      things: [...all.things, box('j', 1)],
      lines: [...all.lines, ...range(9).map((index) => line('j', `acr-${index}`, 'Reader'))],
    };
    expect(foldPicture(shared)).toEqual(shared);
  });
});
