import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { createClaims } from '../../../src/host/files/runClaims.ts';
import { sharedJournal } from '../../../src/session/sharedJournal.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { isClusterPut, isGrant, toUserAssigned } from '../../support/azure/changes.ts';
import { colleagueGives, identityOf } from '../../support/azure/colleague.ts';
import { intercept } from '../../support/azure/grantBench.ts';
import { idA, idB, ids, own, sami, smallWorld, uami } from '../../support/azure/smallWorld.ts';

const samiPut = { method: 'PUT', pathContains: 'managedClusters/sami-weu' };

async function rolesOf(bench: Bench, principalId: string): Promise<readonly string[]> {
  const path = `${ids.group}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`;
  const { value } = (await bench.arm('GET', path)).body as { value: { properties: { principalId: string } }[] };
  return value.filter(({ properties }) => properties.principalId === principalId).map(() => 'role');
}

describe('a connection that is closed', () => {
  it('starts nothing that was still being checked, and nothing later', async () => {
    const bench = createBench(smallWorld());
    const plan = await bench.service.plan([toUserAssigned(sami.id, idB.id)]);
    let closing: Promise<void> | undefined;
    intercept(bench.emulator, ({ method, url }) => {
      if (method === 'GET' && url.includes('managedClusters/sami-weu')) closing ??= bench.service.stopAll();
      return undefined;
    });
    await bench.forget();
    await expect(bench.service.apply(plan)).rejects.toMatchObject({ code: 'cancelled' });
    await closing;
    await expect(bench.service.apply(plan)).rejects.toMatchObject({ code: 'cancelled' });
    await expect(bench.service.resume('any')).rejects.toMatchObject({ code: 'cancelled' });
    expect(await bench.writes()).toEqual([]);
  });

  it('ends a run between two of its steps, which a new connection then continues alone', async () => {
    const bench = createBench(smallWorld());
    intercept(bench.emulator, async (request, handle) => {
      const answer = await handle(request);
      if (request.method === 'PUT' && request.url.includes('/roleAssignments/')) void bench.service.stopAll();
      return answer;
    });
    const outcome = await bench.service.apply([toUserAssigned(sami.id, idB.id)]);
    expect(outcome).toMatchObject({ status: 'stopped' });
    expect((await bench.writes()).filter(isClusterPut)).toEqual([]);
    const again = bench.restarted();
    expect(await again.service.resume(outcome.activityId)).toMatchObject({ status: 'succeeded' });
    expect((await bench.writes()).filter(isClusterPut)).toHaveLength(1);
    expect((await bench.writes()).filter(isGrant)).toHaveLength(1);
  });
});

describe('another operation that AKS is at', () => {
  const busy = [
    { code: 'EtagMismatch', message: 'Operation is not allowed: Another operation is in progress.' },
    {
      code: 'OperationNotAllowed',
      message: "Operation is not allowed because there's an in progress update operation.",
    },
  ];

  it.each(busy)('$code is waited for, and the change is sent where the cluster is as it was', async (answer) => {
    const bench = createBench(smallWorld());
    await bench.fault({ match: samiPut, status: 409, ...answer, times: 3 });
    expect(await bench.api.apply(toUserAssigned(sami.id, idB.id))).toMatchObject({ status: 'succeeded' });
    expect(bench.waits.filter((wait) => wait >= 10_000).length).toBeGreaterThanOrEqual(3);
  });

  it.each(busy)('$code ends as a conflict where the cluster is another one afterwards', async (answer) => {
    const bench = createBench(smallWorld());
    await bench.fault({ match: samiPut, status: 409, ...answer, times: 1 });
    bench.onWait = async () => {
      bench.onWait = undefined;
      await bench.noFaults();
      await colleagueGives(bench, idA.id);
    };
    const outcome = await bench.api.apply(toUserAssigned(sami.id, idB.id));
    expect(outcome.steps.at(-1)!.error).toMatchObject({ code: 'conflict' });
    expect(await identityOf(bench)).toBe(idA.id.toLowerCase());
  });

  it.each(busy)('$code that does not pass in five minutes ends as a conflict', async (answer) => {
    const bench = createBench(smallWorld());
    await bench.fault({ match: samiPut, status: 409, ...answer, times: 99 });
    const outcome = await bench.api.apply(toUserAssigned(sami.id, idB.id));
    expect(outcome.steps.at(-1)!.error).toMatchObject({ code: 'conflict', armCode: answer.code });
    expect(bench.waits.reduce((sum, wait) => sum + wait, 0)).toBe(300_000);
  });
});

describe('a stopped cluster', () => {
  const stopped = (): ReturnType<typeof smallWorld> => {
    const world = smallWorld();
    const resources = world.resources.map((resource) =>
      [sami.id, own.id, uami.id].includes(resource.id)
        ? { ...resource, properties: { ...(resource.properties as object), powerState: { code: 'Stopped' } } }
        : resource,
    );
    return { ...world, resources };
  };
  const changes: readonly Change[] = [
    toUserAssigned(sami.id, idB.id),
    { kind: 'setKubelet', clusterId: uami.id, identityId: idB.id },
    { kind: 'upgradeNodeImages', clusterId: own.id },
  ];

  it.each(changes)('is refused for $kind before any write', async (change) => {
    const bench = createBench(stopped());
    await expect(bench.api.plan(change)).rejects.toMatchObject({ code: 'refused' });
    await expect(bench.api.apply(change)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('is stopped') as string,
      source: 'https://learn.microsoft.com/azure/aks/start-stop-cluster',
    });
    expect(await bench.writes()).toEqual([]);
  });

  it('can be granted roles', async () => {
    const bench = createBench(stopped());
    const grant: Change = {
      kind: 'assignRole',
      principalId: idB.principalId,
      role: { name: 'Reader' },
      scope: sami.id,
    };
    expect(await bench.api.apply(grant)).toMatchObject({ status: 'succeeded' });
  });
});

describe('two windows', () => {
  it('do not change the same cluster side by side', async () => {
    const bench = createBench(smallWorld());
    const second = bench.restarted();
    const seen: unknown[] = [];
    bench.onWait = async () => {
      bench.onWait = undefined;
      seen.push(await second.api.apply(toUserAssigned(sami.id, idA.id)).catch((error: unknown) => error));
    };
    expect(await bench.api.apply(toUserAssigned(sami.id, idB.id))).toMatchObject({ status: 'succeeded' });
    expect(seen).toMatchObject([{ code: 'conflict' }]);
    expect(await rolesOf(bench, idA.principalId)).toEqual(await rolesOf(createBench(smallWorld()), idA.principalId));
  });

  it('that begin the same change in the same instant begin it once', async () => {
    const bench = createBench(smallWorld());
    const folder = await mkdtemp(join(tmpdir(), 'windows-'));
    const claims = [process.pid, process.ppid].map((pid) => createClaims(join(folder, 'runs'), pid));
    const bothBegin = Promise.withResolvers<void>();
    const bothAnswered = Promise.withResolvers<void>();
    let beginning = 0;
    const answered = new Set<unknown>();
    const windows = claims.map((held) => {
      const journal = sharedJournal(folder, held, (message) => expect(message).toBeUndefined());
      return createIdentityService({
        connection: bench.connection,
        journal: {
          ...journal,
          async record(...entry) {
            beginning += 1;
            if (beginning === claims.length) bothBegin.resolve();
            await bothBegin.promise;
            try {
              return await journal.record(...entry);
            } finally {
              answered.add(journal);
              if (answered.size === claims.length) bothAnswered.resolve();
            }
          },
        },
        now: () => new Date(bench.emulator.clock.now()),
        // Whoever begins does not end before the other one has been told.
        async sleep(milliseconds) {
          await bothAnswered.promise;
          bench.emulator.clock.advance(milliseconds / 1000);
        },
      });
    });
    const ends = await Promise.all(
      windows.map((one) => one.apply([toUserAssigned(sami.id, idB.id)]).catch((error: unknown) => error)),
    );
    expect(ends).toContainEqual(expect.objectContaining({ status: 'succeeded' }));
    const message = expect.stringContaining('is still running in another VS Code window') as string;
    expect(ends).toContainEqual(expect.objectContaining({ code: 'conflict', message }));
    expect(await windows[0]?.activity()).toHaveLength(1);
    for (const held of claims) held.dispose();
    await rm(folder, { recursive: true });
  });

  it('that have the same journal know where the other one wrote lately', async () => {
    const bench = createBench(smallWorld(), { indexSeconds: 300 });
    const journal = createJournal(bench.store);
    const now = (): Date => new Date(bench.emulator.clock.now());
    const other = createIdentityService({ connection: bench.connection, journal, now });
    await bench.api.apply(toUserAssigned(sami.id, idB.id));
    const { items } = await other.clusters();
    expect(items.find(({ name }) => name === 'sami-weu')?.controlPlane).toMatchObject({ kind: 'userAssigned' });
  });
});
