import { withTitle, type Place, type Subject, type Unknown } from './unknown.ts';
import { say, verbatim, type Phrase, type Words } from '../../sentences/words.ts';
import { sameText } from './resourceId.ts';

/**
 * The outcome of a read. A failed read is `unreadable` with its cause, never `missing`. A list that lacks some places
 * is `found` with gaps: what it contains counts, and what it doesn't may still exist.
 */
export type Answer<T> =
  | { readonly kind: 'found'; readonly value: T; readonly gaps?: readonly Gap[] }
  | MissingAnswer
  | Unreadable;

/** What was asked for does not exist. */
interface MissingAnswer {
  readonly kind: 'missing';
  readonly armCode?: string;
  /** Of a list: the resource that it is about was asked for, too, and does not exist. */
  readonly isOwnerMissing?: true;
}

/** A place that a list does not cover. */
export interface Gap extends Unknown {
  readonly place: Place;
}

/** Why something could not be read; if it is hidden, it may still exist. */
export interface Unreadable extends Unknown {
  readonly kind: 'unreadable';
}

/** Returns true if the resource that would have the list does not exist, and not only the list. */
export function isOwnerMissing(answer: Answer<unknown> | undefined): boolean {
  return answer?.kind === 'missing' && answer.isOwnerMissing === true;
}

/** Returns the gaps of an answer; empty if nothing is known to be missing. */
export function gapsOf(answer: Answer<unknown> | undefined): readonly Gap[] {
  return answer?.kind === 'found' ? (answer.gaps ?? []) : [];
}

/** Returns the gaps of an answer that may hide something in a subscription. */
export function gapsAround(subscriptionId: string, answer: Answer<unknown> | undefined): readonly Gap[] {
  const isNear = (id: string | undefined): boolean => sameText(id ?? subscriptionId, subscriptionId);
  return gapsOf(answer).filter(({ place }) => isNear(place.subscriptionId));
}

/** Returns what an answer leaves unknown about these things; `title` begins a sentence. */
export function unknownsOf(
  title: Phrase,
  answer: Answer<unknown> | undefined,
  gaps: readonly Gap[] = gapsOf(answer),
): readonly Unknown[] {
  return answer?.kind === 'unreadable' ? [withTitle(title, answer)] : gaps.map((gap) => withTitle(title, gap));
}

/** Returns the unknown for a list that Azure does not have in a place that exists. */
export function noListUnknown(title: Phrase, subject: Subject): Unknown {
  return { cause: 'failed', subject, title: verbatim(title), reason: say`Azure has no such list here.` };
}

/** Returns why something that was not found or could not be read is unknown. */
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
