/** Waits for some milliseconds; rejects with an AbortError as soon as the signal is aborted. Tests and the demo pass their own. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** Waits for the given time, by the clock of the machine. */
export const sleep: Sleep = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortError());
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', aborted, { once: true });
    function done(): void {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }
    function aborted(): void {
      clearTimeout(timer);
      reject(abortError());
    }
  });

/** Rejects once the signal is aborted; for waiting for something that may not listen to it. */
export function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const aborted = (): void => reject(abortError());
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted, { once: true });
  });
}

function abortError(): Error {
  return Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' });
}
