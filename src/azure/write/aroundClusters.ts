/** Writes resources around clusters, which are members of Fleets and bindings of Trusted Access; both are long-running operations. */
import { textAt, type JsonObject } from '../../domain/arm/json.ts';
import { lastSegment, sameId } from '../../domain/arm/resourceId.ts';
import { hasSucceeded, isSettled } from '../../domain/cluster/provisioningState.ts';
import { contentOfTrustedBinding } from '../../domain/around/things/trustedAccess.ts';
import { bodyOfMember } from '../../domain/plan/around/aroundSteps.ts';
import type { StepOf } from '../../domain/plan/plan.ts';
import type { Arm } from '../arm/arm.ts';
import { versionOf } from '../arm/apiVersions.ts';
import type { Operation } from '../arm/longRunning.ts';
import { checkedResource } from '../http/pageCheck.ts';
import { resourceShape } from '../http/armShapes.ts';
import { undefinedIfGone } from '../read/resources.ts';
import { busyError, followToEnd, leftOperation, operationByState, waiterForOthers } from './operations.ts';
import { otherThanPlannedError, sendOnce, type Ready } from './sendOnce.ts';
import { endOfFoundResult, type StepReader, type StepContext, type StepEnd } from './stepContext.ts';

type AroundStep = StepOf<'rejoinFleet' | 'deleteTrustedBinding'>;

/** What is there now, and the API version in which it was read. */
interface Present {
  readonly there: JsonObject | undefined;
  readonly version: string;
}

/**
 * Returns true if the step's result already exists, and `running` while an operation is working on it. Whether a member
 * was joined again can't be seen, so for that it is never true.
 */
export async function aroundHolds(step: AroundStep, context: StepReader): Promise<boolean | 'running'> {
  return isAlreadyThere(step, (await readPresent(step, context)).there);
}

/** Returns true if the step's result still exists: the member is there with its cluster, or the binding is gone. */
export async function aroundStands(step: AroundStep, context: StepReader): Promise<boolean> {
  const { there } = await readPresent(step, context);
  return step.kind === 'rejoinFleet' ? there !== undefined && isOfCluster(step, there) : there === undefined;
}

/** Waits for the operation that an earlier run started; returns `undefined` if none is known. Only reads. */
export async function aroundSettled(step: AroundStep, context: StepContext): Promise<StepEnd | undefined> {
  const { there, version } = await readPresent(step, context);
  const isDone = isAlreadyThere(step, there);
  if (isDone === true) return 'done';
  const isRejoining =
    context.operation !== undefined || (there !== undefined && !isSettled(provisioningStateOf(there)));
  const isFollowed = isDone === 'running' || (step.kind === 'rejoinFleet' && isRejoining);
  return isFollowed ? finishAround(step, leftOperation(resourceOfStep(step), version, context), context) : undefined;
}

/** Writes and waits for the end, unless it is already done. */
export async function writeAround(step: AroundStep, context: StepContext): Promise<StepEnd> {
  const isDone = await aroundHolds(step, context);
  if (isDone === true) return endOfFoundResult(context);
  return finishAround(step, await sendAround(step, context), context);
}

function isAlreadyThere(step: AroundStep, present: JsonObject | undefined): boolean | 'running' {
  if (step.kind === 'rejoinFleet') return false;
  if (present === undefined) return true;
  return /^deleting$/i.test(provisioningStateOf(present)) ? 'running' : false;
}

async function sendAround(step: AroundStep, context: StepContext): Promise<Operation> {
  /** The eTag that was sent; another one means that the member was written since. */
  let sentWith: string | undefined;

  async function lastLook(wasSent: boolean): Promise<Ready<Operation>> {
    const arm = await context.armFor(resourceOfStep(step), step);
    const { there, version } = await readPresent(step, context);
    if (isAlreadyThere(step, there) !== false) return { ended: await byResource(step, context) };
    if (there === undefined || !isAsPlanned(step, there)) throw otherThanPlannedError(step, wasSent);
    if (!isSettled(provisioningStateOf(there)))
      return { busy: busyError(lastSegment(resourceOfStep(step)), provisioningStateOf(there)) };
    const eTag = textAt(there, 'eTag');
    const path = `${resourceOfStep(step)}?api-version=${version}`;
    const method = step.request.method;
    const body = step.kind === 'rejoinFleet' ? { body: bodyOfMember(there) } : {};
    const headers = eTag === undefined ? {} : { 'if-match': eTag };
    return {
      send: async () => {
        sentWith = eTag;
        const answer = await arm.send({ method, path, headers, ...body, signal: context.signal });
        return { kind: 'started', method, path, answer };
      },
    };
  }

  async function look(): Promise<Operation | undefined> {
    const { there } = await readPresent(step, context);
    if (step.kind === 'deleteTrustedBinding')
      return isAlreadyThere(step, there) === false ? undefined : byResource(step, context);
    if (there === undefined || sentWith === undefined) return undefined;
    const isTaken = !isSettled(provisioningStateOf(there)) || textAt(there, 'eTag') !== sentWith;
    return isTaken ? byResource(step, context) : undefined;
  }

  return sendOnce<Operation>(
    {
      lastLook,
      lookForResult: (wasSent) =>
        wasSent || step.kind === 'deleteTrustedBinding' ? look() : Promise.resolve(undefined),
      waitToRetry: waiterForOthers(context),
    },
    context,
  );
}

/** The resource is still the one in the plan, whatever else about it has changed. */
function isAsPlanned(step: AroundStep, present: JsonObject): boolean {
  if (step.kind === 'rejoinFleet') return isOfCluster(step, present);
  return step.basis === undefined || contentOfTrustedBinding(present) === step.basis;
}

function isOfCluster({ clusterId }: Extract<AroundStep, { kind: 'rejoinFleet' }>, present: JsonObject): boolean {
  return sameId(textAt(present, 'properties.clusterResourceId'), clusterId);
}

async function finishAround(step: AroundStep, operation: Operation, context: StepContext): Promise<StepEnd> {
  const arm = await context.armFor(resourceOfStep(step), step);
  const isRemoval = step.kind === 'deleteTrustedBinding';
  return followToEnd(step, operation, { arm, isRemoval, hasTaken: () => hasTaken(step, context) }, context);
}

async function hasTaken(step: AroundStep, context: StepContext): Promise<boolean> {
  const { there } = await readPresent(step, context);
  if (step.kind === 'deleteTrustedBinding') return there === undefined;
  return there !== undefined && isOfCluster(step, there) && hasSucceeded(provisioningStateOf(there));
}

async function byResource(step: AroundStep, context: StepReader): Promise<Operation> {
  return operationByState(resourceOfStep(step), (await readPresent(step, context)).version);
}

async function readPresent(step: AroundStep, { armFor, signal }: StepReader): Promise<Present> {
  const id = resourceOfStep(step);
  const arm: Arm = await armFor(id, step);
  const version = await versionOf(arm, id, signal);
  const answer = await undefinedIfGone(arm.get(id, version, signal));
  if (answer === undefined) return { there: undefined, version };
  const present = checkedResource(answer, id, resourceShape(id, ''));
  // Written back in the version in which it was read.
  return { there: present, version: arm.versionRead(present) ?? version };
}

function resourceOfStep(step: AroundStep): string {
  return step.kind === 'rejoinFleet' ? step.memberId : step.bindingId;
}

function provisioningStateOf(present: JsonObject): string {
  return textAt(present, 'properties.provisioningState') ?? 'Succeeded';
}
