import type { AccessToken } from '@azure/core-auth';
import {
  createHttpHeaders,
  RestError,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createJournal, type Store } from '../../../src/app/runs/journal.ts';
import type { Sleep } from '../../../src/async/sleep.ts';
import { createConnection } from '../../../src/azure/directory/connection.ts';
import { IdentityError } from '../../../src/errors.ts';
import type { EmulatorRequest } from '../../../src/emulator/routing/exchange.ts';
import { endpoint } from '../../support/azure/azureBench.ts';
import { anyToken } from './azure.ts';
import type { Fault } from './faults.ts';
import type { Stage } from './stage.ts';

const twentyMinutes = 1200;

/** A fault at one write of the change, counted from 0. */
export interface Armed {
  readonly fault: Fault;
  readonly at: number | 'any';
}

/** One window of the extension. */
export interface Window {
  readonly service: IdentityService;
  /** Resolves when the process was killed; nothing that comes later happens. */
  readonly died: Promise<'died'>;
  /** To be told as soon as it is known. */
  activityId: string;
  /** True if the fault has happened. */
  readonly struck: () => boolean;
  /** From now on no fault happens. */
  disarm(): void;
}

/** What somebody else does at moments of a window. */
export interface Moments {
  /** Before the journal is read, and written with the text; may never return. */
  readonly beforeJournal?: () => Promise<void>;
  readonly beforeNote?: (text: string) => void | Promise<void>;
  /** Before ARM answers what only asks; true where it asks for another sign-in first. */
  readonly beforeRead?: () => boolean;
  /** While somebody signs in once more, and while the window waits before it goes on. */
  readonly whileSigningIn?: () => void;
  readonly signInSeconds?: number;
  readonly whileWaiting?: () => void;
  /** When a write has left, before ARM has it. */
  readonly onTheWay?: () => void | Promise<void>;
}

/** Opens a window on the stage's Azure and journal. */
export function openWindow(stage: Stage, fault?: Armed, moments: Moments = {}): Window {
  let armed = fault;
  const end = Promise.withResolvers<'died'>();
  const state = { dead: false, struck: 0 };
  const { clock } = stage.azure;

  function die(): Promise<never> {
    state.dead = true;
    end.resolve('died');
    return new Promise<never>(() => undefined);
  }

  const sleep: Sleep = async (milliseconds, signal) => {
    if (state.dead) return die();
    if (signal?.aborted) throw aborted();
    stage.pass(milliseconds / 1000);
    moments.whileWaiting?.();
  };

  /** A person takes their time. */
  function getToken(_: unknown, { claims }: { claims?: string } = {}): Promise<AccessToken> {
    const token = { token: anyToken, expiresOnTimestamp: clock.now() + 1e12 };
    if (claims === undefined) return Promise.resolve(token);
    stage.pass(moments.signInSeconds ?? twentyMinutes);
    moments.whileSigningIn?.();
    const effect = armed?.fault.effect;
    if (effect?.kind !== 'challenged' || effect.signsIn) return Promise.resolve(token);
    return Promise.reject(new IdentityError({ code: 'signedOut', message: 'They closed the window.' }));
  }

  const store: Store = {
    read: async () => {
      if (state.dead) return die();
      await moments.beforeJournal?.();
      return stage.store.read();
    },
    write: async (text) => {
      if (state.dead || (isArmedFor('note') && count(text, '"sentAt"') > Number(armed!.at))) {
        state.struck += 1;
        return die();
      }
      await moments.beforeNote?.(text);
      return stage.store.write(text);
    },
  };

  function isArmedFor(at: string): boolean {
    return armed?.fault.effect.kind === 'killed' && armed.fault.effect.at === at;
  }

  async function sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    if (state.dead) return die();
    if (request.abortSignal?.aborted) throw aborted();
    stage.pass(0);
    const asked = emulatorRequest(request);
    if (!isWrite(asked)) return isPoll(asked) ? poll(request, asked) : read(request, asked);
    stage.leaves(asked);
    const isMeant = armed !== undefined && (armed.at === 'any' || armed.at === stage.ordinalOf(asked));
    const hit = isMeant && state.struck < armed!.fault.times ? armed : undefined;
    await moments.onTheWay?.();
    if (hit !== undefined) return strike(request, asked, hit.fault);
    stage.landBefore(asked);
    return answerTo(request, stage.deliver(asked));
  }

  function strike(request: PipelineRequest, asked: EmulatorRequest, { effect }: Fault): Promise<PipelineResponse> {
    switch (effect.kind) {
      case 'answer':
        state.struck += 1;
        if (effect.taken === true) stage.deliver(asked);
        return Promise.resolve(forged(request, effect));
      case 'dropped':
        state.struck += 1;
        if (effect.when === 'after') stage.deliver(asked);
        throw cut(request);
      case 'late':
        state.struck += 1;
        stage.keep(asked, effect.lands);
        throw cut(request);
      case 'challenged':
        if (effect.at === 'poll') break;
        state.struck += 1;
        return Promise.resolve(challenge(request));
      case 'lostThenRefused':
        state.struck += 1;
        if (state.struck > 1) return Promise.resolve(forged(request, { status: 403, code: 'AuthorizationFailed' }));
        if (effect.taken === 'atOnce') stage.deliver(asked);
        if (effect.taken === 'onceTheRunHasEnded') stage.keep(asked, effect.taken);
        throw cut(request);
      case 'killed':
        if (effect.at === 'note' || effect.at === 'poll') break;
        state.struck += 1;
        if (effect.at === 'answer') stage.deliver(asked);
        if (effect.at === 'sendAndTakenLater') stage.keep(asked, 'twoSecondsLater');
        return die();
      case 'operationFails':
        state.struck += 1;
        return Promise.resolve(answerTo(request, stage.deliver(asked, true)));
      case 'poll':
      case 'stopped':
        break;
    }
    return Promise.resolve(answerTo(request, stage.deliver(asked)));
  }

  async function poll(request: PipelineRequest, asked: EmulatorRequest): Promise<PipelineResponse> {
    const effect = armed?.at === stage.lastOrdinal() ? armed.fault.effect : undefined;
    if (effect?.kind === 'killed' && effect.at === 'poll') {
      state.struck += 1;
      return die();
    }
    if (effect?.kind === 'challenged' && effect.at === 'poll' && state.struck === 0) {
      state.struck += 1;
      return challenge(request);
    }
    if (effect?.kind === 'stopped' && state.struck === 0) {
      state.struck += 1;
      service.stop(window.activityId);
    }
    if (effect?.kind === 'poll') {
      state.struck += 1;
      if (effect.answer === 'dropped') throw cut(request);
      return forged(request, { status: effect.answer, code: 'Faulty' });
    }
    return read(request, asked);
  }

  function read(request: PipelineRequest, asked: EmulatorRequest): PipelineResponse {
    if (moments.beforeRead?.() === true) return challenge(request);
    return answerTo(request, stage.azure.handle(asked));
  }

  const connection = createConnection({
    kind: 'emulator',
    name: 'table',
    endpoint,
    tenants: [
      {
        tenantId: 'contoso',
        credential: { getToken },
      },
    ],
    userAgent: 'aks-identity-test',
    httpClient: { sendRequest } satisfies HttpClient,
    sleep,
    now: () => stage.shown(),
    random: () => 0,
  });
  const now = (): Date => new Date(stage.shown());
  const service = createIdentityService({ connection, journal: createJournal(store), now, sleep });
  const window: Window = {
    service,
    died: end.promise,
    activityId: '',
    struck: () => state.struck > 0,
    disarm: () => (armed = undefined),
  };
  return window;
}

function emulatorRequest(request: PipelineRequest): EmulatorRequest {
  const { method, url, body } = request;
  const headers = request.headers.toJSON();
  return { method, url, headers, ...(typeof body === 'string' ? { body } : {}) };
}

function isWrite({ method, url }: EmulatorRequest): boolean {
  return method !== 'GET' && method !== 'HEAD' && !/resourcegraph\/resources\?|credential\?/i.test(url);
}

function isPoll({ url }: EmulatorRequest): boolean {
  return /\/operations\/[^/]+\?/i.test(url);
}

function answerTo(request: PipelineRequest, answer: ReturnType<Stage['deliver']>): PipelineResponse {
  if (answer === 'drop') throw cut(request);
  return { request, status: answer.status, headers: createHttpHeaders(answer.headers), bodyAsText: answer.body };
}

function forged(
  request: PipelineRequest,
  { status, code, retryAfter }: { readonly status: number; readonly code: string; readonly retryAfter?: number },
): PipelineResponse {
  const message =
    code === 'OperationNotAllowed'
      ? 'Operation is not allowed: Another operation (x - Updating) is in progress, please wait for it to finish.'
      : `The emulator says ${code}.`;
  return {
    request,
    status,
    headers: createHttpHeaders(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    bodyAsText: JSON.stringify({ error: { code, message } }),
  };
}

/** The answer of ARM where conditional access asks for more than the token has. */
function challenge(request: PipelineRequest): PipelineResponse {
  const claims = Buffer.from('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}').toString('base64');
  const asked = `Bearer realm="", error="insufficient_claims", claims="${claims}"`;
  const code = 'InvalidAuthenticationToken';
  return { ...forged(request, { status: 401, code }), headers: createHttpHeaders({ 'www-authenticate': asked }) };
}

function cut(request: PipelineRequest): RestError {
  return new RestError('socket hang up', { code: 'ECONNRESET', request });
}

function aborted(): Error {
  return Object.assign(new Error('Aborted'), { name: 'AbortError' });
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
