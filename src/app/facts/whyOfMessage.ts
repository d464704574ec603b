/** Answers a pasted message: from itself alone if that is enough, otherwise with what Azure has. */
import { whyUnknown } from '../../azure/arm/whyUnknown.ts';
import { factsNotAsked } from '../../domain/signIn/factsNotAsked.ts';
import type { ReadMessage } from '../../domain/signIn/message/readMessage.ts';
import { whyOf, type Why, type WhyContext } from '../../domain/signIn/whyOf.ts';
import { failureOf, saidMessage, type Failure } from '../../errors.ts';
import { say } from '../../sentences/words.ts';

/** How Azure is asked about a message. */
export interface AskingAboutMessage {
  readonly now: Date;
  /** Gets the service and asks it; called only if the message alone is not enough. */
  readonly ask: () => Promise<Why>;
  /** True if Azure is asked even if the message alone is enough. */
  readonly isAsked?: boolean;
  /** Whether the message alone is answered in spite of this failure, which is thrown otherwise; by default if no one is signed in. */
  readonly answersDespite?: (failure: Failure) => boolean;
}

/** The answer to a message. */
export interface MessageAnswered {
  readonly why: Why;
  /** Why the answer is from the message alone although that is not enough. */
  readonly failure?: Failure;
}

/** Returns why the sign-in of a message fails. */
export async function whyOfMessage(
  message: ReadMessage,
  context: WhyContext,
  { now, ask, isAsked = false, answersDespite = isSignedOut }: AskingAboutMessage,
): Promise<MessageAnswered> {
  const alone = factsNotAsked(now, 'notAsked', say`Azure was not asked.`);
  const why = whyOf(message, context, alone.facts);
  if (!alone.wasAsked() && !isAsked) return { why };
  try {
    return { why: await ask() };
  } catch (error) {
    const failure = failureOf(error);
    if (!answersDespite(failure)) throw error;
    const { facts } = factsNotAsked(now, whyUnknown(failure).cause, say`Azure was not asked: ${saidMessage(failure)}`);
    return { why: whyOf(message, context, facts), failure };
  }
}

function isSignedOut({ code }: Failure): boolean {
  return code === 'signedOut';
}
