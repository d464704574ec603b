/** Events of Azure's activity log, reduced to what a history needs, and joined to the operations they tell of. */
import { isObject, textAt, valueAt, type Json, type JsonObject } from '../arm/json.ts';
import { idKey } from '../arm/resourceId.ts';
import { scopeOfAssignment } from '../arm/scopeWords.ts';
import type { Phrase } from '../../sentences/words.ts';
import { compareText } from '../../shape/compareText.ts';
import { defined } from '../../shape/defined.ts';
import { parseJson } from '../../shape/json.ts';
import { callerOf, isNobody, policyOf } from './actors.ts';
import { joiningId } from './correlation.ts';
import type { HistoryActor, HistoryClient, HistoryStatus, PropertyChange } from './model.ts';

/** What an event says of a role assignment. */
export interface LoggedRole {
  readonly assignmentId: string;
  readonly scope: string;
  readonly principalId?: string;
  readonly roleId?: string;
  readonly condition?: string;
}

/** One event, or all events of an operation joined. */
export interface LoggedOperation {
  /** The same for all events of an operation. */
  readonly id: string;
  readonly at: string;
  /** When its last event was, if it has several. */
  readonly endedAt?: string;
  readonly action: string;
  readonly resourceId: string;
  readonly status: HistoryStatus;
  readonly failure?: Phrase;
  readonly by: HistoryActor;
  readonly client?: HistoryClient;
  readonly address?: string;
  readonly correlationId?: string;
  readonly role?: LoggedRole;
  /** What the request asked for, where the log is all there is. */
  readonly asked: readonly PropertyChange[];
  readonly cause?: string;
  /** It was to be deleted, and was not there. */
  readonly foundNothing?: true;
}

/** Reads an event; `undefined` for what is none: without a time, an action or a resource it can't be placed. */
export function loggedEvent(event: Json): LoggedOperation | undefined {
  if (!isObject(event)) return undefined;
  const at = momentOf(textAt(event, 'eventTimestamp'));
  const action = textAt(event, 'operationName.value') ?? textAt(event, 'authorization.action');
  const resourceId = textAt(event, 'resourceId') ?? textAt(event, 'authorization.scope');
  if (at === undefined || action === undefined || resourceId === undefined) return undefined;
  const correlationId = joiningId(event, 'correlationId');
  const joint = joiningId(event, 'operationId') ?? correlationId ?? textAt(event, 'eventDataId') ?? at;
  const status = statusOf(textAt(event, 'status.value'));
  const authorized = textAt(event, 'authorization.action');
  const policy = policyOf(event, action);
  return {
    id: `${joint} ${action.toLowerCase()} ${idKey(resourceId)}`,
    at,
    action,
    resourceId,
    status,
    ...(policy === undefined ? callerOf(event) : { by: policy }),
    ...defined({
      failure: status === 'failed' ? failureOf(event) : undefined,
      address: policy ? undefined : textAt(event, 'httpRequest.clientIpAddress'),
      correlationId,
      role: isAboutAssignment(action) ? roleOf(event, resourceId) : undefined,
      cause: authorized !== undefined && isOtherDeletion(authorized, action) ? authorized : undefined,
    }),
    asked: askedOf(event, action),
    ...(isOfNothing(event, action) ? { foundNothing: true as const } : {}),
  };
}

/** Deletions that are done at once answer so for what is not there. */
function isOfNothing(event: JsonObject, action: string): boolean {
  return (
    textAt(event, 'subStatus.value') === 'NoContent' &&
    /^microsoft\.(?:authorization\/roleassignments|managedidentity\/userassignedidentities(?:\/federatedidentitycredentials)?)\/delete$/i.test(
      action,
    )
  );
}

/** Returns true for an action on role assignments themselves. */
export function isAboutAssignment(action: string): boolean {
  return /^microsoft\.authorization\/roleassignments\//i.test(action);
}

function isOtherDeletion(authorized: string, action: string): boolean {
  const lower = authorized.toLowerCase();
  return lower.endsWith('/delete') && lower !== action.toLowerCase();
}

function momentOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

function statusOf(text: string | undefined): HistoryStatus {
  const lower = text?.toLowerCase();
  if (lower === 'succeeded') return 'succeeded';
  // What was canceled has not been done.
  return lower === 'failed' || lower === 'canceled' || lower === 'cancelled' ? 'failed' : 'unfinished';
}

const longestFailure = 500;

/** The message inside of Azure's error, or whatever text there is. */
function failureOf(event: JsonObject): string | undefined {
  const text = textAt(event, 'properties.statusMessage');
  const message = text === undefined ? undefined : (textAt(jsonOf(text), 'error.message') ?? text);
  const said = message ?? textAt(event, 'subStatus.localizedValue') ?? textAt(event, 'subStatus.value');
  if (said === undefined || said.length <= longestFailure) return said;
  return `${said.slice(0, longestFailure).replace(/\s+\S*$/, '')} ...`;
}

function jsonOf(text: string | undefined): Json | undefined {
  return text === undefined ? undefined : (parseJson(text) as Json | undefined);
}

/**
 * What an event says of its role assignment: a request has its body, a removal the answer with what was removed, and a
 * removal with its resource the members themselves.
 */
function roleOf(event: JsonObject, resourceId: string): LoggedRole {
  const places: readonly (Json | undefined)[] = [
    valueAt(jsonOf(textAt(event, 'properties.requestbody')), 'properties'),
    valueAt(jsonOf(textAt(event, 'properties.responseBody')), 'properties'),
    valueAt(event, 'properties'),
  ];
  const first = (name: string): string | undefined =>
    places.map((place) => textAt(place, name)).find((text) => text !== undefined);
  const roleId = first('roleDefinitionId');
  return {
    assignmentId: resourceId,
    scope: scopeOfAssignment(resourceId),
    ...defined({
      principalId: withHyphens(first('principalId')),
      condition: first('condition'),
      roleId: roleId === undefined ? undefined : withHyphens(roleId.slice(roleId.lastIndexOf('/') + 1)),
    }),
  };
}

/** Cascades write GUIDs as 32 digits. */
function withHyphens(guid: string | undefined): string | undefined {
  const lower = guid?.toLowerCase();
  const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(lower ?? '');
  return parts === null ? lower : parts.slice(1).join('-');
}

/** The members of requests for what no table of Resource Graph has. */
const askedMembers: Readonly<Record<string, readonly string[]>> = {
  federatedidentitycredentials: ['issuer', 'subject', 'audiences'],
  identitybindings: ['managedIdentity.resourceId'],
  trustedaccessrolebindings: ['sourceResourceId', 'roles'],
  roledefinitions: ['roleName'],
};

function askedOf(event: JsonObject, action: string): readonly PropertyChange[] {
  const [type = '', verb] = action.toLowerCase().split('/').slice(-2);
  if (verb !== 'write' || !Object.hasOwn(askedMembers, type)) return [];
  const body = jsonOf(textAt(event, 'properties.requestbody'));
  return (askedMembers[type] ?? []).flatMap((path) => {
    const value = valueAt(body, `properties.${path}`);
    if (value === undefined) return [];
    const text = Array.isArray(value) ? value.map(String).join(', ') : typeof value === 'string' ? value : undefined;
    return text === undefined
      ? []
      : { path: `properties.${path}`, before: { kind: 'unknown' as const }, after: { kind: 'text' as const, text } };
  });
}

/** Joins the events of each operation; it began with its first one and ended as the last one with an end says. */
export function joinedOperations(events: readonly LoggedOperation[]): readonly LoggedOperation[] {
  return [...Map.groupBy(events, ({ id }) => id).values()].flatMap((same) => {
    const inOrder = same.length === 1 ? same : same.toSorted((a, b) => compareText(a.at, b.at));
    const [first] = inOrder;
    return first === undefined ? [] : inOrder.slice(1).reduce(joined, first);
  });
}

function joined(before: LoggedOperation, next: LoggedOperation): LoggedOperation {
  const status = next.status === 'unfinished' ? before.status : next.status;
  const { failure: _, ...known } = before;
  const failure = status === 'failed' ? (next.failure ?? before.failure) : undefined;
  return {
    ...known,
    endedAt: next.at,
    status,
    by: isNobody(before.by) ? next.by : before.by,
    asked: before.asked.length > 0 ? before.asked : next.asked,
    ...defined({
      failure,
      client: before.client ?? next.client,
      address: before.address ?? next.address,
      cause: before.cause ?? next.cause,
      foundNothing: before.foundNothing ?? next.foundNothing,
      role: before.role && next.role ? { ...next.role, ...before.role } : (before.role ?? next.role),
    }),
  };
}
