import { notInFile, type Cause, type Unknown } from '../../domain/arm/unknown.ts';
import { briefMessage, saidMessage, type Failure } from '../../errors.ts';
import { isHidden } from './armErrors.ts';
import { say, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** Returns why a failure leaves something unknown. */
export function whyUnknown(failure: Failure): Omit<Unknown, 'subject'> {
  const brief = briefMessage(failure);
  return {
    cause: causeOf(failure),
    reason: saidMessage(failure),
    ...(brief === undefined ? {} : { brief }),
    ...defined({ because: becauseOf(failure) }),
    ...armCodeOf(failure),
  };
}

/** What failures of Azure have in common whose messages name the request, its time or its IDs. */
function becauseOf({ code, isOdd, status = 0, armCode }: Failure): Words | undefined {
  if (isOdd) return say`Azure answered with something other than its API promises.`;
  // A missing permission is a failure of its own, and the brief reason names it.
  if (armCode === undefined || code === 'forbidden') return undefined;
  if (status >= 500) return say`Azure had a problem (${armCode}).`;
  if (code === 'throttled') return say`Azure asked to wait for too long (${armCode}).`;
  if (code === 'signedOut') return say`Azure did not accept the sign-in (${armCode}).`;
  return say`Azure answered with an error (${armCode}).`;
}

function causeOf(failure: Failure): Cause {
  const { code, isTooMuch, armCode } = failure;
  if (isTooMuch) return 'notAsked';
  if (armCode === notInFile) return 'notOffered';
  if (code === 'forbidden') return 'refused';
  if (code === 'throttled' || code === 'signedOut') return code;
  // In a subscription that is not visible, the resource may still exist.
  return isHidden(failure) ? 'hidden' : 'failed';
}

/** Returns ARM's own error code, if there is one. */
export function armCodeOf({ armCode }: Failure): { armCode?: string } {
  return armCode === undefined ? {} : { armCode };
}
