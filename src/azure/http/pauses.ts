import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sleep } from '../../async/sleep.ts';

const watched = new AsyncLocalStorage<{ count: number }>();

/** Runs the work, which can ask how often one of its own requests had to wait before a retry or for its turn. */
export function watchingPauses<T>(work: (pauses: () => number) => Promise<T>): Promise<T> {
  const seen = { count: 0 };
  return watched.run(seen, () => work(() => seen.count));
}

/** Returns the same waiting, counted for the work that has to wait. */
export function counted(sleep: Sleep): Sleep {
  return (milliseconds, signal) => {
    const seen = watched.getStore();
    if (seen) seen.count += 1;
    return sleep(milliseconds, signal);
  };
}
