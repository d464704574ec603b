/** How entries of the journal begin again, or end because they are not gone on with. */
import { failureOf } from '../../errors.ts';
import { isOver } from './activity.ts';
import { PlanChanged } from './planChanged.ts';
import type { RunRecord } from './runRecord.ts';

/** Returns the entry as running again: what is done stays done, and the rest waits. */
export function reopenEntry(entry: RunRecord): RunRecord {
  const { endedAt: _, wasClosed: __, ...rest } = entry;
  return { ...rest, status: 'running' };
}

/**
 * Returns the entry with its status from before the attempt to resume, and what was found done since; if the plan changed,
 * its next open step has failed with that.
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
