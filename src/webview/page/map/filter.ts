/** What of a map is shown: all of it, what is found, or what belongs to one thing. Whatever is shown has its whole path. */
import type { Line, Picture, Thing } from '../../../domain/picture/picture.ts';
import type { MapView } from '../../protocol/map.ts';
import type { MapLocal } from '../drawing/parts.ts';
import { t } from '../../../sentences/language.ts';

/** A choice of what is shown, with the number of what it is about. */
export interface MapChip {
  readonly id: string;
  readonly label: string;
  readonly count?: number;
}

const problemsChip = 'problems';

/** Returns the choices of a map: its errors and warnings, counted as in the tree, and its groups where there are several. */
export function chipsOf({ things, groups, problems }: MapView): readonly MapChip[] {
  const count = problems.filter(isWrong).length;
  const shownGroups = groups.filter(({ id }) => things.some(({ group }) => group === id));
  return [
    ...(count === 0 ? [] : [{ id: problemsChip, label: t`Problems`, count }]),
    ...(shownGroups.length < 2 ? [] : shownGroups.map(({ id, title }) => ({ id, label: title }))),
  ];
}

/** An error or a warning of what the map is about. */
function isWrong({ tone, isOfOthers }: MapView['problems'][number]): boolean {
  return (tone === 'error' || tone === 'warning') && isOfOthers !== true;
}

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

/** Returns what is shown of a map; a choice that it no longer has hides nothing. */
export function filterPicture(map: MapView, { query, chip, only }: Pick<MapLocal, 'query' | 'chip' | 'only'>): Picture {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const isOffered = chipsOf(map).some(({ id }) => id === chip);
  const parts = [
    ...(only === undefined ? [] : [pathOf(map, only)]),
    ...(isOffered ? [chip === problemsChip ? withProblems(map) : withNeighbours(map, isOfGroup(chip))] : []),
    ...(words.length === 0 ? [] : [withNeighbours(map, isFoundBy(words))]),
  ];
  return parts.reduce<Picture>((sum, part) => {
    const lines = sum.lines.filter(({ id }) => part.has(id));
    return { ...sum, lines, things: sum.things.filter(({ id }) => part.has(id)) };
  }, map);
}

function withNeighbours(picture: Picture, isWanted: (item: Thing | Line) => boolean): ReadonlySet<string> {
  const wantedItems = [...picture.things, ...picture.lines].filter(isWanted);
  return new Set(wantedItems.flatMap(({ id }) => [...pathOf(picture, id)]));
}

/** What is wrong with the cluster itself is no reason to show all that belongs to it. */
function withProblems(map: MapView): ReadonlySet<string> {
  const wrongItems = [...map.things, ...map.lines].filter(({ problems }) =>
    problems.some((index) => map.problems[index] !== undefined && isWrong(map.problems[index])),
  );
  const isRoot = (item: Thing | Line): boolean => 'column' in item && item.column === 0 && item.group === undefined;
  return new Set(wrongItems.flatMap((item) => (isRoot(item) ? [item.id] : [...pathOf(map, item.id)])));
}

function isOfGroup(group: string): (item: Thing | Line) => boolean {
  return (item) => 'column' in item && item.group === group;
}

function isFoundBy(words: readonly string[]): (item: Thing | Line) => boolean {
  return (item) => {
    const texts = [item.label, 'caption' in item ? item.caption : '', ...item.marks.map(({ word }) => word)];
    const text = texts.join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
