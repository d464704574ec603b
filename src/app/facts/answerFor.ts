import { endsAll } from '../../azure/arm/armErrors.ts';
import type { Unreadable } from '../../domain/arm/answer.ts';
import type { Read } from '../../domain/cluster/facts.ts';
import type { Failure } from '../../errors.ts';
import { IdentityError } from '../../errors.ts';
import type { AnyAnswer, ReadFact } from './gatherFacts.ts';

/** Returns an error as an answer; errors that say nothing about the thing itself are thrown. */
export function answerFor(error: IdentityError, asked?: Read['kind']): AnyAnswer {
  const { failure } = error;
  switch (failure.code) {
    case 'notFound':
      return isHidden(failure) ? unreadable(failure, 'notFound') : { kind: 'missing', ...armCodeOf(failure) };
    case 'forbidden':
      return unreadable(failure);
    case 'unexpected':
      if (failure.status === 400 || isAside(failure, asked)) return unreadable(failure, 'unexpected');
      throw error;
    case 'conflict':
    case 'throttled':
      if (isAside(failure, asked)) return unreadable(failure, 'unexpected');
      throw error;
    case 'refused':
    case 'signedOut':
    case 'cancelled':
      throw error;
  }
}

/**
 * Reads as given, but for a report, of which one odd answer hides nothing else: whatever is wrong with it becomes an answer with
 * its reason. Only what would end every other read is thrown.
 */
export function setAside(read: ReadFact): ReadFact {
  return async (wanted) => {
    try {
      return await read(wanted);
    } catch (error) {
      if (!(error instanceof IdentityError) || endsAll(error.failure)) throw error;
      return unreadable(error.failure, 'unexpected');
    }
  };
}

/** What does not hide the rest of a look where Azure does not answer it now; `clusters` stands for all lists over everything. */
const aside: readonly (Read['kind'] | undefined)[] = [
  'upgradeProfile',
  'hiddenSubscriptions',
  'bindings',
  'listBelow',
  'federatedCredentials',
  'clusters',
];

function isAside({ status }: Failure, asked: Read['kind'] | undefined): boolean {
  return aside.includes(asked) && status !== undefined;
}

function unreadable(failure: Failure, code?: Unreadable['code']): Unreadable {
  return {
    kind: 'unreadable',
    reason: failure.message,
    ...(code === undefined ? {} : { code }),
    ...armCodeOf(failure),
  };
}

function armCodeOf({ armCode }: Failure): { armCode?: string } {
  return armCode === undefined ? {} : { armCode };
}

/** A subscription that is not visible may well hold the thing. */
function isHidden({ armCode }: Failure): boolean {
  return armCode === 'SubscriptionNotFound';
}
