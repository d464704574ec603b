/** Requests that must be answered in the API version that they name, or not at all. */
import { AsyncLocalStorage } from 'node:async_hooks';

const exact = new AsyncLocalStorage<true>();

/** Runs work whose requests must keep the API version that they name. */
export function inExactVersion<T>(work: () => Promise<T>): Promise<T> {
  return exact.run(true, work);
}

/** Returns true inside such work. */
export function isVersionExact(): boolean {
  return exact.getStore() === true;
}
