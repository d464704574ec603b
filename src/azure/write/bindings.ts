/** Writes identity bindings, which are long-running operations. */
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import type { StepOf } from '../../domain/plan/plan.ts';
import { idKey, lastSegment, sameId } from '../../domain/arm/resourceId.ts';
import type { IdentityBinding } from '../../domain/cluster/facts.ts';
import { hasSucceeded, isSettled } from '../../domain/cluster/provisioningState.ts';
import type { Arm } from '../arm/arm.ts';
import type { Operation } from '../arm/longRunning.ts';
import { getBinding } from '../read/bindings.ts';
import { undefinedIfGone } from '../read/resources.ts';
import { busyError, followToEnd, leftOperation, operationByState, waiterForOthers } from './operations.ts';
import { endOfFoundResult, type StepReader, type StepContext, type StepEnd } from './stepContext.ts';
import { otherThanPlannedError, sendOnce } from './sendOnce.ts';

type BindingStep = StepOf<'createBinding' | 'deleteBinding'>;

/** Returns true if the step's result already exists, and `running` while an operation is working on it. */
export async function bindingHolds(step: BindingStep, context: StepReader): Promise<boolean | 'running'> {
  return isAlreadyThere(step, await readBinding(step, await context.armFor(step.bindingId, step), context.signal));
}

function isAlreadyThere(step: BindingStep, present: IdentityBinding | undefined): boolean | 'running' {
  if (step.kind === 'deleteBinding') {
    if (present === undefined) return true;
    return isDeleting(present) ? 'running' : false;
  }
  if (present === undefined || !sameId(present.identityId, step.identityId) || isDeleting(present)) return false;
  return isSettled(present.provisioningState) ? hasSucceeded(present.provisioningState) : 'running';
}

/**
 * Waits until the binding that an earlier run sent, or may have sent, exists or is gone; returns `undefined` if none is
 * visible. Only reads.
 */
export async function bindingSettled(step: BindingStep, context: StepContext): Promise<StepEnd | undefined> {
  const isDone = await bindingHolds(step, context);
  if (isDone === false) return undefined;
  return isDone === true
    ? 'done'
    : finishBinding(step, leftOperation(step.bindingId, apiVersions.aks, context), context);
}

/** Creates or removes the binding and waits for the end, unless it is already done. */
export async function writeBinding(step: BindingStep, context: StepContext): Promise<StepEnd> {
  const isDone = await bindingHolds(step, context);
  if (isDone === true) return endOfFoundResult(context);
  if (isDone === 'running') {
    await finishBinding(step, leftOperation(step.bindingId, apiVersions.aks, context), context);
    return endOfFoundResult(context);
  }
  const { operation, isOwn } = await sendBinding(step, context);
  const end = await finishBinding(step, operation, context);
  return isOwn ? end : endOfFoundResult(context);
}

/** Returns true if the name belongs to the binding of another identity than the one that was bound. */
export async function isOtherBinding(step: StepOf<'createBinding'>, { armFor, signal }: StepReader): Promise<boolean> {
  const present = await readBinding(step, await armFor(step.bindingId, step), signal);
  return present !== undefined && !sameId(present.identityId, step.identityId);
}

/** An operation that works on a binding, and whether this run has begun it, or may have. */
interface BindingOperation {
  readonly operation: Operation;
  readonly isOwn: boolean;
}

async function sendBinding(step: BindingStep, context: StepContext): Promise<BindingOperation> {
  const { signal } = context;
  const arm = await context.armFor(step.bindingId, step);
  const method = step.kind === 'createBinding' ? 'PUT' : 'DELETE';
  const path = `${step.bindingId}?api-version=${apiVersions.aks}`;
  const operation = operationByState(step.bindingId, apiVersions.aks);
  return sendOnce<BindingOperation>(
    {
      lastLook: async (wasSent) => {
        const present = await readBinding(step, arm, signal);
        const isDone = isAlreadyThere(step, present);
        if (isDone !== false) return { ended: { operation, isOwn: wasSent } };
        if (present && !isSettled(present.provisioningState))
          return { busy: busyError(lastSegment(step.bindingId), present.provisioningState) };
        assertAsPlanned(step, present, wasSent);
        const body = step.kind === 'createBinding' ? { body: step.request.body ?? {} } : {};
        return {
          send: async () => {
            const answer = await arm.send({ method, path, ...body, signal });
            return { operation: { kind: 'started', method, path, answer }, isOwn: true };
          },
        };
      },
      lookForResult: async (wasSent) =>
        (await bindingHolds(step, context)) === false ? undefined : { operation, isOwn: wasSent },
      waitToRetry: waiterForOthers(context),
    },
    context,
  );
}

/**
 * AKS accepts no condition for a binding, so what is there right before the write has to be as planned: a binding of
 * another identity is neither overwritten nor removed.
 * Source: https://github.com/Azure/azure-rest-api-specs (IdentityBinding.tsp: no If-Match, and managedIdentity is only
 * created)
 */
function assertAsPlanned(step: BindingStep, present: IdentityBinding | undefined, wasSent: boolean): void {
  if (present === undefined) return;
  const isSame =
    step.kind === 'createBinding'
      ? sameId(present.identityId, step.identityId)
      : step.basis === undefined || idKey(present.identityId) === step.basis;
  if (!isSame) throw otherThanPlannedError(step, wasSent);
}

async function finishBinding(step: BindingStep, operation: Operation, context: StepContext): Promise<StepEnd> {
  const arm = await context.armFor(step.bindingId, step);
  const isRemoval = step.kind === 'deleteBinding';
  const hasTaken = async (): Promise<boolean> => (await bindingHolds(step, context)) === true;
  return followToEnd(step, operation, { arm, isRemoval, hasTaken }, context);
}

function readBinding(step: BindingStep, arm: Arm, signal?: AbortSignal): Promise<IdentityBinding | undefined> {
  return undefinedIfGone(getBinding(arm, step.bindingId, signal));
}

function isDeleting({ provisioningState }: IdentityBinding): boolean {
  return /^deleting$/i.test(provisioningState);
}
