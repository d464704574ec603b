/** Gives everything on a map a place. The same map in the same room gets the same places. */
import { sumsOf, writeBox, type WrittenBox } from './boxes.ts';
import type { Columns } from './columns.ts';
import { branchBetween, curveBetween, lineLabel, roleLine, spineAt, type Lane, type LineLabel } from './lines.ts';
import { linesFrom, worstOf, type Line, type Mark, type MarkTone, type Picture, type Thing } from './picture.ts';
import type { Measure } from './text.ts';
import { widthsOf } from './widths.ts';

/** A box with its place: that of its upper left corner. */
export interface PlacedBox extends WrittenBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** How bad it is with what leads there and from there; left out where all is in order. */
  readonly tone?: MarkTone;
}

/** A line with its way. */
export interface PlacedLine {
  readonly line: Line;
  /** The `d` of its path. */
  readonly d: string;
  /** A point on it where a sign has room. */
  readonly at: readonly [x: number, y: number];
  readonly label?: LineLabel;
}

/** A heading with the left end of its baseline. */
export interface PlacedHeading {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** A map with a place for everything. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly headings: readonly PlacedHeading[];
  readonly boxes: readonly PlacedBox[];
  readonly lines: readonly PlacedLine[];
  /** The line that everything hangs from, where it starts on top. */
  readonly spine?: string;
}

/** The room that there is, and how texts are measured. */
export interface Room {
  /** In pixels; the map is as wide as that unless it can't be read then, and as high as it takes. */
  readonly width: number;
  readonly measure: Measure;
}

const margin = 14;
/** Between two boxes of a column, two groups, and a heading and what is under it. */
const gap = 12;
const groupGap = 10;
const headingHeight = 22;
/** In less room, the one thing that everything starts from stands on top; so does, in much less, one that has a heading. */
const narrow = { root: 780, headed: 600 } as const;
const trunkWidth = 22;
/** The middle of a box above this is in sight in the lowest frame. */
const lowest = 260;

/** What the parts of a layout share. */
interface Grid {
  readonly picture: Picture;
  readonly columns: Columns;
  /** That of the roles. */
  readonly lane: Lane;
  /** How wide the boxes of the three columns are. */
  readonly widths: readonly [number, number, number];
  /** The left ends of the three columns. */
  readonly lefts: readonly [number, number, number];
  readonly isOnTop: boolean;
  readonly written: ReadonlyMap<string, WrittenBox>;
  readonly from: ReadonlyMap<string, readonly Line[]>;
  readonly measure: Measure;
}

/** Gives everything a place. */
export function layOut(picture: Picture, { width, measure }: Room): Scene {
  const plan = planOf(picture, width, measure);
  const [starts, holders] = [0, 1].map((column) => inGroups(plan, column));
  const [start] = starts ?? [];
  const above = start?.group === undefined ? 0 : headingHeight;
  const top = plan.isOnTop ? margin + above + (heightOf(plan, start?.id) ?? 0) + gap : margin;
  const atTop = placeRows(plan, holders ?? [], top);
  const placedStarts = placeStarts(plan, starts ?? [], atTop);
  const drop = plan.isOnTop ? 0 : dropOf(placedStarts, atTop);
  const right = drop === 0 ? atTop : placeRows(plan, holders ?? [], top + drop);
  const headings = [...placedStarts.headings, ...right.headings];
  const boxes = [...placedStarts.boxes, ...right.boxes];
  const lines = [...tiesOf(plan, boxes), ...right.lines];
  const labels = right.lines.flatMap(({ label }) => label ?? []);
  const { columns, lefts } = plan;
  return {
    width: Math.max(width, lefts[2] + columns.third + margin),
    height: Math.ceil(Math.max(0, ...[...boxes, ...labels].map(({ y, height }) => y + height)) + margin),
    headings,
    boxes,
    lines,
    ...(plan.isOnTop ? spineOf(placedStarts.boxes, right.boxes) : {}),
  };
}

function spineOf(starts: readonly PlacedBox[], otherBoxes: readonly PlacedBox[]): Pick<Scene, 'spine'> {
  const last = otherBoxes.filter(({ thing }) => thing.column === 1).at(-1);
  const [start] = starts;
  if (start === undefined || last === undefined) return {};
  return { spine: `M${start.x + spineAt} ${start.y + start.height}V${last.y + last.height / 2 - 5}` };
}

function planOf(picture: Picture, width: number, measure: Measure): Grid {
  const sums = sumsOf(picture);
  const [start, ...otherStarts] = picture.things.filter(({ column }) => column === 0);
  const isAlone = start !== undefined && otherStarts.length === 0;
  const isOnTop = isAlone && width < (start.group === undefined ? narrow.root : narrow.headed);
  const room = width - 2 * margin - (isOnTop ? trunkWidth : 0);
  const { columns, lane, top: ofTop } = widthsOf(picture, { room, isOnTop, sums, measure });
  const second = margin + (isOnTop ? trunkWidth : columns.first + columns.lane);
  const top = isOnTop ? Math.min(room, Math.max(ofTop, columns.second)) : columns.first;
  const widths = [top, columns.second, columns.third] as const;
  const writeOne = (thing: Thing): WrittenBox =>
    writeBox(thing, widths[thing.column], sums.get(thing.id) ?? [], measure);
  return {
    picture,
    isOnTop,
    measure,
    widths,
    columns,
    lane,
    lefts: [margin, second, second + columns.second + columns.roles],
    written: new Map(picture.things.map((thing) => [thing.id, writeOne(thing)])),
    from: linesFrom(picture),
  };
}

function heightOf({ written }: Grid, id: string | undefined): number | undefined {
  return id === undefined ? undefined : written.get(id)?.height;
}

/** The things of a column, those of the first group first. */
function inGroups({ picture }: Grid, column: number): readonly Thing[] {
  const order = new Map(picture.groups.map(({ id }, index) => [id, index]));
  const columnThings = picture.things.filter((thing) => thing.column === column);
  return columnThings.toSorted((a, b) => (order.get(a.group ?? '') ?? -1) - (order.get(b.group ?? '') ?? -1));
}

interface PlacedBoxes {
  readonly boxes: readonly PlacedBox[];
  readonly headings: readonly PlacedHeading[];
}

function placeBox(plan: Grid, thing: Thing, y: number): PlacedBox {
  const { widths, lefts, written, picture } = plan;
  const ownBox = written.get(thing.id);
  if (ownBox === undefined) throw new Error(`${thing.id} is not on the map.`);
  const marks: readonly Mark[] = [
    ...thing.marks,
    ...picture.lines.filter(({ from, to }) => from === thing.id || to === thing.id).flatMap((line) => line.marks),
  ];
  const tone = worstOf(marks);
  return {
    ...ownBox,
    x: lefts[thing.column],
    y,
    width: widths[thing.column],
    ...(tone === undefined ? {} : { tone }),
  };
}

/** Below each other, with the heading of each group before its first. */
function placeColumn(
  plan: Grid,
  things: readonly Thing[],
  top: number,
  place: (thing: Thing, y: number) => number,
): readonly PlacedHeading[] {
  const headings: PlacedHeading[] = [];
  let y = top;
  let before: string | undefined;
  for (const thing of things) {
    const title = plan.picture.groups.find(({ id }) => id === thing.group)?.title;
    if (title !== undefined && thing.group !== before) {
      if (before !== undefined) y += groupGap;
      headings.push({ text: title, x: plan.lefts[thing.column], y: y + 12 });
      y += headingHeight;
    }
    before = thing.group;
    y = place(thing, y) + gap;
  }
  return headings;
}

function placeRows(plan: Grid, holders: readonly Thing[], top: number): PlacedBoxes & { lines: readonly PlacedLine[] } {
  const boxes: PlacedBox[] = [];
  const rows: Way[] = [];
  const housed = new Map<string, PlacedBox>();
  const headings = placeColumn(plan, holders, top, (holder, y) => {
    const height = heightOf(plan, holder.id) ?? 0;
    const { end, level } = placeRowsOf(plan, holder, { y, height }, { rows, housed });
    const ownTop = Math.round(level - height / 2);
    boxes.push(placeBox(plan, holder, ownTop));
    return Math.max(end, ownTop + height);
  });
  const allBoxes = [...boxes, ...housed.values()];
  const byId = new Map(allBoxes.map((boxOfThing) => [boxOfThing.thing.id, boxOfThing]));
  return { boxes: allBoxes, headings, lines: rows.flatMap((row) => wayOf(plan, row, byId)) };
}

/** A role on its way: its line, where its label stands, and how that breaks. */
interface Way {
  readonly line: Line;
  readonly y: number;
  readonly lines: ReturnType<typeof lineLabel>;
}

/**
 * Places the roles of a holder below each other, and beside them the places that no one before it reached. Returns where they
 * end, and the height at which the holder stands: that of the first.
 */
function placeRowsOf(
  plan: Grid,
  holder: Thing,
  at: { readonly y: number; readonly height: number },
  { rows, housed }: { readonly rows: Way[]; readonly housed: Map<string, PlacedBox> },
): { readonly end: number; readonly level: number } {
  const { picture, lane, measure } = plan;
  const byPlace = Map.groupBy(plan.from.get(holder.id) ?? [], ({ to }) => to);
  const sized = [...byPlace].map(([to, lines]) => {
    const labels = lines.map((line) => ({ line, lines: lineLabel(line, lane, measure) }));
    const high = labels.reduce((sum, label) => sum + label.lines.height + 6, 0);
    const isNew = !housed.has(to);
    return { to, labels, high, isNew, height: Math.max(high, isNew ? (heightOf(plan, to) ?? 0) : 0) };
  });
  const level = at.y + Math.max(at.height, sized[0]?.height ?? 0) / 2;
  let y = level - (sized[0]?.height ?? 0) / 2;
  for (const { to, labels, high, isNew, height } of sized) {
    let labelTop = y + (height - high) / 2;
    for (const { line, lines } of labels) {
      rows.push({ line, lines, y: Math.round(labelTop + (lines.height + 6) / 2) });
      labelTop += lines.height + 6;
    }
    const thing = picture.things.find(({ id }) => id === to);
    if (isNew && thing) {
      housed.set(to, placeBox(plan, thing, Math.round(y + (height - (heightOf(plan, to) ?? 0)) / 2)));
    }
    y += height + (isNew ? gap : 4);
  }
  return { end: y - gap, level };
}

function wayOf({ lane, lefts }: Grid, { line, y, lines }: Way, boxes: ReadonlyMap<string, PlacedBox>): PlacedLine[] {
  const from = boxes.get(line.from);
  const to = boxes.get(line.to);
  if (from === undefined || to === undefined) return [];
  const ends = { left: from.x + from.width, right: lefts[2], bend: lane.bend };
  return [{ line, ...roleLine({ from, to, y, lane: ends, lines }) }];
}

/** What everything starts from, at the height of the first of it, in sight when the map opens. */
function placeStarts(plan: Grid, starts: readonly Thing[], right: PlacedBoxes): PlacedBoxes {
  const first = right.boxes.find(({ thing }) => thing.column === 1);
  const centre = first === undefined ? margin : first.y + first.height / 2;
  const [only, ...otherStarts] = starts;
  if (only !== undefined && only.group === undefined && otherStarts.length === 0) {
    const y = plan.isOnTop ? margin : Math.round(centre - (heightOf(plan, only.id) ?? 0) / 2);
    return { boxes: [placeBox(plan, only, y)], headings: [] };
  }
  const boxes: PlacedBox[] = [];
  const headings = placeColumn(plan, starts, margin, (thing, y) => {
    boxes.push(placeBox(plan, thing, y));
    return y + (heightOf(plan, thing.id) ?? 0);
  });
  return { boxes, headings };
}

/** How much lower a lone holder has to be to stand beside the middle of all that uses it, and in sight. */
function dropOf({ boxes: [first, ...otherStarts] }: PlacedBoxes, { boxes }: PlacedBoxes): number {
  const [holder, ...otherHolders] = boxes.filter(({ thing }) => thing.column === 1);
  if (first?.thing.group === undefined || holder === undefined || otherHolders.length > 0) return 0;
  const last = otherStarts.at(-1) ?? first;
  const middle = Math.min(lowest, (first.y + last.y + last.height) / 2);
  return Math.max(0, Math.round(middle - (holder.y + holder.height / 2)));
}

/** The lines between the first two columns. */
function tiesOf({ picture, isOnTop }: Grid, boxes: readonly PlacedBox[]): readonly PlacedLine[] {
  const byId = new Map(boxes.map((boxOfThing) => [boxOfThing.thing.id, boxOfThing]));
  return picture.lines.flatMap((line): PlacedLine[] => {
    const from = byId.get(line.from);
    const to = byId.get(line.to);
    if (from?.thing.column !== 0 || to?.thing.column !== 1) return [];
    return [{ line, ...(isOnTop ? branchBetween(from, to) : curveBetween(from, to)) }];
  });
}
