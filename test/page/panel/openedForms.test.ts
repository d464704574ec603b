import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { PanelTarget } from '../../../src/manifest.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';

let panel: PanelPage;

afterEach(async () => panel?.close());

const setControlPlane: PanelTarget = { kind: 'change', draft: { kind: 'setControlPlane', clusterId: sami.id } };

describe('a form that was opened', () => {
  const draft = { kind: 'createCluster' } as const;
  const isInFirst = async (page: Page, name: string): Promise<void> =>
    expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('.field')?.querySelector('[id]')?.id))
      .toBe(`field-${name}`);

  it('has the focus in its first field, also where the cluster was read first', async () => {
    panel = await openPanelPage(createBench(inCloud(smallWorld())), { kind: 'change', draft });
    await isInFirst(panel.page, 'recipe');
    await panel.close();
    panel = await openPanelPage(createBench(inCloud(smallWorld())), setControlPlane);
    await isInFirst(panel.page, 'controlPlane');
  });

  it('opens a folded section for what is wrong in it, focuses it, and leaves it open', async () => {
    panel = await openPanelPage(createBench(inCloud(smallWorld())), { kind: 'change', draft });
    const { page } = panel;
    const network = page.locator('details', { hasText: 'Network' }).first();
    const pods = page.getByRole('textbox', { name: 'Pod CIDR' });
    await page.getByRole('textbox', { name: 'Cluster name' }).fill('new-weu');
    const group = page.getByRole('combobox', { name: 'Resource group' });
    await group.click();
    await page.getByRole('option').nth(1).click();
    await network.locator('summary').click();
    await pods.fill('10.0.0.0/12');
    await page.locator('summary', { hasText: 'pods 10.0.0.0/12' }).waitFor();
    expect(await page.locator('.field-error').allInnerTexts()).toEqual([]);
    await pods.press('Tab');
    await page.getByText('Overlaps the Service CIDR 10.0.0.0/16.').waitFor();
    await network.locator('summary').click();
    await pods.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Review plan' }).click();
    await isInFirst(page, 'podCidr');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('10.244.0.0/16');
    await page.locator('summary', { hasText: 'pods 10.244.0.0/16' }).waitFor();
    expect(await pods.isVisible()).toBe(true);
  });

  it.each(['light', 'dark'] as const)(
    'says what is wrong with a text once its field is left, without moving what is clicked away, in %s',
    async (theme) => {
      panel = await openPanelPage(createBench(inCloud(smallWorld())), { kind: 'change', draft }, { theme });
      const { page } = panel;
      const name = page.getByRole('textbox', { name: 'Cluster name' });
      const tier = page.getByRole('combobox', { name: 'Resource group' });
      await name.fill('-');
      await tier.click();
      await page.getByRole('listbox', { name: 'Resource group' }).getByRole('option').first().waitFor();
      const error = page.locator('.field-error');
      await error.waitFor();
      await panel.picture(`forms/left-${theme}`);
      await name.fill('--');
      expect(await error.count()).toBe(1);
      await name.fill('new-weu');
      await error.waitFor({ state: 'detached' });
    },
  );

  it('distinguishes buttons and links with the same words by name', async () => {
    panel = await openPanelPage(createBench(inCloud(smallWorld())), setControlPlane);
    const { page } = panel;
    await page.getByRole('button', { name: 'Copy principal ID of the control plane' }).waitFor();
    await page.getByRole('tab', { name: 'Details' }).click();
    await page.locator('.identities').waitFor();
    const names = await page
      .locator('vscode-button, vscode-link')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent.trim()));
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  });
});
