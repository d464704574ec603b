import { afterEach, describe, expect, it } from 'vitest';
import { reviewLeftovers } from '../../../src/commands/changes.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { idOf } from '../../support/azure/idOf.ts';
import { applyAndSee } from '../../support/browser/panelHand.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { runOnRow } from '../support/rowCommand.ts';

let panel: PanelPage;
afterEach(async () => panel?.close());
const picture = (name: string) => (stage: string) => panel.picture(`leftovers/${name}-${stage}`);

describe('what replaced identities still have', () => {
  it('is listed with the reason for a replaced kubelet, and removed as a plan', async () => {
    const bench = createBench(inCloud(demoWorld()), { operationSeconds: 1 });
    const clusterId = await idOf(bench, 'shop-weu');
    panel = await openPanelPage(bench, { kind: 'change', draft: { kind: 'setKubelet', clusterId } });
    const { hand, page } = panel;
    await hand.choose('New kubelet identity', /New identity/);
    await hand.type('Name', 'id-shop-kubelet-2');
    await hand.press('Review plan');
    await applyAndSee(hand, { confirm: 'shop-weu', picture: picture('kubelet') });
    await hand.press(/^Review/);
    await expect.poll(() => panel.opened.at(-1)?.what).toBe('leftovers');
    panel.show((await runOnRow(bench, reviewLeftovers, panel.opened.at(-1)!.target!))!);
    await hand.reaches('Choose');
    const role = page.getByRole('checkbox', { name: /^AcrPull on registry acrshop/ });
    await role.first().waitFor();
    const ticks = await role.evaluateAll((all) => all.map((one) => one.getAttribute('aria-checked')));
    expect(ticks).toEqual(['true', 'false']);
    await panel.picture('leftovers/1-choose');
    expect(await hand.text()).toMatch(/id-shop-kubelet[\s\S]*Replaced[\s\S]*today at .* by "Change kubelet/);
    await hand.press('Review plan');
    const plan = await applyAndSee(hand, { picture: picture('removal') });
    expect(plan).toMatch(/Remove .* roles? from id-shop-kubelet[\s\S]*Remove AcrPull from id-shop-kubelet on acrshop/);
    await page.getByText(/1 finding fixed\./).waitFor();
    await hand.done();
  });

  it("can't be removed before the token of a replaced control plane is over", async () => {
    const bench = createBench(inCloud(demoWorld()), { operationSeconds: 1 });
    const clusterId = await idOf(bench, 'pay-weu');
    const controlPlane = { kind: 'userAssigned', identityId: await idOf(bench, 'id-pay-weu') } as const;
    expect((await bench.service.apply([{ kind: 'setControlPlane', clusterId, controlPlane }])).status).toBe(
      'succeeded',
    );
    panel = await openPanelPage(bench, { kind: 'unusedRoles', clusterId });
    await panel.page.getByText(/Possibly pay-weu, until/).waitFor();
    await panel.picture('leftovers/waiting');
    await panel.page.getByRole('button', { name: 'Close' }).waitFor();
    expect(await panel.page.getByRole('button', { name: 'Review plan' }).count(), 'leads nowhere').toBe(0);
  });
});
