import { afterEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { idOf } from '../../support/azure/idOf.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';

let panel: PanelPage;
afterEach(async () => panel?.close());

describe('what an old identity has, in the plan of a swap', () => {
  it.each([1000, 420])('is listed in lines as wide as the page, which is %i pixels wide', async (width) => {
    const bench = createBench(demoWorld(), { operationSeconds: 1 });
    const clusterId = await idOf(bench, 'orders-weu');
    panel = await openPanelPage(bench, { kind: 'change', draft: { kind: 'setControlPlane', clusterId } });
    const { hand, page } = panel;
    await page.setViewportSize({ width, height: 900 });
    await hand.choose('User-assigned identity', /^id-old/);
    await hand.press('Review plan');
    await hand.reaches('Plan');
    await page
      .getByText(
        'Access that the old identity keeps: 4 covered for the new identity, 1 carried over, 1 not needed by the new identity',
      )
      .click();
    const lines = page.locator('.held li .check-words');
    await lines.first().waitFor();
    const widths = await lines.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
    expect(widths).toHaveLength(6);
    expect(Math.min(...widths)).toBeGreaterThan(width / 2);
  });
});
