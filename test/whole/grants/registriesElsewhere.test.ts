import { describe, expect, it } from 'vitest';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { assignRole, guidOf, makeResourceGroup } from '../../../src/emulator/scenarios/parts/resources.ts';
import { makeRegistry } from '../../../src/emulator/scenarios/parts/services.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idKubelet, idKubelet2, own, smallWorld } from '../../support/azure/smallWorld.ts';

const hub = { subscriptionId: guidOf('subscription', 'hub'), group: 'rg-hub', location: 'westeurope' };
const shared = makeRegistry(hub, 'acrhub', 'AbacRepositoryPermissions');
const storage = { ...shared, id: shared.id.replace('acrhub', 'other'), name: 'other' };

/** The kubelet pulls from a registry in a subscription without clusters. */
function withHub(roleName: string, more: WorldFile['roleAssignments'] = []): WorldFile {
  const world = smallWorld();
  return {
    ...world,
    subscriptions: [...world.subscriptions, { subscriptionId: hub.subscriptionId, displayName: 'Hub' }],
    resources: [...world.resources, makeResourceGroup(hub), shared, storage],
    roleAssignments: [
      ...(world.roleAssignments ?? []),
      assignRole(roleName, idKubelet.principalId, shared.id),
      ...more,
    ],
  };
}

const reader = 'Container Registry Repository Reader';
const codesOf = async ({ api }: Bench): Promise<readonly string[]> =>
  (await api.diagnose(own.id)).map(({ code }) => code);
const codesInReport = async ({ service }: Bench): Promise<readonly string[]> => {
  const { rows } = await service.survey({});
  const row = rows.find(({ cluster }) => cluster.id.toLowerCase() === own.id.toLowerCase());
  return (row?.findings ?? []).map(({ code }) => code);
};

describe('a registry in another subscription than the clusters', () => {
  it('is among the role assignments of the cluster, with the name of its role', async () => {
    const { api } = createBench(withHub(reader));
    const held = (await api.cluster(own.id)).roleAssignments.filter(({ scope }) => scope === shared.id);
    expect(held).toMatchObject([{ principalId: idKubelet.principalId, roleName: reader, inherited: false }]);
  });

  it('is among the requirements of the kubelet that pulls from it', async () => {
    const { api } = createBench(withHub(reader));
    expect((await api.requirements(own.id)).filter(({ id }) => id === 'P-31').map(({ scope }) => scope)).toContain(
      shared.id,
    );
  });

  it('is diagnosed like one nearby, by itself and in the report, and mended by the fix', async () => {
    const bench = createBench(withHub('AcrPull'));
    expect(await codesOf(bench)).toContain('registryRoleIneffective');
    expect(await codesInReport(bench)).toContain('registryRoleIneffective');
    const found = (await bench.api.diagnose(own.id)).find(({ code }) => code === 'registryRoleIneffective');
    expect(await bench.api.apply(found!.fix!)).toMatchObject({ status: 'succeeded' });
    expect(await codesOf(bench)).not.toContain('registryRoleIneffective');
    expect(await codesInReport(bench)).not.toContain('registryRoleIneffective');
  });

  it('is granted to a new kubelet identity before the cluster changes, and is a leftover of the old one', async () => {
    const bench = createBench(withHub(reader));
    const change = { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id } as const;
    const { steps } = await bench.api.plan(change);
    const grants = steps.filter(({ request }) => request.path.startsWith(shared.id));
    expect(grants.map(({ kind }) => kind)).toEqual(['assignRole']);
    expect(steps.findIndex(({ kind }) => kind === 'putCluster')).toBeGreaterThan(steps.indexOf(grants[0]!));
    expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded' });
    const former = {
      principalId: idKubelet.principalId,
      name: 'id-kubelet',
      as: 'kubelet',
      clusterId: own.id,
    } as never;
    const left = await bench.service.leftovers(former);
    expect(left.map(({ assignment }) => assignment.scope)).toContain(shared.id);
  });

  it('is where a kubelet with too wide a role is found too', async () => {
    const wide = withHub(reader, [assignRole('Contributor', idKubelet.principalId, storage.id)]);
    expect(await codesOf(createBench(wide))).toContain('tooWideGrant');
    expect(await codesInReport(createBench(wide))).toContain('tooWideGrant');
  });

  it('is found by a user who sees the cluster and the registry, but not the grants in the subscription of the cluster', async () => {
    const scopes = [own.id, idKubelet.id, shared.id];
    const roles = scopes.map((scope) => ({ scope, roleName: 'Reader' }));
    const world = { ...withHub('AcrPull'), caller: { objectId: guidOf('caller'), roles } };
    expect(await codesOf(createBench(world))).toContain('registryRoleIneffective');
    expect(await codesInReport(createBench(world))).toContain('registryRoleIneffective');
  });

  it('costs a report no request a cluster, not even after something was written', async () => {
    const bench = createBench(withHub('AcrPull'));
    const count = async (): Promise<number> => {
      await bench.forget();
      await bench.service.survey({});
      const sent = await bench.requests();
      return sent.filter(({ path, query }) => /resourcegraph/i.test(path) || /principalId/.test(query['$filter'] ?? ''))
        .length;
    };
    const before = await count();
    const grantReader = { principalId: idKubelet2.principalId, role: { name: 'Reader' }, scope: shared.id };
    expect(await bench.api.apply({ kind: 'assignRole', ...grantReader })).toMatchObject({ status: 'succeeded' });
    // Those who administer are named by one more list of identities, however many clusters there are.
    expect(await count()).toBeLessThanOrEqual(before + 1);
  });

  it('is found without Resource Graph', async () => {
    const bench = createBench(withHub('AcrPull'));
    const match = { method: 'POST', pathContains: 'microsoft.resourcegraph' };
    await bench.fault({ match, status: 403, code: 'No', message: 'No.', times: 99 });
    expect(await codesOf(bench)).toContain('registryRoleIneffective');
  });
});
