/** The real Azure CLI against the emulator over https: certificate, emulator process, own configuration folder, sign-in. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { firstLine } from './firstLine.ts';
import type { WarmAz } from './warm/warmAz.ts';

const run = promisify(execFile);

/** What one run of `az` gave back. */
export interface AzResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A signed-in Azure CLI and the emulator that it talks to. */
export interface AzSession {
  readonly url: string;
  readonly folder: string;
  readonly az: (...args: string[]) => Promise<AzResult>;
  /** Runs a script of az commands. */
  readonly shell: (script: string) => Promise<AzResult>;
  readonly stop: () => Promise<void>;
}

/** The version of `az` on the path, or undefined where there is none. */
export async function azVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await run('az', ['version', '--output', 'json'], { maxBuffer: 1 << 24 });
    return (JSON.parse(stdout) as { 'azure-cli': string })['azure-cli'];
  } catch {
    return undefined;
  }
}

async function certificate(folder: string): Promise<{ cert: string; key: string }> {
  const cert = join(folder, 'cert.pem');
  const key = join(folder, 'key.pem');
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    cert,
    ...subject,
  ]);
  return { cert, key };
}

async function startEmulator(args: readonly string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['src/emulator/cli.ts', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await firstLine(child, 'The emulator');
  return { child, url: (JSON.parse(line) as { url: string }).url };
}

/** Opens a session in a fresh world. */
export type OpenSession = (world: unknown, clientId: string) => Promise<AzSession>;

/**
 * Starts the emulator with `world`, points a fresh `az` configuration at it and signs in as the service principal `clientId`.
 * Each command starts the `az` on the path, unless there is a warm one.
 */
export async function azSession(
  world: unknown,
  clientId: string,
  emulatorArgs: readonly string[] = [],
  warm?: WarmAz,
): Promise<AzSession> {
  const folder = await mkdtemp(join(tmpdir(), 'aks-identity-az-'));
  const { cert, key } = await certificate(folder);
  const worldFile = join(folder, 'world.json');
  await writeFile(worldFile, JSON.stringify(world));
  const { child, url } = await startEmulator([
    '--port',
    '0',
    '--tls-cert',
    cert,
    '--tls-key',
    key,
    '--world',
    worldFile,
    '--operation-seconds',
    '1',
    ...emulatorArgs,
  ]);
  const config = join(folder, 'azure');
  if (warm !== undefined) await cp(warm.config, config, { recursive: true });
  const path = process.env['PATH'] ?? '';
  const env = {
    ...process.env,
    PATH: warm === undefined ? path : `${warm.bin}${delimiter}${path}`,
    HOME: folder,
    AZURE_CONFIG_DIR: config,
    REQUESTS_CA_BUNDLE: cert,
    AZURE_CORE_COLLECT_TELEMETRY: 'false',
    AZURE_CORE_INSTANCE_DISCOVERY: 'false',
    AZURE_CORE_NO_COLOR: 'true',
    PYTHONWARNINGS: 'ignore',
    NO_PROXY: '*',
  };
  const command = async (name: string, args: readonly string[], timeout: number): Promise<AzResult> => {
    try {
      const { stdout, stderr } = await run(name, args, { env, maxBuffer: 1 << 24, cwd: folder, timeout });
      return { exitCode: 0, stdout, stderr };
    } catch (error) {
      const failed = error as { code?: number; stdout?: string; stderr?: string; message: string };
      return { exitCode: failed.code ?? 1, stdout: failed.stdout ?? '', stderr: failed.stderr || failed.message };
    }
  };
  const az = (...args: string[]): Promise<AzResult> => command('az', args, 120_000);
  const shell = (script: string): Promise<AzResult> => command('bash', ['-c', script], 300_000);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true });
  };
  const session = { url, folder, az, shell, stop };
  try {
    await signIn(session, clientId, (world as { tenantId: string }).tenantId);
  } catch (error) {
    await stop();
    throw error;
  }
  return session;
}

async function signIn({ az, url }: AzSession, clientId: string, tenantId: string): Promise<void> {
  const steps = [
    ['cloud', 'register', '--name', 'Emulator', '--endpoint-resource-manager', url],
    ['cloud', 'set', '--name', 'Emulator'],
    ['login', '--service-principal', '--username', clientId, '--password', 'any-password', '--tenant', tenantId],
  ];
  for (const step of steps) {
    const result = await az(...step);
    if (result.exitCode !== 0) throw new Error(`az ${step[0]} ${step[1]} failed: ${result.stderr}`);
  }
}
