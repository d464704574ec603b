/** What a deny assignment with a condition, or one in audit mode, means. */
import type { DenyAssignment } from '../cluster/model.ts';
import { conditionHolds } from './roleCondition.ts';

/**
 * Returns whether a deny assignment's condition holds for the action, or `undefined` if that depends on the request.
 */
export function holdsFor({ condition }: DenyAssignment, action: string): boolean | undefined {
  return condition === undefined || conditionHolds(condition, action);
}

/**
 * Returns a sentence about what a deny assignment with a condition may prevent, or `undefined` if it has no condition.
 */
export function possibleDenial({ name, condition }: DenyAssignment): string | undefined {
  return condition === undefined
    ? undefined
    : `The deny assignment '${name}' stops it where this condition holds: ${condition}`;
}

/** Returns a sentence about a deny assignment that only records what it names. */
export function recordsOnly({ name }: DenyAssignment): string {
  return `The deny assignment '${name}' only records what it names, and stops nothing.`;
}
