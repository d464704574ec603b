import { describe, expect, it } from 'vitest';
import { identitySummary } from '../../../src/domain/identityTable/identityTable.ts';
import type { Json } from '../../../src/emulator/arm/worldFile.ts';
import { makeCluster, type ClusterPart } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { guidOf, makeResourceGroup } from '../../../src/emulator/scenarios/parts/resources.ts';
import { everyCluster } from '../../../src/tree/loading/inventory.ts';
import { readInventory } from '../../../src/tree/loading/reading.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { newCluster, toUserAssigned } from '../../support/azure/changes.ts';
import { idA, idB, place, sami, smallWorld, zone } from '../../support/azure/smallWorld.ts';
import { benchWith, codesOf, partOf, readCluster, withProperties, worldWith } from './articleWorld.ts';
import { formOn, optionOf } from './formOn.ts';

const pools = [{ name: 'nodepool1' }];

function podIdentity(name: string, exceptions: readonly Json[]): ClusterPart {
  const part = makeCluster({ place, name, controlPlane: { kind: 'systemAssigned' }, pools });
  return withProperties(part, {
    podIdentityProfile: { enabled: true, userAssignedIdentityExceptions: exceptions },
  });
}

const excepted = podIdentity('excepted-weu', [
  { name: 'system', namespace: 'kube-system', podLabels: { 'kubernetes.azure.com/managedby': 'aks' } },
]);
const intercepted = podIdentity('intercepted-weu', [
  { name: 'other', namespace: 'default', podLabels: { 'kubernetes.azure.com/managedby': 'aks' } },
]);

describe('article, ground rules: limits', () => {
  it('finds an identity of another tenant than the subscription, and offers no change of tenants (A-08)', async () => {
    const moved = { subscriptionId: place.subscriptionId, displayName: 'Moved', tenantId: guidOf('fabrikam.com') };
    const bench = createBench(smallWorld({ subscriptions: [moved] }));
    const found = (await bench.api.diagnose(sami.id)).find(({ code }) => code === 'tenantMismatch');
    expect(found).toMatchObject({ severity: 'error', text: expect.stringMatching(/can't be moved/) as string });
    expect(found).not.toHaveProperty('fix');
    expect(await codesOf(createBench(smallWorld()), sami.id)).not.toContain('tenantMismatch');
  });

  it('refuses a system-assigned identity where the private DNS zone is an own one, before any write (A-09)', async () => {
    const part = withProperties(
      makeCluster({ place, name: 'private-weu', controlPlane: { kind: 'userAssigned', identity: idA }, pools }),
      { apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: zone.id } },
    );
    const bench = benchWith([part]);
    const form = await formOn(bench, { kind: 'setControlPlane', clusterId: part.id });
    expect(optionOf(form, 'controlPlane', 'systemAssigned').disabled).toMatch(/only with a user-assigned identity/);
    await bench.forget();
    const change = { kind: 'setControlPlane', clusterId: part.id, controlPlane: { kind: 'systemAssigned' } } as const;
    await expect(bench.api.apply(change)).rejects.toMatchObject({
      code: 'refused',
      source: expect.stringContaining('private-clusters') as string,
    });
    const { kubelet: _, ...rest } = newCluster({ controlPlane: { kind: 'systemAssigned' } });
    const create = { ...rest, privateCluster: { privateDnsZone: zone.id } };
    await expect(bench.api.apply(create)).rejects.toMatchObject({ code: 'refused' });
    expect(await bench.writes()).toEqual([]);
    for (const privateDnsZone of ['system', 'none']) {
      const plan = await bench.api.plan({ ...rest, privateCluster: { privateDnsZone } });
      expect(plan.steps.map(({ kind }) => kind)).toEqual(['putCluster', 'assignRole']);
    }
  });

  it('warns of pod-managed identity on the cluster and in every plan that changes an identity (A-10)', async () => {
    const bench = benchWith([intercepted]);
    const found = (await bench.api.diagnose(intercepted.id)).find(({ code }) => code === 'podIdentityEnabled');
    expect(found).toMatchObject({ severity: 'warning', text: expect.stringMatching(/NMI pods.*metadata/s) as string });
    const change = toUserAssigned(intercepted.id, idB.id);
    const warned = (await bench.api.plan(change)).warnings.map(({ text }) => text).join('\n');
    expect(warned).toMatch(/NMI pods intercept every call to the metadata endpoint/);
    const other = (await bench.api.plan(toUserAssigned(sami.id, idB.id))).warnings.map(({ text }) => text).join('\n');
    expect(other).not.toMatch(/NMI/);
    expect(await codesOf(bench, sami.id)).not.toContain('podIdentityEnabled');
  });

  it('misses the exception for system pods only where there is none with that namespace and label (A-11)', async () => {
    const bench = benchWith([excepted, intercepted]);
    expect(await codesOf(bench, intercepted.id)).toContain('podIdentityExceptionMissing');
    expect(await codesOf(bench, excepted.id)).not.toContain('podIdentityExceptionMissing');
    expect(await codesOf(bench, excepted.id)).toContain('podIdentityEnabled');
  });

  it('links to the exception and the page, and claims nothing about a pod identity that ARM does not show (A-12)', async () => {
    const bench = benchWith([intercepted]);
    const sources = (await bench.api.diagnose(intercepted.id)).map(({ source }) => source);
    expect(sources).toContain('https://github.com/Azure/aad-pod-identity/blob/master/deploy/infra/mic-exception.yaml');
    expect(sources).toContain('https://learn.microsoft.com/azure/aks/use-azure-ad-pod-identity');
    const row = identitySummary(await readCluster(bench, sami.id)).find(({ id }) => id === 'workloadIdentity')!;
    expect(row.use).toMatch(/pod identity.*Helm.*not.*JSON/i);
    const texts = JSON.stringify([row, await bench.api.diagnose(sami.id)]);
    expect(texts).not.toMatch(/pod.identity is (not installed|off)/i);
  });

  it('marks pod-managed identity as deprecated, with the dates, where it is on (A-13, D-23)', async () => {
    const bench = benchWith([excepted]);
    const found = (await bench.api.diagnose(excepted.id)).find(({ code }) => code === 'podIdentityEnabled')!;
    for (const date of ['October 2022', 'September 2023', 'September 2025']) expect(found.text).toContain(date);
    expect(found.text).toMatch(/support has ended/i);
  });

  it('names Workload ID as the replacement, with a link and its state (A-14)', async () => {
    const on = makeCluster({
      place,
      name: 'wi-weu',
      controlPlane: { kind: 'systemAssigned' },
      pools,
      workloadIdentity: true,
    });
    const bench = benchWith([on, excepted]);
    const rowOf = async (id: string) =>
      identitySummary(await readCluster(bench, id)).find((row) => row.id === 'workloadIdentity')!;
    const with_ = await rowOf(on.id);
    const without = await rowOf(sami.id);
    expect(with_.actual.text).toMatch(/^On; /);
    expect(without.actual).toMatchObject({ kind: 'off', text: expect.stringMatching(/issuer is off/) as string });
    expect(with_.source).toBe('https://learn.microsoft.com/azure/aks/workload-identity-overview');
    const found = (await bench.api.diagnose(excepted.id)).find(({ code }) => code === 'podIdentityEnabled')!;
    expect(found.text).toMatch(/Microsoft Entra Workload ID takes its place/);
    expect(found.evidence).toMatch(/workload identity is off/);
  });
});

describe('article: the subscription', () => {
  const other = { ...place, subscriptionId: guidOf('subscription', 'other'), group: 'rg-other' };
  const there = makeCluster({ place: other, name: 'other-weu', controlPlane: { kind: 'systemAssigned' }, pools });
  const world = worldWith([partOf(makeResourceGroup(other)), there], {
    subscriptions: [
      { subscriptionId: place.subscriptionId, displayName: 'Small' },
      { subscriptionId: other.subscriptionId, displayName: 'Other' },
    ],
  });

  it('asks about the chosen subscription alone, once it is chosen (A-15)', async () => {
    const bench = createBench(world);
    const all = await readInventory(bench.service, undefined, undefined);
    expect([...everyCluster(all.inventory)].map(({ name }) => name)).toEqual(
      expect.arrayContaining(['other-weu', 'sami-weu']),
    );
    await bench.forget();
    const reading = await readInventory(bench.service, [other.subscriptionId], undefined);
    expect(reading.inventory.subscriptions.map(({ name }) => name)).toEqual(['Other']);
    expect([...everyCluster(reading.inventory)].map(({ name }) => name)).toEqual(['other-weu']);
    const { network: _network, kubelet: _kubelet, ...rest } = newCluster({ controlPlane: { kind: 'systemAssigned' } });
    await bench.api.plan({ ...rest, subscriptionId: other.subscriptionId, resourceGroup: other.group });
    const asked = (await bench.requests()).filter(({ path }) => path !== '/subscriptions');
    expect(asked.length).toBeGreaterThan(2);
    const graph = asked.filter(({ path }) => /resourcegraph/i.test(path));
    const named = graph.flatMap(({ body }) => (body as { subscriptions: readonly string[] }).subscriptions);
    expect(new Set(named)).toEqual(new Set([other.subscriptionId]));
    const elsewhere = asked.filter(({ path }) => !`${path}/`.startsWith(`/subscriptions/${other.subscriptionId}/`));
    expect(elsewhere).toEqual(graph);
  });

  it('reports a subscription that is not there in one sentence after one request (A-16)', async () => {
    const bench = createBench(smallWorld());
    const nowhere = guidOf('subscription', 'nowhere');
    const seen = bench.service.json(`/subscriptions/${place.subscriptionId}`);
    await expect(seen).resolves.toMatchObject({ displayName: 'Small' });
    const wanted = [
      () => bench.service.json(`/subscriptions/${nowhere}`),
      () => bench.api.cluster(sami.id.replace(place.subscriptionId, nowhere)),
    ];
    for (const read of wanted) {
      await bench.forget();
      await expect(read()).rejects.toMatchObject({
        code: 'notFound',
        armCode: 'SubscriptionNotFound',
        message: expect.stringContaining(nowhere) as string,
      });
      expect((await bench.requests()).map(({ method, status }) => [method, status])).toEqual([['GET', 404]]);
    }
  });
});
