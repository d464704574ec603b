/** Which changes of Resource Graph's table belong to which operation of the activity log. */
import { idKey, isAtOrBelow } from '../arm/resourceId.ts';
import type { LoggedOperation } from './activityEvents.ts';
import { compareText } from '../../shape/compareText.ts';
import { writeFilledIn } from './filledIn.ts';
import { findingInTime, verbOf } from './inTime.ts';
import {
  correlationKey,
  distance,
  isByOther,
  isEndOfUnended,
  isOfVerb,
  isProbablySame,
  longestOperation,
  probablySame,
  timeOutside,
  verbOfRow,
} from './sameRecords.ts';
import type { ChangeRow } from './changeRows.ts';
import { isOfCreation } from './livesOfUsers.ts';
import type { PropertyChange } from './model.ts';

/** The changes of an operation as one. */
export interface MatchedRow {
  readonly row: ChangeRow;
  readonly isProbable: boolean;
}

/** What was matched, and the changes that no operation has. */
export interface Matching {
  readonly rowOf: ReadonlyMap<LoggedOperation, MatchedRow>;
  readonly left: readonly ChangeRow[];
}

/** Matches changes with operations by their correlation ID or, where one of them has none, by resource, kind and time. */
export function matchRows(operations: readonly LoggedOperation[], rows: readonly ChangeRow[]): Matching {
  const candidates = operations.filter(({ status }) => status !== 'failed').toSorted((a, b) => compareText(a.at, b.at));
  const byCorrelation = Map.groupBy(candidates, correlationKey);
  const rowsOf = new Map<LoggedOperation, ChangeRow[]>();
  const left: ChangeRow[] = [];
  for (const row of withFilledIn(rows, byCorrelation)) {
    const operation = beganBefore(row, row.correlationId === undefined ? [] : byCorrelation.get(correlationKey(row)));
    const own = operation && rowsOf.get(operation);
    if (operation === undefined) left.push(row);
    else if (own === undefined) rowsOf.set(operation, [row]);
    else own.push(row);
  }
  const rowOf = new Map<LoggedOperation, MatchedRow>();
  for (const [operation, own] of rowsOf)
    rowOf.set(operation, { row: joinedRows(verbOf(operation), own), isProbable: false });
  // A resource may have thousands of operations.
  const operationsAt = findingInTime(candidates, (operation) => operation, probablySame + longestOf(candidates));
  const endOf = findingUnended(candidates, rows);
  const unmatched = left.filter((row) => {
    const [matched, open] = [true, false].map((has) =>
      operationsAt({ ...row, action: `/${verbOfRow(row)}` }).filter((operation) => rowOf.has(operation) === has),
    ) as [LoggedOperation[], LoggedOperation[]];
    const free = nearestTo(row, open);
    if (free !== undefined) rowOf.set(free, { row, isProbable: true });
    const isDone = (operation: LoggedOperation): boolean =>
      isAfterwork(row) || (isBySystem(row) && rowOf.get(operation)?.row.type === 'Create');
    if (free !== undefined) return false;
    const near = nearestTo(row, matched.filter(isDone), rowOf) ?? endOf(row);
    if (near === undefined) return true;
    const { row: first, isProbable } = rowOf.get(near) ?? { row, isProbable: true };
    rowOf.set(near, { row: joinedRows(verbOf(near), [first, row]), isProbable });
    return false;
  });
  const ofId = Map.groupBy(candidates, ({ correlationId }) => correlationId?.toLowerCase());
  const besides = unmatched.filter((row) => {
    const cause = ofId.get(row.correlationId?.toLowerCase())?.find((operation) => isCausedBelow(row, operation));
    if (cause === undefined) return true;
    // What these properties are says nothing here, and they are not its own.
    if (!rowOf.has(cause)) rowOf.set(cause, { row: { ...row, otherChanges: 0 }, isProbable: false });
    return false;
  });
  return { rowOf, left: joinedByCorrelation(besides) };
}

/**
 * Creates a function that returns the deletion of which the table has the end and the log does not: the last one before it, however
 * long it took, unless the resource was written since.
 */
function findingUnended(
  operations: readonly LoggedOperation[],
  rows: readonly ChangeRow[],
): (row: ChangeRow) => LoggedOperation | undefined {
  const deletions = operations.filter((operation) => verbOf(operation) === 'delete');
  const ofResource = Map.groupBy(deletions, ({ resourceId }) => idKey(resourceId));
  const writes = [
    ...operations.filter((operation) => verbOf(operation) === 'write'),
    ...rows.filter(({ type }) => type === 'Create'),
  ];
  const writesOf = Map.groupBy(writes, ({ resourceId }) => idKey(resourceId));
  return (row) => {
    if (row.type !== 'Delete') return undefined;
    const key = idKey(row.resourceId);
    const last = ofResource.get(key)?.findLast(({ at }) => at <= row.at);
    if (last === undefined || !isEndOfUnended(last, row) || !isProbablySame(last, row)) return undefined;
    const isWritten = writesOf.get(key)?.some(({ at }) => at > last.at && at <= row.at);
    return isWritten === true ? undefined : last;
  };
}

/**
 * Says whether a change of a resource, which says nothing about identities and access, is what an operation on a part of it did
 * there: they have an ID in common. A role assignment is no part of what it is at.
 */
function isCausedBelow(row: ChangeRow, operation: LoggedOperation): boolean {
  const { resourceId, correlationId, type, changes } = row;
  const part = operation.resourceId.slice(resourceId.length);
  return (
    correlationId !== undefined &&
    type === 'Update' &&
    changes.length === 0 &&
    isAtOrBelow(operation.resourceId, resourceId) &&
    !/^$|\/providers\//i.test(part) &&
    timeOutside(operation, row) <= probablySame &&
    !isByOther(operation, row)
  );
}

/** Returns the changes in order, those that only fill in what a write assigned with that write, unless an operation was logged for them. */
function withFilledIn(
  rows: readonly ChangeRow[],
  logged: ReadonlyMap<string, readonly LoggedOperation[]>,
): readonly ChangeRow[] {
  const ofResource = new Map<string, ChangeRow[]>();
  for (const row of rows.toSorted((a, b) => compareText(a.at, b.at))) {
    const key = idKey(row.resourceId);
    const own = ofResource.get(key) ?? [];
    ofResource.set(key, own);
    const write =
      row.correlationId !== undefined && logged.has(correlationKey(row)) ? undefined : writeFilledIn(row, own);
    if (write === undefined) own.push(row);
    else own[own.indexOf(write)] = joinedRows('write', [write, row]);
  }
  return [...ofResource.values()].flat().toSorted((a, b) => compareText(a.at, b.at));
}

/** What Azure changes at the end of an operation: its state, which says nothing about identities and access, or that it is gone. */
function isAfterwork(row: ChangeRow): boolean {
  return row.type === 'Delete' ? row.by.kind === 'system' : isBySystem(row) && row.changes.length === 0;
}

function isBySystem({ by, type }: ChangeRow): boolean {
  return by.kind === 'system' && type === 'Update';
}

/** A deployment can write a resource several times: a change belongs to the last write before it. */
function beganBefore(row: ChangeRow, inOrder: readonly LoggedOperation[] = []): LoggedOperation | undefined {
  const inTime = inOrder.filter((operation) => timeOutside(operation, row) <= longestOperation);
  // One ID may be that of a whole run, which deletes something and makes it again.
  const exact = inTime.filter((operation) => isOfVerb(operation, row));
  // On its way to be deleted, a resource changes, too.
  const alike = exact.length > 0 ? exact : inTime.filter((operation) => verbOf(operation) === 'delete');
  return alike.findLast(({ at }) => at <= row.at) ?? alike[0];
}

/** How long the longest of them took, in milliseconds. */
function longestOf(operations: readonly LoggedOperation[]): number {
  return operations.reduce((most, { at, endedAt = at }) => Math.max(most, Date.parse(endedAt) - Date.parse(at)), 0);
}

function nearestTo(
  row: ChangeRow,
  operations: readonly LoggedOperation[],
  rowOf?: ReadonlyMap<LoggedOperation, MatchedRow>,
): LoggedOperation | undefined {
  return operations
    .filter(
      (operation) =>
        timeOutside(operation, row) <= probablySame && isProbablySame(operation, row, rowOf?.get(operation)?.row),
    )
    .reduce<LoggedOperation | undefined>(
      (nearest, operation) => (nearest === undefined || isNearer(operation, nearest, row) ? operation : nearest),
      undefined,
    );
}

/** Changes that nothing was logged for are one as well, if they have an ID in common and follow on each other; they are in order. */
function joinedByCorrelation(rows: readonly ChangeRow[]): readonly ChangeRow[] {
  const groups: ChangeRow[][] = [];
  const lastOf = new Map<string, ChangeRow[]>();
  const creations = new Map<string, ChangeRow[]>();
  for (const row of rows) {
    const key = `${verbOfRow(row)} ${correlationKey(row)}`;
    const last = row.correlationId === undefined ? undefined : lastOf.get(key);
    const before = last?.at(-1);
    const creation = creations.get(idKey(row.resourceId));
    if (last !== undefined && before !== undefined && follows(row, before)) last.push(row);
    else if (creation?.[0] !== undefined && isOfCreation(row, creation[0])) creation.push(row);
    else {
      const group = [row];
      groups.push(group);
      lastOf.set(key, group);
      if (row.type === 'Create') creations.set(idKey(row.resourceId), group);
      else if (row.type === 'Delete') creations.delete(idKey(row.resourceId));
    }
  }
  return groups.flatMap((same) =>
    same.slice(0, 1).map((first) => (same.length === 1 ? first : joinedRows(verbOfRow(first), same))),
  );
}

function follows(row: ChangeRow, before: ChangeRow): boolean {
  return distance(row, before) <= probablySame && !isByOther(row, before);
}

/** Of several operations that ran at that time, a change belongs to the one that began last. */
function isNearer(operation: LoggedOperation, nearest: LoggedOperation, row: ChangeRow): boolean {
  return (
    timeOutside(operation, row) < timeOutside(nearest, row) ||
    (timeOutside(operation, row) === timeOutside(nearest, row) && distance(operation, row) < distance(nearest, row))
  );
}

/** An operation that takes a while changes a resource at its begin and at its end; what a deletion changes on its way does not count. */
function joinedRows(verb: string, rows: readonly ChangeRow[]): ChangeRow {
  const [first, ...others] = rows as readonly [ChangeRow, ...ChangeRow[]];
  const end = rows.findLast(({ type }) => type === 'Delete');
  if (verb === 'delete') return { ...first, type: end?.type ?? first.type, changes: [], otherChanges: 0 };
  const changes = new Map<string, PropertyChange>();
  for (const change of rows.flatMap((row) => row.changes)) {
    const before = changes.get(change.path)?.before ?? change.before;
    changes.set(change.path, { ...change, before });
  }
  return {
    ...first,
    type: rows.some(({ type }) => type === 'Create') ? 'Create' : first.type,
    // What went there and back is no change.
    changes: [...changes.values()].filter(isOther),
    // Properties that say nothing here are not named, so that the same ones may be counted twice; the most are counted.
    otherChanges: others.reduce((most, { otherChanges }) => Math.max(most, otherChanges), first.otherChanges),
  };
}

/** Values that are equal because both were cut differ somewhere behind. */
function isOther({ before, after }: PropertyChange): boolean {
  const isCut = [before, after].some((side) => side.kind === 'text' && side.isCut === true);
  return isCut || JSON.stringify(before) !== JSON.stringify(after);
}
