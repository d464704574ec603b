import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { isClusterPut, succeed, toUserAssigned } from '../../support/azure/changes.ts';
import { newestIn, olderCloud } from '../../support/azure/olderCloud.ts';
import { idB, own, sami, smallWorld } from '../../support/azure/smallWorld.ts';

/** The demo without identity bindings and Defender's gating, which only newer versions have. */
function withoutNews(): WorldFile {
  const { resources, ...world } = demoWorld();
  const isOfBindings = ({ id }: { readonly id: string }): boolean => /identityBindings|aks-identity-binding/i.test(id);
  const known = resources.filter((resource) => !isOfBindings(resource));
  return {
    ...world,
    resources: JSON.parse(JSON.stringify(known).replaceAll('securityGating', 'gatingToCome')) as typeof known,
  };
}

/** The demo where no provider that is asked has the version that is asked for. */
function olderEverywhere(): WorldFile {
  const { apiVersions, ...world } = olderCloud(withoutNews());
  return {
    ...world,
    apiVersions: {
      ...apiVersions,
      'Microsoft.Resources': ['2020-01-01', '2021-04-01', '2022-01-01-preview'],
      'Microsoft.Authorization': ['2015-07-01', '2020-10-01', '2022-04-01'],
      'Microsoft.ManagedIdentity': ['2018-11-30', '2023-01-31'],
      'Microsoft.Network': ['2018-05-01', '2020-06-01', '2023-09-01'],
      // With one that tells `roleAssignmentMode`: older ones do not, and then there is less to be found.
      'Microsoft.ContainerRegistry': ['2019-05-01', '2023-07-01', '2025-11-01'],
      'Microsoft.KeyVault': ['2019-09-01', '2022-07-01'],
      'Microsoft.Compute': ['2022-07-02', '2023-04-02'],
      'Microsoft.OperationalInsights': ['2020-08-01', '2022-10-01'],
      'Microsoft.Storage': ['2021-09-01'],
    },
  };
}

async function everythingRead({ service }: Bench): Promise<unknown> {
  const { items, failures } = await service.clusters();
  const [first] = items;
  const [identity] = (await service.identities()).items;
  const { subscriptionId = '' } = first ?? {};
  return {
    clusters: items,
    failures,
    findings: await Promise.all(items.map(async ({ id }) => (await service.check(id)).findings)),
    details: await service.cluster(first!.id),
    survey: (await service.survey({})).rows.map(({ findings }) => findings),
    uses: await service.uses(identity!.id),
    subnets: await service.subnets(subscriptionId),
    groups: await service.resourceGroups(subscriptionId),
    locations: await service.locations(subscriptionId),
    roles: (await service.roleDefinitions(`/subscriptions/${subscriptionId}`)).length,
    registries: await service.resourcesOfType('Microsoft.ContainerRegistry/registries', subscriptionId),
  };
}

async function refused(bench: Bench): Promise<number> {
  return (await bench.requests()).filter(({ status }) => status >= 400).length;
}

describe('a cloud that gets API versions months later', () => {
  it('shows what the public cloud shows, whichever provider is behind (T-06)', async () => {
    const bench = createBench(olderEverywhere());
    expect(await everythingRead(bench)).toEqual(await everythingRead(createBench(withoutNews())));
    expect(bench.notes.length).toBe(new Set(bench.notes).size);
    expect(bench.notes).toContain(
      'Microsoft.ContainerService does not offer API version 2026-04-01 here; 2025-10-01 is used instead.',
    );
  });

  it('lists clusters with one question to Resource Graph, and by no list of a subscription (T-07)', async () => {
    const bench = createBench(olderCloud(demoWorld()));
    expect((await bench.service.clusters()).items.length).toBeGreaterThan(15);
    expect((await bench.requests()).map(({ method, path, status }) => [method, path, status])).toEqual([
      ['GET', '/subscriptions', 200],
      ['POST', '/providers/Microsoft.ResourceGraph/resources', 200],
    ]);
  });

  it('is asked for the same as the public cloud, but for the versions (T-08)', async () => {
    // Nothing there is newer than the older versions, except for members, which are read in an older version there.
    const newer = ['2026-06-01', '2026-08-02-preview'];
    const differs = /\/(identityBindings|members)$/;
    const asked = async (world: WorldFile): Promise<readonly string[]> => {
      const bench = createBench(world);
      await everythingRead(bench);
      const answered = (await bench.requests()).filter(
        ({ status, path, query }) => status < 300 && !differs.test(path) && !newer.includes(query['api-version'] ?? ''),
      );
      return answered.map(({ method, path }) => `${method} ${path}`).toSorted();
    };
    expect(await asked(olderCloud(withoutNews()))).toEqual(await asked(withoutNews()));
  });

  it('has no identity bindings to be asked for, which is reported instead of none', async () => {
    const bench = createBench(olderCloud(demoWorld()));
    const reports = (await bench.service.clusters()).items.find(({ name }) => name === 'reports-neu')!;
    expect(String(inWords((await bench.service.workloads(reports.id)).unknown))).toMatch(/^Identity bindings: /);
  });

  it('is asked in the wrong version once, however many look at it afterwards', async () => {
    const bench = createBench(olderCloud(smallWorld()));
    await bench.service.kubeconfig(own.id, 'user');
    expect(await refused(bench)).toBe(1);
    await bench.service.cluster(own.id);
    await bench.service.diagnose(sami.id);
    const first = (await bench.requests()).filter(({ query }) => query['api-version'] === '2026-04-01');
    expect(first).toHaveLength(1);
    expect(bench.notes).toHaveLength(1);
  });

  it('gets each cluster back in the version in which it was read', async () => {
    const bench = createBench(olderCloud(smallWorld()));
    await succeed(bench, toUserAssigned(sami.id, idB.id));
    const put = (await bench.writes()).filter(isClusterPut);
    expect(put.map(({ query }) => query['api-version'])).toEqual([newestIn.containerService]);
    const reads = (await bench.requests()).filter(({ method, path, status }) => {
      return method === 'GET' && status === 200 && path.toLowerCase() === sami.id.toLowerCase();
    });
    expect(new Set(reads.map(({ query }) => query['api-version']))).toEqual(new Set([newestIn.containerService]));
  });

  it('gets nothing back in another version, where the one of the reading goes between read and write', async () => {
    const bench = createBench(smallWorld());
    const change = toUserAssigned(sami.id, idB.id);
    const message = `No registered resource provider found for location 'westeurope' and API version '2026-04-01' for type 'managedClusters'. The supported api-versions are '2025-05-01, 2025-10-01'. The supported locations are 'westeurope'.`;
    const match = { method: 'PUT', pathContains: 'sami-weu' };
    await bench.fault({ match, status: 400, code: 'NoRegisteredProviderFound', message, times: 1 });
    const outcome = await bench.service.apply([change]);
    expect(outcome).toMatchObject({ status: 'failed', steps: [{ status: 'done' }, { status: 'failed' }] });
    expect(JSON.stringify(outcome)).toContain('Nothing was changed; try again.');
    expect((await bench.writes()).filter(isClusterPut)).toHaveLength(1);
    expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded' });
  });

  it('says what it offers and what is needed, where that is too old', async () => {
    const world = { ...smallWorld(), apiVersions: { 'Microsoft.ContainerService': ['2023-11-01', '2024-08-01'] } };
    const bench = createBench(world);
    await expect(bench.service.kubeconfig(own.id, 'user')).rejects.toMatchObject({
      failure: {
        code: 'unexpected',
        armCode: 'NoRegisteredProviderFound',
        message:
          'No API version that Microsoft.ContainerService offers here can be used: it offers 2023-11-01, 2024-08-01; this extension needs one from 2024-09-01 to 2026-04-01 (the first stable version that sends an eTag and honours If-Match).',
      },
    });
    expect(bench.notes).toEqual([]);
  });
});
