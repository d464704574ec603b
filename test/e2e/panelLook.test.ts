import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PanelTarget } from '../../src/manifest.ts';
import { createBench } from '../conformance/azureBench.ts';
import { sami, smallWorld } from '../conformance/smallWorld.ts';
import { openBrowser, openPanelPage } from './panelPage.ts';
import type { PanelPage } from './panelPage.ts';

let browser: Browser;
let panel: PanelPage;

beforeAll(async () => {
  browser = await openBrowser();
});
afterEach(async () => panel.close());
afterAll(async () => browser.close());

const setControlPlane: PanelTarget = { kind: 'change', draft: { kind: 'setControlPlane', clusterId: sami.id } };

describe('what the panel is written in', () => {
  it('is one size for text and controls, and a placeholder of the theme', async () => {
    panel = await openPanelPage(browser, createBench(smallWorld()), setControlPlane);
    const { page } = panel;
    await page.getByRole('combobox').click();
    await page.getByRole('option', { name: /New identity/ }).click();
    await page.getByRole('textbox', { name: 'Name of the new identity' }).fill('');
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
  it('shows a map whose words can be read, and scrolls it in its frame', async () => {
    panel = await openPanelPage(browser, createBench(smallWorld()), setControlPlane, { width: 360 });
    const { page } = panel;
    await page.getByRole('tab', { name: 'Map' }).click();
    const picture = page.locator('.map-frame svg');
    await picture.waitFor();
    const scale = await picture.evaluate((svg) => svg.clientWidth / (svg as SVGSVGElement).viewBox.baseVal.width);
    expect(scale * 13).toBeGreaterThan(9);
  });

  it('needs no sideways scrolling at any stage', async () => {
    panel = await openPanelPage(browser, createBench(smallWorld()), setControlPlane, { width: 360 });
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
