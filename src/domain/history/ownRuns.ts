/** What our own journal knows of requests that were sent, and which entries of Azure's logs are theirs. */
import { idKey, sameGuid } from '../arm/resourceId.ts';
import type { Phrase, Words } from '../../sentences/words.ts';
import type { LoggedRole } from './activityEvents.ts';
import { isActor, isOtherProgram, isSameAccount } from './accounts.ts';
import type { TokenOwner } from '../arm/tokenOwner.ts';
import { isProgram, isTold } from './actors.ts';
import type { HistoryActor, HistoryClient, HistoryEntry, HistoryStatus, IsReader, Readers } from './model.ts';
import { defined } from '../../shape/defined.ts';

/** A request that a run of ours sent. */
export interface OwnRequest {
  readonly activityId: string;
  readonly title: Words;
  readonly method: 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly sentAt: string;
  readonly status: HistoryStatus;
  readonly failure?: Phrase;
  /** Of its own answer. */
  readonly correlationId?: string;
  /** The name of the account that sent it, if it was chosen from several. */
  readonly account?: string;
  /** Who sent it, by the token that it left with; journals of earlier versions have the object ID at most. */
  readonly sender?: TokenOwner;
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
  readonly client?: HistoryClient;
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
  const sender = senderOf(request, readers);
  if (request.correlationId !== undefined && logged.correlationId !== undefined)
    return request.correlationId.toLowerCase() === logged.correlationId.toLowerCase() && mayHaveSent(sender, logged)
      ? 'certain'
      : undefined;
  if (!endsAlike(request.status, logged.status)) return undefined;
  if (isByOther(sender, logged, readers) && !mayBeMailOf(sender, logged, readers)) return undefined;
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
export const nobodyKnown: Readers = { accounts: [], isWhole: false };

/** Who sent a request: what its token said, the account that was chosen for it, and what a reader with that ID is called now. */
function senderOf({ sender, account }: OwnRequest, { accounts }: Readers): TokenOwner {
  const now = accounts.find(({ objectId }) => objectId !== undefined && sameGuid(objectId, sender?.objectId));
  const { applicationId, name = account } = now ?? {};
  if (sender?.applicationId !== undefined) return sender;
  return { ...defined(applicationId === undefined ? { name } : { applicationId }), ...sender };
}

/** What Azure does because of a request has its ID as well. Of people with the same ID of a request, names don't tell enough. */
function mayHaveSent(sender: TokenOwner, { by }: LoggedDeed): boolean {
  return by.kind !== 'system' && by.kind !== 'policy' && (isByName(sender, by) || isActor(sender, by) !== false);
}

/**
 * A mail address need not be the name with which somebody signs in: of the same program at the same time, it probably is another name
 * of the sender, unless it is that of another account that is known here.
 */
function mayBeMailOf(
  { name, applicationId, clientId }: TokenOwner,
  { by, client }: Pick<LoggedDeed, 'by' | 'client'>,
  { accounts }: Readers,
  program: 'same' | 'unknown' = 'same',
): boolean {
  return (
    applicationId === undefined &&
    name !== undefined &&
    by.kind === 'person' &&
    by.objectId === undefined &&
    by.name?.includes('@') === true &&
    (client === undefined ? undefined : isProgram(clientId, client)) === (program === 'same' ? true : undefined) &&
    !accounts.some((account) => isActor(account, by) === true)
  );
}

/** Says whether a request that no entry has is probably what an entry tells of somebody by mail address, with nobody knows what program. */
export function isProbablySame(request: OwnRequest, logged: LoggedDeed, readers: Readers): boolean {
  const { resourceId, verb } = targetOf(request);
  return (
    idKey(resourceId) === idKey(logged.resourceId) &&
    logged.action.toLowerCase().endsWith(`/${verb.toLowerCase()}`) &&
    (request.correlationId === undefined || logged.correlationId === undefined) &&
    endsAlike(request.status, logged.status) &&
    distanceTo(request, logged) <= near &&
    mayBeMailOf(senderOf(request, readers), logged, readers, 'unknown')
  );
}

function isByName({ objectId }: TokenOwner, by: HistoryActor): boolean {
  return by.kind !== 'application' && (by.objectId === undefined || objectId === undefined);
}

/** What was sent by nobody knows whom was sent by somebody who is signed in. */
function isByOther(sender: TokenOwner, { by, client }: LoggedDeed, { accounts, isWhole }: Readers): boolean {
  if (by.kind === 'system' || by.kind === 'policy' || isOtherProgram(sender, client)) return true;
  const isSender = isActor(sender, by);
  if (isSender !== undefined || sender.objectId !== undefined) return isSender === false;
  return isWhole && accounts.every((account) => isActor(account, by) === false);
}

/** Says whether the one who reads did what an entry tells, which has the request of ours if one fits. */
export function isYou(
  { by, run, client }: Pick<HistoryEntry, 'by' | 'run' | 'client'>,
  request: OwnRequest | undefined,
  readers: Readers,
): IsReader | undefined {
  if (by.kind === 'system' || by.kind === 'policy') return undefined;
  const ids = [by.objectId, by.applicationId];
  if (readers.accounts.some(({ objectId }) => ids.some((id) => sameGuid(id, objectId)))) return 'certain';
  if (request === undefined)
    return readers.accounts.some((account) => isActor(account, by) === true) ? 'callerNotLogged' : undefined;
  const sender = senderOf(request, readers);
  const hasOwnId = run?.isProbable !== true;
  const isMail = mayBeMailOf(sender, { by, ...defined({ client }) }, readers);
  const isSender =
    (hasOwnId || isMail) && isByName(sender, by) && sender.applicationId === undefined
      ? undefined
      : isActor(sender, by);
  const isReader = isAmong(readers, sender);
  if (isSender === false || isReader === false) return undefined;
  // Somebody else is named, or may be: that they agree in time says nothing about that.
  if (isTold(by) && isSender === undefined && !isMail && (!hasOwnId || by.kind === 'application')) return undefined;
  if (sender.objectId === undefined) return hasOwnId || isTold(by) ? 'senderNotRecorded' : 'callerNotLogged';
  if (isReader === undefined) return 'readerNotKnown';
  return hasOwnId ? 'certain' : 'callerNotLogged';
}

/** Says whether an account is one of those that are signed in; `undefined` if that is not known. */
function isAmong({ accounts, isWhole }: Readers, account: TokenOwner): boolean | undefined {
  const same = accounts.map((one) => isSameAccount(one, account));
  if (same.includes(true)) return true;
  return isWhole && accounts.length > 0 && same.every((is) => is === false) ? false : undefined;
}
