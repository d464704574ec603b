import { afterEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import { isReady, openReport } from '../../whole/report/reportBench.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { themeNames } from '../support/themes.ts';

let panel: PanelPage;
afterEach(async () => panel?.close());

describe('the result of fixes over several clusters', () => {
  it.each(themeNames)(
    'names each cluster with what is left and its fix, in %s',
    async (theme) => {
      const bench = createBench(inCloud(demoWorld()), { kind: 'demo' });
      const report = openReport(bench);
      await report.until(isReady);
      report.send({ kind: 'fixAll' });
      panel = await openPanelPage(bench, report.ran.at(-1)!.target as PanelTarget, { theme });
      const { hand, page } = panel;
      await hand.reaches('Plan');
      await hand.press('Back');
      await page.getByRole('checkbox').first().click();
      await hand.press('Review plan');
      await hand.reaches('Plan');
      const groups = page.locator('.step-group');
      // The stage is Plan before its steps are drawn.
      await groups.nth(2).waitFor();
      // It says why, not once more what the title says.
      await page.locator('.step-effect').first().waitFor();
      expect(await page.getByText('and everything below it').count()).toBe(0);
      await page.getByRole('heading', { level: 1, name: /^Fix 5 of 6 findings on 5 clusters$/ }).waitFor();
      const leftOut = /^Not in this plan: \d+ findings for you to decide on, \d+ findings without an automatic fix$/;
      await page.getByText(leftOut).waitFor();
      const names = await groups.locator('.group-name').allInnerTexts();
      await panel.picture(`judged/plan-${theme}`);
      await hand.applyButton.click();
      await hand.reaches('Result', 60_000);
      const judged = page.locator('.judged');
      await judged.getByRole('heading', { name: /\d+ fixed, \d+ left out/ }).waitFor();
      const top = async (of: string): Promise<number> => (await page.locator(of).first().boundingBox())!.y;
      expect(await top('.judged')).toBeLessThan(await top('.ended'));
      expect(await top('.ended')).toBeLessThan(await top('.ran'));
      const notIncluded = page.locator('.left-out');
      expect(await notIncluded.locator('li').first().isVisible()).toBe(false);
      await notIncluded.getByText(leftOut).click();
      expect(await page.locator('.ended').innerText()).toMatch(/^Good:\s+Verified at [^.]+\.$/);
      // Each reason stands once, with all that is left out for it.
      const reasons = (await notIncluded.getByRole('listitem').allInnerTexts()).map((line) => line.split(':')[0]);
      expect(reasons.length).toBeGreaterThan(3);
      expect(new Set(reasons).size).toBe(reasons.length);
      await panel.picture(`judged/${theme}`);
      await page.locator('.ran > summary').click();
      expect(await groups.locator('.group-name').allInnerTexts()).toEqual(names);
      await panel.picture(`judged/steps-${theme}`);
      expect(await axeViolations(page)).toEqual([]);
      const first = judged.locator('> ul > li').first();
      const name = await first.getByRole('button').first().innerText();
      await first.getByRole('button', { name, exact: true }).click();
      await first.getByRole('button', { name: /^Fix/ }).first().click();
      await expect.poll(() => panel.opened.map(({ what }) => what)).toEqual(['cluster', 'fix']);
      const lines = await notIncluded.getByRole('listitem').allInnerTexts();
      expect(new Set(lines).size, 'no line is there twice').toBe(lines.length);
      expect(panel.opened[0]!.target!.clusterId).toContain(name);
      const legacy = notIncluded.getByRole('listitem').filter({ hasText: 'Uses a service principal' });
      await legacy.getByRole('button', { name: 'legacy-neu' }).click();
      await expect.poll(() => panel.opened.at(-1)!.target?.fingerprint).toMatch(/^\w+$/);
      await notIncluded.getByRole('button', { name: 'Show report' }).click();
      await expect.poll(() => panel.opened.at(-1)!.what).toBe('report');
    },
    120_000,
  );
});
