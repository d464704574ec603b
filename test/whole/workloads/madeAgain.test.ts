import { beforeEach, describe, expect, it } from 'vitest';
import type { ChangeOf } from '../../../src/domain/change/change.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench, type BenchOptions } from '../../support/azure/azureBench.ts';
import { idOf } from '../../support/azure/idOf.ts';
import { newCluster } from '../../support/azure/newcomers.ts';

const audiences = ['api://AzureADTokenExchange'];

async function put(bench: Bench, path: string, body: object): Promise<void> {
  const version = /managedClusters\/[^/]+$/i.test(path) ? '2026-04-01' : '2024-11-30';
  const { status } = await bench.arm('PUT', `${path}?api-version=${version}`, body);
  expect(status).toBeLessThan(300);
  bench.emulator.clock.advance(60);
}

async function issuerOf(bench: Bench, clusterId: string): Promise<string> {
  const json = (await bench.service.json(clusterId)) as { properties: { oidcIssuerProfile: { issuerURL: string } } };
  return json.properties.oidcIssuerProfile.issuerURL;
}

/** A colleague deletes and recreates a cluster; Resource Graph doesn't know it for ten minutes. */
async function makeAgain(bench: Bench, clusterId: string): Promise<void> {
  expect((await bench.arm('DELETE', `${clusterId}?api-version=2026-04-01`)).status).toBeLessThan(300);
  bench.emulator.clock.advance(300);
  await put(bench, clusterId, newCluster);
  bench.emulator.clock.advance(100);
}

/** The demo without credentials of issuers that are gone, with so many subscriptions more. */
function world(more = 0): WorldFile {
  const all = demoWorld();
  const resources = (all.resources ?? []).filter(
    ({ properties }) => !/f9205c52/.test(JSON.stringify(properties ?? {})),
  );
  const subscriptions = Array.from({ length: more }, (_, index) => ({
    subscriptionId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    displayName: `Subscription ${index}`,
  }));
  return { ...all, resources, subscriptions: [...all.subscriptions, ...subscriptions] };
}

describe.each<[string, () => WorldFile]>([
  ['ARM lists all clusters', () => world()],
  ['there are too many subscriptions to ask each', () => world(110)],
])('a cluster that a colleague has just made again, of which Resource Graph has the old issuer, where %s', (_, of) => {
  let bench: Bench;
  let partners: string;
  let change: ChangeOf<'moveCredentials'>;
  beforeEach(async () => {
    bench = createBench(of(), { indexSeconds: 600 } satisfies BenchOptions);
    partners = await idOf(bench, 'partners-weu');
    change = { kind: 'moveCredentials', fromIssuer: await issuerOf(bench, partners), clusterId: partners };
    await makeAgain(bench, partners);
  });
  const told = ({ warnings, confirmName }: Plan): unknown => [
    warnings.filter(({ severity }) => severity === 'disruption').map(({ text }) => text),
    confirmName,
  ];

  it('gets its credentials by a plan and a run that call no existing cluster gone (W-05)', async () => {
    const identityIds = [await idOf(bench, 'id-partner-api')];
    const plan = await bench.service.plan([{ ...change, identityIds }]);
    expect(told(plan)).toEqual([[], undefined]);
    expect((await bench.service.apply(plan)).status).toBe('succeeded');
    const issuers = (await bench.service.uses(identityIds[0]!)).credentials.map(({ issuer }) => issuer);
    expect(issuers).not.toContain(change.fromIssuer);
    expect(issuers).toContain(await issuerOf(bench, partners));
  });

  it('gets its credentials when a run is resumed that was refused before anything was written (W-05)', async () => {
    const refusal = { status: 403, code: 'AuthorizationFailed', message: 'No.', times: 1 };
    await bench.fault({ match: { method: 'PUT', pathContains: 'federatedIdentityCredentials' }, ...refusal });
    const identityIds = [await idOf(bench, 'id-partner-api')];
    const first = await bench.service.apply([{ ...change, identityIds }]);
    expect(first.status).toBe('failed');
    expect((await bench.restarted().service.resume(first.activityId)).status).toBe('succeeded');
  });

  it('gets the credential of an identity in another subscription without a stop in the middle (W-05)', async () => {
    const identityId = await idOf(bench, 'id-iot-ingest');
    const properties = { issuer: change.fromIssuer, subject: 'system:serviceaccount:x:y', audiences };
    await put(bench, `${identityId}/federatedIdentityCredentials/x-y`, { properties });
    const outcome = await bench.api.apply({ ...change, identityIds: [identityId] });
    expect(outcome.status).toBe('succeeded');
    const { credentials } = await bench.service.uses(identityId);
    expect(credentials.map(({ issuer }) => issuer)).not.toContain(change.fromIssuer);
  });

  it('is offered its old issuer, and not as one of a cluster that still exists (W-05)', async () => {
    const { issuers } = await bench.service.otherIssuers(partners);
    const [own] = issuers.filter(({ issuer }) => issuer === change.fromIssuer);
    expect(own).toMatchObject({ isLikely: true });
    expect(own).not.toHaveProperty('owner');
  });
});

describe('the cluster that credentials are moved away from', () => {
  it('is recognised by plan and run alike while Resource Graph does not know it yet (W-05)', async () => {
    const bench = createBench(demoWorld(), { indexSeconds: 3600 });
    const store = await idOf(bench, 'store-weu');
    const identityId = await idOf(bench, 'id-mail');
    const fresh = store.replace(/store-weu$/, 'fresh-weu');
    await put(bench, fresh, newCluster);
    const fromIssuer = await issuerOf(bench, fresh);
    const properties = { issuer: fromIssuer, subject: 'system:serviceaccount:x:y', audiences };
    await put(bench, `${identityId}/federatedIdentityCredentials/x-y`, { properties });
    const plan = await bench.service.plan([{ kind: 'moveCredentials', fromIssuer, clusterId: store }]);
    expect(plan).toMatchObject({ confirmName: 'fresh-weu' });
    await put(bench, `${identityId}/federatedIdentityCredentials/late`, {
      properties: { ...properties, subject: 'system:serviceaccount:late:y' },
    });
    await put(bench, `${identityId}/federatedIdentityCredentials/store-weu-x-y`, {
      properties: { ...properties, issuer: 'https://example.org' },
    });
    const changed: unknown = await bench.service.apply(plan).catch((error: unknown) => error);
    const { fresh: again } = changed as { fresh: Plan };
    expect(again).toMatchObject({
      confirmName: 'fresh-weu',
      before: {
        workloads: expect.arrayContaining([{ account: 'x/y', identity: 'id-mail', note: 'fresh-weu' }]) as unknown,
      },
    });
  });

  it('is asked by itself before each removal, and no list of clusters with it (W-05)', async () => {
    const bench = createBench(demoWorld());
    const store = await idOf(bench, 'store-weu');
    const partners = await idOf(bench, 'partners-weu');
    const identityIds = [await idOf(bench, 'id-partner-api'), await idOf(bench, 'id-deployer')];
    const fromIssuer = await issuerOf(bench, partners);
    const plan = await bench.service.plan([{ kind: 'moveCredentials', fromIssuer, clusterId: store, identityIds }]);
    expect(plan).toMatchObject({ confirmName: 'partners-weu' });
    await bench.forget();
    expect((await bench.service.apply(plan)).status).toBe('succeeded');
    const paths = (await bench.requests())
      .filter(({ method }) => method === 'GET')
      .map(({ path }) => path.toLowerCase());
    const home = store.split('/')[2]!;
    const lists = paths.filter((path) =>
      /^\/subscriptions\/[^/]+\/providers\/microsoft\.containerservice\/managedclusters$/.test(path),
    );
    // After our own write, Resource Graph is not asked for that subscription.
    expect(lists.filter((path) => !path.includes(home))).toEqual([]);
    // Once as the run begins, and before each of two removals.
    expect(paths.filter((path) => path === partners.toLowerCase())).toHaveLength(3);
  });
});
