import { afterEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { idOf } from '../../support/azure/idOf.ts';
import { applyAndSee } from '../../support/browser/panelHand.ts';
import { openPanelPage } from '../support/panelPage.ts';
import { openReportPage } from '../support/reportPage.ts';
import type { ServedPage } from '../support/servedPage.ts';

let bench: Bench;
const open: ServedPage<never>[] = [];
afterEach(async () => {
  for (const page of open.splice(0)) await page.close();
});

const inOlderCloud = (): Bench => (bench = createBench(inCloud(demoWorld(), 'older'), { operationSeconds: 1 }));
function kept<Opened extends { readonly close: () => Promise<void> }>(page: Opened): Opened {
  open.push(page as never);
  return page;
}

/** The versions in which a provider answered. */
const versions = async (namespace: string): Promise<ReadonlySet<string | undefined>> => {
  const isOf = (path: string): boolean => path.split('/providers/').at(-1)!.startsWith(namespace);
  const asked = (await bench.requests()).filter(({ path, status }) => isOf(path) && status < 300);
  return new Set(asked.map(({ query }) => query['api-version']));
};

describe('a cloud that gets API versions months later', () => {
  it('shows details, map and report, and is asked for the clusters of a subscription only where an issuer seems gone (T-08)', async () => {
    inOlderCloud();
    const target = { kind: 'cluster', clusterId: await idOf(bench, 'shop-weu') } as const;
    const panel = kept(await openPanelPage(bench, target));
    await panel.page.locator('.identities').waitFor();
    await panel.hand.tab('Map');
    await panel.page.locator('.map-frame svg').waitFor();
    const report = kept(await openReportPage(bench));
    await report.page.locator('.outcome').getByText('21 clusters', { exact: true }).waitFor();
    const lists = /^\/subscriptions\/[^/]+\/providers\/Microsoft.ContainerService\/managedClusters$/i;
    const asked = (await bench.requests()).map(({ path }) => path.toLowerCase()).filter((path) => lists.test(path));
    for (const path of new Set(asked)) {
      const times = asked.filter((one) => one === path).length;
      expect(times, 'once a look: list, details, report').toBeLessThanOrEqual(3);
    }
    expect(await versions('Microsoft.ContainerService/managedClusters')).toEqual(new Set(['2025-10-01']));
    expect(await versions('Microsoft.ResourceGraph')).toEqual(new Set(['2022-10-01']));
  });

  it('gets an identity', async () => {
    inOlderCloud();
    const { items } = await bench.service.subscriptions();
    const subscriptionId = items.find(({ name }) => name === 'Contoso Production')!.id;
    const { hand } = kept(
      await openPanelPage(bench, { kind: 'change', draft: { kind: 'createIdentity', subscriptionId } }),
    );
    await hand.choose('Resource group', /^rg-shop/, 'rg-shop');
    await hand.type('Name', 'id-older');
    await hand.press('Review plan');
    await applyAndSee(hand);
    await hand.done();
    expect((await bench.service.identities()).items.map(({ name }) => name)).toContain('id-older');
  });

  it('gets a cluster back in the version in which it was read', async () => {
    inOlderCloud();
    const draft = { kind: 'setControlPlane', clusterId: await idOf(bench, 'pay-weu') } as const;
    const { hand } = kept(await openPanelPage(bench, { kind: 'change', draft }));
    await hand.take(/^User-assigned identity/);
    await hand.choose('User-assigned identity', /^id-pay-weu/);
    await hand.press('Review plan');
    await applyAndSee(hand);
    const puts = (await bench.writes()).filter(({ path }) => /managedClusters\/pay-weu$/i.test(path));
    expect(puts.map(({ query, status }) => [query['api-version'], status])).toEqual([['2025-10-01', 200]]);
  });
});
