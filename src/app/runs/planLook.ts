/** What is read from Azure to check a plan again. */
import type { Arm } from '../../azure/arm/arm.ts';
import type { Directory } from '../../azure/directory/directory.ts';
import { changedMeanwhileError, findCluster } from '../../azure/write/sendClusterPut.ts';
import { stepHolds, stepStands } from '../../azure/write/runStep.ts';
import type { Via } from '../../domain/arm/via.ts';
import type { Change } from '../../domain/change/change.ts';
import type { Continued } from '../../domain/plan/planPart.ts';
import type { Plan, StepOf } from '../../domain/plan/plan.ts';
import { IdentityError } from '../../errors.ts';
import type { Replanner } from './planChanged.ts';
import { say } from '../../sentences/words.ts';

/** The inputs of such a check. */
export interface LookOptions {
  readonly directory: Directory;
  readonly plan: (changes: readonly Change[], continued: Continued, signal: AbortSignal) => Promise<Plan>;
}

/** Returns what a check of a plan of these changes needs. */
export function planLook({ changes }: Plan, { directory, plan }: LookOptions, signal: AbortSignal): Replanner {
  const armFor = (scope: string, via?: Via): Promise<Arm> => directory.armFor(scope, signal, via);
  return {
    plan: (continued) => plan(changes, continued, signal),
    holds: async (step) => (await stepHolds(step, { armFor, signal })) === true,
    stands: (step) => stepStands(step, { armFor, signal }),
    whoChanged: async (step) => clusterChangedError(step, await armFor(step.clusterId, step), signal),
  };
}

/** Returns the conflict for a cluster that is no longer as the plan found it. */
export async function clusterChangedError(
  step: StepOf<'putCluster'>,
  arm: Arm,
  signal: AbortSignal,
): Promise<IdentityError> {
  const cluster = await findCluster(arm, step.clusterId, signal);
  return cluster ? changedMeanwhileError(cluster, step) : clusterGoneError(step.clusterId);
}

/** Returns the conflict for a cluster that someone has deleted. */
export function clusterGoneError(clusterId: string): IdentityError {
  const name = clusterId.slice(clusterId.lastIndexOf('/') + 1);
  return new IdentityError({ code: 'conflict', message: say`${name} no longer exists.` });
}
