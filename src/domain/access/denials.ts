/** What a deny assignment with a condition, or one in audit mode, means. */
import type { DenyAssignment } from '../cluster/model.ts';
import { conditionHolds } from './roleCondition.ts';

/** Whether the condition of a deny assignment holds for the action; `undefined` where it depends on what is asked for. */
export function holdsFor({ condition }: DenyAssignment, action: string): boolean | undefined {
  return condition === undefined || conditionHolds(condition, action);
}

/** What a deny assignment with a condition may stop; `undefined` for one without. */
export function possibleDenial({ name, condition }: DenyAssignment): string | undefined {
  return condition === undefined
    ? undefined
    : `The deny assignment '${name}' stops it where this condition holds: ${condition}`;
}

/** What a deny assignment says that only records. */
export function recordsOnly({ name }: DenyAssignment): string {
  return `The deny assignment '${name}' only records what it names, and stops nothing.`;
}
