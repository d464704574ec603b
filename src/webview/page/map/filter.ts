/** What of a map is shown: all of it, what is found, or what belongs to one thing. Whatever is shown has its whole path. */
import type { Line, Picture, Thing } from '../../../domain/picture/picture.ts';
import type { MapLocal } from '../drawing/parts.ts';

/** The chip that shows only what something is wrong with. */
export const problemsChip = 'problems';

/** Returns the ids of a thing or line with everything that leads to it and everything that it leads to. */
export function pathOf({ things, lines }: Picture, id: string): ReadonlySet<string> {
  const line = lines.find((one) => one.id === id);
  const same = things.find((one) => one.id === id)?.same ?? [];
  const found = new Set([id, ...same]);
  const starts = line ? [] : [...found];
  if (line) {
    found.add(line.from).add(line.to);
    walk(lines, [line.from], found, 'to');
  }
  walk(lines, starts, found, 'to');
  walk(lines, starts, found, 'from');
  return found;
}

/** Follows lines away from things: to where they come from, or where they go. */
function walk(lines: readonly Line[], starts: readonly string[], found: Set<string>, end: 'from' | 'to'): void {
  const other = end === 'to' ? 'from' : 'to';
  for (const start of starts) {
    for (const line of lines.filter((one) => one[end] === start)) {
      found.add(line.id).add(line[other]);
      walk(lines, [line[other]], found, end);
    }
  }
}

/** Returns what is shown of a map. */
export function filtered(picture: Picture, { query, chip, only }: Pick<MapLocal, 'query' | 'chip' | 'only'>): Picture {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const parts = [
    ...(only === undefined ? [] : [pathOf(picture, only)]),
    ...(chip === '' ? [] : [union(picture, isOfChip(chip))]),
    ...(words.length === 0 ? [] : [union(picture, isFoundBy(words))]),
  ];
  return parts.reduce((one, shown) => {
    const lines = one.lines.filter(({ id }) => shown.has(id));
    return { ...one, lines, things: one.things.filter(({ id }) => shown.has(id)) };
  }, picture);
}

function union(picture: Picture, isWanted: (one: Thing | Line) => boolean): ReadonlySet<string> {
  const wanted = [...picture.things, ...picture.lines].filter(isWanted);
  return new Set(wanted.flatMap(({ id }) => [...pathOf(picture, id)]));
}

function isOfChip(chip: string): (one: Thing | Line) => boolean {
  if (chip === problemsChip) return ({ marks, ...one }) => marks.length > 0 && !('column' in one && one.column === 0);
  return (one) => 'column' in one && one.group === chip;
}

function isFoundBy(words: readonly string[]): (one: Thing | Line) => boolean {
  return (one) => {
    const texts = [one.label, 'caption' in one ? one.caption : '', ...one.marks.map(({ word }) => word)];
    const text = texts.join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
