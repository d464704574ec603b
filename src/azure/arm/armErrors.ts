import { notInFile, notInFileWords } from '../../domain/arm/unknown.ts';
import { isLoopback } from '../../domain/arm/cidr.ts';
import { isRestError, type PipelineRequest } from '@azure/core-rest-pipeline';
import {
  saidMessage,
  type SaidFailure,
  cancelledError,
  IdentityError,
  type Failure,
  type FailureCode,
} from '../../errors.ts';
import { isRecord } from '../../shape/shape.ts';
import { proxyOf } from '../http/proxyOf.ts';
import { secondsToWait } from '../http/retryPolicy.ts';
import { isWebPage, webPageError } from '../http/webPage.ts';
import { defined } from '../../shape/defined.ts';
import { parseJson } from '../../shape/json.ts';
import { type Words, type Phrase, say } from '../../sentences/words.ts';

/** A response that is not what was asked for. */
export interface FailedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/** The content of an error from ARM, in either of its two forms. */
interface ArmError {
  readonly code?: string;
  readonly message?: string;
  readonly target?: string;
  readonly details?: NonNullable<Failure['details']>;
}

/** Returns anything that a request to ARM throws as an IdentityError; nothing else in this extension translates these. */
export function asIdentityError(error: unknown): IdentityError {
  if (error instanceof IdentityError) return error;
  if (isNamed(error, 'AbortError')) return cancelledError();
  if (isRestError(error)) {
    const { response } = error;
    if (response === undefined) return new IdentityError(connectionFailure(error), { cause: error });
    if (error.code === 'PARSE_ERROR' && response.status < 300) return notJson(response.bodyAsText ?? '', error);
    const answer = {
      status: response.status,
      headers: response.headers.toJSON(),
      body: parseJson(response.bodyAsText ?? '') ?? response.bodyAsText,
    };
    return errorOf(answer);
  }
  if (isSignInError(error))
    return new IdentityError({ code: 'signedOut', message: messageOf(error) }, { cause: error });
  return new IdentityError({ code: 'unexpected', message: messageOf(error) }, { cause: error });
}

/** Returns the error in a response of ARM or AKS, whether enveloped (`error.code`) or flat (`code`). */
export function errorOf(answer: FailedAnswer): IdentityError {
  const error = armErrorIn(answer.body);
  const header = (name: string): string | undefined => answer.headers?.[name];
  if (isWebPage(answer.body)) return webPageError(answer.status, secondsToWait(header));
  const correlationId = header('x-ms-correlation-request-id') ?? header('x-ms-request-id');
  const retryAfter = secondsToWait(header);
  return new IdentityError({
    code: codeFor(answer.status, error.code),
    message:
      error.code === notInFile ? notInFileWords : (error.message ?? say`Azure answered with status ${answer.status}.`),
    ...defined({ armCode: error.code, target: error.target, details: error.details }),
    status: answer.status,
    ...(answer.status === 412 ? { changedSince: true } : {}),
    ...defined({ correlationId, retryAfter }),
  });
}

/** Returns the error of a long-running operation that ended `Failed` or `Canceled`. */
export function operationError(body: unknown, status: string): IdentityError {
  const error = armErrorIn(body);
  return new IdentityError({
    code: error.code === undefined ? 'unexpected' : (codes.get(error.code.toLowerCase()) ?? 'unexpected'),
    message: error.message ?? say`Azure accepted the request, but its operation ended with status ${status}.`,
    isOfOperation: true,
    ...defined({ armCode: error.code, target: error.target, details: error.details }),
  });
}

/** Codes that are more specific than the status. */
const codes: ReadonlyMap<string, FailureCode> = new Map<string, FailureCode>([
  ['authorizationfailed', 'forbidden'],
  ['linkedauthorizationfailed', 'forbidden'],
  ['invalidauthenticationtokentenant', 'forbidden'],
  ['missingsubscriptionregistration', 'unexpected'],
  ['failedidentityoperation', 'unexpected'],
  ['preconditionfailed', 'conflict'],
  // Not about the thing itself: no one there knows its type.
  ['invalidresourcetype', 'unexpected'],
  ['invalidresourcenamespace', 'unexpected'],
]);

function codeFor(status: number, armCode: string | undefined): FailureCode {
  const code = armCode === undefined ? undefined : codes.get(armCode.toLowerCase());
  if (code !== undefined) return code;
  switch (status) {
    case 401:
      return 'signedOut';
    case 403:
      return 'forbidden';
    case 404:
      // An answer without a code does not come from Azure.
      return armCode === undefined ? 'unexpected' : 'notFound';
    case 409:
    case 412:
      return 'conflict';
    case 429:
      return 'throttled';
    default:
      return 'unexpected';
  }
}

function armErrorIn(body: unknown): ArmError {
  const envelope = propertyOf(body, 'error');
  const error = isRecord(envelope) ? envelope : body;
  const [code, message, target] = ['code', 'message', 'target'].map((name) => nonEmptyText(propertyOf(error, name)));
  const list = propertyOf(error, 'details');
  const details = Array.isArray(list) ? list.map(detailOf).filter((detail) => Object.keys(detail).length > 0) : [];
  return {
    ...defined({ code, message, target }),
    ...(details.length === 0 ? {} : { details }),
  };
}

function detailOf(value: unknown): { code?: string; message?: string; target?: string } {
  const entries = ['code', 'message', 'target'].map((name) => [name, nonEmptyText(propertyOf(value, name))] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Returns the error for an answer that should be JSON and is something else, such as a web page. */
export function notJson(text: string, cause?: unknown): IdentityError {
  if (isWebPage(text)) return webPageError();
  const message = say`The answer from Azure is not JSON: it was cut off, or a proxy has changed it. Try again.`;
  return new IdentityError({ code: 'unexpected', message }, { cause });
}

type WithRequest = { readonly request?: Pick<PipelineRequest, 'url' | 'agent'> };

/** What is asked on this machine is an emulator, unless it hides behind another address. */
function askedOf({ request }: WithRequest): Phrase {
  const proxy = request === undefined ? undefined : proxyOf(request);
  if (proxy !== undefined) return say`Azure through the proxy ${proxy}`;
  return request !== undefined && URL.canParse(request.url) && isLoopback(new URL(request.url))
    ? say`the emulator`
    : 'Azure';
}

function connectionFailure(error: Error & WithRequest & { readonly code?: string }): SaidFailure {
  if (error.code === 'PARSE_ERROR') {
    const { failure } = notJson('', error);
    return { ...failure, message: saidMessage(failure) };
  }
  const { code } = error;
  const reason = code === undefined ? error.message : (socketWords.get(code) ?? code);
  const isWhole = code === undefined || code === error.message;
  const details = isWhole ? {} : { details: [{ message: error.message }] };
  const message = say`No answer from ${askedOf(error)} (${reason})`;
  return { code: 'unexpected', message, isUnanswered: true, ...details };
}

/** The meaning of socket error codes; the original message, which contains the code, is in the details. */
const socketWords: ReadonlyMap<string, Words> = new Map([
  ['ECONNRESET', say`connection cut`],
  ['ECONNREFUSED', say`connection refused`],
  ['ENOTFOUND', say`address not found`],
]);

/** Returns true if the request may or may not have been processed, because the connection broke or the server failed. */
export function isLost(error: unknown): boolean {
  const cause = error instanceof IdentityError ? error.cause : error;
  if (isRestError(cause) && cause.response === undefined) return cause.code !== 'PARSE_ERROR';
  const status = error instanceof IdentityError ? error.failure.status : undefined;
  // A proxy that redirects may have passed the request on.
  return status !== undefined && (status >= 500 || status === 408 || (status >= 300 && status < 400));
}

const signInErrors = [
  'AuthenticationRequiredError',
  'AuthenticationError',
  'CredentialUnavailableError',
  'AggregateAuthenticationError',
];

function isSignInError(error: unknown): boolean {
  return signInErrors.some((name) => isNamed(error, name));
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function propertyOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function nonEmptyText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns true for a failure that is not about the resource: no other request would be answered either. */
export function isAboutEverything({ code, status }: Failure): boolean {
  return code === 'cancelled' || (code === 'signedOut' && status === undefined);
}

/** Returns true for a 404 of Azure that may mean that something is gone; in a subscription that is not visible, it may still exist. */
export function isNotFound({ code, armCode }: Failure): boolean {
  return code === 'notFound' && armCode !== undefined && armCode !== 'SubscriptionNotFound';
}

/** Returns true for a 404 that means that the subscription is not visible. */
export function isHidden({ code, armCode }: Failure): boolean {
  return code === 'notFound' && armCode === 'SubscriptionNotFound';
}

/** Returns true for a failure that says nothing about the resource itself: Azure may answer later. */
export function isPassing({ code, status, isTooMuch }: Failure): boolean {
  if (isTooMuch) return false;
  return code === 'conflict' || code === 'throttled' || (code === 'unexpected' && status !== 400);
}
