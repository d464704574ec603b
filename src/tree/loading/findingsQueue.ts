import { describeFailure, failureInShort, failureOf, type Failure } from '../../errors.ts';
import { notKnown, unknownShort, unknownTexts, type Unknown } from '../../domain/arm/unknown.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { clustersIn } from './inventory.ts';
import { checkRow, type Reading } from './reading.ts';
import { checkSubscription, noteUnchecked } from './checking.ts';
import { joinWords, say, verbatim } from '../../sentences/words.ts';

/** Up to so many clusters are checked one by one. */
const fewClusters = 3;

/** Checks clusters in the background, so that rows can show how many findings there are. */
export interface FindingsQueue {
  /** Checks the clusters of a subscription, each once in a reading. */
  check(reading: Reading, subscriptionId: string): void;
  /** Checks every subscription, also those that are folded. */
  checkAll(reading: Reading): void;
  /** Starts no more checks; a check that is aborted with its reading is repeated once the queue continues. */
  pause(): void;
  /** Resolves once no check is running. */
  idle(): Promise<void>;
  resume(): void;
}

interface Job {
  readonly reading: Reading;
  readonly clusterIds: readonly string[];
  readonly work: () => Promise<void>;
}

/**
 * Creates a queue that calls `onFound` after each cluster; a failure is noted, and its clusters count as not checked.
 */
export function createFindingsQueue(onFound: () => void, note: (error: unknown) => void): FindingsQueue {
  const asked = new WeakMap<Reading, Set<string>>();
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
          noteUnchecked(next.reading, next.clusterIds, notChecked(failure));
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
    const before = asked.get(reading) ?? new Set();
    asked.set(reading, before);
    const wanted = clusterIds.filter((id) => !reading.checked.has(idKey(id)) && !before.has(idKey(id)));
    for (const id of wanted) before.add(idKey(id));
    const together = async (): Promise<void> => {
      noteUnchecked(reading, wanted, notFound(await checkSubscription(reading, subscriptionId, onFound)));
      for (const id of wanted) if (reading.checked.has(idKey(id))) before.delete(idKey(id));
    };
    const single = (id: string) => async (): Promise<void> => {
      await checkRow(reading, id);
      before.delete(idKey(id));
    };
    const jobs: readonly Job[] =
      wanted.length > fewClusters
        ? [{ reading, clusterIds: wanted, work: together }]
        : wanted.map((id) => ({ reading, clusterIds: [id], work: single(id) }));
    queue = [...queue, ...jobs];
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

function notChecked(failure: Failure): Unknown {
  return {
    ...notKnown('failed', 'findings', verbatim(describeFailure(failure))),
    short: verbatim(failureInShort(failure)),
  };
}

/** Why a cluster is not among those that were checked together, without having been checked. */
function notFound(unknown: readonly Unknown[]): Unknown {
  const [first] = unknown;
  const reason =
    first === undefined ? say`Azure did not list it among the clusters to check.` : joinWords(unknownTexts(unknown));
  return {
    ...notKnown(first?.cause ?? 'notAsked', 'findings', reason),
    ...(first === undefined ? {} : { short: unknownShort(first) }),
  };
}
