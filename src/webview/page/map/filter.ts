/** What of a map is shown: all of it, what is found, or what belongs to one thing. Whatever is shown has its whole path. */
import type { Line, Picture, Thing } from '../../../domain/picture/picture.ts';
import type { MapLocal } from '../drawing/parts.ts';

/** The chip that shows only what something is wrong with. */
export const problemsChip = 'problems';

/** Returns the ids of a thing or line with everything that leads to it and everything that it leads to. */
export function pathOf({ things, lines }: Picture, id: string): ReadonlySet<string> {
  const line = lines.find((candidate) => candidate.id === id);
  const same = things.find((thing) => thing.id === id)?.same ?? [];
  const startIds = new Set([id, ...same]);
  const starts = line ? [] : [...startIds];
  if (line) {
    startIds.add(line.from).add(line.to);
    walk(lines, [line.from], startIds, 'to');
  }
  walk(lines, starts, startIds, 'to');
  walk(lines, starts, startIds, 'from');
  return startIds;
}

/** Follows lines away from things: to where they come from, or where they go. */
function walk(lines: readonly Line[], starts: readonly string[], reached: Set<string>, end: 'from' | 'to'): void {
  const farEnd = end === 'to' ? 'from' : 'to';
  for (const start of starts) {
    for (const line of lines.filter((candidate) => candidate[end] === start)) {
      reached.add(line.id).add(line[farEnd]);
      walk(lines, [line[farEnd]], reached, end);
    }
  }
}

/** Returns what is shown of a map. */
export function filterPicture(
  picture: Picture,
  { query, chip, only }: Pick<MapLocal, 'query' | 'chip' | 'only'>,
): Picture {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const parts = [
    ...(only === undefined ? [] : [pathOf(picture, only)]),
    ...(chip === '' ? [] : [withNeighbours(picture, isOfChip(chip))]),
    ...(words.length === 0 ? [] : [withNeighbours(picture, isFoundBy(words))]),
  ];
  return parts.reduce((sum, part) => {
    const lines = sum.lines.filter(({ id }) => part.has(id));
    return { ...sum, lines, things: sum.things.filter(({ id }) => part.has(id)) };
  }, picture);
}

function withNeighbours(picture: Picture, isWanted: (item: Thing | Line) => boolean): ReadonlySet<string> {
  const wantedItems = [...picture.things, ...picture.lines].filter(isWanted);
  return new Set(wantedItems.flatMap(({ id }) => [...pathOf(picture, id)]));
}

function isOfChip(chip: string): (item: Thing | Line) => boolean {
  if (chip === problemsChip) return ({ marks, ...one }) => marks.length > 0 && !('column' in one && one.column === 0);
  return (item) => 'column' in item && item.group === chip;
}

function isFoundBy(words: readonly string[]): (item: Thing | Line) => boolean {
  return (item) => {
    const texts = [item.label, 'caption' in item ? item.caption : '', ...item.marks.map(({ word }) => word)];
    const text = texts.join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
