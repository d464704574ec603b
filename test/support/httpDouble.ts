import type { TokenCredential } from '@azure/core-auth';
import { createHttpHeaders, RestError, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import type { PipelineOptions } from '../../src/azure/http/pipeline.ts';
import { createApiVersions } from '../../src/azure/http/versionPolicy.ts';

/** What the double answers to a request: a body, a whole answer, or an error code for a broken connection. */
export type Scripted =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  | { readonly broken: string };

/** A network that keeps every request that would have been sent. */
export interface HttpDouble {
  readonly client: HttpClient;
  readonly sent: readonly PipelineRequest[];
}

/** Answers by a script, or by a function of the request. The last answer of a script repeats. */
export function httpDouble(script: readonly Scripted[] | ((request: PipelineRequest) => Scripted)): HttpDouble {
  const sent: PipelineRequest[] = [];
  const client: HttpClient = {
    sendRequest(request) {
      if (request.abortSignal?.aborted) throw Object.assign(new Error('Aborted'), { name: 'AbortError' });
      const answer = typeof script === 'function' ? script(request) : script[Math.min(sent.length, script.length - 1)]!;
      sent.push(request);
      if ('broken' in answer) throw new RestError(`connect ${answer.broken}`, { code: answer.broken, request });
      const { status = 200, headers = {}, body = {} } = answer;
      const bodyAsText = typeof body === 'string' ? body : JSON.stringify(body);
      return Promise.resolve({ request, status, headers: createHttpHeaders(headers), bodyAsText });
    },
  };
  return { client, sent };
}

/** A credential whose token must never appear where it doesn't belong. */
export function secretCredential(): TokenCredential & { readonly asked: number } {
  const state = {
    asked: 0,
    getToken: () => {
      state.asked++;
      return Promise.resolve({ token: 'real-secret-token', expiresOnTimestamp: Date.now() + 3_600_000 });
    },
  };
  return state;
}

/** Options for an ARM over the double; waits are noted, and time passes by them alone. */
export function armOptions(
  double: HttpDouble,
  more: Partial<PipelineOptions> = {},
): PipelineOptions & { readonly waits: number[] } {
  const waits: number[] = [];
  const start = Date.now();
  return {
    endpoint: 'https://management.azure.com',
    credential: secretCredential(),
    scopes: ['https://management.azure.com/.default'],
    userAgent: 'test',
    versions: createApiVersions(),
    httpClient: double.client,
    sleep: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
    now: () => start + waits.reduce((sum, one) => sum + one, 0),
    random: () => 0,
    waits,
    ...more,
  };
}
