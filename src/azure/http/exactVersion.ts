/** Requests that are to be answered in the API version that they name, or not at all. */
import { AsyncLocalStorage } from 'node:async_hooks';

const exact = new AsyncLocalStorage<true>();

/** Runs work whose requests name a version that must not be replaced by another one. */
export function inExactVersion<T>(work: () => Promise<T>): Promise<T> {
  return exact.run(true, work);
}

/** Returns true within such work. */
export function isVersionExact(): boolean {
  return exact.getStore() === true;
}
