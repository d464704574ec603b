import { IdentityError } from '../errors.ts';

/** A function that calls `work` once, a moment after the first of many calls; `dispose` forgets a waiting one. */
export function soon(work: () => void, milliseconds = 100): { (): void; dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  const call = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      work();
    }, milliseconds);
  };
  return Object.assign(call, {
    dispose() {
      clearTimeout(timer);
      timer = undefined;
    },
  });
}

/** Lets others have their turn; rejects with `cancelled` where nobody waits any more. */
export async function breath(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal?.aborted) throw new IdentityError({ code: 'cancelled', message: 'Cancelled.' });
}

/** A list in pieces of that size, at most. */
export function* chunksOf<T>(all: readonly T[], size: number): Iterable<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}
