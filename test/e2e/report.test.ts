import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo, startEmulator } from './support/externalEmulator.ts';
import type { ExternalEmulator } from './support/externalEmulator.ts';
import { axeViolations } from './support/axe.ts';
import { node24, projectRoot } from './host/paths.ts';
import { openContainer, panelFrame, quickInput, runCommand, treeRow } from './support/gestures.ts';
import { openSession } from './support/harness.ts';
import type { Session, Theme } from './support/harness.ts';
import { panelOf } from './support/panelGestures.ts';

let session: Session;
let emulator: ExternalEmulator;

beforeAll(async () => {
  [emulator, session] = await Promise.all([startEmulator('--operation-seconds', '1'), openSession()]);
  await openContainer(session.page, 'AKS Identity');
  await connectTo(session, emulator);
  await treeRow(session.page, /Contoso Production/).waitFor();
});
afterAll(async () => {
  await session.close();
  await emulator.stop();
});

const report = () => panelFrame(session.page);
const outcome = () => report().locator('.outcome p');
const names = () => report().locator('.report-table .unfold').allInnerTexts();
const filter = () => report().getByRole('textbox', { name: 'Filter' });
const cluster = (name: string) => report().getByRole('button', { name, exact: true });

/** Brings the report to the front by its tab, as a person does. */
async function backToReport(): Promise<void> {
  await session.page
    .locator('.tabs-container')
    .getByRole('tab', { name: /^Identity Report/ })
    .click();
  await report().getByRole('heading', { name: 'Identity Report' }).waitFor();
}

describe('the identity report in VS Code', () => {
  it('the identity report in VS Code opens by its command with every cluster, the worst first', async () => {
    await runCommand(session.page, 'AKS Identity: Show Identity Report');
    await outcome().getByText('20 clusters').waitFor();
    expect((await names())[0]).toBe('shop-weu');
    expect(await report().locator('.mark').first().innerText()).toMatch(/\d+ errors$/);
    await session.screenshot('report');
  });

  it('the identity report in VS Code shows what a filter lets through, tells how many, and all again', async () => {
    await filter().fill('neu');
    await outcome()
      .getByText(/^\d of 20 clusters$/)
      .waitFor();
    expect(new Set((await names()).map((name) => name.slice(-3)))).toEqual(new Set(['neu']));
    await report()
      .getByRole('button', { name: /clusters? without findings/ })
      .click();
    await outcome()
      .getByText(/^\d of 20 clusters$/)
      .waitFor();
    await filter().fill('nobody has this name');
    await report().getByText('No cluster matches the filter.').waitFor();
    await report().getByRole('button', { name: 'Clear filter' }).press('Enter');
    await outcome().getByText('20 clusters').waitFor();
    expect(await filter().evaluate((field) => field.matches(':focus'))).toBe(true);
  });

  it('the identity report in VS Code is sorted and unfolded by keyboard alone', async () => {
    const { page } = session;
    const head = report().getByRole('columnheader', { name: 'Cluster' });
    await head.getByRole('button').focus();
    await page.keyboard.press('Enter');
    await head.and(report().locator('[aria-sort="ascending"]')).waitFor();
    await expect.poll(async () => (await names())[0]).toBe('batch-neu');
    expect(await names()).toEqual((await names()).toSorted());
    await page.keyboard.press('Enter');
    await head.and(report().locator('[aria-sort="descending"]')).waitFor();
    await expect.poll(async () => (await names())[0]).toBe('web-weu');
    await cluster('web-weu').focus();
    await page.keyboard.press('ArrowRight');
    await report().getByRole('list', { name: 'Findings of web-weu' }).waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await report().locator('.unfold:focus').innerText()).toBe('vault-weu');
  });

  it('the identity report in VS Code keeps findings in sight as a whole where the window is narrow', async () => {
    await session.page.setViewportSize({ width: 900, height: 900 });
    const findings = report().getByRole('list', { name: 'Findings of web-weu' });
    await expect
      .poll(() => findings.evaluate((one) => one.getBoundingClientRect().right < window.innerWidth))
      .toBe(true);
    const heads = report().locator('.report-table thead th:nth-child(-n+4)');
    expect(await heads.evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth))).toEqual([]);
    const [text, actions] = ['.finding-text', '.finding-actions'].map((one) => findings.locator(one).first());
    expect((await actions!.boundingBox())!.y).toBeGreaterThan((await text!.boundingBox())!.y + 20);
    const tops = await report()
      .getByRole('button', { name: /^(Show details of|Copy link to) web-weu/ })
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    expect(Math.abs(tops[0]! - tops[1]!)).toBeLessThan(1);
    await session.page.setViewportSize({ width: 1400, height: 900 });
  });

  it('shows what one control asks for, and all again', async () => {
    const control = report().getByRole('combobox', { name: 'Control', exact: true });
    await control.selectOption({ index: 1 });
    await outcome()
      .getByText(/^\d+ of 20 clusters$/)
      .waitFor();
    await control.selectOption({ index: 0 });
    await outcome().getByText('20 clusters', { exact: true }).waitFor();
  });

  it('compares with an earlier report that is picked, and stops', async () => {
    const { page } = session;
    const earlier = join(await mkdtemp(join(tmpdir(), 'earlier-')), 'earlier.json');
    const cli = join(projectRoot, 'dist', 'cli.js');
    const args = ['report', '--emulator', emulator.url, '--fail-on', 'never', '--allow-partial', '--output', earlier];
    execFileSync(node24, [cli, ...args, '--format', 'json'], { stdio: 'ignore' });
    const kept = JSON.parse(await readFile(earlier, 'utf8')) as { clusters: { name: string; findings: object[] }[] };
    kept.clusters.find(({ name }) => name === 'web-weu')!.findings = [];
    await writeFile(earlier, JSON.stringify(kept));
    await report().getByRole('button', { name: 'Compare with earlier report...' }).click();
    // The dialog names its own folder until it has listed it.
    const entry = (name: string) => quickInput(page).getByRole('option', { name }).first();
    await entry('..').waitFor();
    await quickInput(page).locator('input.input').fill(earlier);
    await entry('earlier.json').waitFor();
    await page.keyboard.press('Enter');
    await report().getByRole('button', { name: 'Stop comparing' }).waitFor();
    const fresh = report().getByRole('button', { name: /\b2 new findings$/ });
    await fresh.click();
    await expect.poll(names).toEqual(['web-weu']);
    await session.screenshot('report-compared');
    await fresh.click();
    await report().getByRole('button', { name: 'Stop comparing' }).click();
    await outcome().getByText('20 clusters', { exact: true }).waitFor();
  });

  it.each([
    ['Markdown', '# AKS identity report', /^\| shop-weu \|/m],
    ['CSV', 'cluster', /shop-weu/],
    ['SARIF', '{', /sarif/],
  ])('the identity report in VS Code exports what the filter shows as %s', async (format, firstLine, content) => {
    await backToReport();
    await filter().fill('shop-weu');
    await outcome().getByText('1 of 20 clusters').waitFor();
    await report().getByRole('group', { name: 'Export 1 cluster as' }).getByRole('button', { name: format }).click();
    const lines = session.page.locator('.editor-instance .view-lines').last();
    await lines.getByText(firstLine).first().waitFor();
    const text = (await lines.innerText()).replaceAll('\u00a0', ' ');
    expect(text).toMatch(content);
    expect(text).not.toContain('web-weu');
  });

  it('the identity report in VS Code copies a link to itself, and one to an unfolded cluster', async () => {
    const { page } = session;
    const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    await backToReport();
    await report().getByRole('button', { name: 'Copy link to this report' }).click();
    await expect.poll(copied).toMatch(/^[\w-]+:\/\/aks-identity\.aks-identity\/report$/);
    await filter().fill('pay-weu');
    await outcome().getByText('1 of 20 clusters').waitFor();
    await cluster('pay-weu').click();
    await report().getByRole('button', { name: 'Copy link to pay-weu' }).click();
    await expect.poll(copied).toMatch(/\/cluster\?id=%2Fsubscriptions%2F.*pay-weu&tab=details$/);
    await cluster('pay-weu').click();
    await filter().fill('shop-weu');
    await outcome().getByText('1 of 20 clusters').waitFor();
  });

  it('the identity report in VS Code starts the fix of a finding at its plan', async () => {
    await backToReport();
    await cluster('shop-weu').click();
    await report()
      .getByRole('list', { name: 'Findings of shop-weu' })
      .getByRole('button', { name: 'Fix...' })
      .first()
      .click();
    const panel = panelOf(session.page);
    await panel.reaches('Plan');
    await panel.applyButton.waitFor();
    expect(await panel.text()).toContain('Assign Private DNS Zone Contributor to id-shop-weu');
    await session.screenshot('report-fix');
  });

  it('the identity report in VS Code breaks no rule of axe in dark, light and high contrast', async () => {
    await backToReport();
    await filter().fill('');
    const found: Partial<Record<Theme, readonly string[]>> = {};
    for (const theme of ['light', 'highContrast', 'highContrastLight', 'dark'] as const) {
      await session.changeTheme(theme);
      await cluster('web-weu').waitFor();
      found[theme] = await axeViolations(panelFrame(session.page));
      await session.screenshot(`theme-${theme}-report`);
    }
    expect(found).toEqual({ light: [], highContrast: [], highContrastLight: [], dark: [] });
  });

  it('the identity report in VS Code lists clusters before they are checked, and says after a stop that they were not', async () => {
    const { page } = session;
    const match = { method: 'GET', pathContains: 'federatedIdentityCredentials' };
    await emulator.order({ match, status: 429, retryAfter: 60, times: 999 });
    await backToReport();
    await runCommand(page, 'View: Close Editor');
    await runCommand(page, 'AKS Identity: Show Identity Report');
    await report().getByRole('cell', { name: 'Still being checked' }).first().waitFor();
    expect(await names()).toHaveLength(20);
    const heads = report().locator('.report-table thead th');
    const open = report().locator('.report-table tbody tr').filter({ hasText: 'Still being checked' });
    const cells = open.first().locator('td:visible');
    const place = async (one: typeof heads) => Math.round((await one.boundingBox())!.x);
    const titles = await heads.allInnerTexts();
    const group = titles.findIndex((title) => title.includes('Resource group'));
    expect(await place(cells.nth(0))).toBe(await place(heads.nth(1)));
    expect(await place(cells.nth(1))).toBe(await place(heads.nth(group)));
    await cluster('web-weu').click();
    await report().locator('.unfolded').getByText('Still being checked.').waitFor();
    expect(await axeViolations(report())).toEqual([]);
    await session.screenshot('report-listed');
    await report().getByRole('button', { name: 'Cancel' }).click();
    const stopped = outcome().getByText(/^20 clusters, \d+ not checked$/);
    await stopped.waitFor();
    const unchecked = await report().getByRole('cell', { name: 'Not checked: stopped', exact: true }).count();
    expect(await stopped.innerText()).toBe(`20 clusters, ${unchecked} not checked`);
    await session.screenshot('report-stopped');
    await emulator.clearFaults();
    await report().getByRole('button', { name: 'Start again' }).click();
    await outcome().getByText('20 clusters', { exact: true }).waitFor();
  });
});
