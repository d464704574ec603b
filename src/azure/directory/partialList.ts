import type { Failure } from '../../errors.ts';

/** A list that was put together from several places, and the places that failed; those don't hide the rest. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly failures: readonly ListFailure[];
}

/** A tenant or subscription that could not be listed. */
export interface ListFailure {
  readonly tenantId: string;
  /** The tenant's name and the account that looked, where they are known. */
  readonly tenantName?: string;
  readonly account?: string;
  readonly accountId?: string;
  readonly subscriptionId?: string;
  readonly failure: Failure;
}

/** The failure of a tenant, or of a subscription in it. */
export function failureIn(
  tenant: { readonly tenantId: string; readonly name?: string; readonly account?: string; readonly accountId?: string },
  failure: Failure,
  subscriptionId?: string,
): ListFailure {
  const { tenantId, name, account, accountId } = tenant;
  return {
    tenantId,
    ...(name === undefined ? {} : { tenantName: name }),
    ...(account === undefined ? {} : { account }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(subscriptionId === undefined ? {} : { subscriptionId }),
    failure,
  };
}

/** Runs over all items with at most `limit` at once; results keep the order. After a rejection no more are begun. */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = new Array<R>(items.length);
  const queue = items.entries();
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (hasFailed) return;
      results[index] = await work(item);
    }
  };
  const fail = (error: unknown): never => {
    hasFailed = true;
    throw error;
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, () => worker().catch(fail)));
  return results;
}
