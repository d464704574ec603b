import type { Step } from '../../domain/plan/plan.ts';
import { contentOfAssignment } from '../../domain/plan/steps.ts';
import type { Arm } from '../arm/arm.ts';
import { versionOf } from '../arm/apiVersions.ts';
import { assignRole, assignRoleHolds } from './assignRole.ts';
import { createCluster, createClusterHolds, createClusterSettled, createClusterStands } from './createCluster.ts';
import { getIdentity } from '../read/identities.ts';
import { getResource, unlessGone } from '../read/resources.ts';
import { putCluster, putClusterHolds, putClusterSettled, putClusterStands } from './putCluster.ts';
import { deleteAssignment } from './roleAssignments.ts';
import { foundDone, type StepContext, type StepEnd } from './stepContext.ts';
import { otherThanPlanned, sendOnce, type Ready } from './sendOnce.ts';
import { aroundHolds, aroundSettled, aroundStands, writeAround } from './aroundClusters.ts';
import { bindingHolds, bindingSettled, writeBinding } from './bindings.ts';
import { accessPolicyHolds, writeAccessPolicy } from './accessPolicies.ts';
import { credentialHolds, writeCredential } from './credentials.ts';
import { upgradeHolds, upgradeNodeImage, upgradeSettled } from './upgradeNodeImage.ts';
import { getAssignment } from '../arm/roleAssignment.ts';

/** Returns true if the step's result already holds, and `running` while an operation is on the way to it. */
export async function stepHolds(
  step: Step,
  context: Pick<StepContext, 'armFor' | 'signal'>,
): Promise<boolean | 'running'> {
  const { armFor, signal } = context;
  switch (step.kind) {
    case 'createResourceGroup':
    case 'createIdentity':
    case 'deleteIdentity':
    case 'removeRole':
      return isSo(step, await contentAt(step, await armFor(targetOf(step), step), signal));
    case 'assignRole':
      return assignRoleHolds(step, context);
    case 'addAccessPolicy':
    case 'removeAccessPolicy':
      return accessPolicyHolds(step, context);
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
    case 'rejoinFleet':
    case 'deleteTrustedBinding':
      return aroundHolds(step, context);
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
    case 'rejoinFleet':
    case 'deleteTrustedBinding':
      return aroundStands(step, context);
    case 'assignRole':
    case 'addAccessPolicy':
    case 'removeAccessPolicy':
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
    case 'rejoinFleet':
    case 'deleteTrustedBinding':
      return aroundSettled(step, context);
    case 'assignRole':
    case 'addAccessPolicy':
    case 'removeAccessPolicy':
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
    case 'addAccessPolicy':
    case 'removeAccessPolicy':
      return writeAccessPolicy(step, context);
    case 'upgradeNodeImage':
      return upgradeNodeImage(step, context);
    case 'createCredential':
    case 'deleteCredential':
      return writeCredential(step, context);
    case 'createBinding':
    case 'deleteBinding':
      return writeBinding(step, context);
    case 'rejoinFleet':
    case 'deleteTrustedBinding':
      return writeAround(step, context);
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
      lastLook: async (wasSent) => ready(step, context, wasSent),
      lookForResult: async (wasSent) => ((await stepHolds(step, context)) ? foundDone({ sent: wasSent }) : undefined),
    },
    context,
  );
}

/**
 * What is to be made must not be there, and what is to be removed must be what the plan was about: ARM takes both without a
 * condition, and would write over what somebody else has made, or remove what has the same name by now.
 */
async function ready(step: SimpleStep, context: StepContext, wasSent: boolean): Promise<Ready<StepEnd>> {
  const id = targetOf(step);
  const arm = await context.armFor(id, step);
  const there = await contentAt(step, arm, context.signal);
  if (isSo(step, there)) return { ended: foundDone({ sent: wasSent }) };
  if ('basis' in step && step.basis !== undefined && there !== step.basis) throw otherThanPlanned(step, wasSent);
  const apiVersion = await versionOf(arm, id, context.signal);
  return {
    send: async () => {
      await write(step, { arm, apiVersion, signal: context.signal });
      return 'done';
    },
  };
}

/** Whether what the step brings about is so already. */
function isSo({ kind }: SimpleStep, there: string | undefined): boolean {
  return (kind === 'createResourceGroup' || kind === 'createIdentity') === (there !== undefined);
}

function targetOf(step: SimpleStep): string {
  switch (step.kind) {
    case 'createResourceGroup':
      return step.groupId;
    case 'createIdentity':
    case 'deleteIdentity':
      return step.identityId;
    case 'removeRole':
      return step.roleAssignmentId;
  }
}

/** Stands for what is there now, in the way of the plan's `basis`; `undefined` where nothing is. */
async function contentAt(step: SimpleStep, arm: Arm, signal?: AbortSignal): Promise<string | undefined> {
  switch (step.kind) {
    case 'createResourceGroup':
      return (await unlessGone(getResource(arm, step.groupId, signal))) === undefined ? undefined : 'there';
    case 'createIdentity':
    case 'deleteIdentity':
      return (await unlessGone(getIdentity(arm, step.identityId, signal)))?.principalId.toLowerCase();
    case 'removeRole': {
      const there = await unlessGone(getAssignment(arm, step.roleAssignmentId, signal));
      return there && contentOfAssignment(there);
    }
  }
}

/** Raw, so that what leaves is exactly what the plan shows, also the casing of ids. */
async function write(
  step: SimpleStep,
  {
    arm,
    apiVersion,
    signal,
  }: { readonly arm: Arm; readonly apiVersion: string; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  switch (step.kind) {
    case 'createResourceGroup':
    case 'createIdentity':
      await arm.send({ method: 'PUT', path: targetOf(step), apiVersion, body: step.body, signal });
      return;
    case 'deleteIdentity':
      await arm.send({ method: 'DELETE', path: step.identityId, apiVersion, signal });
      return;
    case 'removeRole':
      return deleteAssignment(arm, step.roleAssignmentId, signal);
  }
}
