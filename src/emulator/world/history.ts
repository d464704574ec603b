import { randomUUID } from 'node:crypto';
import { differenceOf } from '../arm/differences.ts';
import type { JsonObject } from '../arm/json.ts';
import { momentOf, type WorldEffect, type WorldWrite, type WorldWriter } from '../arm/worldHistory.ts';
import { idKey, parsePath } from '../arm/path.ts';
import { defined } from '../../shape/defined.ts';

/** Something that changed, when that was; without `before` it was made, without `after` it is gone. */
export interface Effect {
  readonly id: string;
  readonly at: number;
  readonly before?: JsonObject;
  readonly after?: JsonObject;
}

/** A write as the history keeps it, with times in milliseconds of the clock. */
export interface Write extends Omit<WorldWrite, 'time' | 'ended' | 'effects' | 'correlationId' | 'operationId'> {
  readonly at: number;
  readonly endedAt?: number;
  readonly correlationId: string;
  readonly operationId: string;
  readonly effects: readonly Effect[];
}

/** How long the activity log and with it the history goes back. */
export const keptDays = 90;
/** How many writes are kept; the oldest are dropped first. */
export const mostWrites = 5000;
/** How many characters of JSON all kept writes have together. */
const mostText = 8 * 1024 * 1024;

const day = 24 * 3600 * 1000;

/** What everybody wrote: the newest 5,000 writes of 90 days, as far as they have at most 8 million characters. */
export class History {
  #writes: Write[] = [];
  #sizes: number[] = [];
  #size = 0;
  #version = 0;
  #collected: Map<string, Omit<Effect, 'at'>> | undefined;

  constructor(given: readonly WorldWrite[], startedAt: number) {
    const writes = given.map((entry) => writeOf(entry, startedAt));
    for (const write of writes.sort((a, b) => a.at - b.at)) this.#push(write);
    this.#drop(startedAt);
  }

  /** A number that differs after each change. */
  get version(): number {
    return this.#version;
  }

  /** The writes, the oldest first. */
  get writes(): readonly Write[] {
    return this.#writes;
  }

  /** Adds a write; drops what is too old or too much. */
  add(write: Write): void {
    this.#push(write);
    this.#drop(write.at);
    this.#version += 1;
  }

  /** Adds the end of an operation and what it changed to the write that started it. */
  end(operation: string, ending: Pick<Write, 'endedAt' | 'failure'>, effects: readonly Effect[]): void {
    const index = this.#writes.findLastIndex((write) => write.operation === operation);
    const write = this.#writes[index];
    if (write === undefined) return;
    const next = { ...write, ...defined(ending), effects: [...write.effects, ...effects] };
    const size = sizeOf(next);
    this.#size += size - (this.#sizes[index] ?? 0);
    this.#writes[index] = next;
    this.#sizes[index] = size;
    this.#version += 1;
  }

  /** Does the work and returns what it returned, with all that changed meanwhile, in the order of the first change. */
  collect<T>(work: () => T): { readonly result: T; readonly changes: readonly Omit<Effect, 'at'>[] } {
    const outer = this.#collected;
    const collected = new Map<string, Omit<Effect, 'at'>>();
    this.#collected = collected;
    try {
      const result = work();
      return { result, changes: [...collected.values()].flatMap((change) => reduced(change)) };
    } finally {
      this.#collected = outer;
    }
  }

  /** To be called with everything that is written or removed. */
  note(id: string, before: JsonObject | undefined, after: JsonObject | undefined): void {
    const seen = this.#collected?.get(idKey(id));
    const first = seen === undefined ? before : seen.before;
    this.#collected?.set(idKey(id), { id, ...defined({ before: first, after }) });
  }

  /** Returns the writes in the form of a world file. */
  kept(): readonly WorldWrite[] {
    return this.#writes.map(({ at, endedAt, effects, ...rest }) => ({
      time: new Date(at).toISOString(),
      ...defined({ ended: endedAt === undefined ? undefined : new Date(endedAt).toISOString() }),
      ...rest,
      ...(effects.length > 0 ? { effects: effects.map(({ at: time, ...effect }) => givenEffect(effect, time)) } : {}),
    }));
  }

  #push(write: Write): void {
    const size = sizeOf(write);
    this.#writes.push(write);
    this.#sizes.push(size);
    this.#size += size;
  }

  #drop(now: number): void {
    let count = 0;
    for (const [index, write] of this.#writes.entries()) {
      const isTooMuch = this.#writes.length - index > mostWrites || this.#size > mostText;
      if (!isTooMuch && write.at > now - keptDays * day) break;
      this.#size -= this.#sizes[index] ?? 0;
      count = index + 1;
    }
    if (count === 0) return;
    this.#writes = this.#writes.slice(count);
    this.#sizes = this.#sizes.slice(count);
  }
}

function sizeOf(write: Write): number {
  return JSON.stringify(write).length;
}

/** Only what differs; nothing if nothing does. */
function reduced({ id, before, after }: Omit<Effect, 'at'>): readonly Omit<Effect, 'at'>[] {
  if (before === undefined || after === undefined)
    return before === after ? [] : [{ id, ...defined({ before, after }) }];
  const difference = differenceOf(before, after);
  return difference === undefined ? [] : [{ id, ...difference }];
}

function givenEffect(effect: Omit<Effect, 'at'>, at: number): WorldEffect {
  return { ...effect, time: new Date(at).toISOString() };
}

function writeOf({ time, ended, effects = [], ...entry }: WorldWrite, startedAt: number): Write {
  const at = momentOf(time, startedAt);
  const endedAt = ended === undefined ? undefined : momentOf(ended, startedAt);
  const operationId = entry.operationId ?? entry.correlationId ?? randomUUID();
  return {
    ...entry,
    at,
    ...defined({ endedAt }),
    operationId,
    correlationId: entry.correlationId ?? operationId,
    effects: effects.map(({ time: of, ...effect }) => ({
      ...effect,
      at: of === undefined ? (endedAt ?? at) : momentOf(of, startedAt),
    })),
  };
}

/** Returns the right that a write needed: `Microsoft.Authorization/roleAssignments/write`. */
export function rightOf({ right, id, method, action }: Write): string {
  if (right !== undefined) return right;
  const path = parsePath(id);
  const type =
    path?.namespace === undefined
      ? 'Microsoft.Resources/subscriptions/resourceGroups'
      : [path.namespace, ...path.types].join('/');
  if (action !== undefined) return `${type}/${action}/action`;
  return `${type}/${method === 'DELETE' ? 'delete' : 'write'}`;
}

/** Azure's own service for Privileged Identity Management. Source: https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in */
export const privilegedIdentityManagement: WorldWriter = {
  objectId: '01fc33a7-78ba-4d2f-a4b7-768e336e890e',
  displayName: 'MS-PIM',
  type: 'Application',
  appId: '01fc33a7-78ba-4d2f-a4b7-768e336e890e',
};
