import { IdentityError } from '../errors.ts';

/** Milliseconds of work after which others get their turn. */
const longestTurn = 8;

/**
 * Works through a long list, leaving it to others in between: nobody waits for the whole of it. Ends with `cancelled` where
 * the signal says that nobody wants it any more.
 */
export async function inTurns<T>(items: Iterable<T>, work: (item: T) => void, signal?: AbortSignal): Promise<void> {
  let started = performance.now();
  for (const item of items) {
    if (performance.now() - started > longestTurn) {
      await nextTurn(signal);
      started = performance.now();
    }
    work(item);
  }
}

/** Lets everything that waits have its turn. */
export async function nextTurn(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal?.aborted) throw new IdentityError({ code: 'cancelled', message: 'Cancelled.' });
}
