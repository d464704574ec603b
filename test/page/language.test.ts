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

/** Names that are the same in every language: of Azure, of its add-ons, and of what the demo has. */
const names =
  /Azure (?:Policy|CNI)|network monitoring|gatekeeper|Contoso|[a-z]+-(?:weu|neu)|rg-[a-z]+|Dev\/Test|Production|Platform|Workloads/g;

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
  });

  it('the report has no heading and no button that is not translated', async () => {
    const report = await openReportPage(createBench(inCloud(demoWorld())), { language });
    open = report as never;
    await report.page.locator('tbody').first().waitFor();
    await report.picture('language-report');
    expect(await plainTexts(report.page)).toEqual([]);
  });
});
