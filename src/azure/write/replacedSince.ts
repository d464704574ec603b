/** Whether somebody has put something else in the place of what a step has made. */
import type { Step, StepOf } from '../../domain/plan/plan.ts';
import type { StepKind } from '../../domain/plan/stepActions.ts';
import { sameText } from '../../domain/arm/resourceId.ts';
import { getAssignment } from '../arm/roleAssignment.ts';
import { getIdentity } from '../read/identities.ts';
import { undefinedIfGone } from '../read/resources.ts';
import { isOtherBinding } from './bindings.ts';
import { isOtherCredential } from './credentials.ts';
import { putClusterStands } from './putCluster.ts';
import type { SentTarget, StepReader } from './stepContext.ts';

/** What a run knows of what its step has made. */
export interface Made {
  readonly target?: SentTarget;
  /** When the step was over, as ISO 8601. */
  readonly endedAt?: string;
}

/** Whether a place has what a step has made, or nothing (`asMade`), or what somebody else has put there. */
export type MadeNow = 'asMade' | 'replaced' | 'unknown';

type Look<S extends Step> = (step: S, made: Made, reader: StepReader) => Promise<MadeNow>;

const looks: { readonly [K in StepKind]?: Look<StepOf<K>> } = {
  createIdentity: (step, { target }, reader) => standingOfIdentity(step, target?.principalId, reader),
  createCredential: async (step, _, reader) => standing(await isOtherCredential(step, reader)),
  createBinding: async (step, _, reader) => standing(await isOtherBinding(step, reader)),
  putCluster: async (step, _, reader) => standing(!(await putClusterStands(step, reader))),
  assignRole: standingOfRole,
};

/** Returns how what a step has made stands now; what the kind of step has no look for can't be replaced. Only reads. */
export async function standingOf(step: Step, made: Made, reader: StepReader): Promise<MadeNow> {
  const look = looks[step.kind] as Look<Step> | undefined;
  return look === undefined ? 'asMade' : look(step, made, reader);
}

function standing(isOther: boolean): MadeNow {
  return isOther ? 'replaced' : 'asMade';
}

/** Runs of an earlier version, and those that only found their result, did not keep which identity it was. */
async function standingOfIdentity(
  { identityId }: StepOf<'createIdentity'>,
  made: string | undefined,
  { armFor, signal }: StepReader,
): Promise<MadeNow> {
  const present = await undefinedIfGone(getIdentity(await armFor(identityId), identityId, signal));
  if (present === undefined) return 'asMade';
  return made === undefined ? 'unknown' : standing(!sameText(present.principalId, made));
}

/** Milliseconds by which the clocks of Azure and of this machine may differ. */
const mostSkew = 600_000;

/** The name of a grant is always the same, so somebody who has made it again has used it again. */
async function standingOfRole(
  step: StepOf<'assignRole'>,
  { target, endedAt = '' }: Made,
  { armFor, signal }: StepReader,
): Promise<MadeNow> {
  const path = target?.path ?? step.request.path;
  const present = await undefinedIfGone(getAssignment(await armFor(step.scope, step), path, signal));
  if (present === undefined) return 'asMade';
  const lateness = Date.parse(present.createdOn ?? '') - Date.parse(endedAt);
  return Number.isNaN(lateness) ? 'unknown' : standing(lateness > mostSkew);
}
