/** What a window that starts with the demo shows: rows of other extensions, rows of ours, and a sign-in error. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoWorld } from '../../src/emulator/scenarios/demo.ts';
import { inCloud } from '../support/azure/cloud.ts';
import { applyAndSee, panelHandOn } from '../support/browser/panelHand.ts';
import type { Theme } from '../support/browser/themes.ts';
import { projectRoot } from './host/paths.ts';
import {
  chooseFromMenu,
  clickRow,
  clickRowAction,
  expandRow,
  menuEntries,
  openContainer,
  panelFrame,
  runCommand,
  treeRow,
} from './support/gestures.ts';
import { openSession, type Session } from './support/harness.ts';
import { panelOf } from './support/panelGestures.ts';
import { readyForPicture } from './support/pictures.ts';

let session: Session;

beforeAll(async () => {
  session = await openSession({
    env: { AKS_IDENTITY_START: 'demo' },
    moreExtensions: [join(projectRoot, 'test', 'e2e', 'neighbours')],
    viewport: { width: 1400, height: 1000 },
  });
});
afterAll(async () => session.close());

const themes = ['light', 'highContrast', 'highContrastLight', 'dark'] satisfies readonly Theme[];

const details = () => panelFrame(session.page);
const focusedFinding = () => details().locator('.findings > li:focus');
const tabs = (): Promise<number> => session.page.locator('.editor-group-container .tab').count();

/** The icon of a row, and the badge beside its name. */
async function lookOf(name: RegExp): Promise<{ readonly icon: string; readonly badge: string }> {
  return treeRow(session.page, name).evaluate((row) => {
    const classes = [...row.querySelectorAll('[class*="codicon-"]')]
      .map(({ className }) => String(className))
      .join(' ');
    const label = row.querySelector('.monaco-icon-label')!;
    return {
      icon:
        [...classes.matchAll(/codicon-([a-z-]+)/g)].map(([, id]) => id).find((id) => !id!.startsWith('tree-')) ?? '',
      badge: getComputedStyle(label, '::after').content.replaceAll('"', ''),
    };
  });
}

/** The text of a member of a resource of the demo. */
function inDemo(name: string, path: readonly string[]): string {
  const found = inCloud(demoWorld()).resources?.find((each) => each['name'] === name);
  const value = path.reduce<unknown>((json, member) => (json as Record<string, unknown> | undefined)?.[member], found);
  return String(value);
}

/** What the logs of the basket say since store-weu was created anew. */
function refusal(): string {
  const issuer = inDemo('store-weu', ['properties', 'oidcIssuerProfile', 'issuerURL']);
  const client = inDemo('id-basket', ['properties', 'clientId']);
  return [
    `2026-11-29T10:00:00Z ERROR POST https://login.microsoftonline.com/common/oauth2/v2.0/token?client_id=${client}`,
    `AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '${issuer}'.`,
    "Assertion Subject: 'system:serviceaccount:basket:api'. Assertion Audience: 'api://AzureADTokenExchange'.",
  ].join('\n');
}

describe('rows of other extensions', () => {
  const own = ['Show Identity Map', 'Show Details'];

  beforeAll(async () => {
    await openContainer(session.page, 'Neighbours');
    await treeRow(session.page, 'pay-weu').waitFor();
    await treeRow(session.page, 'shop-weu').waitFor();
  });

  it('an AKS row of Azure Resources opens the map of its cluster', async () => {
    const { page } = session;
    expect(await menuEntries(page, 'pay-weu')).toEqual(['Show Theirs', ...own]);
    await chooseFromMenu(page, 'pay-weu', 'Show Identity Map');
    await panelFrame(page).getByRole('heading', { name: 'pay-weu' }).waitFor();
    await panelFrame(page).getByRole('tab', { name: /map/i, selected: true }).waitFor();
    await readyForPicture(page);
    await session.screenshot('neighbours-map');
  });

  it('an AKS row of the cloud explorer of Kubernetes opens the details of its cluster', async () => {
    const { page } = session;
    expect(await menuEntries(page, 'shop-weu')).toEqual(own);
    await chooseFromMenu(page, 'shop-weu', 'Show Details');
    await panelFrame(page).getByRole('heading', { name: 'shop-weu' }).waitFor();
    await panelFrame(page)
      .getByRole('tab', { name: /details/i, selected: true })
      .waitFor();
  });

  it('a row of another kind of resource, and the group of all clusters, offer nothing of ours', async () => {
    expect(await menuEntries(session.page, 'acrx')).toEqual(['Show Theirs']);
    expect(await menuEntries(session.page, 'Kubernetes services')).toEqual(['Show Theirs']);
  });
});

describe('rows of the tree', () => {
  beforeAll(async () => {
    await runCommand(session.page, 'View: Close All Editors');
    await openContainer(session.page, 'AKS Identity');
    await treeRow(session.page, /^Contoso Production/).waitFor({ timeout: 60_000 });
    await expandRow(session.page, /^shop-weu/);
    await treeRow(session.page, /^shop-weu, .*2 errors/).waitFor();
  });

  it('have the icon of their kind and a badge for their state, in four themes', async () => {
    for (const theme of themes) {
      await session.changeTheme(theme);
      expect(await lookOf(/^shop-weu/), theme).toEqual({ icon: 'server-environment', badge: '\u27152' });
      expect(await lookOf(/^dev-weu/), theme).toEqual({ icon: 'server-environment', badge: '!2' });
      expect(await lookOf(/^Contoso Production/), theme).toEqual({ icon: 'azure', badge: '\u2715' });
      expect(await lookOf(/^Control plane, 2 errors/), theme).toEqual({ icon: 'key', badge: '\u27152' });
      await session.screenshot(`tree-states-${theme}`);
    }
  });
});

describe("a finding's row", () => {
  it('shows the finding in the panel of its cluster, with the focus', async () => {
    await clickRow(session.page, /^Missing: Network Contributor, error/);
    await expect.poll(() => focusedFinding().innerText()).toContain('is missing Network Contributor');
    expect(await tabs()).toBe(1);
    await clickRow(session.page, /^Missing: Private DNS Zone Contributor, error/);
    await expect.poll(() => focusedFinding().innerText()).toContain('is missing Private DNS Zone Contributor');
    expect(await tabs()).toBe(1);
  });

  it('is fixed in that panel, which says what remains', async () => {
    const hand = panelHandOn(details(), async (press) => press());
    const missing = /^Missing: Private DNS Zone Contributor, error/;
    await clickRowAction(session.page, missing, /^Assign Missing Role/, (timeout) => hand.reaches('Plan', timeout));
    await hand.applyButton.click();
    await hand.reaches('Result');
    await details().getByText('1 error on shop-weu remains from before').waitFor();
    expect(await tabs()).toBe(1);
    await hand.done();
    await details().locator('.findings > li').first().waitFor();
    await expect.poll(async () => (await lookOf(/^shop-weu/)).badge).toBe('\u27151');
  });
});

describe('a sign-in error', () => {
  it('leads from the clipboard through the answer and its plan to a workload that works (Q-01, Q-07, Q-09)', async () => {
    const { page } = session;
    await page.evaluate(async (text) => navigator.clipboard.writeText(text), refusal());
    await runCommand(page, 'AKS Identity: Diagnose Sign-In Error...');
    const why = panelFrame(page);
    const field = why.getByLabel('Error message, or a log with it');
    await field.click();
    await page.keyboard.press('Control+V');
    await expect.poll(async () => field.inputValue()).toContain('AADSTS70021');
    await page.keyboard.press('Control+Enter');
    await why
      .getByText(/trusts a cluster that is gone/)
      .first()
      .waitFor();
    await session.screenshotInEachTheme('sign-in-error-1-answer');
    await why.getByRole('button', { name: 'Look in store-weu' }).click();
    await why.getByRole('button', { name: 'Look in store-weu' }).waitFor({ state: 'hidden' });
    await why.getByText(/^Looked in store-weu/).waitFor();
    await session.screenshot('sign-in-error-2-looked');

    await why
      .getByRole('button', { name: /^Open plan/ })
      .first()
      .click();
    const panel = panelOf(page);
    await panel.reaches('Plan');
    await session.screenshotInEachTheme('sign-in-error-3-plan');
    const plan = await applyAndSee(panel);
    expect(plan).toMatch(/basket-api/);
    await session.screenshot('sign-in-error-4-result');
    await panel.done();

    await panel.tab('Workloads');
    await panel.press('Check in cluster');
    await panel.frame
      .getByText(/Works: \d/)
      .first()
      .waitFor();
    const row = panel.frame.getByRole('listitem').filter({ hasText: 'basket/api as id-basket' });
    await row.filter({ hasText: 'Works' }).first().waitFor();
    await row.first().scrollIntoViewIfNeeded();
    await session.screenshotInEachTheme('sign-in-error-5-works');
  });
});
