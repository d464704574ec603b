import { afterEach, describe, expect, it } from 'vitest';
import { fixFinding, openForm } from '../../../src/commands/changes.ts';
import { getCredentials } from '../../../src/commands/getCredentials.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { Target } from '../../../src/manifest.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { idOf } from '../../support/azure/idOf.ts';
import { readFlowsTable } from '../../support/flowsTable.ts';
import { user } from '../../support/vscode/user.ts';
import { countingHand, finish, type CountingHand } from '../support/countingHand.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { runOnRow, type RowCommand } from '../support/rowCommand.ts';

const promised = await readFlowsTable();

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
  'Migrate from a service principal': 6,
  'Upgrade node images': 5,
  'Attach a registry': 7,
  'Detach a registry': 5,
  'Create a cluster, system-assigned': 7,
  'Create a cluster in your own network': 12,
  'Create a cluster with both identities': 14,
  'Create a private cluster': 14,
  'Get credentials': 3,
};

/** A flow from a row to its result. */
interface Flow {
  readonly command: RowCommand;
  readonly row: (bench: Bench) => Promise<Target>;
  /** What is chosen in its form; without one it begins with its plan. */
  readonly choose?: (hand: CountingHand) => Promise<void>;
  /** Clicks until the panel opens: a menu and its entry, or the button of a row. */
  readonly opening?: number;
  /** What the plan says. */
  readonly plan: RegExp;
}

const clusterRow =
  (name: string) =>
  async (bench: Bench): Promise<Target> => ({ clusterId: await idOf(bench, name) });
const identityRow =
  (name: string) =>
  async (bench: Bench): Promise<Target> => {
    const found = (await bench.service.identities()).items.find((identity) => identity.name === name)!;
    return { identityId: found.id, principalId: found.principalId };
  };
const production = async (bench: Bench): Promise<Target> => {
  const { items } = await bench.service.subscriptions();
  return { subscriptionId: items.find(({ name }) => name === 'Contoso Production')!.id };
};
const creation =
  (name: string, recipe?: RegExp, more: (hand: CountingHand) => Promise<void> = async () => undefined) =>
  async (hand: CountingHand): Promise<void> => {
    if (recipe) {
      await hand.take(recipe);
      await hand.panel.frame.getByRole('combobox', { name: 'Node subnet' }).waitFor();
      await hand.look();
    }
    await hand.type('Cluster name', name);
    await hand.choose('Resource group', /^rg-shop/);
    await more(hand);
  };

const flows: Readonly<Record<string, Flow>> = {
  'Create a resource group': {
    command: openForm('aksIdentity.createResourceGroup'),
    row: production,
    choose: (hand) => hand.type('Name', 'rg-walk'),
    plan: /Create .*rg-walk/,
  },
  'Create an identity': {
    command: openForm('aksIdentity.createIdentity'),
    row: production,
    choose: async (hand) => {
      await hand.choose('Resource group', /^rg-shop/);
      await hand.type('Name', 'id-walk');
    },
    plan: /Create identity id-walk/,
  },
  'Assign a role': {
    command: openForm('aksIdentity.assignRole'),
    row: identityRow('id-iot-ingest'),
    choose: async (hand) => {
      await hand.search('Role', 'Reader');
      await hand.choose('Scope', /^rg-shop/);
    },
    plan: /Assign Reader to id-iot-ingest on rg-shop/,
  },
  'Remove a role': {
    command: openForm('aksIdentity.removeRole'),
    row: async (bench) => {
      const { principalId } = await identityRow('id-old')(bench);
      const { subscriptionId } = await production(bench);
      const [held] = await bench.service.roleAssignmentsOf(principalId!, subscriptionId!);
      return { roleAssignmentId: held!.id };
    },
    plan: /Remove AcrPull from id-old on acrshop/,
  },
  'Delete an identity': {
    command: openForm('aksIdentity.deleteIdentity'),
    row: identityRow('id-old'),
    plan: /Remove AcrPull from id-old on acrshop[\s\S]*Delete identity id-old/,
  },
  'Fix a missing role': {
    command: fixFinding,
    row: async (bench) => {
      const clusterId = await idOf(bench, 'web-weu');
      const findings = await bench.service.diagnose(clusterId);
      return { clusterId, fix: findings.find(({ fix }) => fix?.kind === 'assignRole')!.fix! };
    },
    opening: 1,
    plan: /Assign Private DNS Zone Contributor to /,
  },
  'Change a control plane': {
    command: openForm('aksIdentity.setControlPlane'),
    row: clusterRow('pay-weu'),
    choose: (hand) => hand.choose('User-assigned identity', /^id-pay-weu/),
    plan: /Update the cluster's identity/,
  },
  'Change a kubelet': {
    command: openForm('aksIdentity.setKubelet'),
    row: clusterRow('shop-weu'),
    choose: (hand) => hand.choose('New kubelet identity', /New identity/),
    plan: /nodepool1[\s\S]*Assign Managed Identity Operator to id-shop-weu/,
  },
  'Migrate from a service principal': {
    command: openForm('aksIdentity.setControlPlane'),
    row: clusterRow('legacy-neu'),
    choose: (hand) => hand.take(/^System-assigned identity/),
    plan: /can't be undone|can't be changed back|can't go back/,
  },
  'Upgrade node images': {
    command: openForm('aksIdentity.upgradeNodeImages'),
    row: clusterRow('shop-weu'),
    choose: async () => undefined,
    plan: /nodes of pool shop are cordoned, drained and reimaged/,
  },
  'Attach a registry': {
    command: openForm('aksIdentity.attachRegistry'),
    row: clusterRow('web-weu'),
    choose: (hand) => hand.choose('Registry to attach', /^acrshop/),
    plan: /Assign AcrPull/,
  },
  'Detach a registry': {
    command: openForm('aksIdentity.detachRegistry'),
    row: async (bench) => {
      const registryId = demoWorld().resources.find(({ name }) => name === 'acrshop')!.id;
      const row = await clusterRow('web-weu')(bench);
      await bench.service.apply([{ kind: 'attachRegistry', clusterId: row.clusterId!, registryId }]);
      return row;
    },
    choose: async () => {
      const box = panel!.page.getByRole('combobox', { name: 'Registry to detach' });
      await expect.poll(() => box.inputValue()).toBe('acrshop');
    },
    plan: /New and restarted pods of web-weu can't pull images from registry acrshop[\s\S]*Remove AcrPull/,
  },
  'Create a cluster, system-assigned': {
    command: openForm('aksIdentity.createCluster'),
    row: production,
    choose: creation('walk-1'),
    plan: /Create .*walk-1/,
  },
  'Create a cluster in your own network': {
    command: openForm('aksIdentity.createCluster'),
    row: production,
    choose: creation('walk-2', /^User-assigned identity and your own network/, (hand) =>
      hand.choose('Node subnet', /snet-apps/),
    ),
    plan: /Create .*id-walk-2[\s\S]*Assign Network Contributor to id-walk-2[\s\S]*Create .*walk-2/,
  },
  'Create a cluster with both identities': {
    command: openForm('aksIdentity.createCluster'),
    row: production,
    choose: creation('walk-3', /^Both identities/, (hand) => hand.choose('Node subnet', /snet-apps/)),
    plan: /Assign Managed Identity Operator to id-walk-3/,
  },
  'Create a private cluster': {
    command: openForm('aksIdentity.createCluster'),
    row: production,
    choose: creation('walk-4', /^Private cluster/, async (hand) => {
      await hand.choose('Node subnet', /vnet-orders\/snet-aks/);
      await hand.choose('Private DNS zone', /^orders\.privatelink/);
    }),
    plan: /Assign Network Contributor to id-walk-4 on rt-orders[\s\S]*Assign Private DNS Zone Contributor to id-walk-4/,
  },
};

let panel: PanelPage | undefined;
afterEach(async () => {
  await panel?.close();
  panel = undefined;
});

describe('flows from a menu to the result', () => {
  it.each(Object.entries(flows))(
    '%s takes what docs/tables/flows.md says, and no more clicks than before',
    async (name, flow) => {
      const bench = createBench(inCloud(demoWorld()));
      const target = await runOnRow(bench, flow.command, await flow.row(bench));
      panel = await openPanelPage(bench, target!);
      const hand = countingHand(panel.hand, flow.opening ?? 2);
      if (flow.choose) {
        await panel.page.locator('.field').first().waitFor();
        await hand.look();
        await flow.choose(hand);
      }
      const slug = name.toLowerCase().replaceAll(/\W+/g, '-');
      const plan = await finish(hand, (stage) => panel!.picture(`flows/${slug}-${stage}`));
      expect(plan).toMatch(flow.plan);
      expect({ [name]: hand.count }).toEqual({ [name]: promised.get(name) });
      expect(hand.count.clicks).toBeLessThanOrEqual(most[name] ?? 0);
      expect(hand.count.visible).toBeLessThanOrEqual(6);
      expect(panel.complaints).toEqual([]);
    },
  );

  it('Get credentials takes what docs/tables/flows.md says: a menu and one choice', async () => {
    const bench = createBench(inCloud(demoWorld()));
    const row = await clusterRow('orders-weu')(bench);
    // The list of places is left without an answer.
    await expect(runOnRow(bench, (context, target) => getCredentials(context, target, 'user'), row)).rejects.toThrow();
    const clicks = 2 + user.lists.length;
    expect(promised.get('Get credentials')).toEqual({ clicks, fields: 0, visible: 0 });
    expect(clicks).toBeLessThanOrEqual(most['Get credentials']!);
  });

  it('docs/tables/flows.md has no other flows', () => {
    expect([...promised.keys()].sort()).toEqual([...Object.keys(flows), 'Get credentials'].sort());
    expect(Object.keys(most).sort()).toEqual([...promised.keys()].sort());
  });
});
