/** The real Azure CLI against the emulator over https: a configuration folder of its own, signed in. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { defined } from '../../../src/shape/defined.ts';
import { isOnPath } from '../../support/onPath.ts';
import { openEndpoint, type Endpoint, type Settings } from './endpoint.ts';
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

/** The version of `az` on the path, or undefined where there is none; rejects if there is one that does not work. */
export async function azVersion(): Promise<string | undefined> {
  if (!isOnPath('az')) return undefined;
  const config = await mkdtemp(join(tmpdir(), 'aks-identity-az-'));
  try {
    const env = { ...process.env, AZURE_CONFIG_DIR: config, AZURE_CORE_COLLECT_TELEMETRY: 'false' };
    const { stdout } = await run('az', ['version', '--output', 'json'], { env, maxBuffer: 1 << 24 });
    return (JSON.parse(stdout) as { 'azure-cli': string })['azure-cli'];
  } finally {
    await rm(config, { recursive: true, force: true });
  }
}

/** Opens a session in a fresh world. */
export type OpenSession = (world: unknown, clientId: string) => Promise<AzSession>;

/**
 * Shows the world at the endpoint and signs a fresh configuration of `az` in there as the service principal `clientId`. Where a
 * session before it did the same, its configuration is taken over. Each command starts the `az` on the path, unless there is a
 * warm one. Stopping it leaves the endpoint open.
 */
async function sessionAt(
  endpoint: Endpoint,
  world: unknown,
  clientId: string,
  { settings, warm }: { readonly settings?: Settings; readonly warm?: WarmAz | undefined } = {},
): Promise<AzSession> {
  const { url } = endpoint;
  const folder = await mkdtemp(join(tmpdir(), 'aks-identity-az-'));
  const cert = join(folder, 'cert.pem');
  const config = join(folder, 'azure');
  endpoint.show(world, settings);
  await cp(endpoint.certificate, cert);
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
  const session: AzSession = {
    url,
    folder,
    az: (...args) => command('az', args, 120_000),
    shell: (script) => command('bash', ['-c', script], 300_000),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
  try {
    await configure(session, { endpoint, config, world: world as SignInWorld, clientId, warm });
  } catch (error) {
    await session.stop();
    throw error;
  }
  return session;
}

/** A session with an endpoint of its own, which closes with it. */
export async function azSession(world: unknown, clientId: string, settings?: Settings): Promise<AzSession> {
  const endpoint = await openEndpoint();
  try {
    const session = await sessionAt(endpoint, world, clientId, defined({ settings }));
    const stop = async (): Promise<void> => {
      await session.stop();
      await endpoint.close();
    };
    return { ...session, stop };
  } catch (error) {
    await endpoint.close();
    throw error;
  }
}

/** Opens sessions one after the other or side by side, at as many endpoints as are in use at once. */
export function sessionsOf(warm: WarmAz | undefined): { readonly open: OpenSession; close(): Promise<void> } {
  const all: Endpoint[] = [];
  const free: Endpoint[] = [];
  const freshEndpoint = async (): Promise<Endpoint> => {
    const endpoint = await openEndpoint();
    all.push(endpoint);
    return endpoint;
  };
  return {
    open: async (world, clientId) => {
      const endpoint = free.pop() ?? (await freshEndpoint());
      const session = await sessionAt(endpoint, world, clientId, { warm });
      const stop = async (): Promise<void> => {
        await session.stop();
        free.push(endpoint);
      };
      return { ...session, stop };
    },
    close: async () => {
      await Promise.all(all.map((endpoint) => endpoint.close()));
    },
  };
}

/** What of a world `az` writes down when it signs in. */
interface SignInWorld {
  readonly tenantId: string;
  readonly subscriptions: unknown;
}

interface Configuring {
  readonly endpoint: Endpoint;
  readonly config: string;
  readonly world: SignInWorld;
  readonly clientId: string;
  readonly warm: WarmAz | undefined;
}

async function configure(session: AzSession, { endpoint, config, world, clientId, warm }: Configuring): Promise<void> {
  const { tenantId, subscriptions } = world;
  const signedIn = JSON.stringify([clientId, tenantId, subscriptions]);
  if (await endpoint.bring(signedIn, config)) return;
  if (!(await endpoint.bring('cloud', config))) {
    if (warm !== undefined) await cp(warm.config, config, { recursive: true });
    await succeed(session, 'cloud', 'register', '--name', 'Emulator', '--endpoint-resource-manager', endpoint.url);
    await succeed(session, 'cloud', 'set', '--name', 'Emulator');
    await endpoint.keep('cloud', config);
  }
  const account = ['--username', clientId, '--password', 'any-password', '--tenant', tenantId];
  await succeed(session, 'login', '--service-principal', ...account);
  await endpoint.keep(signedIn, config);
}

async function succeed({ az }: AzSession, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await az(...args);
  if (exitCode !== 0) throw new Error(`az ${args[0]} ${args[1]} failed: ${stderr}`);
}
