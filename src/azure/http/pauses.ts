import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sleep } from '../../async/sleep.ts';

const watched = new AsyncLocalStorage<{ count: number }>();

/** Does the work, which can ask how often a request of its own had to wait: to be tried again, or for its turn. */
export function watchingPauses<T>(work: (pauses: () => number) => Promise<T>): Promise<T> {
  const seen = { count: 0 };
  return watched.run(seen, () => work(() => seen.count));
}

/** The same waiting, counted for the work that it keeps waiting. */
export function counted(sleep: Sleep): Sleep {
  return (milliseconds, signal) => {
    const seen = watched.getStore();
    if (seen) seen.count += 1;
    return sleep(milliseconds, signal);
  };
}
