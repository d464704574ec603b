/** What our own journal knows of requests that were sent, and which entries of Azure's logs are theirs. */
import { idKey } from '../arm/resourceId.ts';
import type { Words } from '../../sentences/words.ts';
import type { LoggedRole } from './activityEvents.ts';
import type { HistoryActor, HistoryStatus } from './model.ts';

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
const near = 120_000;

/** What of a logged operation tells whose it is. */
interface LoggedDeed {
  readonly at: string;
  readonly action: string;
  readonly resourceId: string;
  readonly status: HistoryStatus;
  readonly correlationId?: string;
  readonly by: Pick<HistoryActor, 'kind' | 'name'>;
}

/**
 * Says whether a logged operation is this request: certainly, where both have the same ID; probably, where one of them has none and
 * they agree in everything else. A colleague's write a minute before has another ID, another end or another name.
 */
export function isOwn(request: OwnRequest, logged: LoggedDeed): 'certain' | 'probable' | undefined {
  const { resourceId, verb } = targetOf(request);
  if (idKey(resourceId) !== idKey(logged.resourceId)) return undefined;
  if (!logged.action.toLowerCase().endsWith(`/${verb.toLowerCase()}`)) return undefined;
  if (request.correlationId !== undefined && logged.correlationId !== undefined)
    return request.correlationId.toLowerCase() === logged.correlationId.toLowerCase() ? 'certain' : undefined;
  if (!endsAlike(request.status, logged.status) || isByOther(request, logged)) return undefined;
  return distanceTo(request, logged) <= near ? 'probable' : undefined;
}

/** Returns how many milliseconds lie between a request and what was logged. */
export function distanceTo({ sentAt }: Pick<OwnRequest, 'sentAt'>, { at }: Pick<LoggedDeed, 'at'>): number {
  return Math.abs(Date.parse(sentAt) - Date.parse(at));
}

function endsAlike(sent: HistoryStatus, logged: HistoryStatus): boolean {
  return sent === logged || sent === 'unfinished' || logged === 'unfinished';
}

/** Azure itself is nobody's account, and a name that is another account's is somebody else. */
function isByOther({ account }: OwnRequest, { by }: LoggedDeed): boolean {
  if (by.kind === 'system') return true;
  if (account === undefined) return false;
  return by.name === undefined ? by.kind === 'application' : by.name.toLowerCase() !== account.toLowerCase();
}
