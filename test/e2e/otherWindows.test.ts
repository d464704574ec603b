import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench } from './host/workbench.ts';
import type { Workbench } from './host/workbench.ts';
import { projectRoot } from './host/paths.ts';
import { chooseFromMenu, notifications, openContainer, runCommand, treeRow } from './support/gestures.ts';
import { openSession } from './support/harness.ts';
import type { Session } from './support/harness.ts';
import { panelOf } from './support/panelGestures.ts';
import { connectTo, startEmulator } from './support/externalEmulator.ts';
import type { ExternalEmulator } from './support/externalEmulator.ts';
import { join } from 'node:path';

let emulator: ExternalEmulator;
let session: Session;
let other: Workbench;
const change = /^Change control plane of pay-weu/;

beforeAll(async () => {
  [emulator, session] = await Promise.all([startEmulator('--operation-seconds', '12'), openSession()]);
  await openContainer(session.page, 'AKS Identity');
  await connectTo(session, emulator);
  await treeRow(session.page, /Contoso Production/).waitFor();
  other = await openWorkbench(session.server, { folder: join(projectRoot, 'test', 'workspaces', 'demo') });
  other.page.setDefaultTimeout(30_000);
  await openContainer(other.page, 'AKS Identity');
  await connectTo(other, emulator);
  await treeRow(other.page, /^pay-weu/).waitFor({ timeout: 60_000 });
});
afterAll(async () => {
  await other.close();
  await session.close();
  await emulator.stop();
});

describe('a change in one of two windows', () => {
  it('stands in the other one while it runs, in Activity and at the cluster, and is not stopped from there', async () => {
    const { page } = session;
    await chooseFromMenu(page, /^pay-weu/, 'Change Control Plane Identity...');
    const panel = panelOf(page);
    await panel.take(/^User-assigned identity/);
    await panel.choose('User-assigned identity', /^id-pay-weu/);
    await panel.press('Review plan');
    await panel.reaches('Plan');
    await panel.press(/^Apply/);
    await treeRow(page, change).waitFor();
    const row = treeRow(other.page, change);
    await row.getByText('in another window').waitFor();
    await treeRow(other.page, /^pay-weu.*(Changing|Updating)/).waitFor();
    await row.hover();
    expect(await row.getByRole('button', { name: 'Stop Waiting' }).count()).toBe(0);
    await other.page.screenshot({ path: join(projectRoot, 'test-results', 'e2e', 'windows-1-running.png') });
    await session.screenshot('windows-1-own');
    expect(await notifications(page), 'the panel tells of it').toEqual([]);
  });

  it('has a notification in its own window once its panel is out of view, which goes away with the run', async () => {
    const { page } = session;
    await runCommand(page, 'File: New Untitled Text File');
    const toast = page.locator('.notifications-toasts').getByRole('link', { name: 'Stop Waiting' });
    await toast.waitFor();
    await session.screenshot('windows-2-toast');
    expect(await notifications(other.page)).toEqual([]);
    await toast.waitFor({ state: 'hidden' });
    await runCommand(page, 'View: Close Editor');
    await panelOf(page).reaches('Result', 60_000);
    await session.screenshot('windows-3-result');
  });

  it('is shown as done in the other one, whose cluster is read again', async () => {
    await treeRow(other.page, /^pay-weu.*user-assigned/).waitFor();
    await treeRow(other.page, change).getByText('in another window').waitFor({ state: 'hidden' });
    await other.page.screenshot({ path: join(projectRoot, 'test-results', 'e2e', 'windows-4-done.png') });
    expect(await notifications(other.page)).toEqual([]);
  });
});
