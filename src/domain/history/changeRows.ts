/** Rows of Resource Graph's table of changes. */
import { isObject, objectAt, textAt, valueAt, type Json, type JsonObject } from '../arm/json.ts';
import { idKey, parseResourceId } from '../arm/resourceId.ts';
import { defined } from '../../shape/defined.ts';
import { changerOf } from './actors.ts';
import { joiningId } from './correlation.ts';
import { kindOfProperty } from './kindsOfEntries.ts';
import type { HistoryActor, HistoryClient, HistoryValue, PropertyChange } from './model.ts';

/** One change of a resource. */
export interface ChangeRow {
  readonly id: string;
  readonly at: string;
  readonly resourceId: string;
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly by: HistoryActor;
  readonly client?: HistoryClient;
  readonly correlationId?: string;
  readonly changes: readonly PropertyChange[];
  readonly otherChanges: number;
}

/** Reads a row; `undefined` for what is none. */
export function changeRow(row: JsonObject): ChangeRow | undefined {
  const properties = objectAt(row, 'properties');
  const attributes = objectAt(properties, 'changeAttributes');
  const resourceId = textAt(properties, 'targetResourceId');
  const type = changeTypes.find((candidate) => candidate === textAt(properties, 'changeType'));
  const moment = new Date(textAt(attributes, 'timestamp') ?? NaN);
  if (attributes === undefined || resourceId === undefined || type === undefined || Number.isNaN(moment.getTime()))
    return undefined;
  const resourceType = parseResourceId(resourceId)?.type ?? textAt(properties, 'targetResourceType') ?? '';
  const all = changesIn(objectAt(properties, 'changes'));
  const shown = all.filter(({ path }) => kindOfProperty(resourceType, path) !== undefined);
  const at = moment.toISOString();
  return {
    id: textAt(row, 'id') ?? `${resourceId} ${at}`,
    at,
    resourceId,
    type,
    ...changerOf(attributes),
    ...defined({ correlationId: joiningId(attributes, 'correlationId') }),
    changes: shown,
    otherChanges: Math.max(all.length, countOf(valueAt(attributes, 'changesCount'))) - shown.length,
  };
}

/** Says whether a text names an identity: id-shop is not id-shop-weu. */
export function namesId(text: string, identityId: string): boolean {
  return text
    .toLowerCase()
    .split(idKey(identityId))
    .slice(1)
    .some((rest) => !/^[\w-]/.test(rest));
}

/** Says whether a change names an identity. */
export function namesIdentity({ changes }: Pick<ChangeRow, 'changes'>, identityId: string): boolean {
  return changes.some(
    ({ path, before, after }) =>
      namesId(path, identityId) || isNamedBy(before, identityId) || isNamedBy(after, identityId),
  );
}

/** Says whether a change takes an identity away: it is named before, and nowhere after. */
export function isLetGo({ changes }: Pick<ChangeRow, 'changes'>, identityId: string): boolean {
  const naming = changes.filter((change) => namesIdentity({ changes: [change] }, identityId));
  return (
    naming.length > 0 &&
    naming.every(({ path, after }) =>
      namesId(path, identityId) ? after.kind === 'nothing' : !isNamedBy(after, identityId),
    )
  );
}

function isNamedBy(side: HistoryValue, identityId: string): boolean {
  return side.kind === 'text' && namesId(side.text, identityId);
}

const changeTypes = ['Create', 'Update', 'Delete'] as const;

function countOf(value: Json | undefined): number {
  const count = Number(value ?? 0);
  return Number.isInteger(count) && count > 0 ? count : 0;
}

function changesIn(changes: JsonObject | undefined): readonly PropertyChange[] {
  return Object.entries(changes ?? {}).flatMap(([path, change]) => {
    if (!isObject(change)) return [];
    const isCut = [true, 'true'].some((yes) => yes === valueAt(change, 'isTruncated'));
    return {
      path,
      before: valueOf(valueAt(change, 'previousValue'), isCut),
      after: valueOf(valueAt(change, 'newValue'), isCut),
    };
  });
}

/** Values are texts, also those that are none. */
function valueOf(value: Json | undefined, isCut: boolean): HistoryValue {
  if (value === undefined || value === null || value === 'null' || value === '') return { kind: 'nothing' };
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { kind: 'text', text, ...(isCut ? { isCut } : {}) };
}
