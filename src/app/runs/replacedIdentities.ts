import type { ReplacedIdentity } from '../../domain/cluster/facts.ts';
import type { FormerIdentity, Step } from '../../domain/plan/plan.ts';
import type { RunRecord } from './runRecord.ts';

/** Returns the identities that recorded runs replaced, whichever window ran them and however they ended. */
export function replacedIdentities(entries: readonly RunRecord[]): readonly ReplacedIdentity[] {
  return entries.flatMap((entry) =>
    (entry.plan.former ?? []).flatMap((former) => {
      const at = replacedAt(entry, former);
      return at === undefined ? [] : [{ ...former, at, by: entry.plan.title }];
    }),
  );
}

function replacedAt(entry: RunRecord, former: FormerIdentity): Date | undefined {
  const times = entry.plan.steps
    .filter((step) => replacesIdentity(step, former))
    .map((step) => timeOfStep(entry, step))
    .filter((time) => time !== undefined);
  return times.length === 0 ? undefined : new Date(Math.max(...times));
}

/**
 * Returns when a run did a step, in milliseconds. If the answer to its update was lost, the step was found done later;
 * that is the latest time it can have happened.
 */
export function timeOfStep({ steps }: RunRecord, { id }: Step): number | undefined {
  const { status, sentAt, endedAt } = steps.find((record) => record.id === id) ?? {};
  if (status !== 'done' && (status !== 'alreadyDone' || sentAt === undefined)) return undefined;
  const time = Date.parse(endedAt ?? sentAt ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function replacesIdentity(step: Step, { as }: FormerIdentity): boolean {
  if (step.kind !== 'putCluster') return false;
  return as === 'controlPlane' ? step.edit.controlPlane !== undefined : step.edit.kubeletIdentityId !== undefined;
}
