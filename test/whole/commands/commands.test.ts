import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import type { ConnectionControl } from '../../../src/commands/context.ts';
import { commandHandlers, type Handlers } from '../../../src/commands/index.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import { DecisionFiles } from '../../../src/session/decisionFiles.ts';
import { contributions } from '../../../src/contributions.ts';
import { demoService, type DemoService } from '../../support/demoService.ts';
import { code, user } from '../../support/vscode/user.ts';

let demo: DemoService;
let active: string | undefined;
let shown: PanelTarget[];
let handlers: Handlers;
let refreshed: unknown[];
let reported: unknown[];
let opened: string[];
let diagnosed: unknown[];
let connected: ConnectionControl['kind'];
/** What was brought to the front of the view. */
let front: unknown[];
/** What happens while a row is brought into view. */
let onReveal: () => void;

/** What the user was asked to pick from, in all lists. */
const offered = () => user.lists.flatMap(({ items }) => items);

beforeEach(() => {
  demo = demoService(1);
  active = undefined;
  shown = [];
  refreshed = [];
  reported = [];
  opened = [];
  diagnosed = [];
  front = [];
  onReveal = () => undefined;
  connected = 'none';
  const connections = {
    get kind() {
      return connected;
    },
    startDemo: async () => void (connected = 'demo'),
    signIn: async () => undefined,
    connectEmulator: async () => undefined,
    openFiles: async () => undefined,
    service: () => Promise.resolve<IdentityService>(demo.service),
    activeSubscription: () => active,
    shownSubscriptions: () => (active === undefined ? undefined : [active]),
    setActiveSubscription: async (id) => void (active = id),
  } satisfies Partial<ConnectionControl> as unknown as ConnectionControl;
  handlers = commandHandlers({
    connections,
    panels: { open: (target) => void shown.push(target) },
    reports: { show: (target) => void reported.push(target) },
    views: {
      refresh: (target) => void refreshed.push(target),
      checkAll: async (subscriptionId, { signal, onAsking }) => {
        onAsking({ done: 3, all: 50 });
        user.waits.at(-1)!.cancel();
        front.push([subscriptionId, signal.aborted]);
      },
      showActivity: async () => undefined,
      showClusters: async () => void front.push('clusters'),
      reveal: async (clusterId) => {
        front.push(clusterId);
        onReveal();
      },
      showOnlyProblems: (only) => void front.push(only),
    },
    why: { show: async (target) => void diagnosed.push(target) },
    documents: { open: async (id) => void opened.push(id) },
    decisions: new DecisionFiles(mkdtempSync(join(tmpdir(), 'decisions-'))),
    funnel: {
      run: async () => undefined,
      report: () => undefined,
      tell: () => undefined,
      note: () => undefined,
      info: () => undefined,
      showLog: () => undefined,
    },
  });
});
afterEach(() => demo.close());

describe('diagnosing a sign-in error', () => {
  it('opens the window for the row, and for an identity only where it is one (Q-01)', async () => {
    await handlers['aksIdentity.diagnoseSignIn']({ clusterId: '/subscriptions/s/c', identityId: 'nonsense' });
    await handlers['aksIdentity.diagnoseSignIn']({ identityId: '/subscriptions/s/i' });
    await handlers['aksIdentity.diagnoseSignIn']();
    expect(diagnosed).toEqual([{ clusterId: '/subscriptions/s/c' }, { identityId: '/subscriptions/s/i' }, {}]);
  });

  it('says what to do where nothing is selected in editor or terminal (Q-01)', async () => {
    await expect(handlers['aksIdentity.diagnoseSelection']()).rejects.toThrow('Select the error message in the editor');
    await expect(handlers['aksIdentity.diagnoseTerminalSelection']()).rejects.toThrow('in the terminal first');
    expect(diagnosed).toEqual([]);
  });
});

describe('the selection of the terminal', () => {
  const copies = (what: () => void) => {
    code.does = (id) => {
      if (id === 'workbench.action.terminal.copySelection') what();
    };
  };

  it('is diagnosed, and what was copied before is put back (Q-01)', async () => {
    user.copied.push('mine');
    copies(() => user.copied.push('AADSTS70021: refused'));
    await handlers['aksIdentity.diagnoseTerminalSelection']();
    expect([diagnosed, user.copied.at(-1)]).toEqual([[{ text: 'AADSTS70021: refused' }], 'mine']);
  });

  it('leaves what was copied before, where VS Code can not copy it (Q-01)', async () => {
    user.copied.push('mine');
    copies(() => {
      throw new Error('no terminal');
    });
    await expect(handlers['aksIdentity.diagnoseTerminalSelection']()).rejects.toThrow('no terminal');
    expect(user.copied.at(-1)).toBe('mine');
  });

  it('is not looked for by emptying what is no text, such as a picture (Q-01)', async () => {
    const before = user.copied.length;
    await expect(handlers['aksIdentity.diagnoseTerminalSelection']()).rejects.toThrow('in the terminal first');
    expect(user.copied.slice(before)).toEqual([]);
  });
});

describe('commands', () => {
  it('are as many as package.json names', () => {
    expect(Object.keys(handlers).sort()).toEqual(Object.keys(contributions).sort());
  });

  it('check all clusters of a subscription with a progress that tells how far it is and can be cancelled', async () => {
    const { items } = await demo.service.subscriptions();
    await Promise.resolve(handlers['aksIdentity.checkAll']({ subscriptionId: items[0]!.id })).catch(() => undefined);
    expect(front).toEqual([[items[0]!.id, true]]);
    expect(user.waits.at(-1)).toMatchObject({ title: 'Checking all clusters', messages: ['3 of 50 requests'] });
  });

  it('start the flow of a row in the panel, without asking', async () => {
    const clusterId = await demo.idOf('pay-weu');
    await handlers['aksIdentity.setControlPlane']({ clusterId });
    await handlers['aksIdentity.upgradeNodeImages']({ clusterId, poolName: 'nodepool1' });
    await handlers['aksIdentity.assignRole']({ principalId: 'p' });
    await handlers['aksIdentity.removeRole']({ roleAssignmentId: '/r' });
    await handlers['aksIdentity.removeRole']({ roleAssignmentId: '/r', tenantId: 'second' });
    expect(shown).toEqual([
      { kind: 'change', draft: { kind: 'setControlPlane', clusterId } },
      { kind: 'change', draft: { kind: 'upgradeNodeImages', clusterId, pools: ['nodepool1'] } },
      { kind: 'change', draft: { kind: 'assignRole', principalId: 'p' } },
      { kind: 'change', draft: { kind: 'removeRole', roleAssignmentId: '/r' } },
      { kind: 'change', draft: { kind: 'removeRole', roleAssignmentId: '/r', tenantId: 'second' } },
    ]);
    expect(user.lists).toEqual([]);
  });

  it('ask for what no row names: the cluster, the identity, the subscription', async () => {
    user.picks = [/^shop-weu$/, /^id-old$/, /^Contoso Platform$/];
    await handlers['aksIdentity.setKubelet']();
    await handlers['aksIdentity.deleteIdentity']();
    await handlers['aksIdentity.createCluster']();
    const detail = 'Contoso Production \u00b7 rg-shop \u00b7 westeurope';
    for (const label of ['shop-weu', 'id-old']) {
      expect(offered()).toContainEqual(expect.objectContaining({ label, detail }));
    }
    const { items } = await demo.service.subscriptions();
    expect(shown).toEqual([
      { kind: 'change', draft: { kind: 'setKubelet', clusterId: await demo.idOf('shop-weu') } },
      {
        kind: 'change',
        draft: { kind: 'deleteIdentity', identityId: await demo.idOf('id-old'), removeRoles: true },
      },
      {
        kind: 'change',
        draft: { kind: 'createCluster', subscriptionId: items.find(({ name }) => name === 'Contoso Platform')!.id },
      },
    ]);
  });

  it('bring the clusters to the front, and begin the demo with the cluster that has the most errors', async () => {
    await handlers['aksIdentity.startDemo']();
    const clusterId = await demo.idOf('shop-weu');
    expect(front).toEqual(['clusters', clusterId]);
    expect(shown).toEqual([{ kind: 'cluster', clusterId, tab: 'details', isPreview: true }]);
    await handlers['aksIdentity.startDemo']();
    await handlers['aksIdentity.signIn']();
    await handlers['aksIdentity.connectEmulator']({ url: 'http://127.0.0.1:8765' });
    await handlers['aksIdentity.openClusterJson']({ paths: ['/shop.json'] });
    expect(front.slice(2)).toEqual(['clusters', 'clusters', 'clusters', 'clusters']);
    expect(shown, 'the demo that runs already opens nothing').toHaveLength(1);
  });

  it('open nothing of the demo if it is left while its rows are drawn', async () => {
    onReveal = () => void (connected = 'none');
    await handlers['aksIdentity.startDemo']();
    expect([front.length, shown]).toEqual([2, []]);
  });

  it('open details as a preview where a row asks for that', async () => {
    const target = { kind: 'cluster', clusterId: '/c', tab: 'details', isPreview: true } as const;
    await handlers['aksIdentity.showPanel'](target);
    await handlers['aksIdentity.showPanel']({ ...target, isPreview: 'yes' } as never);
    const { isPreview: _, ...plain } = target;
    expect(shown).toEqual([target, plain]);
  });

  it('end silently when the user leaves a question', async () => {
    await expect(handlers['aksIdentity.setControlPlane']()).rejects.toMatchObject({ code: 'cancelled' });
    expect(shown).toEqual([]);
  });

  it('take anything else for no target: VS Code and other extensions may pass what they like', async () => {
    user.picks = [/^shop-weu$/];
    await handlers['aksIdentity.setControlPlane']('nonsense' as never);
    expect(shown).toHaveLength(1);
  });

  it('open exactly the change that fixes a finding', async () => {
    const fix = { kind: 'assignRole', principalId: 'p', role: { name: 'Reader' }, scope: '/s' } as const;
    await handlers['aksIdentity.fixFinding']({ fix, clusterId: '/c' });
    await handlers['aksIdentity.fixFinding']({ clusterId: '/c', fingerprint: '0123456789ab' });
    expect(shown).toEqual([
      { kind: 'change', draft: fix, clusterId: '/c' },
      { kind: 'cluster', clusterId: '/c', tab: 'details', finding: '0123456789ab' },
    ]);
  });

  it('open the plan for a missing role: that of the row, or one that the user picks among all that clusters lack', async () => {
    const fix = { kind: 'assignRole', principalId: 'p', role: { name: 'Reader' }, scope: '/s' } as const;
    await handlers['aksIdentity.grantRole']({ fix, clusterId: '/c' });
    expect([shown.pop(), user.lists]).toEqual([{ kind: 'change', draft: fix, clusterId: '/c' }, []]);
    user.picks = [/^shop-weu$/];
    await handlers['aksIdentity.grantRole']();
    const clusterId = expect.stringMatching(/\/shop-weu$/) as string;
    expect(shown).toMatchObject([{ kind: 'change', draft: { kind: 'assignRole' }, clusterId }]);
    const ofShop = offered().filter(({ label }) => label === 'shop-weu');
    expect(ofShop.map(({ description }) => description)).toEqual([
      'Private DNS Zone Contributor on privatelink.westeurope.azmk8s.io',
      'Network Contributor on vnet-shop',
    ]);
    expect(offered().map(({ label }) => label)).not.toContain('pay-weu');
  });

  it('say of no cluster that it lacks no role where roles can not be read', async () => {
    for (const pathContains of ['/Microsoft.ResourceGraph', '/roleAssignments'])
      await demo.fault({ match: { pathContains }, status: 403, code: 'AuthorizationFailed', times: 9999 });
    user.picks = [/^shop-weu$/];
    await handlers['aksIdentity.grantRole']();
    expect(offered()).toContainEqual(expect.objectContaining({ label: 'shop-weu', description: 'not fully checked' }));
    const clusterId = expect.stringMatching(/\/shop-weu$/) as string;
    expect(shown).toMatchObject([{ kind: 'cluster', clusterId, tab: 'details' }]);
  });

  it('remember the subscription that is chosen from the list, and offer all again (A-15)', async () => {
    user.picks = [/^Contoso Platform$/];
    await handlers['aksIdentity.setActiveSubscription']();
    expect(active).toMatch(/^[0-9a-f-]{36}$/);
    user.picks = [/All Subscriptions/];
    await handlers['aksIdentity.setActiveSubscription']();
    expect(active).toBeUndefined();
    expect(refreshed).toHaveLength(2);
  });

  it('offer only what is in the active subscription (A-15)', async () => {
    const { items } = await demo.service.subscriptions();
    active = items.find(({ name }) => name === 'Contoso Platform')!.id;
    await expect(handlers['aksIdentity.setControlPlane']()).rejects.toMatchObject({ code: 'cancelled' });
    const labels = offered().map(({ label }) => label);
    expect(labels).toContain('batch-neu');
    expect(labels).not.toContain('shop-weu');
    await handlers['aksIdentity.createIdentity']();
    expect(shown.at(-1)).toMatchObject({ draft: { subscriptionId: active } });
  });

  it('ask Azure once about a pasted id, and keep the choice where the id is not visible (A-16)', async () => {
    const unknown = '99999999-9999-9999-9999-999999999999';
    user.picks = [/Enter a Subscription ID/];
    user.types = [unknown];
    await demo.forget();
    await expect(handlers['aksIdentity.setActiveSubscription']()).rejects.toMatchObject({ code: 'notFound' });
    expect(active).toBeUndefined();
    expect((await demo.requests()).filter((line) => line.includes(unknown))).toEqual([`GET /subscriptions/${unknown}`]);
  });

  it('take a pasted id that is visible, and refuse what is no id while it is typed (A-16)', async () => {
    const { items } = await demo.service.subscriptions();
    user.picks = [/Enter a Subscription ID/, /Enter a Subscription ID/];
    user.types = [items[0]!.id, 'not an id'];
    await handlers['aksIdentity.setActiveSubscription']();
    expect(active).toBe(items[0]!.id);
    await expect(handlers['aksIdentity.setActiveSubscription']()).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('copy the ids of any identity of a cluster, also those that its JSON does not show (A-51, A-52)', async () => {
    user.picks = [/^shop-weu$/, /^Control plane$/, /^Kubelet$/];
    await handlers['aksIdentity.copyPrincipalId']();
    await handlers['aksIdentity.copyClientId']({ clusterId: await demo.idOf('shop-weu') });
    const { items } = await demo.service.identities();
    expect(user.copied).toEqual([
      items.find(({ name }) => name === 'id-shop-weu')!.principalId,
      items.find(({ name }) => name === 'id-shop-kubelet')!.clientId,
    ]);
  });

  it('copy the custom role of a row, else that of a finding which the person picks', async () => {
    await handlers['aksIdentity.copyCustomRole']({ customRole: '{}' });
    user.picks = [/^shop-weu$/, /Private DNS Zone Contributor/];
    await handlers['aksIdentity.copyCustomRole']();
    expect(user.copied[0]).toBe('{}');
    expect(JSON.parse(user.copied[1]!)).toMatchObject({ IsCustom: true });
    const clusterId = await demo.idOf('spare-neu');
    await expect(handlers['aksIdentity.copyCustomRole']({ clusterId })).rejects.toThrow(/No finding about spare-neu/);
  });

  it('show the report of everything that the tree shows, or of one subscription', async () => {
    await handlers['aksIdentity.showReport']();
    await handlers['aksIdentity.showReport']({ subscriptionId: 's', resourceId: '/subscriptions/s' });
    expect(reported).toEqual([{}, { subscriptionId: 's' }]);
  });

  it('write a report in the format that the user picks', async () => {
    user.picks = [/^JSON$/];
    await handlers['aksIdentity.exportReport']();
    expect(JSON.stringify(JSON.parse(user.documents[0] as string))).toContain('shop-weu');
  });

  it('open no portal for the demo, with a message', async () => {
    const clusterId = await demo.idOf('shop-weu');
    await expect(handlers['aksIdentity.openInPortal']({ resourceId: clusterId })).rejects.toThrow(/no portal/);
    expect([user.links, user.documents, opened]).toEqual([[], [], []]);
  });

  it('resume, show and stop only what there is', async () => {
    await expect(handlers['aksIdentity.resume']()).rejects.toThrow(/Nothing to resume/);
    await expect(handlers['aksIdentity.showResult']({ activityId: 'gone' })).rejects.toThrow(/no longer in Activity/);
    await expect(handlers['aksIdentity.stopWaiting']({ activityId: 'gone' })).rejects.toThrow(/no longer running/);
  });
});
