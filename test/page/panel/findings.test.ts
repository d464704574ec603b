import { afterEach, describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../src/domain/report/fingerprint.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { themeNames } from '../support/themes.ts';
import type { Look } from '../support/servedPage.ts';

let panel: PanelPage;
let bench: Bench;
let clusterId: string;
let findings: Awaited<ReturnType<Bench['service']['diagnose']>>;

afterEach(async () => panel?.close());

async function openAt(
  name: string,
  index: number | undefined,
  look: Look = {},
  options: Parameters<typeof createBench>[1] = {},
): Promise<void> {
  bench = createBench(inCloud(demoWorld()), options);
  clusterId = (await bench.service.clusters()).items.find((one) => one.name === name)!.id;
  findings = await bench.service.diagnose(clusterId);
  const finding = index === undefined ? undefined : fingerprintOf(clusterId, findings[index]!);
  const target = { kind: 'cluster', clusterId, tab: 'map', ...(finding ? { finding } : {}) } as const;
  panel = await openPanelPage(bench, index === undefined ? { ...target, tab: 'details' } : target, look);
  await panel.page.locator('.findings > li').first().waitFor();
  await expect.poll(() => panel.states.at(-1)?.loading ?? '').toBe('');
}

const focused = (): Promise<string> => panel.page.evaluate(() => document.activeElement?.id ?? '');
const isInView = (index: number): Promise<boolean> =>
  panel.page
    .locator('.findings > li')
    .nth(index)
    .evaluate((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return top >= 0 && bottom <= window.innerHeight;
    });

describe('the buttons at findings', () => {
  const looksOf = (place: string): Promise<readonly (string | null)[]> =>
    panel.page
      .locator(`${place} vscode-button[appearance]`)
      .evaluateAll((all) => all.map((one) => one.getAttribute('appearance')));

  it('have one primary one: the plan that fixes several, otherwise that of the worst finding', async () => {
    await openAt('shop-weu', undefined);
    expect(panel.states.at(-1)!.details!.fixAll).toBeDefined();
    expect(await looksOf('.section-head')).toContain('primary');
    expect(new Set(await looksOf('.findings > li'))).toEqual(new Set(['secondary']));
    await panel.close();
    await openAt('web-weu', undefined);
    expect(panel.states.at(-1)!.details!.fixAll).toBeUndefined();
    const looks = (await looksOf('.findings > li')).filter((look) => look !== 'icon');
    expect(looks.length).toBeGreaterThan(1);
    expect(looks).toEqual(['primary', ...looks.slice(1).map(() => 'secondary')]);
  });
});

describe('the head of the panel', () => {
  const badges = () => panel.page.locator('.head vscode-badge');

  it.each([
    ['demo', ['Demo']],
    ['azure', []],
  ] as const)('of %s says whether what one sees is in Azure', async (kind, said) => {
    await openAt('shop-weu', undefined, {}, { kind });
    const [own, ...demo] = (await badges().allInnerTexts()).toReversed();
    expect([own, demo]).toEqual(['user-assigned id-shop-weu', said]);
    const titles = await badges().evaluateAll((all) => all.map((one) => one.getAttribute('title')));
    const hint = 'Sample clusters built into the extension; nothing is sent to Azure.';
    expect(titles.includes(hint)).toBe(said.length > 0);
  });
});

describe('the plan of one fix', () => {
  it('has one name for its step, and says below it what the step does and why that is needed', async () => {
    await openAt('shop-weu', undefined);
    const { page } = panel;
    const finding = page.locator('.findings > li', { hasText: 'Network Contributor' }).first();
    await finding.getByRole('button', { name: /^Fix\.\.\./ }).click();
    await page.locator('.steps .step-title').waitFor();
    await panel.picture('findings/plan-of-one-fix');
    expect(await page.locator('.steps .step-title').innerText()).toBe(
      'Assign Network Contributor to id-shop-weu on vnet-shop',
    );
    expect(await page.locator('.steps .step-effect').innerText()).toBe(
      'Gives id-shop-weu Network Contributor on virtual network vnet-shop and everything below it. ' +
        "Without it, AKS can't link the private DNS zone to the network.",
    );
  });
});

describe('a finding that something leads to', () => {
  it('is in view among the details, focused and lit for a moment', async () => {
    await openAt('shop-weu', 3, { height: 400 });
    const last = panel.page.locator('.findings > li').nth(3);
    await expect.poll(focused).toBe(await last.getAttribute('id'));
    expect(await isInView(3)).toBe(true);
    expect(panel.states.at(-1)!.tab).toBe('details');
    await expect.poll(() => last.getAttribute('class')).not.toContain('lit');
    await expect.poll(() => panel.states.at(-1)!.spot).toBeUndefined();
  });

  it('is found by a panel that is open already, from another tab', async () => {
    await openAt('shop-weu', undefined, { height: 400 });
    await panel.page.getByRole('tab', { name: 'Map' }).click();
    panel.show({ kind: 'cluster', clusterId, tab: 'details', finding: fingerprintOf(clusterId, findings[2]!) });
    await expect.poll(focused).toBe(`finding-${fingerprintOf(clusterId, findings[2]!)}`);
    expect(await isInView(2)).toBe(true);
  });

  it('is said to be gone if it is', async () => {
    await openAt('shop-weu', undefined);
    panel.show({ kind: 'cluster', clusterId, tab: 'details', finding: '0123456789ab' });
    await expect.poll(() => panel.page.locator('.notice').textContent()).toMatch(/^This finding is gone/);
    await panel.page.getByRole('tab', { name: 'Map' }).click();
    await expect.poll(() => panel.page.locator('.notice').textContent()).toBe('');
  });

  it('is fixed where it stands, and what remains is shown there', async () => {
    await openAt('shop-weu', 0);
    const { page, hand } = panel;
    await page.locator('.findings > li').first().getByRole('button', { name: 'Fix...' }).click();
    await hand.reaches('Plan');
    await hand.applyButton.click();
    await hand.reaches('Result');
    await page.getByText('1 error on shop-weu remains from before').click();
    await page
      .locator('.found')
      .getByRole('button', { name: /is missing Network Contributor/, exact: false })
      .first()
      .click();
    await expect.poll(focused).toBe(`finding-${fingerprintOf(clusterId, findings[1]!)}`);
    panel.show({ kind: 'cluster', clusterId, tab: 'details', finding: fingerprintOf(clusterId, findings[0]!) });
    await expect.poll(() => page.locator('.notice').textContent()).toMatch(/^This finding is gone/);
  });
});

describe('a finding among the details', () => {
  it.each(['shop-weu', 'batch-neu', 'dev-weu', 'partners-weu', 'legacy-neu'])(
    'has one button at most and a menu for the rest, of %s',
    async (name) => {
      await openAt(name, undefined);
      for (const item of await panel.page.locator('.findings > li').all()) {
        expect(await item.locator('vscode-button').count()).toBeLessThanOrEqual(1);
        expect(await item.locator('.menu-place').count()).toBe(1);
        const folded = item.locator('details.seen');
        expect(await folded.count()).toBeLessThanOrEqual(1);
        for (const one of await folded.all()) expect((await one.boundingBox())!.height).toBeLessThan(26);
      }
    },
  );

  it('has a menu that opens, moves and closes by keyboard', async () => {
    await openAt('shop-weu', 0);
    const { page } = panel;
    await page.locator('.findings .menu-place > button').first().focus();
    await page.keyboard.press('Enter');
    const active = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    await expect.poll(active).toBe('Accept Finding...');
    await page.keyboard.press('ArrowDown');
    expect(await active()).toBe('Copy Custom Role');
    await page.keyboard.press('End');
    expect(await active()).toBe('Learn More');
    await page.keyboard.press('ArrowDown');
    expect(await active()).toBe('Accept Finding...');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.menu:popover-open').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-haspopup'))).toBe('menu');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Copy Custom Role' }).click();
    await expect.poll(() => panel.copied.length).toBe(1);
    expect(JSON.parse(panel.copied[0]!)).toMatchObject({ IsCustom: true });
  });

  it.each(themeNames)('breaks no rule of axe with its menu open, in the theme %s', async (theme) => {
    await openAt('shop-weu', 0, { theme });
    await panel.page.locator('.findings .menu-place > button').first().click();
    await panel.page.locator('.menu:popover-open').waitFor();
    expect(await axeViolations(panel.page)).toEqual([]);
  });
});
