/** What may happen to a request on its way from a window to Azure and back. */
import type { HttpResponse } from '../../../src/emulator/routing/exchange.ts';
import type { ColleagueAct } from './actions.ts';

/** What a fault does. */
export type FaultEffect =
  | { readonly kind: 'refused'; readonly status: 403 | 404 | 409 | 429 | 500 | 503 }
  | { readonly kind: 'lostBefore' | 'lostAfter' }
  /** The connection is cut; the request arrives all the same, later. */
  | { readonly kind: 'lostLate'; readonly seconds: number }
  /** It is taken, and its operation ends Failed. */
  | { readonly kind: 'fails' }
  /** The window's process ends. */
  | { readonly kind: 'killBefore' | 'killAfter' }
  /** Azure asks for another sign-in, which takes its time and may come to nothing. */
  | { readonly kind: 'challenged'; readonly seconds: number; readonly signsIn: boolean }
  /** Somebody is faster by a moment. */
  | { readonly kind: 'meanwhile'; readonly act: ColleagueAct }
  /** The answer's links lead to another host; or it is a redirection to there. */
  | { readonly kind: 'lure' | 'redirect' };

/** A fault that waits for the next request of its kind; `skip` lets some pass first, `times` repeats it. */
export type Fault = FaultEffect & { readonly on: 'read' | 'write'; readonly skip: number; readonly times: number };

const codes = {
  403: 'AuthorizationFailed',
  404: 'ResourceNotFound',
  409: 'OperationNotAllowed',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  503: 'ServiceUnavailable',
} as const;

const foreign = 'https://management.attacker.test';

/** The answer of a fault that doesn't reach Azure. */
export function refusalOf(fault: Fault | undefined): HttpResponse | undefined {
  const headers = { 'Content-Type': 'application/json' };
  if (fault?.kind === 'redirect') return { status: 307, headers: { ...headers, Location: `${foreign}/` }, body: '' };
  if (fault?.kind === 'challenged') {
    const claims = Buffer.from('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}').toString('base64');
    const asked = `Bearer realm="", error="insufficient_claims", claims="${claims}"`;
    const body = JSON.stringify({ error: { code: 'InvalidAuthenticationToken', message: 'The model.' } });
    return { status: 401, headers: { ...headers, 'WWW-Authenticate': asked }, body };
  }
  if (fault?.kind !== 'refused') return undefined;
  const { status } = fault;
  const message = status === 409 ? 'Another operation is in progress, please wait for it to finish.' : 'The model.';
  const body = JSON.stringify({ error: { code: codes[status], message } });
  return { status, headers: { ...headers, ...(status === 429 && { 'Retry-After': '7' }) }, body };
}

/** The answer with links as somebody between would like them. */
export function lured({ status, headers, body }: HttpResponse, endpoint: string): HttpResponse {
  const changed = Object.entries(headers).map(([name, value]) => [name, value.replace(endpoint, foreign)]);
  const isList = body.startsWith('{"value":[');
  const next = `{"nextLink":"${foreign}/more?api-version=2022-04-01","value":[`;
  return {
    status,
    headers: Object.fromEntries(changed) as HttpResponse['headers'],
    body: isList ? body.replace('{"value":[', next) : body,
  };
}

/** True if the request does not reach Azure now. */
export function neverArrives(fault: Fault | undefined): boolean {
  return fault !== undefined && ['lostBefore', 'lostLate', 'killBefore'].includes(fault.kind);
}
