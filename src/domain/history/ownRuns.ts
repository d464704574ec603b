/** What our own journal knows of requests that were sent, and which entries of Azure's logs are theirs. */
import { idKey, sameGuid } from '../arm/resourceId.ts';
import type { Words } from '../../sentences/words.ts';
import type { LoggedRole } from './activityEvents.ts';
import type { HistoryActor, HistoryEntry, HistoryStatus, IsReader, Readers } from './model.ts';

/** A request that a run of ours sent. */
export interface OwnRequest {
  readonly activityId: string;
  readonly title: Words;
  readonly method: 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly sentAt: string;
  readonly status: HistoryStatus;
  readonly failure?: string;
  readonly correlationId?: string;
  /** The name of the account that sent it, if it was chosen from several. */
  readonly account?: string;
  /** The object ID of who sent it, in the directory to which it was sent. */
  readonly sentBy?: string;
  /** The role that it assigns or removes. */
  readonly role?: LoggedRole;
}

/** Returns the resource and the permission of a request. */
export function targetOf({ method, path }: Pick<OwnRequest, 'method' | 'path'>): {
  readonly resourceId: string;
  readonly verb: string;
} {
  const id = path.split('?')[0] ?? path;
  if (method === 'PUT') return { resourceId: id, verb: 'write' };
  if (method === 'DELETE') return { resourceId: id, verb: 'delete' };
  const end = id.lastIndexOf('/');
  return { resourceId: id.slice(0, end), verb: `${id.slice(end + 1)}/action` };
}

/** Clocks differ, and a request takes a while to be logged: more than these milliseconds apart is another one. */
export const near = 120_000;

/** What of a logged operation tells whose it is. */
interface LoggedDeed {
  readonly at: string;
  readonly action: string;
  readonly resourceId: string;
  readonly status: HistoryStatus;
  readonly correlationId?: string;
  readonly by: HistoryActor;
}

/**
 * Says whether a logged operation is this request: certainly, where both have the same ID; probably, where one of them has none and
 * they agree in everything else. A colleague's write a minute before has another ID, another end, or was sent by somebody else.
 */
export function isOwn(
  request: OwnRequest,
  logged: LoggedDeed,
  readers: Readers = nobodyKnown,
): 'certain' | 'probable' | undefined {
  const { resourceId, verb } = targetOf(request);
  if (idKey(resourceId) !== idKey(logged.resourceId)) return undefined;
  if (!logged.action.toLowerCase().endsWith(`/${verb.toLowerCase()}`)) return undefined;
  if (request.correlationId !== undefined && logged.correlationId !== undefined)
    return request.correlationId.toLowerCase() === logged.correlationId.toLowerCase() ? 'certain' : undefined;
  if (!endsAlike(request.status, logged.status) || isByOther(request, logged, readers)) return undefined;
  return distanceTo(request, logged) <= near ? 'probable' : undefined;
}

/** Returns how many milliseconds lie between a request and what was logged. */
export function distanceTo({ sentAt }: Pick<OwnRequest, 'sentAt'>, { at }: Pick<LoggedDeed, 'at'>): number {
  return Math.abs(Date.parse(sentAt) - Date.parse(at));
}

function endsAlike(sent: HistoryStatus, logged: HistoryStatus): boolean {
  return sent === logged || sent === 'unfinished' || logged === 'unfinished';
}

/** Nobody is signed in, as far as is known. */
export const nobodyKnown: Readers = { objectIds: [], isWhole: false };

/**
 * Azure itself is nobody's account. Object IDs are compared where both are known, as names of guests differ between directories;
 * what was sent by nobody knows whom was sent by somebody who is signed in; else another account's name is somebody else.
 */
function isByOther({ account, sentBy }: OwnRequest, { by }: LoggedDeed, readers: Readers): boolean {
  if (by.kind === 'system' || by.kind === 'policy') return true;
  if (by.objectId !== undefined && sentBy !== undefined) return !sameGuid(by.objectId, sentBy);
  if (by.objectId !== undefined && readers.isWhole && !isReader(by.objectId, readers)) return true;
  if (account === undefined) return false;
  return by.name === undefined ? by.kind === 'application' : by.name.toLowerCase() !== account.toLowerCase();
}

function isReader(objectId: string, { objectIds }: Readers): boolean {
  return objectIds.some((id) => sameGuid(id, objectId));
}

/** Says whether the one who reads did what an entry tells, which has the request of ours if one fits. */
export function isYou(
  { by, run }: Pick<HistoryEntry, 'by' | 'run'>,
  request: Pick<OwnRequest, 'sentBy'> | undefined,
  readers: Readers,
): IsReader | undefined {
  const sentBy = request?.sentBy;
  const isProbable = run?.isProbable === true;
  const objectId = by.objectId ?? (isProbable ? undefined : sentBy);
  if (objectId !== undefined && isReader(objectId, readers)) return 'certain';
  if (request === undefined || by.kind === 'system') return undefined;
  if (objectId !== undefined) return readers.isWhole ? undefined : 'readerNotKnown';
  if (!isProbable) return 'senderNotRecorded';
  return sentBy !== undefined && readers.isWhole && !isReader(sentBy, readers) ? undefined : 'callerNotLogged';
}
