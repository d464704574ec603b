/** Makes the entries of a history: operations of the activity log, changes of Resource Graph and our own requests, joined. */
import { idKey, sameGuid } from '../arm/resourceId.ts';
import { roleById } from '../access/roles.ts';
import { defined } from '../../shape/defined.ts';
import { keyOfWords, type Phrase } from '../../sentences/words.ts';
import { compareText } from '../../shape/compareText.ts';
import { joinedOperations, type LoggedOperation } from './activityEvents.ts';
import { verbOf } from './inTime.ts';
import { matchRows, type MatchedRow } from './matchedRows.ts';
import { verbOfRow } from './sameRecords.ts';
import type { ChangeRow } from './changeRows.ts';
import { placing } from './inView.ts';
import { kindsOf } from './kindsOfEntries.ts';
import { asOperation, runOf, typeOf, withOwnRoles, withReader, withRuns } from './ownEntries.ts';
import { isProbablySame, nobodyKnown, type OwnRequest } from './ownRuns.ts';
import { isNobody, nameOfActor } from './actors.ts';
import type {
  ChangedRole,
  HistoryActor,
  HistoryEntry,
  HistoryView,
  PropertyChange,
  Readers,
  WhyNoValues,
} from './model.ts';

/** What the sources have. */
export interface HistoryMaterial {
  readonly events: readonly LoggedOperation[];
  readonly rows: readonly ChangeRow[];
  readonly requests: readonly OwnRequest[];
  /** Since when is asked, as ISO 8601: a request of before may have ended within that time. */
  readonly since?: string;
  /** The oldest moment that the table of changes answers for; left out if it could not be read. */
  readonly valuesFrom?: string;
  /** The names of the subscriptions' own roles, by GUID in small letters. */
  readonly roleNames?: ReadonlyMap<string, string>;
  /** What other principals are called, by object ID in small letters. */
  readonly principalNames?: ReadonlyMap<string, Phrase>;
  /** Who reads; left out if that is not known. */
  readonly readers?: Readers;
  readonly now: Date;
}

/** The entries, and what could not be placed. */
export interface MadeEntries {
  readonly entries: readonly HistoryEntry[];
  readonly removedElsewhere: number;
}

/** Joins the sources; the newest entry comes first. */
export function historyEntries(view: HistoryView, material: HistoryMaterial): MadeEntries {
  const place = placing(view);
  const { readers = nobodyKnown, since = '' } = material;
  const known = withFormerParts(joinedOperations(material.events));
  const operations = withKnownRoles(withOwnRoles(known, material.requests, readers));
  const placed = Map.groupBy(operations, place);
  const inView = placed.get('inView') ?? [];
  const { rowOf, left: rows } = matchRows(inView, material.rows);
  const own = ownRequests(view, material.requests);
  const policiesOf = changingPolicies(inView);
  const logged = inView.map((operation) => ({
    ...entryOfOperation(operation, rowOf.get(operation), view, material),
    ...defined({ changedByPolicy: policiesOf(operation) }),
  }));
  const deleterOf = findingDeleters(operations);
  const changed = rows.map((row) => {
    const entry = entryOfRow(row);
    return isNobody(entry.by) && row.type === 'Delete'
      ? { ...entry, ...defined({ probablyBy: deleterOf(row) }) }
      : entry;
  });
  const { entries, left } = withRuns([...logged, ...changed], own, readers);
  const untold = entries.filter(({ run }) => run === undefined);
  const sent = left
    .filter(({ sentAt }) => sentAt >= since)
    .map((request) => ({
      ...entryOfRequest(request, view, material, readers),
      ...defined({ probablySameAs: untold.find((entry) => isProbablySame(request, entry, readers))?.id }),
    }));
  return {
    entries: [...entries, ...sent].toSorted((a, b) => compareText(b.at, a.at) || compareText(a.id, b.id)),
    removedElsewhere: placed.get('unplaced')?.length ?? 0,
  };
}

/**
 * A removal that doesn't say what was removed is told what the last write of that assignment before it said; one that failed, or came
 * later, says nothing about it, because names of assignments are used again.
 */
function withKnownRoles(operations: readonly LoggedOperation[]): readonly LoggedOperation[] {
  const writes = Map.groupBy(
    operations
      .filter(
        ({ role, status, action }) =>
          role?.principalId !== undefined && status === 'succeeded' && /\/write$/i.test(action),
      )
      .toSorted((a, b) => compareText(a.at, b.at)),
    ({ role }) => idKey(role?.assignmentId ?? ''),
  );
  return operations.map((operation) => {
    const { role, at } = operation;
    if (role === undefined || role.principalId !== undefined) return operation;
    const last = writes.get(idKey(role.assignmentId))?.findLast((write) => write.at <= at);
    return last?.role === undefined ? operation : { ...operation, role: { ...last.role, ...role } };
  });
}

/** A credential or a binding that is removed or written over had what its last write before that asked for. */
function withFormerParts(operations: readonly LoggedOperation[]): readonly LoggedOperation[] {
  const isEnd = (operation: LoggedOperation): boolean => verbOf(operation) === 'delete';
  const done = Map.groupBy(
    operations.filter(
      (operation) => operation.status === 'succeeded' && (operation.asked.length > 0 || isEnd(operation)),
    ),
    ({ resourceId }) => idKey(resourceId),
  );
  return operations.map((operation) => {
    if (!isEnd(operation) && operation.asked.length === 0) return operation;
    const same = done.get(idKey(operation.resourceId)) ?? [];
    const before = same.filter((other) => other !== operation && other.at <= operation.at);
    const last = before.toSorted((a, b) => compareText(a.at, b.at)).at(-1);
    if (last === undefined || isEnd(last)) return operation;
    if (!isEnd(operation)) return { ...operation, asked: operation.asked.map((part) => withFormer(part, last)) };
    const asked = last.asked.map(({ path, after }) => ({ path, before: after, after: { kind: 'nothing' as const } }));
    return { ...operation, asked };
  });
}

/** What is written again as it was is told as it is. */
function withFormer(part: PropertyChange, { asked }: LoggedOperation): PropertyChange {
  const former = asked.find(({ path }) => path === part.path)?.after;
  const isSame = former?.kind === 'text' && part.after.kind === 'text' && former.text === part.after.text;
  return former === undefined || isSame ? part : { ...part, before: former };
}

/** Creates a function that returns the policies that changed an operation's request on its way: their events have its ID. */
function changingPolicies(
  operations: readonly LoggedOperation[],
): (operation: LoggedOperation) => readonly HistoryActor[] | undefined {
  const key = ({ correlationId, resourceId }: LoggedOperation): string => `${correlationId} ${idKey(resourceId)}`;
  const changing = operations.filter(
    ({ by, action, status, correlationId }) =>
      by.kind === 'policy' &&
      status === 'succeeded' &&
      correlationId !== undefined &&
      /\/policies\/(?:modify|append)\/action$/i.test(action),
  );
  const byRequest = Map.groupBy(changing, key);
  return (operation) =>
    operation.by.kind === 'policy' || verbOf(operation) !== 'write'
      ? undefined
      : byRequest.get(key(operation))?.map(({ by }) => by);
}

function entryOfOperation(
  operation: LoggedOperation,
  matched: MatchedRow | undefined,
  view: HistoryView,
  material: HistoryMaterial,
): HistoryEntry {
  const { id, at, action, resourceId, status, by, address, correlationId, role, asked, cause, failure } = operation;
  const row = matched?.row;
  // The row may be that of the resource above, which has no values of what was asked.
  const changes = row !== undefined && row.changes.length > 0 ? row.changes : asked;
  const isByUnknown = isNobody(by) && row !== undefined;
  // The table may have the end of a deletion before the log, or where the log has none.
  const isGone = status === 'unfinished' && row?.type === 'Delete';
  return {
    id,
    at,
    kinds: kindsOf(action, typeOf(resourceId), changes, row?.type === 'Create'),
    action,
    resourceId,
    status: isGone ? 'succeeded' : status,
    by: isByUnknown ? row.by : by,
    changes,
    otherChanges: row?.otherChanges ?? 0,
    sources: row === undefined ? ['activityLog'] : ['resourceChanges', 'activityLog'],
    ...defined({
      failure,
      client: operation.client ?? row?.client,
      address,
      correlationId,
      cause,
      role: role && roleOfEntry(role, view, material),
      whyNoValues: row === undefined ? whyNoValues(operation, material) : undefined,
      isCreation: row?.type === 'Create' ? (true as const) : undefined,
      isProbable: matched?.isProbable === true ? (true as const) : undefined,
      foundNothing: operation.foundNothing,
    }),
  };
}

function roleOfEntry(
  role: NonNullable<LoggedOperation['role']>,
  { principals }: HistoryView,
  { roleNames, principalNames }: HistoryMaterial,
): ChangedRole {
  const { roleId, principalId } = role;
  const roleName = roleId === undefined ? undefined : (roleById(roleId)?.name ?? roleNames?.get(roleId));
  const own = principals.find(({ id }) => sameGuid(principalId, id));
  const principalName = own?.name ?? principalNames?.get(principalId?.toLowerCase() ?? '');
  return { ...role, ...defined({ roleName, principalName }) };
}

/** Records come within minutes. Source: https://learn.microsoft.com/azure/governance/resource-graph/changes/get-resource-changes */
const shownAfter = 10 * 60_000;

/** The table has clusters and identities; what is below them is only in the log. */
function whyNoValues(
  { action, resourceId, at, status }: LoggedOperation,
  { valuesFrom, now }: HistoryMaterial,
): WhyNoValues | undefined {
  if (status === 'failed' || verbOf({ action }) !== 'write' || !hasRows(resourceId)) return undefined;
  if (valuesFrom === undefined) return 'unread';
  if (at < valuesFrom) return 'tooOld';
  return now.getTime() - Date.parse(at) < shownAfter ? 'tooNew' : 'notShown';
}

function hasRows(resourceId: string): boolean {
  return ['microsoft.containerservice/managedclusters', 'microsoft.managedidentity/userassignedidentities'].includes(
    typeOf(resourceId).toLowerCase(),
  );
}

function entryOfRow(row: ChangeRow): HistoryEntry {
  const { id, at, resourceId, type, by, client, correlationId, changes, otherChanges } = row;
  const resourceType = typeOf(resourceId);
  const action = `${resourceType}/${verbOfRow({ type })}`;
  return {
    id,
    at,
    kinds: kindsOf(action, resourceType, changes, type === 'Create'),
    action,
    resourceId,
    status: 'succeeded',
    // What goes with its group is deleted by Azure, but not by its own will: who did that, this table does not tell.
    by: type === 'Delete' && by.kind === 'system' ? { kind: 'unknown' } : by,
    changes,
    otherChanges,
    sources: ['resourceChanges'],
    ...defined({ client, correlationId, isCreation: type === 'Create' ? (true as const) : undefined }),
  };
}

/** What is in a resource group is gone this many milliseconds before or after a role that went with the group. */
const longestGroupDeletion = 3600_000;

/** Creates a function that returns who deleted a resource with its group: roles there that were taken along say who, if it was one. */
function findingDeleters(operations: readonly LoggedOperation[]): (row: ChangeRow) => HistoryActor | undefined {
  const taking = operations.filter(
    ({ cause, status, by }) =>
      status !== 'failed' && !isNobody(by) && by.kind !== 'system' && /\/resourcegroups\/delete$/i.test(cause ?? ''),
  );
  const ofGroup = Map.groupBy(taking, ({ resourceId }) => groupOf(resourceId));
  return ({ resourceId, at }) => {
    const near = ofGroup
      .get(groupOf(resourceId))
      ?.filter((taken) => Math.abs(Date.parse(taken.at) - Date.parse(at)) <= longestGroupDeletion);
    const [by, ...others] = new Map(near?.map(({ by }) => [keyOfWords(nameOfActor(by)).toLowerCase(), by])).values();
    return others.length === 0 ? by : undefined;
  };
}

function groupOf(resourceId: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+(?=\/)/.exec(idKey(resourceId))?.[0];
}

function ownRequests(view: HistoryView, requests: readonly OwnRequest[]): readonly OwnRequest[] {
  const place = placing(view);
  return requests.filter((request) => place(asOperation(request)) === 'inView');
}

function entryOfRequest(
  request: OwnRequest,
  view: HistoryView,
  material: HistoryMaterial,
  readers: Readers,
): HistoryEntry {
  const { account, sender = {} } = request;
  const { applicationId, name = account } = sender;
  const operation = asOperation(request);
  const entry = entryOfOperation(operation, undefined, view, material);
  const { whyNoValues: _, ...rest } = entry;
  return withReader(
    {
      ...rest,
      by:
        applicationId === undefined ? { kind: 'person', ...defined({ name }) } : { kind: 'application', applicationId },
      sources: ['journal'],
      run: runOf({ request }),
    },
    request,
    readers,
  );
}
