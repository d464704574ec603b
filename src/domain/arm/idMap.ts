import { keptText } from '../../memory/kept.ts';
import { idKey } from './resourceId.ts';

/** What a table by ids answers. */
export interface ReadonlyIdMap<V> {
  readonly size: number;
  get(id: string): V | undefined;
  has(id: string): boolean;
  /** In the order in which their ids came. */
  values(): Iterable<V>;
}

/** A table by ids in any casing. */
export class IdMap<V> implements ReadonlyIdMap<V> {
  readonly #byKey = new Map<string, V>();

  get size(): number {
    return this.#byKey.size;
  }

  get(id: string): V | undefined {
    return this.#byKey.get(idKey(id));
  }

  has(id: string): boolean {
    return this.#byKey.has(idKey(id));
  }

  set(id: string, value: V): this {
    this.#byKey.set(keptText(idKey(id)), value);
    return this;
  }

  values(): Iterable<V> {
    return this.#byKey.values();
  }
}
