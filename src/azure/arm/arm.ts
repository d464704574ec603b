import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { createContainerService } from '@azure/arm-containerservice/api';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { isRecord, type Shape } from '../../shape/shape.ts';
import type { JsonObject } from '../../domain/arm/json.ts';

import { countingCredential } from '../http/looks.ts';
import { onceClient } from '../http/oneSending.ts';
import { oneThing, pageChecker } from '../http/pageCheck.ts';
import { secure, type PipelineOptions } from '../http/pipeline.ts';
import { asIdentityError, errorOf } from './armErrors.ts';
import { defined } from '../../shape/defined.ts';

/** The version of the AKS API that this extension uses. */
export const aksApiVersion = '2026-04-01';

/** A raw request; `path` is an ID with an optional tail, or an absolute address that ARM itself returned. */
export interface ArmRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Left out for addresses that carry it already. */
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
  /** Of an answer of Resource Graph, in place of the body: see `graph/pieces.ts`. */
  readonly text?: string;
}

/** ARM as one tenant sees it: one pipeline for raw requests and for the typed clients. */
export interface Arm {
  readonly endpoint: string;
  readonly options: PipelineOptions;
  /** Sends one request; an answer that is not 2xx is thrown as an IdentityError. */
  send(request: ArmRequest): Promise<ArmAnswer>;
  /** One thing; throws if the answer lacks what is promised of it. Without a promise the caller checks the answer. */
  get(path: string, apiVersion: string, signal?: AbortSignal, shape?: Shape<unknown>): Promise<JsonObject>;
  /** The API version in which a body was read: what is written back has to go in the same. */
  versionRead(body: JsonObject): string | undefined;
  /** Every page of a list; throws where one is none, or an item lacks what is promised of it. */
  list(path: string, apiVersion: string, signal?: AbortSignal, shape?: Shape<unknown>): Promise<readonly JsonObject[]>;
  /** User-assigned identities and federated credentials of a subscription. */
  identities(subscriptionId: string): ManagedServiceIdentityClient;
  /** Role assignments; the subscription matters for lists of a whole one. The package has no other client of the SDK's. */
  authorization(subscriptionId: string): Pick<AuthorizationManagementClient, 'roleAssignments'>;
}

/** Creates the ARM client for an endpoint; throws `refused` for plain http to any other computer than this one. */
export function createArm(given: PipelineOptions): Arm {
  const { now = Date.now } = given;
  const options = { ...given, credential: countingCredential(given.credential, now) };
  const clientOptions = {
    endpoint: options.endpoint,
    userAgentOptions: { userAgentPrefix: options.userAgent },
    allowInsecureConnection: options.endpoint.startsWith('http:'),
    httpClient: onceClient(options.httpClient ?? network(), now),
  };
  const context = createContainerService(options.credential, '', {
    ...clientOptions,
    apiVersion: aksApiVersion,
    credentials: { scopes: [...options.scopes] },
  });
  secure(context.pipeline, options);
  const readIn = new WeakMap<JsonObject, string>();
  const typed = { ...clientOptions, credentialScopes: [...options.scopes] };

  async function send(request: ArmRequest): Promise<ArmAnswer> {
    try {
      const client = context.pathUnchecked(addressOf(request));
      const answer = await client[verbs[request.method]]({
        ...(request.headers === undefined ? {} : { headers: { ...request.headers } }),
        ...(request.body === undefined ? {} : { body: request.body, contentType: 'application/json' }),
        ...defined({ abortSignal: request.signal }),
        allowInsecureConnection: clientOptions.allowInsecureConnection,
        skipUrlEncoding: true,
      });
      const status = Number(answer.status);
      const body = objectOf(answer.body);
      if (status < 200 || status > 299) throw errorOf({ status, headers: answer.headers, body: answer.body });
      const version = new URL(answer.request.url).searchParams.get('api-version');
      if (version !== null) readIn.set(body, version);
      const text = answer.body as unknown;
      return { status, headers: answer.headers, body, ...(typeof text === 'string' ? { text } : {}) };
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
    send,
    async get(path, apiVersion, signal, shape) {
      const { body } = await send({ method: 'GET', path, apiVersion, signal });
      return shape === undefined ? body : oneThing(body, path, shape);
    },
    versionRead: (body) => readIn.get(body),
    list,
    identities: perSubscription((subscriptionId) => {
      const client = new ManagedServiceIdentityClient(options.credential, subscriptionId, typed);
      secure(client.pipeline, options);
      return client;
    }),
    authorization: perSubscription((subscriptionId) => {
      const client = new AuthorizationManagementClient(options.credential, subscriptionId, typed);
      secure(client.pipeline, options);
      return client;
    }),
  };
}

let shared: HttpClient | undefined;

/** One client for all, so that they share connections. */
function network(): HttpClient {
  return (shared ??= createDefaultHttpClient());
}

const verbs = { GET: 'get', PUT: 'put', POST: 'post', PATCH: 'patch', DELETE: 'delete' } as const;

function addressOf({ path, apiVersion, query }: ArmRequest): string {
  const parameters = { ...query, ...(apiVersion === undefined ? {} : { 'api-version': apiVersion }) };
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  if (pairs.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

function objectOf(body: unknown): JsonObject {
  return isRecord(body) ? (body as JsonObject) : {};
}

function perSubscription<T>(create: (subscriptionId: string) => T): (subscriptionId: string) => T {
  const made = new Map<string, T>();
  return (subscriptionId) => {
    const key = subscriptionId.toLowerCase();
    const client = made.get(key) ?? create(subscriptionId);
    made.set(key, client);
    return client;
  };
}
