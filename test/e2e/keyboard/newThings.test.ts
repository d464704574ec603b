import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, type ExternalEmulator } from '../support/externalEmulator.ts';
import { clearNotifications, notifications, treeRow } from '../support/gestures.ts';
import { openSession, type Session } from '../support/harness.ts';
import { flowKeys } from '../support/keyboard/flowKeys.ts';
import { keyboardHand, type KeyboardHand } from '../support/keyboard/keyboardHand.ts';
import { byKeyboard, type flowsInDemo, type flowsOfNewThings, type Walks } from '../support/keyboard/walkedFlows.ts';

let session: Session;
let emulator: ExternalEmulator;
let hand: KeyboardHand;

beforeAll(async () => {
  [emulator, session] = await Promise.all([startEmulator('--operation-seconds', '1'), openSession()]);
  hand = keyboardHand(session.page);
  await session.page.locator('.activitybar').getByRole('tab', { name: 'AKS Identity' }).waitFor();
});
afterEach(async () => clearNotifications(session.page));
afterAll(async () => {
  await session.close();
  await emulator.stop();
});

const row = (name: RegExp) => treeRow(session.page, name);
const { begin, goOn, apply, close } = flowKeys(
  () => session,
  () => hand,
);

/** The row of a new cluster is selected within two seconds, or not at all: until then, a person looks where it appears. */
async function shown(name: RegExp): Promise<void> {
  await row(name).waitFor();
  const isSelected = row(name).and(session.page.locator('[aria-selected="true"]'));
  await isSelected.waitFor({ timeout: 2500 }).catch(() => undefined);
}

async function createCluster(name: string, recipe?: RegExp): Promise<void> {
  await hand.toRow(/Contoso Production/);
  await begin('Create Cluster...');
  if (recipe) await hand.take('Start from', recipe);
  await hand.type('Cluster name', name);
  await hand.choose('Resource group', /^rg-shop/, 'rg-shop');
}

const inDemo: Walks<typeof flowsInDemo> = {
  'Create a resource group': async () => {
    await hand.toRow(/Contoso Production/);
    await begin('Create Resource Group...');
    await hand.type('Name', 'rg-walk');
    await goOn('create-group');
    await close();
  },
  'Create an identity': async () => {
    await hand.run('AKS Identity: Create Managed Identity...');
    await hand.pick(/Contoso Production/);
    await hand.reaches('Choose');
    await hand.choose('Resource group', /^rg-walk/, 'rg-walk');
    await hand.type('Name', 'id-e2e');
    await goOn('create-identity');
    await close();
    await hand.unfold(/^Managed identities/);
    await hand.toRow(/^id-e2e/);
  },
};

const walks: Walks<typeof flowsOfNewThings> = {
  'Create a cluster, system-assigned': async () => {
    await createCluster('e2e-weu');
    await goOn('create-cluster');
    await close();
    await row(/^e2e-weu/).waitFor();
    await hand.unfold(/^e2e-weu/, 'e2e-weu');
    await row(/^Kubelet.*e2e-weu-agentpool/).waitFor();
    await session.screenshot('create-cluster-5-tree');
    await hand.fold(/^e2e-weu/);
  },
  'Create a cluster in your own network': async () => {
    await createCluster('own-weu', /^User-assigned identity and your own network/);
    await hand.choose('Node subnet', /snet-apps/, 'snet-apps');
    const plan = await goOn('recipe-2');
    expect(plan).toMatch(/Create .*id-own-weu[\s\S]*Assign Network Contributor to id-own-weu[\s\S]*Create .*own-weu/);
    await close();
    await shown(/^own-weu.*user-assigned/);
  },
  'Create a cluster with both identities': async () => {
    await createCluster('both-weu', /^Both identities user-assigned/);
    await hand.choose('Node subnet', /snet-apps/, 'snet-apps');
    expect(await goOn('recipe-3')).toMatch(/Assign Managed Identity Operator to id-both-weu/);
    await close();
    await shown(/^both-weu/);
    await hand.unfold(/^both-weu/, 'both-weu');
    await row(/^Kubelet.*id-both-weu-kubelet/).waitFor();
    await hand.fold(/^both-weu/);
  },
  'Create a private cluster': async () => {
    await createCluster('private-weu', /^Private cluster/);
    await hand.choose('Node subnet', /vnet-orders\/snet-aks/, 'vnet-orders');
    await hand.choose('Private DNS zone', /^orders\.privatelink/, 'orders');
    const plan = await goOn('recipe-4');
    expect(plan).toMatch(/Assign Private DNS Zone Contributor to id-private-weu/);
    expect(plan).toMatch(/Assign Network Contributor to id-private-weu on .*rt-orders/);
    await close();
    await shown(/^private-weu.*user-assigned/);
  },
  'Assign a role': async () => {
    await hand.toRow(/Contoso Production/);
    await hand.unfold(/^Managed identities/);
    await hand.toRow(/^id-iot-ingest/);
    // VS Code closes a menu when its row is drawn again, as once its credentials are read.
    await row(/^id-iot-ingest.*federated credential/).waitFor();
    await begin('Assign Role...');
    await hand.choose('Role', /^Contributor/, 'Contributor');
    await hand.enter('Scope', '/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-web');
    expect(await goOn('assign-pasted')).toContain('rg-web');
    await close();
    await hand.unfold(/^id-iot-ingest/, 'id-iot-ingest');
    await hand.toRow(/^Contributor.*rg-web/);
  },
  'Delete an identity': async () => {
    await hand.toRow(/^id-orders-weu/);
    expect(await hand.menuEntries()).not.toContain('Delete Managed Identity...');
    await hand.toRow(/^id-old/);
    await hand.menu('Delete Managed Identity...');
    const plan = await apply('delete-identity', 'id-old');
    expect(plan).toMatch(/Remove AcrPull from id-old on acrshop[\s\S]*Delete identity id-old/);
    await close();
    await row(/^id-old/).waitFor({ state: 'hidden' });
  },
  'See why an identity in use is not deleted': async () => {
    await emulator.forget();
    await hand.run('AKS Identity: Delete Managed Identity...');
    await hand.pick(/^id-orders-weu/, 'id-orders-weu');
    await hand.frame
      .getByText(/orders-weu.*uses it|used by.*orders-weu|is in use/i)
      .first()
      .waitFor();
    expect(await hand.frame.locator('#apply').count()).toBe(0);
    expect((await emulator.requests()).filter(({ method }) => method === 'DELETE')).toEqual([]);
    await session.screenshot('delete-identity-refused');
    await hand.press('Close');
    await hand.frame.locator('.flow').waitFor({ state: 'detached' });
  },
};

describe('flows in the demo', () => {
  beforeAll(async () => {
    await hand.run('AKS Identity: Start Demo');
    await row(/Contoso Production/).waitFor({ timeout: 60_000 });
    await session.screenshot('tree-start');
  });

  it('the tree of the demo shows by keyboard alone the company: subscriptions, clusters, identities and their roles', async () => {
    for (const other of [/Contoso Dev/, /Contoso Platform/]) await hand.fold(other);
    await hand.unfold(/^shop-weu/);
    await hand.unfold(/^Control plane/);
    await hand.toRow(/^Network Contributor/);
    await session.screenshot('tree');
    await hand.fold(/^shop-weu/);
    expect(await notifications(session.page)).toEqual([]);
  });

  it('a panel has the focus by itself, though the tree took it back while the page was loading', async () => {
    await hand.toRow(/Contoso Production/);
    await session.page.evaluate(() => {
      const tree = document.activeElement;
      new MutationObserver((changes, observer) => {
        const isWebview = (node: Node): boolean => node instanceof HTMLElement && node.matches('iframe.webview');
        const isOpening = changes.some(({ addedNodes }) => [...addedNodes].some(isWebview));
        if (!isOpening || !(tree instanceof HTMLElement)) return;
        observer.disconnect();
        const taking = setInterval(() => tree.focus());
        setTimeout(() => clearInterval(taking), 100);
      }).observe(document.body, { subtree: true, childList: true });
    });
    await begin('Create Resource Group...');
    await hand.press('Cancel');
    await hand.frame.locator('.flow').waitFor({ state: 'detached' });
  });

  it.each(Object.entries(inDemo))(byKeyboard, async (_flow, walk) => {
    await walk();
    expect(hand.unseen).toEqual([]);
  });
});

describe('flows of what is new or goes', () => {
  beforeAll(async () => {
    await hand.run('AKS Identity: Connect to Emulator...');
    await hand.answer(emulator.url);
    await session.page.locator('.sidebar').getByText('Clusters (Demo)').waitFor({ state: 'detached' });
    await row(/^store-weu/).waitFor();
    for (const other of [/Contoso Dev/, /Contoso Platform/]) await hand.fold(other);
  });

  it.each(Object.entries(walks))(byKeyboard, async (_flow, walk) => {
    await walk();
    expect(hand.unseen).toEqual([]);
  });
});
