import { idKey, sameId } from './resourceId.ts';

/** What a table by ids answers. */
export interface ReadonlyIdMap<V> {
  readonly size: number;
  get(id: string): V | undefined;
  has(id: string): boolean;
  /** In the order in which their ids came. */
  values(): readonly V[];
}

/**
 * A table by ids in any casing. A map by `idKey` would keep a second text of each id, and of a large fleet these take more memory
 * than what it finds; this one keeps the ids that it was given, and numbers made from them.
 */
export class IdMap<V> implements ReadonlyIdMap<V> {
  readonly #ids: string[] = [];
  readonly #values: V[] = [];
  /** Where each id is, plus one, at the place that its hash says or after it; at least half of the places are 0. */
  #places = new Int32Array(16);

  get size(): number {
    return this.#ids.length;
  }

  get(id: string): V | undefined {
    const at = this.#find(id);
    return at < 0 ? undefined : this.#values[at];
  }

  has(id: string): boolean {
    return this.#find(id) >= 0;
  }

  set(id: string, value: V): this {
    const at = this.#find(id);
    if (at >= 0) {
      this.#values[at] = value;
      return this;
    }
    this.#ids.push(id);
    this.#values.push(value);
    if (this.#ids.length * 2 > this.#places.length) this.#grow();
    else this.#put(id, this.#ids.length);
    return this;
  }

  values(): readonly V[] {
    return this.#values;
  }

  #find(id: string): number {
    const last = this.#places.length - 1;
    for (let place = hashOf(id) & last; ; place = (place + 1) & last) {
      const at = (this.#places[place] ?? 0) - 1;
      if (at < 0 || sameId(this.#ids[at], id)) return at;
    }
  }

  #put(id: string, at: number): void {
    const last = this.#places.length - 1;
    let place = hashOf(id) & last;
    while (this.#places[place] !== 0) place = (place + 1) & last;
    this.#places[place] = at;
  }

  #grow(): void {
    this.#places = new Int32Array(this.#places.length * 2);
    this.#ids.forEach((id, index) => this.#put(id, index + 1));
  }
}

/** Returns the same number for equal ids (FNV-1a); without a new text, unless the id is an unusual one. */
function hashOf(id: string): number {
  const isUsual = id.length > 1 && id.startsWith('/') && id[1] !== '/' && !id.endsWith('/');
  let hash = firstHash;
  for (let index = 0; index < id.length; index++) {
    const code = id.charCodeAt(index);
    if (!isUsual || code > lastOfAscii) return hashOfText(idKey(id));
    hash = Math.imul(hash ^ (code >= 0x41 && code <= 0x5a ? code + 0x20 : code), hashPrime);
  }
  return isUsual ? hash : hashOfText(idKey(id));
}

function hashOfText(text: string): number {
  let hash = firstHash;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), hashPrime);
  return hash;
}

const firstHash = 0x811c9dc5;
const hashPrime = 0x01000193;
const lastOfAscii = 0x7f;
