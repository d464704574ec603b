import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoWorld } from '../../src/emulator/scenarios/demo.ts';
import { inCloud } from '../support/azure/cloud.ts';
import { applyAndSee } from '../support/browser/panelHand.ts';
import type { Theme } from '../support/browser/themes.ts';
import { openContainer, panelFrame, runCommand, treeRow } from './support/gestures.ts';
import { openSession, type Session } from './support/harness.ts';
import { panelOf } from './support/panelGestures.ts';

let session: Session;

beforeAll(async () => {
  session = await openSession({ env: { AKS_IDENTITY_START: 'demo' }, viewport: { width: 1400, height: 1000 } });
  await openContainer(session.page, 'AKS Identity');
  await treeRow(session.page, /^shop-weu/).waitFor({ timeout: 60_000 });
});
afterAll(async () => session.close());

/** Keeps a picture of the window in each theme. */
async function inEachTheme(name: string): Promise<void> {
  for (const theme of ['light', 'highContrast', 'highContrastLight', 'dark'] satisfies Theme[]) {
    await session.changeTheme(theme);
    await session.screenshot(`sign-in-error-${name}-${theme}`);
  }
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
    await inEachTheme('1-answer');
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
    await inEachTheme('3-plan');
    const plan = await applyAndSee(panel);
    expect(plan).toMatch(/basket-api/);
    await session.screenshot('sign-in-error-4-result');
    await panel.done();

    await panel.tab('Workloads');
    await panel.press('Check in cluster');
    await panel.frame
      .getByText(/needs? attention|Nothing is wrong/)
      .first()
      .waitFor();
    const row = panel.frame.getByRole('listitem').filter({ hasText: 'basket/api as id-basket' });
    await row.filter({ hasText: 'Works' }).first().waitFor();
    await row.first().scrollIntoViewIfNeeded();
    await inEachTheme('5-works');
  });
});
