import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { countingHand, readFlowsTable } from '../support/countingHand.ts';
import type { Count, CountingHand } from '../support/countingHand.ts';
import { connectTo, startEmulator } from '../support/externalEmulator.ts';
import type { ExternalEmulator } from '../support/externalEmulator.ts';
import {
  clickRowAction,
  expandRow,
  foldRow,
  openContainer,
  pick,
  clearNotifications,
  treeRow,
} from '../support/gestures.ts';
import type { Session } from '../support/harness.ts';
import { openSession } from '../support/harness.ts';

let session: Session;
let emulator: ExternalEmulator;
let promised: ReadonlyMap<string, Count>;

beforeAll(async () => {
  promised = await readFlowsTable();
  [emulator, session] = await Promise.all([startEmulator('--operation-seconds', '1'), openSession()]);
  await openContainer(session.page, 'AKS Identity');
  await connectTo(session, emulator);
  await treeRow(session.page, /Contoso Production/).waitFor();
  for (const other of [/Contoso Dev/, /Contoso Platform/]) await foldRow(session.page, other);
});
afterEach(async () => clearNotifications(session.page));
afterAll(async () => {
  await session.close();
  await emulator.stop();
});

/** Most clicks that a flow may take. */
const most: Readonly<Record<string, number>> = {
  'Create a resource group': 5,
  'Create an identity': 7,
  'Assign a role': 8,
  'Remove a role': 4,
  'Delete an identity': 4,
  'Fix a missing role': 3,
  'Change a control plane': 7,
  'Change a kubelet': 7,
  'Leave a service principal': 6,
  'Upgrade node images': 5,
  'Attach a registry': 7,
  'Detach a registry': 7,
  'Create a cluster, system-assigned': 7,
  'Create a cluster in your own network': 12,
  'Create a cluster with both identities': 14,
  'Create a private cluster': 14,
  'Get credentials': 3,
};

const production = /Contoso Production/;

async function creation(hand: CountingHand, recipe: RegExp | undefined, name: string): Promise<void> {
  await hand.menu(production, 'Create Cluster...');
  if (recipe) {
    await hand.take(recipe);
    await hand.panel.frame.getByRole('combobox', { name: 'Node subnet' }).waitFor();
    await hand.look();
  }
  await hand.type('Cluster name', name);
  await hand.choose('Resource group', /^rg-shop/);
}

const walks: Readonly<Record<string, (hand: CountingHand) => Promise<void>>> = {
  'Get credentials': async (hand) => {
    await hand.menu(/^orders-weu/, /^Get Credentials/, 'Nothing');
    await pick(session.page, /^Merge into/);
    hand.count.clicks += 1;
  },
  'Create a resource group': async (hand) => {
    await hand.menu(production, 'Create Resource Group...');
    await hand.type('Name', 'rg-walk');
    await hand.finish();
  },
  'Create an identity': async (hand) => {
    await hand.menu(production, 'Create Managed Identity...');
    await hand.choose('Resource group', /^rg-shop/);
    await hand.type('Name', 'id-walk');
    await hand.finish();
    await expandRow(session.page, /^Managed identities/);
  },
  'Assign a role': async (hand) => {
    await hand.menu(/^id-walk/, 'Assign Role...');
    await hand.search('Role', 'Reader');
    await hand.choose('Scope', /^rg-shop/);
    await hand.finish();
    await expandRow(session.page, /^id-walk/);
  },
  'Remove a role': async (hand) => {
    await hand.menu(/^Reader/, 'Remove Role Assignment...', 'Plan');
    await hand.finish();
  },
  'Delete an identity': async (hand) => {
    await hand.menu(/^id-walk/, 'Delete Managed Identity...', 'Plan');
    await hand.finish();
    await foldRow(session.page, /^Managed identities/);
  },
  'Fix a missing role': async (hand) => {
    const { page } = session;
    for (const row of [/^web-weu/, /^Add-ons/, /^(webAppRouting|Application routing)/i]) await expandRow(page, row);
    await clickRowAction(page, /Private DNS Zone Contributor/, /^(Fix|Assign)/, (timeout) =>
      hand.panel.frame.locator('.stages').waitFor({ timeout }),
    );
    hand.count.clicks += 1;
    await hand.finish();
    await foldRow(page, /^web-weu/);
  },
  'Change a control plane': async (hand) => {
    await hand.menu(/^pay-weu/, 'Change Control Plane Identity...');
    await hand.choose('User-assigned identity', /^id-pay-weu/);
    await hand.finish();
  },
  'Upgrade node images': async (hand) => {
    await hand.menu(/^shop-weu/, 'Upgrade Node Images...');
    await hand.finish();
  },
  'Change a kubelet': async (hand) => {
    await hand.menu(/^shop-weu/, 'Change Kubelet Identity...');
    await hand.choose('New kubelet identity', /New identity/);
    await hand.finish();
  },
  'Leave a service principal': async (hand) => {
    await hand.menu(/^legacy-neu/, 'Leave Service Principal...');
    await hand.take(/^System-assigned identity/);
    await hand.finish();
  },
  'Attach a registry': async (hand) => {
    await hand.menu(/^web-weu/, 'Attach Registry...');
    await hand.choose('Registry to attach', /^acrshop/);
    await hand.finish();
  },
  'Detach a registry': async (hand) => {
    await hand.menu(/^web-weu/, 'Detach Registry...');
    await hand.choose('Registry to detach', /^acrshop/);
    await hand.finish();
  },
  'Create a cluster, system-assigned': async (hand) => {
    await creation(hand, undefined, 'walk-1');
    await hand.finish();
  },
  'Create a cluster in your own network': async (hand) => {
    await creation(hand, /^User-assigned identity and your own network/, 'walk-2');
    await hand.choose('Node subnet', /snet-apps/);
    await hand.finish();
  },
  'Create a cluster with both identities': async (hand) => {
    await creation(hand, /^Both identities/, 'walk-3');
    await hand.choose('Node subnet', /snet-apps/);
    await hand.finish();
  },
  'Create a private cluster': async (hand) => {
    await creation(hand, /^Private cluster/, 'walk-4');
    await hand.choose('Node subnet', /vnet-orders\/snet-aks/);
    await hand.choose('Private DNS zone', /^orders\.privatelink/);
    await hand.finish();
  },
};

describe('flows from the tree to the result', () => {
  it.each(Object.entries(walks))(
    '%s takes what docs/flows.md says, and no more clicks than before',
    async (flow, walk) => {
      const hand = countingHand(session);
      await walk(hand);
      expect({ [flow]: hand.count }).toEqual({ [flow]: promised.get(flow) });
      expect(hand.count.clicks).toBeLessThanOrEqual(most[flow] ?? 0);
      expect(hand.count.visible).toBeLessThanOrEqual(6);
    },
  );

  it('docs/flows.md has no other flows', () => {
    expect([...promised.keys()].sort()).toEqual(Object.keys(walks).sort());
  });
});
