/** How entries of the journal start again, or end without being continued. */
import { failureOf } from '../../errors.ts';
import { isOver } from './activity.ts';
import { PlanChanged } from './planChanged.ts';
import type { RunRecord } from './runRecord.ts';

/** Returns the entry as running again: completed steps stay done, the others wait. */
export function reopenEntry(entry: RunRecord): RunRecord {
  const { endedAt: _, wasClosed: __, ...rest } = entry;
  return { ...rest, status: 'running' };
}

/**
 * Returns the entry with its status from before the attempt to resume, and with what was found done since; if the plan
 * changed, its next open step has failed for that reason.
 */
export function entryNotResumed(settled: RunRecord, before: RunRecord, error: unknown, now: Date): RunRecord {
  const steps = settled.steps.map((step) =>
    isOver(step) ? step : (before.steps.find(({ id }) => id === step.id) ?? step),
  );
  const status = before.status === 'running' ? ('stopped' as const) : before.status;
  const ended = { ...settled, status, steps, endedAt: before.endedAt ?? now.toISOString() };
  if (!(error instanceof PlanChanged)) return ended;
  const next = steps.find((step) => !isOver(step));
  return {
    ...ended,
    status: 'failed',
    steps: steps.map((step) => (step === next ? { ...step, status: 'failed', error: failureOf(error) } : step)),
  };
}
