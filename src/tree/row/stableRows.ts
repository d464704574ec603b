import type { Row } from './row.ts';

/**
 * Holds the rows that VS Code was given. VS Code identifies a row by its object, and forgets the rows below one that is
 * redrawn: a menu that is open on one of them would lose its target. So each row keeps its object, its content is
 * replaced in place, and only rows that read differently are redrawn.
 */
export interface StableRows {
  /** Returns the objects for the rows below a parent that VS Code asks for; without a parent, for the top rows. */
  give(parent: Row | undefined, rows: readonly Row[]): Row[];
  /** Returns true if VS Code has asked for the rows below the parent, and has not had to redraw the parent since. */
  isGiven(parent: Row | undefined): boolean;
  /** Replaces the rows below a parent, and returns those to redraw; `undefined` among them means all. */
  renew(parent: Row | undefined, rows: readonly Row[]): readonly (Row | undefined)[];
  /** Returns the parent of a row; none for a top row. */
  parentOf(row: Row): Row | undefined;
  /** Forgets what was given below a row that will be redrawn; without a row, everything. */
  drop(row?: Row): void;
  /** Returns, once each, the unfolded rows that were to be redrawn and for which VS Code has not asked since. */
  takeUnasked(): readonly Row[];
}

type Mutable = Record<string, unknown>;

/** Creates the rows; none is given yet. */
export function createStableRows(): StableRows {
  const objects = new Map<string, Row>();
  const givenRows = new Map<string, readonly Row[]>();
  const unasked = new Map<string, Row>();
  const keyOf = (row: Row | undefined): string => row?.key ?? '';

  function objectOf(row: Row): Row {
    const object = objects.get(row.key) ?? { ...row };
    objects.set(row.key, object);
    if (object !== row) become(object, row);
    return object;
  }

  function drop(row: Row | undefined): void {
    if (row === undefined) {
      for (const cache of [objects, givenRows, unasked]) cache.clear();
      return;
    }
    if (givenRows.has(row.key)) unasked.set(row.key, row);
    dropBelow(row);
  }

  function dropBelow(row: Row): void {
    const below = givenRows.get(row.key) ?? [];
    givenRows.delete(row.key);
    for (const child of below) {
      dropBelow(child);
      unasked.delete(child.key);
    }
  }

  function again(row: Row | undefined): readonly (Row | undefined)[] {
    drop(row);
    return [row];
  }

  function renew(parent: Row | undefined, rows: readonly Row[]): readonly (Row | undefined)[] {
    const before = givenRows.get(keyOf(parent));
    if (before === undefined) return [];
    const isSameList = before.length === rows.length && before.every(({ key }, index) => key === rows[index]?.key);
    if (!isSameList) return again(parent);
    return rows.flatMap((row, index) => {
      const object = before[index] ?? row;
      const isSame = saysTheSame(object, row);
      become(object, row);
      if (!isSame) return again(object);
      return Array.isArray(row.children) ? renew(object, row.children) : [];
    });
  }

  return {
    give(parent, rows) {
      const objectsNow = rows.map(objectOf);
      givenRows.set(keyOf(parent), objectsNow);
      unasked.delete(keyOf(parent));
      return [...objectsNow];
    },
    isGiven: (parent) => givenRows.has(keyOf(parent)),
    parentOf(row) {
      const [key = ''] = [...givenRows].find(([, rows]) => rows.some((givenRow) => givenRow.key === row.key)) ?? [];
      return key === '' ? undefined : objects.get(key);
    },
    renew,
    drop,
    takeUnasked() {
      const rows = [...unasked.values()];
      unasked.clear();
      return rows;
    },
  };
}

function become(object: Row, row: Row): void {
  const target = object as unknown as Mutable;
  for (const name of Object.keys(target)) if (!(name in row)) delete target[name];
  Object.assign(target, row);
}

/** Returns true if the rows read the same, and if both or neither can be unfolded. Cheap, because there may be thousands of them. */
function saysTheSame(a: Row, b: Row): boolean {
  if (isFoldable(a) !== isFoldable(b)) return false;
  const [before, after] = [a, b] as unknown as readonly [Mutable, Mutable];
  const names = Object.keys(after);
  if (Object.keys(before).length !== names.length) return false;
  return names.every((name) => {
    const [was, value] = [before[name], after[name]];
    if (was === value || name === 'children') return name in before;
    return typeof value === 'object' && JSON.stringify(was) === JSON.stringify(value);
  });
}

function isFoldable({ children }: Row): boolean {
  return children === 'later' || (children !== undefined && children.length > 0);
}
