import { cancelledError } from '../errors.ts';

/** Joins work that is running; rejects with `cancelled` if the signal is aborted first. */
export type SharedWork<T> = (signal?: AbortSignal) => Promise<T>;

/** Creates work that several callers can wait for; it is aborted when all of them have left. */
export function sharedWork<T>(work: (signal: AbortSignal) => Promise<T>): SharedWork<T> {
  const ownController = new AbortController();
  const result = work(ownController.signal);
  result.catch(() => undefined);
  let waiting = 0;
  return (signal) => {
    if (signal?.aborted) return Promise.reject(cancelledError());
    if (signal === undefined) {
      waiting = Infinity;
      return result;
    }
    waiting++;
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        reject(cancelledError());
        if (--waiting === 0) ownController.abort();
      };
      signal.addEventListener('abort', leave, { once: true });
      void result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  };
}
