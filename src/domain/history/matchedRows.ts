/** Which changes of Resource Graph's table belong to which operation of the activity log. */
import { idKey, sameGuid } from '../arm/resourceId.ts';
import { compareText, type LoggedOperation } from './activityEvents.ts';
import type { ChangeRow } from './changeRows.ts';
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

/** Without a common ID, a change belongs to an operation on the same resource within this many milliseconds. */
const probablySame = 5 * 60_000;

/** Matches changes with operations by their correlation ID or, where one of them has none, by resource, kind and time. */
export function matchRows(operations: readonly LoggedOperation[], rows: readonly ChangeRow[]): Matching {
  const candidates = operations.filter(({ status }) => status !== 'failed');
  const byResource = Map.groupBy(candidates, ({ resourceId }) => idKey(resourceId));
  const rowsOf = new Map<LoggedOperation, ChangeRow[]>();
  const left: ChangeRow[] = [];
  const probable = new Map<LoggedOperation, ChangeRow>();
  const inOrder = rows.toSorted((a, b) => compareText(a.at, b.at));
  for (const row of inOrder) {
    const same = byResource.get(idKey(row.resourceId)) ?? [];
    const operation = beganBefore(
      row,
      same.filter((each) => isCorrelated(each, row)),
    );
    if (operation === undefined) left.push(row);
    else rowsOf.set(operation, [...(rowsOf.get(operation) ?? []), row]);
  }
  const unmatched = left.filter((row) => {
    const near = (byResource.get(idKey(row.resourceId)) ?? [])
      .filter((each) => !rowsOf.has(each) && !probable.has(each) && isProbablySame(each, row))
      .toSorted((a, b) => distance(a, row) - distance(b, row))[0];
    if (near !== undefined) probable.set(near, row);
    return near === undefined;
  });
  const rowOf = new Map<LoggedOperation, MatchedRow>();
  for (const [operation, own] of rowsOf)
    rowOf.set(operation, { row: joinedRows(verbOf(operation), own), isProbable: false });
  for (const [operation, row] of probable) rowOf.set(operation, { row, isProbable: true });
  return { rowOf, left: joinedByCorrelation(unmatched) };
}

/** Changes that nothing was logged for are one as well, if they have an ID in common. */
function joinedByCorrelation(rows: readonly ChangeRow[]): readonly ChangeRow[] {
  const groups = Map.groupBy(rows, (row) =>
    row.correlationId === undefined
      ? row
      : `${verbOfRow(row)} ${idKey(row.resourceId)} ${row.correlationId.toLowerCase()}`,
  );
  return [...groups.values()].flatMap((same) =>
    same.slice(0, 1).map((first) => (same.length === 1 ? first : joinedRows(verbOfRow(first), same))),
  );
}

function isCorrelated({ correlationId }: LoggedOperation, row: ChangeRow): boolean {
  return correlationId !== undefined && sameGuid(correlationId, row.correlationId);
}

/** A deployment can write a resource several times: a change belongs to the last write before it. */
function beganBefore(row: ChangeRow, operations: readonly LoggedOperation[]): LoggedOperation | undefined {
  const inOrder = operations.toSorted((a, b) => compareText(a.at, b.at));
  return inOrder.findLast(({ at }) => at <= row.at) ?? inOrder[0];
}

function isProbablySame(operation: LoggedOperation, row: ChangeRow): boolean {
  const hasCommonIds = operation.correlationId !== undefined && row.correlationId !== undefined;
  return !hasCommonIds && verbOf(operation) === verbOfRow(row) && distance(operation, row) <= probablySame;
}

/** Returns the last part of an action, such as `write`. */
export function verbOf({ action }: Pick<LoggedOperation, 'action'>): string {
  return action.slice(action.lastIndexOf('/') + 1).toLowerCase();
}

/** Returns what a change was, as the last part of an action. */
export function verbOfRow({ type }: Pick<ChangeRow, 'type'>): string {
  return type === 'Delete' ? 'delete' : 'write';
}

function distance(operation: Pick<LoggedOperation, 'at'>, row: Pick<ChangeRow, 'at'>): number {
  return Math.abs(Date.parse(operation.at) - Date.parse(row.at));
}

/** An operation that takes a while changes a resource at its begin and at its end; what a deletion changes on its way does not count. */
function joinedRows(verb: string, rows: readonly ChangeRow[]): ChangeRow {
  const [first, ...others] = rows as readonly [ChangeRow, ...ChangeRow[]];
  if (verb === 'delete') return { ...first, changes: [], otherChanges: 0 };
  const changes = new Map<string, PropertyChange>();
  for (const change of rows.flatMap((row) => row.changes)) {
    const before = changes.get(change.path)?.before ?? change.before;
    changes.set(change.path, { ...change, before });
  }
  return {
    ...first,
    type: rows.some(({ type }) => type === 'Create') ? 'Create' : first.type,
    changes: [...changes.values()].filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after)),
    // Properties that say nothing here are not named, so that the same ones may be counted twice; the most are counted.
    otherChanges: others.reduce((most, { otherChanges }) => Math.max(most, otherChanges), first.otherChanges),
  };
}
