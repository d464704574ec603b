/** Joins what our own journal knows of requests to the operations and entries that are theirs. */
import { parseResourceId } from '../arm/resourceId.ts';
import { defined } from '../../shape/defined.ts';
import type { LoggedOperation } from './activityEvents.ts';
import { findingInTime } from './inTime.ts';
import type { HistoryEntry, OwnRunOfEntry, Readers } from './model.ts';
import { distanceTo, isOwn, isYou, near, targetOf, type OwnRequest } from './ownRuns.ts';

/** What we removed ourselves, our journal knows, whether or not the log says it. */
export function withOwnRoles(
  operations: readonly LoggedOperation[],
  requests: readonly OwnRequest[],
  readers: Readers,
): readonly LoggedOperation[] {
  const removals = requests.filter(({ method, role }) => method === 'DELETE' && role?.principalId !== undefined);
  if (removals.length === 0) return operations;
  const removalsAt = findingInTime(removals, asOperation, near);
  return operations.map((operation) => {
    const { role } = operation;
    if (role === undefined || role.principalId !== undefined) return operation;
    const own = removalsAt(operation).find((request) => isOwn(request, operation, readers) !== undefined);
    return own?.role === undefined ? operation : { ...operation, role: { ...own.role, ...role } };
  });
}

/** Returns the type of a resource, or an empty text. */
export function typeOf(resourceId: string): string {
  return parseResourceId(resourceId)?.type ?? '';
}

/** Returns a request as Azure would log it. */
export function asOperation(request: OwnRequest): LoggedOperation {
  const { resourceId, verb } = targetOf(request);
  const { sentAt, status, activityId, role, failure, correlationId } = request;
  return {
    id: `${activityId} ${request.method} ${request.path}`,
    at: sentAt,
    action: `${typeOf(resourceId)}/${verb}`,
    resourceId,
    status,
    by: { kind: 'person' },
    asked: [],
    ...defined({ role, failure, correlationId }),
  };
}

/** Each request belongs to one entry at most; those without one are left. */
export function withRuns(
  entries: readonly HistoryEntry[],
  requests: readonly OwnRequest[],
  readers: Readers,
): { readonly entries: readonly HistoryEntry[]; readonly left: readonly OwnRequest[] } {
  const entriesAt = findingInTime(entries, (entry) => entry, near);
  const runs = new Map<HistoryEntry, { readonly request: OwnRequest; readonly isProbable: boolean }>();
  let left = requests;
  // What is certain is taken first, and of what is probable the nearest.
  for (const wanted of ['certain', 'probable'] as const) {
    left = left.filter((request) => {
      const [entry] = entriesAt(asOperation(request))
        .filter((candidate) => !runs.has(candidate) && isOwn(request, candidate, readers) === wanted)
        .toSorted((a, b) => distanceTo(request, a) - distanceTo(request, b));
      if (entry === undefined) return true;
      runs.set(entry, { request, isProbable: wanted === 'probable' });
      return false;
    });
  }
  return {
    entries: entries.map((entry) => {
      const own = runs.get(entry);
      return own === undefined
        ? withReader(entry, undefined, readers)
        : withReader({ ...entry, sources: [...entry.sources, 'journal'], run: runOf(own) }, own.request, readers);
    }),
    left,
  };
}

/** Returns the run of a request, as an entry has it. */
export function runOf({
  request,
  isProbable,
}: {
  readonly request: OwnRequest;
  readonly isProbable?: boolean;
}): OwnRunOfEntry {
  const { activityId, title } = request;
  return { activityId, title, ...(isProbable === true ? { isProbable } : {}) };
}

/** Adds whether the one who reads did it. */
export function withReader(entry: HistoryEntry, request: OwnRequest | undefined, readers: Readers): HistoryEntry {
  return { ...entry, ...defined({ you: isYou(entry, request, readers) }) };
}
