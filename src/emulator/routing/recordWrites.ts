import { randomUUID } from 'node:crypto';
import { defined } from '../../shape/defined.ts';
import { ArmRefusal, type ArmAnswer } from '../arm/error.ts';
import type { JsonObject } from '../arm/json.ts';
import { limitHeader } from '../arm/limits.ts';
import { idKey, typeOf } from '../arm/path.ts';
import type { WorldWrite, WorldWriter } from '../arm/worldHistory.ts';
import type { Caller } from '../access/rbac.ts';
import type { ArmRequest, Emulation } from '../request/armRequest.ts';
import { privilegedIdentityManagement, type Effect, type Write } from '../world/history.ts';
import { errorOf, type Failure, type Operation } from '../world/operations.ts';
import { resourceKinds } from './resourceTypes.ts';

/** What the history keeps of a request besides its path and body. */
export interface SentRequest {
  /** The body as it was sent. */
  readonly text: string | undefined;
  readonly correlationId: string;
  readonly requestId: string;
  /** From where it was sent, if that is known. */
  readonly address: string | undefined;
}

type Change = Omit<Effect, 'at'>;

/**
 * Answers a request, and keeps it in the history if it is a write, an action or a deletion in a subscription that exists,
 * accepted or refused. What the emulator refuses because it lacks it is not kept.
 */
export function answerRecorded(
  request: ArmRequest,
  emulation: Emulation,
  sent: SentRequest,
  answer: () => ArmAnswer,
): ArmAnswer {
  const { world } = emulation;
  const { subscriptionId } = request.path;
  const isKept =
    methods.has(request.method) &&
    typeOf(request.path) !== 'microsoft.resourcegraph/resources' &&
    (subscriptionId === undefined || world.subscription(subscriptionId) !== undefined);
  if (!isKept) return answer();
  const before = world.operations.newest;
  const write = startOf(request, sent);
  try {
    const { result, changes } = world.history.collect(answer);
    const { newest } = world.operations;
    keep(emulation, withAnswer(write, result, newest === before ? undefined : newest), changes);
    return result;
  } catch (error) {
    if (error instanceof ArmRefusal && error.answer.headers?.[limitHeader] === undefined)
      world.history.add({
        ...write,
        statusCode: error.answer.status,
        failure: { code: error.code, message: error.words },
      });
    throw error;
  }
}

const methods = new Set(['PUT', 'PATCH', 'DELETE', 'POST']);

function startOf(request: ArmRequest, { text, correlationId, requestId, address }: SentRequest): Write {
  const { path, caller, headers, now } = request;
  const method = request.method as WorldWrite['method'];
  const isAction = method === 'POST';
  const id = isAction ? path.id.slice(0, path.id.lastIndexOf('/')) : path.id;
  const action = isAction ? path.types.at(-1) : undefined;
  return {
    at: now,
    method,
    id,
    ...defined({ action, address, requestBody: text, client: headers['user-agent'] }),
    ...defined({ clientRequestId: headers['x-ms-client-request-id'] }),
    right: rightOf(request, action),
    caller: writerOf(caller),
    correlationId,
    operationId: requestId,
    effects: [],
  };
}

/** The right that the request needs, in the case in which Azure writes the type. */
function rightOf({ path, method }: ArmRequest, action: string | undefined): string {
  const type = typeOf(path, action !== undefined);
  const written = resourceKinds.get(type)?.type ?? [path.namespace, ...path.types].join('/');
  const named = path.namespace === undefined ? 'Microsoft.Resources/subscriptions/resourceGroups' : written;
  if (action !== undefined) return `${resourceKinds.has(type) ? named : type}/${action}/action`;
  return `${named}/${method === 'DELETE' ? 'delete' : 'write'}`;
}

function writerOf({ objectId, name, type, appId }: Caller): WorldWriter {
  return { objectId, displayName: name, type, ...defined({ appId }) };
}

function withAnswer(write: Write, answer: ArmAnswer, operation: Operation | undefined): Write {
  const isRemovedRole = write.method === 'DELETE' && /\/roleassignments\/[^/]+$/i.test(write.id);
  return {
    ...write,
    statusCode: answer.status,
    ...defined({ operation: operation?.id }),
    ...(isRemovedRole && answer.body !== undefined ? { responseBody: JSON.stringify(answer.body) } : {}),
  };
}

/** Keeps a write with what it changed; roles that Privileged Identity Management gives are writes of their own. */
function keep(emulation: Emulation, write: Write, changes: readonly Change[]): void {
  const { history } = emulation.world;
  const isOwn = ({ id }: Change): boolean => idKey(id) === idKey(write.id);
  const isActivation = /\/roleassignmentschedulerequests\//i.test(write.id);
  const own = changes.find(isOwn);
  const others = changes.filter((change) => !isOwn(change));
  const { before, after } = own ?? {};
  const effects = isActivation ? [] : others.map((change) => ({ ...change, at: write.at }));
  history.add({ ...write, ...defined({ before, after }), effects });
  if (isActivation) keepAsService(emulation, others, write.at);
}

/** Keeps what changed without a request as writes of the service that did it, or of Azure itself. */
function keepAsService({ world }: Emulation, changes: readonly Change[], at: number): void {
  for (const { id, before, after } of changes) {
    const isRole = /\/roleassignments\/[^/]+$/i.test(id);
    const operationId = randomUUID();
    world.history.add({
      at,
      method: after === undefined ? 'DELETE' : 'PUT',
      id,
      ...defined({ caller: isRole ? privilegedIdentityManagement : undefined, before, after }),
      ...(isRole ? bodiesOf(before, after) : {}),
      statusCode: after === undefined ? 200 : 201,
      correlationId: operationId,
      operationId,
      effects: [],
    });
  }
}

function bodiesOf(before: JsonObject | undefined, after: JsonObject | undefined): Partial<Write> {
  return defined({
    requestBody: after === undefined ? undefined : JSON.stringify({ properties: after['properties'] }),
    responseBody: after === undefined && before !== undefined ? JSON.stringify(before) : undefined,
  });
}

/** Does what happens by itself or by a control route, and keeps what it changes. */
export function recordService<T>(emulation: Emulation, at: number, work: () => T): T {
  const { result, changes } = emulation.world.history.collect(work);
  keepAsService(emulation, changes, at);
  return result;
}

/** Does what the end of an operation does, and adds it to the write that started the operation. */
export function recordEnd({ world }: Emulation, operation: Operation, work: () => void): void {
  const { changes } = world.history.collect(work);
  const effects = changes.map((change) => ({ ...change, at: operation.endsAt }));
  const failure: Failure | undefined = errorOf({ ...operation, applied: true });
  world.history.end(operation.id, { endedAt: operation.endsAt, ...defined({ failure }) }, effects);
}
