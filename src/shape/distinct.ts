/** Returns the items without duplicates: the first of several with the same key. */
export function distinctBy<T>(items: Iterable<T>, keyOf: (item: T) => string): T[] {
  const itemByKey = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (!itemByKey.has(key)) itemByKey.set(key, item);
  }
  return [...itemByKey.values()];
}
