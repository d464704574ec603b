import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/domain/change/change.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import {
  idB,
  idKubelet2,
  idUnused,
  legacyRegistry,
  own,
  place,
  sami,
  smallWorld,
} from '../../support/azure/smallWorld.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { axeViolations, contrastOf } from '../../support/browser/axe.ts';
import { typeNameToConfirm } from '../../support/browser/panelHand.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { themeNames } from '../support/themes.ts';
import type { Theme } from '../../support/browser/themes.ts';
import { keepScreenshot } from '../../support/browser/screenshots.ts';

let panel: PanelPage;
const pictures = 'page/plan';

afterEach(async () => panel?.close());

const reader: WorldFile = smallWorld({
  caller: {
    objectId: '0b000000-0000-4000-8000-000000000001',
    roles: [{ scope: `/subscriptions/${place.subscriptionId}`, roleName: 'Reader' }],
  },
});
const toIdB: Draft = {
  kind: 'setControlPlane',
  clusterId: sami.id,
  controlPlane: { kind: 'userAssigned', identityId: idB.id },
};
const kubelet: Draft = { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id };
const deletion: Draft = { kind: 'deleteIdentity', identityId: idUnused.id };

async function open(draft: Draft, options: { world?: WorldFile; theme?: Theme; width?: number } = {}): Promise<void> {
  const { world = smallWorld(), ...look } = options;
  panel = await openPanelPage(createBench(inCloud(world)), { kind: 'change', draft }, look);
  await panel.page.locator('.foot vscode-button, .failure').first().waitFor();
}

/** The contrast of a tick to what is behind it. */
async function contrastOfTick(page: Page): Promise<number> {
  const [tick, ground] = await page.evaluate(() => [
    getComputedStyle(document.querySelector('.passed .sign.ok')!).color,
    getComputedStyle(document.body).backgroundColor,
  ]);
  return contrastOf(tick, ground);
}

describe('a plan', () => {
  it('says once what happens, in its title, and folds what is in order', async () => {
    await open(toIdB);
    const { page } = panel;
    expect(await page.getByText(/control plane identity of sami-weu to id-b/).count()).toBe(1);
    expect(await page.locator('.lead').count()).toBe(0);
    const points = page.locator('ul.points').getByRole('listitem');
    expect((await points.allInnerTexts()).slice(1)).toEqual([
      'Usually takes a few minutes.',
      'Neither the nodes nor the control plane restarts.',
      'You can change it back, but to a new principal, without the roles of the present one.',
    ]);
    const passed = page.locator('details.passed');
    expect(await passed.locator('summary').innerText()).toMatch(/\d+ checks passed, 1 will pass with the steps above/);
    expect(await page.getByText('You can update sami-weu').isVisible()).toBe(false);
    await passed.locator('summary').click();
    expect(await page.getByText('You can update sami-weu').isVisible()).toBe(true);
    expect(await page.locator('main').innerText()).not.toMatch(/Microsoft\.\w+\/\w+\/\w+\/action/);
    const top = async (of: string): Promise<number> => (await page.locator(of).first().boundingBox())!.y;
    expect(await top('ol.steps')).toBeLessThan(await top('details.passed'));
  });

  it.each([
    [900, 400],
    [400, 500],
  ])(
    'keeps its button and the confirmation in view at %i by %i, and hides no focus behind them',
    async (width, height) => {
      await open(kubelet);
      const { page } = panel;
      await page.setViewportSize({ width, height });
      const button = page.locator('#apply').getByRole('button');
      const bottom = async (): Promise<number> => {
        const box = await button.boundingBox();
        const field = await page.getByRole('textbox').boundingBox();
        expect(field!.y).toBeGreaterThan(0);
        return Math.max(box!.y + box!.height, field!.y + field!.height);
      };
      expect(await bottom()).toBeLessThanOrEqual(height);
      await page.evaluate(() => window.scrollTo(0, 99_999));
      expect(await bottom()).toBeLessThanOrEqual(height);
      await page.evaluate(() => window.scrollTo(0, 0));
      const last = page.getByRole('button', { name: 'ARM template' });
      await last.focus();
      const foot = await page.locator('.foot').boundingBox();
      const focused = await last.boundingBox();
      expect(focused!.y + focused!.height).toBeLessThanOrEqual(foot!.y);
    },
  );

  it('that is opened without a form has the focus at its heading, so that keyboard and screen reader begin there', async () => {
    await open(deletion);
    expect(await panel.page.evaluate(() => document.activeElement?.id)).toBe('stage');
  });

  it('that destroys has a warning on its button, in its colour', async () => {
    await open(deletion);
    const colour = (): Promise<string> =>
      panel.page.locator('#apply vscode-button').evaluate((one) => getComputedStyle(one).backgroundColor);
    expect(await panel.page.locator('#apply').innerText()).toBe('Delete id-unused');
    const red = await colour();
    await panel.close();
    await open(toIdB);
    expect(await panel.page.locator('#apply').innerText()).toBe('Change control plane identity');
    expect(await colour()).not.toBe(red);
  });

  it('that is copied is confirmed next to the buttons, not over the one that applies', async () => {
    await open(toIdB);
    const { page } = panel;
    await page.getByRole('button', { name: 'Bicep' }).click();
    await expect.poll(() => page.locator('.copy-as .copied').innerText()).toBe('Plan copied as Bicep.');
    const said = page.locator('[role=status]', { hasText: 'Plan copied as Bicep.' });
    expect(await said.evaluate((one) => one.clientWidth)).toBeLessThanOrEqual(1);
  });
});

describe('a plan that the person may not apply', () => {
  it('says first what is missing, in words, with a command each and all of it as one request', async () => {
    await open(toIdB, { world: reader });
    const { page } = panel;
    expect(await page.locator('.blocked').innerText()).toMatch(
      /You can't apply this yet\. You're missing \d permissions\./,
    );
    const first = page.locator('.checks > li').first();
    expect(await first.locator('.check-title').innerText()).toBe("You can't update sami-weu");
    expect(await first.innerText()).toContain(
      'Ask an Owner, User Access Administrator or Role Based Access Control Administrator of cluster sami-weu to run',
    );
    expect(await first.locator('pre').innerText()).toContain("--role 'Azure Kubernetes Service Contributor Role'");
    expect(await first.innerText()).not.toContain('managedClusters/write');
    await first.getByText('Details').click();
    expect(await first.innerText()).toContain('Microsoft.ContainerService/managedClusters/write on');
    await page.getByRole('button', { name: 'Copy request for an administrator' }).click();
    await page.getByRole('button', { name: 'Request copied' }).waitFor();
    expect(panel.copied.at(-1)).toMatch(/^I can't make this change yet:[\s\S]*1\. I can't update sami-weu/);
    expect(await page.locator('#apply').getByRole('button').isDisabled()).toBe(true);
  });
});

describe('a plan that finds all of it so already', () => {
  it('ends the flow: no steps, nothing to apply', async () => {
    const pull = {
      kind: 'assignRole',
      principalId: idKubelet2.principalId,
      role: { name: 'AcrPull' },
      scope: legacyRegistry.id,
    } as const;
    const bench = createBench(inCloud(smallWorld()));
    expect((await bench.service.apply([pull])).status).toBe('succeeded');
    panel = await openPanelPage(bench, { kind: 'change', draft: pull });
    const { page } = panel;
    await page.getByRole('button', { name: 'Done' }).waitFor();
    expect(await page.locator('.lead').innerText()).toMatch(/already has AcrPull.*There is nothing to do\.$/);
    expect(await page.locator('ol.steps, #apply').count()).toBe(0);
  });
});

describe('a plan that a rule refuses', () => {
  it("says why and leads back, and offers nothing that can't help", async () => {
    await open({ kind: 'setKubelet', clusterId: sami.id, identityId: idB.id });
    const { page } = panel;
    expect(await page.locator('.failure').innerText()).toMatch(/needs a user-assigned control plane.*Learn more/s);
    expect(await page.locator('main').innerText()).not.toMatch(/Code:|refused/);
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Review plan' }).waitFor();
  });
});

describe.each(themeNames)('plans in the theme %s', (theme) => {
  it.each([
    ['change', toIdB, smallWorld(), 1360],
    ['change', toIdB, smallWorld(), 900],
    ['kubelet', kubelet, smallWorld(), 1360],
    ['kubelet', kubelet, smallWorld(), 900],
    ['blocked', toIdB, reader, 1360],
    ['blocked', toIdB, reader, 900],
    ['delete', deletion, smallWorld(), 900],
    ['refused', { kind: 'setKubelet', clusterId: sami.id, identityId: idB.id } as const, smallWorld(), 900],
  ] as const)(
    'the one of %s breaks no rule of axe, and its ticks contrast with the background',
    async (name, draft, world, width) => {
      await open(draft, { world, theme, width });
      const { page } = panel;
      await keepScreenshot(page, `${pictures}/${name}-${theme}-${width}`, { fullPage: true });
      // A button that can't be pressed yet is not judged.
      await typeNameToConfirm(page);
      for (const one of await page.locator('details summary').all()) await one.click();
      await keepScreenshot(page, `${pictures}/${name}-${theme}-${width}-open`, { fullPage: true });
      expect(await axeViolations(page)).toEqual([]);
      if (name === 'change') expect(await contrastOfTick(page)).toBeGreaterThan(3);
    },
  );
});
