import type { Step } from '../../domain/plan/plan.ts';
import { contentOfAssignment } from '../../domain/plan/steps.ts';
import { IdentityError } from '../../errors.ts';
import type { Arm, ArmRequest } from '../arm/arm.ts';
import { versionOf } from '../arm/apiVersions.ts';
import { assignRole, assignRoleHolds } from './assignRole.ts';
import { createCluster, createClusterHolds, createClusterSettled, createClusterStands } from './createCluster.ts';
import { getIdentity } from '../read/identities.ts';
import { putCluster, putClusterHolds, putClusterSettled, putClusterStands } from './putCluster.ts';
import { deleteAssignment } from '../read/roleAssignments.ts';
import type { StepContext, StepEnd } from './stepContext.ts';
import { foundDone, otherThanPlanned, sendOnce } from './stepContext.ts';
import { bindingHolds, bindingSettled, writeBinding } from './bindings.ts';
import { credentialHolds, writeCredential } from './credentials.ts';
import { upgradeHolds, upgradeNodeImage, upgradeSettled } from './upgradeNodeImage.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import { getAssignment } from '../arm/roleAssignment.ts';

/** Returns true if the step's result already holds, and `running` while an operation is on the way to it. */
export async function stepHolds(
  step: Step,
  context: Pick<StepContext, 'armFor' | 'signal'>,
): Promise<boolean | 'running'> {
  const { armFor, signal } = context;
  switch (step.kind) {
    case 'createResourceGroup':
      return (await found(getResource(await armFor(step.groupId, step), step.groupId, signal))) !== undefined;
    case 'createIdentity':
      return (await found(getIdentity(await armFor(step.identityId, step), step.identityId, signal))) !== undefined;
    case 'deleteIdentity':
      return (await found(getIdentity(await armFor(step.identityId, step), step.identityId, signal))) === undefined;
    case 'removeRole': {
      const { roleAssignmentId: id } = step;
      return (await found(getAssignment(await armFor(id, step), id, signal))) === undefined;
    }
    case 'assignRole':
      return assignRoleHolds(step, context);
    case 'createCluster':
      return createClusterHolds(step, await armFor(step.clusterId, step), signal);
    case 'putCluster':
      return putClusterHolds(step, await armFor(step.clusterId, step), signal);
    case 'upgradeNodeImage':
      return upgradeHolds(step, await armFor(step.poolId, step), signal);
    case 'createCredential':
    case 'deleteCredential':
      return credentialHolds(step, context);
    case 'createBinding':
    case 'deleteBinding':
      return bindingHolds(step, context);
  }
}

/** Returns true if what a step has done still holds; an operation that somebody has started since does not undo it. */
export async function stepStands(step: Step, context: Pick<StepContext, 'armFor' | 'signal'>): Promise<boolean> {
  const { armFor, signal } = context;
  switch (step.kind) {
    case 'createCluster':
      return createClusterStands(step, await armFor(step.clusterId, step), signal);
    case 'putCluster':
      return putClusterStands(step, await armFor(step.clusterId, step), signal);
    case 'assignRole':
    case 'createResourceGroup':
    case 'createIdentity':
    case 'deleteIdentity':
    case 'removeRole':
    case 'upgradeNodeImage':
    case 'createCredential':
    case 'deleteCredential':
    case 'createBinding':
    case 'deleteBinding':
      return (await stepHolds(step, context)) === true;
  }
}

/**
 * Waits for what an earlier run of a step has sent, or may have, so that it is known what is left to do; returns
 * `undefined` if nothing of it is visible. It only reads, and throws if the operation has failed.
 */
export async function stepSettled(step: Step, context: StepContext): Promise<StepEnd | undefined> {
  switch (step.kind) {
    case 'createCluster':
      return createClusterSettled(step, context);
    case 'putCluster':
      return putClusterSettled(step, context);
    case 'upgradeNodeImage':
      return upgradeSettled(step, context);
    case 'createBinding':
    case 'deleteBinding':
      return bindingSettled(step, context);
    case 'assignRole':
    case 'createResourceGroup':
    case 'createIdentity':
    case 'deleteIdentity':
    case 'removeRole':
    case 'createCredential':
    case 'deleteCredential':
      return (await stepHolds(step, context)) === true ? 'done' : undefined;
  }
}

/** Runs one step unless its result already holds; nothing else in this extension writes. */
export async function runStep(step: Step, context: StepContext): Promise<StepEnd> {
  switch (step.kind) {
    case 'createCluster':
      return createCluster(step, context);
    case 'putCluster':
      return putCluster(step, context);
    case 'assignRole':
      return assignRole(step, context);
    case 'upgradeNodeImage':
      return upgradeNodeImage(step, context);
    case 'createCredential':
    case 'deleteCredential':
      return writeCredential(step, context);
    case 'createBinding':
    case 'deleteBinding':
      return writeBinding(step, context);
    case 'createResourceGroup':
    case 'createIdentity':
    case 'deleteIdentity':
    case 'removeRole':
      return writeUnlessHolds(step, context);
  }
}

type SimpleStep = Extract<Step, { kind: 'createResourceGroup' | 'createIdentity' | 'deleteIdentity' | 'removeRole' }>;

async function writeUnlessHolds(step: SimpleStep, context: StepContext): Promise<StepEnd> {
  if (await stepHolds(step, context)) return foundDone(context);
  return sendOnce<StepEnd>(
    {
      lastLook: (wasSent) => assertSame(step, context, wasSent),
      send: async () => {
        await write(step, context);
        return 'done';
      },
      look: async () => ((await stepHolds(step, context)) ? 'done' : undefined),
    },
    context,
  );
}

/** ARM takes a removal without a condition: what has the same name by now may be something else. */
async function assertSame(step: SimpleStep, { armFor, signal }: StepContext, wasSent: boolean): Promise<void> {
  if (step.kind === 'deleteIdentity') {
    const there = await found(getIdentity(await armFor(step.identityId, step), step.identityId, signal));
    assertBasis(step, there?.principalId.toLowerCase(), wasSent);
  }
  if (step.kind === 'removeRole') {
    const there = await found(getAssignment(await armFor(step.roleAssignmentId, step), step.roleAssignmentId, signal));
    assertBasis(step, there && contentOfAssignment(there), wasSent);
  }
}

function assertBasis(
  step: SimpleStep & { readonly basis?: string },
  there: string | undefined,
  wasSent: boolean,
): void {
  if (step.basis === undefined || there === undefined || there === step.basis) return;
  throw otherThanPlanned(step, wasSent);
}

async function write(step: SimpleStep, { armFor, signal }: StepContext): Promise<void> {
  switch (step.kind) {
    case 'createResourceGroup':
      return send({ method: 'PUT', path: step.groupId, body: step.body, signal }, await armFor(step.groupId, step));
    case 'createIdentity':
      return send(
        { method: 'PUT', path: step.identityId, body: step.body, signal },
        await armFor(step.identityId, step),
      );
    case 'deleteIdentity':
      return send({ method: 'DELETE', path: step.identityId, signal }, await armFor(step.identityId, step));
    case 'removeRole':
      return deleteAssignment(await armFor(step.roleAssignmentId, step), step.roleAssignmentId, signal);
  }
}

/** Raw, so that what leaves is exactly what the plan shows, also the casing of ids. */
async function send(request: ArmRequest, arm: Arm): Promise<void> {
  await arm.send({ ...request, apiVersion: await versionOf(arm, request.path, request.signal) });
}

async function getResource(arm: Arm, id: ArmId, signal?: AbortSignal): Promise<unknown> {
  return arm.get(id, await versionOf(arm, id, signal), signal);
}

async function found<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof IdentityError && error.code === 'notFound') return undefined;
    throw error;
  }
}
