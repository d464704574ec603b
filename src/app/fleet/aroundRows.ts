/** Answers from a fleet's tables for the resources around clusters. */
import { isInGraph, tableOfList, typeOfList } from '../../azure/read/around/aroundClusters.ts';
import { textAt, type JsonObject } from '../../domain/arm/json.ts';
import { idKey, sameText } from '../../domain/arm/resourceId.ts';
import type { ReadOf } from '../../domain/cluster/facts.ts';
import type { FleetTables } from './fleetTables.ts';

/** Returns the resources of a type if the tables have all of them. */
export function everyRow(type: string, tables: FleetTables): readonly JsonObject[] | undefined {
  const rows = tables.resources(type);
  return rows && tables.isComplete() ? [...rows.values()] : undefined;
}

/** Returns the rows that Resource Graph has below a cluster, for the types that it indexes. */
export function rowsBelow({ id, list }: ReadOf<'listBelow'>, tables: FleetTables): readonly JsonObject[] | undefined {
  const rows = isInGraph(list) && tables.covers(id) ? tables.resources(tableOfList(list)) : undefined;
  const isOfType = ({ type }: JsonObject): boolean => typeof type !== 'string' || sameText(type, typeOfList(list));
  return rows && (byParent(rows).get(idKey(id)) ?? []).filter(isOfType);
}

const indexes = new WeakMap<ReadonlyMap<string, JsonObject>, ReadonlyMap<string, readonly JsonObject[]>>();

/** The rows by the `idKey` of their parent. The index of a table is built once, because every cluster of a fleet asks for it. */
function byParent(rows: ReadonlyMap<string, JsonObject>): ReadonlyMap<string, readonly JsonObject[]> {
  const parentOf = (row: JsonObject): string => /^(.+)\/providers\//i.exec(textAt(row, 'id') ?? '')?.[1] ?? '';
  const rowsByParent = indexes.get(rows) ?? Map.groupBy(rows.values(), (row) => idKey(parentOf(row)));
  indexes.set(rows, rowsByParent);
  return rowsByParent;
}
