import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { projectRoot } from '../../e2e/host/paths.ts';
import { largeMap, smallMap, type MapWorld } from '../support/mapWorlds.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { themeNames } from '../support/themes.ts';
import type { Theme } from '../../support/browser/themes.ts';

const pictures = join(projectRoot, 'test-results', 'page', 'map');
beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
});

const sizes: readonly (readonly [count: number, world: () => MapWorld])[] = [
  // The fourth says that not all around the cluster could be looked at.
  [4, smallMap],
  [15, () => largeMap({ subnets: 1, registries: 0, zones: 0, addons: ['azurepolicy'], onNetwork: false })],
  [
    60,
    () =>
      largeMap({
        ...{ subnets: 14, registries: 17, zones: 8, onNetwork: true },
        addons: ['ingressApplicationGateway', 'azurepolicy', 'azureKeyvaultSecretsProvider'],
      }),
  ],
];
const cases = sizes.flatMap(([count, world]) => themeNames.map((theme) => ({ count, world, theme })));

async function openMap({ world, clusterId }: MapWorld, theme: Theme): Promise<PanelPage> {
  const panel = await openPanelPage(createBench(inCloud(world)), { kind: 'cluster', clusterId, tab: 'map' }, { theme });
  await expect.poll(() => panel.states.at(-1)?.loading ?? '').toBe('');
  await panel.page.locator('.map-frame svg').waitFor();
  return panel;
}

/** Pairs of boxes that cover each other, and texts that leave their box, by the boxes on the screen. */
function faultsOf(page: Page): Promise<readonly string[]> {
  return page.locator('.map-frame svg').evaluate((svg) => {
    const of = (element: Element): DOMRect => element.getBoundingClientRect();
    const boxes = [...svg.querySelectorAll('.node:not(.line)')].map((node) => ({
      name: node.textContent.trim(),
      at: of(node.querySelector('rect')!),
    }));
    const covered = boxes.flatMap((a, index) =>
      boxes
        .slice(index + 1)
        .filter(
          ({ at }) => a.at.left < at.right && at.left < a.at.right && a.at.top < at.bottom && at.top < a.at.bottom,
        )
        .map((b) => `${a.name} covers ${b.name}`),
    );
    const cut = [...svg.querySelectorAll('.node')].flatMap((node) => {
      const frame = of(node.querySelector('rect')!);
      const texts = [...node.querySelectorAll('text')].filter((text) => of(text).right > frame.right);
      return texts.map((text) => `${text.textContent} leaves its box`);
    });
    return [...covered, ...cut];
  });
}

describe('the map', () => {
  it('the list next to the map calls an unused role unused, as tree and details do, and not unknown', async () => {
    const world = demoWorld();
    const clusterId = world.resources?.find(({ name }) => name === 'shop-weu')?.id as string;
    const { page, close } = await openMap({ world, clusterId }, 'dark');
    await page.getByRole('button', { name: /^Information: Unused role assignment\s?on acrshop/ }).waitFor();
    expect(await page.getByRole('button', { name: /^Unknown: .*unused/ }).count()).toBe(0);
    await close();
  });

  it.each(cases)('of $count things can be read in the theme $theme', async ({ count, world, theme }) => {
    const panel = await openMap(world(), theme);
    try {
      const { page } = panel;
      await page.screenshot({ path: join(pictures, `${count}-${theme}.png`), fullPage: true });
      expect(panel.states.at(-1)!.map!.nodes).toHaveLength(count);
      expect(await faultsOf(page)).toEqual([]);
      const size = await page
        .locator('.map-frame .node-label')
        .first()
        .evaluate((text) => text.getBoundingClientRect().height);
      expect(size).toBeGreaterThan(10);
      const cluster = await page.locator('.map-frame .node.cluster').boundingBox();
      expect(cluster!.y).toBeLessThan(350);
      expect(panel.complaints).toEqual([]);
    } finally {
      await panel.close();
    }
  });

  it.each(themeNames)('is saved with everything that it needs, in the theme %s', async (theme) => {
    const panel = await openMap(sizes[2]![1](), theme);
    try {
      await panel.page.getByRole('button', { name: 'Save as SVG' }).click();
      await expect.poll(() => panel.saved.length).toBe(1);
      const [svg] = panel.saved;
      expect(svg).not.toMatch(/var\(|color-mix|color\(|class=|style=|<script|<!--|href=/);
      await writeFile(join(pictures, `60-${theme}.svg`), svg!);
      const alone = await panel.page.context().newPage();
      await alone.setContent(svg!);
      const picture = alone.locator('svg');
      await picture.screenshot({ path: join(pictures, `60-${theme}-alone.png`) });
      expect(await faintest(alone)).toBeGreaterThan(4.5);
      expect(await picture.locator('text').count()).toBeGreaterThan(60);
    } finally {
      await panel.close();
    }
  });
});

describe('a map that is larger than its frame', () => {
  it('shows missing roles first, with their fix next to them', async () => {
    const panel = await openMap(sizes[2]![1](), 'dark');
    try {
      const { page } = panel;
      const frame = (await page.locator('.map-frame').boundingBox())!;
      for (const missing of await page.locator('.map-frame .node.role.error').all()) {
        const box = (await missing.boundingBox())!;
        expect(box.y).toBeGreaterThanOrEqual(frame.y);
        expect(box.y + box.height).toBeLessThanOrEqual(frame.y + frame.height + 1);
      }
      await page.locator('.map-frame .node.role.error').first().click();
      const facts = page.getByRole('complementary', { name: 'Selected' });
      await facts.getByRole('heading', { name: 'Private DNS Zone Contributor' }).waitFor();
      const beside = (await facts.boundingBox())!;
      expect(beside.x).toBeGreaterThanOrEqual(frame.x + frame.width);
      await facts.getByRole('button', { name: /^Fix\.\.\./ }).click();
      await page.getByRole('heading', { name: /^(Assign|Grant) / }).waitFor();
      expect(panel.states.at(-1)!.flow!.stage).toBe('plan');
    } finally {
      await panel.close();
    }
  });

  it('fits as a whole when it is asked to, and is larger with Ctrl and the wheel', async () => {
    const panel = await openMap(sizes[2]![1](), 'dark');
    try {
      const { page } = panel;
      const frame = page.locator('.map-frame');
      await page.getByRole('button', { name: 'Fit', exact: true }).click();
      const rest = (): Promise<readonly number[]> =>
        frame.evaluate((one) => [one.scrollHeight - one.clientHeight, one.scrollWidth - one.clientWidth]);
      expect(await rest()).toEqual([0, 0]);
      const height = (): Promise<number> => frame.locator('svg').evaluate((svg) => svg.clientHeight);
      const whole = await height();
      await frame.hover();
      await page.mouse.wheel(0, 0);
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, -100);
      await page.keyboard.up('Control');
      await expect.poll(height).toBeGreaterThan(whole);
    } finally {
      await panel.close();
    }
  });
});

/** The lowest contrast of a text to what is behind it: the box before it in the picture, which covers the ground. */
function faintest(page: Page): Promise<number> {
  return page.locator('svg').evaluate((svg) => {
    const numbers = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const ground = numbers(svg.querySelector('rect')!.getAttribute('fill')!);
    const over = ([r = 0, g = 0, b = 0, alpha = 1]: number[], below: number[]): number[] =>
      [r, g, b].map((value, index) => value * alpha + (below[index] ?? 0) * (1 - alpha));
    const light = (colour: number[]): number => {
      const [r = 0, g = 0, b = 0] = colour.map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrasts = [...svg.querySelectorAll('text')].map((text) => {
      const box = text.parentElement!.querySelector('rect')!;
      const behind = over(numbers(box.getAttribute('fill')!), ground);
      const [high, low] = [light(behind), light(over(numbers(text.getAttribute('fill')!), behind))].toSorted(
        (a, b) => b - a,
      );
      return (high! + 0.05) / (low! + 0.05);
    });
    return Math.min(...contrasts);
  });
}
