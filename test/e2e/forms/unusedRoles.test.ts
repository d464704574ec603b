import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectTo, startEmulator } from '../support/externalEmulator.ts';
import type { ExternalEmulator } from '../support/externalEmulator.ts';
import {
  chooseFromMenu,
  clickRow,
  expandRow,
  foldRow,
  openContainer,
  clearNotifications,
  treeRow,
} from '../support/gestures.ts';
import type { Session } from '../support/harness.ts';
import { openSession } from '../support/harness.ts';
import { applyAndSee, panelOf } from '../support/panelGestures.ts';

let session: Session;
let emulator: ExternalEmulator;

beforeAll(async () => {
  [emulator, session] = await Promise.all([startEmulator('--operation-seconds', '1'), openSession()]);
  await openContainer(session.page, 'AKS Identity');
  await connectTo(session, emulator);
  await treeRow(session.page, /Contoso Production/).waitFor();
  await foldRow(session.page, /Contoso Dev/);
  await foldRow(session.page, /Contoso Platform/);
});
afterEach(async () => clearNotifications(session.page));
afterAll(async () => {
  await session.close();
  await emulator.stop();
});

describe('what replaced identities still have', () => {
  it('the roles of a replaced kubelet are listed with the reason, and removed as a plan', async () => {
    const { page } = session;
    await chooseFromMenu(page, /^shop-weu/, 'Change Kubelet Identity...');
    const panel = panelOf(page);
    await panel.reaches('Choose');
    await panel.choose('New kubelet identity', /New identity/);
    await panel.frame
      .getByRole('textbox', { name: /^Name|New kubelet identity.*name/ })
      .first()
      .fill('id-shop-kubelet-2');
    await panel.press('Review plan');
    await applyAndSee(session, panel, 'leftovers-kubelet', 'shop-weu');
    await panel.press(/^Review/);
    await panel.reaches('Choose');
    const role = panel.frame.getByRole('checkbox', { name: /^AcrPull on registry acrshop/ });
    await role.first().waitFor();
    expect(await role.evaluateAll((all) => all.map((one) => one.getAttribute('aria-checked')))).toEqual([
      'true',
      'false',
    ]);
    await session.screenshot('leftovers-1-choose');
    expect(await panel.text()).toMatch(/id-shop-kubelet[\s\S]*Replaced[\s\S]*today at .* by "Change kubelet/);
    await panel.press('Review plan');
    const plan = await applyAndSee(session, panel, 'leftovers');
    expect(plan).toMatch(/Remove .* roles? of id-shop-kubelet[\s\S]*Remove AcrPull of id-shop-kubelet on acrshop/);
    await panel.done();
  });

  it('a replaced control plane is one calm row, and nothing can be removed before its token is over', async () => {
    const { page } = session;
    await chooseFromMenu(page, /^pay-weu/, 'Change Control Plane Identity...');
    const panel = panelOf(page);
    await panel.reaches('Choose');
    await panel.choose('User-assigned identity', /^id-pay-weu/, 'id-pay-weu');
    await panel.press('Review plan');
    await applyAndSee(session, panel, 'leftovers-control-plane');
    await panel.done();
    await expandRow(page, /^pay-weu/);
    await treeRow(page, /Roles to review later/).waitFor();
    expect(
      await page
        .locator('.sidebar')
        .getByRole('treeitem', { name: /Unused role assignment/ })
        .count(),
    ).toBe(0);
    await session.screenshot('leftovers-calm-row');
    await clickRow(page, /Roles to review later/);
    await panel.frame.getByText(/possibly pay-weu, until/).waitFor();
    await session.screenshot('leftovers-waiting');
    await panel.frame.getByRole('button', { name: 'Close' }).waitFor();
    expect(await panel.frame.getByRole('button', { name: 'Review plan' }).count(), 'leads nowhere').toBe(0);
  });
});
