import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { node24, projectRoot } from '../host/paths.ts';
import { answer, runCommand } from './gestures.ts';
import type { Session } from './harness.ts';

/** A request as the emulator logged it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What happens to requests that match, as the emulator's control endpoint takes it. */
export interface FaultOrder {
  readonly match: { readonly method?: string; readonly pathContains?: string };
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  readonly retryAfter?: number;
  readonly drop?: 'before' | 'after';
  readonly times?: number;
}

/** An emulator in its own process, as `npm run emulator` starts it. */
export interface ExternalEmulator {
  readonly url: string;
  /** The ARM requests so far, oldest first. */
  readonly requests: () => Promise<readonly SeenRequest[]>;
  /** The writes so far to paths that end so. */
  readonly writes: (pathEnd: string) => Promise<readonly SeenRequest[]>;
  readonly forget: () => Promise<void>;
  readonly order: (fault: FaultOrder) => Promise<void>;
  readonly clearFaults: () => Promise<void>;
  /** Moves its clock, so that operations end that take no longer. */
  readonly advance: (seconds: number) => Promise<void>;
  /** What another client reads or writes. */
  readonly send: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
  /** Ends it; may be called twice. */
  readonly stop: () => Promise<void>;
}

/** Starts an emulator of the demo's company with the arguments of the command line; a free port unless they name one. */
export async function startEmulator(...args: readonly string[]): Promise<ExternalEmulator> {
  const folder = await mkdtemp(join(tmpdir(), 'aks-identity-world-'));
  const world = join(folder, 'world.json');
  await writeFile(world, JSON.stringify(inCloud(demoWorld())));
  const cli = join(projectRoot, 'src', 'emulator', 'cli.ts');
  const port = args.includes('--port') ? [] : ['--port', '0'];
  const child = spawn(node24, [cli, '--world', world, ...port, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const killAtExit = (): boolean => child.kill('SIGKILL');
  process.once('exit', killAtExit);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The emulator ended with ${String(code)}.`)));
    child.stdout.once('data', (line: Buffer) => resolve((JSON.parse(line.toString()) as { url: string }).url));
  });
  const send = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: 'Bearer another-client', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const requests = async (): Promise<readonly SeenRequest[]> =>
    (await send('GET', '/_emulator/requests'))['requests'] as SeenRequest[];
  return {
    url,
    requests,
    writes: async (pathEnd) =>
      (await requests()).filter(
        ({ method, path }) => method !== 'GET' && path.toLowerCase().endsWith(pathEnd.toLowerCase()),
      ),
    forget: async () => void (await send('DELETE', '/_emulator/requests')),
    order: async (fault) => void (await send('POST', '/_emulator/faults', { times: 1, ...fault })),
    clearFaults: async () => void (await send('DELETE', '/_emulator/faults')),
    advance: async (advanceSeconds) => void (await send('POST', '/_emulator/clock', { advanceSeconds })),
    send,
    stop: async () => {
      process.off('exit', killAtExit);
      child.kill('SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Connects by the palette, as a person does. */
export async function connectTo({ page }: Pick<Session, 'page'>, { url }: ExternalEmulator): Promise<void> {
  await runCommand(page, 'AKS Identity: Connect to Emulator...');
  await answer(page, url);
}
