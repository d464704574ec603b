import { idKey } from '../../domain/arm/resourceId.ts';
import { failureOf } from '../../errors.ts';
import type { Reading } from './reading.ts';
import { checkCluster, checkSubscription } from './reading.ts';

/** Up to so many clusters are checked one by one. */
const fewClusters = 3;

/** Checks clusters in the background, so that rows can show how many findings there are. */
export interface FindingsQueue {
  check(reading: Reading, subscriptionId: string, clusterIds: readonly string[]): void;
  /** Starts no more checks; a check that is aborted with its reading is repeated once the queue goes on. */
  pause(): void;
  resume(): void;
}

interface Job {
  readonly reading: Reading;
  readonly work: () => Promise<void>;
}

/**
 * Creates a queue that calls `onFound` after each cluster; a failure is noted, and shown when the cluster is unfolded.
 */
export function createFindingsQueue(onFound: () => void, note: (error: unknown) => void): FindingsQueue {
  const asked = new WeakMap<Reading, Set<string>>();
  let queue: readonly Job[] = [];
  let isWorking = false;
  let isPaused = false;

  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    for (let next = take(); next !== undefined; next = take()) {
      const { signal } = next.reading.abort;
      try {
        await next.work();
        if (!signal.aborted) onFound();
      } catch (error) {
        if (failureOf(error).code !== 'cancelled') note(error);
        else if (next.reading.abort.signal !== signal) queue = [next, ...queue];
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

  return {
    check(reading, subscriptionId, clusterIds) {
      const before = asked.get(reading) ?? new Set();
      asked.set(reading, before);
      const wanted = clusterIds.filter((id) => !reading.checked.has(idKey(id)) && !before.has(idKey(id)));
      for (const id of wanted) before.add(idKey(id));
      const together = async (): Promise<void> => {
        await checkSubscription(reading, subscriptionId, onFound);
        for (const id of wanted) if (reading.checked.has(idKey(id))) before.delete(idKey(id));
      };
      const single = (id: string) => async (): Promise<void> => {
        await checkCluster(reading, id);
        before.delete(idKey(id));
      };
      const jobs = wanted.length > fewClusters ? [together] : wanted.map(single);
      queue = [...queue, ...jobs.map((job) => ({ reading, work: job }))];
      void work();
    },
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
      void work();
    },
  };
}
