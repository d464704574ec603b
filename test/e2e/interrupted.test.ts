import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo, startEmulator, type ExternalEmulator } from './support/externalEmulator.ts';
import { keepScreenshot } from '../support/browser/screenshots.ts';
import { projectRoot } from './host/paths.ts';
import { openWorkbench, type Workbench } from './host/workbench.ts';
import {
  answer,
  answerDialog,
  chooseFromMenu,
  clickRowAction,
  notifications,
  openContainer,
  runCommand,
  treeRow,
} from './support/gestures.ts';
import { openSession, type Session } from './support/harness.ts';
import { panelOf } from './support/panelGestures.ts';

let session: Session;
let emulator: ExternalEmulator;

/** The row of the change in Activity. */
const change = /^pay-weu.*Control plane to/;

/** Longer than a busy machine takes for what happens meanwhile; the emulator's clock is moved once that is over. */
const operationSeconds = 600;

beforeAll(async () => {
  [emulator, session] = await Promise.all([
    startEmulator('--operation-seconds', String(operationSeconds)),
    openSession(),
  ]);
  await openContainer(session.page, 'AKS Identity');
  await connectTo(session, emulator);
  await treeRow(session.page, /Contoso Production/).waitFor();
});
afterAll(async () => {
  await session.close();
  await emulator.stop();
});

async function showPlan(): Promise<void> {
  const { page } = session;
  await chooseFromMenu(page, /^pay-weu/, 'Change Control Plane Identity...');
  const panel = panelOf(page);
  await panel.take(/^User-assigned identity/);
  await panel.choose('User-assigned identity', /^id-pay-weu/);
  await panel.press('Review plan');
  await panel.reaches('Plan');
}

describe('a panel that is out of sight', () => {
  it('keeps its place: after another editor was in front, and after the window was reloaded', async () => {
    const { page } = session;
    await showPlan();
    const panel = panelOf(page);
    const apply = panel.applyButton;
    await apply.waitFor();
    await runCommand(page, 'File: New Untitled Text File');
    await apply.waitFor({ state: 'hidden' });
    await page
      .locator('.tabs-container')
      .getByRole('tab', { name: /pay-weu/ })
      .click();
    await panel.reaches('Plan');
    await apply.waitFor();
    await session.reload();
    await panel.reaches('Plan', 60_000);
    await apply.waitFor();
    expect(await panel.text()).toContain('id-pay-weu');
    await session.screenshot('interrupted-1-plan-after-reload');
  });
});

describe('kill -9 of the extension host while the cluster is updated', () => {
  it('leaves a change that Activity offers to resume, and resuming ends it without a second request (S-08)', async () => {
    const { page } = session;
    await emulator.forget();
    const panel = panelOf(page);
    await panel.applyButton.click();
    await expect
      .poll(async () => (await emulator.writes('/managedClusters/pay-weu')).length, { timeout: 20_000 })
      .toBe(1);
    await session.screenshot('interrupted-2-updating');
    await session.killExtensionHost();
    await session.reload();
    await openContainer(page, 'AKS Identity');
    const row = treeRow(page, change);
    await row.getByText('can be resumed').waitFor({ timeout: 60_000 });
    await session.screenshot('interrupted-3-resume');
    await clickRowAction(page, change, 'Resume', (timeout) =>
      row.getByText('can be resumed').waitFor({ state: 'hidden', timeout }),
    );
    await emulator.advance(operationSeconds);
    await treeRow(page, /^pay-weu.*updating/i).waitFor({ state: 'hidden', timeout: 60_000 });
    await treeRow(page, /^pay-weu.*user-assigned/).waitFor();
    await session.screenshot('interrupted-4-resumed');
    const puts = await emulator.writes('/managedClusters/pay-weu');
    expect(puts.map(({ method, status }) => `${method} ${status}`)).toEqual(['PUT 200']);
    expect((await emulator.requests()).filter(({ method }) => method === 'PUT').length).toBe(2);
  });

  it('the panel reports it too', async () => {
    const panel = panelOf(session.page);
    await panel.reaches('Result', 60_000);
    await panel.frame.getByText('pay-weu now uses id-pay-weu for its control plane.').waitFor();
    await session.screenshot('interrupted-5-panel');
  });
});

describe('a change in one of two windows', () => {
  let other: Workbench;
  const move = /^pay-weu.*Control plane to system-assigned/;

  beforeAll(async () => {
    other = await openWorkbench(session.server, { folder: join(projectRoot, 'test', 'workspaces', 'demo') });
    other.page.setDefaultTimeout(30_000);
    await openContainer(other.page, 'AKS Identity');
    await connectTo(other, emulator);
    await treeRow(other.page, /^pay-weu/).waitFor({ timeout: 60_000 });
  });
  afterAll(async () => other.close());

  it('is shown in the other one while it runs, in Activity and at the cluster, and is not stopped from there', async () => {
    const { page } = session;
    await chooseFromMenu(page, /^pay-weu/, 'Change Control Plane Identity...');
    const panel = panelOf(page);
    await panel.take(/^System-assigned identity/);
    await panel.press('Review plan');
    await panel.reaches('Plan');
    await panel.applyButton.click();
    await treeRow(page, move).waitFor();
    const row = treeRow(other.page, move);
    await row.getByText('in another window').waitFor();
    await treeRow(other.page, /^pay-weu.*(Changing|Updating)/).waitFor();
    await row.hover();
    expect(await row.getByRole('button', { name: 'Stop Waiting' }).count()).toBe(0);
    await keepScreenshot(other.page, 'e2e/interrupted-windows-1-running');
    await session.screenshot('interrupted-windows-1-own');
    expect(await notifications(page), 'the panel tells of it').toEqual([]);
  });

  it('has a notification in its own window once its panel is out of view, which goes away with the run', async () => {
    const { page } = session;
    await runCommand(page, 'File: New Untitled Text File');
    const toast = page.locator('.notifications-toasts').getByRole('link', { name: 'Stop Waiting' });
    await toast.waitFor();
    await session.screenshot('interrupted-windows-2-toast');
    expect(await notifications(other.page)).toEqual([]);
    await emulator.advance(operationSeconds);
    await toast.waitFor({ state: 'hidden' });
    await runCommand(page, 'View: Close Editor');
    await panelOf(page).reaches('Result', 60_000);
    await session.screenshot('interrupted-windows-3-result');
  });

  it('is shown as done in the other one, whose cluster is read again', async () => {
    await treeRow(other.page, move).getByText('in another window').waitFor({ state: 'hidden' });
    await treeRow(other.page, /^pay-weu.*> /).waitFor({ state: 'hidden' });
    await treeRow(other.page, /^pay-weu.*system-assigned/).waitFor();
    await keepScreenshot(other.page, 'e2e/interrupted-windows-4-done');
    expect(await notifications(other.page)).toEqual([]);
  });

  it('a link that was copied in one of two windows opens the tab of the cluster that it names in the other one', async () => {
    const { page } = session;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await chooseFromMenu(page, /^shop-weu/, 'Copy Link');
    const link = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(link).toMatch(/:\/\/aks-identity\.aks-identity\/cluster\?id=.*&tab=details$/);
    await runCommand(other.page, 'Developer: Open URL');
    await answer(other.page, link.replace('tab=details', 'tab=map'));
    await answerDialog(other.page, /Open/);
    const { frame } = panelOf(other.page);
    await frame.getByRole('tab', { name: 'Map', selected: true }).waitFor();
    await other.page.getByRole('tab', { name: /shop-weu/ }).waitFor();
    await keepScreenshot(other.page, 'e2e/interrupted-windows-5-link');
  });
});
