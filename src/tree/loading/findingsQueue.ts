import { idKey } from '../../domain/arm/resourceId.ts';
import { failureOf } from '../../errors.ts';
import type { Reading } from './reading.ts';
import { check, checkTogether } from './reading.ts';

/** So few clusters are looked at one by one. */
const fewClusters = 3;

/** Looks for findings behind the scenes, so that rows can show how many there are. */
export interface Checker {
  check(reading: Reading, subscriptionId: string, clusterIds: readonly string[]): void;
  /** Begins nothing more; what is being looked at when its reading ends is looked at again once it goes on. */
  pause(): void;
  resume(): void;
}

interface Job {
  readonly reading: Reading;
  readonly work: () => Promise<void>;
}

/** `onFound` is told after each cluster; what fails is noted and shown when the cluster is unfolded. */
export function createChecker(onFound: () => void, note: (error: unknown) => void): Checker {
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
        await checkTogether(reading, subscriptionId, onFound);
        for (const id of wanted) if (reading.checked.has(idKey(id))) before.delete(idKey(id));
      };
      const single = (id: string) => async (): Promise<void> => {
        await check(reading, id);
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
