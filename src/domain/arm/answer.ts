/**
 * The outcome of a read; a read that failed is `unreadable` with its reason, never `missing`. A list that lacks some places is
 * `found` with its gaps: what is in it counts, and what is not in it may be there all the same.
 */
export type Answer<T> =
  | { readonly kind: 'found'; readonly value: T; readonly gaps?: readonly Gap[] }
  | { readonly kind: 'missing'; readonly armCode?: string }
  | Unreadable;

/** A place that a list does not cover, with the reason. */
export interface Gap {
  /** The place, to stand after "in". */
  readonly where: string;
  readonly reason: string;
  /** Left out where it is a whole directory of which nothing was asked by subscription. */
  readonly subscriptionId?: string;
  /** Somebody would have to sign in there. */
  readonly isSignedOut?: true;
  /** Nobody has asked there, because that would have been too many requests. */
  readonly isSkipped?: true;
}

/**
 * Says why something could not be read; with `notFound` its subscription is not visible, so it may exist all the same.
 */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: string;
  /** `forbidden` where it is left out. */
  readonly code?: 'notFound' | 'throttled' | 'signedOut' | 'unexpected';
  /** Azure was asked and did not answer so; left out where it was not asked, because that would be too much. */
  readonly isFailure?: true;
  readonly armCode?: string;
  /** Nobody has asked, because that would have been too many requests. */
  readonly isSkipped?: true;
}

/** Returns the gaps of an answer; none where nothing is known to be lacking. */
export function gapsOf(answer: Answer<unknown> | undefined): readonly Gap[] {
  return answer?.kind === 'found' ? (answer.gaps ?? []) : [];
}

/** Returns the gaps of an answer in which something of a subscription may lie. */
export function gapsAround(subscriptionId: string, answer: Answer<unknown> | undefined): readonly Gap[] {
  const isNear = (where: string | undefined): boolean =>
    (where ?? subscriptionId).toLowerCase() === subscriptionId.toLowerCase();
  return gapsOf(answer).filter((gap) => isNear(gap.subscriptionId));
}

/** Returns why Azure did not answer although it was asked, be it for one place of several; nothing where it did. */
export function whyFailed(answer: Answer<unknown> | undefined): readonly string[] {
  if (answer?.kind === 'unreadable') return answer.isFailure === true ? [answer.reason] : [];
  return gapsOf(answer).flatMap(({ reason, isSkipped }) => (isSkipped ? [] : reason));
}

/** Says in a sentence for each what an answer leaves open about these things, and why; `what` begins a sentence. */
export function unreadOf(
  what: string,
  answer: Answer<unknown> | undefined,
  gaps: readonly Gap[] = gapsOf(answer),
): readonly string[] {
  if (answer?.kind === 'unreadable') return [`${what}: ${answer.reason}`];
  return gaps.map(({ where, reason }) => `${what} in ${where}: ${reason}`);
}
