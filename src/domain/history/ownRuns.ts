/** What our own journal knows of requests that were sent, and which entries of Azure's logs are theirs. */
import { idKey } from '../arm/resourceId.ts';
import type { Words } from '../../sentences/words.ts';
import type { LoggedRole } from './activityEvents.ts';
import type { HistoryStatus } from './model.ts';

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

/** Returns true if an operation that was logged is this request. */
export function isOwn(
  request: OwnRequest,
  logged: {
    readonly at: string;
    readonly action: string;
    readonly resourceId: string;
    readonly correlationId?: string;
    readonly by: { readonly name?: string };
  },
): boolean {
  const { resourceId, verb } = targetOf(request);
  if (idKey(resourceId) !== idKey(logged.resourceId)) return false;
  if (!logged.action.toLowerCase().endsWith(`/${verb.toLowerCase()}`)) return false;
  if (request.correlationId !== undefined && request.correlationId === logged.correlationId) return true;
  const { account } = request;
  const isByOther =
    account !== undefined && logged.by.name !== undefined && account.toLowerCase() !== logged.by.name.toLowerCase();
  return !isByOther && Math.abs(Date.parse(request.sentAt) - Date.parse(logged.at)) <= near;
}
