import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { withIdentities } from '../../support/azure/newcomers.ts';
import { textOf, textsOf } from '../../../src/sentences/textOf.ts';

const audiences = ['api://AzureADTokenExchange'];

interface Lagging {
  readonly bench: Bench;
  readonly idOf: (name: string) => string;
  /** The issuer of store-weu before it was made again. */
  readonly fromIssuer: string;
}

async function put(bench: Bench, path: string, body: object): Promise<void> {
  const { status } = await bench.arm('PUT', `${path}?api-version=2024-11-30`, body);
  expect(status).toBeLessThan(300);
  bench.emulator.clock.advance(60);
}

async function lagging(more: Partial<WorldFile> = {}): Promise<Lagging> {
  const bench = createBench({ ...demoWorld(), graphHasCredentials: true, ...more }, { indexSeconds: 600 });
  const [clusters, identities] = await Promise.all([bench.service.clusters(), bench.service.identities()]);
  const idOf = (name: string): string =>
    [...clusters.items, ...identities.items].find((each) => each.name === name)!.id;
  const workloads = await bench.api.workloads(idOf('store-weu'));
  const fromIssuer = workloads.find(({ reason }) => reason?.includes('a cluster that is gone'))!.issuer;
  return { bench, idOf, fromIssuer };
}

const trust = ({ bench, fromIssuer: issuer }: Lagging, identityId: string, account: string): Promise<void> =>
  put(bench, `${identityId}/federatedIdentityCredentials/late`, {
    properties: { issuer, subject: `system:serviceaccount:${account}`, audiences },
  });

const identitiesIn = ({ steps }: Plan): ReadonlySet<string> =>
  new Set(steps.map(({ request }) => request.path.split('/')[8] ?? ''));

const isOpen = ({ title }: Plan['checks'][number]): boolean =>
  textOf(title) === 'Whether more credentials name this issuer';

async function kubeletOf({ bench, idOf }: Lagging, cluster: string): Promise<string> {
  const json = (await bench.service.json(idOf(cluster))) as {
    properties: { identityProfile: { kubeletidentity: { resourceId: string } } };
  };
  return json.properties.identityProfile.kubeletidentity.resourceId;
}

describe('a plan about credentials that Resource Graph does not list yet', () => {
  it('moves them, too, from identities that are known and from one that is new (W-05)', async () => {
    const world = await lagging();
    const { bench, idOf, fromIssuer } = world;
    const fresh = idOf('id-jobs').replace(/id-jobs$/, 'id-fresh');
    await put(bench, fresh, { location: 'westeurope' });
    await trust(world, idOf('id-jobs'), 'late:a');
    await trust(world, fresh, 'late:b');
    const plan = await bench.service.plan([{ kind: 'moveCredentials', fromIssuer, clusterId: idOf('store-weu') }]);
    expect([...identitiesIn(plan)].sort()).toEqual(['id-basket', 'id-fresh', 'id-jobs', 'id-mail', 'id-storefront']);
    expect(plan.checks.filter(isOpen)).toEqual([]);
  });

  it('says of what it could not see where there are too many identities to ask each (W-05)', async () => {
    const world = await lagging(withIdentities(110));
    await trust(world, world.idOf('id-jobs'), 'late:a');
    const { bench, idOf, fromIssuer } = world;
    const plan = await bench.service.plan([{ kind: 'moveCredentials', fromIssuer, clusterId: idOf('store-weu') }]);
    expect([...identitiesIn(plan)].sort()).toEqual(['id-basket', 'id-mail', 'id-storefront']);
    expect(plan.checks.filter(isOpen)).toMatchObject([
      {
        verdict: 'unknown',
        detail: expect.stringMatching(/^\d+ identities are too many to ask one by one; .* minutes behind/) as string,
      },
    ]);
  });

  it('lists the pods that lose their access if workload identity is turned off (W-02)', async () => {
    const world = await lagging();
    const { bench, idOf } = world;
    const json = (await bench.service.json(idOf('partners-weu'))) as {
      properties: { oidcIssuerProfile: { issuerURL: string } };
    };
    await trust({ ...world, fromIssuer: json.properties.oidcIssuerProfile.issuerURL }, idOf('id-mail'), 'late:a');
    const change = { kind: 'setWorkloadIdentity', clusterId: idOf('partners-weu'), enabled: false } as const;
    const texts = (await bench.api.plan(change)).warnings.map(({ text }) => text);
    expect(texts.filter((text) => /late\/a/.test(text))).toHaveLength(1);
  });

  it('also names the identity that AKS has made for the cluster (W-05)', async () => {
    const world = await lagging();
    const { bench, idOf, fromIssuer } = world;
    await trust(world, await kubeletOf(world, 'store-weu'), 'late:a');
    const plan = await bench.service.plan([{ kind: 'moveCredentials', fromIssuer, clusterId: idOf('store-weu') }]);
    expect([...identitiesIn(plan)]).not.toContain('store-weu-agentpool');
    expect(textsOf(plan.warnings.map(({ text }) => text)).join()).toContain(
      'Credentials of store-weu-agentpool stay as they are',
    );
  });

  it('a move also lists identities that AKS has made for other clusters (W-05)', async () => {
    const world = await lagging();
    const { bench, idOf, fromIssuer } = world;
    const kubelet = await kubeletOf(world, 'partners-weu');
    expect(kubelet).toMatch(/\/resourceGroups\/MC_/i);
    await trust(world, kubelet, 'late:a');
    const plan = await bench.service.plan([{ kind: 'moveCredentials', fromIssuer, clusterId: idOf('store-weu') }]);
    expect([...identitiesIn(plan)]).not.toContain(kubelet.split('/').at(-1));
    const told = `Credentials of ${kubelet.split('/').at(-1)!.toLowerCase()} stay as they are: AKS makes such identities`;
    expect(
      textsOf(plan.warnings.map(({ text }) => text))
        .join()
        .toLowerCase(),
    ).toContain(told.toLowerCase());
    expect(plan.checks.filter(isOpen)).toEqual([]);
  });

  it('a move says that identities of AKS were not asked where they are too many (W-05)', async () => {
    const { bench, idOf, fromIssuer } = await lagging(withIdentities(210, 'MC_rg-many_many_westeurope'));
    const plan = await bench.service.plan([{ kind: 'moveCredentials', fromIssuer, clusterId: idOf('store-weu') }]);
    expect(plan.checks.filter(isOpen)).toMatchObject([
      {
        verdict: 'unknown',
        detail: expect.stringMatching(/node resource groups of other clusters are too many/) as string,
      },
    ]);
  });

  it('asks each identity once where Resource Graph lists no credentials at all (W-05)', async () => {
    const bench = createBench(demoWorld());
    const [clusters, identities] = await Promise.all([bench.service.clusters(), bench.service.identities()]);
    const clusterId = clusters.items.find(({ name }) => name === 'store-weu')!.id;
    const found = (await bench.api.diagnose(clusterId)).find(({ code }) => code === 'credentialOfGoneIssuer');
    await bench.forget();
    await bench.api.plan(found!.fix!);
    const lists = (await bench.requests()).filter(({ path }) => /federatedIdentityCredentials$/i.test(path));
    // The kubelet of the cluster, and those whose credentials are moved, are asked once more.
    expect(lists.length).toBeLessThanOrEqual(identities.items.length + 4);
  });
});
