import { cancelledError } from '../errors.ts';

/** Milliseconds of work after which other work gets its turn. */
const longestTurn = 8;

/**
 * Works through a long list and yields to other work in between, so that VS Code stays responsive. Rejects with
 * `cancelled` once the signal is aborted.
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

/** Yields to all other waiting work; rejects with `cancelled` if the signal has been aborted meanwhile. */
export async function nextTurn(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal?.aborted) throw cancelledError();
}

/** Milliseconds of such work since other work had its turn. */
let worked = 0;

/** Does a piece of work; in a later turn, if similar work has used this one for long enough. */
export async function inOwnTurn<T>(work: () => T): Promise<T> {
  while (worked > longestTurn) await nextTurn();
  if (worked === 0) setImmediate(() => (worked = 0));
  const started = performance.now();
  try {
    return work();
  } finally {
    worked += performance.now() - started;
  }
}

/** Cuts a list into pieces of at most the given size. */
export function* chunksOf<T>(all: readonly T[], size: number): Iterable<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}
