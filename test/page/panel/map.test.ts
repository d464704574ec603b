import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { kindsInLegend, legendWords } from '../../../src/domain/picture/picture.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import type { Theme } from '../../support/browser/themes.ts';
import { largeMap, smallMap, type MapWorld } from '../support/mapWorlds.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { themeNames } from '../support/themes.ts';
import type { Look } from '../support/servedPage.ts';
import { keepScreenshot } from '../../support/browser/screenshots.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const pictures = 'page/map';

let panel: PanelPage;
afterEach(async () => panel?.close());

const sizes: readonly (readonly [count: number, world: () => MapWorld])[] = [
  [4, smallMap],
  [15, () => largeMap({ subnets: 1, registries: 0, zones: 0, addons: ['azurepolicy'], onNetwork: false })],
  [
    60,
    () =>
      largeMap({
        subnets: 14,
        registries: 17,
        zones: 8,
        onNetwork: true,
        addons: ['ingressApplicationGateway', 'azurepolicy', 'azureKeyvaultSecretsProvider'],
      }),
  ],
  [300, () => largeMap({ subnets: 90, registries: 120, zones: 80, addons: ['azurepolicy'], onNetwork: true })],
];
/** Where things are does not depend on colours: all themes have one size, the others take turns. */
const cases = sizes.flatMap(([count, world], turn) =>
  themeNames
    .filter((_, at) => count === 60 || at === turn % themeNames.length)
    .map((theme) => ({ count, world, theme })),
);

async function openWorld({ world, clusterId }: MapWorld, look: Look): Promise<Page> {
  panel = await openPanelPage(createBench(inCloud(world)), { kind: 'cluster', clusterId, tab: 'map' }, look);
  await expect.poll(() => panel.states.at(-1)?.loading ?? '').toBe('');
  await panel.page.locator('.map-frame svg').waitFor();
  return panel.page;
}

async function openDemo(name: string, look: Look = {}): Promise<Page> {
  const bench = createBench(inCloud(demoWorld()));
  const { id } = (await bench.service.clusters()).items.find((one) => one.name === name)!;
  panel = await openPanelPage(bench, { kind: 'cluster', clusterId: id, tab: 'map' }, look);
  await expect
    .poll(() => panel.states.at(-1)?.details?.workloads?.reading ?? panel.states.at(-1)?.loading)
    .toBe(undefined);
  await panel.page.locator('.map-frame .thing').first().waitFor();
  await panel.drawn();
  return panel.page;
}

/** Boxes and role names that cover each other, and texts that leave their box, by what is on the screen. */
function faultsOf(page: Page): Promise<readonly string[]> {
  return page.locator('.map-frame svg').evaluate((svg) => {
    const of = (element: Element): DOMRect => element.getBoundingClientRect();
    const frames = [...svg.querySelectorAll('.box-frame, .label-frame')].map((frame) => ({
      group: frame.parentElement!,
      at: of(frame),
    }));
    const named = (group: Element): string => group.querySelector('title')?.textContent ?? '';
    const covered = frames.flatMap((a, index) =>
      frames
        .slice(index + 1)
        .filter(
          ({ at }) =>
            a.at.left + 1 < at.right &&
            at.left + 1 < a.at.right &&
            a.at.top + 1 < at.bottom &&
            at.top + 1 < a.at.bottom,
        )
        .map((b) => `${named(a.group)} covers ${named(b.group)}`),
    );
    const cut = frames.flatMap(({ group, at }) =>
      [...group.querySelectorAll('text')]
        .filter((text) => of(text).right > at.right + 0.5 || of(text).bottom > at.bottom + 1)
        .map((text) => `${text.textContent} leaves its box`),
    );
    return [...covered, ...cut];
  });
}

const thing = (page: Page, name: string | RegExp) =>
  page.locator('.map-frame .thing').filter({ hasText: name }).first();
const role = (page: Page, name: string | RegExp) => page.locator('.map-frame .role').filter({ hasText: name }).first();
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.querySelector('title')?.textContent ?? '');

describe('the map', () => {
  it.each(cases)(
    'of $count things can be read without zooming in the theme $theme',
    async ({ count, world, theme }) => {
      const page = await openWorld(world(), { theme });
      await keepScreenshot(page, `${pictures}/${count}-${theme}`, { fullPage: true });
      const { map } = panel.states.at(-1)!;
      expect(map!.things.length).toBeGreaterThanOrEqual(count === 300 ? 280 : Math.floor(count * 0.6));
      expect(await faultsOf(page)).toEqual([]);
      const shown = await page.locator('.map-frame .thing').count();
      expect(shown).toBeLessThanOrEqual(60);
      const scale = await page.locator('.map-frame svg').evaluate((svg) => {
        const { width } = (svg as SVGSVGElement).viewBox.baseVal;
        return svg.getBoundingClientRect().width / width;
      });
      expect(scale).toBe(1);
      const root = await page.locator('.map-frame .thing', { hasText: 'AKS cluster' }).boundingBox();
      expect(root!.y).toBeLessThan(350);
      expect(panel.complaints).toEqual([]);
    },
  );

  it.each([543, 900, 1003, 1360, 2203, 2560])(
    'uses the width of a page of %i pixels, and fits into it',
    async (width) => {
      const page = await openDemo('shop-weu', { width });
      expect(await faultsOf(page)).toEqual([]);
      const frame = page.locator('.map-frame');
      expect(await frame.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
      const { right, end } = await frame.evaluate((one) => ({
        right: Math.max(...[...one.querySelectorAll('.box-frame')].map((box) => box.getBoundingClientRect().right)),
        end: one.getBoundingClientRect().left + one.clientWidth,
      }));
      expect(end - right).toBeLessThan(20);
      const canvas = await page.locator('.map-canvas').boundingBox();
      const beside = await page.locator('.selection').boundingBox();
      expect(beside!.x > canvas!.x + canvas!.width).toBe(width > 900);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
    },
  );

  it.each([
    ['iot-weu', 900],
    ['iot-weu', 1360],
    ['iot-weu', 2560],
    ['pay-weu', 900],
    ['pay-weu', 1360],
    ['pay-weu', 2560],
  ])('breaks no name of %s within a word at %i pixels', async (cluster, width) => {
    const page = await openDemo(cluster, { width });
    const names = await page.locator('.map-frame .thing').evaluateAll((things) =>
      things.map((one) => {
        const texts = [...one.querySelectorAll('text')];
        // Names are larger than what stands below them.
        const size = Math.max(...texts.map((text) => Number(text.getAttribute('font-size'))));
        return texts.filter((text) => Number(text.getAttribute('font-size')) === size).map((text) => text.textContent);
      }),
    );
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((lines) => lines.slice(0, -1).some((line) => !/[\s\-_./:]$/.test(line)))).toEqual([]);
    expect(await faultsOf(page)).toEqual([]);
    await keepScreenshot(page, `${pictures}/names-${cluster}-${width}`, { fullPage: true });
  });

  it.each(['shop-weu', 'batch-neu'].flatMap((name) => themeNames.map((theme) => [name, theme] as const)))(
    'has words of %s that can be read in the theme %s',
    async (name, theme) => {
      const page = await openDemo(name, { theme, width: 1360 });
      const faint = await page.locator('.map-frame svg').evaluate((svg) => {
        const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
        /** The luminance of colours on top of each other, as WCAG 2.2 computes it. */
        const luminance = (...colours: readonly string[]): number => {
          for (const colour of colours) {
            context.fillStyle = colour;
            context.fillRect(0, 0, 1, 1);
          }
          const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const page = getComputedStyle(document.body).backgroundColor;
        return [...svg.querySelectorAll('text')].flatMap((text) => {
          const frame = text.parentElement?.querySelector('.box-frame, .label-frame');
          const ground = frame ? getComputedStyle(frame).fill : 'none';
          const below = ground === 'none' ? [page] : [page, ground];
          const [a, b] = [luminance(...below), luminance(...below, getComputedStyle(text).fill)];
          const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          return contrast < 4.5 ? [`${text.textContent}: ${contrast.toFixed(2)}`] : [];
        });
      });
      expect(faint).toEqual([]);
    },
  );

  it.each(themeNames)(
    'breaks no rule of axe in the theme %s, with something selected and its list unfolded',
    async (theme) => {
      const page = await openDemo('shop-weu', { theme, width: 1360 });
      await role(page, 'Private DNS Zone').click();
      await page.locator('.map-list summary').click();
      expect(await axeViolations(page)).toEqual([]);
    },
  );

  it.each([
    [1003, 700],
    [750, 590],
  ])('names all kinds of lines in a legend that stays in sight at %i by %i pixels', async (width, height) => {
    const page = await openDemo('shop-weu', { width, height });
    const legend = page.locator('.map-legend');
    expect(await legend.locator('text').allTextContents()).toEqual(kindsInLegend([]).map((kind) => legendWords[kind]));
    const box = await legend.boundingBox();
    expect(box!.y + box!.height).toBeLessThanOrEqual(height);
  });
});

describe('what is selected on the map', () => {
  it('says what it is and why, with its fix first, and what else can be done as links', async () => {
    const page = await openDemo('shop-weu');
    await role(page, 'Private DNS Zone').click();
    const side = page.getByRole('complementary', { name: 'Selected' });
    await side.getByRole('heading', { name: 'Private DNS Zone Contributor' }).waitFor();
    await side.getByText('id-shop-weu on privatelink.westeurope.azmk8s.io').waitFor();
    await side.getByText(/Without it, AKS can't add the API server's DNS record/).waitFor();
    expect(await side.locator('vscode-button[appearance="primary"]').count()).toBe(1);
    for (const name of [/^Accept finding\.\.\./, /^Show in Details/])
      expect(await side.getByRole('button', { name }).count()).toBe(1);
    // One link for one place.
    expect(await side.getByRole('button', { name: 'Details', exact: true }).count()).toBe(0);
    await side.getByRole('button', { name: /^Fix\.\.\./ }).click();
    await page.getByRole('heading', { name: /^(Assign|Grant) / }).waitFor();
    expect(panel.states.at(-1)!.flow!.stage).toBe('plan');
  });

  it('leads to its finding among the details', async () => {
    const page = await openDemo('shop-weu');
    await role(page, 'Private DNS Zone').click();
    await page.getByRole('button', { name: /^Show in Details/ }).click();
    await expect
      .poll(() => page.locator('.findings > li:focus').allInnerTexts())
      .toEqual([expect.stringContaining('is missing Private DNS Zone Contributor')]);
    const leftOut = '2 findings for you to decide on, 1 finding without an automatic fix';
    await page.getByText(`Not in "Fix 2 findings...": ${leftOut}`, { exact: true }).waitFor();
  });

  it('is fixed in one plan where several things are wrong with it, by a button in sight', async () => {
    const page = await openDemo('shop-weu', { width: 1003, height: 760 });
    await thing(page, /^id-shop-weu/).click();
    const fix = await page.getByRole('button', { name: /^Fix 2 findings\.\.\./ }).boundingBox();
    expect(fix!.y + fix!.height).toBeLessThan((await page.locator('.map-problem').first().boundingBox())!.y);
    expect(fix!.y + fix!.height).toBeLessThan(760);
    await page.getByRole('button', { name: /^Fix 2 findings\.\.\./ }).click();
    await expect.poll(() => panel.states.at(-1)!.flow?.plan?.steps.length ?? 0).toBeGreaterThanOrEqual(2);
  });

  it('has one primary button, that of the worst, where fixes do not go together', async () => {
    const page = await openDemo('shop-weu');
    const state = panel.states.at(-1)!;
    const problems = state.map!.problems.map(({ joins: _, ...problem }) => problem);
    panel.post({ ...state, map: { ...state.map!, problems } });
    await thing(page, /^id-shop-weu/).click();
    const side = page.getByRole('complementary', { name: 'Selected' });
    await expect.poll(() => side.getByRole('button', { name: /^Fix\.\.\./ }).count()).toBe(2);
    const buttons = side.locator('.map-problem vscode-button');
    const looks = await buttons.evaluateAll((all) => all.map((one) => one.getAttribute('appearance')));
    expect(looks).toEqual(['primary', 'secondary']);
  });

  it('ends where the map ends, and leaves no hole above the list', async () => {
    const page = await openDemo('shop-weu', { width: 1003, height: 760 });
    await thing(page, /^id-shop-weu/).click();
    const boxOf = async (selector: string) => (await page.locator(selector).boundingBox())!;
    const [side, canvas, list] = [await boxOf('.selection'), await boxOf('.map-canvas'), await boxOf('.map-list')];
    expect(side.y + side.height).toBeLessThanOrEqual(760);
    expect(list.y - (canvas.y + canvas.height)).toBeLessThan(30);
  });

  it('breaks long names between their parts', async () => {
    const page = await openDemo('shop-weu', { width: 1003 });
    await thing(page, /^id-shop-weu/).click();
    const problem = page.locator('.map-problem p', { hasText: 'privatelink.westeurope.azmk8s.io' }).first();
    const linesOfPart = await problem.evaluate((one) => {
      const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      while (texts.nextNode() !== null) {
        range.selectNodeContents(texts.currentNode);
        if (range.toString() === 'azmk8s.') return range.getClientRects().length;
      }
      return 0;
    });
    expect(linesOfPart).toBe(1);
  });

  it('says of a granted role what needs it, and since when it is there', async () => {
    const page = await openDemo('shop-weu');
    await role(page, /^AcrPull/).click();
    const side = page.getByRole('complementary', { name: 'Selected' });
    await side.getByText('Needed').waitFor();
    await side.getByText(/^To pull from registry acrshop/).waitFor();
    await side.getByText('Since').waitFor();
  });

  it('leads to the map of an identity, and back to nothing but its path', async () => {
    const page = await openDemo('shop-weu');
    await thing(page, /^id-shop-weu/).click();
    await page.getByRole('button', { name: "This identity's map" }).click();
    await expect.poll(() => panel.opened.length).toBe(1);
    expect(panel.opened[0]).toMatchObject({
      what: 'map',
      target: { identityId: expect.stringContaining('id-shop-weu') as string },
    });
    const before = await page.locator('.map-frame .thing').count();
    await page.getByRole('button', { name: 'Show only this' }).click();
    const only = page.getByRole('button', { name: 'Stop showing only id-shop-weu' });
    expect(await page.locator('.map-frame .thing').count()).toBeLessThan(before);
    await only.click();
    expect(await page.locator('.map-frame .thing').count()).toBe(before);
  });

  it('lists everything that is wrong before anything is selected, each with the way to it', async () => {
    const page = await openDemo('shop-weu');
    const side = page.getByRole('complementary', { name: 'Selected' });
    expect(await side.getByRole('listitem').count()).toBe(panel.states.at(-1)!.map!.problems.length);
    await side.getByRole('button', { name: 'A role is missing: Network Contributor' }).click();
    await side.getByRole('heading', { name: 'Network Contributor' }).waitFor();
  });
});

describe('what the map says before anything is selected', () => {
  it('counts as the tree does: what is only worth knowing is no problem', async () => {
    const page = await openDemo('pay-weu');
    const side = page.getByRole('complementary', { name: 'Selected' });
    expect(await side.getByRole('heading').allInnerTexts()).toEqual(['Good to know']);
    expect(await side.locator('.map-fine').innerText()).toContain('Nothing is wrong');
    expect(await page.locator('.map-chip', { hasText: 'Problems' }).count()).toBe(0);
  });

  it('has what could not be checked under a heading of its own, and not among the problems', async () => {
    const page = await openDemo('legacy-neu');
    const side = page.getByRole('complementary', { name: 'Selected' });
    expect(await side.getByRole('heading').allInnerTexts()).toEqual(['What is wrong here', 'Unknown']);
    await page.locator('.map-chip', { hasText: /Problems\s*3/ }).waitFor();
  });

  it('is about the identity on its own map, and offers no choice where there is none', async () => {
    const bench = createBench(inCloud(demoWorld()));
    const identity = (await bench.service.identities()).items.find(({ name }) => name === 'id-orders-weu')!;
    panel = await openPanelPage(bench, { kind: 'identity', identityId: identity.id }, { width: 1360 });
    await panel.page.locator('.map-fine', { hasText: 'Nothing is wrong with this identity' }).waitFor();
    expect(await panel.page.locator('.map-chip').count()).toBe(0);
  });

  it('is at the identity alone where its use is not known: its roles are granted, and it has the stop for the Tab key', async () => {
    const bench = createBench(inCloud(demoWorld()));
    const identity = (await bench.service.identities()).items.find(({ name }) => name === 'id-old')!;
    const match = { method: 'GET', pathContains: 'Microsoft.ContainerService/fleets' };
    await bench.fault({ match, status: 403, code: 'AuthorizationFailed', times: 99 });
    panel = await openPanelPage(bench, { kind: 'identity', identityId: identity.id }, { width: 1360 });
    await panel.page.getByRole('heading', { name: 'Unknown' }).waitFor();
    await panel.picture('map/use-not-known');
    const titles = panel.page.locator('.map-frame .role title');
    expect(await titles.allTextContents()).toEqual(
      expect.arrayContaining(['Contributor, granted', 'AcrPull, granted']),
    );
    expect(await thing(panel.page, /^id-old/).getAttribute('tabindex')).toBe('0');
  });
});

describe('the map beside a role', () => {
  it('has the words that the picture has there, also where one problem has two', async () => {
    const page = await openDemo('media-weu');
    await page.locator('.map-frame .role', { hasText: /^AcrPull/ }).click();
    const side = page.getByRole('complementary', { name: 'Selected' });
    await side.getByText('Has no effect').waitFor();
    expect(await side.locator('.map-problem-title').allInnerTexts()).not.toContainEqual(
      expect.stringMatching(/Missing/),
    );
  });

  it('opens the form that gets rid of a deleted identity', async () => {
    const page = await openDemo('lab-weu', { width: 1360 });
    await thing(page, /id-lab-weu/).click();
    await panel.picture('map/identity-deleted');
    const side = page.getByRole('complementary', { name: 'Selected' });
    const change = side.getByRole('button', { name: /^Change identity/ });
    await change.waitFor();
    expect(await side.getByRole('button', { name: "This identity's map" }).count(), 'it would be an error').toBe(0);
    await change.click();
    await expect.poll(() => panel.states.at(-1)?.flow?.kind).toBe('setControlPlane');
  });
});

describe('the map as a list', () => {
  it('is folded at first, and says and selects everything that is on the map', async () => {
    const page = await openDemo('shop-weu');
    const items = page.locator('.map-item');
    expect(await items.first().isVisible()).toBe(false);
    await page.locator('.map-list summary').click();
    expect(await items.count()).toBe(panel.states.at(-1)!.map!.lines.length + 1);
    const names = await items.allTextContents();
    const said = (words: string): boolean => names.some((name) => name.replaceAll(/\s+/g, ' ').includes(words));
    expect(said('Error: Private DNS Zone Contributor on privatelink.westeurope.azmk8s.io')).toBe(true);
    expect(said('private DNS zone: missing')).toBe(true);
    // What the badges of the boxes say.
    for (const words of ['Error: shop-weu', 'Error: id-shop-weu', 'Warning: id-old']) expect(said(words)).toBe(true);
    expect(said('Good:')).toBe(false);
    await items.filter({ hasText: 'AcrPull on acrshop' }).first().press('Enter');
    await page.locator('.selection h2', { hasText: 'AcrPull' }).waitFor();
  });
});

describe('what is shown of the map', () => {
  it('is what was typed, with its whole path', async () => {
    const page = await openDemo('shop-weu');
    await page.getByRole('searchbox', { name: 'Find on the map' }).fill('acrshop');
    await expect.poll(() => page.locator('.map-frame .thing').count()).toBe(4);
    await thing(page, 'id-old').waitFor();
    await page.getByRole('searchbox').fill('nothing like that');
    await page.getByText('Nothing on the map matches.').waitFor();
  });

  it('is what something is wrong with, or one of its groups, by chips', async () => {
    const page = await openDemo('shop-weu');
    const chip = (name: string | RegExp) => page.locator('.map-chip', { hasText: name });
    await chip(/^\s*Problems/).click();
    expect(await page.locator('.map-frame .thing', { hasText: 'Azure Policy' }).count()).toBe(0);
    expect(await page.locator('.map-frame .role', { hasText: 'missing' }).count()).toBe(2);
    await chip('Kubelet').click();
    expect(await page.locator('.map-frame .thing').count()).toBe(3);
    await chip('All').click();
    expect(await page.locator('.map-frame .thing').count()).toBe(panel.states.at(-1)!.map!.things.length);
  });

  it('folds long lists with their number, and unfolds the one that is clicked', async () => {
    const page = await openWorld(sizes[3]![1](), {});
    const folded = thing(page, /^\s*(Show )?\d+ × registry/);
    await folded.click();
    await expect.poll(() => page.locator('.map-frame .thing', { hasText: 'acrshop' }).count()).toBe(120);
    await page.getByRole('button', { name: 'Fold long lists' }).click();
    await expect.poll(() => page.locator('.map-frame .thing', { hasText: 'acrshop' }).count()).toBe(1);
  });

  it('lights up the whole path of what the pointer or the focus is on', async () => {
    const page = await openDemo('shop-weu');
    await role(page, /^AcrPull/).hover();
    const lit = page.locator('.map-frame.lit [data-lit] title');
    const names = (await lit.allTextContents()).map((text) => text.split(',')[0]);
    expect(new Set(names)).toEqual(new Set(['shop-weu', 'id-shop-kubelet', 'AcrPull', 'acrshop']));
    await page.mouse.move(2, 2);
    await expect.poll(() => page.locator('.map-frame.lit').count()).toBe(0);
  });
});

describe('the map with the keyboard', () => {
  it('is walked along its lines with the arrows, selects with Enter and fixes with F', async () => {
    const page = await openDemo('shop-weu');
    await thing(page, 'AKS cluster').focus();
    const walk = async (...keys: readonly string[]): Promise<string> => {
      for (const key of keys) await page.keyboard.press(key);
      return focused(page);
    };
    expect(await walk('ArrowRight')).toMatch(/^id-shop-weu,/);
    expect(await walk('ArrowRight')).toBe('Private DNS Zone Contributor, missing');
    expect(await walk('ArrowRight')).toMatch(/^privatelink\.westeurope\.azmk8s\.io,/);
    expect(await walk('ArrowDown')).toMatch(/^vnet-shop,/);
    expect(await walk('ArrowLeft', 'ArrowLeft', 'ArrowDown')).toMatch(/^id-shop-kubelet,/);
    expect(await walk('Home')).toMatch(/^shop-weu,/);
    await walk('ArrowRight', 'ArrowRight', 'Enter');
    await page.locator('.selection h2', { hasText: 'Private DNS Zone Contributor' }).waitFor();
    await walk('f');
    await expect.poll(() => panel.states.at(-1)!.flow?.stage).toBe('plan');
  });

  it('has one stop for the Tab key, and zooms with plus, minus and 0', async () => {
    const page = await openDemo('shop-weu');
    expect(await page.locator('.map-frame [tabindex="0"]').count()).toBe(1);
    await thing(page, 'AKS cluster').focus();
    const width = (): Promise<number> => page.locator('.map-frame svg').evaluate((svg) => svg.clientWidth);
    const own = await width();
    await page.keyboard.press('+');
    await expect.poll(width).toBeGreaterThan(own);
    await page.keyboard.press('-');
    await page.keyboard.press('-');
    await expect.poll(width).toBeLessThan(own);
    await page.keyboard.press('0');
    await expect.poll(width).toBe(own);
  });
});

describe('the map with the pointer', () => {
  it('is larger with Ctrl and the wheel, and moves with a drag, which selects nothing', async () => {
    const page = await openWorld(sizes[2]![1](), { height: 700 });
    const frame = page.locator('.map-frame');
    const width = (): Promise<number> => frame.locator('svg').evaluate((svg) => svg.clientWidth);
    const own = await width();
    await frame.hover();
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    await expect.poll(width).toBeGreaterThan(own);
    const box = (await thing(page, 'AKS cluster').boundingBox())!;
    const scrolled = (): Promise<number> => frame.evaluate((one) => one.scrollTop);
    await page.mouse.move(box.x + 20, box.y + 20);
    const before = await scrolled();
    await page.mouse.down();
    await page.mouse.move(box.x + 20, box.y - 80, { steps: 4 });
    await page.mouse.up();
    expect(await scrolled()).toBeGreaterThan(before + 50);
    expect(await page.locator('.chosen').count()).toBe(0);
  });

  it('is shown as a whole, and in its own size again, by one button', async () => {
    const page = await openWorld(sizes[2]![1](), { height: 700 });
    const frame = page.locator('.map-frame');
    const rest = (): Promise<readonly number[]> =>
      frame.evaluate((one) => [one.scrollHeight - one.clientHeight, one.scrollWidth - one.clientWidth]);
    expect((await rest())[0]).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Show all of it' }).click();
    await expect.poll(rest).toEqual([0, 0]);
    await page.getByRole('button', { name: /^Actual size/ }).click();
    expect((await rest())[0]).toBeGreaterThan(0);
  });
});

describe('a map that is saved', () => {
  it.each(themeNames)('as SVG stands alone in the look of the theme %s', async (theme: Theme) => {
    const page = await openDemo('shop-weu', { theme });
    await page.getByRole('button', { name: 'Save as SVG...' }).click();
    await expect.poll(() => panel.saved.length).toBe(1);
    const [{ picture, name }] = panel.saved as [(typeof panel.saved)[number]];
    expect(name).toBe('aks-identity-shop-weu.svg');
    if (picture.format !== 'svg') throw new Error('It is no SVG.');
    expect(picture.svg).not.toMatch(/var\(|color-mix|class=|style=|<script|<!--|href=|vscode/);
    expect(picture.svg).toContain('font-family="sans-serif"');
    for (const kind of kindsInLegend([])) expect(picture.svg).toContain(`>${textOf(legendWords[kind])}<`);
    const alone = await page.context().newPage();
    await alone.setContent(picture.svg);
    expect(await alone.locator('text').count()).toBeGreaterThan(30);
    expect(await faintest(alone)).toBeGreaterThan(4.5);
    const ground = await alone.locator('svg > rect').getAttribute('fill');
    expect(ground).toBe(theme === 'light' || theme === 'highContrastLight' ? '#ffffff' : '#1e1e1e');
  });

  it('as PNG is the same picture in twice its size', async () => {
    const page = await openDemo('shop-weu', { theme: 'light' });
    await page.getByRole('button', { name: 'Save as PNG...' }).click();
    await expect.poll(() => panel.saved.length).toBe(1);
    const [{ picture, name }] = panel.saved as [(typeof panel.saved)[number]];
    expect(name).toBe('aks-identity-shop-weu.png');
    if (picture.format !== 'png') throw new Error('It is no PNG.');
    const bytes = Buffer.from(picture.png, 'base64');
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.readUInt32BE(16)).toBe(2 * 960);
  });
});

/** The lowest contrast of a text to the ground or to a box, whichever is nearer to its colour. */
function faintest(page: Page): Promise<number> {
  return page.locator('svg').evaluate((svg) => {
    const light = (colour: string): number => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
        const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const grounds = [svg.querySelector('rect')!, svg.querySelector('path[fill^="#"]')!].map((one) =>
      light(one.getAttribute('fill')!),
    );
    const contrasts = [...svg.querySelectorAll('text')].flatMap((text) => {
      const ink = light(text.getAttribute('fill')!);
      return grounds.map((ground) => (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05));
    });
    return Math.min(...contrasts);
  });
}
