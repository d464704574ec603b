import { randomUUID } from 'node:crypto';
import { armTime } from '../arm/clock.ts';
import { idKey } from '../arm/path.ts';
import type { JsonObject } from '../arm/json.ts';

/** The reason why an operation did not succeed. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** The kind of an operation says what it does when it ends. */
export type OperationKind =
  | 'putCluster'
  | 'patchCluster'
  | 'deleteCluster'
  | 'putAgentPool'
  | 'deleteAgentPool'
  | 'upgradeNodeImage'
  | 'putBinding'
  | 'deleteBinding'
  | 'putTrustedBinding'
  | 'deleteTrustedBinding'
  | 'putPart'
  | 'deletePart'
  | 'abort'
  | 'deleteGroup'
  | 'power';

/** A long-running operation, as plain data so that it survives a restart. */
export interface Operation {
  readonly id: string;
  /** Its name in answers; as in Azure, not the GUID of the URL. */
  readonly name: string;
  readonly kind: OperationKind;
  readonly subscriptionId: string;
  readonly namespace: string;
  readonly location: string;
  /** The resource that it works on. */
  readonly target: string;
  /** Its description when a second write is refused: `nodepool1 - Updating`. */
  readonly description: string;
  readonly startedAt: number;
  readonly endsAt: number;
  /** Set if it is to end Failed. */
  readonly error?: Failure;
  readonly canceled?: boolean;
  /** True when its effects have been applied. */
  readonly applied: boolean;
  /** What its kind needs to know at the end. */
  readonly details?: JsonObject;
}

/** The members of an operation that are known when it begins. */
export type OperationStart = Omit<Operation, 'id' | 'name' | 'applied'>;

/** The operations of the world, the oldest first. */
export class Operations {
  readonly #byId = new Map<string, Operation>();
  #newest: Operation | undefined;

  /** The operation that was started last in this process. */
  get newest(): Operation | undefined {
    return this.#newest;
  }

  start(start: OperationStart): Operation {
    const id = randomUUID();
    const operation = { ...start, id, name: withSwappedBytes(id), applied: false };
    this.#byId.set(id, operation);
    this.#newest = operation;
    return operation;
  }

  get(id: string): Operation | undefined {
    return this.#byId.get(id.toLowerCase());
  }

  put(operation: Operation): void {
    this.#byId.set(operation.id, operation);
  }

  /** Returns the operation that runs on the resource or on something below it. */
  runningAt(target: string): Operation | undefined {
    const root = idKey(target);
    return [...this.#byId.values()].find(
      (operation) =>
        !operation.applied && (idKey(operation.target) === root || idKey(operation.target).startsWith(`${root}/`)),
    );
  }

  /** Returns the operations that have ended and whose effects are still to be applied, in the order of their ends. */
  due(now: number): readonly Operation[] {
    return [...this.#byId.values()]
      .filter((operation) => !operation.applied && operation.endsAt <= now)
      .sort((a, b) => a.endsAt - b.endsAt);
  }

  all(): readonly Operation[] {
    return [...this.#byId.values()];
  }
}

/** Returns the status of an operation. */
export function operationStatus(operation: Operation): 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled' {
  if (!operation.applied) return 'InProgress';
  if (operation.canceled === true) return 'Canceled';
  return operation.error === undefined ? 'Succeeded' : 'Failed';
}

/** Returns the state that a failed operation leaves on its target, and the reason if there is one. */
export function failureOf({ canceled, error }: Operation): JsonObject {
  if (canceled === true) return { provisioningState: 'Canceled' };
  return {
    provisioningState: 'Failed',
    ...(error !== undefined ? { status: { provisioningError: { ...error } } } : {}),
  };
}

/** Returns the answer to polling an operation. */
export function operationBody(operation: Operation): JsonObject {
  const status = operationStatus(operation);
  const error = errorOf(operation);
  return {
    name: operation.name,
    status,
    startTime: armTime(operation.startedAt),
    ...(status !== 'InProgress' ? { endTime: armTime(operation.endsAt) } : {}),
    ...(error !== undefined ? { error: { ...error } } : {}),
  };
}

/** Returns why an operation that has ended did not succeed. */
export function errorOf(operation: Operation): Failure | undefined {
  switch (operationStatus(operation)) {
    case 'Canceled':
      return { code: 'Canceled', message: 'The operation was canceled by an abort request.' };
    case 'Failed':
      return operation.error;
    case 'InProgress':
    case 'Succeeded':
      return undefined;
  }
}

/** Returns the headers Azure-AsyncOperation and, if requested, Location, both absolute. */
export function operationHeaders(operation: Operation, origin: string, withLocation: boolean): Record<string, string> {
  const base = `${origin}/subscriptions/${operation.subscriptionId}/providers/${operation.namespace}/locations/${operation.location}`;
  const query = `api-version=2017-08-31&t=${String(operation.startedAt)}&c=${operation.name}`;
  return {
    'Azure-AsyncOperation': `${base}/operations/${operation.id}?${query}`,
    ...(withLocation ? { Location: `${base}/operationresults/${operation.id}?${query}` } : {}),
    'Retry-After': '1',
  };
}

/** The GUID with the bytes of its first three groups reversed. */
function withSwappedBytes(id: string): string {
  const [a = '', b = '', c = '', ...rest] = id.split('-');
  return [a, b, c]
    .map((group) => (group.match(/../g) ?? []).reverse().join(''))
    .concat(rest)
    .join('-');
}
