import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { createContainerService } from '@azure/arm-containerservice/api';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { isRecord, type Shape } from '../../shape/shape.ts';
import type { JsonObject } from '../../domain/arm/json.ts';

import { readingAsItArrives } from '../http/arrivingText.ts';
import { countingCredential } from '../http/looks.ts';
import { sendOnceClient, type SendOnceClient } from '../http/oneSending.ts';
import { checkedResource, pageChecker } from '../http/pageCheck.ts';
import { longAnswer, longTextPolicy, securePipeline, type PipelineOptions } from '../http/pipeline.ts';
import { asIdentityError, errorOf } from './armErrors.ts';
import { parsedList } from './pieces.ts';
import { defined } from '../../shape/defined.ts';

/** A raw request; `path` is an id with an optional tail, or an absolute address that ARM returned. */
export interface ArmRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Left out for addresses that already contain it. */
  readonly apiVersion?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
  readonly signal?: AbortSignal | undefined;
}

/** What ARM answered; `body` is empty if there was none. */
export interface ArmAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  /** Of an answer of Resource Graph, in place of the body: see `pieces.ts`. */
  readonly text?: string;
}

/** ARM as one tenant sees it, with one pipeline for raw requests and for the typed clients. */
export interface Arm {
  readonly endpoint: string;
  readonly options: PipelineOptions;
  /** Returns whom the token of the last read was for. */
  readonly lastAsker: SendOnceClient['lastAsker'];
  /** Sends one request; throws an IdentityError if the status is not 2xx. */
  send(request: ArmRequest): Promise<ArmAnswer>;
  /** Reads one resource; throws if the answer does not match the shape. Without a shape, the caller checks the answer. */
  get(path: string, apiVersion: string, signal?: AbortSignal, shape?: Shape<unknown>): Promise<JsonObject>;
  /** The API version in which a body was read, and in which it must be written back. */
  versionRead(body: JsonObject): string | undefined;
  /** Reads every page of a list; throws if one is no page, or an item does not match the shape. */
  list(path: string, apiVersion: string, signal?: AbortSignal, shape?: Shape<unknown>): Promise<readonly JsonObject[]>;
  /** User-assigned identities and federated credentials of a subscription. */
  identities(subscriptionId: string): ManagedServiceIdentityClient;
  /** Role assignments; the subscription matters for lists of a whole one. Nothing else of this SDK package is used. */
  authorization(subscriptionId: string): Pick<AuthorizationManagementClient, 'roleAssignments'>;
}

/** Creates the ARM client for an endpoint; throws `refused` for plain http to any other computer than this one. */
export function createArm(pipelineOptions: PipelineOptions): Arm {
  const { now = Date.now } = pipelineOptions;
  const options = { ...pipelineOptions, credential: countingCredential(pipelineOptions.credential, now) };
  const client = sendOnceClient(options.httpClient ?? network(), now);
  const clientOptions = {
    endpoint: options.endpoint,
    userAgentOptions: { userAgentPrefix: options.userAgent },
    allowInsecureConnection: options.endpoint.startsWith('http:'),
    httpClient: client,
  };
  const context = createContainerService(options.credential, '', {
    ...clientOptions,
    apiVersion: apiVersions.aks,
    credentials: { scopes: [...options.scopes] },
  });
  securePipeline(context.pipeline, options);
  context.pipeline.addPolicy(longTextPolicy);
  const readIn = new WeakMap<JsonObject, string>();
  const typed = { ...clientOptions, credentialScopes: [...options.scopes] };

  async function send(request: ArmRequest): Promise<ArmAnswer> {
    try {
      const resource = context.pathUnchecked(requestPath(request));
      const answer = await resource[verbs[request.method]]({
        ...(request.headers === undefined ? {} : { headers: { ...request.headers } }),
        ...(request.body === undefined ? {} : { body: request.body, contentType: 'application/json' }),
        ...defined({ abortSignal: request.signal }),
        allowInsecureConnection: clientOptions.allowInsecureConnection,
        skipUrlEncoding: true,
      });
      const status = Number(answer.status);
      const { body, ...text } = await contentOf(answer.body as unknown, request);
      if (status < 200 || status > 299) throw errorOf({ status, headers: answer.headers, body: answer.body });
      const version = new URL(answer.request.url).searchParams.get('api-version');
      if (version !== null) readIn.set(body, version);
      return { status, headers: answer.headers, body, ...text };
    } catch (error) {
      throw asIdentityError(error);
    }
  }

  async function list(
    path: string,
    apiVersion: string,
    signal?: AbortSignal,
    shape?: Shape<unknown>,
  ): Promise<readonly JsonObject[]> {
    const items: JsonObject[] = [];
    const check = pageChecker(path, shape);
    let answer = await send({ method: 'GET', path, apiVersion, signal });
    for (;;) {
      const { value, nextLink } = check(answer.body);
      items.push(...(value as readonly JsonObject[]));
      if (nextLink === undefined) return items;
      answer = await send({ method: 'GET', path: nextLink, signal });
    }
  }

  return {
    endpoint: options.endpoint,
    options,
    lastAsker: client.lastAsker,
    send,
    async get(path, apiVersion, signal, shape) {
      const { body } = await send({ method: 'GET', path, apiVersion, signal });
      return shape === undefined ? body : checkedResource(body, path, shape);
    },
    versionRead: (body) => readIn.get(body),
    list,
    identities: perSubscription((id) =>
      secured(new ManagedServiceIdentityClient(options.credential, id, typed), options),
    ),
    authorization: perSubscription((id) =>
      secured(new AuthorizationManagementClient(options.credential, id, typed), options),
    ),
  };
}

function secured<C extends Pick<ManagedServiceIdentityClient, 'pipeline'>>(client: C, options: PipelineOptions): C {
  securePipeline(client.pipeline, options);
  return client;
}

let shared: HttpClient | undefined;

/** One client for all, so that they share connections. */
function network(): HttpClient {
  return (shared ??= readingAsItArrives(createDefaultHttpClient()));
}

const verbs = { GET: 'get', PUT: 'put', POST: 'post', PATCH: 'patch', DELETE: 'delete' } as const;

function requestPath({ path, apiVersion, query }: ArmRequest): string {
  const parameters = { ...query, ...defined({ 'api-version': apiVersion }) };
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  if (pairs.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

/** What is a text here, the SDK was kept from parsing. */
async function contentOf(body: unknown, { method, signal }: ArmRequest): Promise<Pick<ArmAnswer, 'body' | 'text'>> {
  if (typeof body !== 'string') return { body: objectOf(body) };
  const isLong = method === 'GET' && body.length > longAnswer;
  return isLong ? { body: objectOf(await parsedList(body, signal)) } : { body: {}, text: body };
}

function objectOf(body: unknown): JsonObject {
  return isRecord(body) ? (body as JsonObject) : {};
}

function perSubscription<T>(create: (subscriptionId: string) => T): (subscriptionId: string) => T {
  const valuesByKey = new Map<string, T>();
  return (subscriptionId) => {
    const key = subscriptionId.toLowerCase();
    const client = valuesByKey.get(key) ?? create(subscriptionId);
    valuesByKey.set(key, client);
    return client;
  };
}
