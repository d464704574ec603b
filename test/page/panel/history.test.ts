import { afterEach, describe, expect, it } from 'vitest';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idKubelet, own } from '../../support/azure/smallWorld.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import type { Theme } from '../../support/browser/themes.ts';
import { changedByOthers, operatorId, worldBefore } from '../../whole/history/past.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { themeNames } from '../support/themes.ts';
import { keepScreenshot } from '../../support/browser/screenshots.ts';

const pictures = 'page/history';

async function past(): Promise<Bench> {
  const bench = createBench(worldBefore());
  await changedByOthers(bench);
  return bench;
}

let panel: PanelPage;
afterEach(async () => panel?.close());

async function open(bench: Bench, theme: Theme = 'dark', width = 1000): Promise<void> {
  panel = await openPanelPage(bench, { kind: 'cluster', clusterId: own.id, tab: 'history' }, { theme, width });
  await panel.page.getByRole('heading', { name: 'Sources' }).waitFor();
}

const lines = (): Promise<string[]> => panel.page.locator('.history-entries summary').allInnerTexts();

describe('the tab History', () => {
  it.each(themeNames)('shows who did what in %s, and has no violation of axe (H-20, H-21)', async (theme) => {
    await open(await past(), theme);
    const { page } = panel;
    await page.locator('.history-entries summary').first().click();
    await keepScreenshot(page, `${pictures}/${theme}`, { fullPage: true });
    const all = (await lines()).join('\n');
    expect(all).toContain('Removed AcrPull from the kubelet identity on registry acrlegacy');
    expect(all).toContain('Fetched the admin credential of cluster own-weu');
    expect(await page.getByText('The activity log of subscription').count()).toBe(1);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('shows one kind, and all again (H-20, H-25)', async () => {
    await open(await past());
    const { page } = panel;
    await page.getByRole('button', { name: 'Credentials fetched 1' }).click();
    await expect.poll(lines).toHaveLength(1);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await expect.poll(lines).toHaveLength(3);
  });

  it('reads again for another time (H-20)', async () => {
    const bench = await past();
    await open(bench);
    bench.emulator.clock.advance(2 * 86_400);
    await panel.page.getByRole('button', { name: '24 hours' }).click();
    await panel.page
      .getByText(
        /^Nothing changed since .*, as far as Azure shows\. Changes after .* may not be in Azure's logs yet\.$/,
      )
      .waitFor();
    expect(await lines()).toEqual([]);
  });

  it.each([
    ['that a finding misses', 0, 'Managed Identity Operator'],
    ['that no finding misses', 1, 'AcrPull'],
  ])('leads from a role %s to the plan that assigns it again (H-22)', async (_, index, role) => {
    const bench = await past();
    await bench.arm('DELETE', `${operatorId}?api-version=2022-04-01`);
    await open(bench);
    const { page } = panel;
    await page.getByRole('button', { name: 'Assign it again...' }).nth(index).click();
    await page.getByRole('tabpanel').getByText(role).first().waitFor();
    expect(await page.getByRole('tab', { name: 'Change' }).getAttribute('aria-selected')).toBe('true');
  });

  it('is walked by keyboard: an entry unfolds with Enter (H-20)', async () => {
    await open(await past());
    const { page } = panel;
    await page.locator('.history-entries summary').first().focus();
    await page.keyboard.press('Enter');
    await page.getByText('Correlation ID').first().waitFor();
  });

  it('says what could not be read, and shows the rest (H-21)', async () => {
    const bench = await past();
    await bench.fault({ match: { pathContains: 'eventtypes' }, status: 403, code: 'AuthorizationFailed', times: 99 });
    await open(bench);
    await panel.page.getByText('Reading it takes Microsoft.Insights/eventtypes/values/read.').waitFor();
    expect(await lines()).toHaveLength(2);
    // What was read from elsewhere may not be all; of what only the log has, nothing is known.
    await panel.page.getByRole('button', { name: 'Roles unknown' }).waitFor();
    await panel.page
      .getByRole('button', { name: /\d or more$/ })
      .first()
      .waitFor();
  });

  it('of an identity has its roles (H-20)', async () => {
    const bench = await past();
    panel = await openPanelPage(bench, { kind: 'identity', identityId: idKubelet.id, tab: 'history' }, {});
    await panel.page.getByText('Removed AcrPull from id-kubelet on registry acrlegacy').waitFor();
  });
});
