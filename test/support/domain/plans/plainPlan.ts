import type { Plan, Step } from '../../../../src/domain/plan/plan.ts';
import { say } from '../../../../src/sentences/words.ts';

/** Makes a plan that has nothing but its steps. */
export function planOf(steps: readonly Step[], more: Partial<Plan> = {}): Plan {
  return {
    changes: [],
    title: say`Change it`,
    summary: say``,
    verb: say``,
    points: [],
    steps,
    warnings: [],
    checks: [],
    before: {},
    after: {},
    reversible: true,
    next: [],
    restarts: [],
    ...more,
  };
}
