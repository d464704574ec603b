/** Joins what our own journal knows of requests to the operations and entries that are theirs. */
import { parseResourceId } from '../arm/resourceId.ts';
import { defined } from '../../shape/defined.ts';
import type { LoggedOperation } from './activityEvents.ts';
import { compareText } from '../../shape/compareText.ts';
import { bestPairs } from './bestPairs.ts';
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
    const candidates = removalsAt(operation);
    const ofMatch = (wanted: string): OwnRequest | undefined =>
      candidates.find((request) => isOwn(request, operation, readers) === wanted);
    const own = ofMatch('certain') ?? ofMatch('probable');
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
  const { sentAt, status, role, failure, correlationId } = request;
  return {
    id: keyOf(request),
    at: sentAt,
    action: `${typeOf(resourceId)}/${verb}`,
    resourceId,
    status,
    by: { kind: 'person' },
    asked: [],
    ...defined({ role, failure, correlationId }),
  };
}

/** The most entries that are compared with a request: there are never so many on one resource at a time. */
const mostCandidates = 100;

function keyOf({ activityId, method, path }: OwnRequest): string {
  return `${activityId} ${method} ${path}`;
}

/** Each request belongs to one entry at most; those without one are left. */
export function withRuns(
  entries: readonly HistoryEntry[],
  requests: readonly OwnRequest[],
  readers: Readers,
): { readonly entries: readonly HistoryEntry[]; readonly left: readonly OwnRequest[] } {
  const entriesAt = findingInTime(
    entries.toSorted((a, b) => compareText(a.id, b.id)),
    (entry) => entry,
    near,
    mostCandidates,
  );
  const runs = new Map<HistoryEntry, { readonly request: OwnRequest; readonly isProbable: boolean }>();
  let left = requests.toSorted((a, b) => compareText(a.sentAt, b.sentAt) || compareText(keyOf(a), keyOf(b)));
  // What is certain is taken first. Of what is probable, squares keep what was sent and what was logged in the same order.
  for (const wanted of ['certain', 'probable'] as const) {
    const pairs = bestPairs(left, (request) => {
      const open = entriesAt(asOperation(request)).filter((entry) => !runs.has(entry));
      const own = open.filter((entry) => isOwn(request, entry, readers) === wanted);
      // The clock of this computer may be far off: with a common ID, that costs no more than being near.
      return own.map((entry) => [entry, Math.min(distanceTo(request, entry), near) ** 2] as const);
    });
    for (const [entry, request] of pairs) runs.set(entry, { request, isProbable: wanted === 'probable' });
    const paired = new Set(pairs.values());
    left = left.filter((request) => !paired.has(request));
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
