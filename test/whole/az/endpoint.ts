/** The address at which `az` finds an emulator: over https, the same one while worlds come and go. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../../../src/emulator/certificate/certificate.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator/emulator.ts';
import { readWorld } from '../../../src/emulator/files/readWorld.ts';
import { serveEmulator } from '../../../src/emulator/server.ts';

/** How the emulator of a session differs from one that ends an operation after a second. */
export type Settings = Omit<EmulatorOptions, 'world'>;

/** An emulator that listens, and what `az` once wrote down about it. */
export interface Endpoint {
  readonly url: string;
  /** The file with the certificate that its clients have to trust. */
  readonly certificate: string;
  /** Puts an emulator of this world in the place of the one before. */
  readonly show: (world: unknown, settings?: Settings) => void;
  /** Fills a folder for the configuration of `az` with what a session before it has kept under that name; false if none has. */
  readonly bring: (name: string, folder: string) => Promise<boolean>;
  readonly keep: (name: string, folder: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Listens at a free port. */
export async function openEndpoint(): Promise<Endpoint> {
  const folder = await mkdtemp(join(tmpdir(), 'aks-identity-az-endpoint-'));
  const certificate = join(folder, 'cert.pem');
  const tls = makeCertificate(['localhost', '127.0.0.1'], Date.now());
  await writeFile(certificate, tls.authority);
  let emulator = emulatorOf({ tenantId: '00000000-0000-4000-8000-000000000000', subscriptions: [] });
  const shown: Emulator = {
    handle: (request) => emulator.handle(request),
    get clock() {
      return emulator.clock;
    },
    snapshot: () => emulator.snapshot(),
    dispose: () => emulator.dispose(),
  };
  const server = await serveEmulator(shown, { port: 0, tls });
  const kept = new Map<string, string>();
  return {
    url: server.url,
    certificate,
    show: (world, settings) => {
      emulator.dispose();
      emulator = emulatorOf(world, settings);
    },
    bring: async (name, into) => {
      const from = kept.get(name);
      if (from !== undefined) await cp(from, into, { recursive: true });
      return from !== undefined;
    },
    keep: async (name, from) => {
      const place = join(folder, `az-${kept.size}`);
      await cp(from, place, { recursive: true });
      kept.set(name, place);
    },
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function emulatorOf(world: unknown, settings: Settings = {}): Emulator {
  return createEmulator({ operationSeconds: 1, ...settings, world: readWorld(JSON.stringify(world)) });
}
