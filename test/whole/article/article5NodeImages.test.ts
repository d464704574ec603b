import { describe, expect, it } from 'vitest';
import type { LoggedRequest } from '../../../src/emulator/routing/requestLog.ts';
import { currentImage, olderImage, type PoolSpec } from '../../../src/emulator/scenarios/parts/agentPools.ts';
import { makeCluster, type ClusterPart } from '../../../src/emulator/scenarios/parts/clusters.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { clusterChildren } from '../../../src/tree/clusters/clusterChildren.ts';
import { succeed } from '../../support/azure/changes.ts';
import { place } from '../../support/azure/smallWorld.ts';
import type { Bench } from '../../support/azure/azureBench.ts';
import { benchWith } from './articleWorld.ts';
import { formOn, optionOf } from './formOn.ts';

const behind = { image: olderImage, newestImage: currentImage };
const upToDate = { image: currentImage, newestImage: currentImage };

function pooled(name: string, pools: readonly PoolSpec[]): ClusterPart {
  return makeCluster({ place, name, controlPlane: { kind: 'systemAssigned' }, pools });
}

const two = pooled('two-weu', [
  { name: 'system', ...behind },
  { name: 'apps', mode: 'User', ...behind },
]);
const mixed = pooled('mixed-weu', [
  { name: 'system', ...behind },
  { name: 'fresh', mode: 'User', ...upToDate },
]);
const fresh = pooled('mixed-weu', [
  { name: 'system', ...behind },
  { name: 'fresh', mode: 'User', image: olderImage, newestImage: currentImage },
]);
const sets = pooled('sets-weu', [
  { name: 'system', ...behind },
  { name: 'avset', mode: 'User', ...behind, more: { type: 'AvailabilitySet' } },
]);

const upgrade = (clusterId: string, ...pools: readonly string[]): Change => ({
  kind: 'upgradeNodeImages',
  clusterId,
  ...(pools.length === 0 ? {} : { pools }),
});

const poolIn = ({ path }: LoggedRequest): string | undefined => /\/agentPools\/([^/]+)/i.exec(path)?.[1];

/** The contexts of the pools' rows, by the pools' names. */
async function contextOf(bench: Bench, id: string, pool: string): Promise<string> {
  const rows = clusterChildren(await bench.service.cluster(id));
  const pools = rows.find(({ kind }) => kind === 'pools')!.children;
  if (pools === undefined || pools === 'later') throw new Error('The pools are read with the cluster.');
  return pools.find(({ label }) => label === pool)!.contextValue;
}

describe('article: node image upgrades', () => {
  it('upgrades pool after pool, the second only once the first has succeeded (A-43)', async () => {
    const bench = benchWith([two], { operationSeconds: 30 });
    const plan = await bench.api.plan(upgrade(two.id));
    const disruption = plan.warnings.find(({ severity }) => severity === 'disruption')!;
    expect(disruption.text).toMatch(/system and apps are cordoned, drained and reimaged.*downtime/s);
    const states: string[] = [];
    bench.onWait = async () => {
      const { agentPools } = await bench.api.cluster(two.id);
      states.push(agentPools.map(({ provisioningState }) => provisioningState).join());
    };
    await bench.forget();
    await succeed(bench, upgrade(two.id));
    const posts = (await bench.writes()).filter(({ method }) => method === 'POST');
    expect(posts.map(poolIn)).toEqual(['system', 'apps']);
    for (const { path, status, body } of posts) {
      expect(path).toMatch(/\/upgradeNodeImageVersion$/);
      expect([status, body ?? null]).toEqual([202, null]);
    }
    expect(states).toContain('UpgradingNodeImageVersion,Succeeded');
    expect(states).toContain('Succeeded,UpgradingNodeImageVersion');
    expect(states).not.toContain('UpgradingNodeImageVersion,UpgradingNodeImageVersion');
    const images = (await bench.api.cluster(two.id)).agentPools.map(({ nodeImageVersion }) => nodeImageVersion);
    expect(images).toEqual([currentImage, currentImage]);
  });

  it('leaves the second pool alone where the first has failed (A-43)', async () => {
    const bench = benchWith([two]);
    const match = { method: 'POST', pathContains: '/agentPools/system/upgradeNodeImageVersion' };
    await bench.fault({ match, operationError: { code: 'PodDrainFailure', message: 'A budget is in the way.' } });
    const outcome = await bench.api.apply(upgrade(two.id));
    expect(outcome).toMatchObject({ status: 'failed', steps: [{ status: 'failed' }, { status: 'pending' }] });
    expect((await bench.writes()).map(poolIn)).toEqual(['system']);
  });

  it('upgrades nothing that runs the newest image, and offers it once there is a newer one (A-44, D-29)', async () => {
    const bench = benchWith([mixed]);
    const form = await formOn(bench, { kind: 'upgradeNodeImages', clusterId: mixed.id });
    expect(optionOf(form, 'pools', 'fresh').disabled).toMatch(/newest/);
    expect(await contextOf(bench, mixed.id, 'fresh')).not.toContain(':upgradable:');
    await bench.forget();
    await expect(bench.api.apply(upgrade(mixed.id, 'fresh'))).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/already runs the newest node image.*wait for the next one/) as string,
    });
    expect(await bench.writes()).toEqual([]);
    const plan = await bench.api.plan(upgrade(mixed.id));
    expect(plan.warnings.map(({ text }) => text).join()).toMatch(/fresh already runs the newest.*left out/);
    await succeed(bench, upgrade(mixed.id));
    expect((await bench.writes()).map(poolIn)).toEqual(['system']);
    const newer = benchWith([fresh]);
    const offered = await formOn(newer, { kind: 'upgradeNodeImages', clusterId: fresh.id });
    expect(optionOf(offered, 'pools', 'fresh').disabled).toBeUndefined();
    expect(await contextOf(newer, fresh.id, 'fresh')).toContain(':upgradable:');
    await succeed(newer, upgrade(fresh.id, 'fresh'));
    expect((await newer.writes()).map(poolIn)).toEqual(['fresh']);
  });

  it('offers the upgrade for scale sets, and not for availability sets (A-45)', async () => {
    const bench = benchWith([sets]);
    expect(await contextOf(bench, sets.id, 'system')).toContain(':upgradable:');
    expect(await contextOf(bench, sets.id, 'avset')).not.toContain(':upgradable:');
    const form = await formOn(bench, { kind: 'upgradeNodeImages', clusterId: sets.id });
    expect(optionOf(form, 'pools', 'system').disabled).toBeUndefined();
    expect(optionOf(form, 'pools', 'avset').disabled).toMatch(/availability set/i);
    await bench.forget();
    await expect(bench.api.apply(upgrade(sets.id, 'avset'))).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/AvailabilitySet, which takes no newer node image/) as string,
    });
    expect(await bench.writes()).toEqual([]);
    await succeed(bench, upgrade(sets.id));
    expect((await bench.writes()).map(poolIn)).toEqual(['system']);
  });
});
