import { hearing } from '../../domain/cluster/watching.ts';
import type { Facts } from '../../domain/cluster/facts.ts';
import type { Plan } from '../../domain/plan/plan.ts';

/** Makes a plan, and marks the checks that are unknown because of a read that had failed while it was made. */
export function withFailedChecks(make: (facts: Facts) => Plan, given: Facts): Plan {
  const { facts, reasons } = hearing(given);
  const plan = make(facts);
  const failed = reasons();
  if (failed.length === 0) return plan;
  return {
    ...plan,
    checks: plan.checks.map((check) =>
      check.verdict === 'unknown' && failed.some((reason) => check.detail.includes(reason))
        ? { ...check, failed: true }
        : check,
    ),
  };
}
