/** What the journal keeps of a step that has failed. */
import { isLost } from '../../azure/arm/armErrors.ts';
import type { Step } from '../../domain/plan/plan.ts';
import { rightsForStep } from '../../domain/plan/stepKinds.ts';
import { failureOf, IdentityError, lackOf, saidMessage, type Failure } from '../../errors.ts';
import { say } from '../../sentences/words.ts';
import type { StepRecord } from './runRecord.ts';

/**
 * What is kept of a record after a failure. An operation that has ended is not followed again; one that could not be
 * read stays. A refusal was already noted when it was received.
 */
export function failedRecord(record: StepRecord, thrown: unknown, now: Date): StepRecord {
  const { operation, ...ended } = record;
  const failure = failureOf(thrown);
  const isUnseen = operation !== undefined && failure.status !== undefined;
  const isInterrupted = isUnseen || isLost(thrown) || ['signedOut', 'cancelled'].includes(failure.code);
  return {
    ...(isInterrupted ? record : ended),
    status: 'failed',
    error: isUnseen && failure.code !== 'signedOut' ? unseenProgressFailure(failure) : failure,
    endedAt: now.toISOString(),
  };
}

/** An answer about an operation says nothing about the request that started it. */
function unseenProgressFailure(failure: Failure): Failure {
  const message = say`Azure has accepted the request, but its progress can't be seen: ${saidMessage(failure)}`;
  const code = failure.code === 'throttled' ? 'throttled' : 'unexpected';
  return new IdentityError({ ...failure, code, message }).failure;
}

/** Returns the refusal of a step's request with the right to it, if Azure says that it is missing and doesn't name it. */
export function namingRight(thrown: unknown, step: Step): IdentityError | undefined {
  const failure = failureOf(thrown);
  const [right] = rightsForStep(step);
  const isNamed = lackOf(failure) !== undefined;
  if (failure.armCode !== 'AuthorizationFailed' || failure.isOfOperation || isNamed || !right) return undefined;
  const { action, scope } = right;
  return new IdentityError({ ...failure, message: saidMessage(failure), lack: { action, scope } });
}
