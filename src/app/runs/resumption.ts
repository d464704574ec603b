/** How runs start again, why some can't, and how their entries end then. */
import { IdentityError, failureOf } from '../../errors.ts';
import { lacksSecret, type RunRecord } from './runRecord.ts';
import { say } from '../../sentences/words.ts';
import { isOver } from './activity.ts';
import { PlanChanged } from './planChanged.ts';

/** Returns the conflict with a change that is running in this window. */
export function runningAlreadyError(entry: RunRecord): IdentityError {
  const message = say`"${entry.plan.title}" is still running; one change at a time.`;
  return new IdentityError({ code: 'conflict', message });
}

/** Returns the conflict with a change that is running in another window. */
export function runningElsewhereError(entry: RunRecord): IdentityError {
  const message = say`"${entry.plan.title}" is still running in another VS Code window; one change at a time.`;
  return new IdentityError({ code: 'conflict', message });
}

/** Returns the error for an id that the journal does not have. */
export function unknownActivityError(): IdentityError {
  return new IdentityError({ code: 'notFound', message: say`This connection has no such activity.` });
}

/** Returns the refusal to resume a run that a later change has superseded. */
export function supersededRunError(entry: RunRecord): IdentityError {
  const message = say`"${entry.plan.title}" was superseded by a later change to the same thing; plan it again instead.`;
  return new IdentityError({ code: 'refused', message });
}

/** Returns the error for a run that ended in a conflict: it has to be planned again. */
export function planAgainInstead(entry: RunRecord): IdentityError {
  const message = say`"${entry.plan.title}" ended because something had changed in Azure. Plan it again, and review the new plan.`;
  return new IdentityError({ code: 'conflict', message });
}

/** Refuses to continue a run whose request contains a secret, because secrets are not stored. */
export function assertWhole(entry: RunRecord): void {
  if (!lacksSecret(entry)) return;
  const message = say`"${entry.plan.title}" contains a secret, which is not stored. Make the change again, and enter the secret again.`;
  throw new IdentityError({ code: 'refused', message });
}

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
