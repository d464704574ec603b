import { inWords } from '../../support/domain/unknowns.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { createBench, type Bench, type BenchOptions } from '../../support/azure/azureBench.ts';
import { newCluster } from '../../support/azure/newcomers.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const audiences = ['api://AzureADTokenExchange'];
const subject = 'system:serviceaccount:fresh:app';

interface Lagging {
  readonly bench: Bench;
  /** The cluster that was made again some time ago. */
  readonly store: string;
  readonly basket: string;
  /** A cluster that a colleague has just created, or whose issuer was just turned on. */
  readonly fresh: string;
  readonly issuer: string;
}

/** Each subscription's list of clusters by Azure's Resource Manager. */
async function clusterLists(bench: Bench): Promise<number> {
  const isList = /^\/subscriptions\/[^/]+\/providers\/Microsoft\.ContainerService\/managedClusters$/i;
  const isOurs = (version: string | undefined): boolean => version === '2026-04-01';
  const requests = await bench.requests();
  return requests.filter(({ path, query }) => isList.test(path) && isOurs(query['api-version'])).length;
}

async function put(bench: Bench, path: string, body: object): Promise<void> {
  const version = /managedClusters\/[^/]+$/i.test(path) ? '2026-04-01' : '2024-11-30';
  const { status } = await bench.arm('PUT', `${path}?api-version=${version}`, body);
  expect(status).toBeLessThan(300);
  bench.emulator.clock.advance(60);
}

async function idsOf(bench: Bench): Promise<(name: string) => string> {
  const [clusters, identities] = await Promise.all([bench.service.clusters(), bench.service.identities()]);
  return (name) => [...clusters.items, ...identities.items].find((each) => each.name === name)!.id;
}

async function trustOf(bench: Bench, cluster: string, identity: string): Promise<string> {
  const json = (await bench.service.json(cluster)) as { properties: { oidcIssuerProfile: { issuerURL: string } } };
  const issuer = json.properties.oidcIssuerProfile.issuerURL;
  // By its name it looks like one of store-weu before it was made again.
  const path = `${identity}/federatedIdentityCredentials/store-weu-fresh`;
  await put(bench, path, { properties: { issuer, subject, audiences } });
  return issuer;
}

async function justCreated(world: WorldFile = demoWorld(), options: BenchOptions = {}): Promise<Lagging> {
  const bench = createBench(world, { indexSeconds: 600, ...options });
  const idOf = await idsOf(bench);
  const store = idOf('store-weu');
  const basket = idOf('id-basket');
  const fresh = store.replace(/store-weu$/, 'fresh-weu');
  await put(bench, fresh, newCluster);
  const issuer = await trustOf(bench, fresh, basket);
  await bench.forget();
  return { bench, store, basket, fresh, issuer };
}

async function justTurnedOn(): Promise<Lagging> {
  const bench = createBench(demoWorld(), { indexSeconds: 600 });
  const idOf = await idsOf(bench);
  const store = idOf('store-weu');
  const basket = idOf('id-basket');
  const fresh = idOf('pay-weu');
  const { body } = await bench.arm('GET', `${fresh}?api-version=2026-04-01`);
  const { oidcIssuerProfile, securityProfile } = newCluster.properties;
  await put(bench, fresh, {
    ...body,
    properties: { ...(body['properties'] as object), oidcIssuerProfile, securityProfile },
  });
  const issuer = await trustOf(bench, fresh, basket);
  await bench.forget();
  return { bench, store, basket, fresh, issuer };
}

function withSubscriptions(count: number): WorldFile {
  const world = demoWorld();
  const more = Array.from({ length: count }, (_, index) => ({
    subscriptionId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    displayName: `Subscription ${index}`,
  }));
  return { ...world, subscriptions: [...world.subscriptions, ...more] };
}

describe.each([
  ['was just created', () => justCreated()],
  ['got its issuer a moment ago', justTurnedOn],
])('the issuer of a cluster that %s, of which Resource Graph does not know yet', (_, bring) => {
  let lagging: Lagging;
  beforeEach(async () => {
    lagging = await bring();
  });

  it('is not called gone in the workloads and findings of another cluster (W-01, W-08)', async () => {
    const { bench, store, issuer } = lagging;
    const workloads = await bench.api.workloads(store);
    expect(workloads.map((each) => each.issuer)).not.toContain(issuer);
    expect(workloads.filter(({ reason }) => reason?.includes('a cluster that is gone'))).not.toEqual([]);
    const gone = (await bench.api.diagnose(store)).filter(({ code }) => code === 'credentialOfGoneIssuer');
    expect(gone).toHaveLength(1);
    expect(JSON.stringify(gone)).not.toContain(issuer);
    expect(JSON.stringify((await bench.service.reportRow(store)).findings)).not.toContain(issuer);
  });

  it('is not called gone for the cluster itself (W-01, W-08)', async () => {
    const { bench, fresh } = lagging;
    expect(await bench.api.workloads(fresh)).toMatchObject([{ namespace: 'fresh', state: 'works' }]);
    const codes = (await bench.api.diagnose(fresh)).map(({ code }) => code);
    expect(codes).not.toContain('credentialOfGoneIssuer');
  });

  it('is that of its cluster when an identity is read (W-01)', async () => {
    const { bench, basket, fresh, issuer } = lagging;
    const { credentials } = await bench.service.uses(basket);
    const [own] = credentials.filter((each) => each.issuer === issuer);
    expect(own).toMatchObject({ state: 'works', cluster: fresh.split('/').at(-1), clusterId: fresh });
  });

  it('is offered with the name of its cluster where credentials are moved (W-05)', async () => {
    const { bench, store, fresh, issuer } = lagging;
    const { issuers } = await bench.service.otherIssuers(store);
    const [own] = issuers.filter((each) => each.issuer === issuer);
    expect(own).toMatchObject({ owner: fresh.split('/').at(-1), isLikely: false });
  });

  it('is called gone by no row of a report, for one list of each subscription (W-10)', async () => {
    const { bench, issuer } = lagging;
    const { rows } = await bench.service.survey({});
    const gone = rows.flatMap(({ findings }) => findings.filter(({ code }) => code === 'credentialOfGoneIssuer'));
    expect(gone.map(({ severity }) => severity)).toContain('error');
    expect(JSON.stringify(gone)).not.toContain(issuer);
    const { items } = await bench.service.subscriptions();
    expect(await clusterLists(bench)).toBe(items.length);
  });
});

describe('an issuer of no cluster that Resource Graph knows', () => {
  it('is unknown, with the reason, where there are too many subscriptions to ask each (W-01, W-08, W-10)', async () => {
    const { bench, store, basket, issuer } = await justCreated(withSubscriptions(110));
    const behind =
      /too many to ask one by one; Azure Resource Graph, which was asked instead, can be a few minutes behind/;
    const workloads = await bench.api.workloads(store);
    const [own] = workloads.filter((each) => each.issuer === issuer);
    expect(own).toMatchObject({ state: 'unknown', reason: expect.stringMatching(behind) as string });
    const findings = await bench.api.diagnose(store);
    const { rows } = await bench.service.survey({});
    for (const all of [findings, rows.flatMap((row) => row.findings)]) {
      const gone = all.filter(({ code }) => code === 'credentialOfGoneIssuer');
      expect(new Set(gone.map(({ severity }) => severity))).toEqual(new Set(['info']));
      for (const { text } of gone) {
        expect(text).toMatch(behind);
        expect(text).not.toMatch(/the issuer of a cluster that is gone/);
      }
    }
    const { credentials } = await bench.service.uses(basket);
    expect(credentials.filter((each) => each.issuer === issuer)).toMatchObject([{ state: 'unknown' }]);
    expect(await clusterLists(bench)).toBe(0);
  });

  it.each([429, 503, 409, 403])(
    'leaves the rest of a look and of a report as it is where a subscription answers %i',
    async (status) => {
      const { bench, store, issuer, basket } = await justCreated();
      const other = (await bench.service.subscriptions()).items.find(({ id }) => !store.includes(id))!.id;
      const pathContains = `/subscriptions/${other}/providers/Microsoft.ContainerService/managedClusters`;
      await bench.fault({
        match: { method: 'GET', pathContains },
        status,
        code: 'NotNow',
        message: 'Not now.',
        times: 1000,
      });
      const told = [
        (await bench.api.workloads(store)).map(({ reason }) => reason),
        (await bench.api.diagnose(store)).map(({ text }) => text),
        (await bench.service.survey({})).rows.flatMap(({ findings }) => findings.map(({ text }) => textOf(text))),
      ];
      for (const texts of told) {
        expect(texts.filter((text) => text?.includes('Not now.'))).not.toEqual([]);
        expect(texts.filter((text) => /a cluster that is gone/.test(text ?? ''))).toEqual([]);
      }
      const { credentials } = await bench.service.uses(basket);
      expect(credentials.filter((each) => each.issuer === issuer)).toMatchObject([{ state: 'works' }]);
    },
  );

  it('is in doubt if the directory does not show now how many subscriptions it has', async () => {
    const { bench, store } = await justCreated();
    const fault = { status: 503, code: 'ServerTimeout', message: 'Not now.', times: 1000 };
    await bench.fault({ match: { pathContains: '/managementGroups/' }, ...fault });
    const reasons = (await bench.api.workloads(store)).map(({ reason }) => reason ?? '');
    expect(reasons.filter((reason) => reason.includes("isn't known. Not now."))).not.toEqual([]);
  });

  it("is no cluster's likely former one if ARM can't be asked (W-05)", async () => {
    const { bench, store, issuer } = await justCreated(withSubscriptions(110));
    const { issuers, unknown } = await bench.service.otherIssuers(store);
    expect(issuers.filter((each) => each.issuer === issuer)).toMatchObject([{ isLikely: false }]);
    expect(inWords(unknown)).toMatchObject([expect.stringMatching(/too many to ask one by one/)]);
  });

  it('is looked for once in a look at a cluster, and not where nothing would be called gone (W-01)', async () => {
    const bench = createBench(demoWorld());
    const idOf = await idsOf(bench);
    const { length } = (await bench.service.subscriptions()).items;
    const listsFor = async (look: Promise<unknown>): Promise<number> => {
      await look;
      const lists = await clusterLists(bench);
      await bench.forget();
      return lists;
    };
    await bench.forget();
    expect(await listsFor(bench.api.workloads(idOf('store-weu')))).toBe(length);
    expect(await listsFor(bench.api.diagnose(idOf('store-weu')))).toBe(length);
    expect(await listsFor(bench.api.workloads(idOf('partners-weu')))).toBe(0);
    expect(await listsFor(bench.api.diagnose(idOf('partners-weu')))).toBe(0);
  });

  it('is looked for again if the clusters come from ARM already, as they may be older than the credentials (W-01)', async () => {
    const bench = createBench(demoWorld());
    const store = (await idsOf(bench))('store-weu');
    const { length } = (await bench.service.subscriptions()).items;
    const refusal = { status: 403, code: 'AuthorizationFailed', message: 'No.' };
    await bench.fault({ match: { pathContains: 'Microsoft.ResourceGraph' }, ...refusal, times: 100 });
    await bench.forget();
    const workloads = await bench.api.workloads(store);
    expect(workloads.filter(({ reason }) => reason?.includes('a cluster that is gone'))).not.toEqual([]);
    expect(await clusterLists(bench)).toBe(2 * length);
    await bench.forget();
    await bench.service.survey({});
    // And once for their extensions, which Resource Manager lists below each.
    expect(await clusterLists(bench)).toBe(3 * length);
  });
});
