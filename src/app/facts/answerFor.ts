import { isAboutEverything, isPassing, isNotFound } from '../../azure/arm/armErrors.ts';
import { armCodeOf, whyUnknown } from '../../azure/arm/whyUnknown.ts';
import type { Unreadable } from '../../domain/arm/answer.ts';
import type { Subject } from '../../domain/arm/unknown.ts';
import type { Failure, IdentityError } from '../../errors.ts';
import type { AnyAnswer } from './gatherFacts.ts';

/** What was asked for when an error came back. */
export interface ErrorContext {
  readonly subject: Subject;
  /** Says whether the thing that was asked for is gone, or the resource that a list is about, if the error allows for that. */
  readonly whatIsGone: () => Promise<'itself' | 'place' | undefined>;
  /** True if the user first has to say which directory is meant, so that nothing else can be asked. */
  readonly isChoice?: boolean;
  /** True before something is written: if Azure doesn't answer now, the error is thrown instead of counting as unreadable. */
  readonly mustAnswer?: boolean | undefined;
}

/**
 * Returns an error as an answer: `missing` only if the thing itself is gone, otherwise `unreadable` with the reason, so
 * that one failed read hides nothing else. An error that would end every other read is thrown.
 */
export async function answerFor(
  error: IdentityError,
  { subject, whatIsGone, mustAnswer = false, isChoice = false }: ErrorContext,
): Promise<AnyAnswer> {
  const { failure } = error;
  if (isAboutEverything(failure) || (failure.code === 'refused' && isChoice)) throw error;
  if (mustAnswer && (isPassing(failure) || ['signedOut', 'refused'].includes(failure.code))) throw error;
  const gone = isNotFound(failure) ? await whatIsGone() : undefined;
  if (gone === undefined) return unreadableAnswer(subject, failure);
  return { kind: 'missing', ...armCodeOf(failure), ...(gone === 'place' ? { isOwnerMissing: true } : {}) };
}

/** Returns why something could not be read. */
export function unreadableAnswer(subject: Subject, failure: Failure): Unreadable {
  return { kind: 'unreadable', subject, ...whyUnknown(failure) };
}
