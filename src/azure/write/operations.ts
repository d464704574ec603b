/** The long-running operations of the things that are written: those of others, which are waited for, and our own, which are followed. */
import { IdentityError } from '../../errors.ts';
import type { Step } from '../../domain/plan/plan.ts';
import type { Arm } from '../arm/arm.ts';
import { follow, type FollowOptions, type Operation } from '../arm/longRunning.ts';
import { unlessGone } from '../read/resources.ts';
import { pauseOrThrow, type StepContext, type StepEnd } from './stepContext.ts';
import { say } from '../../sentences/words.ts';

/** Seconds between looks while AKS reports that another operation is in progress; 5 minutes in all. */
export const busyPauses: readonly number[] = [10, 20, ...Array.from({ length: 9 }, () => 30)];

/** Makes a function that waits, after each refusal, for an operation of someone else; it throws any other error. */
export function waitingForOthers(context: StepContext): (error: unknown) => Promise<void> {
  const pauses = busyPauses.values();
  return async (error) => {
    if (!isInProgress(error)) throw error;
    await pauseOrThrow(pauses, error, context, 'Azure says that another operation is in progress; checking again');
  };
}

/**
 * Returns true if AKS reports that an operation is under way, which passes by itself.
 * Source: https://github.com/Azure/terraform-provider-azapi/issues/889
 */
export function isInProgress(error: unknown): boolean {
  if (!(error instanceof IdentityError)) return false;
  if (isBusy.has(error)) return true;
  if (error.failure.status !== 409) return false;
  const { armCode = '', message } = error.failure;
  return /^EtagMismatch$/i.test(armCode) || (/^OperationNotAllowed$/i.test(armCode) && /in[ -]progress/i.test(message));
}

/** The conflicts that say: an operation of someone else is running, which passes by itself. */
const isBusy = new WeakSet<IdentityError>();

/** Returns the conflict with an operation that someone else has started on the resource of this name. */
export function busyError(name: string, provisioningState: string): IdentityError {
  const error = new IdentityError({
    code: 'conflict',
    message: `${name} is ${provisioningState}: another operation is running on it.`,
    source: 'https://aka.ms/aks-pending-operation',
  });
  isBusy.add(error);
  return error;
}

/** Returns the operation that an earlier run has left, as far as it is known; else the resource shows it, in a version. */
export function leftOperation(
  id: string,
  apiVersion: string,
  { operation }: Pick<StepContext, 'operation'>,
): Operation {
  return operation === undefined ? shownBy(id, apiVersion) : { kind: 'kept', text: operation };
}

/** Returns the operation that a resource's own state shows. */
export function shownBy(id: string, apiVersion: string): Operation {
  return { kind: 'resource', path: `${id}?api-version=${apiVersion}` };
}

/** Returns how the operation of a step is followed, so that its row reports it and a restart finds it. */
export function followOptions({ sleep, signal, noteOperation, onDetail }: StepContext): FollowOptions {
  const onStatus = (status: string): void =>
    onDetail(status.toLowerCase() === 'inprogress' ? '' : `Azure reports ${status}`);
  return { sleep, signal, onOperation: noteOperation, onStatus };
}

/** The parts of an answer that say how the operation of a step has ended. */
interface Ending {
  readonly arm: Arm;
  /** What is removed is no longer found while it is followed. */
  readonly isRemoval: boolean;
  readonly hasTaken: () => Promise<boolean>;
}

/** Follows the operation of a step to its end; throws if it failed, or ended without what it was for. */
export async function followToEnd(
  { title }: Step,
  operation: Operation,
  { arm, isRemoval, hasTaken }: Ending,
  context: StepContext,
): Promise<StepEnd> {
  const followed = follow(arm, operation, followOptions(context));
  await (isRemoval ? unlessGone(followed) : followed);
  if (await hasTaken()) return 'done';
  throw new IdentityError({ code: 'unexpected', message: say`The operation ended without taking effect: ${title}.` });
}
