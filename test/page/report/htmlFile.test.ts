import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reportOf } from '../../../src/domain/report/formats/report.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import { sharedBrowser } from '../../support/browser/sharedBrowser.ts';

/** Opens the report of the demo as a page. */
async function opened(width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const { rows } = await createBench(demoWorld()).service.survey({});
  const page = await (await sharedBrowser()).newPage({ viewport: { width, height: 900 }, colorScheme });
  onTestFinished(() => page.close());
  await page.setContent(reportOf(rows, 'html', new Date('2026-12-01T08:00:00Z'), { from: 'demo' }));
  return page;
}

describe('the report as a page of its own', () => {
  it('shows all columns of its clusters in a window of 1360 pixels, and breaks no name', async () => {
    const page = await opened(1360);
    const clusters = page.getByRole('region', { name: 'Clusters' });
    expect(await clusters.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    const lines = await clusters
      .locator('td', { hasText: 'partners-weu-agentpool' })
      .evaluate((cell) => Math.round(cell.clientHeight / Number.parseFloat(getComputedStyle(cell).lineHeight)));
    expect(lines, 'the name, and who created it').toBeLessThanOrEqual(3);
  });

  it.each(['light', 'dark'] as const)('has nothing that axe objects to in a %s theme', async (theme) => {
    expect(await axeViolations(await opened(1360, theme))).toEqual([]);
  });

  it('shows only what has a severity once somebody asks for that, and keeps the others', async () => {
    const page = await opened(1360);
    const clusters = page.locator('section.cluster');
    const [all, before] = [await clusters.count(), await page.locator('tr[id]:visible').count()];
    await page.getByRole('radio', { name: /Error/ }).check();
    const seen = await page.locator('tr[id]:visible td:first-child').allTextContents();
    expect(new Set(seen)).toEqual(new Set(['\u2716 Error']));
    expect(await page.locator('section.cluster:visible').count()).toBeLessThan(all);
    await page.getByRole('radio', { name: 'All' }).check();
    expect(await page.locator('tr[id]:visible').count()).toBe(before);
  });

  it('leads from a kind of finding to each cluster that has it', async () => {
    const page = await opened(1360);
    const kinds = page.getByRole('region', { name: 'Findings by kind' });
    await kinds.getByRole('link', { name: 'vault-weu' }).click();
    const target = page.locator('tr:target');
    expect(await target.textContent()).toContain('A role is missing: Reader');
    const top = await target.evaluate((line) => line.getBoundingClientRect().top);
    expect(top, 'below what stays on top').toBeGreaterThanOrEqual(40);
  });

  it('leads to the worst finding of a cluster also while only others are shown', async () => {
    const page = await opened(1360);
    await page.getByRole('radio', { name: /Warning/ }).check();
    const row = page.getByRole('row', { name: /^shop-weu/ });
    await row.getByRole('link', { name: /A role is missing/ }).click();
    expect(await page.locator('tr:target').isVisible()).toBe(true);
  });

  it('shows every map whole in a window of 900 pixels, and the name of a cluster beside any column', async () => {
    const page = await opened(900);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(900);
    const hidden = await page
      .locator('figure')
      .evaluateAll((figures) => figures.map((figure) => figure.scrollWidth - figure.clientWidth));
    expect(new Set(hidden)).toEqual(new Set([0]));
    const clusters = page.getByRole('region', { name: 'Clusters' });
    await clusters.evaluate((one) => one.scrollTo({ left: 9999 }));
    const left = await clusters.evaluate((one) => one.getBoundingClientRect().left);
    expect((await clusters.getByRole('rowheader').first().boundingBox())!.x).toBe(left);
  });

  it('stands in the middle of a very wide window', async () => {
    const { x, width } = (await (await opened(2560)).locator('main').boundingBox())!;
    expect(x).toBe(2560 - x - width);
  });

  it('is printed in letters that can be read, without maps that say nothing and what only a screen can do', async () => {
    const page = await opened(1360);
    await page.emulateMedia({ media: 'print' });
    const sizes = await page
      .locator('p, li, td, th')
      .evaluateAll((texts) => texts.map((text) => Number.parseFloat(getComputedStyle(text).fontSize)));
    expect(Math.min(...sizes), '10 points').toBeGreaterThan(13.3);
    expect(await page.locator('.fine figure:visible, fieldset:visible, summary:visible').count()).toBe(0);
    const breaks = page.locator('.cluster tr').first();
    expect(await breaks.evaluate((line) => getComputedStyle(line).breakInside)).toBe('avoid');
  });
});
