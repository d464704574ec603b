import type { Row } from './row.ts';

/**
 * The rows that VS Code was given. It knows a row by its object, and forgets those below a row that it is told to draw
 * again: a menu that is open on one of them would lose what it works at. So the object of a row stays, what it says is
 * renewed in place, and only what reads differently is drawn again.
 */
export interface KeptRows {
  /** The objects for the rows below a parent (none: the roots) that VS Code asks for. */
  give(parent: Row | undefined, rows: readonly Row[]): Row[];
  /** True if VS Code has asked for the rows below the parent, and was not told to draw the parent again since. */
  isGiven(parent: Row | undefined): boolean;
  /** Renews the rows below a parent; returns those to draw again, `undefined` among them for all. */
  renew(parent: Row | undefined, rows: readonly Row[]): readonly (Row | undefined)[];
  /** Forgets what was given below a row, which is to be drawn again; everything without a row. */
  drop(row?: Row): void;
}

type Mutable = Record<string, unknown>;

/** Rows, none given yet. */
export function createKeptRows(): KeptRows {
  const objects = new Map<string, Row>();
  const given = new Map<string, readonly Row[]>();
  const keyOf = (row: Row | undefined): string => row?.key ?? '';

  function objectOf(row: Row): Row {
    const kept = objects.get(row.key) ?? { ...row };
    objects.set(row.key, kept);
    if (kept !== row) become(kept, row);
    return kept;
  }

  function drop(row: Row | undefined): void {
    if (row === undefined) {
      objects.clear();
      given.clear();
      return;
    }
    const below = given.get(row.key) ?? [];
    given.delete(row.key);
    for (const child of below) drop(child);
  }

  function again(row: Row | undefined): readonly (Row | undefined)[] {
    drop(row);
    return [row];
  }

  function renew(parent: Row | undefined, rows: readonly Row[]): readonly (Row | undefined)[] {
    const before = given.get(keyOf(parent));
    if (before === undefined) return [];
    const isSameList = before.length === rows.length && before.every(({ key }, index) => key === rows[index]?.key);
    if (!isSameList) return again(parent);
    return rows.flatMap((row, index) => {
      const kept = before[index] ?? row;
      const isSame = saysTheSame(kept, row);
      become(kept, row);
      if (!isSame) return again(kept);
      return Array.isArray(row.children) ? renew(kept, row.children) : [];
    });
  }

  return {
    give(parent, rows) {
      const kept = rows.map(objectOf);
      given.set(keyOf(parent), kept);
      return [...kept];
    },
    isGiven: (parent) => given.has(keyOf(parent)),
    renew,
    drop,
  };
}

function become(kept: Row, row: Row): void {
  const target = kept as unknown as Mutable;
  for (const name of Object.keys(target)) if (!(name in row)) delete target[name];
  Object.assign(target, row);
}

/** True if the rows themselves say the same, and can both be unfolded, or neither. There may be thousands of them. */
function saysTheSame(one: Row, other: Row): boolean {
  if (folds(one) !== folds(other)) return false;
  const before = new Map<string, unknown>(Object.entries(one));
  const now = Object.entries(other);
  if (before.size !== now.length) return false;
  return now.every(([name, value]: [string, unknown]) => {
    const was = before.get(name);
    if (was === value || name === 'children') return before.has(name);
    return typeof value === 'object' && JSON.stringify(was) === JSON.stringify(value);
  });
}

function folds({ children }: Row): boolean {
  return children === 'later' || (children !== undefined && children.length > 0);
}
