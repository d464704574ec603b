import { armTime } from '../../arm/clock.ts';
import { asText, valueAt, withoutUndefined, type JsonObject } from '../../arm/json.ts';
import { lastSegment, parsePath } from '../../arm/path.ts';
import { guidOf, type World } from '../../world/world.ts';
import { rightOf, type Effect, type Write } from '../../world/history.ts';

/** An event of the activity log, with the members by which it is filtered and ordered. */
export interface ActivityEvent {
  readonly at: number;
  readonly body: JsonObject;
}

/** What the events of one write have in common, and what differs. */
interface Part {
  readonly name: 'BeginRequest' | 'EndRequest';
  readonly at: number;
  readonly status: 'Started' | 'Accepted' | 'Succeeded' | 'Failed';
  /** 0 for no status of HTTP. */
  readonly statusCode: number;
  readonly properties: JsonObject;
}

/**
 * Returns the events of a write, the oldest first: its begin and its end, for a long-running one also that it was
 * accepted, and one for each role assignment that went with what was deleted.
 * Forms: https://github.com/Azure/azure-cli/blob/dev/src/azure-cli/azure/cli/command_modules/role/tests/latest/recordings/test_role_assignment_audits.yaml
 */
export function eventsOf(write: Write, world: World): readonly ActivityEvent[] {
  return [
    ...partsOf(write).map((part) => ({ at: part.at, body: bodyOf(write, part, world) })),
    ...cascadesOf(write, world),
  ];
}

function partsOf(write: Write): readonly Part[] {
  const { at, endedAt, requestBody, responseBody, operation, failure } = write;
  const statusCode = write.statusCode ?? (failure === undefined ? 200 : 400);
  const begin: Part = {
    name: 'BeginRequest',
    at,
    status: 'Started',
    statusCode: 0,
    properties: withoutUndefined({ requestbody: requestBody }),
  };
  const isLong = operation !== undefined || endedAt !== undefined;
  const message = failure && JSON.stringify({ error: failure });
  const accepted: Part = { name: 'EndRequest', at, status: 'Accepted', statusCode, properties: {} };
  const end: Part = {
    name: 'EndRequest',
    at: endedAt ?? at,
    status: failure === undefined ? 'Succeeded' : 'Failed',
    statusCode: isLong ? (failure === undefined ? 200 : 409) : statusCode,
    properties: withoutUndefined({
      statusMessage: message,
      responseBody: responseBody ?? (write.method === 'DELETE' ? removedRole(write) : undefined),
    }),
  };
  if (!isLong) return [begin, end];
  return endedAt === undefined ? [begin, accepted] : [begin, accepted, end];
}

/** What a removed role assignment was, as the answer to its removal says it. */
function removedRole({ id, before }: Write): string | undefined {
  return before !== undefined && isRoleAssignment(id) ? JSON.stringify(before) : undefined;
}

function isRoleAssignment(id: string): boolean {
  return /\/providers\/microsoft\.authorization\/roleassignments\/[^/]+$/i.test(id);
}

function bodyOf(write: Write, part: Part, world: World): JsonObject {
  const { id, operationId, clientRequestId, address } = write;
  const right = rightOf(write);
  const isBegin = part.name === 'BeginRequest';
  const code = statusNames[part.statusCode] ?? '';
  return {
    ...commonBody(write, world, {
      id,
      right,
      type: typeWritten(right),
      at: part.at,
      key: `${part.name} ${part.status}`,
    }),
    eventName: { value: part.name, localizedValue: isBegin ? 'Begin request' : 'End request' },
    httpRequest: withoutUndefined({
      clientRequestId: clientRequestId ?? operationId,
      clientIpAddress: address,
      method: write.method,
    }),
    operationId,
    operationName: { value: right, localizedValue: operationWords[right.toLowerCase()] ?? right },
    properties: {
      ...(isBegin ? {} : { statusCode: code, serviceRequestId: guidOf('service request', operationId) }),
      ...part.properties,
      eventCategory: 'Administrative',
    },
    level: part.status === 'Failed' ? 'Error' : 'Informational',
    status: twice(part.status),
    subStatus:
      code === ''
        ? twice('')
        : { value: code, localizedValue: `${code} (HTTP Status Code: ${String(part.statusCode)})` },
  };
}

/** One event for each role assignment that vanished with what was deleted: no begin, and ids without hyphens. */
function cascadesOf(write: Write, world: World): readonly ActivityEvent[] {
  const right = rightOf(write);
  const gone = write.effects.filter(({ id, after }) => after === undefined && isRoleAssignment(id));
  return gone.map((effect) => ({ at: effect.at, body: cascadeBody(write, effect, right, world) }));
}

function cascadeBody(write: Write, { id, at, before }: Effect, right: string, world: World): JsonObject {
  const short = (text: string): string => lastSegment(`/${text}`).replaceAll('-', '');
  const name = short(id);
  const member = (key: string): string => asText(valueAt(before, 'properties', key)) ?? '';
  const removal = 'Microsoft.Authorization/roleAssignments/delete';
  const shownId = `${id.slice(0, id.lastIndexOf('/'))}/${name}`;
  const action = right.replace(/resourceGroups\/delete$/, 'resourcegroups/delete');
  return {
    ...commonBody(write, world, { id: shownId, right: action, type: typeWritten(action), at, key: 'cascade' }),
    authorization: { action, scope: write.id },
    eventName: twice('EndRequest'),
    operationId: guidOf('cascade', write.operationId),
    operationName: twice(removal),
    properties: {
      id: name,
      principalId: short(member('principalId')),
      roleDefinitionId: short(member('roleDefinitionId')),
      scope: id.replace(/\/providers\/microsoft\.authorization\/roleassignments\/[^/]+$/i, ''),
      eventCategory: 'Administrative',
    },
    level: 'Informational',
    status: twice('Succeeded'),
    subStatus: twice(''),
  };
}

interface About {
  readonly id: string;
  readonly right: string;
  readonly type: string;
  readonly at: number;
  /** Differs between the events of one write about one resource. */
  readonly key: string;
}

function commonBody(write: Write, world: World, { id, right, type, at, key }: About): JsonObject {
  const path = parsePath(id);
  const { subscriptionId, resourceGroup } = path ?? {};
  const entry = subscriptionId === undefined ? undefined : world.subscription(subscriptionId);
  const tenantId = entry === undefined ? world.tenantId : world.tenantOf(entry);
  const eventDataId = guidOf('event', write.operationId, id, key);
  const namespace = path?.namespace ?? 'Microsoft.Resources';
  return withoutUndefined({
    authorization: { action: right, scope: id },
    caller: callerOf(write),
    channels: 'Operation',
    claims: claimsOf(write, tenantId),
    correlationId: write.correlationId,
    description: '',
    eventDataId,
    category: twice('Administrative'),
    id: `${id}/events/${eventDataId}/ticks/${ticksOf(at)}`,
    resourceGroupName: resourceGroup ?? '',
    resourceProviderName: twice(namespace),
    resourceId: id,
    resourceType: twice(type),
    eventTimestamp: armTime(at),
    subscriptionId: subscriptionId ?? '',
    tenantId,
  });
}

/** A user by name, an application by its object id; Azure itself has none. */
function callerOf({ caller }: Write): string | undefined {
  return caller?.type === 'Application' ? caller.objectId : caller?.displayName;
}

function claimsOf({ caller }: Write, tenantId: string): JsonObject {
  if (caller === undefined) return {};
  const { objectId, displayName, appId, type = 'User' } = caller;
  const names = { name: displayName, 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name': displayName };
  return withoutUndefined({
    aud: 'https://management.core.windows.net/',
    iss: `https://sts.windows.net/${tenantId}/`,
    appid: appId,
    ...(type === 'Application' ? {} : names),
    'http://schemas.microsoft.com/identity/claims/objectidentifier': objectId,
    'http://schemas.microsoft.com/identity/claims/tenantid': tenantId,
    ver: '1.0',
  });
}

function typeWritten(right: string): string {
  return right.replace(/\/(write|delete|[^/]+\/action)$/, '');
}

function twice(text: string): JsonObject & { readonly value: string; readonly localizedValue: string } {
  return { value: text, localizedValue: text };
}

/** The hundred nanoseconds since the year 1. */
function ticksOf(milliseconds: number): string {
  return String(621_355_968_000_000_000n + BigInt(Math.floor(milliseconds)) * 10_000n);
}

const operationWords: Readonly<Record<string, string>> = {
  'microsoft.authorization/roleassignments/write': 'Create role assignment',
  'microsoft.authorization/roleassignments/delete': 'Delete role assignment',
  'microsoft.containerservice/managedclusters/write': 'Create or Update Managed Cluster',
  'microsoft.containerservice/managedclusters/delete': 'Delete Managed Cluster',
};

const statusNames: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'NoContent',
  400: 'BadRequest',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  412: 'PreconditionFailed',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  429: 'TooManyRequests',
  500: 'InternalServerError',
};
