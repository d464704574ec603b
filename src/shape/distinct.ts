/** Returns the things with one of those that have the same key: the first, in its place. */
export function distinctBy<T>(all: Iterable<T>, keyOf: (one: T) => string): T[] {
  const found = new Map<string, T>();
  for (const one of all) {
    const key = keyOf(one);
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}
