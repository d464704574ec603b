import { describe, expect, it } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { WorldFile, WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { forbiddenWorld } from '../../../src/emulator/scenarios/named.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { textsOf } from '../../../src/sentences/textOf.ts';
import { unknownTexts } from '../../../src/domain/arm/unknown.ts';

const empty = { subscriptionId: '0c000000-0000-4000-8000-0000000000ee', displayName: 'Without clusters' };

/** The world with one more subscription, in which there are these resources and no cluster. */
function beside(world: WorldFile, ...names: readonly string[]): WorldFile {
  const sample = world.resources.find(({ name }) => name === 'id-basket')!;
  const credential = world.resources.find(({ id }) => id.includes('/id-basket/federatedIdentityCredentials/'))!;
  const group = `/subscriptions/${empty.subscriptionId}/resourceGroups/rg-lone`;
  const resources = names.flatMap((name, index): WorldResource[] => {
    const id = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
    const principalId = `0c000000-0000-4000-9000-${String(index).padStart(12, '0')}`;
    const issuer = `https://northeurope.oic.prod-aks.azure.com/${world.tenantId ?? ''}/0c000000-0000-4000-a000-000000000001/`;
    return [
      { ...sample, id, name, properties: { ...(sample['properties'] as object), principalId, clientId: principalId } },
      {
        ...credential,
        id: `${id}/federatedIdentityCredentials/lone`,
        name: 'lone',
        properties: { ...(credential['properties'] as object), issuer, subject: 'system:serviceaccount:lone:web' },
      },
    ];
  });
  const place = { id: group, name: 'rg-lone', type: 'Microsoft.Resources/resourceGroups', location: 'westeurope' };
  return {
    ...world,
    subscriptions: [...world.subscriptions, empty],
    resources: [...world.resources, place, ...resources],
  };
}

/** The identity of a workload of store-weu is Owner of a subscription without clusters. */
function ownerElsewhere(world: WorldFile): WorldFile {
  const sample = world.resources.find(({ name }) => name === 'id-storefront')!;
  const { principalId } = sample['properties'] as { principalId: string };
  const grant = {
    scope: `/subscriptions/${empty.subscriptionId}`,
    principalId,
    principalType: 'ServicePrincipal' as const,
    roleName: 'Owner',
  };
  return { ...beside(world), roleAssignments: [...(world.roleAssignments ?? []), grant] };
}

/** The kubelet of store-weu is Owner of a subscription without clusters, too. */
function withKubeletOwner(world: WorldFile): WorldFile {
  const cluster = world.resources.find(({ name, type }) => name === 'store-weu' && /managedClusters$/i.test(type))!;
  const { identityProfile } = cluster['properties'] as {
    identityProfile: { kubeletidentity: { objectId: string } };
  };
  const grant = {
    scope: `/subscriptions/${empty.subscriptionId}`,
    principalId: identityProfile.kubeletidentity.objectId,
    principalType: 'ServicePrincipal' as const,
    roleName: 'Owner',
  };
  return { ...world, roleAssignments: [...(world.roleAssignments ?? []), grant] };
}

const newGroupIn = (subscriptionId: string): Change => ({
  kind: 'createResourceGroup',
  subscriptionId,
  name: 'rg-just-made',
  location: 'westeurope',
});

const written = (finding: object): string => JSON.stringify(finding).toLowerCase();

async function bothWays(service: IdentityService): Promise<readonly [together: object, single: object]> {
  const { rows } = await service.survey({});
  const single = await Promise.all(
    rows.map(async ({ cluster: { id } }) => [id, (await service.check(id)).findings] as const),
  );
  return [
    Object.fromEntries(rows.map(({ cluster, findings }) => [cluster.id, findings.map(written).sort()])),
    Object.fromEntries(single.map(([id, findings]) => [id, findings.map(written).sort()])),
  ];
}

const listsOfCredentials = async (bench: Bench): Promise<number> =>
  (await bench.requests()).filter(({ path }) => /federatedidentitycredentials(\?|$)/i.test(path)).length;

describe.each([false, true])('a survey of workloads, with credentials in Resource Graph: %s', (graphHasCredentials) => {
  it.each([
    ['the demo', demoWorld()],
    ['the demo as somebody with few rights sees it', forbiddenWorld()],
    ['the demo, with an owner of a subscription without clusters', ownerElsewhere(demoWorld())],
    ['the demo, with identities where no cluster is', beside(demoWorld(), 'id-lone')],
    ['30 clusters with 20 workloads', fleetWorld(30, 3, 20)],
    ['a cluster with 40 workloads', fleetWorld(1, 1, 37)],
  ])('finds what looking at each cluster finds, over %s (W-08)', async (_, world) => {
    const [together, single] = await bothWays(createBench({ ...world, graphHasCredentials }).service);
    expect(together).toEqual(single);
  });

  it('finds an identity of pods that owns a subscription without clusters', async () => {
    const { rows } = await createBench({ ...ownerElsewhere(demoWorld()), graphHasCredentials }).service.survey({});
    const store = rows.find(({ cluster }) => cluster.name === 'store-weu')!;
    expect(store.findings.map(({ code }) => code)).toContain('workloadTooWide');
  });

  it('counts workloads, credentials and bindings of each cluster (W-10)', async () => {
    const { rows } = await createBench({ ...demoWorld(), graphHasCredentials }).service.survey({});
    const counts = Object.fromEntries(rows.map(({ cluster, workloads }) => [cluster.name, workloads]));
    expect(counts['store-weu']).toMatchObject({ workloads: 5, credentials: 6, bindings: 0, unknown: [] });
    expect(counts['store-weu']!.list).toHaveLength(6);
    expect(counts['reports-neu']).toMatchObject({ bindings: 2, unknown: [] });
    expect(counts['shop-weu']).toEqual({ workloads: 0, credentials: 0, bindings: 0, unknown: [] });
  });

  it('reports gone issuers whose identities are in places without clusters (W-10)', async () => {
    const bench = createBench({ ...beside(demoWorld(), 'id-lone'), graphHasCredentials });
    const { notes } = await bench.service.survey({});
    expect(notes).toEqual([
      expect.stringMatching(/^A credential trusts the issuer of a cluster .*: lone of id-lone\..*no row shows it/),
    ]);
    for (const format of ['markdown', 'json', 'sarif'] as const)
      expect(await bench.service.report({ format })).toContain('lone of id-lone');
  });

  it('asks identity by identity only where Resource Graph lists none and they are few', async () => {
    const few = createBench({ ...fleetWorld(10, 1, 20), graphHasCredentials });
    await few.service.survey({});
    expect((await listsOfCredentials(few)) > 0).toBe(!graphHasCredentials);
    const many = createBench({ ...fleetWorld(60, 2, 60), graphHasCredentials });
    const { rows, unknown } = await many.service.survey({});
    expect(await listsOfCredentials(many)).toBe(0);
    const told = textsOf(unknownTexts(unknown));
    expect(told.some((text) => text.startsWith('Federated credentials were not counted'))).toBe(!graphHasCredentials);
    const issuing = rows.filter(({ workloads }) => workloads?.credentials !== 0);
    expect(issuing.map(({ workloads }) => workloads?.credentials)).toEqual(
      Array.from({ length: graphHasCredentials ? 59 : 60 }, () => (graphHasCredentials ? 4 : undefined)),
    );
  });
});

describe('a survey right after a write, where Resource Graph may be behind', () => {
  const world = withKubeletOwner(ownerElsewhere(demoWorld()));

  it.each(world.subscriptions.map(({ displayName = '', subscriptionId }) => [displayName, subscriptionId] as const))(
    'finds what looking at each cluster finds after a write in %s, and nothing less than before (W-08)',
    async (_, subscriptionId) => {
      const bench = createBench({ ...world, graphHasCredentials: true }, { indexSeconds: 600 });
      const [before] = await bothWays(bench.service);
      expect(await bench.api.apply(newGroupIn(subscriptionId))).toMatchObject({ status: 'succeeded' });
      const [together, single] = await bothWays(bench.service);
      expect(together).toEqual(single);
      expect(together).toEqual(before);
    },
  );

  it('says that roles are not known where ARM refuses to list what is granted in that subscription', async () => {
    const bench = createBench({ ...world, graphHasCredentials: true }, { indexSeconds: 600 });
    expect(await bench.api.apply(newGroupIn(empty.subscriptionId))).toMatchObject({ status: 'succeeded' });
    const pathContains = `/subscriptions/${empty.subscriptionId}/providers/Microsoft.Authorization/roleAssignments`;
    await bench.fault({ match: { method: 'GET', pathContains }, status: 403, code: 'AuthorizationFailed', times: 999 });
    const { rows } = await bench.service.survey({});
    const store = rows.find(({ cluster }) => cluster.name === 'store-weu')!;
    expect(store.workloads?.unknown).toMatchObject([
      { cause: 'refused', place: { subscriptionId: empty.subscriptionId } },
    ]);
    expect(store.workloads).toEqual((await bench.service.reportRow(store.cluster.id)).workloads);
  });

  it('asks ARM for the roles of that subscription once, however many clusters there are', async () => {
    const bench = createBench({ ...fleetWorld(20, 4, 20), graphHasCredentials: true });
    const { items } = await bench.service.clusters();
    const { subscriptionId } = items[0]!;
    expect(await bench.api.apply(newGroupIn(subscriptionId))).toMatchObject({ status: 'succeeded' });
    await bench.forget();
    await bench.service.survey({});
    const place = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleAssignments`.toLowerCase();
    const lists = (await bench.requests()).filter(({ path }) => path.toLowerCase() === place);
    expect(lists.filter(({ query }) => query['$filter'] === undefined)).toHaveLength(1);
  });

  it('asks the identities of that subscription only', async () => {
    const bench = createBench({ ...fleetWorld(20, 4, 20), graphHasCredentials: true });
    const { items } = await bench.service.clusters();
    const { id: clusterId, subscriptionId } = items[0]!;
    const { items: identities } = await bench.service.identities();
    const own = identities.find((each) => each.subscriptionId === subscriptionId && each.name.startsWith('id-app'))!;
    await bench.api.apply({
      kind: 'createCredential',
      clusterId,
      identityId: own.id,
      namespace: 'new',
      serviceAccount: 'app',
    });
    await bench.forget();
    const { rows, notes } = await bench.service.survey({});
    const asked = (await bench.requests()).filter(({ path }) => /federatedidentitycredentials(\?|$)/i.test(path));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter(({ path }) => !path.toLowerCase().includes(subscriptionId.toLowerCase()))).toEqual([]);
    expect(rows.find(({ cluster }) => cluster.id === clusterId)!.workloads).toMatchObject({ credentials: 5 });
    expect(notes).toEqual([]);
  });
});
