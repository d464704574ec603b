import { describe, expect, it } from 'vitest';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { currentImage, olderImage, type PoolSpec } from '../../../src/emulator/scenarios/parts/agentPools.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { migratingWorld } from '../../../src/emulator/scenarios/migrating.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { succeed, toUserAssigned } from '../../support/azure/changes.ts';
import { idA, idB, idKubelet2, ids, own, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { textsOf } from '../../../src/sentences/textOf.ts';

const behind = { image: olderImage, newestImage: currentImage };

function withPools(
  pools: readonly PoolSpec[],
  controlPlane: Parameters<typeof makeCluster>[0]['controlPlane'] = { kind: 'systemAssigned' },
): { readonly world: WorldFile; readonly id: string } {
  const part = makeCluster({ place, name: 'mixed-weu', controlPlane, pools });
  const small = smallWorld();
  return {
    id: part.id,
    world: {
      ...small,
      resources: [...small.resources, ...part.resources],
      roleAssignments: [...small.roleAssignments, ...part.roleAssignments],
    },
  };
}

const poolsWritten = async (bench: Bench): Promise<readonly (string | undefined)[]> =>
  (await bench.writes()).map(({ path }) => /\/agentPools\/([^/]+)/i.exec(path)?.[1]);

describe('one node pool of which AKS tells nothing', () => {
  it.each([400, 404, 409, 429, 500])(
    'does not hide its cluster, nor what is found there (%i) (T-28)',
    async (status) => {
      const bench = createBench(smallWorld());
      const match = { pathContains: '/agentPools/user1/upgradeProfiles' };
      await bench.fault({ match, status, code: 'OperationNotAllowed', message: 'Not for this pool.', times: 99 });
      const { cluster: shown } = await bench.service.cluster(own.id);
      expect(shown.agentPools.map(({ name, latestNodeImageVersion }) => [name, latestNodeImageVersion])).toEqual([
        ['nodepool1', currentImage],
        ['user1', undefined],
      ]);
      await expect(bench.service.diagnose(own.id)).resolves.toBeDefined();
      const plan = await bench.service.plan([{ kind: 'upgradeNodeImages', clusterId: own.id, pools: ['user1'] }]);
      expect(plan.checks).toContainEqual(
        expect.objectContaining({
          title: "Couldn't verify whether there is a newer image for user1",
          verdict: 'unknown',
        }),
      );
    },
  );
});

describe('a pool of mode Machines', () => {
  it('is in no plan, and is neither shown nor waited for (T-21)', async () => {
    const { world, id } = withPools([
      { name: 'system', ...behind },
      { name: 'vms', mode: 'User', ...behind, more: { type: 'VirtualMachines' } },
      { name: 'aksmanagedap', ...behind, more: { mode: 'Machines' } },
    ]);
    const bench = createBench(world);
    const { cluster: shown } = await bench.service.cluster(id);
    expect(shown.agentPools.map(({ name }) => name)).toEqual(['system', 'vms']);
    await bench.forget();
    await succeed(bench, { kind: 'upgradeNodeImages', clusterId: id });
    expect(await poolsWritten(bench)).toEqual(['system', 'vms']);
  });
});

describe('a pool of mode Machines in a subnet of its own', () => {
  const system = { name: 'system', ...behind, subnetId: ids.subnet };
  const machines = { name: 'aksmanagedap', ...behind, subnetId: ids.newSubnet };
  const more = { mode: 'Machines', type: 'VirtualMachines' };

  it('asks for nothing, is in no finding, and keeps no kind of identity from the cluster (T-21)', async () => {
    const { world, id } = withPools([system, { ...machines, more }], { kind: 'userAssigned', identity: idA });
    const bench = createBench(world);
    const scopes = (await bench.api.requirements(id)).map(({ scope }) => scope);
    expect(scopes).toContain(ids.subnet);
    expect(scopes).not.toContain(ids.newSubnet);
    const planned = [
      await bench.api.plan(toUserAssigned(id, idB.id)),
      await bench.api.plan({ kind: 'setControlPlane', clusterId: id, controlPlane: { kind: 'systemAssigned' } }),
    ].map(({ checks, warnings, steps }) => [checks, warnings, steps.map(({ title }) => title)]);
    const said = JSON.stringify([await bench.api.diagnose(id), planned]);
    expect(said).toContain('snet-aks');
    expect(said).not.toMatch(/snet-new|aksmanagedap/);
  });

  it('stays in the body that is written back', async () => {
    const { world, id } = withPools([system, { ...machines, more }]);
    const bench = createBench(world);
    await succeed(bench, toUserAssigned(id, idB.id));
    const { body } = await bench.arm('GET', `${id}?api-version=2026-04-01`);
    expect(body).toMatchObject({
      properties: { agentPoolProfiles: [{ name: 'system' }, { name: 'aksmanagedap', ...more }] },
    });
  });
});

describe('a cluster that is busy a while longer than it shows', () => {
  it('is waited for: what follows another operation is sent again until AKS takes it (T-23)', async () => {
    const bench = createBench(smallWorld(), { settlingSeconds: 50 });
    await bench.arm('PATCH', `${own.id}?api-version=2026-04-01`, { tags: { theirs: '1' } });
    bench.emulator.clock.advance(6);
    await succeed(bench, toUserAssigned(own.id, idB.id));
    await succeed(bench, { kind: 'upgradeNodeImages', clusterId: own.id, pools: ['nodepool1'] });
    const refused = (await bench.requests()).filter(({ status }) => status === 409);
    expect(new Set(refused.map(({ method }) => method))).toEqual(new Set(['PUT', 'POST']));
    expect((await bench.arm('GET', `${own.id}?api-version=2026-04-01`)).body).toMatchObject({ tags: { theirs: '1' } });
  });
});

describe('a cluster of which Azure gives no eTag', () => {
  it('is written without a condition, after its content was compared (T-24)', async () => {
    const small = smallWorld();
    const resources = small.resources.map((one) => (one.id === sami.id ? { ...one, eTag: null } : one));
    const bench = createBench({ ...small, resources });
    await succeed(bench, toUserAssigned(sami.id, idB.id));
    const put = (await bench.writes()).find(({ method, path }) => method === 'PUT' && path === sami.id);
    expect(put).toMatchObject({ status: 200, headers: {} });
    expect(put!.headers).not.toHaveProperty('if-match');
    const plan = await bench.service.plan([toUserAssigned(sami.id, idKubelet2.id)]);
    await bench.arm('PATCH', `${sami.id}?api-version=2026-04-01`, { tags: { theirs: '1' } });
    bench.emulator.clock.advance(60);
    await expect(bench.service.apply(plan)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('when things were made', () => {
  it('is asked of the list of a subscription, and shows whose nodes still may use the service principal (T-12)', async () => {
    const bench = createBench(migratingWorld());
    const { rows } = await bench.service.survey({});
    const half = rows.filter(({ findings }) => findings.some(({ code }) => code === 'halfMigrated'));
    expect(half.map(({ cluster: { name } }) => name)).toEqual(['erp-weu']);
    const sent = await bench.requests();
    expect(
      sent
        .filter(({ path }) => /\/resources$/.test(path) && path.startsWith('/subscriptions'))
        .map(({ query }) => query),
    ).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          $filter: "resourceType eq 'Microsoft.ManagedIdentity/userAssignedIdentities'",
          $expand: 'createdTime',
        }),
      ]),
    );
    expect(sent.filter(({ path }) => /managedClusters\/[^/]+$/i.test(path))).toEqual([]);
  });

  it('is asked once for a subscription, however many clusters it has, and also where they are very many', async () => {
    const bench = createBench(fleetWorld(200));
    const { rows, notes } = await bench.service.survey({});
    expect(rows).toHaveLength(200);
    expect(textsOf(notes).join()).not.toContain('service principal');
    const dates = (await bench.requests()).filter(({ method, path }) => method === 'GET' && /\/resources$/.test(path));
    expect(dates).toHaveLength(1);
  });
});
