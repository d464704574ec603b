/** Clusters that a Fleet connects with others by cross-cluster networking. */
import { describe, expect, it } from 'vitest';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { makeFleet, makeFleetMember } from '../../../src/emulator/scenarios/parts/around.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { assignRole } from '../../../src/emulator/scenarios/parts/resources.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { olderCloud } from '../../support/azure/olderCloud.ts';
import { idA, idB, ids, place, smallWorld } from '../../support/azure/smallWorld.ts';

const networkId = ids.subnet.replace(/\/subnets\/.*$/, '');
const one = makeCluster({
  place,
  name: 'one-weu',
  controlPlane: { kind: 'userAssigned', identity: idA },
  pools: [{ name: 'nodepool1', subnetId: ids.subnet }],
  network: { networkPlugin: 'azure', networkDataplane: 'cilium' },
});
const connecting = makeFleet(place, 'fleet-1');
const mesh = { ciliumProperties: { id: 1, name: 'one' }, status: { state: 'Connected' } };

function world(properties: Parameters<typeof makeFleetMember>[3] = { meshProperties: mesh }): WorldFile {
  const small = smallWorld();
  const member = makeFleetMember(connecting.id, 'one', one.id, properties);
  return {
    ...small,
    resources: [...small.resources, ...one.resources, connecting, member],
    roleAssignments: [...small.roleAssignments, ...one.roleAssignments],
  };
}

const code = 'missingGrant:P-60';
type Bench = ReturnType<typeof createBench>;
const found = async ({ api }: Bench) => (await api.diagnose(one.id)).filter((each) => each.code === code);
const judged = async ({ api }: Bench) => (await api.requirements(one.id)).filter(({ id }) => id === 'P-60');

describe('a cluster that a Fleet connects with others', () => {
  it('is found without the role on its network, which a change grants (R-09)', async () => {
    const bench = createBench(world());
    const [finding] = await found(bench);
    expect(finding).toMatchObject({
      severity: 'error',
      text: expect.stringContaining('Fleet fleet-1 connects the cluster with others') as string,
      fix: { kind: 'assignRole', principalId: idA.principalId, scope: networkId },
    });
    expect(await bench.api.apply(finding!.fix!)).toMatchObject({ status: 'succeeded' });
    expect(await found(bench)).toEqual([]);
    expect(await judged(bench)).toMatchObject([{ verdict: 'granted' }]);
  });

  it('gives its next control plane the role on its network (R-09)', async () => {
    const { api } = createBench({
      ...world(),
      roleAssignments: [...world().roleAssignments, assignRole('Network Contributor', idA.principalId, networkId)],
    });
    const plan = await api.plan({
      kind: 'setControlPlane',
      clusterId: one.id,
      controlPlane: { kind: 'userAssigned', identityId: idB.id },
    });
    expect(plan.steps.map(({ title }) => title)).toContain('Assign Network Contributor to id-b on vnet-shop');
    expect(plan.checks.map(({ title }) => title).join('\n')).toMatch(/put a load balancer into .*vnet-shop/);
  });

  it('is known by the newest preview alone, in which its Fleet is asked once (T-70)', async () => {
    const bench = createBench(world());
    await found(bench);
    const asked = (await bench.requests())
      .filter(({ path }) => path.endsWith('/members'))
      .map(({ query }) => query['api-version']);
    expect(asked.toSorted()).toEqual(['2026-06-01', '2026-11-02-preview']);
  });

  it.each([
    ['that is a member and no more', world({})],
    ['in a cloud whose versions show no such networks', olderCloud(world())],
  ])('is known from one %s', async (_, given) => {
    const bench = createBench(given);
    expect(await judged(bench)).toEqual([]);
    expect((await bench.api.diagnose(one.id)).map((each) => each.code)).not.toContain('notAllRead');
  });
});
