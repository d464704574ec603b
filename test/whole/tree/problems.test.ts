import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { IdentityError } from '../../../src/errors.ts';
import { ClustersTree } from '../../../src/tree/clusters/clustersTree.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { demoService, type DemoService } from '../../support/demoService.ts';
import { until } from '../../support/until.ts';

let demo: DemoService;
let service: IdentityService;
let tree: ClustersTree;

beforeEach(() => {
  demo = demoService(3);
  service = demo.service;
  tree = new ClustersTree({
    service: () => Promise.resolve(service),
    activeSubscription: () => undefined,
    shownSubscriptions: () => undefined,
    checksClusters: () => false,
    onState: () => undefined,
    note: () => undefined,
  });
});
afterEach(() => {
  tree.dispose();
  demo.close();
});

const rows = async (parent?: Row): Promise<readonly Row[]> => (await tree.getChildren(parent)) ?? [];
async function row(label: string, parent?: Row): Promise<Row> {
  const found = (await rows(parent)).find((one) => one.label === label);
  if (!found) throw new Error(`There is no row ${label}.`);
  return found;
}
const cluster = async (name: string, subscription = 'Contoso Production'): Promise<Row> =>
  row(name, await row(subscription));
const lines = (all: readonly Row[]): readonly string[] =>
  all.map(({ label, description }) => [label, description].filter(Boolean).join(' | '));

describe('what rows say of problems', () => {
  it('a problem that is folded away marks every row above it, and opens the way to it', async () => {
    const web = await rows(await cluster('web-weu'));
    const addons = web.find(({ kind }) => kind === 'addons')!;
    expect(addons).toMatchObject({ icon: { id: 'extensions' }, state: { grade: 'error' }, expanded: true });
    expect(addons.description).toMatch(/^\d$/);
    expect(addons.spoken).toMatch(/^1 error \u00b7 \d$/);
    const routing = (addons.children as readonly Row[]).find(({ label }) => label === 'Application routing')!;
    expect(routing).toMatchObject({ icon: { id: 'plug' }, state: { grade: 'error' }, expanded: true });
    expect(lines(routing.children as readonly Row[])[0]).toBe(
      'Missing: Private DNS Zone Contributor | internal.contoso.com',
    );
  });

  it('a cluster without problems has a tick once it and its surroundings were checked', async () => {
    expect(await cluster('edge-neu', 'Contoso Platform')).toMatchObject({
      icon: { id: 'server-environment' },
      spoken: expect.stringMatching(/not checked yet$/) as string,
    });
    expect((await cluster('edge-neu', 'Contoso Platform')).state).toBeUndefined();
    await rows(await cluster('edge-neu', 'Contoso Platform'));
    const whole = await cluster('edge-neu', 'Contoso Platform');
    expect(whole).toMatchObject({ spoken: expect.stringMatching(/no problems$/) as string });
    expect(whole.state).toMatchObject({ grade: 'ok', words: 'No problems' });
    expect(whole.icon).toEqual({ id: 'server-environment' });
  });

  it('a cluster about which there is only something to know has its sign, and no tick', async () => {
    await rows(await cluster('pay-weu'));
    const { state } = await cluster('pay-weu');
    expect(state).toEqual({ grade: 'ok', badge: 'i', words: 'No problems, 1 info' });
  });

  it('what is wrong around a cluster marks it, and its row Around the cluster, before that is unfolded', async () => {
    const below = await rows(await cluster('iot-weu'));
    expect(below.find(({ label }) => label === 'Around the cluster')).toMatchObject({
      spoken: '1 error',
      state: { grade: 'error', badge: '\u27151' },
    });
    expect(lines(below).filter((line) => /backup|vault/i.test(line))).toEqual([]);
    expect((await cluster('iot-weu')).state).toMatchObject({ grade: 'error' });
  });

  it("what can't be read is unknown at the cluster and below its identity, with the reason, and never fine", async () => {
    await demo.fault({
      match: { pathContains: '/roleAssignments' },
      status: 403,
      code: 'AuthorizationFailed',
      times: 999,
    });
    await demo.fault({ match: { pathContains: '/Microsoft.ResourceGraph' }, status: 403, times: 999 });
    const shop = await rows(await cluster('shop-weu'));
    const row = await cluster('shop-weu');
    expect(row.description).toBe("not checked: role assignments can't be read \u00b7 user-assigned");
    expect(row).toMatchObject({ icon: { id: 'server-environment' }, state: { grade: 'unknown', badge: '?' } });
    expect(shop[0]).toMatchObject({ label: 'Control plane', icon: { id: 'key' }, state: { grade: 'unknown' } });
    const below = shop[0]!.children as readonly Row[];
    expect(lines(below)).toEqual([expect.stringMatching(/^\d roles \| not checked: role assignments can't be read$/)]);
    expect(JSON.stringify(below[0]!.tooltip)).toContain('Network Contributor');
  });

  it('a stopped cluster shows that in its row and its tooltip', async () => {
    const spare = await cluster('spare-neu', 'Contoso Dev/Test');
    expect(spare.description).toMatch(/Stopped/);
    expect(spare.tooltip).toContainEqual({ label: 'State', value: 'Stopped (Succeeded)' });
  });
});

/** Every cluster of the demo is checked meanwhile, on a machine that may be busy. */

describe('showing only what has problems', () => {
  it('clusters without problems are left out, in folded subscriptions, too, until all are shown again', async () => {
    tree.filter(true);
    const described = async (): Promise<readonly string[]> => lines(await rows());
    await until(async () => {
      expect(await described()).toEqual([
        'Contoso Dev/Test | 3 with errors \u00b7 4 of 6 clusters',
        'Contoso Platform | 2 with errors \u00b7 4 of 6 clusters',
        'Contoso Production | 4 with errors \u00b7 4 of 6 clusters',
        'Contoso Workloads | 2 with errors \u00b7 3 of 3 clusters',
      ]);
    });
    const production = await rows(await row('Contoso Production'));
    expect(production.map(({ label }) => label)).toEqual(['iot-weu', 'legacy-neu', 'shop-weu', 'web-weu']);
    tree.filter(false);
    expect((await rows(await row('Contoso Production'))).map(({ label }) => label)).toContain('pay-weu');
  });

  it('a cluster can be found by its id, with the rows above it', async () => {
    const clusterId = await demo.idOf('shop-weu');
    const found = await tree.rowOf(clusterId);
    expect(found).toMatchObject({ kind: 'cluster', label: 'shop-weu' });
    expect(tree.getParent(found!)).toMatchObject({ label: 'Contoso Production' });
    expect(await tree.rowOf(`${clusterId}-gone`)).toBeUndefined();
  });
});

describe('a check that fails', () => {
  it('leaves clusters and their subscription marked as not checked, with the reason', async () => {
    const failing: IdentityService = {
      ...service,
      survey: () => Promise.reject(new IdentityError({ code: 'throttled', message: 'Too many requests.' })),
    };
    const checking = new ClustersTree({
      service: () => Promise.resolve(failing),
      activeSubscription: () => undefined,
      shownSubscriptions: () => undefined,
      checksClusters: () => true,
      onState: () => undefined,
      note: () => undefined,
    });
    const production = async (): Promise<Row> =>
      ((await checking.getChildren()) ?? []).find(({ label }) => label === 'Contoso Production')!;
    const below = await checking.getChildren(await production());
    expect(below[0]!.icon).toEqual({ id: 'server-environment' });
    await until(async () => {
      expect(await production()).toMatchObject({
        description: '6/6 not fully checked',
        state: { grade: 'unknown', badge: '?', words: '6 clusters not fully checked' },
      });
    });
    expect((await checking.getChildren(await production()))[0]).toMatchObject({
      description: 'not checked: too many requests \u00b7 user-assigned',
      state: { grade: 'unknown', badge: '?' },
    });
    checking.dispose();
  });
});
