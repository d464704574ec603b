import { withTitle, type Place, type Subject, type Unknown } from './unknown.ts';
import { say, verbatim, type Phrase, type Words } from '../../sentences/words.ts';
import { sameText } from './resourceId.ts';

/**
 * The outcome of a read; a read that failed is `unreadable` with its cause, never `missing`. A list that lacks some places is
 * `found` with its gaps: what is in it counts, and what is not in it may be there all the same.
 */
export type Answer<T> =
  | { readonly kind: 'found'; readonly value: T; readonly gaps?: readonly Gap[] }
  | { readonly kind: 'missing'; readonly armCode?: string }
  | Unreadable;

/** A place that a list does not cover. */
export interface Gap extends Unknown {
  readonly place: Place;
}

/** Why something could not be read; where it is hidden, it may exist all the same. */
export interface Unreadable extends Unknown {
  readonly kind: 'unreadable';
}

/** Returns the gaps of an answer; none where nothing is known to be lacking. */
export function gapsOf(answer: Answer<unknown> | undefined): readonly Gap[] {
  return answer?.kind === 'found' ? (answer.gaps ?? []) : [];
}

/** Returns the gaps of an answer that may hide something of a subscription. */
export function gapsAround(subscriptionId: string, answer: Answer<unknown> | undefined): readonly Gap[] {
  const isNear = (where: string | undefined): boolean => sameText(where ?? subscriptionId, subscriptionId);
  return gapsOf(answer).filter(({ place }) => isNear(place.subscriptionId));
}

/** Returns what an answer leaves open about these things; `title` begins a sentence. */
export function unknownsOf(
  title: Phrase,
  answer: Answer<unknown> | undefined,
  gaps: readonly Gap[] = gapsOf(answer),
): readonly Unknown[] {
  return answer?.kind === 'unreadable' ? [withTitle(title, answer)] : gaps.map((gap) => withTitle(title, gap));
}

/** Returns the unknown for a list that Azure does not have in a place that exists. */
export function noList(title: Phrase, subject: Subject): Unknown {
  return { cause: 'failed', subject, title: verbatim(title), reason: say`Azure has no such list here.` };
}

/** Returns why something is not known that was not found or could not be read. */
export function whyNotFound(
  title: Words,
  subject: Subject,
  answer: Exclude<Answer<unknown>, { readonly kind: 'found' }>,
): Unknown {
  return withTitle(
    title,
    answer.kind === 'unreadable' ? answer : { cause: 'hidden', subject, reason: say`it was not found` },
  );
}
