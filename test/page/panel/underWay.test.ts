import { afterEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { idOf } from '../../support/azure/idOf.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { themeNames } from '../support/themes.ts';

let panel: PanelPage;
afterEach(async () => panel?.close());

describe.each(themeNames)('the panel of the demo in the theme %s', (theme) => {
  const look = async (view: string): Promise<void> => {
    await panel.picture(`themes/${view}-${theme}`);
    expect(await axeViolations(panel.page)).toEqual([]);
  };

  it.each(['details', 'map'] as const)('shows the %s of a cluster so that everybody can read them', async (tab) => {
    const bench = createBench(inCloud(demoWorld()));
    panel = await openPanelPage(bench, { kind: 'cluster', clusterId: await idOf(bench, 'shop-weu'), tab }, { theme });
    await panel.page.locator(tab === 'map' ? '.map-frame svg' : '.identities').waitFor();
    await expect.poll(() => panel.states.at(-1)?.loading ?? '').toBe('');
    await look(tab);
  });

  it('continues by Enter and goes back by Escape, and shows a change under way that everyone can read', async () => {
    const bench = createBench(inCloud(demoWorld()), { operationSeconds: 60, realTime: Date.now });
    const draft = { kind: 'setControlPlane', clusterId: await idOf(bench, 'pay-weu') } as const;
    panel = await openPanelPage(bench, { kind: 'change', draft }, { theme });
    const identity = panel.page.getByRole('combobox', { name: 'User-assigned identity' });
    await identity.fill('id-pay');
    await identity.press('Enter');
    await panel.page.getByText('not used as a cluster identity').first().waitFor();
    await look('choose');
    await identity.press('Enter');
    await panel.hand.reaches('Plan');
    await panel.hand.applyButton.waitFor();
    await panel.page.locator('#stage').press('Escape');
    await panel.hand.reaches('Choose');
    expect(await identity.inputValue()).toBe('id-pay-weu');
    await identity.press('Enter');
    await panel.hand.reaches('Plan');
    const { promise, resolve } = Promise.withResolvers<void>();
    bench.onWait = () => promise;
    await panel.hand.applyButton.click();
    await panel.page.getByRole('timer', { name: 'Elapsed time' }).waitFor();
    await panel.page.locator('ol.run > li.done').first().waitFor();
    await look('apply');
    bench.onWait = undefined;
    resolve();
    await panel.hand.reaches('Result');
    await look('result');
  });

  it('shows a form with a long way to go that everybody can read', async () => {
    const bench = createBench(inCloud(demoWorld()));
    panel = await openPanelPage(bench, { kind: 'change', draft: { kind: 'createCluster' } }, { theme });
    await panel.hand.take(/^Private cluster/);
    await panel.page.getByRole('combobox', { name: 'Private DNS zone' }).waitFor();
    await look('create-cluster');
  });
});
