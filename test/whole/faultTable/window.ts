import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { createHttpHeaders, RestError } from '@azure/core-rest-pipeline';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import type { Store } from '../../../src/app/runs/journal.ts';
import type { Sleep } from '../../../src/async/sleep.ts';
import { connect } from '../../../src/azure/directory/connection.ts';
import type { EmulatorRequest } from '../../../src/emulator/routing/exchange.ts';
import { endpoint } from '../../support/azure/azureBench.ts';
import { anyToken } from './azure.ts';
import type { Fault } from './faults.ts';
import type { Stage } from './stage.ts';

/** A fault at one write of the change, counted from 0. */
export interface Armed {
  readonly fault: Fault;
  readonly at: number;
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
  /** No fault happens any more. */
  disarm(): void;
}

/** What happens right before the journal is written; may never return. */
export type BeforeNote = (text: string) => void | Promise<void>;

/** Opens a window on the stage's Azure and journal. */
export function openWindow(stage: Stage, fault?: Armed, beforeNote: BeforeNote = () => undefined): Window {
  let armed = fault;
  const end = Promise.withResolvers<'died'>();
  const state = { dead: false, struck: false };
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
  };

  const store: Store = {
    read: () => (state.dead ? die() : stage.store.read()),
    write: async (text) => {
      if (state.dead || (isArmedFor('note') && count(text, '"sentAt"') > armed!.at)) {
        state.struck = true;
        return die();
      }
      await beforeNote(text);
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
    const hit = armed?.at === stage.ordinalOf(asked) && (armed.fault.lasting || !state.struck) ? armed : undefined;
    if (hit !== undefined) return strike(request, asked, hit.fault);
    stage.landBefore(asked);
    return answerTo(request, stage.deliver(asked));
  }

  function strike(request: PipelineRequest, asked: EmulatorRequest, { effect }: Fault): Promise<PipelineResponse> {
    switch (effect.kind) {
      case 'answer':
        state.struck = true;
        if (effect.taken === true) stage.deliver(asked);
        return Promise.resolve(forged(request, effect));
      case 'dropped':
        state.struck = true;
        if (effect.when === 'after') stage.deliver(asked);
        throw cut(request);
      case 'late':
        state.struck = true;
        stage.keep(asked, effect.lands);
        throw cut(request);
      case 'killed':
        if (effect.at === 'note' || effect.at === 'poll') break;
        state.struck = true;
        if (effect.at === 'answer') stage.deliver(asked);
        if (effect.at === 'sendAndTakenLater') stage.keep(asked, 'twoSecondsLater');
        return die();
      case 'operationFails':
        state.struck = true;
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
      state.struck = true;
      return die();
    }
    if (effect?.kind === 'stopped' && !state.struck) {
      state.struck = true;
      service.stop(window.activityId);
    }
    if (effect?.kind === 'poll') {
      state.struck = true;
      if (effect.answer === 'dropped') throw cut(request);
      return forged(request, { status: effect.answer, code: 'Faulty' });
    }
    return read(request, asked);
  }

  function read(request: PipelineRequest, asked: EmulatorRequest): PipelineResponse {
    return answerTo(request, stage.azure.handle(asked));
  }

  const connection = connect({
    kind: 'emulator',
    name: 'table',
    endpoint,
    tenants: [
      {
        tenantId: 'contoso',
        credential: {
          getToken: () => Promise.resolve({ token: anyToken, expiresOnTimestamp: clock.now() + 1e12 }),
        },
      },
    ],
    userAgent: 'aks-identity-test',
    httpClient: { sendRequest } satisfies HttpClient,
    sleep,
    now: () => clock.now(),
    random: () => 0,
  });
  const now = (): Date => new Date(clock.now());
  const service = createIdentityService({ connection, journal: createJournal(store), now, sleep });
  const window: Window = {
    service,
    died: end.promise,
    activityId: '',
    struck: () => state.struck,
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

function cut(request: PipelineRequest): RestError {
  return new RestError('socket hang up', { code: 'ECONNRESET', request });
}

function aborted(): Error {
  return Object.assign(new Error('Aborted'), { name: 'AbortError' });
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
