/** Grants that may fail are in the way of nothing, in an export as when the plan is applied. */
import type { Step } from '../plan/plan.ts';

/** What is said beside a grant that may fail, where everything else is done by then. */
export const mayFail =
  'Optional: it comes last, and nothing waits for it. If Azure refuses it, because the same grant exists under another name or ' +
  'the add-on has no identity, all else is done and stays; only the deployment counts as failed.';

/** Returns true if the plan goes on where the step fails. */
export function isOptional(step: Step): boolean {
  return step.kind === 'assignRole' && step.optional === true;
}

/**
 * Returns the steps in the order in which a deployment does them: those that must succeed, in the plan's order, then the grants that
 * may fail.
 */
export function optionalLast(steps: readonly Step[]): readonly Step[] {
  return [...steps.filter((step) => !isOptional(step)), ...steps.filter(isOptional)];
}

/** Returns for each step, in that order, the one that it waits for: the last before it that must succeed. */
export function waitsFor(ordered: readonly Step[]): readonly (Step | undefined)[] {
  return ordered.map((_, index) => ordered.slice(0, index).findLast((step) => !isOptional(step)));
}
