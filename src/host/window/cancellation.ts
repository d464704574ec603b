import type { CancellationToken } from 'vscode';
import { cancelledError } from '../../errors.ts';

/** Does the work until the token is cancelled; then aborts the work and throws `cancelled` at once. */
export async function untilCancelled<T>(
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const cancelled = Promise.withResolvers<never>();
  const leave = (): void => {
    abort.abort();
    cancelled.reject(cancelledError());
  };
  const subscription = token.onCancellationRequested(leave);
  if (token.isCancellationRequested) leave();
  try {
    return await Promise.race([cancelled.promise, work(abort.signal)]);
  } finally {
    subscription.dispose();
  }
}
