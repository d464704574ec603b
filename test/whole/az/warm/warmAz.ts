/** The real Azure CLI without its start-up: one process that forks for each command. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderOnPath } from '../../../support/onPath.ts';
import { firstLine } from './firstLine.ts';

/** An `az` that answers as the one that is started does, in a fraction of the time. */
export interface WarmAz {
  /** The folder to put in front of a path. */
  readonly bin: string;
  /** The configuration that `az` leaves behind where it runs for the first time: what it looks up once, and no login. */
  readonly config: string;
  /** The folder of the `az` that is started. */
  readonly startedBin: string;
  readonly stop: () => Promise<void>;
}

/** Undefined outside Linux, and where the first line of `az` names no Python, as Debian's does: each command starts `az` there. */
export async function warmAz(): Promise<WarmAz | undefined> {
  const startedBin = process.platform === 'linux' ? folderOnPath('az') : undefined;
  if (startedBin === undefined) return undefined;
  const az = await realpath(join(startedBin, 'az'));
  const python = /^#! *(\/\S*python[\d.]*)\n/.exec(await readFile(az, 'latin1'))?.[1];
  return python === undefined ? undefined : serve(startedBin, az, python);
}

async function serve(startedBin: string, az: string, python: string): Promise<WarmAz> {
  const bin = await mkdtemp(join(tmpdir(), 'aks-identity-warm-az-'));
  const config = join(bin, 'config');
  // Python reads these when it starts; the sessions have them, too.
  const env = { ...process.env, HOME: bin, PYTHONWARNINGS: 'ignore' };
  const server = spawn(python, [join(import.meta.dirname, 'server.py'), az, join(bin, 'socket')], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    server.stdin.end();
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    await rm(bin, { recursive: true, force: true });
  };
  try {
    const client = await readFile(join(import.meta.dirname, 'client.py'), 'utf8');
    await writeFile(join(bin, 'az'), `#!${python} -IS\n${client}`, { mode: 0o755 });
    await firstLine(server, `The server of ${az}`);
    await promisify(execFile)(az, ['version'], { env: { ...env, AZURE_CONFIG_DIR: config } });
  } catch (error) {
    await stop();
    throw error;
  }
  return { bin, config, startedBin, stop };
}
