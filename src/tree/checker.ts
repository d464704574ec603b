import { failureOf } from '../errors.ts';
import { idKey } from '../identity/resourceId.ts';
import type { Reading } from './inventory.ts';
import { check } from './inventory.ts';

const sideBySide = 2;
/** A subscription with more clusters is checked cluster by cluster, as they are unfolded. */
const mostClusters = 30;

/** Looks for findings behind the scenes, a few clusters at a time, so that rows can show how many there are. */
export interface Checker {
  check(reading: Reading, clusterIds: readonly string[]): void;
}

/** `onFound` is told after each cluster; what fails is noted and shown when the cluster is unfolded. */
export function createChecker(onFound: () => void, note: (error: unknown) => void): Checker {
  let queue: readonly { reading: Reading; clusterId: string }[] = [];
  let working = 0;

  async function work(): Promise<void> {
    working += 1;
    for (let next = take(); next !== undefined; next = take()) {
      try {
        await check(next.reading, next.clusterId);
        if (!next.reading.abort.signal.aborted) onFound();
      } catch (error) {
        if (failureOf(error).code !== 'cancelled') note(error);
      }
    }
    working -= 1;
  }

  function take(): { reading: Reading; clusterId: string } | undefined {
    const [next, ...rest] = queue.filter(({ reading }) => !reading.abort.signal.aborted);
    queue = rest;
    return next;
  }

  return {
    check(reading, clusterIds) {
      if (clusterIds.length > mostClusters) return;
      const asked = new Set(queue.map(({ clusterId }) => clusterId));
      const wanted = clusterIds.filter((id) => !reading.checked.has(idKey(id)) && !asked.has(id));
      queue = [...queue, ...wanted.map((clusterId) => ({ reading, clusterId }))];
      for (let free = sideBySide - working; free > 0 && queue.length > 0; free -= 1) void work();
    },
  };
}
