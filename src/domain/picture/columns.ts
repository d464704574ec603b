/** How wide the columns of a map are, and the lanes between them, in the room that there is. */

/** The widths of the columns and of the lanes between them, from left to right, in pixels. */
export interface Columns {
  readonly first: number;
  readonly lane: number;
  readonly second: number;
  readonly roles: number;
  readonly third: number;
}

const parts = ['first', 'lane', 'second', 'roles', 'third'] as const;
type ColumnPart = (typeof parts)[number];

/** Narrower than this nothing gets: the map scrolls sideways. */
const leastOfAll: Columns = { first: 112, lane: 26, second: 138, roles: 112, third: 138 };
/** Wider than this nothing gets, but for the lane of the roles, which takes all that is left. */
const most: Columns = { first: 360, lane: 150, second: 420, roles: Infinity, third: 460 };
/** How what is left is shared. */
const shares: Columns = { first: 1, lane: 1, second: 3, roles: 3, third: 3 };

/**
 * Returns the widths: those that are asked for where there is room, and wider where there is more. Where there is less, they
 * become narrower in steps, each down to its own limits, before those of the next count.
 */
export function columnsIn(room: number, askedWidths: Columns, steps: readonly Columns[] = [leastOfAll]): Columns {
  const atLeast = (widths: Columns): Columns =>
    each((part) => (askedWidths[part] === 0 ? 0 : Math.max(leastOfAll[part], widths[part])));
  const widths = atLeast(askedWidths);
  const spare = room - total(widths);
  if (spare >= 0) return grown(widths, spare);
  return steps.reduce(
    (columns, limits) => shrunk(columns, Math.max(0, total(columns) - room), atLeast(limits)),
    widths,
  );
}

function each(widthOf: (part: ColumnPart) => number): Columns {
  return {
    first: widthOf('first'),
    lane: widthOf('lane'),
    second: widthOf('second'),
    roles: widthOf('roles'),
    third: widthOf('third'),
  };
}

function total(columns: Columns): number {
  return parts.reduce((sum, part) => sum + columns[part], 0);
}

function grown(columns: Columns, room: number): Columns {
  const open = parts.filter((part) => columns[part] > 0 && columns[part] < most[part]);
  const share = room / open.reduce((sum, part) => sum + shares[part], 0);
  const next = each((part) =>
    open.includes(part) ? Math.min(most[part], columns[part] + share * shares[part]) : columns[part],
  );
  const remaining = room - (total(next) - total(columns));
  return remaining < 1 || open.length === 0 ? each((part) => Math.floor(next[part])) : grown(next, remaining);
}

/** The widest parts give first. */
function shrunk(columns: Columns, by: number, least: Columns): Columns {
  const open = parts.filter((part) => columns[part] > least[part]);
  if (by < 1 || open.length === 0) return each((part) => Math.floor(columns[part]));
  const sizes = [...new Set(open.map((part) => columns[part]))].toSorted((a, b) => b - a);
  const [widest = 0, next = 0] = sizes;
  const giving = open.filter((part) => columns[part] === widest);
  const step = Math.min(by / giving.length, widest - next);
  const less = each((part) =>
    giving.includes(part) ? Math.max(least[part], columns[part] - Math.max(1, step)) : columns[part],
  );
  return shrunk(less, by - (total(columns) - total(less)), least);
}
