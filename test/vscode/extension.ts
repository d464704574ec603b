import { strict as assert } from 'node:assert';
import { extensions } from 'vscode';
import type { AksIdentityApi } from '../../src/api/contract.ts';
import type { WorldFile } from '../../src/emulator/arm/worldFile.ts';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { serveEmulator } from '../../src/emulator/server.ts';

/** The extension's API, as another extension gets it. */
export async function activated(): Promise<AksIdentityApi> {
  const extension = extensions.getExtension<AksIdentityApi>('aks-identity.aks-identity');
  assert.ok(extension, 'The extension is installed.');
  return extension.activate();
}

/** An emulator of a world on this machine, where operations take a second. */
export interface Listening {
  readonly emulator: Emulator;
  readonly url: string;
  readonly close: () => Promise<void>;
  /** The writes that have arrived, `METHOD type`. */
  readonly writes: () => Promise<readonly string[]>;
  readonly forget: () => Promise<void>;
  readonly fault: (fault: object) => Promise<void>;
}

/** Starts one. */
export async function listening(world: WorldFile): Promise<Listening> {
  // Nodes keep the service principal until their images are upgraded, so that there is something to upgrade.
  const emulator = createEmulator({ world, operationSeconds: 1, migrationReimage: 'atUpgrade' });
  const server = await serveEmulator(emulator, { port: 0 });
  const { url } = server;
  const control = async (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${url}/_emulator/${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  return {
    emulator,
    url,
    close: () => server.close(),
    async writes() {
      const { requests } = (await (await control('GET', 'requests')).json()) as {
        requests: { method: string; path: string }[];
      };
      return requests
        .filter(({ method, path }) => method !== 'GET' && !/resourcegraph/i.test(path))
        .map(({ method, path }) => `${method} ${path.split('/').at(-2) ?? ''}`);
    },
    forget: async () => void (await control('DELETE', 'requests')),
    fault: async (fault) => void (await control('POST', 'faults', fault)),
  };
}
