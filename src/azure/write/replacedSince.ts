/** Whether somebody has put something else in the place of what a step has made. */
import type { Step, StepOf } from '../../domain/plan/plan.ts';
import type { StepKind } from '../../domain/plan/stepActions.ts';
import { getAssignment } from '../arm/roleAssignment.ts';
import { undefinedIfGone } from '../read/resources.ts';
import { isOtherBinding } from './bindings.ts';
import { isOtherCredential } from './credentials.ts';
import { putClusterStands } from './putCluster.ts';
import { isOtherIdentity } from './simpleSteps.ts';
import type { SentTarget, StepReader } from './stepContext.ts';

/** What a run knows of what its step has made. */
export interface Made {
  readonly target?: SentTarget;
  /** When the step was over, as ISO 8601. */
  readonly endedAt?: string;
}

type LookForOther<S extends Step> = (step: S, made: Made, reader: StepReader) => Promise<boolean>;

const looks: { readonly [K in StepKind]?: LookForOther<StepOf<K>> } = {
  createIdentity: (step, { target }, reader) => isOtherIdentity(step, target?.principalId, reader),
  createCredential: (step, _, reader) => isOtherCredential(step, reader),
  createBinding: (step, _, reader) => isOtherBinding(step, reader),
  putCluster: async (step, _, reader) => !(await putClusterStands(step, reader)),
  assignRole: isAssignedAgain,
};

/** Returns true if something else is there now; what is merely gone was not replaced. Only reads. */
export async function isReplacedSince(step: Step, made: Made, reader: StepReader): Promise<boolean> {
  const look = looks[step.kind] as LookForOther<Step> | undefined;
  return look !== undefined && (await look(step, made, reader));
}

/** Milliseconds by which the clocks of Azure and of this machine may differ. */
const mostSkew = 600_000;

/** The name of a grant is always the same, so somebody who has made it again has used it again. */
async function isAssignedAgain(
  step: StepOf<'assignRole'>,
  { target, endedAt }: Made,
  { armFor, signal }: StepReader,
): Promise<boolean> {
  const path = target?.path ?? step.request.path;
  const present = await undefinedIfGone(getAssignment(await armFor(step.scope, step), path, signal));
  const madeAt = Date.parse(present?.createdOn ?? '');
  return endedAt !== undefined && madeAt > Date.parse(endedAt) + mostSkew;
}
