import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActivityEntry } from '../../../src/app/runs/activity.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { openDemo, type OpenConnection } from '../../../src/session/openConnection.ts';

let folder: string;
let windows: readonly [OpenConnection, OpenConnection];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'other-windows-'));
  const place = { folder, userAgent: 'test', onDamaged: (message: unknown) => expect(message).toBeUndefined() };
  windows = [await openDemo(place), await openDemo(place)];
});
afterEach(async () => {
  for (const { service, dispose } of windows) {
    await service.stopAll();
    dispose();
  }
  await rm(folder, { recursive: true });
});

/** Resolves with the newest entry once the service has told that it is so. */
function told(service: IdentityService, isMeant: (entry: ActivityEntry) => boolean): Promise<ActivityEntry> {
  return new Promise((resolve) => {
    const subscription = service.onDidChange(({ kind }) => {
      if (kind !== 'activity') return;
      void service.activity().then(([entry]) => {
        if (!entry || !isMeant(entry)) return;
        subscription.dispose();
        resolve(entry);
      });
    });
  });
}

/** A change of pay-weu that takes a while. */
async function move(service: IdentityService): Promise<Change> {
  const clusterId = (await service.clusters()).items.find(({ name }) => name === 'pay-weu')!.id;
  const identityId = (await service.identities()).items.find(({ name }) => name === 'id-pay-weu')!.id;
  return { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } };
}

describe('a change of another window', () => {
  it('is shown here while it runs, and is neither stopped nor resumed from here', async () => {
    const [here, there] = windows.map(({ service }) => service) as [IdentityService, IdentityService];
    expect(await there.activity()).toEqual([]);
    const change = await move(here);
    const running = told(there, ({ status }) => status === 'running');
    const applied = here.apply([change]);
    const { activityId, elsewhere, resumable } = await running;
    expect([elsewhere, resumable]).toEqual([true, false]);
    expect(there.stop(activityId)).toBe(false);
    await expect(there.resume(activityId)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('is still running in another VS Code window') as string,
    });
    const stopped = told(there, ({ status }) => status === 'stopped');
    here.stop(activityId);
    await applied;
    expect((await stopped).resumable).toBe(true);
    expect((await here.activity())[0]!.elsewhere).toBeUndefined();
  });

  it('is called interrupted, and not stopped, if that window was closed', async () => {
    const [here, there] = windows.map(({ service }) => service) as [IdentityService, IdentityService];
    await there.activity();
    const change = await move(here);
    const running = told(there, ({ status }) => status === 'running');
    const applied = here.apply([change]);
    await running;
    const over = told(there, ({ status }) => status === 'stopped');
    windows[0].dispose();
    await applied;
    expect(await over).toMatchObject({ wasClosed: true, resumable: true });
  });

  it('is shown here once it has ended, so that what it wrote is read again', async () => {
    const [here, there] = windows.map(({ service }) => service) as [IdentityService, IdentityService];
    await there.activity();
    const subscriptionId = (await here.subscriptions()).items[0]!.id;
    const written = Promise.withResolvers<void>();
    there.onDidChange(({ kind }) => kind === 'clusters' && written.resolve());
    const ended = told(there, ({ status }) => status === 'succeeded');
    await here.apply([{ kind: 'createResourceGroup', subscriptionId, name: 'rg-new', location: 'westeurope' }]);
    expect((await ended).title).toBe('Create resource group rg-new');
    await written.promise;
  });
});
