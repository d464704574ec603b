import { randomUUID } from 'node:crypto';
import { requireApiVersion, invalidVersion } from '../request/apiVersions.ts';
import type { ArmRequest, Emulation } from '../request/armRequest.ts';
import { ArmRefusal, armRefusal, type ArmAnswer } from '../arm/error.ts';
import { beyondLimit, limitHeader } from '../arm/limits.ts';
import { idKey, parsePath } from '../arm/path.ts';
import { owner, readCaller } from '../request/caller.ts';
import { controlRoute } from './controlRoute.ts';
import { dispatchRequest } from './dispatch.ts';
import { withoutHiddenEtag } from '../request/etags.ts';
import type { EmulatorRequest, EmulatorResponse, HttpResponse, Routing } from './exchange.ts';
import { graphApi } from '../entra/microsoftGraph.ts';
import { listPrincipals } from '../world/principals.ts';
import { answerRecorded, type SentRequest } from './recordWrites.ts';
import { loggedHeaders } from './requestLog.ts';
import type { Failure } from '../world/operations.ts';
import { completeDueOperations } from './completeOperations.ts';
import { signIn } from '../entra/signIn.ts';
import type { Json } from '../arm/worldFile.ts';
import { defined } from '../../shape/defined.ts';

/** Answers any request: control, sign-in, Microsoft Graph, ARM. Never throws for what a client sends. */
export function routeRequest(routing: Routing, request: EmulatorRequest): EmulatorResponse {
  completeDueOperations(routing.emulation);
  const url = new URL(request.url);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const plain = { ...request, method: request.method.toUpperCase(), headers };
  if (url.pathname.startsWith('/_emulator/'))
    return jsonResponse(
      answerOrError(() => controlRoute(routing, plain, url)),
      {},
    );
  return ofDirectory(routing, plain, url) ?? ofArm(routing, plain, url);
}

function ofDirectory({ emulation }: Routing, request: EmulatorRequest, url: URL): HttpResponse | undefined {
  const { world, clock } = emulation;
  const { method, headers, body } = request;
  const directoryRequest = { method, path: url.pathname, query: url.searchParams, headers, body, origin: url.origin };
  const { objectId, displayName = 'Caller' } = world.caller ?? owner;
  const users = [{ objectId, displayName }, ...world.users.filter((user) => idKey(user.objectId) !== idKey(objectId))];
  const answer =
    signIn(directoryRequest, world.tenantId, new Date(clock.now())) ??
    (/^\/(v1\.0|beta)\//.test(url.pathname)
      ? graphApi(directoryRequest, {
          get servicePrincipals() {
            return listPrincipals(world).filter(({ type }) => type === 'ServicePrincipal');
          },
          users,
          groups: world.groups,
        })
      : undefined);
  if (answer === undefined) return undefined;
  return jsonResponse(
    { status: answer.status, ...defined({ headers: answer.headers }), body: answer.body as Json },
    {},
  );
}

function ofArm(routing: Routing, request: EmulatorRequest, url: URL): EmulatorResponse {
  const { faults, log, index, emulation } = routing;
  const body = readJson(request.body);
  const hit = faults.match(request.method, url.pathname);
  const fault = hit?.effect;
  if (fault?.kind !== 'operationError') hit?.count();
  const note = (status: number, limit?: string): void => {
    log.add({
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      status,
      body: body.ok ? (body.value ?? null) : null,
      headers: loggedHeaders(request.headers),
      ...defined({ limit }),
    });
  };
  if (fault?.kind === 'drop' && fault.when === 'before') {
    note(0);
    return 'drop';
  }
  const limits: Record<string, string> = {};
  const ids = idsOf(request);
  const answer = answerOrError(() => {
    if (fault?.kind === 'answer') {
      const retry = fault.retryAfter === undefined ? {} : { headers: { 'Retry-After': String(fault.retryAfter) } };
      throw armRefusal(fault.status, fault.code, fault.message, retry);
    }
    const armRequest = readArmRequest(emulation, request, url);
    const operationError = (): Failure | undefined => {
      if (fault?.kind !== 'operationError') return undefined;
      hit?.count();
      return fault.error;
    };
    const { path, caller, now } = armRequest;
    const value = body.ok ? body.value : undefined;
    const complete: ArmRequest = { ...armRequest, body: value, operationError };
    const sent = { ...ids, text: request.body, address: request.address };
    const accepted = answerRecorded(complete, emulation, sent, () =>
      dispatchRequest(complete, emulation, routing.graph, () => {
        if (!body.ok) throw body.refusal;
        Object.assign(limits, routing.throttle.take(request.method, path, caller.objectId, now));
      }),
    );
    return withRetryAfter(accepted, emulation.settings.retryAfterSeconds);
  });
  index.note(emulation.clock.now());
  note(answer.status, answer.headers?.[limitHeader]);
  if (fault?.kind === 'drop') return 'drop';
  return jsonResponse(
    answer,
    { ...limits, ...armHeaders(request, ids, emulation.clock.now()) },
    {
      isHead: request.method === 'HEAD',
      hidesEtags: emulation.world.hidesEtags,
    },
  );
}

/** The answer with the configured pause for running operations. */
function withRetryAfter(answer: ArmAnswer, seconds: number): ArmAnswer {
  const { 'Retry-After': retryAfter, ...others } = answer.headers ?? {};
  if (retryAfter === undefined) return answer;
  return { ...answer, headers: { ...others, ...(seconds > 0 ? { 'Retry-After': String(seconds) } : {}) } };
}

function readArmRequest(
  emulation: Emulation,
  request: EmulatorRequest,
  url: URL,
): Omit<ArmRequest, 'body' | 'operationError'> {
  const { world, clock } = emulation;
  const caller = readCaller(world, request.headers['authorization']);
  const query = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  const apiVersion = requireApiVersion(query.get('api-version'));
  const path = parsePath(decodePath(url.pathname));
  if (path === undefined) throw invalidVersion(apiVersion);
  const { method, headers } = request;
  return { method, origin: url.origin, path, url, query, headers, apiVersion, caller, now: clock.now() };
}

/** The answer or refusal of the function; anything else that it throws is an error of the emulator itself. */
function answerOrError(work: () => ArmAnswer): ArmAnswer {
  try {
    return work();
  } catch (error) {
    if (error instanceof ArmRefusal) return error.answer;
    throw error;
  }
}

type ReadBody =
  | { readonly ok: true; readonly value: Json | undefined }
  | { readonly ok: false; readonly refusal: Error };

function readJson(text: string | undefined): ReadBody {
  const json = text?.replace(/^\uFEFF/, '').trim() ?? '';
  if (json === '') return { ok: true, value: undefined };
  try {
    const value = JSON.parse(json) as Json;
    if (!isDeeperThan(value, deepestBody)) return { ok: true, value };
    const limit = `does not take a body of more than ${String(deepestBody)} levels`;
    return { ok: false, refusal: beyondLimit('body', [400, 'InvalidRequestContent'], limit) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const message = `The request content was invalid and could not be deserialized: '${error.message}'.`;
    return { ok: false, refusal: armRefusal(400, 'InvalidRequestContent', message) };
  }
}

/** No client nests its bodies deeper, and endless nesting could neither be copied nor written to a file. */
const deepestBody = 100;

function isDeeperThan(value: Json | undefined, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError)
      throw armRefusal(400, 'BadRequest', 'The path of the request is not properly encoded.');
    throw error;
  }
}

type Ids = Pick<SentRequest, 'requestId' | 'correlationId'>;

function idsOf({ headers }: EmulatorRequest): Ids {
  const requestId = randomUUID();
  return { requestId, correlationId: headers['x-ms-correlation-request-id'] ?? requestId };
}

function armHeaders(request: EmulatorRequest, ids: Ids, now: number): Record<string, string> {
  const { requestId: id, correlationId: correlation } = ids;
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const clientId = request.headers['x-ms-client-request-id'];
  const echo = request.headers['x-ms-return-client-request-id']?.toLowerCase() === 'true' && clientId !== undefined;
  return {
    'x-ms-request-id': id,
    'x-ms-correlation-request-id': correlation,
    'x-ms-routing-request-id': `WESTEUROPE:${time}:${correlation}`,
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    'Cache-Control': 'no-cache',
    Pragma: 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    ...(echo ? { 'x-ms-client-request-id': clientId } : {}),
  };
}

function jsonResponse(
  answer: ArmAnswer,
  headers: Readonly<Record<string, string>>,
  { isHead = false, hidesEtags = false } = {},
): HttpResponse {
  const hasBody = (answer.text ?? answer.body) !== undefined && !isHead && answer.status !== 204;
  return {
    status: answer.status,
    headers: {
      ...headers,
      ...answer.headers,
      ...(hasBody ? { 'Content-Type': 'application/json; charset=utf-8' } : {}),
    },
    body: hasBody ? (answer.text ?? JSON.stringify(answer.body, hidesEtags ? withoutHiddenEtag : undefined)) : '',
  };
}
