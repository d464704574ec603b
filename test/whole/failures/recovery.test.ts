import { describe, expect, it } from 'vitest';
import { createJournal } from '../../../src/app/runs/journal.ts';
import type { StepProgress } from '../../../src/app/runs/activity.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { isClusterPut, newCluster, toUserAssigned } from '../../support/azure/changes.ts';
import { idB, ids, idUnused, own, sami, smallWorld, uami } from '../../support/azure/smallWorld.ts';

const change = toUserAssigned(sami.id, idB.id);
const upgrade: Change = { kind: 'upgradeNodeImages', clusterId: own.id, pools: ['nodepool1'] };

describe.each([
  { name: 'the cluster PUT', change, write: isClusterPut },
  { name: 'the creation', change: newCluster({}) as Change, write: isClusterPut },
  {
    name: 'the image upgrade',
    change: upgrade,
    write: ({ path }: { path: string }) => path.includes('upgradeNodeImageVersion'),
  },
])('a crash in the middle of $name', ({ change, write }) => {
  it('a change that a crash interrupted can be resumed after the restart, ends succeeded, and is not sent again (S-09)', async () => {
    const crashed = createBench(smallWorld());
    await crash(crashed, change);
    const bench = crashed.restarted();
    const [entry] = await bench.api.activity();
    expect(entry).toMatchObject({ status: 'stopped', resumable: true, change });
    expect(entry!.steps.at(-1)).toMatchObject({ status: 'running' });
    await bench.forget();
    const outcome = await bench.api.resume(entry!.activityId);
    expect(outcome).toMatchObject({ status: 'succeeded', activityId: entry!.activityId });
    expect(outcome.steps.every(({ status }) => status === 'done')).toBe(true);
    expect((await bench.writes()).filter(write)).toEqual([]);
    expect((await bench.requests()).some(({ path }) => path.includes('/operations/'))).toBe(true);
    expect(await bench.api.activity()).toMatchObject([{ status: 'succeeded', resumable: false }]);
  });

  it('a change that a crash interrupted is shown with its continuing disruption, and without it when it is over', async () => {
    const crashed = createBench(smallWorld());
    await crash(crashed, change);
    const [{ warnings }, bench] = [await createBench(smallWorld()).service.plan([change]), crashed.restarted()];
    const [entry] = await bench.service.activity();
    expect(entry!.disruption).toEqual(warnings.filter((one) => one.severity === 'disruption').map(({ text }) => text));
    await bench.api.resume(entry!.activityId);
    expect(await bench.service.activity()).toMatchObject([{ disruption: [] }]);
  });

  it('a change that a crash interrupted is resumed by the state of the resource when the address of its operation was lost', async () => {
    const crashed = createBench(smallWorld());
    await crash(crashed, change);
    await crashed.store.write((await crashed.store.read())!.replaceAll('"operation":', '"lost":'));
    const bench = crashed.restarted();
    const [entry] = await bench.api.activity();
    await bench.forget();
    expect(await bench.api.resume(entry!.activityId)).toMatchObject({ status: 'succeeded' });
    expect(await bench.writes()).toEqual([]);
  });

  it('a change that a crash interrupted is resumed after its operation has ended, without another write', async () => {
    const crashed = createBench(smallWorld());
    await crash(crashed, change);
    crashed.emulator.clock.advance(3600);
    const bench = crashed.restarted();
    const [entry] = await bench.api.activity();
    await bench.forget();
    const outcome = await bench.api.resume(entry!.activityId);
    expect(outcome.status).toBe('succeeded');
    expect(outcome.steps.at(-1)).toMatchObject({ status: 'done' });
    expect(await bench.writes()).toEqual([]);
  });
});

describe('someone else', () => {
  it('who changes the cluster after the plan was made is reported, and nothing is overwritten (T-13)', async () => {
    const bench = createBench(smallWorld());
    const plan = await bench.service.plan([change]);
    const tags = { changed: 'meanwhile' };
    await bench.arm('PATCH', `${sami.id}?api-version=2026-04-01`, { tags });
    bench.emulator.clock.advance(60);
    await expect(bench.service.apply(plan)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(
        'sami-weu was changed by someone else after the plan was made (tags). Nothing was sent',
      ) as string,
    });
    const { body } = await bench.arm('GET', `${sami.id}?api-version=2026-04-01`);
    expect(body).toMatchObject({ tags, identity: { type: 'SystemAssigned' } });
    const again = await bench.service.apply([change]);
    expect(again.status).toBe('succeeded');
    expect((await bench.arm('GET', `${sami.id}?api-version=2026-04-01`)).body).toMatchObject({ tags });
  });

  it('who starts an operation between plan and PUT makes it a conflict, not a queue', async () => {
    const bench = createBench(smallWorld());
    const plan = await bench.service.plan([change]);
    const { body } = await bench.arm('GET', `${sami.id}?api-version=2026-04-01`);
    await bench.arm('PUT', `${sami.id}?api-version=2026-04-01`, { ...body, tags: { theirs: '1' } });
    await bench.forget();
    await expect(bench.service.apply(plan)).rejects.toMatchObject({ code: 'conflict' });
    expect(await bench.writes()).toEqual([]);
  });

  it('a change that someone else has already made is left alone', async () => {
    const bench = createBench(smallWorld());
    const plan = await bench.service.plan([change]);
    await bench.service.apply([change]);
    await bench.forget();
    const outcome = await bench.service.apply(plan);
    expect(outcome).toMatchObject({ status: 'succeeded' });
    expect(outcome.steps.map(({ status }) => status)).toEqual(['alreadyDone', 'alreadyDone']);
    expect(await bench.writes()).toEqual([]);
  });
});

describe('a success that ARM reports and that did not happen', () => {
  it('is reported as unexpected', async () => {
    const bench = createBench(smallWorld());
    const accepted = { match: { method: 'PUT', pathContains: 'managedClusters/sami-weu' }, status: 200, code: 'x' };
    await bench.fault({ ...accepted, message: 'x', times: 1 });
    const outcome = await bench.api.apply(change);
    expect(outcome.steps.at(-1)!.error).toMatchObject({
      code: 'unexpected',
      message: expect.stringContaining('does not have the new identity') as string,
    });
  });
});

describe('stopping', () => {
  it('a change stops waiting, lets Azure continue, and can be resumed', async () => {
    const bench = createBench(smallWorld());
    let activityId = '';
    const onProgress = (progress: StepProgress): void => void (activityId = progress.activityId);
    bench.onWait = () => void bench.service.stop(activityId);
    const outcome = await bench.service.apply([change], { onProgress });
    expect(outcome).toMatchObject({ status: 'stopped', steps: [{ status: 'done' }, { status: 'running' }] });
    expect(outcome.next).toEqual([{ kind: 'track' }]);
    bench.onWait = undefined;
    await bench.forget();
    expect(await bench.service.resume(activityId)).toMatchObject({ status: 'succeeded' });
    expect(await bench.writes()).toEqual([]);
    expect(bench.service.stop(activityId)).toBe(false);
  });

  /** Runs the change until it waits; it goes on waiting until `stopAll` waits, too. */
  async function waitingRun() {
    const bench = createBench(smallWorld());
    const isWaiting = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const forEver = new Promise<void>(() => undefined);
    let count = 0;
    bench.onWait = () => {
      count += 1;
      if (count === 1) isWaiting.resolve();
      if (count === 2) goOn.resolve();
      return count === 1 ? goOn.promise : forEver;
    };
    const outcome = bench.service.apply([change]);
    await isWaiting.promise;
    return { bench, outcome };
  }

  it('everything at once is over when it resolves, and the journal knows', async () => {
    const { bench, outcome } = await waitingRun();
    await bench.service.stopAll();
    const [entry] = await bench.service.activity();
    expect(entry).toMatchObject({ status: 'stopped' });
    expect(entry?.endedAt).toBeDefined();
    expect((await outcome).status).toBe('stopped');
    await bench.service.stopAll();
  });

  it('everything at once does not wait for what does not answer', async () => {
    const isAsked = Promise.withResolvers<void>();
    const bench = createBench(smallWorld(), {
      between: (emulator) => ({
        sendRequest(request) {
          if (!/\/operations\//i.test(request.url)) return emulator.sendRequest(request);
          isAsked.resolve();
          return new Promise(() => undefined);
        },
      }),
    });
    void bench.service.apply([change]);
    await isAsked.promise;
    await bench.service.stopAll();
    expect(await bench.service.activity()).toMatchObject([{ status: 'running' }]);
  });

  it('before anything was sent leaves nothing behind', async () => {
    const bench = createBench(smallWorld());
    const plan = await bench.service.plan([change]);
    const abort = new AbortController();
    const outcome = await bench.service.apply(plan, {
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    expect(outcome.status).toBe('stopped');
    expect(outcome.steps.map(({ status }) => status)).toEqual(['pending', 'pending']);
    expect(await bench.writes()).toEqual([]);
  });
});

describe('two at a time', () => {
  it('two changes at a time are refused for one cluster, while another can be changed', async () => {
    const bench = createBench(smallWorld());
    const second: unknown[] = [];
    bench.onWait = async () => {
      bench.onWait = undefined;
      // In this order, as the other one moves the clock on which the first is under way.
      second.push(await bench.service.plan([change]).catch((error: unknown) => error));
      second.push((await bench.service.apply([toUserAssigned(uami.id, idB.id)])).status);
    };
    const plan = await bench.service.plan([change]);
    const first = bench.service.apply(plan);
    await expect(bench.service.apply(plan)).rejects.toMatchObject({ code: 'conflict' });
    expect((await first).status).toBe('succeeded');
    expect(second).toMatchObject([{ code: 'conflict' }, 'succeeded']);
  });
});

describe('resuming', () => {
  it('rejects what is not known, and what a later change of the same thing has overtaken', async () => {
    const bench = createBench(smallWorld());
    await expect(bench.api.resume('nothing')).rejects.toMatchObject({ code: 'notFound' });
    const match = { method: 'PUT', pathContains: 'managedClusters/sami-weu' };
    await bench.fault({ match, status: 403, code: 'AuthorizationFailed', message: 'No.', times: 1 });
    const { activityId } = await bench.api.apply(change);
    bench.emulator.clock.advance(1);
    await bench.api.apply(toUserAssigned(sami.id, idUnused.id));
    const older = (await bench.api.activity()).find((entry) => entry.activityId === activityId);
    expect(older).toMatchObject({ status: 'failed', resumable: false });
    await expect(bench.api.resume(activityId)).rejects.toMatchObject({ code: 'refused' });
  });

  it('what has succeeded sends nothing', async () => {
    const bench = createBench(smallWorld());
    const { activityId } = await bench.api.apply(change);
    await bench.forget();
    expect(await bench.api.resume(activityId)).toMatchObject({ status: 'succeeded' });
    expect(await bench.requests()).toEqual([]);
  });
});

it('Activity shows timers for roles and for the token until their time is over', async () => {
  const bench = createBench(smallWorld());
  await bench.api.apply(change);
  const kinds = async (): Promise<string[]> => (await bench.service.activity())[0]!.timers.map(({ kind }) => kind);
  expect(await kinds()).toEqual(['propagation', 'tokenRefresh']);
  bench.emulator.clock.advance(61 * 60);
  expect(await kinds()).toEqual(['tokenRefresh']);
  bench.emulator.clock.advance(24 * 3600);
  expect(await kinds()).toEqual([]);
});

it('Activity keeps the entries of another connection and does not show them', async () => {
  const bench = createBench(smallWorld());
  const plan = await bench.service.plan([
    {
      kind: 'deleteIdentity',
      identityId: `${ids.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/gone`,
    },
  ]);
  const entry = { activityId: 'x', connection: 'azure elsewhere', plan, status: 'running', startedAt: '2026-01-01' };
  await createJournal(bench.store).record({ ...entry, status: 'running', steps: [] });
  await bench.api.apply(change);
  expect(await bench.api.activity()).toHaveLength(1);
  expect(await bench.store.read()).toContain('azure elsewhere');
});

/** The extension host dies while the last step's operation is running: nothing that comes later happens. */
async function crash(bench: Bench, change: Change): Promise<void> {
  let polls = 0;
  const died = new Promise<void>((resolve) => {
    bench.onWait = () => {
      if (polls++ < 2) return;
      resolve();
      return new Promise(() => undefined);
    };
  });
  void bench.api.apply(change);
  await died;
}
