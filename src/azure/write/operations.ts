/** Long-running operations: those of others, which are waited for, and our own, which are followed. */
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { isSettled } from '../../domain/cluster/provisioningState.ts';
import { IdentityError } from '../../errors.ts';
import type { Step } from '../../domain/plan/plan.ts';
import type { Arm } from '../arm/arm.ts';
import { followOperation, type FollowOptions, type Operation } from '../arm/longRunning.ts';
import { undefinedIfGone } from '../read/resources.ts';
import { pauseOrThrow, type StepContext, type StepEnd, type SaysWait } from './stepContext.ts';
import { say } from '../../sentences/words.ts';
import { isOperationInProgress } from '../arm/armCodes.ts';

/** Seconds between looks while AKS reports another operation in progress; 5 minutes in all. */
export const busyPauses: readonly number[] = [10, 20, ...Array.from({ length: 9 }, () => 30)];

const busyText: SaysWait = (seconds) =>
  say`Azure says that another operation is in progress; checking again in ${seconds} s`;

/** Makes a function that waits after each refusal because of someone else's operation; it throws any other error. */
export function waiterForOthers(context: StepContext): (error: unknown) => Promise<void> {
  const pauses = busyPauses.values();
  return async (error) => {
    if (!isInProgress(error)) throw error;
    await pauseOrThrow(pauses, error, context, busyText);
  };
}

/** Returns true for a conflict with a running operation, which passes by itself. */
export function isInProgress(error: unknown): boolean {
  return error instanceof IdentityError && (isBusy.has(error) || isOperationInProgress(error));
}

/** The conflicts with a running operation of someone else, which pass by themselves. */
const isBusy = new WeakSet<IdentityError>();

/** Returns the conflict with someone else's operation on the resource of this name. */
export function busyError(name: string, provisioningState: string): IdentityError {
  const error = new IdentityError({
    code: 'conflict',
    message: say`${name} is ${provisioningState}: another operation is running on it.`,
    source: 'https://aka.ms/aks-pending-operation',
  });
  isBusy.add(error);
  return error;
}

/** Returns the operation that an earlier run left, if it is known; otherwise one to follow by the resource's state, in this API version. */
export function leftOperation(
  id: string,
  apiVersion: string,
  { operation }: Pick<StepContext, 'operation'>,
): Operation {
  return operation === undefined ? operationByState(id, apiVersion) : { kind: 'kept', text: operation };
}

/** Returns an operation to follow by the resource's own state. */
export function operationByState(id: string, apiVersion: string): Operation {
  return { kind: 'resource', path: `${id}?api-version=${apiVersion}` };
}

/** Returns how to follow the operation of a step, so that its row reports it and a restart finds it. */
function followOptions({ sleep, signal, noteOperation, onDetail }: StepContext): FollowOptions {
  const onStatus = (status: string): void =>
    onDetail(status.toLowerCase() === 'inprogress' ? say`` : say`Azure reports ${status}`);
  return { sleep, signal, onOperation: noteOperation, onStatus };
}

/** Follows the operation of a step, and returns its target once no operation is running on that; throws if the operation failed. */
export async function targetOnceSettled<T extends { readonly provisioningState: string }>(
  id: string,
  operation: Operation,
  { arm, read }: { readonly arm: Arm; readonly read: () => Promise<T> },
  context: StepContext,
): Promise<T> {
  const options = followOptions(context);
  await followOperation(arm, operation, options);
  const target = await read();
  if (isSettled(target.provisioningState)) return target;
  await followOperation(arm, operationByState(id, apiVersions.aks), options);
  return read();
}

/** What the end of a step's operation depends on. */
interface Ending {
  readonly arm: Arm;
  /** True if the resource is to be removed, so that it is no longer found. */
  readonly isRemoval: boolean;
  readonly hasTaken: () => Promise<boolean>;
}

/** Follows the operation of a step to its end; throws if it failed, or ended without its result. */
export async function followToEnd(
  { title }: Step,
  operation: Operation,
  { arm, isRemoval, hasTaken }: Ending,
  context: StepContext,
): Promise<StepEnd> {
  const followed = followOperation(arm, operation, followOptions(context));
  await (isRemoval ? undefinedIfGone(followed) : followed);
  if (await hasTaken()) return 'done';
  throw new IdentityError({ code: 'unexpected', message: say`The operation ended without taking effect: ${title}.` });
}
