import { at, objectsAt, textAt } from '../identity/jsonPath.ts';
import type { JsonObject } from '../identity/model.ts';
import type { Arm } from './arm.ts';
import { inParallel } from './listing.ts';

const pageSize = 1000;
/** Resource Graph takes 15 queries in 5 seconds from one person. */
const parallelPages = 4;

/**
 * All rows of a query over some subscriptions. The query has to sort by something unique: the pages after the first are
 * fetched side by side.
 */
export async function queryGraph(
  arm: Arm,
  query: string,
  subscriptionIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly JsonObject[]> {
  const rows: JsonObject[] = [];
  for (let start = 0; start < subscriptionIds.length; start += pageSize) {
    rows.push(...(await queryBatch(arm, query, subscriptionIds.slice(start, start + pageSize), signal)));
  }
  return rows;
}

async function queryBatch(
  arm: Arm,
  query: string,
  subscriptions: readonly string[],
  signal?: AbortSignal,
): Promise<readonly JsonObject[]> {
  // What is granted at management groups counts in the subscriptions below them.
  const isAccess = query.startsWith('authorizationresources');
  const above = isAccess ? { authorizationScopeFilter: 'AtScopeAboveAndBelow' } : {};
  const fetchPage = (skip: number): Promise<JsonObject> => {
    const options = { resultFormat: 'objectArray', $top: pageSize, ...(skip > 0 ? { $skip: skip } : {}), ...above };
    return post(arm, { subscriptions, query, options }, signal);
  };
  const first = await fetchPage(0);
  const total = Number(at(first, 'totalRecords') ?? 0);
  const skips = Array.from(
    { length: Math.max(0, Math.ceil(total / pageSize) - 1) },
    (_, page) => (page + 1) * pageSize,
  );
  const others = await inParallel(skips, parallelPages, fetchPage);
  return distinct([first, ...others].flatMap((page) => objectsAt(page, 'data')));
}

async function post(arm: Arm, body: JsonObject, signal?: AbortSignal): Promise<JsonObject> {
  const path = '/providers/Microsoft.ResourceGraph/resources';
  return (await arm.send({ method: 'POST', path, apiVersion: '2024-04-01', body, signal })).body;
}

/** A row that moved from one page to the next while they were fetched counts once. */
function distinct(rows: readonly JsonObject[]): readonly JsonObject[] {
  return [...new Map(rows.map((row, index) => [textAt(row, 'id')?.toLowerCase() ?? String(index), row])).values()];
}

/** Resource Graph may answer ids in lower case; type and name are put back as ARM writes them, for whoever reads them. */
export function withTypeCasing(row: JsonObject, type: string): JsonObject {
  const [id, name] = [textAt(row, 'id'), textAt(row, 'name')];
  if (id === undefined || name === undefined) return row;
  const tail = `/providers/${type}/${name}`;
  return id.toLowerCase().endsWith(tail.toLowerCase()) ? { ...row, id: id.slice(0, -tail.length) + tail } : row;
}
