import { describe, expect, it } from 'vitest';
import { guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { newCluster, toUserAssigned } from '../../support/azure/changes.ts';
import { idB, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';

describe('what others did meanwhile', () => {
  it('is refused if they created a cluster of the same name, which does not count as ours', async () => {
    const bench = createBench(smallWorld());
    const plan = await bench.service.plan([newCluster({})]);
    const put = plan.steps.at(-1)!.request;
    const properties = { ...(put.body!['properties'] as object), identityProfile: undefined };
    const theirs = { ...put.body, properties, identity: { type: 'SystemAssigned' } };
    expect((await bench.arm('PUT', `${put.path}?api-version=2026-04-01`, theirs)).status).toBe(201);
    bench.emulator.clock.advance(600);
    await bench.forget();
    await expect(bench.service.apply(plan)).rejects.toMatchObject({ code: 'refused' });
    expect(await bench.service.activity()).toEqual([]);
    expect(await bench.writes()).toEqual([]);
  });

  it('is refused even where their cluster looks like the one that was asked for', async () => {
    const bench = createBench(smallWorld());
    const change = newCluster({ controlPlane: { kind: 'systemAssigned' }, network: {} });
    const { kubelet: _, ...wanted } = change;
    const plan = await bench.service.plan([wanted]);
    const put = plan.steps[0]!.request;
    await bench.arm('PUT', `${put.path}?api-version=2026-04-01`, put.body);
    bench.emulator.clock.advance(600);
    await expect(bench.service.apply(plan)).rejects.toMatchObject({ code: 'refused' });
  });

  it('ends a resume without a request: a grant that was made and then removed by someone is not made again (S-10)', async () => {
    const bench = createBench(smallWorld());
    const match = { method: 'PUT', pathContains: 'managedClusters/sami-weu' };
    await bench.fault({ match, status: 403, code: 'AuthorizationFailed', message: 'No.', times: 1 });
    const plan = await bench.service.plan([toUserAssigned(sami.id, idB.id)]);
    const { activityId } = await bench.service.apply(plan);
    const grant = plan.steps[0]!.request.path;
    await bench.arm('DELETE', `${grant}?api-version=2022-04-01`);
    await bench.forget();
    await expect(bench.service.resume(activityId)).rejects.toMatchObject({ code: 'conflict' });
    expect(await bench.writes()).toEqual([]);
    expect(await bench.service.activity()).toMatchObject([{ status: 'failed', resumable: false }]);
  });
});

it('scaling by someone else is waited for: the pools are shown as Updating, and no plan is made until then', async () => {
  const bench = createBench(smallWorld());
  const { body } = await bench.arm('GET', `${sami.id}?api-version=2026-04-01`);
  const cluster = body as { properties: { agentPoolProfiles: { count: number }[] } };
  const agentPoolProfiles = cluster.properties.agentPoolProfiles.map((pool) => ({ ...pool, count: pool.count + 1 }));
  const scaled = { ...cluster, properties: { ...cluster.properties, agentPoolProfiles } };
  expect((await bench.arm('PUT', `${sami.id}?api-version=2026-04-01`, scaled)).status).toBe(200);
  const pools = (await bench.service.cluster(sami.id)).cluster.agentPools;
  expect(pools.map(({ provisioningState }) => provisioningState)).toEqual(agentPoolProfiles.map(() => 'Updating'));
  await expect(bench.service.plan([toUserAssigned(sami.id, idB.id)])).rejects.toMatchObject({ code: 'conflict' });
  bench.emulator.clock.advance(600);
  const plan = await bench.service.plan([toUserAssigned(sami.id, idB.id)]);
  expect((await bench.service.apply(plan)).status).toBe('succeeded');
});

it('resources in a subscription that is not visible do not count as missing', async () => {
  const bench = createBench(smallWorld());
  const hidden = idB.id.replace(place.subscriptionId, guidOf('hidden'));
  const { checks } = await bench.api.plan(toUserAssigned(sami.id, hidden));
  expect(checks.map(({ verdict }) => verdict)).toContain('unknown');
});
