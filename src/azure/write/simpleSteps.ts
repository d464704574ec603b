/** Writes steps that take one request and are done when ARM has answered. */
import { textAt } from '../../domain/arm/json.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import type { Step, StepOf } from '../../domain/plan/plan.ts';
import type { StepKind } from '../../domain/plan/stepActions.ts';
import { contentOfAssignment } from '../../domain/plan/steps.ts';
import type { Arm, ArmAnswer } from '../arm/arm.ts';
import { versionOf } from '../arm/apiVersions.ts';
import { getAssignment } from '../arm/roleAssignment.ts';
import { getIdentity } from '../read/identities.ts';
import { getResource, undefinedIfGone } from '../read/resources.ts';
import { deleteAssignment } from './roleAssignments.ts';
import { endOfFoundResult, type StepReader, type StepContext, type StepEnd } from './stepContext.ts';
import { otherThanPlannedError, sendOnce, type Ready } from './sendOnce.ts';

type SimpleKind = Extract<StepKind, 'createResourceGroup' | 'createIdentity' | 'deleteIdentity' | 'removeRole'>;
type SimpleStep = StepOf<SimpleKind>;

/** The address and API version of a write. */
interface WriteTarget {
  readonly arm: Arm;
  readonly apiVersion: string;
  readonly signal: AbortSignal | undefined;
}

/** How to write a kind of step. */
interface Simple<S extends Step> {
  /** Whether it creates something or removes it. */
  readonly makes: boolean;
  targetOf(step: S): string;
  /** Represents what is there now, in the form of the plan's `basis`; `undefined` if there is nothing. */
  contentAt(step: S, arm: Arm, signal?: AbortSignal): Promise<string | undefined>;
  /** Raw, so that exactly what the plan shows is sent, including the casing of ids. */
  send(step: S, sending: WriteTarget): Promise<ArmAnswer | undefined>;
}

const simple: { readonly [K in SimpleKind]: Simple<StepOf<K>> } = {
  createResourceGroup: {
    makes: true,
    targetOf: ({ groupId }) => groupId,
    contentAt: async ({ groupId }, arm, signal) =>
      (await undefinedIfGone(getResource(arm, groupId, signal))) === undefined ? undefined : 'there',
    send: ({ groupId, body }, { arm, ...sending }) => arm.send({ method: 'PUT', path: groupId, body, ...sending }),
  },
  createIdentity: {
    makes: true,
    targetOf: ({ identityId }) => identityId,
    contentAt: ({ identityId }, arm, signal) => principalAt(identityId, arm, signal),
    send: ({ identityId, body }, { arm, ...sending }) =>
      arm.send({ method: 'PUT', path: identityId, body, ...sending }),
  },
  deleteIdentity: {
    makes: false,
    targetOf: ({ identityId }) => identityId,
    contentAt: ({ identityId }, arm, signal) => principalAt(identityId, arm, signal),
    send: ({ identityId }, { arm, ...sending }) => arm.send({ method: 'DELETE', path: identityId, ...sending }),
  },
  removeRole: {
    makes: false,
    targetOf: ({ roleAssignmentId }) => roleAssignmentId,
    contentAt: async ({ roleAssignmentId }, arm, signal) => {
      const assignment = await undefinedIfGone(getAssignment(arm, roleAssignmentId, signal));
      return assignment && contentOfAssignment(assignment);
    },
    send: async ({ roleAssignmentId }, { arm, signal }) => {
      await deleteAssignment(arm, roleAssignmentId, signal);
      return undefined;
    },
  },
};

function simpleOf({ kind }: SimpleStep): Simple<SimpleStep> {
  return simple[kind];
}

async function principalAt(identityId: ArmId, arm: Arm, signal?: AbortSignal): Promise<string | undefined> {
  return (await undefinedIfGone(getIdentity(arm, identityId, signal)))?.principalId.toLowerCase();
}

/** Returns true if the step's result already exists. */
export async function simpleStepHolds(step: SimpleStep, { armFor, signal }: StepReader): Promise<boolean> {
  const row = simpleOf(step);
  return isAlreadySo(step, await row.contentAt(step, await armFor(row.targetOf(step), step), signal));
}

/** Sends the request unless its result already exists. */
export async function writeSimple(step: SimpleStep, context: StepContext): Promise<StepEnd> {
  if (await simpleStepHolds(step, context)) return endOfFoundResult(context);
  return sendOnce<StepEnd>(
    {
      lastLook: async (wasSent) => readyToSend(step, context, wasSent),
      lookForResult: async (wasSent) =>
        (await simpleStepHolds(step, context)) ? endOfFoundResult({ sent: wasSent }) : undefined,
    },
    context,
  );
}

/**
 * A thing to be made must not exist, and a thing to be removed must be the one in the plan. ARM accepts no condition
 * for either, and would overwrite what someone else made, or remove another thing with the same name.
 */
async function readyToSend(step: SimpleStep, context: StepContext, wasSent: boolean): Promise<Ready<StepEnd>> {
  const row = simpleOf(step);
  const { signal } = context;
  const id = row.targetOf(step);
  const arm = await context.armFor(id, step);
  const content = await row.contentAt(step, arm, signal);
  if (isAlreadySo(step, content)) return { ended: endOfFoundResult({ sent: wasSent }) };
  if ('basis' in step && step.basis !== undefined && content !== step.basis) throw otherThanPlannedError(step, wasSent);
  const apiVersion = await versionOf(arm, id, signal);
  return {
    send: async () => {
      const answer = await row.send(step, { arm, apiVersion, signal });
      if (step.kind === 'createIdentity') keepIdentity(step, answer, context);
      return 'done';
    },
  };
}

/** Keeps which identity was made, because somebody may make another one of its name later. */
function keepIdentity(
  { identityId }: StepOf<'createIdentity'>,
  answer: ArmAnswer | undefined,
  context: StepContext,
): void {
  const principalId = answer && textAt(answer.body, 'properties.principalId');
  if (principalId) context.keepTarget({ path: identityId, principalId });
}

/** Whether the step's result already exists. */
function isAlreadySo(step: SimpleStep, content: string | undefined): boolean {
  return simpleOf(step).makes === (content !== undefined);
}
