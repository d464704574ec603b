import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { Continued } from '../../../src/domain/plan/planPart.ts';

/** A run of the plan that has done its first steps and broke off before the next. */
export function contextDone(plan: Plan, count: number): Continued {
  return { plan, done: new Set(plan.steps.slice(0, count).map(({ id }) => id)), sent: new Set() };
}
