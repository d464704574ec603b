import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IdentityService } from '../../src/app/identityService.ts';
import { createIdentityService } from '../../src/app/identityService.ts';
import { createJournal } from '../../src/app/runs/journal.ts';
import type { JsonObject } from '../../src/domain/arm/json.ts';
import { fileStore } from '../../src/host/files/wholeFile.ts';
import { demoConnection } from '../../src/session/demoConnection.ts';

/** The service over the demo's company, in a folder of its own. */
export interface DemoService {
  readonly service: IdentityService;
  /** Lets requests fail, as src/emulator/README.md says. */
  readonly fault: (fault: JsonObject) => Promise<void>;
  /** The requests that have arrived, `METHOD path`. */
  readonly requests: () => Promise<readonly string[]>;
  readonly forget: () => Promise<void>;
  /** Another session over the same world and journal, as after a restart of VS Code. */
  readonly restarted: () => IdentityService;
  readonly idOf: (name: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Opens one; operations take the given seconds. */
export async function demoService(seconds: number): Promise<DemoService> {
  const folder = await mkdtemp(join(tmpdir(), 'demo-'));
  const demo = await demoConnection(join(folder, 'world.json'), 'test', seconds);
  const restarted = (): IdentityService =>
    createIdentityService({
      connection: demo.connection,
      journal: createJournal(fileStore(join(folder, 'journal.json'))),
    });
  const service = restarted();
  const arm = demo.connection.arm((await demo.connection.tenants()).items[0]!);
  return {
    service,
    restarted,
    fault: async (body) => void (await arm.send({ method: 'POST', path: '/_emulator/faults', body })),
    async requests() {
      const { body } = await arm.send({ method: 'GET', path: '/_emulator/requests' });
      return (body['requests'] as unknown as { method: string; path: string }[]).map(
        ({ method, path }) => `${method} ${path}`,
      );
    },
    forget: async () => void (await arm.send({ method: 'DELETE', path: '/_emulator/requests' })),
    async idOf(name) {
      const [clusters, identities] = await Promise.all([service.clusters(), service.identities()]);
      const found = [...clusters.items, ...identities.items].find((one) => one.name === name);
      if (!found) throw new Error(`There is no ${name}.`);
      return found.id;
    },
    async close() {
      demo.dispose();
      await rm(folder, { recursive: true });
    },
  };
}
