import { armTime } from '../arm/clock.ts';
import { idKey } from '../arm/path.ts';

/** The times when a resource was created and last changed, as ARM writes times. */
export interface Times {
  readonly createdTime: string;
  readonly changedTime: string;
}

/** The times in a snapshot; `others` is when everything else was created. */
export interface TimesSnapshot {
  readonly others: string;
  readonly named: Readonly<Record<string, Times>>;
}

/**
 * Times that ARM's own lists show with `$expand`, and the resources themselves do not.
 * Source: https://learn.microsoft.com/rest/api/resources/resources/list
 */
export class ResourceTimes {
  readonly #named = new Map<string, Times>();
  #others: string;
  #now: () => number;

  constructor(startedAt: number, now: () => number) {
    this.#others = armTime(startedAt);
    this.#now = now;
  }

  of(id: string): Times {
    return this.#named.get(idKey(id)) ?? { createdTime: this.#others, changedTime: this.#others };
  }

  /** Sets the times that a world gives for a resource. */
  give(id: string, createdTime: string, changedTime = createdTime): void {
    this.#named.set(idKey(id), { createdTime, changedTime });
  }

  /** To be called with each write of a resource. */
  noteWrite(id: string, isNew: boolean): void {
    const changedTime = armTime(this.#now());
    this.#named.set(idKey(id), { createdTime: isNew ? changedTime : this.of(id).createdTime, changedTime });
  }

  /** To be called with each removal. */
  noteRemoval(id: string): void {
    this.#named.delete(idKey(id));
  }

  /** Uses that time for everything that the work writes, as the end of an operation does. */
  during(now: number, work: () => void): void {
    const before = this.#now;
    this.#now = () => now;
    try {
      work();
    } finally {
      this.#now = before;
    }
  }

  kept(): TimesSnapshot {
    return { others: this.#others, named: Object.fromEntries(this.#named) };
  }

  restore({ others, named }: TimesSnapshot): void {
    this.#others = others;
    for (const [id, times] of Object.entries(named)) this.#named.set(id, times);
  }
}
