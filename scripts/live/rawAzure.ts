/** Requests to Azure Resource Manager: passing failures are waited out, any other answer is shown as it is. */
import type { TokenCredential } from '@azure/core-auth';
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  proxyPolicy,
} from '@azure/core-rest-pipeline';
import { checkedEndpoint } from '../../src/azure/http/originPolicy.ts';
import { isLoopback } from '../../src/domain/arm/cidr.ts';

/** Why nothing came: the run was stopped. */
class AbortError extends Error {
  override readonly name = 'AbortError';
}

/** What came back. */
export interface Raw {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** An answer of Resource Manager, parsed; of anything else, which a proxy may have sent, no more than its length. */
  readonly body: unknown;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Sends requests with the sign-in of whoever runs this. */
export interface RawAzure {
  readonly send: (method: Method, path: string, body?: unknown) => Promise<Raw>;
}

/** What sending needs beside the sign-in; the signal ends what is under way. */
interface Sending {
  readonly wait: (seconds: number) => Promise<void>;
  readonly signal?: AbortSignal;
  /** Told why a request is sent again, and after how many seconds. */
  readonly tells?: (why: string, seconds: number) => void;
  /** How long an answer may take. */
  readonly mostSeconds?: number;
}

/** The failure of a request that did not leave this machine, because there was no token for it. */
export class NotSent extends Error {}

/** How long is waited before a request is sent again, if Azure does not say it. */
const pauses = [2, 5, 10, 20, 40] as const;
/** Azure's own pause is kept up to this, so that the run ends some day. */
const longestPause = 120;

/** A token for this Resource Manager, which no other cloud takes. */
async function tokenOf(
  credential: TokenCredential,
  endpoint: string,
  options: Parameters<TokenCredential['getToken']>[1] = {},
): Promise<string> {
  // Not everything that gets tokens hears the signal, as a program that hangs.
  const asked = credential.getToken(`${checkedEndpoint(endpoint).origin}/.default`, options);
  const { abortSignal: signal } = options;
  const stopped = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(new AbortError('The run was stopped.')));
  });
  const got = await (signal === undefined ? asked : Promise.race([asked, stopped]));
  if (got === null) throw new Error('Nobody is signed in: run "az login" first.');
  return got.token;
}

/** Who is signed in, as far as the token tells it: the object id, the directory, and a name for the one at the terminal. */
export interface Caller {
  readonly principalId?: string;
  readonly tenantId?: string;
  readonly name?: string;
}

/** Returns who is signed in; nothing where the token is not a readable one. */
export async function callerOf(
  credential: TokenCredential,
  endpoint: string,
  abortSignal: AbortSignal,
): Promise<Caller> {
  const claims = Buffer.from(
    (await tokenOf(credential, endpoint, { abortSignal })).split('.')[1] ?? '',
    'base64url',
  ).toString();
  const { oid, tid, upn, unique_name: uniqueName, appid } = (parsed(claims) ?? {}) as Record<string, unknown>;
  const name = [upn, uniqueName, appid, oid].find((one) => typeof one === 'string');
  return {
    ...(typeof oid === 'string' && { principalId: oid }),
    ...(typeof tid === 'string' && { tenantId: tid }),
    ...(typeof name === 'string' && { name }),
  };
}

/**
 * Makes the sender; the path begins with a slash and has its `api-version`. Throws for plain http to another computer, to which the
 * token would go in clear. Uses the proxy that the product would use.
 */
export function rawAzure(
  endpoint: string,
  credential: TokenCredential,
  { wait, signal, tells, mostSeconds = 60 }: Sending,
): RawAzure {
  const timeout = mostSeconds * 1000;
  const base = checkedEndpoint(endpoint);
  const [pipeline, client] = [createEmptyPipeline(), createDefaultHttpClient()];
  if (!isLoopback(base)) pipeline.addPolicy(proxyPolicy());
  const once: RawAzure['send'] = async (method, path, body) => {
    const token = await tokenOf(credential, endpoint, {
      requestOptions: { timeout },
      ...(signal && { abortSignal: signal }),
    }).catch((error: unknown) => {
      if (error instanceof AbortError) throw error;
      throw new NotSent(error instanceof Error ? error.message : String(error), { cause: error });
    });
    const request = createPipelineRequest({
      url: `${base.href.replace(/\/+$/, '')}${path}`,
      method,
      headers: createHttpHeaders({
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal && { abortSignal: signal }),
      // A machine that was asleep, or a proxy, may leave a request without an answer for good.
      timeout,
      allowInsecureConnection: base.protocol === 'http:',
    });
    const answer = await pipeline.sendRequest(client, request).catch((error: unknown) => {
      const isTimeout = error instanceof Error && error.name === 'AbortError' && signal?.aborted !== true;
      throw isTimeout ? new Error(`no answer within ${mostSeconds} s`, { cause: error }) : error;
    });
    const { status, headers, bodyAsText } = answer;
    return { status, headers: headers.toJSON(), body: bodyOf(status, bodyAsText ?? '') };
  };
  let hasAnswered = false;
  return {
    async send(method, path, body) {
      for (let tries = 0; ; tries += 1) {
        const answer = await once(method, path, body).catch((error: unknown) =>
          error instanceof Error ? error : new Error(String(error)),
        );
        hasAnswered ||= !(answer instanceof Error);
        // Without a token only a new sign-in helps, which nobody waits for.
        const pause = answer instanceof NotSent && tries >= 2 ? undefined : pauses[tries];
        // What never answered is not waited for.
        if (pause === undefined || !hasAnswered || signal?.aborted === true || !isPassing(method, answer)) {
          if (answer instanceof Error) throw answer;
          return answer;
        }
        const seconds = Math.min(longestPause, retryAfter(answer) ?? pause);
        tells?.(answer instanceof Error ? answer.message : statusOf(answer), seconds);
        await wait(seconds);
      }
    },
  };
}

/** Only after 429, or if it was not sent, is it certain that a PUT did nothing, so that the next one's answer is that of the first. */
function isPassing(method: Method, answer: Raw | Error): boolean {
  if (answer instanceof NotSent) return true;
  if (!(answer instanceof Error) && answer.status === 429) return true;
  return method !== 'PUT' && (answer instanceof Error || answer.status === 408 || answer.status >= 500);
}

/** Seconds, as Azure says them, or until a date. */
function retryAfter(answer: Raw | Error): number | undefined {
  const said = answer instanceof Error ? undefined : answer.headers['retry-after'];
  if (said === undefined) return undefined;
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bodyOf(status: number, text: string): unknown {
  if (text === '') return '';
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) return { leftOut: `${status}, ${text.length} characters, no JSON` };
  const isAnswer = status < 300 || errorOf(value).code !== undefined;
  return isAnswer ? value : { leftOut: `${status}, ${text.length} characters, no error of Resource Manager` };
}

/** The error of an answer; of some providers, its members are those of the answer. */
function errorOf(body: unknown): { readonly code?: string; readonly message?: string } {
  const answer = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const { code, message } = { ...answer, ...(answer['error'] as object | undefined) } as Record<string, unknown>;
  return {
    ...(typeof code === 'string' && { code }),
    ...(typeof message === 'string' && { message }),
  };
}

/** Returns the code of an error of Resource Manager; an empty text where there is none. */
export function codeOf({ status, body }: Raw): string {
  return (status < 300 ? undefined : errorOf(body).code) ?? '';
}

/** Returns the status and the code of an answer. */
export function statusOf(answer: Raw): string {
  return `${answer.status} ${codeOf(answer)}`.trim();
}

/** Returns what an answer that was not expected says, in words. */
export function inWords(answer: Raw): string {
  return leftOutOf(answer) ?? [answer.status, codeOf(answer), errorOf(answer.body).message].filter(Boolean).join(' ');
}

function leftOutOf({ body }: Raw): string | undefined {
  return ((body ?? {}) as { readonly leftOut?: string }).leftOut;
}

/** Returns an answer of Resource Manager that has one of the statuses; throws for every other, which answers something else. */
export function expected(answer: Raw, statuses: readonly number[], what = ''): Raw {
  if (statuses.includes(answer.status) && leftOutOf(answer) === undefined) return answer;
  throw new Error(`${what && `${what}: `}${inWords(answer)}`);
}

/** Returns the entries of a list; throws for what is none, and for one that goes on elsewhere. */
export function valuesOf(answer: Raw): readonly Readonly<Record<string, unknown>>[] {
  const { value, data } = (answer.body ?? {}) as Record<string, unknown>;
  const list = value ?? data;
  if (nextPageOf(answer) !== undefined) throw new Error(`${answer.status}, and only a part of the list`);
  if (Array.isArray(list)) return list as readonly Readonly<Record<string, unknown>>[];
  throw new Error(`${inWords(answer)}, and no list`);
}

/** Returns the entries of all pages of a list, with what sends a request and throws for another status than 200. */
export async function everyValue(
  ask: (statuses: readonly number[], ...request: Parameters<RawAzure['send']>) => Promise<Raw>,
  path: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const all: Readonly<Record<string, unknown>>[] = [];
  const asked = new Set<string>();
  for (let next: string | undefined = path; next !== undefined;) {
    if (asked.has(next)) throw new Error('the list leads back to a page of it');
    asked.add(next);
    const answer: Raw = await ask([200], 'GET', next);
    next = nextPageOf(answer);
    all.push(...valuesOf({ ...answer, body: { ...(answer.body as object), nextLink: undefined } }));
  }
  return all;
}

/** The path of the next page of a list, at the same Resource Manager whatever the link names. */
function nextPageOf({ body }: Raw): string | undefined {
  const { nextLink } = (body ?? {}) as { readonly nextLink?: unknown };
  if (typeof nextLink !== 'string' || nextLink === '') return undefined;
  const { pathname, search } = new URL(nextLink);
  return `${pathname}${search}`;
}
