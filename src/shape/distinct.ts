/** Returns the items without duplicates: the first of several with the same key. */
export function distinctBy<T>(items: Iterable<T>, keyOf: (item: T) => string): T[] {
  const itemByKey = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (!itemByKey.has(key)) itemByKey.set(key, item);
  }
  return [...itemByKey.values()];
}

/** Adds an item to the list of its key. */
export function addTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const known = lists.get(key);
  if (known) known.push(item);
  else lists.set(key, [item]);
}

/** Adds an item unless its key has one. */
export function addOnce<T>(items: Map<string, T>, key: string, item: T): void {
  if (!items.has(key)) items.set(key, item);
}
