import { afterEach, describe, expect, it } from 'vitest';
import { openForm } from '../../../src/commands/changes.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { idOf } from '../../support/azure/idOf.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import { applyAndSee } from '../../support/browser/panelHand.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { runOnRow } from '../support/rowCommand.ts';

let panel: PanelPage;
afterEach(async () => panel?.close());

describe('Gateway API in the panel', () => {
  it.each(['light', 'dark'] as const)(
    'is prepared from the finding about NGINX, with what application routing works with, in %s (G-02, G-06)',
    async (theme) => {
      const bench = createBench(inCloud(demoWorld()), { operationSeconds: 1 });
      panel = await openPanelPage(bench, { kind: 'cluster', clusterId: await idOf(bench, 'web-weu') }, { theme });
      const { hand, page } = panel;
      await page.getByText('NGINX', { exact: true }).first().waitFor({ state: 'attached' });
      await panel.picture(`gateway/${theme}-0-details`);
      await page
        .getByRole('button', { name: /^Prepare Gateway API\.\.\./ })
        .first()
        .click();
      await hand.reaches('Choose');
      await page.getByRole('checkbox', { name: /internal.contoso.com/ }).waitFor();
      await hand.type('Service accounts', 'shop/app-routing');
      expect(await axeViolations(page)).toEqual([]);
      await panel.picture(`gateway/${theme}-1-choose`);
      await hand.press('Review plan');
      const plan = await applyAndSee(hand, { picture: (stage) => panel.picture(`gateway/${theme}-${stage}`) });
      expect(plan).toMatch(/Turn on what Gateways need[\s\S]*Create identity id-gateway-web-weu/);
      await page.getByText('kind: ClusterExternalDNS').first().waitFor();
      await panel.picture(`gateway/${theme}-5-result`);
      await hand.press('Open as YAML');
      await expect.poll(() => panel.yaml.join()).toMatch(/azure.workload.identity\/client-id: "[0-9a-f-]{36}"/);
    },
  );
});

describe('the default ingress controller in the panel', () => {
  it('is turned off from the menu of its cluster, and the plan says what it does not know of Ingresses (G-09)', async () => {
    const bench = createBench(inCloud(demoWorld()), { operationSeconds: 1 });
    const row = { clusterId: await idOf(bench, 'web-weu') };
    const target = await runOnRow(bench, openForm('aksIdentity.setNginxRouting'), row);
    panel = await openPanelPage(bench, target!);
    const { hand, page } = panel;
    await hand.take(/^None/);
    await panel.picture('gateway/ingress-controller-1-choose');
    expect(await axeViolations(page)).toEqual([]);
    await hand.press('Review plan');
    const picture = (stage: string): Promise<unknown> => panel.picture(`gateway/ingress-controller-${stage}`);
    const plan = await applyAndSee(hand, { confirm: 'web-weu', picture });
    expect(plan).toMatch(/Whether Ingresses of the default controller are left[\s\S]*AnnotationControlled[\s\S]*None/);
    expect(await hand.text()).toContain('NginxIngressController');
  });
});
