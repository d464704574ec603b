/** Failures: one union, one wording. Thrown once, caught at the edges only. */

/** What kind of failure it is; the public API's `code`. */
export type FailureCode =
  'refused' | 'forbidden' | 'notFound' | 'conflict' | 'throttled' | 'signedOut' | 'cancelled' | 'unexpected';

/** Everything known about a failure; it can be serialised as JSON and contains no token. */
export interface Failure {
  readonly code: FailureCode;
  /** What happened, in a sentence; ARM's own message where it comes from ARM. */
  readonly message: string;
  readonly armCode?: string;
  /** The page or rule that says so. */
  readonly source?: string;
  readonly target?: string;
  readonly details?: readonly { readonly code?: string; readonly message?: string; readonly target?: string }[];
  readonly status?: number;
  readonly correlationId?: string;
  /** Seconds that ARM asks to wait before the next try. */
  readonly retryAfter?: number;
  /** No answer came: the request, or the answer, was lost on the way. */
  readonly isUnanswered?: true;
  /** Somebody has changed what was to be written since it was read; nothing was overwritten. */
  readonly changedSince?: true;
  /** There is no connection at all: somebody may sign in, or start the demo. */
  readonly notConnected?: true;
}

/** The only error type of this extension. */
export class IdentityError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.name = 'IdentityError';
    this.failure = failure;
  }
  get code(): FailureCode {
    return this.failure.code;
  }
  get armCode(): string | undefined {
    return this.failure.armCode;
  }
  get source(): string | undefined {
    return this.failure.source;
  }
}

/** Returns the error for a rule of AKS or of this extension, with the page that states it. */
export function refused(message: string, source?: string): IdentityError {
  return new IdentityError({ code: 'refused', message, ...(source ? { source } : {}) });
}

/** Makes the error of a write that was not sent, or that Azure refused, because somebody has changed its target since it was read. */
export function changedSince(message: string, why: Pick<Failure, 'armCode' | 'source'> = {}): IdentityError {
  return new IdentityError({ code: 'conflict', message, ...why, changedSince: true });
}

/** Says whether somebody has changed the target of a write since it was read. */
export function isChangedSince(error: unknown): boolean {
  return error instanceof IdentityError && error.failure.changedSince === true;
}

/** What aborted signals and VS Code reject with. */
const cancellations: readonly string[] = ['AbortError', 'Canceled'];

/**
 * Returns the failure behind anything that was thrown: an abort is `cancelled`, what is not an IdentityError is
 * `unexpected`.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof IdentityError) return error.failure;
  if (error instanceof Error && cancellations.includes(error.name)) return { code: 'cancelled', message: 'Cancelled.' };
  return { code: 'unexpected', message: error instanceof Error ? error.message : String(error) };
}

const advice: Record<FailureCode, string> = {
  refused: '',
  forbidden: 'Ask somebody who may grant it, or sign in with another account.',
  notFound: 'Refresh the view; it may have been deleted or moved.',
  conflict: 'Once no other operation is running, review the plan again.',
  throttled: 'Azure asks to slow down. Try again in a moment.',
  signedOut: 'Sign in again.',
  cancelled: '',
  unexpected: 'Show the log for details, then try again.',
};

/** Returns a failure in words: what happened and what to do. */
export function describeFailure(failure: Failure): string {
  const message = failure.message.trim();
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  const code = failure.armCode && !sentence.includes(failure.armCode) ? ` (${failure.armCode})` : '';
  const what = code ? `${sentence.slice(0, -1)}${code}.` : sentence;
  const toDo =
    failure.retryAfter !== undefined && failure.code === 'throttled'
      ? `Azure asks to wait ${failure.retryAfter} s, then try again.`
      : failure.notConnected
        ? 'Sign in to Azure or start the demo.'
        : advice[failure.code];
  return toDo ? `${what} ${toDo}` : what;
}
