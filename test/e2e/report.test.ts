import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo, startEmulator, type ExternalEmulator } from './support/externalEmulator.ts';
import { node24, projectRoot } from './host/paths.ts';
import { openContainer, panelFrame, quickInput, runCommand, treeRow } from './support/gestures.ts';
import { openSession, type Session } from './support/harness.ts';
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
const outcome = () => report().locator('.outcome');
const names = () => report().locator('.report-table .unfold').allInnerTexts();
const filter = () => report().getByRole('combobox', { name: 'Filter' });
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
  it('opens by its command with every cluster, the worst first', async () => {
    await runCommand(session.page, 'AKS Identity: Show Identity Report');
    await outcome().getByText('21 clusters').waitFor();
    expect((await names())[0]).toBe('shop-weu');
    await report()
      .getByRole('button', { name: /^\d+ errors$/ })
      .waitFor();
    await session.screenshot('report');
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
    await report().getByRole('button', { name: 'Compare with an earlier report...' }).click();
    // The dialog names its own folder until it has listed it.
    const entry = (name: string) => quickInput(page).getByRole('option', { name }).first();
    await entry('..').waitFor();
    await quickInput(page).locator('input.input').fill(earlier);
    await entry('earlier.json').waitFor();
    await page.keyboard.press('Enter');
    await report().getByRole('button', { name: 'Stop comparing' }).waitFor();
    const fresh = report().getByRole('button', { name: /\b\d+ new findings?$/ });
    await fresh.click();
    await expect.poll(names).toEqual(['web-weu']);
    await session.screenshot('report-compared');
    await fresh.click();
    await report().getByRole('button', { name: 'Stop comparing' }).click();
    await outcome().getByText('21 clusters', { exact: true }).waitFor();
  });

  it('saves what is exported under a name, and opens it', async () => {
    const { page } = session;
    const folder = await mkdtemp(join(tmpdir(), 'exported-'));
    await writeFile(join(folder, 'saved-before.md'), '');
    await backToReport();
    await filter().fill('shop-weu');
    await outcome().getByText('1 of 21 clusters').waitFor();
    await report().getByRole('button', { name: 'Export' }).click();
    await report()
      .getByRole('menuitem', { name: /^Markdown/ })
      .click();
    const field = quickInput(page).locator('input.input');
    await expect.poll(() => field.inputValue()).toMatch(/\/aks-identity-report-\d{4}-\d\d-\d\d\.md$/);
    const name = (await field.inputValue()).replace(/^.*\//, '');
    await quickInput(page).getByRole('option', { name: '..' }).first().waitFor();
    await field.fill(join(folder, name));
    // Until the folder is listed, the dialog takes OK as a wish to go there, and stays open.
    await quickInput(page).getByRole('option', { name: 'saved-before.md' }).first().waitFor();
    await quickInput(page).getByRole('button', { name: 'OK' }).click();
    await page.getByText(`Saved ${name}.`).first().waitFor();
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    const lines = session.page.locator('.editor-instance .view-lines').last();
    await lines.getByText('# AKS identity report').first().waitFor();
    const text = (await lines.innerText()).replaceAll('\u00a0', ' ');
    expect(text).toMatch(/^\| shop-weu \|/m);
    expect(text).not.toContain('web-weu');
  });

  it('copies a link to itself, and one to an unfolded cluster', async () => {
    const { page } = session;
    const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    await backToReport();
    await report().getByRole('button', { name: 'Copy link to this report' }).click();
    await expect.poll(copied).toMatch(/^[\w-]+:\/\/aks-identity\.aks-identity\/report\?filter=shop-weu$/);
    await filter().fill('pay-weu');
    await outcome().getByText('1 of 21 clusters').waitFor();
    await cluster('pay-weu').click();
    await report().getByRole('button', { name: 'Copy link to pay-weu' }).click();
    await expect.poll(copied).toMatch(/\/cluster\?id=%2Fsubscriptions%2F.*pay-weu&tab=details$/);
    await cluster('pay-weu').click();
    await filter().fill('shop-weu');
    await outcome().getByText('1 of 21 clusters').waitFor();
  });

  it('starts the fix of a finding at its plan', async () => {
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
});
