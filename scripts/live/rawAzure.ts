/** Requests to Azure Resource Manager as they are: no retries, no waits, no reading between the lines. */
import type { TokenCredential } from '@azure/core-auth';
import { checkedEndpoint } from '../../src/azure/http/originPolicy.ts';

/** What came back. */
export interface Raw {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** An answer of Resource Manager, parsed; of anything else, which a proxy may have sent, no more than its length. */
  readonly body: unknown;
}

/** Sends requests with the sign-in of whoever runs this. */
export interface RawAzure {
  readonly send: (method: string, path: string, body?: unknown) => Promise<Raw>;
}

/** A token for this Resource Manager, which no other cloud takes. */
async function tokenOf(credential: TokenCredential, endpoint: string): Promise<string> {
  const got = await credential.getToken(`${checkedEndpoint(endpoint).origin}/.default`);
  if (got === null) throw new Error('Nobody is signed in: run "az login" first.');
  return got.token;
}

/** Returns the object id of whoever is signed in; `undefined` where the token is not a readable one. */
export async function principalOf(credential: TokenCredential, endpoint: string): Promise<string | undefined> {
  const claims = Buffer.from((await tokenOf(credential, endpoint)).split('.')[1] ?? '', 'base64url').toString();
  const { oid } = (parsed(claims) ?? {}) as { readonly oid?: unknown };
  return typeof oid === 'string' ? oid : undefined;
}

/**
 * Makes the sender; the path begins with a slash and has its `api-version`. The signal ends what is under way. Throws for plain
 * http to another computer, to which the token would go in clear.
 */
export function rawAzure(endpoint: string, credential: TokenCredential, signal?: AbortSignal): RawAzure {
  const base = checkedEndpoint(endpoint).href.replace(/\/+$/, '');
  return {
    async send(method, path, body) {
      const answer = await fetch(`${base}${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${await tokenOf(credential, endpoint)}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: bodyOf(answer.status, text) };
    },
  };
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

/** Returns what an answer that was not expected says, in words. */
export function inWords(answer: Raw): string {
  const { leftOut = '' } = (answer.body ?? {}) as { readonly leftOut?: string };
  return leftOut || [answer.status, codeOf(answer), errorOf(answer.body).message].filter(Boolean).join(' ');
}

/** Returns the entries of a list. */
export function valuesOf({ body }: Raw): readonly Readonly<Record<string, unknown>>[] {
  const { value, data } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const list = value ?? data;
  return Array.isArray(list) ? (list as readonly Readonly<Record<string, unknown>>[]) : [];
}
