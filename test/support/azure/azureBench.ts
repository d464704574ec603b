import { createHttpHeaders, RestError, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import { createConnection, type Connection } from '../../../src/azure/directory/connection.ts';
import type { Sleep } from '../../../src/async/sleep.ts';
import type { AksIdentityApi } from '../../../src/api/contract.ts';
import type { DecisionSource } from '../../../src/app/decisionSource.ts';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createJournal, type Store } from '../../../src/app/runs/journal.ts';
import { createPublicApi } from '../../../src/api/publicApi.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator/emulator.ts';
import type { LoggedRequest } from '../../../src/emulator/routing/requestLog.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';

/** The address under which the emulator answers inside the process. */
export const endpoint = 'https://management.emulator.test';

/** An extension without VS Code on an emulator without sockets; waiting moves the emulator's clock. */
export interface Bench {
  readonly emulator: Emulator;
  readonly connection: Connection;
  readonly store: Store;
  readonly api: AksIdentityApi;
  readonly service: IdentityService;
  /** What was written to the log. */
  readonly notes: string[];
  /** Milliseconds that were waited, one entry a wait. */
  readonly waits: number[];
  /** Called before each wait; it may throw to simulate a crash. */
  onWait: (() => void | Promise<void>) | undefined;
  /** The requests since the last `forget`. */
  requests(): Promise<readonly LoggedRequest[]>;
  /** Only those that change something. */
  writes(): Promise<readonly LoggedRequest[]>;
  forget(): Promise<void>;
  fault(fault: object): Promise<void>;
  noFaults(): Promise<void>;
  /** ARM's answer to a request that somebody else sends. */
  arm(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  /** The same extension after a restart: nothing but store and Azure survives. */
  restarted(): Bench;
}

/** How a bench may differ: in its emulator, in who calls and in the kind of its connection. */
export interface BenchOptions extends Partial<EmulatorOptions> {
  readonly token?: string;
  /** The token of a sign-in with these claims; left out: `token`. */
  readonly tokenWith?: (claims: string) => string;
  readonly kind?: Connection['kind'];
  /** Stands between the extension and the emulator. */
  readonly between?: (emulator: HttpClient) => HttpClient;
  readonly decisions?: DecisionSource;
  /** True if the person allows the directory to be asked about people and groups. */
  readonly asksDirectory?: boolean;
}

/** A bench on a world. */
export function createBench(world: WorldFile, options: BenchOptions = {}): Bench {
  const realTime = (): number => Date.parse('2026-05-04T08:00:00Z');
  const { token = 'not-a-real-token', kind = 'emulator', between = (same) => same } = options;
  const { decisions, tokenWith, asksDirectory = false, token: _, kind: __, between: ___, ...others } = options;
  return benchOn(createEmulator({ world, realTime, ...others }), memoryStore(), {
    token,
    kind,
    between,
    asksDirectory,
    ...(decisions ? { decisions } : {}),
    ...(tokenWith ? { tokenWith } : {}),
  });
}

/** A token that says who somebody is, as those of Microsoft Entra do. */
export function tokenOf(oid: string): string {
  return `e30.${Buffer.from(JSON.stringify({ oid })).toString('base64url')}.c2ln`;
}

/** A store in memory; what it holds can be set. */
export function memoryStore(text?: string): Store & { text: string | undefined } {
  const store = {
    text,
    read: () => Promise.resolve(store.text),
    write: (next: string) => {
      store.text = next;
      return Promise.resolve();
    },
  };
  return store;
}

type Caller = Required<Pick<BenchOptions, 'token' | 'kind' | 'between' | 'asksDirectory'>> &
  Pick<BenchOptions, 'decisions' | 'tokenWith'>;

function benchOn(emulator: Emulator, store: Store, caller: Caller): Bench {
  const { token, kind, between, decisions, asksDirectory, tokenWith = () => token } = caller;
  const tokenFor = (claims?: string): string => (claims === undefined ? token : tokenWith(claims));
  const waits: number[] = [];
  const notes: string[] = [];
  const sleep: Sleep = async (milliseconds, signal) => {
    if (bench.onWait) await Promise.race([bench.onWait(), aborted(signal)]);
    if (signal?.aborted) throw Object.assign(new Error('Aborted'), { name: 'AbortError' });
    waits.push(milliseconds);
    emulator.clock.advance(milliseconds / 1000);
  };
  const connection = createConnection({
    kind,
    name: 'bench',
    endpoint,
    graph: { endpoint, scope: `${endpoint}/.default` },
    tenants: [
      {
        tenantId: 'contoso',
        credential: { getToken: (_, options) => Promise.resolve(unexpired(tokenFor(options?.claims), emulator)) },
      },
    ],
    userAgent: 'aks-identity-test',
    onNote: (sentence) => notes.push(sentence),
    httpClient: between(httpClientOf(emulator)),
    sleep,
    now: () => emulator.clock.now(),
    random: () => 0,
  });
  const now = (): Date => new Date(emulator.clock.now());
  const service = createIdentityService({
    connection,
    journal: createJournal(store),
    now,
    sleep,
    asksDirectory: () => asksDirectory,
    ...(decisions ? { decisions } : {}),
  });
  const api = createPublicApi({
    service: () => service,
    connect: () => Promise.reject(new Error('not here')),
    consent: () => Promise.reject(new Error('an emulator needs no consent')),
  });
  const control = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> =>
    (await send(emulator, method, `/_emulator/${path}`, body)).body;
  const requests = async (): Promise<readonly LoggedRequest[]> =>
    (await control('GET', 'requests'))['requests'] as LoggedRequest[];
  const bench: Bench = {
    emulator,
    connection,
    store,
    api,
    service,
    notes,
    waits,
    onWait: undefined,
    requests,
    writes: async () => (await requests()).filter(isWrite),
    forget: async () => void (await control('DELETE', 'requests')),
    fault: async (fault) => void (await control('POST', 'faults', fault)),
    noFaults: async () => void (await control('DELETE', 'faults')),
    arm: (method, path, body) => send(emulator, method, path, body),
    restarted: () => benchOn(emulator, store, caller),
  };
  return bench;
}

/** Resolves when the signal is aborted. */
async function aborted(signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal?.aborted) resolve();
  signal?.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}

function isWrite({ method, path }: LoggedRequest): boolean {
  return method !== 'GET' && method !== 'HEAD' && !/resourcegraph\/resources$|credential$/i.test(path);
}

function unexpired(token: string, emulator: Emulator): { token: string; expiresOnTimestamp: number } {
  return { token, expiresOnTimestamp: Math.max(Date.now(), emulator.clock.now()) + 3_600_000 };
}

async function send(
  emulator: Emulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await emulator.handle({
    method,
    url: `${endpoint}${path}`,
    headers: { authorization: 'Bearer somebody-else', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer === 'drop') throw new Error('The connection was cut.');
  return {
    status: answer.status,
    body: (answer.body === '' ? {} : JSON.parse(answer.body)) as Record<string, unknown>,
  };
}

/** The emulator as the Azure SDK's own HTTP client. */
export function httpClientOf(emulator: Emulator): HttpClient {
  return {
    async sendRequest(request: PipelineRequest) {
      if (request.abortSignal?.aborted) throw Object.assign(new Error('Aborted'), { name: 'AbortError' });
      const { method, url } = request;
      const headers = request.headers.toJSON();
      const body = request.body === undefined || request.body === null ? {} : { body: request.body as string };
      const answer = await emulator.handle({ method, url, headers, ...body });
      if (answer === 'drop') throw new RestError('socket hang up', { code: 'ECONNRESET', request });
      return { request, status: answer.status, headers: createHttpHeaders(answer.headers), bodyAsText: answer.body };
    },
  };
}
