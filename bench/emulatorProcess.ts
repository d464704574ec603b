import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../scripts/project.ts';

/** Starts an emulator in its own process. */
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
