import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { pseudoBundle, pseudoCode } from '../../scripts/pseudoLanguage.ts';
import { demoWorld } from '../../src/emulator/scenarios/demo.ts';
import { speak } from '../../src/sentences/language.ts';
import { createBench } from '../support/azure/azureBench.ts';
import { inCloud } from '../support/azure/cloud.ts';
import { idOf } from '../support/azure/idOf.ts';
import { openPanelPage } from './support/panelPage.ts';
import { openReportPage } from './support/reportPage.ts';
import type { ServedPage } from './support/servedPage.ts';

const language = { code: pseudoCode, bundle: pseudoBundle() };
let open: ServedPage<never> | undefined;

beforeAll(() => speak(language.bundle, 'en'));
afterAll(() => speak());
afterEach(async () => open?.close());

/** Names that are the same in every language: of Azure, of its add-ons, of tools, and of what the demo has. */
const names =
  /Azure (?:Policy|CNI)|network monitoring|gatekeeper|Contoso|[a-z]+-(?:weu|neu)|rg-[a-z]+|Dev\/Test|Production|Platform|Workloads|id-[a-z]+|\b(?:az|PowerShell|Bicep|Terraform|REST)\b/g;

/** Returns the headings, labels, buttons and heads of tables that still have plain words in them. */
async function plainTexts(page: Page): Promise<readonly string[]> {
  const texts = await page
    .locator('h2, h3, summary, vscode-button, [role="tab"], th, label, legend, .stages li')
    .evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => (one as HTMLElement).innerText));
  return [...new Set(texts.map((text) => text.replaceAll(names, '').trim()))].filter((text) => /[a-z]{2,}/i.test(text));
}

describe('pages in another language', () => {
  it('the details of a cluster have no heading and no button that is not translated', async () => {
    const bench = createBench(inCloud(demoWorld()));
    const panel = await openPanelPage(
      bench,
      { kind: 'cluster', clusterId: await idOf(bench, 'shop-weu'), tab: 'details' },
      { language },
    );
    open = panel as never;
    await panel.page.locator('h2').first().waitFor();
    await expect.poll(() => panel.states.at(-1)?.loading ?? '').toBe('');
    await panel.picture('language-details');
    expect(await plainTexts(panel.page)).toEqual([]);
    const titles = await panel.page
      .locator('[data-title]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-title') ?? ''));
    expect(titles.filter((title) => /[a-z]{2,}/i.test(title))).toEqual([]);
  });

  it('the map of a cluster has no name of an ID that is not translated', async () => {
    const bench = createBench(inCloud(demoWorld()));
    const panel = await openPanelPage(
      bench,
      { kind: 'cluster', clusterId: await idOf(bench, 'shop-weu'), tab: 'map' },
      { language },
    );
    open = panel as never;
    await panel.page.locator('.map-frame .thing', { hasText: 'id-shop-weu' }).first().locator('text').first().click();
    await panel.page.locator('.selection dt').first().waitFor();
    await panel.picture('language-map');
    const labels = await panel.page.locator('.selection dt').allInnerTexts();
    expect(labels.length).toBeGreaterThan(3);
    expect(labels.filter((label) => / ID$/.test(label))).toEqual([]);
  });

  it('a plan has no heading and no button that is not translated, and a title in the language', async () => {
    const bench = createBench(inCloud(demoWorld()));
    const draft = { kind: 'deleteIdentity', identityId: await idOf(bench, 'id-old'), removeRoles: true } as const;
    const panel = await openPanelPage(bench, { kind: 'change', draft }, { language });
    open = panel as never;
    await panel.hand.applyButton.waitFor();
    await panel.picture('language-plan');
    expect(await plainTexts(panel.page)).toEqual([]);
    expect((await panel.page.locator('h1').innerText()).replace('id-old', '')).not.toMatch(/[a-z]{2,}/i);
  });

  it('the report has no heading and no button that is not translated', async () => {
    const report = await openReportPage(createBench(inCloud(demoWorld())), { language });
    open = report as never;
    await report.page.locator('tbody').first().waitFor();
    await report.picture('language-report');
    expect(await plainTexts(report.page)).toEqual([]);
  });
});
