import { afterEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { contrastOf } from '../../support/browser/axe.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { themeNames } from '../support/themes.ts';

let panel: PanelPage;

afterEach(async () => panel?.close());

const setControlPlane: PanelTarget = { kind: 'change', draft: { kind: 'setControlPlane', clusterId: sami.id } };

describe('a form that another choice changes as a whole', () => {
  it('shows every field once, with what may be chosen now, and edits nothing by itself', async () => {
    const draft = { kind: 'createCluster', subscriptionId: place.subscriptionId } as const;
    panel = await openPanelPage(createBench(inCloud(smallWorld())), { kind: 'change', draft });
    const { page } = panel;
    const fields = page.locator('.field [id^="field-"]:is(vscode-text-field, vscode-radio-group, input)');
    for (const recipe of [/^Private cluster/, /^System-assigned/, /^Both identities/, /^Private cluster/]) {
      await page.getByRole('radiogroup', { name: 'Start from' }).getByRole('radio', { name: recipe }).click();
      await expect.poll(() => panel.states.at(-1)?.loading ?? '').toBe('');
      const wanted = panel.states.at(-1)!.memento.values!;
      await expect
        .poll(() => page.locator('#field-recipe').evaluate((one) => (one as HTMLInputElement).value))
        .toBe(wanted['recipe']);
      const ids = await fields.evaluateAll((all) => all.map(({ id }) => id));
      expect(ids).toEqual([...new Set(ids)]);
    }
    expect(Object.keys(panel.states.at(-1)!.memento.values!).toSorted()).toEqual(['recipe', 'subscription']);
    await page.locator('summary', { hasText: 'Access and registries' }).click();
    const zones = page.getByRole('radiogroup', { name: 'Private DNS zone type' });
    const zone = zones.getByRole('radio', { name: /^Custom zone/ });
    expect(await zone.getAttribute('aria-disabled')).not.toBe('true');
    expect(panel.complaints).toEqual([]);
  });
});

describe('a form that is longer than the window', () => {
  it('keeps its buttons in sight, and covers no field that has the focus', async () => {
    const draft = { kind: 'createCluster', subscriptionId: place.subscriptionId } as const;
    panel = await openPanelPage(
      createBench(inCloud(smallWorld())),
      { kind: 'change', draft },
      { width: wide, height: 560 },
    );
    const { page } = panel;
    const review = page.getByRole('button', { name: 'Review plan' });
    await page.locator('summary', { hasText: 'Nodes' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(600);
    const bottomOf = async (): Promise<number> => {
      const { y, height } = (await review.boundingBox())!;
      return y + height;
    };
    expect(await bottomOf()).toBeLessThanOrEqual(560);
    await page.locator('summary', { hasText: 'Nodes' }).focus();
    const focused = (await page.locator('summary', { hasText: 'Nodes' }).boundingBox())!;
    expect(focused.y + focused.height).toBeLessThanOrEqual((await page.locator('.foot').boundingBox())!.y);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    expect(await bottomOf()).toBeLessThanOrEqual(560);
  });
});

describe('what the panel is written in', () => {
  it('is one size for text and controls, and a placeholder of the theme', async () => {
    panel = await openPanelPage(createBench(inCloud(smallWorld())), setControlPlane);
    const { page } = panel;
    await page.getByRole('combobox').click();
    await page.getByRole('option', { name: /New identity/ }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('');
    const written = await page.evaluate(() => {
      const inner = (host: string, part: string): readonly Element[] =>
        [...document.querySelectorAll(host)].flatMap((one) => [...(one.shadowRoot?.querySelectorAll(part) ?? [])]);
      const controls = [...inner('vscode-button', 'button'), ...inner('vscode-text-field', 'input, label')];
      const [field] = inner('vscode-text-field', 'input');
      return {
        sizes: [...new Set([document.body, ...controls].map((one) => getComputedStyle(one).fontSize))],
        placeholder: field ? getComputedStyle(field, '::placeholder').color : '',
      };
    });
    expect(written).toEqual({ sizes: ['13px'], placeholder: 'rgb(152, 152, 152)' });
  });
});

describe('a narrow panel', () => {
  it('shows a map in its own size, and scrolls it in its frame', async () => {
    panel = await openPanelPage(createBench(inCloud(smallWorld())), setControlPlane, { width: 360 });
    const { page } = panel;
    await page.getByRole('tab', { name: 'Map' }).click();
    const picture = page.locator('.map-frame svg');
    await picture.waitFor();
    const scale = await picture.evaluate((svg) => svg.clientWidth / (svg as SVGSVGElement).viewBox.baseVal.width);
    expect(scale).toBe(1);
    expect(await page.locator('.map-frame').evaluate((one) => one.scrollWidth > one.clientWidth)).toBe(true);
  });

  it('needs no sideways scrolling at any stage', async () => {
    panel = await openPanelPage(createBench(inCloud(smallWorld())), setControlPlane, { width: 360 });
    const { page } = panel;
    const overflow = (): Promise<number> =>
      page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await page.getByRole('combobox').click();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.getByRole('option', { name: /^id-b/ }).click();
    await page.getByRole('button', { name: 'Review plan' }).click();
    await page.getByText('Show requests').click();
    expect(await overflow()).toBeLessThanOrEqual(0);
    for (const tab of ['Details', 'Map']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.locator(tab === 'Map' ? '.map-frame svg' : '.identities').waitFor();
      expect(await overflow()).toBeLessThanOrEqual(0);
    }
  });
});

/** The panels of a window of 1360 and of 900 pixels, beside the clusters. */
const wide = 1003;
const narrow = 543;

async function openDemo(name: string, tab: 'details' | 'map', width: number): Promise<void> {
  const bench = createBench(inCloud(demoWorld()));
  const { id } = (await bench.service.clusters()).items.find((one) => one.name === name)!;
  panel = await openPanelPage(bench, { kind: 'cluster', clusterId: id, tab }, { width });
  await panel.page.locator(tab === 'map' ? '.map-frame svg' : '.identities').waitFor();
  await expect.poll(() => panel.states.at(-1)?.loading ?? '').toBe('');
}

describe('the details of a cluster', () => {
  it('show no red cross beside a bare "In use"', async () => {
    await openDemo('lab-weu', 'details', wide);
    const [controlPlane, kubelet] = await panel.page.locator('td[data-title="In this cluster"]').allInnerTexts();
    expect([controlPlane, kubelet]).toEqual(['Error:\nIn use (see above)', 'Good:\nIn use']);
  });

  it.each([wide, narrow])('have no table that scrolls sideways, at %i pixels', async (width) => {
    await openDemo('shop-weu', 'details', width);
    const tables = panel.page.locator('.wide');
    await panel.page.getByText(/more that are off in this cluster$/).click();
    expect(await tables.count()).toBe(4);
    const rest = await tables.evaluateAll((all) => all.map((one) => one.scrollWidth - one.clientWidth));
    expect(rest).toEqual([0, 0, 0, 0]);
    const state = await panel.page.locator('td .state', { hasText: 'Succeeded' }).first().boundingBox();
    expect(state!.height).toBeLessThan(24);
  });

  it('show what is on, and fold what is off', async () => {
    await openDemo('shop-weu', 'details', wide);
    const { page } = panel;
    const shown = page.locator('.summary-table tbody tr').filter({ visible: true });
    const before = await shown.allInnerTexts();
    expect(before.join()).not.toMatch(/is off/);
    await page.getByText(/^\d+ more that are off in this cluster$/).click();
    const after = (await shown.allInnerTexts()).filter((text) => !before.includes(text));
    expect(after.length).toBeGreaterThan(5);
    for (const text of after) expect(text).toMatch(/ is off/);
  });

  it('have buttons to copy in one column of each list, which appear with the pointer or the focus', async () => {
    await openDemo('shop-weu', 'details', wide);
    const copy = panel.page.locator('.facts').first().locator('vscode-button');
    const all = await copy.evaluateAll((buttons) => buttons.map((one) => one.getBoundingClientRect().x));
    expect(new Set(all).size).toBe(1);
    const opacity = (): Promise<string> => copy.first().evaluate((one) => getComputedStyle(one).opacity);
    expect(await opacity()).toBe('0');
    await copy.first().focus();
    expect(await opacity()).toBe('1');
    await panel.page.locator('h1').hover();
    await panel.page.locator('#tab-details').focus();
    expect(await opacity()).toBe('0');
    await panel.page.locator('.facts dt', { hasText: 'Node resource group' }).hover();
    expect(await opacity()).toBe('1');
  });

  it('have values next to their names in a narrow panel, and every word of the last table', async () => {
    await openDemo('shop-weu', 'details', narrow);
    const { page } = panel;
    const [name, value] = ['dt', 'dd'].map((part) => page.locator(`.facts ${part}`).first().boundingBox());
    expect((await value)!.x).toBeGreaterThan((await name)!.x + 60);
    const titles = await page
      .locator('.summary-table tbody tr')
      .first()
      .locator('td')
      .evaluateAll((all) => all.map((one) => getComputedStyle(one, '::before').content));
    expect(titles).toEqual(['"In this cluster"', '"Use"', '"Default permissions"', '"Bring your own"']);
  });
});

/** IDs that are broken into several lines. */
const brokenIds = (): Promise<readonly string[]> =>
  panel.page.locator('.identities .value').evaluateAll((all) =>
    all.flatMap((one) => {
      const words = document.createRange();
      words.selectNodeContents(one);
      const lines = new Set([...words.getClientRects()].map(({ top }) => top)).size;
      const text = one.textContent ?? '';
      return /^\s*[0-9a-f-]{36}\s*$/.test(text) && lines > 1 ? [text.trim()] : [];
    }),
  );

describe('the identities of a cluster', () => {
  it.each([wide, narrow, 1240])('break no ID, at %i pixels', async (width) => {
    await openDemo('shop-weu', 'details', width);
    expect(await panel.page.locator('.identities > li').count()).toBe(3);
    expect(await brokenIds()).toEqual([]);
    const tops = await panel.page
      .locator('.identities > li')
      .evaluateAll((all) => new Set(all.map((one) => one.getBoundingClientRect().top)).size);
    expect(tops).toBe(width === narrow ? 3 : 1);
  });

  it('say what they lack once: not again where the table says what each is for', async () => {
    await openDemo('shop-weu', 'details', wide);
    await panel.page.locator('.identities').getByText('2 roles missing').waitFor();
    expect(await panel.page.getByText('2 roles missing').count()).toBe(1);
  });
});

describe('the map of an identity', () => {
  it.each([
    [wide, 'below'],
    [1600, 'beside'],
  ])('has the width for its boxes: at %i pixels what is selected stands %s it', async (width, where) => {
    const bench = createBench(inCloud(demoWorld()));
    const { id } = (await bench.service.identities()).items.find(({ name }) => name === 'id-shop-weu')!;
    panel = await openPanelPage(bench, { kind: 'identity', identityId: id, tab: 'map' }, { width });
    await panel.page.locator('.map-frame .thing').first().waitFor();
    const [frame, beside] = ['.map-canvas', '.selection'].map((one) => panel.page.locator(one).boundingBox());
    const bottom = (await frame)!.y + (await frame)!.height;
    expect((await beside)!.y >= bottom ? 'below' : 'beside').toBe(where);
  });
});

describe('what is not known of an identity, on the map', () => {
  it('stands once with its roles where one reason is that of all of them', async () => {
    await openDemo('legacy-neu', 'map', wide);
    const { page } = panel;
    const side = page.locator('.selection');
    await side.getByRole('heading', { name: 'Unknown' }).waitFor();
    expect(await side.getByText('Not known').count()).toBe(0);
    await page.locator('.map-frame .thing', { hasText: 'Kubelet' }).first().locator('text').first().click();
    await side.getByText('Unknown: 5 roles').waitFor();
    expect(await side.getByText('Contributor on MC_rg-legacy_legacy-neu_northeurope').count()).toBe(1);
    expect(await side.getByText("It isn't known whether it has").count()).toBe(0);
  });
});

describe('what is folded', () => {
  it.each(['details', 'map'] as const)('has a sign that points to the right until it is open (%s)', async (tab) => {
    await openDemo('shop-weu', tab, wide);
    const summary = panel.page.locator(tab === 'map' ? '.map-list > summary' : '.findings summary').first();
    const codeOf = (): Promise<string> =>
      summary.evaluate((one) => getComputedStyle(one, '::before').content.codePointAt(1)?.toString(16) ?? '');
    expect(await codeOf()).toBe('eab6');
    await summary.click();
    expect(await codeOf()).toBe('eab4');
    await summary.click();
    expect(await codeOf()).toBe('eab6');
  });
});

describe('a wide panel', () => {
  it('has its header in one place on every tab, and details in two columns', async () => {
    await openDemo('shop-weu', 'details', 2203);
    const { page } = panel;
    const leftOf = async (selector: string): Promise<number> => (await page.locator(selector).boundingBox())!.x;
    const places = new Set<number>();
    for (const tab of ['Map', 'Change', 'Workloads', 'Details']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('tab', { name: tab, selected: true }).waitFor();
      places.add(await leftOf('h1'));
      places.add(await leftOf('main'));
    }
    expect(places.size).toBe(1);
    const lefts = await page
      .locator('.details > .section')
      .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().x)));
    expect(new Set(lefts).size).toBe(2);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  });
});

describe('the map of a cluster', () => {
  it('with all kinds of things fits its frame next to the selection', async () => {
    await openDemo('shop-weu', 'map', wide);
    const frame = panel.page.locator('.map-frame');
    expect(await frame.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    const beside = await panel.page.locator('.selection').boundingBox();
    expect(beside!.x).toBeGreaterThan((await frame.boundingBox())!.x + 600);
  });
});

describe('boxes to tick', () => {
  it('are below each other, and the first one has the focus of a form that was opened', async () => {
    const bench = createBench(inCloud(demoWorld()));
    const { id } = (await bench.service.clusters()).items.find(({ name }) => name === 'dev-weu')!;
    panel = await openPanelPage(bench, { kind: 'leavePodIdentity', clusterId: id });
    const { page } = panel;
    const boxes = page.locator('fieldset vscode-checkbox');
    await boxes.nth(1).waitFor();
    const places = await boxes.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().x));
    expect(new Set(places).size).toBe(1);
    await expect.poll(() => page.evaluate(() => document.activeElement?.localName)).toBe('vscode-checkbox');
  });

  it.each(themeNames)('and buttons to choose contrast with the background (%s)', async (theme) => {
    panel = await openPanelPage(createBench(inCloud(smallWorld())), setControlPlane, { theme });
    const radio = panel.page.getByRole('radio', { name: /^User-assigned/ });
    await radio.waitFor();
    await panel.page.getByRole('combobox').focus();
    const [border, ground] = await radio.evaluate((one) => [
      getComputedStyle(one.shadowRoot!.querySelector('.control')!).borderTopColor,
      getComputedStyle(document.body).backgroundColor,
    ]);
    expect(contrastOf(border, ground)).toBeGreaterThan(3);
  });
});
