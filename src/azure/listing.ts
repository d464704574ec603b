import type { Failure } from '../errors.ts';

/** A list that was put together from several places, and the places that failed; those don't hide the rest. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly failures: readonly ListFailure[];
}

/** A tenant or subscription that could not be listed. */
export interface ListFailure {
  readonly tenantId: string;
  readonly subscriptionId?: string;
  readonly failure: Failure;
}

/** Runs over all items with at most `limit` at once; results keep the order. The first rejection ends it. */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = new Array<R>(items.length);
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
