import { afterEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { openedFile } from '../../support/azure/openedFile.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { themeNames } from '../support/themes.ts';
import type { Look } from '../support/servedPage.ts';

let panel: PanelPage;
afterEach(async () => panel?.close());

async function open(hasRoles: boolean, look: Look = {}): Promise<void> {
  const bench = createBench(demoWorld());
  const { id } = (await bench.service.clusters()).items.find(({ name }) => name === 'shop-weu')!;
  const service = await openedFile(bench, id, hasRoles);
  panel = await openPanelPage(bench, { kind: 'cluster', clusterId: id }, { ...look, service });
  await panel.page.getByText(/^Not in the file: .*what surrounds it \(node machines, backup, Fleets\)\.$/).waitFor();
}

const button = (name: string) => panel.page.getByRole('button', { name, exact: true });

describe('the page of a cluster from a file', () => {
  it('leads to what a file can do, and to its roles', async () => {
    await open(false);
    const { page } = panel;
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Details', 'Workloads', 'Map']);
    expect(await page.locator('vscode-button[appearance=primary]').allInnerTexts()).toEqual(['Open both files...']);
    for (const name of ['Show report', 'Export report...', 'Open both files...', 'Sign in to Azure...'])
      await button(name).click();
    await expect.poll(() => panel.opened.map(({ what }) => what)).toEqual(['report', 'export', 'files', 'signIn']);
    await button('Copy command').click();
    await expect
      .poll(() => panel.copied)
      .toEqual([expect.stringMatching(/^az role assignment list --all --subscription [0-9a-f-]{36} --output json$/)]);
    await page.getByText('No problems found in what the file contains.').waitFor();
    await page.getByRole('region', { name: 'Roles that could not be checked' }).waitFor();
    expect(panel.complaints).toEqual([]);
  });

  it('shows the command without breaking any of its words', async () => {
    await open(false, { width: 700 });
    const words = await panel.page.locator('.command code').evaluate((code) => {
      const range = document.createRange();
      const text = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
      const broken: string[] = [];
      while (text.nextNode() !== null) {
        range.selectNodeContents(text.currentNode);
        const tops = new Set([...range.getClientRects()].map(({ top }) => top));
        if (tops.size > 1) broken.push(text.currentNode.textContent ?? '');
      }
      return { broken, all: code.textContent };
    });
    expect(words.all).toMatch(/^az role assignment list --all --subscription [0-9a-f-]{36} --output json$/);
    expect(words.broken.filter((word) => word.trim() !== '')).toEqual([]);
  });

  it('offers to remove no role where the file has some', async () => {
    await open(true);
    const roles = panel.page.getByRole('region', { name: 'Role assignments' });
    expect(await roles.getByRole('row').count()).toBe(5);
    expect(await roles.getByRole('button').count()).toBe(0);
    expect(await button('Open both files...').count()).toBe(0);
  });

  it('has a map that says what a needed role is, and once what the file lacks', async () => {
    await open(false, { width: 1360 });
    const { page } = panel;
    await page.getByRole('tab', { name: 'Map' }).click();
    const beside = page.locator('.selection');
    await beside.getByText('The file shows no problem').waitFor();
    await beside.getByRole('heading', { name: '5 roles not checked' }).waitFor();
    await beside.getByText(/Enter selects\. Zoom with \+\sand\s-\.$/).waitFor();
    expect(await beside.getByText('Not in the file').count()).toBe(1);
    await beside.getByRole('button', { name: 'Open both files...' }).click();
    await expect.poll(() => panel.opened.map(({ what }) => what)).toEqual(['files']);
    expect(await page.locator('.map-chip', { hasText: 'Problems' }).count()).toBe(0);
    await page.locator('.map-frame .role text', { hasText: 'Operator' }).click();
    await beside.getByText("Needed. It isn't known whether it is granted.").waitFor();
  });

  it.each(themeNames)('breaks no rule of axe in the theme %s', async (theme) => {
    await open(false, { theme });
    for (const tab of ['Details', 'Workloads', 'Map']) {
      await panel.page.getByRole('tab', { name: tab }).click();
      await panel.page.getByRole('tab', { name: tab, selected: true }).waitFor();
      await panel.picture(`file/${tab}-${theme}`);
      expect(await axeViolations(panel.page)).toEqual([]);
    }
  });
});
