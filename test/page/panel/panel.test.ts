import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { PanelTarget } from '../../../src/manifest.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idB, place, sami, smallWorld, sp } from '../../support/azure/smallWorld.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import { typeNameToConfirm } from '../../support/browser/panelHand.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { themeNames } from '../support/themes.ts';
import { keepScreenshot } from '../../support/browser/screenshots.ts';

let panel: PanelPage;

afterEach(async () => panel?.close());

const setControlPlane: PanelTarget = { kind: 'change', draft: { kind: 'setControlPlane', clusterId: sami.id } };
const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.id ?? '');
const stage = (page: Page): Promise<string> => page.locator('.stages [aria-current="step"]').innerText();

describe('the panel without a mouse', () => {
  it('a control plane identity is changed by keyboard alone, from choice to result', async () => {
    panel = await openPanelPage(createBench(inCloud(smallWorld())), setControlPlane);
    const { page } = panel;
    const identity = page.getByRole('combobox', { name: 'User-assigned identity' });
    await identity.focus();
    await page.keyboard.type('id-b');
    await page.getByRole('option', { name: /^id-b/ }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => identity.inputValue()).toBe('id-b');
    await page.keyboard.press('Enter');
    await page.locator('#apply').getByRole('button').waitFor();
    expect(await stage(page)).toContain('Plan');
    expect(await focused(page)).toBe('stage');
    await page.locator('#apply').getByRole('button').focus();
    await page.keyboard.press('Enter');
    await page.locator('.summary.succeeded').waitFor();
    expect(await page.locator('.summary').innerText()).toContain('sami-weu now uses id-b for its control plane');
    expect(panel.complaints).toEqual([]);
    await page.getByRole('button', { name: 'Done' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.identities').waitFor();
    expect(await focused(page)).toBe('tab-details');
  });

  it('Enter with something missing moves the focus there with a message; Escape goes back from the plan', async () => {
    panel = await openPanelPage(createBench(inCloud(smallWorld())), setControlPlane);
    const { page } = panel;
    await page.getByRole('radio', { name: /^User-assigned identity\. A resource of its own/ }).press('Enter');
    await page.getByText('Choose one.').waitFor();
    expect(await focused(page)).toBe('field-identity');
    await page.keyboard.type(idB.id);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.locator('#apply').getByRole('button').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Review plan' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'User-assigned identity' }).inputValue()).toBe('id-b');
  });

  it('an open list closes by Escape and the form stays', async () => {
    panel = await openPanelPage(createBench(inCloud(smallWorld())), setControlPlane);
    const { page } = panel;
    await page.getByRole('combobox', { name: 'User-assigned identity' }).press('ArrowDown');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('option').count()).toBe(0);
    expect(await stage(page)).toContain('Choose');
  });
});

describe('a panel in its frame', () => {
  it('leaves the focus to the window while the person is elsewhere in it, and takes it along inside', async () => {
    panel = await openPanelPage(createBench(inCloud(smallWorld())), {
      kind: 'change',
      draft: {
        kind: 'setControlPlane',
        clusterId: sami.id,
        controlPlane: { kind: 'userAssigned', identityId: idB.id },
      },
    });
    await panel.page.locator('#apply').getByRole('button').waitFor();
    const planned = panel.states.at(-1)!;
    await panel.page.getByRole('button', { name: 'Back' }).click();
    await panel.page.getByRole('button', { name: 'Review plan' }).waitFor();
    const choosing = panel.states.at(-1)!;
    const page = await panel.page.context().newPage();
    await page.exposeFunction('fromPage', () => undefined);
    await page.setContent(`<input id="palette"><iframe src="${panel.page.url()}"></iframe>`);
    const frame = page.frames()[1]!;
    await frame.waitForLoadState();
    const show = async (state: PanelState): Promise<void> => {
      await frame.evaluate((message) => window.postMessage(message), state);
      const current = state === planned ? 'Plan' : 'Choose';
      await frame.locator('.stages [aria-current="step"]').filter({ hasText: current }).waitFor();
    };
    await show(choosing);
    await page.locator('#palette').focus();
    await show(planned);
    expect(await focused(page)).toBe('palette');
    await show(choosing);
    await frame.getByRole('button', { name: 'Review plan' }).focus();
    await show(planned);
    expect(await frame.evaluate(() => document.activeElement?.id)).toBe('stage');
  });
});

describe('typing', () => {
  it('keeps every letter and the caret while the host answers late', async () => {
    panel = await openPanelPage(createBench(inCloud(smallWorld())), {
      kind: 'change',
      draft: { kind: 'createIdentity' },
    });
    const { page } = panel;
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await name.waitFor();
    panel.delay = 120;
    await name.pressSequentially('id-shp-weu', { delay: 15 });
    for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('o');
    await expect.poll(() => panel.states.at(-1)?.memento.values?.['name']).toBe('id-shop-weu');
    await panel.drawn();
    expect(await name.inputValue()).toBe('id-shop-weu');
  });
});

describe('a form that grows', () => {
  it('leaves the focus in the field that has it, while fields appear above', async () => {
    const draft = { kind: 'createCluster' } as const;
    panel = await openPanelPage(createBench(inCloud(smallWorld())), { kind: 'change', draft });
    const { page } = panel;
    await page.getByRole('radio', { name: /^Both identities user-assigned/ }).click();
    await page.locator('summary', { hasText: 'Identities' }).click();
    const kubelet = page.getByRole('combobox', { name: 'Kubelet identity', exact: true });
    const controlPlane = page.getByRole('radiogroup', { name: 'Control plane' });
    await controlPlane.getByRole('radio', { name: /^System-assigned/ }).click();
    await page.getByRole('textbox', { name: 'Control plane identity name' }).waitFor({ state: 'detached' });
    panel.delay = 300;
    await controlPlane.getByRole('radio', { name: /^User-assigned/ }).click();
    await kubelet.focus();
    await page.getByRole('textbox', { name: 'Control plane identity name' }).waitFor();
    expect(await focused(page)).toBe('field-kubeletIdentity');
  });

  it('keeps what has the focus in view, while fields appear above', async () => {
    const bench = createBench(inCloud(smallWorld()));
    const target = { kind: 'change', draft: { kind: 'createCredential', clusterId: sami.id } } as const;
    panel = await openPanelPage(bench, target, { height: 620 });
    const { page } = panel;
    const more = page.locator('summary', { hasText: 'More' });
    await more.waitFor();
    panel.delay = 300;
    await panel.hand.choose('Identity', /New identity/);
    await more.focus();
    const bottomOf = async (): Promise<number> => {
      const { y, height } = (await more.boundingBox())!;
      return y + height;
    };
    const before = await bottomOf();
    await page.getByRole('textbox', { name: 'Name', exact: true }).waitFor();
    expect(before).toBeLessThanOrEqual((await page.locator('.foot').boundingBox())!.y);
    expect(await bottomOf()).toBeLessThanOrEqual((await page.locator('.foot').boundingBox())!.y);
  });
});

describe('a disruptive plan', () => {
  it('is applied only once the name of the cluster was typed', async () => {
    const bench = createBench(inCloud(smallWorld()));
    panel = await openPanelPage(bench, {
      kind: 'change',
      draft: { kind: 'setControlPlane', clusterId: sp.id, controlPlane: { kind: 'systemAssigned' } },
    });
    const { page } = panel;
    const apply = page.locator('#apply').getByRole('button');
    await apply.waitFor();
    expect(await page.locator('.disruption').innerText()).toContain('nodepool1');
    await bench.forget();
    await page.getByRole('textbox', { name: 'Type sp-weu to confirm' }).fill('sp-we');
    await page.keyboard.press('Enter');
    expect(await apply.isDisabled()).toBe(true);
    expect(await bench.requests()).toEqual([]);
    await page.keyboard.type('u');
    await page.keyboard.press('Enter');
    await page.locator('.summary.succeeded').waitFor();
  });
});

describe.each(themeNames)('for everybody, in the theme %s', (theme) => {
  it('no rule of axe is broken at any stage', async () => {
    panel = await openPanelPage(createBench(inCloud(smallWorld())), setControlPlane, { theme });
    const { page } = panel;
    const found: Record<string, readonly string[]> = {};
    await page.getByRole('combobox').waitFor();
    found['choose'] = await axeViolations(page);
    await page.getByRole('button', { name: 'Review plan' }).click();
    await page.getByText('Choose one.').waitFor();
    found['error'] = await axeViolations(page);
    await page.getByRole('combobox').click();
    found['list'] = await axeViolations(page);
    await page.getByRole('option', { name: /^id-b/ }).click();
    await page.getByRole('button', { name: 'Review plan' }).click();
    await page.getByText('Show requests').click();
    found['plan'] = await axeViolations(page);
    await page.locator('#apply').getByRole('button').click();
    await page.locator('.summary.succeeded').waitFor();
    found['result'] = await axeViolations(page);
    for (const tab of ['Details', 'Map']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.locator(tab === 'Map' ? '.map-frame svg' : '.identities').waitFor();
      found[tab] = await axeViolations(page);
    }
    await page.getByRole('tab', { name: 'Change' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.locator('.identities').waitFor();
    await page.getByRole('tab', { name: 'Change' }).click();
    await page.locator('.starts').waitFor();
    found['starts'] = await axeViolations(page);
    expect(Object.fromEntries(Object.entries(found).filter(([, broken]) => broken.length > 0))).toEqual({});
  });
});

describe('the result of a change', () => {
  const names = themeNames;

  const leave: Change = { kind: 'setControlPlane', clusterId: sp.id, controlPlane: { kind: 'systemAssigned' } };
  /** Takes away the role that the control plane of sami-weu needs at its subnet. */
  const take = async ({ service }: Bench): Promise<Change> => {
    const [held] = await service.roleAssignmentsOf(sami.principalId, place.subscriptionId);
    return { kind: 'removeRole', roleAssignmentId: held!.id };
  };

  it.each(
    names.flatMap((theme) => [
      { theme, name: 'what comes next', button: 'Upgrade node images...', of: () => leave, leadsTo: 'Choose' },
      { theme, name: 'the fix of what is missing', button: /^Fix/, of: take, leadsTo: 'Result' },
    ]),
  )(
    'has a named button for $name, without a violation of axe ($theme)',
    async ({ theme, name, button, of, leadsTo }) => {
      const bench = createBench(inCloud(smallWorld()), { migrationReimage: 'atUpgrade' });
      panel = await openPanelPage(bench, { kind: 'change', draft: await of(bench) }, { theme });
      const { page } = panel;
      const confirm = page.getByRole('textbox', { name: /^Type .* to confirm/ });
      await confirm.waitFor();
      await typeNameToConfirm(page);
      await page.locator('#apply').getByRole('button').click();
      await page.locator('.summary.succeeded').waitFor();
      const next = page.getByRole('button', { name: button }).first();
      await next.waitFor();
      await panel.drawn();
      await keepScreenshot(page, `e2e/result-${name.replaceAll(' ', '-')}-${theme}`, { fullPage: true });
      expect(await axeViolations(page)).toEqual([]);
      await next.click();
      // A fix for another cluster is planned in that cluster's panel.
      await expect.poll(() => stage(page)).toContain(leadsTo);
    },
  );
});
