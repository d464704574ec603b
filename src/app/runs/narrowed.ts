import type { Change } from '../../domain/change/change.ts';
import { sameId, type ArmId } from '../../domain/arm/resourceId.ts';
import type { Step } from '../../domain/plan/plan.ts';
import { ownerOf } from '../../domain/workloads/workloadIds.ts';
import type { RunRecord } from './runRecord.ts';

/**
 * Returns the part of a run that is checked before one of its removals. For a credential this is only what belongs to
 * the same identity, because moving many would otherwise check all of them before each removal. Other runs are checked
 * completely.
 */
export function partCheckedBefore(entry: RunRecord, step: Step): RunRecord {
  const { plan } = entry;
  if (step.kind !== 'deleteCredential' || !plan.changes.every(isAboutCredentials)) return entry;
  const identityId = ownerOf(step.credentialId);
  const steps = plan.steps.filter(
    (candidate) => 'credentialId' in candidate && sameId(ownerOf(candidate.credentialId), identityId),
  );
  const ids = new Set(steps.map(({ id }) => id));
  return {
    ...entry,
    plan: { ...plan, changes: plan.changes.flatMap((change) => narrowedChange(change, identityId)), steps },
    steps: entry.steps.filter(({ id }) => ids.has(id)),
  };
}

function isAboutCredentials({ kind }: Change): boolean {
  return kind === 'moveCredentials' || kind === 'deleteCredential';
}

function narrowedChange(change: Change, identityId: ArmId): readonly Change[] {
  if (change.kind === 'deleteCredential') return sameId(ownerOf(change.credentialId), identityId) ? [change] : [];
  if (change.kind !== 'moveCredentials') return [change];
  const isMeant = change.identityIds?.some((id) => sameId(id, identityId)) ?? true;
  return isMeant ? [{ ...change, identityIds: [identityId] }] : [];
}
