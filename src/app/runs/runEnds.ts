/** How runs begin again and end, as entries of the journal and as errors. */
import type { Arm } from '../../azure/arm/arm.ts';
import { changedMeanwhile, findCluster } from '../../azure/write/clusterPut.ts';
import type { Step } from '../../domain/plan/plan.ts';
import { failureOf, IdentityError } from '../../errors.ts';
import type { ActivityEntry } from './activity.ts';
import { isOver } from './activity.ts';
import type { RunRecord } from './runRecord.ts';
import { lacksSecret } from './runRecord.ts';

import { PlanChanged } from './planChanged.ts';

/** An entry that goes on: what is done stays done, the rest waits again. */
export function reopened(entry: RunRecord): RunRecord {
  const { endedAt: _, wasClosed: __, ...rest } = entry;
  return { ...rest, status: 'running' };
}

/**
 * An entry whose rest was not begun: it ends as it was before, with what was found done since; where it is not true any more,
 * its next step has failed with that.
 */
export function unresumed(settled: RunRecord, before: RunRecord, error: unknown, now: Date): RunRecord {
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

/** The end of what was asked of a connection that was left. */
export function left(): IdentityError {
  return new IdentityError({ code: 'cancelled', message: 'The connection of this change has been left.' });
}

/** The conflict with somebody who has deleted the cluster. */
export function gone(clusterId: string): IdentityError {
  const name = clusterId.slice(clusterId.lastIndexOf('/') + 1);
  return new IdentityError({ code: 'conflict', message: `${name} does not exist any more.` });
}

/** The conflict with a change that runs in this window. */
export function runningAlready(entry: RunRecord): IdentityError {
  const message = `"${entry.plan.title}" is still running; one change at a time.`;
  return new IdentityError({ code: 'conflict', message });
}

/** The conflict with a change that runs in another window. */
export function runningElsewhere(entry: RunRecord): IdentityError {
  const message = `"${entry.plan.title}" is running in another window of VS Code; one change at a time.`;
  return new IdentityError({ code: 'conflict', message });
}

/** The error for an id that the journal does not know. */
export function unknownActivity(): IdentityError {
  return new IdentityError({ code: 'notFound', message: 'There is no such activity on this connection.' });
}

/** The refusal to go on with what a later change has overtaken. */
export function superseded(entry: RunRecord): IdentityError {
  const message = `"${entry.plan.title}" was overtaken by a later change of the same thing; plan it again instead.`;
  return new IdentityError({ code: 'refused', message });
}

/** The conflict of a run that ended in one: its plan has to be made again. */
export function notAgain(entry: RunRecord): IdentityError {
  const message = `"${entry.plan.title}" had ended because something had changed in Azure. Plan it again, and review the new plan.`;
  return new IdentityError({ code: 'conflict', message });
}

/** Refuses to go on with a run whose request holds a secret, which is not stored. */
export function assertWhole(entry: RunRecord): void {
  if (!lacksSecret(entry)) return;
  const message = `"${entry.plan.title}" holds a secret, which is not stored. Make the change again, and give the secret again.`;
  throw new IdentityError({ code: 'refused', message });
}

/** Returns the entries that still are as they were shown; all of them where nothing was. */
export function asSeen(
  entries: readonly RunRecord[],
  seen: readonly Pick<ActivityEntry, 'activityId' | 'position'>[] | undefined,
): readonly RunRecord[] {
  const positions = seen && new Map(seen.map(({ activityId, position }) => [activityId, position]));
  return entries.filter(({ activityId, position }) => !positions || positions.get(activityId) === position);
}

/** Minutes for which what was written has to be known, though it was cleared: roles and indexes take that long. */
const usefulMinutes = 10;

/** The time since when what has ended is of use, though it was cleared. */
export function usefulSince(now: Date): string {
  return new Date(now.getTime() - usefulMinutes * 60_000).toISOString();
}

/** Returns the conflict of a cluster that is not what a plan was made for any more. */
export async function whoChanged(
  step: Extract<Step, { kind: 'putCluster' }>,
  arm: Arm,
  signal: AbortSignal,
): Promise<IdentityError> {
  const cluster = await findCluster(arm, step.clusterId, signal);
  return cluster ? changedMeanwhile(cluster, step) : gone(step.clusterId);
}
