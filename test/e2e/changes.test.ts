import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { themesFile } from '../page/support/themes.ts';
import { axeViolations } from '../support/browser/axe.ts';
import { applyAndSee, type PanelHand } from '../support/browser/panelHand.ts';
import { projectRoot } from './host/paths.ts';
import { connectTo, startEmulator, type ExternalEmulator } from './support/externalEmulator.ts';
import {
  chooseFromMenu,
  clickRow,
  expandRow,
  foldRow,
  notifications,
  openContainer,
  clearNotifications,
  treeRow,
} from './support/gestures.ts';
import { themes, type Theme } from '../support/browser/themes.ts';
import { openSession, type Session } from './support/harness.ts';
import { panelAbout } from './support/panelGestures.ts';

let session: Session;
let emulator: ExternalEmulator;

beforeAll(async () => {
  [emulator, session] = await Promise.all([startEmulator('--operation-seconds', '1'), openSession()]);
  await openContainer(session.page, 'AKS Identity');
  await connectTo(session, emulator);
  await treeRow(session.page, /Contoso Production/).waitFor();
  for (const other of [/Contoso Dev/, /Contoso Platform/]) await foldRow(session.page, other);
});
afterEach(async () => clearNotifications(session.page));
afterAll(async () => {
  await session.close();
  await emulator.stop();
});

/** Brings the panel to the plan that gives pay-weu another identity. */
async function planOfMove(): Promise<PanelHand> {
  await chooseFromMenu(session.page, /^pay-weu/, 'Change Control Plane Identity...');
  const panel = await panelAbout(session.page, 'pay-weu');
  await panel.reaches('Choose');
  await panel.take(/^User-assigned identity/);
  await panel.choose('User-assigned identity', /^id-pay-weu/, 'id-pay-weu');
  await panel.press('Review plan');
  await panel.reaches('Plan');
  await panel.applyButton.waitFor();
  return panel;
}

/** The values of variables as VS Code gives them to a page; one that is not there is left out. */
async function variablesOf(panel: PanelHand, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  return panel.frame.locator('html').evaluate((html, all) => {
    const style = getComputedStyle(html);
    const found = all.map((name) => [name, style.getPropertyValue(name).trim()] as const);
    return Object.fromEntries(found.filter(([, value]) => value !== ''));
  }, names);
}

/** The theme's variables that the shipped pages use, but for fonts, which are the machine's. */
async function usedVariables(): Promise<readonly string[]> {
  const folder = join(projectRoot, 'dist', 'page');
  const files = (await readdir(folder)).filter((name) => /\.(css|js)$/.test(name));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const names = new Set(texts.join('\n').match(/--vscode-[\w-]+/g));
  return [...names].filter((name) => !/-font-/.test(name)).toSorted();
}

describe('the panel in VS Code', () => {
  it('has the colours in each theme with which the tests of pages draw it, and breaks no rule of axe in them', async () => {
    await chooseFromMenu(session.page, /^shop-weu/, 'Show Details');
    const panel = await panelAbout(session.page, 'shop-weu');
    await panel.frame.locator('.identities').waitFor();
    const names = await usedVariables();
    const seen: Record<string, unknown> = {};
    const found: Record<string, readonly string[]> = {};
    for (const theme of ['light', 'highContrast', 'highContrastLight', 'dark'] satisfies readonly Theme[]) {
      await session.changeTheme(theme);
      const isThere = panel.frame.locator(`body.${themes[theme].pageClass}`);
      await isThere.waitFor();
      seen[theme] = await variablesOf(panel, names);
      found[theme] = await axeViolations(panel.frame);
      await session.screenshot(`theme-${theme}-details`);
    }
    if (process.env['AKS_IDENTITY_RECORD_THEMES'] === '1') {
      await writeFile(themesFile, `${JSON.stringify(seen, undefined, 2)}\n`);
    }
    expect(seen).toEqual(JSON.parse(await readFile(themesFile, 'utf8')));
    expect(found).toEqual({ light: [], highContrast: [], highContrastLight: [], dark: [] });
  });

  it('reports a failed change, as Activity does and no notification, and ends it well once that is possible', async () => {
    const { page } = session;
    const panel = await planOfMove();
    const message = 'The client does not have authorization.';
    const match = { method: 'PUT', pathContains: 'managedClusters/pay-weu' };
    await emulator.order({ match, status: 403, code: 'AuthorizationFailed', message });
    await panel.applyButton.click();
    await panel.reaches('Result', 60_000);
    expect(await panel.frame.locator('ol.run > li.failed').innerText()).toContain('AuthorizationFailed');
    await treeRow(page, /^pay-weu.*failed: AuthorizationFailed.*Control plane to/).waitFor();
    expect(await notifications(page)).toEqual([]);
    await expandRow(page, /^web-weu/);
    await treeRow(page, /^Control plane.*id-web-weu/).waitFor();
    await foldRow(page, /^web-weu/);
    await panel.press('Retry');
    await panel.frame.locator('.summary.succeeded').waitFor({ timeout: 60_000 });
    await panel.done();
  });

  it('is opened by the one calm row of a control plane that was replaced, and offers nothing that leads nowhere', async () => {
    const { page } = session;
    await expandRow(page, /^pay-weu/);
    await treeRow(page, /Roles to review later/).waitFor();
    const unused = page.locator('.sidebar').getByRole('treeitem', { name: /Unused role assignment/ });
    expect(await unused.count()).toBe(0);
    await clickRow(page, /Roles to review later/);
    const panel = await panelAbout(page, 'pay-weu');
    await panel.press(/^Review roles/);
    await panel.frame.getByText(/Possibly pay-weu, until/).waitFor();
    await panel.frame.getByRole('button', { name: 'Close' }).waitFor();
    expect(await panel.frame.getByRole('button', { name: 'Review plan' }).count()).toBe(0);
    await session.screenshot('leftovers-waiting');
    await panel.press('Close');
    await foldRow(page, /^pay-weu/);
  });

  it('opens the YAML of a workload that was connected as a document', async () => {
    const { page } = session;
    await foldRow(page, /Contoso Production/);
    await chooseFromMenu(page, /^store-weu/, 'Show Details');
    const panel = await panelAbout(page, 'store-weu');
    await panel.tab('Workloads');
    await panel.frame.getByRole('heading', { name: 'Workloads' }).waitFor();
    await panel.press('Connect workload...');
    await panel.reaches('Choose');
    await panel.type('Namespace', 'shop');
    await panel.type('Service account', 'cart');
    await panel.choose('Identity', /New identity/);
    // The button moves down once the fields of the new identity are there.
    await panel.frame.getByRole('textbox', { name: 'Name', exact: true }).waitFor();
    await panel.press('Review plan');
    await applyAndSee(panel);
    await panel.press('Open as YAML');
    await page.locator('.monaco-editor .view-line', { hasText: 'ServiceAccount' }).first().waitFor();
  });
});
