import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations } from './support/axe.ts';
import { connectTo, startEmulator } from './support/externalEmulator.ts';
import type { ExternalEmulator } from './support/externalEmulator.ts';
import { chooseFromMenu, expandRow, foldRow, openContainer, treeRow } from './support/gestures.ts';
import { openSession } from './support/harness.ts';
import type { Session, Theme } from './support/harness.ts';
import { panelOf } from './support/panelGestures.ts';
import type { PanelHand } from './support/panelGestures.ts';

const themes: readonly Theme[] = ['dark', 'light', 'highContrast', 'highContrastLight'];

let session: Session;
let emulator: ExternalEmulator;
let panel: PanelHand;

beforeAll(async () => {
  [emulator, session] = await Promise.all([startEmulator('--operation-seconds', '3600'), openSession()]);
  await openContainer(session.page, 'AKS Identity');
  await connectTo(session, emulator);
  await treeRow(session.page, /Contoso Production/).waitFor();
  await foldRow(session.page, /Contoso Dev/);
  await foldRow(session.page, /Contoso Platform/);
  panel = panelOf(session.page);
});
afterAll(async () => {
  await session.close();
  await emulator.stop();
});

/** Keeps a picture in each theme, and looks for violations there; ends in the first theme. */
async function lookAt(view: string): Promise<void> {
  const found: Record<string, readonly string[]> = {};
  for (const theme of [...themes.slice(1), themes[0]!]) {
    await session.changeTheme(theme);
    await panel.frame.locator('h1').waitFor();
    found[theme] = await axeViolations(panel.frame);
    await session.screenshot(`theme-${theme}-${view}`);
  }
  expect(found).toEqual({ dark: [], light: [], highContrast: [], highContrastLight: [] });
}

describe('the panel in VS Code, in dark, light and high contrast', () => {
  it('the panel in VS Code, in dark, light and high contrast shows details that everybody can read', async () => {
    await chooseFromMenu(session.page, /^shop-weu/, 'Show Details');
    await panel.frame.locator('.identities').waitFor();
    await expandRow(session.page, /^shop-weu/);
    await treeRow(session.page, /^Control plane.*id-shop-weu/).waitFor();
    await lookAt('details');
  });

  it('the panel in VS Code, in dark, light and high contrast shows a map that everybody can read', async () => {
    await panel.tab('Map');
    await panel.frame.locator('.map-frame svg').waitFor();
    await lookAt('map');
    await foldRow(session.page, /^shop-weu/);
  });

  it('the panel in VS Code, in dark, light and high contrast goes on by Enter and back by Escape', async () => {
    await chooseFromMenu(session.page, /^pay-weu/, 'Change Control Plane Identity...');
    await panel.reaches('Choose');
    const identity = panel.frame.getByRole('combobox', { name: 'User-assigned identity' });
    await identity.fill('id-pay');
    await identity.press('Enter');
    await panel.frame.getByText('not used by any cluster you can see').first().waitFor();
    await lookAt('choose');
    await identity.press('Enter');
    await panel.reaches('Plan');
    await panel.applyButton.waitFor();
    await panel.frame.locator('#stage').press('Escape');
    await panel.reaches('Choose');
    expect(await identity.inputValue()).toBe('id-pay-weu');
    await identity.press('Enter');
    await panel.reaches('Plan');
  });

  it('the panel in VS Code, in dark, light and high contrast shows a plan that everybody can read', async () => {
    await panel.applyButton.waitFor();
    await lookAt('plan');
  });

  it('the panel in VS Code, in dark, light and high contrast shows a change under way, and its result, that everybody can read', async () => {
    await panel.applyButton.click();
    await panel.frame.getByRole('timer', { name: 'Elapsed time' }).waitFor();
    await panel.frame.locator('ol.run > li.done').first().waitFor();
    await lookAt('apply');
    await emulator.send('POST', '/_emulator/clock', { advanceSeconds: 3600 });
    await panel.reaches('Result', 60_000);
    await lookAt('result');
  });

  it('the panel in VS Code, in dark, light and high contrast shows a form with a long way to go that everybody can read', async () => {
    await panel.done();
    await chooseFromMenu(session.page, /Contoso Production/, 'Create Cluster...');
    await panel.reaches('Choose');
    await panel.take(/^Private cluster/);
    await panel.frame.getByRole('combobox', { name: 'Private DNS zone' }).waitFor();
    await lookAt('create-cluster');
  });
});
