import { createHttpPoller, type OperationResponse, type OperationState } from '@azure/core-lro';
import { objectAt, textAt, type JsonObject } from '../../domain/arm/json.ts';
import { IdentityError } from '../../errors.ts';
import type { Arm, ArmAnswer } from './arm.ts';
import { asIdentityError, isLost, operationError } from './armErrors.ts';
import { retryAfterOf } from '../http/retryPolicy.ts';
import type { Sleep } from '../../async/sleep.ts';

/**
 * The most seconds between two polls, so that the end of a change is seen within two seconds. That is more often than
 * ARM's `Retry-After` asks for and less often than AKS allows; many operations at once share the limit of their
 * subscription (`pacePolicy.ts`). Long operations are polled less often.
 */
const longestPause = 1.5;
/** The fewest seconds, even if `Retry-After` is 0 or a date in the past. */
const shortestPause = 0.5;
const patientPause = 5;
const patientAfter = 600;
/** The most seconds to wait after ARM refused a poll, or the poll was lost. */
const longestRefusal = 60;
const pauseAfterLoss = 5;
/** A pause is shortened by up to this share, so that operations that began together are not polled together. */
const jitter = 0.25;
/** After this many lost polls in a row, waiting ends; the operation continues in Azure. */
const mostLostPolls = 10;

/** An operation to follow: just started by a request, or kept as text from an earlier session. */
export type Operation =
  | {
      readonly kind: 'started';
      readonly method: 'PUT' | 'POST' | 'DELETE';
      readonly path: string;
      readonly answer: ArmAnswer;
    }
  | { readonly kind: 'kept'; readonly text: string }
  /** Followed by the resource's own `provisioningState`, if the operation's address is not known. */
  | { readonly kind: 'resource'; readonly path: string };

/** How an operation is followed. */
export interface FollowOptions {
  readonly sleep: Sleep;
  readonly signal?: AbortSignal | undefined;
  /** Called with the text from which the operation can be found again after a restart. */
  readonly onOperation?: (text: string) => Promise<void>;
  /** Called after each poll with ARM's name for the status. */
  readonly onStatus?: (status: string) => void;
}

/**
 * Follows an operation to its end. Throws the operation's error with ARM's code, target and details if it ended Failed
 * or Canceled, and `cancelled` if the signal stopped the waiting. An operation that ARM no longer knows counts as
 * ended: the resource itself shows the outcome.
 */
export async function followOperation(arm: Arm, operation: Operation, options: FollowOptions): Promise<void> {
  let last: JsonObject = operation.kind === 'started' ? operation.answer.body : {};
  const { random = Math.random } = arm.options;
  const calm = (seconds: number): number => Math.max(shortestPause, seconds * (1 - jitter * random()));
  let pause = operation.kind === 'started' ? calm(pauseIn(operation.answer.headers, 0)) : 0;
  let waited = 0;
  let lost = 0;

  async function poll(path: string): Promise<OperationResponse> {
    try {
      const answer = await arm.send({ method: 'GET', path, signal: options.signal });
      lost = 0;
      last = answer.body;
      pause = calm(pauseIn(answer.headers, waited));
      options.onStatus?.(statusIn(last));
      return pollerResponse('GET', path, answer);
    } catch (error) {
      if (!isPassing(error) || ++lost > mostLostPolls) throw error;
      const retryAfter = asIdentityError(error).failure.retryAfter ?? pauseAfterLoss;
      pause = Math.min(Math.max(retryAfter, shortestPause), longestRefusal);
      return pollerResponse('GET', path, stillRunning);
    }
  }

  const poller = createHttpPoller<unknown, OperationState<unknown>>(
    { sendInitialRequest: () => Promise.resolve(initialResponse(operation)), sendPollRequest: poll },
    { resolveOnUnsuccessful: true, skipFinalGet: true, ...restoreOptions(operation) },
  );
  await poller.submitted();
  await options.onOperation?.(whereabouts(await poller.serialize()));
  try {
    while (!poller.isDone) {
      await options.sleep(pause * 1000, options.signal);
      waited += pause;
      await poller.poll();
    }
  } catch (thrown) {
    const error = asIdentityError(thrown);
    if (error.failure.status !== 404 || operation.kind === 'resource') throw error;
    return;
  }
  const status = poller.operationState?.status;
  if (status === 'failed' || status === 'canceled') throw errorIn(last, status === 'failed' ? 'Failed' : 'Canceled');
}

/** The address of an operation and how it is polled, without Azure's answers, which may contain a secret of the cluster. */
function whereabouts(serialized: string): string {
  const { state } = JSON.parse(serialized) as {
    readonly state: { readonly status: unknown; readonly config: unknown };
  };
  const { status, config } = state;
  return JSON.stringify({ state: { status, config } });
}

/** A poll that was lost or throttled: the operation continues, and so does polling. */
function isPassing(error: unknown): boolean {
  return isLost(error) || (error instanceof IdentityError && error.code === 'throttled');
}

const stillRunning: ArmAnswer = {
  status: 202,
  headers: {},
  body: { status: 'InProgress', properties: { provisioningState: 'InProgress' } },
};

function initialResponse(operation: Operation): OperationResponse {
  if (operation.kind === 'started') return pollerResponse(operation.method, operation.path, operation.answer);
  // If a PUT has no operation address, the poller follows the resource's own state.
  return pollerResponse('PUT', operation.kind === 'resource' ? operation.path : '', stillRunning);
}

function restoreOptions(operation: Operation): { restoreFrom?: string } {
  return operation.kind === 'kept' ? { restoreFrom: operation.text } : {};
}

function pollerResponse(method: string, url: string, { status, headers, body }: ArmAnswer): OperationResponse {
  return { flatResponse: body, rawResponse: { statusCode: status, headers, body, request: { method, url } } };
}

function pauseIn(headers: Readonly<Record<string, string>>, waited: number): number {
  const longest = waited < patientAfter ? longestPause : patientPause;
  return Math.min(Math.max(retryAfterOf(headers['retry-after']) ?? longest, shortestPause), longest);
}

function statusIn(body: JsonObject): string {
  return textAt(body, 'status') ?? textAt(body, 'properties.provisioningState') ?? 'InProgress';
}

function errorIn(body: JsonObject, status: string): IdentityError {
  return operationError(objectAt(body, 'properties.status.provisioningError') ?? body, status);
}
