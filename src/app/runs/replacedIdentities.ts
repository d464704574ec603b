import type { ReplacedIdentity } from '../../domain/cluster/facts.ts';
import type { FormerIdentity, Step } from '../../domain/plan/plan.ts';
import type { RunRecord } from './runRecord.ts';

/** Returns the identities whose place the runs of a journal took, whichever window ran them and however they ended. */
export function replacedIn(entries: readonly RunRecord[]): readonly ReplacedIdentity[] {
  return entries.flatMap((entry) =>
    (entry.plan.former ?? []).flatMap((former) => {
      const at = replacedAt(entry, former);
      return at === undefined ? [] : [{ ...former, at, by: entry.plan.title }];
    }),
  );
}

/** Who sent the update and lost its answer finds it done; that time is as late as it can have been. */
function replacedAt({ plan, steps }: RunRecord, former: FormerIdentity): Date | undefined {
  const times = plan.steps
    .filter((step) => replaces(step, former))
    .map(({ id }) => steps.find((record) => record.id === id))
    .filter((record) => record?.status === 'done' || (record?.status === 'alreadyDone' && record.sentAt !== undefined))
    .map((record) => Date.parse(record?.endedAt ?? record?.sentAt ?? ''))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? undefined : new Date(Math.max(...times));
}

function replaces(step: Step, { as }: FormerIdentity): boolean {
  if (step.kind !== 'putCluster') return false;
  return as === 'controlPlane' ? step.edit.controlPlane !== undefined : step.edit.kubeletIdentityId !== undefined;
}
