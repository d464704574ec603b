import { afterEach, describe, expect, it } from 'vitest';
import { issuerOf } from '../../../src/domain/workloads/issuer.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import { openWhyPage, type WhyPage } from '../support/whyPage.ts';
import { themeNames } from '../support/themes.ts';

const bench = createBench(demoWorld());
const clusters = (await bench.service.clusters()).items;
const identities = (await bench.service.identities()).items;
const store = await bench.service.clusterNow(clusters.find(({ name }) => name === 'store-weu')!.id);
const basket = identities.find(({ name }) => name === 'id-basket')!;
const refused = `AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '${issuerOf(store)}'. Assertion Subject: 'system:serviceaccount:basket:api'. Assertion Audience: 'api://AzureADTokenExchange'.`;
const token = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJzZWNyZXQifQ.c2lnbmF0dXJl';

let shown: WhyPage;
afterEach(async () => shown?.close());

const field = () => shown.page.getByLabel('Error message, or a log with it');
const button = (name: string | RegExp) => shown.page.getByRole('button', { name });

describe('diagnosing a sign-in error', () => {
  it('goes from a pasted message to the plan that fixes it, by keyboard alone (Q-01, Q-09)', async () => {
    shown = await openWhyPage(bench, { identityId: basket.id });
    await field().focus();
    await shown.page.keyboard.insertText(refused);
    await shown.page.keyboard.press('Control+Enter');
    await shown.page.getByRole('heading', { name: /trusts a cluster that is gone/ }).waitFor();
    expect(await shown.page.locator('vscode-button[appearance="primary"]').allInnerTexts()).toEqual(['Open plan...']);
    // The same plan as that of the finding comes first; the credential for this account alone is there, too.
    expect(await button(/^Open plan/).count()).toBe(2);
    await button(/^Open plan/)
      .first()
      .focus();
    await shown.page.keyboard.press('Enter');
    await expect
      .poll(() => shown.opened)
      .toMatchObject([{ kind: 'change', draft: { kind: 'moveCredentials', identityIds: [basket.id] } }]);
    expect(await bench.writes()).toEqual([]);
    expect(shown.complaints).toEqual([]);
  });

  it('diagnoses selected text at once, and says that a token in it leaked (Q-01, Q-13)', async () => {
    shown = await openWhyPage(bench, {
      text: `AADSTS700024: Client assertion is not within its valid time range. ${token}`,
    });
    await shown.page.locator('.cause').waitFor();
    await shown.page.getByText(/Treat it as leaked/).waitFor();
    expect(JSON.stringify(shown.states.map(({ text: _, ...rest }) => rest))).not.toContain('eyJpc3MiOiJzZWNyZXQifQ');
    await button('Copy answer').click();
    await expect.poll(() => shown.copied.join()).toContain('# TOKEN_STALE (likely)');
    expect(shown.copied.join()).not.toContain('eyJpc3MiOiJzZWNyZXQifQ');
  });

  it('offers the clusters that fit, and answers for the one that is picked (Q-03)', async () => {
    shown = await openWhyPage(bench, { text: 'no token file specified. Check pod configuration' });
    await shown.page.getByRole('heading', { name: 'Which cluster?' }).waitFor();
    await button('legacy-neu').click();
    await shown.page.locator('.cause').waitFor();
    await button('Copy with IDs replaced').click();
    await expect.poll(() => shown.copied.length).toBe(1);
  });

  it('keeps what was typed while the answer is drawn, and copies YAML with the restart that it needs (Q-09)', async () => {
    shown = await openWhyPage(bench);
    await field().fill("AADSTS700016: Application with identifier 'msi' was not found in the directory 'x'.");
    await button('Diagnose').click();
    await button('Copy YAML').click();
    await shown.page.getByText(/Restart the pods/).waitFor();
    expect(shown.copied.join()).toContain('azure.workload.identity/client-id');
    expect(await field().inputValue()).toContain("identifier 'msi'");
  });

  it('says of a masked value that it is one, within the row of the value (Q-02)', async () => {
    shown = await openWhyPage(bench, {
      text: "AADSTS700016: Application with identifier 'msi' was not found in the directory 'x'.",
    });
    const hint = shown.page.getByText('masked, or not an ID').first();
    await hint.waitFor();
    const beyond = await hint.evaluate((element) => {
      const words = document.createRange();
      words.selectNodeContents(element);
      const right = Math.max(...[...words.getClientRects()].map((each) => each.right));
      return right - (element.closest('dd')?.getBoundingClientRect().right ?? 0);
    });
    expect(beyond).toBeLessThanOrEqual(0);
  });

  it('says how sure it is in words, and names no directory where the message names none (Q-02)', async () => {
    shown = await openWhyPage(bench, {
      text: `POST https://login.microsoftonline.com/common/oauth2/v2.0/token failed. ${refused}`,
    });
    await shown.page.getByText('any directory, and personal accounts').waitFor();
    expect(await shown.page.locator('.answer').innerText()).not.toMatch(/[A-Z]{4,}_[A-Z]+|masked/);
    await field().fill('It does not work.');
    await button('Diagnose').click();
    await shown.page.getByText('The message has none of the').waitFor();
    expect(await shown.page.locator('.answer').innerText()).not.toContain('UNKNOWN');
  });

  it.each(themeNames)('has no barrier in the theme %s, with an answer and without', async (theme) => {
    shown = await openWhyPage(bench, { identityId: basket.id }, { theme });
    expect(await axeViolations(shown.page)).toEqual([]);
    await field().fill(refused);
    await button('Diagnose').click();
    await shown.page.getByRole('heading', { name: /trusts a cluster that is gone/ }).waitFor();
    await shown.picture(`why/answer-${theme}`);
    expect(await axeViolations(shown.page)).toEqual([]);
  });
});
