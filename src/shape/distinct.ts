/** Returns the items without duplicates: the first of several with the same key. */
export function distinctBy<T>(all: Iterable<T>, keyOf: (one: T) => string): T[] {
  const found = new Map<string, T>();
  for (const one of all) {
    const key = keyOf(one);
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}
