import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseFromMenu, expandRow, foldRow, notifications, pick, runCommand, treeRow } from './support/gestures.ts';
import type { Session } from './support/harness.ts';
import { openSession } from './support/harness.ts';
import { applyAndSee, panelOf } from './support/panelGestures.ts';
import type { PanelHand } from './support/panelGestures.ts';

let session: Session;

beforeAll(async () => {
  session = await openSession();
  await runCommand(session.page, 'AKS Identity: Start Demo');
  await treeRow(session.page, /Contoso Production/).waitFor({ timeout: 60_000 });
});
afterAll(async () => session.close());

async function close(panel: PanelHand): Promise<void> {
  await panel.done();
}

describe('by clicking as a person in the demo', () => {
  it('the tree shows the company: subscriptions, clusters, identities and their roles', async () => {
    const { page } = session;
    await session.screenshot('tree-start');
    for (const other of [/Contoso Dev/, /Contoso Platform/]) await foldRow(page, other);
    await expandRow(page, /^shop-weu/);
    await expandRow(page, /^Control plane/);
    await session.screenshot('tree');
    await expect(treeRow(page, /Network Contributor/).isVisible()).resolves.toBe(true);
    await foldRow(page, /^shop-weu/);
    expect(await notifications(page)).toEqual([]);
  });

  it('a system-assigned control plane becomes user-assigned: the role first, then the cluster, and the tree tells', async () => {
    const { page } = session;
    await chooseFromMenu(page, /^pay-weu/, 'Change Control Plane Identity...');
    const panel = panelOf(page);
    await panel.reaches('Choose');
    await panel.take(/^User-assigned identity/);
    await panel.choose('User-assigned identity', /^id-pay-weu/);
    await session.screenshot('control-plane-1-choose');
    await panel.press('Review plan');
    await panel.reaches('Plan');
    await panel.applyButton.waitFor();
    const steps = await panel.frame.locator('ol.steps > li .step-title').allInnerTexts();
    expect(steps.length).toBeGreaterThan(1);
    expect(steps[0]).toMatch(/^Assign Network Contributor to id-pay-weu/);
    expect(steps.findIndex((step) => /^Update/.test(step))).toBeGreaterThan(0);
    await applyAndSee(session, panel, 'control-plane');
    expect(await panel.text()).toContain('id-pay-weu');
    await close(panel);
    await expandRow(page, /^pay-weu/);
    await treeRow(page, /^Control plane.*id-pay-weu/).waitFor();
    await session.screenshot('control-plane-5-tree');
    await foldRow(page, /^pay-weu/);
  });

  it('an identity is created and stands in the tree', async () => {
    const { page } = session;
    await runCommand(page, 'AKS Identity: Create Managed Identity...');
    await pick(page, /Contoso Production/);
    const panel = panelOf(page);
    await panel.reaches('Choose');
    await panel.choose('Resource group', /^rg-shop/, 'rg-shop');
    await panel.type('Name', 'id-e2e');
    await session.screenshot('create-identity-1-choose');
    await panel.press('Review plan');
    await applyAndSee(session, panel, 'create-identity');
    await close(panel);
    await expandRow(page, /^Managed identities/);
    await treeRow(page, /^id-e2e/).waitFor();
  });

  it('a cluster is created with an identity of its own, and its kubelet identity appears', async () => {
    const { page } = session;
    await runCommand(page, 'AKS Identity: Create Cluster...');
    await pick(page, /Contoso Production/);
    const panel = panelOf(page);
    await panel.reaches('Choose');
    await panel.choose('Resource group', /^rg-shop/, 'rg-shop');
    await panel.type('Name', 'e2e-weu');
    await session.screenshot('create-cluster-1-choose');
    await panel.press('Review plan');
    await applyAndSee(session, panel, 'create-cluster');
    await close(panel);
    await treeRow(page, /^e2e-weu/).waitFor();
    await expandRow(page, /^e2e-weu/);
    await treeRow(page, /^Kubelet.*e2e-weu-agentpool/).waitFor();
    await session.screenshot('create-cluster-5-tree');
    await foldRow(page, /^e2e-weu/);
  });

  it('a service principal is left for a managed identity, after typing the name of the cluster', async () => {
    const { page } = session;
    await expandRow(page, /Contoso Production/);
    await chooseFromMenu(page, /^legacy-neu/, 'Leave Service Principal...');
    const panel = panelOf(page);
    await panel.reaches('Choose');
    await panel.take(/^System-assigned identity/);
    await session.screenshot('leave-service-principal-1-choose');
    await panel.press('Review plan');
    const plan = await applyAndSee(session, panel, 'leave-service-principal', 'legacy-neu');
    expect(plan).toMatch(/can't be (undone|changed back)|no way back|cannot/i);
    await close(panel);
    await treeRow(page, /^legacy-neu.*system-assigned/).waitFor();
  });

  it('a role is assigned, shows in the tree, and is removed again', async () => {
    const { page } = session;
    await chooseFromMenu(page, /^id-e2e/, 'Assign Role...');
    const panel = panelOf(page);
    await panel.reaches('Choose');
    await panel.choose('Role', /^Reader/, 'Reader');
    await panel.choose('Scope', /rg-shop/, 'rg-shop');
    await session.screenshot('assign-role-1-choose');
    await panel.press('Review plan');
    await applyAndSee(session, panel, 'assign-role');
    await close(panel);
    await expandRow(page, /^id-e2e/);
    const row = treeRow(page, /^Reader/);
    await row.waitFor();
    await chooseFromMenu(page, /^Reader/, 'Remove Role Assignment...');
    const removal = panelOf(page);
    await removal.reaches('Plan');
    await applyAndSee(session, removal, 'remove-role');
    await close(removal);
    await row.waitFor({ state: 'hidden' });
  });

  it('Activity lists every change, newest first', async () => {
    const { page } = session;
    await session.screenshot('activity');
    const rows = page.locator('.sidebar').getByRole('treeitem', { name: /Remove|Assign|Create|control plane/i });
    expect(await rows.count()).toBeGreaterThan(3);
  });
});
