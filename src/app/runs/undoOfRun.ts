import type { Change } from '../../domain/change/change.ts';
import type { Step, StepOf } from '../../domain/plan/plan.ts';
import { isRemoval, undoOfStep } from '../../domain/plan/stepKinds.ts';
import type { RunRecord, StepRecord } from './runRecord.ts';

/** What takes back what a run has done, in the order in which it is to be done; a plan still shows what that means now. */
export interface UndoOfRun {
  readonly changes: readonly Change[];
  /** It leaves something that the run has done. */
  readonly isPartial?: true;
}

/**
 * Returns what takes back what this run itself has written. `undefined` if nothing does, if a later run did it, or if it isn't
 * known what Azure has accepted. Where a cluster got other identities, only that is taken back: until their tokens have
 * expired, the new ones need their roles.
 */
export function undoOfRun(entry: RunRecord, later: readonly RunRecord[]): UndoOfRun | undefined {
  const recordOf = new Map(entry.steps.map((record) => [record.id, record]));
  const written = entry.plan.steps.filter(({ id }) => recordOf.get(id)?.status === 'done');
  const isOpen = entry.steps.some(({ status, sentAt }) => !isOver(status) && sentAt !== undefined);
  if (isOpen || written.some(({ kind }) => kind === 'createCluster')) return undefined;
  const switches = written.filter(isSwitch);
  const parts = (switches.length > 0 ? switches : written.toReversed()).map((step) => ({
    step,
    change: undoOfStep(step, recordOf.get(step.id)?.target?.path),
  }));
  const changes = parts.flatMap(({ change }) => change ?? []);
  // Without what was removed, or with only one of two new identities, less would work than before or after the run.
  const isHalf = parts.some(({ step, change }) => change === undefined && (isRemoval(step) || isSwitch(step)));
  if (changes.length === 0 || isHalf) return undefined;
  if (later.some(({ status, plan }) => status === 'succeeded' && hasAll(plan.changes, changes))) return undefined;
  return { changes, ...(changes.length < written.length ? { isPartial: true } : {}) };
}

const isOver = (status: StepRecord['status']): boolean => status === 'done' || status === 'alreadyDone';

function isSwitch(step: Step): step is StepOf<'putCluster'> {
  return step.kind === 'putCluster' && (step.edit.controlPlane ?? step.edit.kubeletIdentityId) !== undefined;
}

function hasAll(changes: readonly Change[], wanted: readonly Change[]): boolean {
  const made = new Set(changes.map((change) => JSON.stringify(change)));
  return wanted.every((change) => made.has(JSON.stringify(change)));
}
