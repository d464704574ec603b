/** Ends the VS Code servers that files share: a worker that ends has no moment in which it could do so itself. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pidFile, runFolder } from './workerFolder.ts';

let folder: string;

/** Gives the run a folder in which workers leave what has to end with it. */
export async function setup(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'aks-identity-run-'));
  process.env[runFolder] = folder;
}

/** Ends all that workers have left in the folder of the run, and removes it. */
export async function teardown(): Promise<void> {
  for (const worker of await readdir(folder)) {
    const leader = await readFile(join(folder, worker, pidFile), 'utf8').catch(() => undefined);
    if (leader !== undefined) endGroup(Number(leader));
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
