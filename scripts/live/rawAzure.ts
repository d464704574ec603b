/** Requests to Azure Resource Manager as they are: no retries, no waits, no reading between the lines. */
import type { TokenCredential } from '@azure/core-auth';

/** What came back. */
export interface Raw {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON, a text otherwise. */
  readonly body: unknown;
}

/** Sends requests with the sign-in of whoever runs this. */
export interface RawAzure {
  readonly send: (method: string, path: string, body?: unknown) => Promise<Raw>;
}

/** Makes the sender; the path begins with a slash and has its `api-version`. */
export function rawAzure(endpoint: string, credential: TokenCredential): RawAzure {
  const tokenNow = async (): Promise<string> => {
    const got = await credential.getToken('https://management.azure.com/.default');
    if (got === null) throw new Error('Nobody is signed in: run "az login" first.');
    return got.token;
  };
  return {
    async send(method, path, body) {
      const answer = await fetch(`${endpoint}${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${await tokenNow()}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: parsed(text) };
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Returns the code of an error of Resource Manager; an empty text where there is none. */
export function codeOf({ body }: Raw): string {
  const { error } = (typeof body === 'object' && body !== null ? body : {}) as { readonly error?: { code?: unknown } };
  return typeof error?.code === 'string' ? error.code : '';
}

/** Returns the entries of a list. */
export function valuesOf({ body }: Raw): readonly Readonly<Record<string, unknown>>[] {
  const { value, data } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const list = value ?? data;
  return Array.isArray(list) ? (list as readonly Readonly<Record<string, unknown>>[]) : [];
}
