/** Items by keys. Most keys of a large fleet have one item, which is kept without a list of its own. */
export class Grouped<T extends object> {
  readonly #byKey = new Map<string, T | T[]>();

  /** How many keys have items. */
  get size(): number {
    return this.#byKey.size;
  }

  /** Adds an item to those of a key. */
  add(key: string, item: T): void {
    const known = this.#byKey.get(key);
    if (known === undefined) this.#byKey.set(key, item);
    else if (Array.isArray(known)) known.push(item);
    else this.#byKey.set(key, [known, item]);
  }

  /** Returns the items of a key in the order in which they were added; none for a key that has none. */
  get(key: string): readonly T[] {
    const known = this.#byKey.get(key);
    if (known === undefined) return [];
    return Array.isArray(known) ? known : [known];
  }
}
