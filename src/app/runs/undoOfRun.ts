import { sameGuid } from '../../domain/arm/resourceId.ts';
import type { Change } from '../../domain/change/change.ts';
import type { Step, StepOf } from '../../domain/plan/plan.ts';
import { isRemoval, undoOfStep } from '../../domain/plan/stepKinds.ts';
import { isOver, type UndoOfRun } from './activity.ts';
import { hasWritten, type RunRecord, type StepRecord } from './runRecord.ts';

/**
 * Returns what takes back what this run itself has written. `undefined` if nothing does, if a later run did it, or if it isn't
 * known what Azure has accepted. Where a cluster got other identities, only that is taken back: until their tokens have
 * expired, the new ones need their roles.
 */
export function undoOfRun(entry: RunRecord, later: readonly RunRecord[]): UndoOfRun | undefined {
  // A lost request may not have arrived, and what was found then may be what somebody else has done.
  const isUnknown = entry.steps.some(
    (record) => record.isLost === true || (!isOver(record) && record.sentAt !== undefined),
  );
  const written = writtenIn(entry);
  if (isUnknown || written.some(({ step: { kind } }) => kind === 'createCluster')) return undefined;
  const parts = takenBackOf(written).map(({ step, record }) => ({
    step,
    change: undoOfStep(step, record.target?.path),
  }));
  const changes = parts.flatMap(({ change }) => change ?? []);
  // Without what was removed, or with only one of two new identities, less would work than before or after the run.
  const isHalf = parts.some(({ step, change }) => change === undefined && (isRemoval(step) || isSwitch(step)));
  if (changes.length === 0 || isHalf) return undefined;
  if (later.some(({ status, plan }) => status === 'succeeded' && hasAll(plan.changes, changes))) return undefined;
  if (later.some((run) => hasReplaced(run, changes))) return undefined;
  const isPartial = changes.length < written.length || parts.some(comesBackWithLess);
  return { changes, ...(isPartial ? { isPartial } : {}) };
}

/** Returns the steps of a run that undo takes back, with what is known of each. */
export function stepsToTakeBack(entry: RunRecord): readonly WrittenStep[] {
  return takenBackOf(writtenIn(entry));
}

/** A step that a run has written itself. */
export interface WrittenStep {
  readonly step: Step;
  readonly record: StepRecord;
}

function writtenIn({ plan, steps }: RunRecord): readonly WrittenStep[] {
  const recordOf = new Map(steps.map((record) => [record.id, record]));
  return plan.steps.flatMap((step) => {
    const record = recordOf.get(step.id);
    return record?.status === 'done' ? [{ step, record }] : [];
  });
}

function takenBackOf(written: readonly WrittenStep[]): readonly WrittenStep[] {
  const switches = written.filter(({ step }) => isSwitch(step));
  return switches.length > 0 ? switches : written.toReversed();
}

/** A new system-assigned identity has none of the roles of the one before, and a role that is assigned again has no description. */
function comesBackWithLess({ step, change }: { readonly step: Step; readonly change: Change | undefined }): boolean {
  const isNewPrincipal = change?.kind === 'setControlPlane' && change.controlPlane.kind === 'systemAssigned';
  return isNewPrincipal || (step.kind === 'removeRole' && step.hasDescription !== false);
}

/** Whether a cluster may no longer use an identity that would get a role back. */
function hasReplaced({ steps, plan: { former = [] } }: RunRecord, changes: readonly Change[]): boolean {
  if (!steps.some(hasWritten)) return false;
  return changes.some(
    (change) =>
      change.kind === 'assignRole' && former.some(({ principalId }) => sameGuid(principalId, change.principalId)),
  );
}

function isSwitch(step: Step): step is StepOf<'putCluster'> {
  return step.kind === 'putCluster' && (step.edit.controlPlane ?? step.edit.kubeletIdentityId) !== undefined;
}

function hasAll(changes: readonly Change[], wanted: readonly Change[]): boolean {
  const made = new Set(changes.map((change) => JSON.stringify(change)));
  return wanted.every((change) => made.has(JSON.stringify(change)));
}
