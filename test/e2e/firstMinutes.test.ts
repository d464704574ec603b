import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  clickRow,
  clickRowAction,
  expandRow,
  foldRow,
  menuEntries,
  notifications,
  openContainer,
  panelFrame,
  pick,
  quickInput,
  runCommand,
  standsStill,
  treeRow,
} from './support/gestures.ts';
import { openSession, type Session } from './support/harness.ts';
import { panelOf } from './support/panelGestures.ts';

let session: Session;

beforeAll(async () => {
  session = await openSession();
});
afterAll(async () => session.close());

/** What the palette offers of ours for a filter. */
async function offered(filter: string): Promise<readonly string[]> {
  const { page } = session;
  await page.keyboard.press('F1');
  const input = quickInput(page).locator('input.input');
  await input.fill(`>AKS Identity: ${filter}`);
  await quickInput(page)
    .getByRole('option', { name: /AKS Identity: Show Log|No matching/ })
    .first()
    .waitFor();
  await standsStill(page, '.quick-input-list');
  const labels = await quickInput(page).getByRole('option').allInnerTexts();
  await page.keyboard.press('Escape');
  await quickInput(page).waitFor({ state: 'hidden' });
  return labels.filter((label) => label.includes('AKS Identity: '));
}

/** Resolves once a picture is shown that the window could load. */
async function hasPicture(picture: Locator): Promise<void> {
  await expect
    .poll(async () => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth), { timeout: 30_000 })
    .toBeGreaterThan(0);
}

describe('the first minutes', () => {
  it("signed out, the palette offers ways in and nothing that can't work", async () => {
    const { page } = session;
    await openContainer(page, 'AKS Identity');
    await page.locator('.sidebar').getByRole('button', { name: 'Start Demo' }).waitFor();
    const all = (await offered('')).join('\n');
    for (const way of ['Sign In', 'Start Demo', 'Open Cluster JSON', 'Connect to Emulator']) expect(all).toContain(way);
    expect(all).not.toMatch(/Create Cluster|Get Credentials|Copy|Assign Role|Identity Report/);
  });

  it('Start Demo from the palette brings the clusters to the front, with a cluster in trouble open', async () => {
    const { page } = session;
    await openContainer(page, 'Explorer');
    await runCommand(page, 'AKS Identity: Start Demo');
    await treeRow(page, /^shop-weu/).waitFor({ timeout: 60_000 });
    await treeRow(page, /^Control plane, 2 errors/).waitFor();
    await panelFrame(page).getByText('Private DNS Zone Contributor').first().waitFor();
    expect(await notifications(page)).toEqual([]);
    await session.screenshot('first-demo');
  });

  it('every row says its kind, name, state and number of problems', async () => {
    const { page } = session;
    const names = await page
      .locator('.sidebar')
      .getByRole('treeitem')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
    expect(names).toContain('Cluster shop-weu, user-assigned, 2 errors, 1 warning');
    expect(names).toContain('Cluster pay-weu, system-assigned, no problems, 1 info');
    expect(names).toContain('Finding Missing: Private DNS Zone Contributor, error, privatelink.westeurope.azmk8s.io');
    expect(names.filter((name) => name.includes('\u26a0') || /\b1 (errors|warnings|findings)\b/.test(name))).toEqual(
      [],
    );
  });

  it('a click on a cluster shows its details in one window that the next click takes over', async () => {
    const { page } = session;
    const tabs = page.locator('.tabs-container .tab');
    await foldRow(page, /^shop-weu/);
    await treeRow(page, /^pay-weu/).click();
    await page.locator('.tabs-container').getByRole('tab', { name: 'pay-weu' }).waitFor();
    await treeRow(page, /^web-weu/).click();
    await page.locator('.tabs-container').getByRole('tab', { name: 'web-weu' }).waitFor();
    await page.locator('.tabs-container').getByRole('tab', { name: 'pay-weu' }).waitFor({ state: 'detached' });
    expect(await tabs.count()).toBe(1);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.locator('.tabs-container').getByRole('tab', { name: 'web-weu' }).waitFor({ state: 'detached' });
  });

  it('a problem two folders down is seen at each of them', async () => {
    const { page } = session;
    await expandRow(page, /^web-weu/);
    await treeRow(page, /^Add-ons, 1 error/).waitFor();
    await treeRow(page, /^Application routing, 1 error/).waitFor();
    await session.screenshotInEachTheme('first-tree');
    await foldRow(page, /^web-weu/);
  });

  it('the menu of a cluster begins with a look at it', async () => {
    const entries = await menuEntries(session.page, /^pay-weu/);
    expect(entries.slice(0, 2)).toEqual(['Show Details', 'Show Identity Map']);
    expect(entries).toContain('Get Credentials...');
    expect(entries).toContain('Copy Control Plane Principal ID');
    expect(entries).not.toContain('Check Permissions');
  });

  it('a button above the clusters leaves only those with problems', async () => {
    const { page } = session;
    const bar = page.locator('.sidebar');
    await bar.getByText('Clusters (Demo)').first().hover();
    await bar.getByRole('button', { name: 'Show Only Clusters with Problems' }).first().click();
    await treeRow(page, /^pay-weu/).waitFor({ state: 'detached' });
    await treeRow(page, /^shop-weu/).waitFor();
    await session.screenshot('first-only-problems');
    await bar.getByText('Clusters (Demo)').first().hover();
    await bar.getByRole('button', { name: 'Show All Clusters' }).first().click();
    await treeRow(page, /^pay-weu/).waitFor();
  });

  it('a missing role is granted from its row', async () => {
    const { page } = session;
    await expandRow(page, /^shop-weu/);
    // The details of the cluster, which are open, name the role too.
    await clickRowAction(page, /^Missing: Private DNS Zone Contributor/, 'Assign Missing Role...', async (timeout) =>
      panelFrame(page)
        .getByRole('heading', { name: /^Assign Private DNS Zone Contributor/ })
        .waitFor({ timeout }),
    );
    await session.screenshot('first-grant');
  });

  it('the walkthrough has a picture for each step, and no marks of code', async () => {
    const { page } = session;
    await runCommand(page, 'Welcome: Open Walkthrough...');
    await pick(page, /Get Started with AKS Identity/);
    const walkthrough = page.locator('.gettingStartedContainer');
    for (const title of [
      'Start the demo',
      'Look at a cluster',
      'Assign a missing role',
      'Review every cluster',
      'Sign in to Azure',
    ]) {
      await walkthrough.getByRole('button', { name: title }).first().click();
      const drawing = page
        .locator('iframe.webview:visible')
        .last()
        .contentFrame()
        .locator('#active-frame')
        .contentFrame()
        .locator('svg title');
      if (title === 'Sign in to Azure') await drawing.filter({ hasText: /./ }).first().waitFor({ state: 'attached' });
      else await hasPicture(walkthrough.locator('.getting-started-media img'));
      await session.screenshot(`walkthrough-${title.replaceAll(' ', '-').toLowerCase()}`);
    }
    expect(await walkthrough.innerText()).not.toContain('`');
  });

  it('the walkthrough ticks off what was done, also where it began before', async () => {
    const { page } = session;
    const isDone = (step: string): Locator =>
      page.locator(`.gettingStartedContainer [data-done-step-id$="#${step}"][aria-checked="true"]`);
    await isDone('demo').waitFor();
    await clickRow(page, /^pay-weu/);
    await panelFrame(page).getByRole('heading', { name: 'pay-weu' }).waitFor();
    await page.getByRole('tab', { name: /Walkthrough|Welcome/ }).click();
    await isDone('look').waitFor();
    const walkthrough = page.locator('.gettingStartedContainer');
    await walkthrough.getByRole('button', { name: 'Assign a missing role' }).first().click();
    await standsStill(page, '.gettingStartedContainer');
    await walkthrough.getByRole('button', { name: 'Assign Missing Role...' }).click();
    await pick(page, /^shop-weu, Private DNS Zone Contributor/);
    await panelOf(page).reaches('Plan');
    await page.getByRole('tab', { name: /Walkthrough|Welcome/ }).click();
    await isDone('change').waitFor();
    expect(await isDone('report').count()).toBe(0);
    await session.screenshot('walkthrough-done');
  });
});
