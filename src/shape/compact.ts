const empty: readonly never[] = [];

/** Returns an equal list without room to grow, for thousands that are kept; all empty ones are the same. */
export function compact<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? empty : [...list];
}
