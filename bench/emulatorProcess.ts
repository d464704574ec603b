import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { projectRoot } from '../scripts/project.ts';

/** An emulator in a process of its own. */
export interface EmulatorProcess {
  readonly url: string;
  /** Milliseconds from the start of the process to the line that says it is ready. */
  readonly startMilliseconds: number;
  stop(): Promise<void>;
}

/** Starts `npm run emulator` with these options on a free port of this machine. */
export async function startEmulator(options: readonly string[]): Promise<EmulatorProcess> {
  const started = performance.now();
  const args = [join('src', 'emulator', 'cli.ts'), '--port', '0', ...options];
  const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const failed = ended.then(() => Promise.reject(new Error(`The emulator ended: ${options.join(' ')}`)));
  failed.catch(() => undefined);
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), failed])) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    startMilliseconds: performance.now() - started,
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/** The ARM requests since the log was cleared. */
export async function requestsAt(url: string): Promise<readonly { readonly method: string; readonly path: string }[]> {
  const answer = await fetch(`${url}/_emulator/requests`);
  return ((await answer.json()) as { requests: { method: string; path: string }[] }).requests;
}

/** Empties the log of requests. */
export async function clearRequests(url: string): Promise<void> {
  await fetch(`${url}/_emulator/requests`, { method: 'DELETE' });
}

/** When the last operation at the resource ended, by the emulator's clock; over https with the emulator's certificate. */
export async function operationEndAt(url: string, target: string, certificate?: string): Promise<number> {
  const world = (await askWorld(`${url}/_emulator/world`, certificate)) as {
    readonly emulator: { readonly operations: readonly { readonly target: string; readonly endsAt: number }[] };
  };
  const ends = world.emulator.operations
    .filter((operation) => operation.target.toLowerCase() === target.toLowerCase())
    .map(({ endsAt }) => endsAt);
  if (ends.length === 0) throw new Error(`No operation worked at ${target}.`);
  return Math.max(...ends);
}

async function askWorld(address: string, certificate: string | undefined): Promise<unknown> {
  if (certificate === undefined) return (await fetch(address)).json();
  const request = get(address, { ca: await readFile(certificate) });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return json(response);
}
