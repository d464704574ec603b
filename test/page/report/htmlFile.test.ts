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

async function unfoldAll(page: Page): Promise<void> {
  await page.locator('details').evaluateAll((all) => {
    for (const one of all) (one as HTMLDetailsElement).open = true;
  });
}

/** The words that stand on several lines although one has room for them. */
function brokenWords(all: readonly Element[]): readonly string[] {
  return all.flatMap((one) => {
    const letters: { readonly letter: string; readonly box: DOMRect }[] = [];
    const nodes = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode())
      for (const [at, letter] of [...node.textContent!].entries()) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        letters.push({ letter, box: range.getBoundingClientRect() });
      }
    const text = letters.map(({ letter }) => letter).join('');
    return [...text.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
      const boxes = letters.slice(index, index + word.length).map(({ box }) => box);
      const width = boxes.reduce((sum, box) => sum + box.width, 0);
      const lines = new Set(boxes.map((box) => Math.round(box.top)));
      return lines.size > 1 && width < one.clientWidth - 16 ? [word] : [];
    });
  });
}

describe('the report as a page of its own', () => {
  it.each([390, 600, 900, 1360])(
    'shows everything in a window of %d pixels, without scrolling sideways',
    async (width) => {
      const page = await opened(width);
      await unfoldAll(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      // On a phone only a map is wider, which scrolls within its frame.
      const hidden = await page
        .locator('body *:not(figure, figure *)')
        .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0).length);
      expect(hidden).toBe(0);
      const maps = await page
        .locator('figure')
        .evaluateAll((figures) => figures.filter((figure) => figure.scrollWidth > figure.clientWidth).length);
      expect(maps > 0).toBe(width < 760);
    },
  );

  it.each([390, 759, 760])(
    'says of a map that is wider than a window of %d pixels how to see all of it',
    async (width) => {
      const page = await opened(width);
      const map = page.locator('.cluster > details').first();
      await map.locator('summary').click();
      const said = await map.locator('summary').evaluate((one) => getComputedStyle(one, '::after').content);
      const frame = map.getByRole('region', { name: 'Map of the identities of shop-weu' });
      const isWider = await frame.evaluate((one) => one.scrollWidth > one.clientWidth);
      expect([isWider, said.includes('scroll it sideways')]).toEqual([width < 760, width < 760]);
      await map.locator('summary').focus();
      await page.keyboard.press('Tab');
      expect(await frame.evaluate((one) => one.matches(':focus-visible'))).toBe(true);
    },
  );

  it('breaks no name that has room, and one that has none within its column', async () => {
    const page = await opened(900);
    const name = page.getByRole('table', { name: 'Clusters' }).getByText('rg-partners', { exact: false }).first();
    expect((await name.boundingBox())!.height, 'one line').toBeLessThan(24);
    await page.getByRole('radio', { name: /Warning/ }).check();
    const uses = page.getByRole('table', { name: 'Clusters' }).locator('td:last-child > div:visible');
    const heights = await uses.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect(Math.max(...heights), 'of a narrow column').toBeLessThan(24);
    await page.getByRole('radio', { name: 'All' }).check();
    await name.evaluate((one) => (one.textContent = 'long-name'.repeat(14)));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(900);
  });

  it.each([
    [1360, 'light'],
    [1360, 'dark'],
    [600, 'light'],
  ] as const)('has nothing that axe objects to at %d pixels in a %s theme', async (width, theme) => {
    const page = await opened(width, theme);
    await unfoldAll(page);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('shows one cluster alone once somebody chooses it, and all again', async () => {
    const page = await opened(900);
    const sections = page.locator('main > section:visible');
    const before = await sections.count();
    await page.getByRole('link', { name: 'All clusters' }).click();
    await page.getByRole('table', { name: 'Clusters' }).getByRole('link', { name: 'iot-weu' }).click();
    expect(await sections.getByRole('heading').allTextContents()).toEqual(['iot-weu']);
    await page.getByRole('link', { name: 'All clusters' }).click();
    expect(await sections.count()).toBe(before);
  });

  it('leads from its summary to every cluster that it counts, also to those that it does not name at first', async () => {
    const page = await opened(900);
    const start = page.getByRole('listitem').filter({ hasText: 'May fail to start' });
    const named = start.locator('a:visible');
    expect(await named.allTextContents()).toEqual(['shop-weu', 'lab-weu', 'sandbox-weu']);
    await start.getByText('and 2 more clusters').focus();
    await page.keyboard.press('Enter');
    expect(await named.allTextContents()).toEqual(['shop-weu', 'lab-weu', 'sandbox-weu', 'trial-neu', 'vault-weu']);
    await start.getByRole('link', { name: 'vault-weu' }).click();
    expect(await page.locator('.cluster:visible h2').allTextContents()).toEqual(['vault-weu']);
  });

  it.each([600, 900, 1360])('leads to headings that nothing covers at %d pixels', async (width) => {
    const page = await opened(width);
    for (const id of ['clusters', 'cluster-3', 'guide']) {
      await page.evaluate((hash) => (location.hash = hash), id);
      const tops = await page.evaluate((to) => {
        const bar = document.querySelector('.bar')!.getBoundingClientRect();
        return [document.querySelector(`#${to} h2`)!.getBoundingClientRect().top, Math.max(bar.bottom, 0)] as const;
      }, id);
      expect(tops[0], id).toBeGreaterThanOrEqual(tops[1]);
    }
  });

  it('shows where the keyboard is in its filters, also with forced colours', async () => {
    const page = await opened(900);
    await page.emulateMedia({ forcedColors: 'active' });
    await page.getByRole('radio', { name: 'All' }).focus();
    await page.keyboard.press('ArrowRight');
    const focused = page.locator(':focus-visible');
    expect(await focused.evaluate((one) => [one.id, getComputedStyle(one).outlineStyle])).toEqual(['error', 'solid']);
  });

  it('shows what is copied and where a link led to without colours, too', async () => {
    const page = await opened(900);
    await page.emulateMedia({ forcedColors: 'active' });
    await page.evaluate(() => (location.hash = 'finding-0-1'));
    for (const frame of [page.locator('tr:target'), page.locator('code').first()])
      expect(await frame.evaluate((one) => getComputedStyle(one).outlineStyle)).toBe('solid');
  });

  it.each([390, 703])('breaks no name and no ID that has room at %d pixels', async (width) => {
    const page = await opened(width);
    expect(await page.locator('.cluster :is(th, td) > div').evaluateAll(brokenWords)).toEqual([]);
    const links = page.locator('header li a:visible, dd span:visible');
    const heights = await links.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect(Math.max(...heights), 'one line').toBeLessThan(32);
  });

  it('has headings in order, and every column and row of its tables named', async () => {
    const page = await opened(900);
    const levels = await page.locator('h1, h2, h3').evaluateAll((all) => all.map(({ tagName }) => tagName));
    expect([levels[0], new Set(levels.slice(1))]).toEqual(['H1', new Set(['H2'])]);
    expect(await page.locator('th:not([scope])').count()).toBe(0);
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
    const kinds = page.getByRole('table', { name: 'Findings by kind' });
    await kinds.getByRole('link', { name: 'vault-weu' }).click();
    const target = page.locator('tr:target');
    expect(await target.textContent()).toContain('A role is missing: Reader');
    const top = await target.evaluate((line) => line.getBoundingClientRect().top);
    expect(top, 'below what stays on top').toBeGreaterThanOrEqual(40);
  });

  it('leads to the worst finding of each severity of a cluster, and shows only that of the one that is chosen', async () => {
    const page = await opened(1360);
    const row = page.getByRole('row', { name: /^shop-weu/ });
    const found = row.locator('td').first().getByRole('link');
    expect(await found.allTextContents()).toEqual([
      'A role is missing: Private DNS Zone Contributor',
      'Unused role leads to administrator access',
      'Nodes have several identities',
    ]);
    await page.getByRole('radio', { name: /Warning/ }).check();
    const others = page.locator('section :is(.error, .info):visible:not(#guide *)');
    expect(await others.allTextContents()).toEqual([]);
    await row.getByRole('link', { name: 'Unused role leads to administrator access' }).click();
    expect(await page.locator('tr:target:visible td').first().textContent()).toBe('\u26A0 Warning');
  });

  it('shows all findings of a cluster that is seen alone, whatever was chosen before', async () => {
    const page = await opened(1360);
    await page.getByRole('radio', { name: /Warning/ }).check();
    await page
      .getByRole('row', { name: /^shop-weu/ })
      .getByRole('link', { name: 'shop-weu' })
      .click();
    const alone = page.locator('section.cluster:visible');
    expect(await alone.count()).toBe(1);
    expect(await alone.locator('tr[id]:visible').count()).toBe(await alone.locator('tr[id]').count());
    expect(await page.locator('fieldset:visible').count()).toBe(0);
  });

  it('says of every finding what is to be done', async () => {
    const page = await opened(900);
    const lines = await page.locator('tr[id]').allTextContents();
    expect(lines.filter((line) => !/(?:Fix|What to do): \S/.test(line))).toEqual([]);
  });

  it('can be read and used with a finger on a phone, and leads back to its start', async () => {
    const page = await opened(390);
    await unfoldAll(page);
    const sizes = await page
      .locator('label, .bar > a, td a, .id a, summary')
      .evaluateAll((targets) =>
        targets.filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect().height),
      );
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24);
    const svg = page.locator('.cluster svg').first();
    expect((await svg.boundingBox())!.width / 820, 'its words of 12 pixels').toBeGreaterThan(0.8);
    await page.getByRole('link', { name: 'Back to overview' }).first().click();
    expect(await page.evaluate(() => window.scrollY)).toBeLessThan(100);
  });

  it.each([
    [703, 'print'],
    [390, 'screen'],
    [1360, 'screen'],
  ] as const)(
    'breaks commands only between words at %d pixels (%s), and gives them whole to who copies them',
    async (width, media) => {
      const page = await opened(width);
      await page.emulateMedia({ media });
      const codes = page.locator('code');
      expect(await codes.evaluateAll(brokenWords)).toEqual([]);
      const copied = await codes.evaluateAll((all) =>
        all.map((code) => {
          getSelection()!.selectAllChildren(code);
          return [getSelection()!.toString(), code.textContent];
        }),
      );
      expect(copied.length).toBeGreaterThan(5);
      for (const [copy, command] of copied) expect(copy).toBe(command);
    },
  );

  it('stands in the middle of a very wide window', async () => {
    const { x, width } = (await (await opened(2560)).locator('main').boundingBox())!;
    expect(x).toBe(2560 - x - width);
  });

  it('is printed in letters that can be read, without what is folded and what only a screen can do', async () => {
    const page = await opened(1360);
    await page.setViewportSize({ width: 703, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    const sizes = await page
      .locator('p, li, td, th')
      .evaluateAll((texts) => texts.map((text) => Number.parseFloat(getComputedStyle(text).fontSize)));
    expect(Math.min(...sizes), '10 points').toBeGreaterThan(13.3);
    expect(await page.locator('.cluster > details:visible, fieldset:visible, .bar a:visible').count()).toBe(0);
    await page.evaluate(() => {
      document.querySelector('.cluster dl')!.insertAdjacentHTML('beforeend', '<details>id-many</details>');
    });
    expect((await page.locator('dl details').boundingBox())!.height, 'unfolded').toBeGreaterThan(10);
    await unfoldAll(page);
    expect(await page.locator('.cluster figure:visible').count(), 'unfolded by the reader').toBeGreaterThan(0);
    const widths = await page
      .locator('.cluster figure:visible')
      .evaluateAll((maps) => maps.map((map) => map.querySelector('svg')!.clientWidth / map.clientWidth));
    expect(Math.min(...widths), 'as wide as the page').toBeGreaterThan(0.95);
    const breaks = page.locator('.cluster tr').first();
    expect(await breaks.evaluate((line) => getComputedStyle(line).breakInside)).toBe('avoid');
  });
});
