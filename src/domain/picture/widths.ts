/** How wide the columns of a map are for what is written in them. */
import { leastWidth, narrowestWidth, widthOfName, widthUnbroken } from './boxes.ts';
import { columnsIn, type Columns } from './columns.ts';
import { besideWords, labelWidths, laneOf, leastBesideWords, type Lane } from './lines.ts';
import type { Mark, Picture } from './picture.ts';
import type { Measure } from './text.ts';

/** The widths of a map's columns, the lane of its roles, and how wide what stands on top wants to be. */
interface Widths {
  readonly columns: Columns;
  readonly lane: Lane;
  readonly top: number;
}

/** What the widths depend on besides the picture; where it is on top, the first column takes no room. */
interface WidthsRoom {
  readonly room: number;
  readonly isOnTop: boolean;
  readonly sums: ReadonlyMap<string, readonly Mark[]>;
  readonly measure: Measure;
}

/** The longest word of the names of built-in roles is shorter. */
const widestWord = 110;

/** Returns the widths: where there is less room, what is below names breaks first, then the words on lines, and names last. */
export function widthsOf(picture: Picture, { room, isOnTop, sums, measure }: WidthsRoom): Widths {
  const most = (column: number, widthOf: typeof widthUnbroken): number => {
    const columnThings = picture.things.filter((thing) => thing.column === column);
    return Math.max(0, ...columnThings.map((thing) => widthOf(thing, sums.get(thing.id) ?? [], measure)));
  };
  const hasPlaces = picture.things.some(({ column }) => column === 2);
  const words = picture.lines.filter(({ label }) => label !== '').map((line) => labelWidths(line, measure));
  const wholeWords = Math.max(0, ...words.map(({ whole }) => whole));
  const longestPart = Math.max(0, ...words.map(({ part }) => part));
  // No word of a role breaks, except for a very long one.
  const unbroken = Math.min(longestPart, widestWord) + leastBesideWords;
  const widths = (widthOf: typeof widthUnbroken, lane: number, roles: number): Columns => ({
    first: isOnTop ? 0 : most(0, widthOf),
    lane: isOnTop ? 0 : lane,
    second: most(1, widthOf),
    roles: hasPlaces ? roles : 0,
    third: most(2, widthOf),
  });
  const columns = columnsIn(room, widths(widthUnbroken, 48, wholeWords + 130), [
    widths(widthOfName, 30, wholeWords + besideWords),
    widths(widthOfName, 0, longestPart + besideWords),
    widths(widthOfName, 0, longestPart + leastBesideWords),
    widths(leastWidth, 0, unbroken),
    widths(narrowestWidth, 0, unbroken),
  ]);
  return { columns, lane: laneOf(columns.roles, wholeWords), top: most(0, widthUnbroken) };
}
