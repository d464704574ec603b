/** Which records of Azure's logs tell of the same operation. */
import { idKey } from '../arm/resourceId.ts';
import { comparable } from './accounts.ts';
import type { LoggedOperation } from './activityEvents.ts';
import type { ChangeRow } from './changeRows.ts';
import { verbOf } from './inTime.ts';
import type { HistoryActor, LifeOfUser } from './model.ts';

/** Without a common ID, a change belongs to an operation on the same resource within this many milliseconds of its begin or end. */
export const probablySame = 5 * 60_000;
/** An ID may be that of a whole run, or used again: a change that much later than an operation is of another one. */
export const longestOperation = 24 * 3600_000;

/** Two records of one write of a resource have this in common. */
export function correlationKey({ correlationId, resourceId }: Pick<ChangeRow, 'correlationId' | 'resourceId'>): string {
  return `${correlationId?.toLowerCase() ?? ''} ${idKey(resourceId)}`;
}

/** Says whether a change may be that of an operation: they have an ID in common, or one of them has none, or it is the end of a deletion. */
export function isRecordOf(row: LifeOfUser, operation: LoggedOperation): boolean {
  if (!isOfVerb(operation, row) || idKey(operation.resourceId) !== idKey(row.resourceId)) return false;
  const outside = timeOutside(operation, row);
  const hasCommonIds = row.correlationId !== undefined && operation.correlationId !== undefined;
  const isSame = hasCommonIds && correlationKey(row) === correlationKey(operation) && outside <= longestOperation;
  const isNear = (row.type === 'Delete' || !hasCommonIds) && outside <= probablySame;
  return isSame || isNear || isEndOfUnended(operation, row);
}

/** Returns what a change was, as the last part of an action. */
export function verbOfRow({ type }: Pick<ChangeRow, 'type'>): string {
  return type === 'Delete' ? 'delete' : 'write';
}

/** Says whether both delete, or both write. */
export function isOfVerb(operation: LoggedOperation, row: Pick<ChangeRow, 'type'>): boolean {
  return verbOf(operation) === verbOfRow(row);
}

/** Says whether a change may be that of an operation on the same resource, as far as IDs, kind and person tell; `known` is what is already its. */
export function isProbablySame(operation: LoggedOperation, row: ChangeRow, known?: ChangeRow): boolean {
  // What Azure does at the end of a deletion or a creation may have an ID of its own.
  const isOfAnyId = row.by.kind === 'system' && (row.type === 'Delete' || known?.type === 'Create');
  const hasCommonIds = operation.correlationId !== undefined && row.correlationId !== undefined;
  return (isOfAnyId || !hasCommonIds) && isOfVerb(operation, row) && !isByOther(operation, row);
}

/** Says whether something was gone after a deletion of which no end was logged. */
export function isEndOfUnended(operation: LoggedOperation, row: LifeOfUser): boolean {
  const { status, at } = operation;
  return (
    row.type === 'Delete' &&
    status === 'unfinished' &&
    isOfVerb(operation, row) &&
    at <= row.at &&
    timeOutside(operation, row) <= longestOperation
  );
}

/** Both say who, and nothing of it is the same. What Azure does on the way has no person. */
export function isByOther({ by }: Pick<LoggedOperation, 'by'>, { by: changedBy }: ChangeRow): boolean {
  if (by.kind === 'system' || changedBy.kind === 'system') return false;
  const named = namesOf(by);
  if (namesOf(changedBy).some((name) => named.includes(name))) return false;
  const areBoth = (key: 'name' | 'applicationId'): boolean => by[key] !== undefined && changedBy[key] !== undefined;
  const areOfKinds = by.kind !== changedBy.kind && by.kind !== 'unknown' && changedBy.kind !== 'unknown';
  return areOfKinds || areBoth('name') || areBoth('applicationId');
}

function namesOf({ objectId, applicationId, name }: HistoryActor): readonly string[] {
  const ids = [objectId, applicationId].flatMap((id) => id?.toLowerCase() ?? []);
  return name === undefined ? ids : [...ids, comparable(name)];
}

/** How many milliseconds a change is before the begin or after the last event of an operation. */
export function timeOutside({ at, endedAt = at }: LoggedOperation, row: Pick<ChangeRow, 'at'>): number {
  const moment = Date.parse(row.at);
  return Math.max(Date.parse(at) - moment, moment - Date.parse(endedAt), 0);
}

/** How many milliseconds are between the beginnings of both. */
export function distance(operation: Pick<LoggedOperation, 'at'>, row: Pick<ChangeRow, 'at'>): number {
  return Math.abs(Date.parse(operation.at) - Date.parse(row.at));
}
