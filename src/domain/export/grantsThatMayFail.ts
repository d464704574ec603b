/** Grants that may fail delay nothing, both in an export and when the plan is applied. */
import type { Step } from '../plan/plan.ts';

/** The note for a grant that may fail, if everything else is done before it. */
export const mayFail =
  'Optional: it comes last, and nothing waits for it. If Azure refuses it, because the same grant exists under another name or ' +
  'the add-on has no identity, all else is done and stays; only the deployment counts as failed.';

/** Returns true if the plan continues after the step fails. */
export function isOptional(step: Step): boolean {
  return step.kind === 'assignRole' && step.optional === true;
}

/** Returns the steps in the order of a deployment: those that must succeed, in the plan's order, then the grants that may fail. */
export function optionalLast(steps: readonly Step[]): readonly Step[] {
  return [...steps.filter((step) => !isOptional(step)), ...steps.filter(isOptional)];
}

/** Returns for each step, in that order, the step that it waits for: the last one before it that must succeed. */
export function stepsWaitedFor(ordered: readonly Step[]): readonly (Step | undefined)[] {
  return ordered.map((_, index) => ordered.slice(0, index).findLast((step) => !isOptional(step)));
}
