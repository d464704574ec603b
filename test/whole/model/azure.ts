/** The model's Azure: one emulator that windows and a colleague write to, on lines that break. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHttpHeaders, RestError, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import { createEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import type { HttpResponse } from '../../../src/emulator/routing/exchange.ts';
import type { Snapshot } from '../../../src/emulator/files/snapshot.ts';
import { endpoint } from '../../support/azure/azureBench.ts';
import type { ColleagueAct } from './actions.ts';
import { requestsOf } from './colleague.ts';
import { lured, neverArrives, refusalOf, type Fault } from './faults.ts';
import type { Confirmation, Looked, Write } from './history.ts';
import { modelTime, type ModelTime } from './time.ts';
import { modelWorld } from './modelWorld.ts';

/** Who sends. */
export interface Sender {
  readonly name: string;
  /** False once its process is gone; nothing that it sent is answered then. */
  isAlive: boolean;
  /** True once it was asked to stop. */
  isClosed: boolean;
  readonly kill: () => void;
  faults: readonly Fault[];
  /** How the person answers the sign-in that Azure asks for. */
  signIn: { readonly seconds: number; readonly signsIn: boolean };
  /** When it last read each, and how much had been written by then. */
  readonly looks: Map<keyof Looked, { readonly time: number; readonly number: number }>;
}

/** Everything that happened, and the place where it happens. */
export interface ModelAzure {
  readonly emulator: Emulator;
  readonly time: ModelTime;
  readonly writes: readonly Write[];
  /** Sentences about what must never happen and did. */
  readonly broken: string[];
  /** The yes that the work under way follows from. */
  readonly confirmed: AsyncLocalStorage<Confirmation>;
  /** The world as it is now. */
  readonly world: () => Snapshot;
  /** ARM's answer to the colleague. */
  readonly act: (act: ColleagueAct) => void;
  /** Azure as a window reaches it. */
  readonly lineOf: (sender: Sender) => HttpClient;
}

const token = 'Bearer not-a-real-token';
const start = Date.parse('2026-05-04T08:00:00Z');

/** An Azure in which nothing has happened yet. */
export function modelAzure(): ModelAzure {
  const emulator = createEmulator({
    world: modelWorld,
    realTime: () => start,
    indexSeconds: 300,
    propagationSeconds: 60,
    operationSeconds: 20,
  });
  const time = modelTime(emulator.clock);
  const writes: Write[] = [];
  const broken: string[] = [];
  const confirmed = new AsyncLocalStorage<Confirmation>();

  /** What the request does is done when this returns; the answer comes later. */
  const handle = (method: string, url: string, more: Partial<Sent> = {}): Promise<HttpResponse> => {
    const { headers = { authorization: token }, body } = more;
    const answer = emulator.handle({ method, url, headers, ...(body === undefined ? {} : { body }) });
    return answer.then((given) => (given === 'drop' ? none : given));
  };

  /** Returns the world after every operation that has ended. */
  function world(): Snapshot {
    void handle('GET', `${endpoint}/_emulator/clock`);
    return emulator.snapshot();
  }

  async function write(sent: Sent): Promise<HttpResponse> {
    const { url, fails, arrives, body, headers } = sent;
    const before = world();
    const path = decodeURIComponent(new URL(url).pathname);
    if (fails) {
      const operationError = { code: 'ReconcileFailed', message: 'The model wants it to fail.' };
      const match = { method: sent.method, pathContains: new URL(url).pathname };
      void handle('POST', `${endpoint}/_emulator/faults`, { body: JSON.stringify({ match, operationError }) });
    }
    const answering = arrives ? handle(sent.method, url, sent) : Promise.resolve(none);
    if (fails) void handle('DELETE', `${endpoint}/_emulator/faults`);
    const noted: Write = {
      ...sent,
      before,
      path,
      status: 0,
      number: writes.length + 1,
      time: time.now(),
      body: body === undefined || body === '' ? undefined : (JSON.parse(body) as unknown),
      ifMatch: headers['if-match'],
      after: emulator.snapshot(),
    };
    writes.push(noted);
    const answer = await answering;
    noted.status = answer.status;
    return answer;
  }

  function act(one: ColleagueAct): void {
    const headers = { authorization: 'Bearer a-colleague', 'content-type': 'application/json' };
    const looked = { clusters: 0, cluster: 0, assignments: 0, identity: 0, role: 0 };
    const plain = { actor: 'colleague', headers, confirmation: undefined, isLate: false, looked, fails: false };
    for (const { method, path, body } of requestsOf(one, world(), writes.length)) {
      const given = body === undefined ? {} : { body: JSON.stringify(body) };
      void write({ ...plain, method, url: `${endpoint}${path}`, arrives: true, ...given });
    }
  }

  function lineOf(sender: Sender): HttpClient {
    return {
      async sendRequest(request) {
        if (request.abortSignal?.aborted === true) throw Object.assign(new Error('Aborted'), { name: 'AbortError' });
        if (!sender.isAlive) return forEver;
        const { method, url } = request;
        watchToken(request, broken);
        const isWriting = isWrite(method, url);
        if (isWriting && sender.isClosed)
          broken.push(`${sender.name} was closed, and sends ${method} ${new URL(url).pathname}.`);
        const fault = takeFault(sender, isWriting ? 'write' : 'read');
        if (fault?.kind === 'challenged') sender.signIn = fault;
        const answer = await answered(request, fault, isWriting, sender);
        if (!sender.isAlive) return forEver;
        if (fault?.kind.startsWith('lost') === true)
          throw new RestError('socket hang up', { code: 'ECONNRESET', request });
        const { status, headers, body } = fault?.kind === 'lure' ? lured(answer, endpoint) : answer;
        return { request, status, headers: createHttpHeaders(headers), bodyAsText: body };
      },
    };
  }

  function answered(
    { method, url, headers, body }: PipelineRequest,
    fault: Fault | undefined,
    isWriting: boolean,
    sender: Sender,
  ): Promise<HttpResponse> {
    const looked = lookedBy(sender, time.now(), writes.length);
    if (fault?.kind === 'meanwhile') act(fault.act);
    if (fault?.kind === 'killBefore') sender.kill();
    const refusal = refusalOf(fault);
    const sent: Sent = {
      actor: sender.name,
      method,
      url,
      confirmation: confirmed.getStore(),
      fails: fault?.kind === 'fails',
      headers: headers.toJSON(),
      isLate: false,
      looked,
      arrives: refusal === undefined && !neverArrives(fault),
      ...(typeof body === 'string' ? { body } : {}),
    };
    if (fault?.kind === 'lostLate' && isWriting)
      time.after(fault.seconds, () => void write({ ...sent, isLate: true, arrives: true }));
    if (!isWriting && sent.arrives)
      noteLook(sender, new URL(url).pathname, { time: time.now(), number: writes.length });
    const answer = isWriting ? write(sent) : sent.arrives ? handle(method, url, sent) : Promise.resolve(none);
    if (fault?.kind === 'killAfter') sender.kill();
    return refusal === undefined ? answer : answer.then(() => refusal);
  }

  return { emulator, time, writes, broken, confirmed, world, act, lineOf };
}

interface Sent extends Pick<Write, 'actor' | 'method' | 'confirmation' | 'isLate' | 'looked' | 'fails'> {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly arrives: boolean;
}

const none: HttpResponse = { status: 0, headers: {}, body: '' };
const forEver = new Promise<never>(() => undefined);

function noteLook(sender: Sender, path: string, look: { readonly time: number; readonly number: number }): void {
  for (const [kind, pattern] of Object.entries(lookedAt))
    if (pattern.test(path)) sender.looks.set(kind as keyof Looked, look);
}

const lookedAt: Readonly<Record<keyof Looked, RegExp>> = {
  clusters: /\/managedClusters$/i,
  cluster: /\/managedClusters\/[^/]+$/i,
  assignments: /\/roleAssignments(\/[^/]+)?$/i,
  identity: /\/userAssignedIdentities\/[^/]+$/i,
  role: /\/roleDefinitions(\/[^/]+)?$/i,
};

/** What was read a while ago counts for nothing: it could have been read again. */
function lookedBy({ looks }: Sender, now: number, number: number): Looked {
  const last = (kind: keyof Looked): number => {
    const look = looks.get(kind);
    return look?.time === now ? look.number : number;
  };
  return {
    clusters: last('clusters'),
    cluster: last('cluster'),
    assignments: last('assignments'),
    identity: last('identity'),
    role: last('role'),
  };
}

function isWrite(method: string, url: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && !/resourcegraph\/resources$|credential$/i.test(new URL(url).pathname);
}

function watchToken({ url, headers }: PipelineRequest, broken: string[]): void {
  const { origin } = new URL(url);
  if (headers.has('authorization') && origin !== endpoint) broken.push(`A token leaves for ${origin}.`);
}

function takeFault(sender: Sender, on: Fault['on']): Fault | undefined {
  const fault = sender.faults.find((one) => one.on === on);
  if (fault === undefined) return undefined;
  const rest = sender.faults.filter((one) => one !== fault);
  const isSkipped = fault.skip > 0;
  const left = isSkipped ? { ...fault, skip: fault.skip - 1 } : { ...fault, times: fault.times - 1 };
  sender.faults = left.times > 0 ? [left, ...rest] : rest;
  return isSkipped ? undefined : fault;
}
