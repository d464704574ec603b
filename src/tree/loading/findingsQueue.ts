import { failureWords, failureInShort, failureOf, type Failure } from '../../errors.ts';
import { unknownWith, unknownShort, unknownTexts, type Unknown } from '../../domain/arm/unknown.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { clustersIn } from './inventory.ts';
import type { Reading } from './reading.ts';
import { joinWords, say } from '../../sentences/words.ts';

/** Checks clusters in the background, so that rows can show how many findings there are. */
export interface FindingsQueue {
  /** Checks the clusters of a subscription, once per reading. */
  check(reading: Reading, subscriptionId: string): void;
  /** Checks every subscription, folded ones included. */
  checkAll(reading: Reading): void;
  /** Starts no more checks; a check that was aborted with its reading is repeated once the queue continues. */
  pause(): void;
  /** Resolves when no check is running. */
  idle(): Promise<void>;
  resume(): void;
}

interface Job {
  readonly reading: Reading;
  readonly clusterIds: readonly string[];
  readonly work: () => Promise<void>;
}

/** Creates a queue that calls `onFound` after each cluster; it notes a failure, and the clusters count as not checked. */
export function createFindingsQueue(onFound: () => void, note: (error: unknown) => void): FindingsQueue {
  const askedByReading = new WeakMap<Reading, Set<string>>();
  let queue: readonly Job[] = [];
  let isWorking = false;
  let working: Promise<void> = Promise.resolve();
  let isPaused = false;

  function start(): void {
    if (!isWorking) working = work();
  }

  async function work(): Promise<void> {
    isWorking = true;
    for (let next = take(); next !== undefined; next = take()) {
      const { signal } = next.reading.abort;
      try {
        await next.work();
        if (!signal.aborted) onFound();
      } catch (error) {
        const failure = failureOf(error);
        if (failure.code !== 'cancelled') {
          note(error);
          next.reading.noteUnchecked(next.clusterIds, notChecked(failure));
          onFound();
        } else if (next.reading.abort.signal !== signal) queue = [next, ...queue];
      }
    }
    isWorking = false;
  }

  function take(): Job | undefined {
    if (isPaused) return undefined;
    const [next, ...rest] = queue.filter(({ reading }) => !reading.abort.signal.aborted);
    queue = rest;
    return next;
  }

  function check(reading: Reading, subscriptionId: string): void {
    const clusterIds = [...clustersIn(reading.inventory, subscriptionId).values()].map(({ id }) => id);
    const before = askedByReading.get(reading) ?? new Set();
    askedByReading.set(reading, before);
    const uncheckedIds = clusterIds.filter((id) => !reading.isChecked(id) && !before.has(idKey(id)));
    for (const id of uncheckedIds) before.add(idKey(id));
    const together = async (): Promise<void> => {
      reading.noteUnchecked(uncheckedIds, clusterNotFound(await reading.checkSubscription(subscriptionId, onFound)));
      for (const id of uncheckedIds) if (reading.isChecked(id)) before.delete(idKey(id));
    };
    const single = (id: string) => async (): Promise<void> => {
      await reading.check(id);
      before.delete(idKey(id));
    };
    const [only, ...otherIds] = uncheckedIds;
    if (only === undefined) return;
    // Two clusters already take fewer requests together than one by one.
    const isSingle = otherIds.length === 0 && clusterIds.length > 1;
    queue = [...queue, { reading, clusterIds: uncheckedIds, work: isSingle ? single(only) : together }];
    start();
  }

  return {
    check,
    checkAll(reading) {
      for (const { id } of reading.inventory.subscriptions) check(reading, id);
    },
    pause() {
      isPaused = true;
    },
    idle: () => working,
    resume() {
      isPaused = false;
      start();
    },
  };
}

/** Why findings are unknown after a failure. */
export function notChecked(failure: Failure): Unknown {
  return {
    ...unknownWith('failed', 'findings', failureWords(failure)),
    short: failureInShort(failure),
  };
}

/** Why a cluster is missing from those that were checked together. */
function clusterNotFound(unknown: readonly Unknown[]): Unknown {
  const [first] = unknown;
  const reason =
    first === undefined ? say`Azure did not list it among the clusters to check.` : joinWords(unknownTexts(unknown));
  return {
    ...unknownWith(first?.cause ?? 'notAsked', 'findings', reason),
    ...(first === undefined ? {} : { short: unknownShort(first) }),
  };
}
