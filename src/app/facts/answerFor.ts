import { endsAll, isPassing, saysGone } from '../../azure/arm/armErrors.ts';
import { armCodeOf, whyUnknown } from '../../azure/arm/whyUnknown.ts';
import type { Unreadable } from '../../domain/arm/answer.ts';
import type { Subject } from '../../domain/arm/unknown.ts';
import type { Failure, IdentityError } from '../../errors.ts';
import type { AnyAnswer } from './gatherFacts.ts';

/** What an error is the answer to. */
export interface ErrorContext {
  readonly subject: Subject;
  /** Says, of an error by which something may be gone, whether the thing that was asked for is. */
  readonly isGone: () => Promise<boolean>;
  /** True where someone has to say first which directory is meant: then nothing else can be asked. */
  readonly isChoice?: boolean;
  /** True before something is written: what does not answer now is not taken for unreadable, but thrown. */
  readonly mustAnswer?: boolean | undefined;
}

/**
 * Returns an error as an answer: `missing` only where the thing itself is gone, else `unreadable` with the reason, so that one
 * thing that can't be read hides nothing else. What would end every other read is thrown.
 */
export async function answerFor(
  error: IdentityError,
  { subject, isGone, mustAnswer = false, isChoice = false }: ErrorContext,
): Promise<AnyAnswer> {
  const { failure } = error;
  if (endsAll(failure) || (failure.code === 'refused' && isChoice)) throw error;
  if (mustAnswer && (isPassing(failure) || ['signedOut', 'refused'].includes(failure.code))) throw error;
  if (saysGone(failure) && (await isGone())) return { kind: 'missing', ...armCodeOf(failure) };
  return unreadable(subject, failure);
}

/** Returns why something could not be read. */
export function unreadable(subject: Subject, failure: Failure): Unreadable {
  return { kind: 'unreadable', subject, ...whyUnknown(failure) };
}
