import { describe, expect, it } from 'vitest';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { createConnection } from '../../../src/azure/directory/connection.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { createEmulator, type EmulatorOptions } from '../../../src/emulator/emulator.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { endpoint, httpClientOf, memoryStore } from '../../support/azure/azureBench.ts';
import { virtualTime } from '../../support/virtualTime.ts';

interface Sent {
  readonly second: number;
  readonly path: string;
  readonly status: number;
}

/** An extension over an emulator with Azure's limits, in a time in which waiting takes none. */
function paced(options: Pick<EmulatorOptions, 'world' | 'operationSeconds'>) {
  const start = Date.parse('2026-05-04T08:00:00Z');
  const { now, sleep, settle } = virtualTime(start);
  const emulator = createEmulator({ ...options, throttle: true, realTime: now });
  const client = httpClientOf(emulator);
  const sent: Sent[] = [];
  const connection = createConnection({
    kind: 'emulator',
    name: 'paced',
    endpoint,
    tenants: [
      {
        tenantId: 'contoso',
        credential: { getToken: () => Promise.resolve({ token: 'x', expiresOnTimestamp: Date.now() + 3_600_000 }) },
      },
    ],
    userAgent: 'test',
    httpClient: {
      async sendRequest(request) {
        const answer = await client.sendRequest(request);
        sent.push({ second: (now() - start) / 1000, path: new URL(request.url).pathname, status: answer.status });
        return answer;
      },
    },
    sleep,
    now,
  });
  const service = createIdentityService({
    connection,
    journal: createJournal(memoryStore()),
    now: () => new Date(now()),
    sleep,
  });
  return { service, sent, settle, second: () => (now() - start) / 1000 };
}

async function systemAssigned(service: IdentityService, count: number): Promise<readonly Change[]> {
  const { items } = await service.clusters();
  const found = items.filter(({ controlPlane }) => controlPlane.kind === 'userAssigned').slice(0, count);
  expect(found).toHaveLength(count);
  return found.map(({ id }) => ({
    kind: 'setControlPlane',
    clusterId: id,
    controlPlane: { kind: 'systemAssigned' },
  }));
}

const isLook = ({ path }: Sent): boolean => path.includes('/operations/');

describe('changes under way', () => {
  it('one alone is seen as done within two seconds of its end, however long ARM would have it wait', async () => {
    const { service, settle, sent, second } = paced({ world: fleetWorld(10), operationSeconds: 100 });
    const [change] = await systemAssigned(service, 1);
    let begun = 0;
    let done = 0;
    const run = service.apply([change!], {
      onProgress: ({ status, detail }) => {
        if (status === 'running' && detail?.template === '' && begun === 0) begun = second();
        if (status === 'done') done = second();
      },
    });
    await settle();
    expect((await run).status).toBe('succeeded');
    expect(begun).toBeGreaterThan(0);
    const ended = Math.max(...sent.filter(isLook).map(({ second }) => second));
    expect(done - ended).toBeLessThan(1);
    expect(done).toBeGreaterThan(100);
    expect(done).toBeLessThan(102);
  });

  it('thirty at once in one subscription stay below the pace of AKS, and none is lost', async () => {
    const { service, settle, sent } = paced({ world: fleetWorld(60), operationSeconds: 240 });
    const changes = await systemAssigned(service, 30);
    const runs = changes.map((change) => service.apply([change]));
    await settle();
    const outcomes = await Promise.all(runs);
    expect(outcomes.map(({ status }) => status)).toEqual(changes.map(() => 'succeeded'));
    const looks = sent.filter(isLook);
    expect(looks.length).toBeGreaterThan(200);
    // All that the plans read comes beside, from the same bucket.
    expect(looks.filter(({ status }) => status === 429).length).toBeLessThan(looks.length / 10);
    const [first] = looks;
    const later = looks.filter(({ second }) => second > first!.second + 20);
    const seconds = later.at(-1)!.second - later[0]!.second;
    expect(later.length / seconds).toBeLessThan(1.6);
  });
});

it('lists wait for the quota of Resource Graph instead of running into it', async () => {
  const { service, sent, settle, second } = paced({ world: fleetWorld(20), operationSeconds: 1 });
  const work = (async () => {
    for (let count = 0; count < 20; count++) await service.clusters();
  })();
  await settle();
  await work;
  const queries = sent.filter(({ path }) => path.includes('ResourceGraph'));
  expect(queries.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(second()).toBe(5);
});
