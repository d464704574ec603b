import { afterAll, beforeAll } from 'vitest';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { serveEmulator, type ListeningEmulator } from '../../../src/emulator/server.ts';
import { smallWorld } from '../../support/azure/smallWorld.ts';

/** An emulator at a port, as the guided run finds Azure. */
interface ServedWorld {
  readonly url: string;
  readonly control: (method: string, path: string, body?: object) => Promise<Response>;
}

/** Serves the small world while the tests of a file run. */
export function servedWorld(): ServedWorld {
  let server: ListeningEmulator;
  beforeAll(async () => {
    server = await serveEmulator(createEmulator({ world: smallWorld() }), { port: 0 });
  });
  afterAll(async () => {
    await server.close();
  });
  return {
    get url() {
      return server.url;
    },
    control: async (method, path, body) =>
      fetch(`${server.url}/_emulator/${path}`, { method, ...(body && { body: JSON.stringify(body) }) }),
  };
}
