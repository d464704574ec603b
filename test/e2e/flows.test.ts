import { readFile, stat } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectTo, startEmulator } from './support/externalEmulator.ts';
import type { ExternalEmulator } from './support/externalEmulator.ts';
import { chooseFromMenu, expandRow, foldRow, menuEntries, notifications } from './support/gestures.ts';
import { openContainer, pick, quickInput, clearNotifications, runCommand, treeRow } from './support/gestures.ts';
import type { Session } from './support/harness.ts';
import { openSession } from './support/harness.ts';
import { applyAndSee, panelOf } from './support/panelGestures.ts';
import type { PanelHand } from './support/panelGestures.ts';

let session: Session;
let emulator: ExternalEmulator;

beforeAll(async () => {
  [emulator, session] = await Promise.all([startEmulator('--operation-seconds', '2'), openSession()]);
  await openContainer(session.page, 'AKS Identity');
  await connectTo(session, emulator);
  await treeRow(session.page, /Contoso Production/).waitFor();
  await foldRow(session.page, /Contoso Dev/);
});
afterEach(async () => clearNotifications(session.page));
afterAll(async () => {
  await session.close();
  await emulator.stop();
});

/** Starts a change from a row's menu. */
async function begin(row: RegExp, entry: string): Promise<PanelHand> {
  await chooseFromMenu(session.page, row, entry);
  const panel = panelOf(session.page);
  await panel.reaches('Choose');
  return panel;
}

/** From what was chosen to the result. */
async function goOn(panel: PanelHand, picture: string, confirm?: string): Promise<string> {
  await session.screenshot(`${picture}-1-choose`);
  await panel.press('Review plan');
  const plan = await applyAndSee(session, panel, picture, confirm);
  await panel.done();
  return plan;
}

describe('changes of a cluster', () => {
  it('a control plane moves to an identity that is made on the way', async () => {
    const { page } = session;
    const panel = await begin(/^batch-neu/, 'Change Control Plane Identity...');
    await panel.choose('User-assigned identity', /New identity/);
    await panel.frame.getByRole('textbox', { name: 'Name' }).waitFor();
    const plan = await goOn(panel, 'new-identity');
    expect(plan).toMatch(/Create .*id-batch-neu[\s\S]*Update the cluster's identity/);
    expect(plan).not.toContain('{');
    await treeRow(page, /^batch-neu.*user-assigned/).waitFor();
    await foldRow(page, /Contoso Platform/);
  });

  it('node images are upgraded for the pools that have a newer one', async () => {
    const panel = await begin(/^shop-weu/, 'Upgrade Node Images...');
    const plan = await goOn(panel, 'node-images', 'shop-weu');
    expect(plan).toMatch(/nodes of shop are cordoned, drained and reimaged/);
    await expandRow(session.page, /^shop-weu/);
    await treeRow(session.page, /^Node pools, 2$/).waitFor();
    await foldRow(session.page, /^shop-weu/);
  });

  it('a kubelet gets another pre-created identity, once the name of the cluster was typed', async () => {
    const { page } = session;
    const panel = await begin(/^shop-weu/, 'Change Kubelet Identity...');
    await panel.choose('New kubelet identity', /New identity/);
    await panel.type('Name', 'id-shop-kubelet-2');
    const plan = await goOn(panel, 'kubelet', 'shop-weu');
    expect(plan).toMatch(/nodepool1[\s\S]*Assign Managed Identity Operator to id-shop-weu/);
    await expandRow(page, /^shop-weu/);
    await treeRow(page, /^Kubelet.*id-shop-kubelet-2/).waitFor();
    await foldRow(page, /^shop-weu/);
  });

  it('a registry is attached and detached again', async () => {
    const { page } = session;
    const panel = await begin(/^web-weu/, 'Attach Registry...');
    await panel.choose('Registry to attach', /^acrshop/);
    expect(await goOn(panel, 'attach')).toContain('Assign AcrPull');
    await expandRow(page, /^web-weu/);
    await expandRow(page, /^Kubelet/);
    await treeRow(page, /^AcrPull.*acrshop/).waitFor();
    const removal = await begin(/^web-weu/, 'Detach Registry...');
    await removal.choose('Registry to detach', /^acrshop/);
    const plan = await goOn(removal, 'detach', 'web-weu');
    expect(plan).toContain("New and restarted pods of web-weu can't pull images from registry acrshop");
    expect(plan).toContain('Remove AcrPull');
    await treeRow(page, /^AcrPull.*missing/).waitFor();
    await foldRow(page, /^web-weu/);
  });
});

describe('new clusters', () => {
  async function recipe(name: string, label: RegExp): Promise<PanelHand> {
    const panel = await begin(/Contoso Production/, 'Create Cluster...');
    await panel.take(label);
    await panel.type('Cluster name', name);
    await panel.choose('Resource group', /^rg-shop/, 'rg-shop');
    return panel;
  }

  it('a new cluster is created with a user-assigned identity in an own subnet', async () => {
    const panel = await recipe('own-weu', /^User-assigned identity and your own network/);
    await panel.choose('Node subnet', /snet-apps/, 'snet-apps');
    const plan = await goOn(panel, 'recipe-2');
    expect(plan).toMatch(/Create .*id-own-weu[\s\S]*Assign Network Contributor to id-own-weu[\s\S]*Create .*own-weu/);
    await treeRow(session.page, /^own-weu.*user-assigned/).waitFor();
  });

  it('a new cluster is created with both identities made before', async () => {
    const panel = await recipe('both-weu', /^Both identities user-assigned/);
    await panel.choose('Node subnet', /snet-apps/, 'snet-apps');
    const plan = await goOn(panel, 'recipe-3');
    expect(plan).toMatch(/Assign Managed Identity Operator to id-both-weu/);
    await expandRow(session.page, /^both-weu/);
    await treeRow(session.page, /^Kubelet.*id-both-weu-kubelet/).waitFor();
    await foldRow(session.page, /^both-weu/);
  });

  it('private, with an own DNS zone and user-defined routing', async () => {
    const panel = await recipe('private-weu', /^Private cluster/);
    await panel.choose('Node subnet', /vnet-orders\/snet-aks/, 'vnet-orders');
    await panel.choose('Private DNS zone', /^orders\.privatelink/, 'orders');
    const plan = await goOn(panel, 'recipe-4');
    expect(plan).toMatch(/Assign Private DNS Zone Contributor to id-private-weu/);
    expect(plan).toMatch(/Assign Network Contributor to id-private-weu on .*rt-orders/);
    await treeRow(session.page, /^private-weu.*user-assigned/).waitFor();
  });
});

describe('what goes with it', () => {
  it('credentials of a cluster are merged into the kubeconfig, for its owner only', async () => {
    const { page } = session;
    await chooseFromMenu(page, /^own-weu/, 'Get Credentials');
    await pick(page, /^Merge into/);
    const file = session.kubeconfig;
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toMatch(/current-context: own-weu/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect.poll(async () => (await notifications(page)).join()).toContain('own-weu is the current context');
    await session.screenshot('credentials');
  });

  it('an unused identity is deleted with its roles, once its name was typed; one that is in use can not be', async () => {
    const { page } = session;
    await expandRow(page, /^Managed identities/);
    expect(await menuEntries(page, /^id-orders-weu/)).not.toContain('Delete Managed Identity...');
    await chooseFromMenu(page, /^id-old/, 'Delete Managed Identity...');
    const panel = panelOf(page);
    const plan = await applyAndSee(session, panel, 'delete-identity', 'id-old');
    expect(plan).toContain('of id-old and deletes the identity');
    expect(plan).toMatch(/Remove AcrPull of id-old on acrshop[\s\S]*Delete identity id-old/);
    await panel.done();
    await treeRow(page, /^id-old/).waitFor({ state: 'hidden' });
    await runCommand(page, 'AKS Identity: Delete Managed Identity...');
    await emulator.forget();
    await quickInput(page).locator('input.input').fill('id-orders-weu');
    await pick(page, /^id-orders-weu/);
    const refusing = panelOf(page);
    await refusing.frame
      .getByText(/orders-weu.*uses it|used by.*orders-weu|is in use/i)
      .first()
      .waitFor();
    expect(await refusing.applyButton.count()).toBe(0);
    expect((await emulator.requests()).filter(({ method }) => method === 'DELETE')).toEqual([]);
    await session.screenshot('delete-identity-refused');
  });

  it('a role is assigned at a scope that was pasted', async () => {
    const { page } = session;
    const panel = await begin(/^id-iot-ingest/, 'Assign Role...');
    await panel.choose('Role', /^Contributor/, 'Contributor');
    const scope = panel.frame.getByRole('combobox', { name: 'Scope' });
    await scope.fill('/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-web');
    await scope.press('Enter');
    expect(await goOn(panel, 'assign-pasted')).toContain('rg-web');
    await expandRow(page, /^id-iot-ingest/);
    await treeRow(page, /^Contributor.*rg-web/).waitFor();
  });

  it('a role that a cluster needs is removed only once the name of the cluster was typed', async () => {
    const { page } = session;
    await expandRow(page, /^web-weu/);
    await expandRow(page, /^Control plane/);
    await chooseFromMenu(page, /^Contributor.*MC_/, 'Remove Role Assignment...');
    const panel = panelOf(page);
    const plan = await applyAndSee(session, panel, 'remove-needed', 'web-weu');
    expect(plan).toMatch(/web-weu's control plane needs Contributor on resource group MC_.*nothing else grants it/);
    await panel.frame.getByRole('heading', { name: '1 role is missing now' }).waitFor();
    expect(await panel.text()).toMatch(/Contributor of web-weu's control plane on resource group MC_\S+ is missing/);
    await panel.frame.getByRole('button', { name: /^Fix\.\.\./ }).waitFor();
    await panel.done();
    await foldRow(page, /^web-weu/);
  });
});
