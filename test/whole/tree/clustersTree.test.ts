import { unreadable } from '../../support/domain/unknowns.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { IdentityError } from '../../../src/errors.ts';
import type { ViewState } from '../../../src/manifest.ts';
import { ClustersTree } from '../../../src/tree/clusters/clustersTree.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { demoService, type DemoService } from '../../support/demoService.ts';
import { until } from '../../support/until.ts';

let demo: DemoService;
let service: IdentityService;
let tree: ClustersTree;
let open: () => Promise<IdentityService | undefined>;
let states: ViewState[];
let active: string | undefined;

beforeEach(() => {
  demo = demoService(3);
  service = demo.service;
  open = () => Promise.resolve(service);
  states = [];
  active = undefined;
  tree = new ClustersTree({
    service: () => open(),
    activeSubscription: () => active,
    shownSubscriptions: () => (active === undefined ? undefined : [active]),
    checksClusters: () => false,
    onState: (state) => states.push(state),
    note: () => undefined,
  });
});
afterEach(() => {
  tree.dispose();
  demo.close();
});

async function rows(parent?: Row): Promise<readonly Row[]> {
  return (await tree.getChildren(parent)) ?? [];
}
async function row(label: string | RegExp, parent?: Row): Promise<Row> {
  const all = await rows(parent);
  const found = all.find((one) => (typeof label === 'string' ? one.label === label : label.test(one.label)));
  if (!found) throw new Error(`No row ${String(label)} among ${all.map((one) => one.label).join(', ')}`);
  return found;
}
async function cluster(name: string, subscription = 'Contoso Production'): Promise<Row> {
  return row(name, await row(subscription));
}
const lines = (all: readonly Row[]): readonly string[] =>
  all.map(({ label, description }) => [label, description].filter(Boolean).join(' | '));

describe('the view Clusters over the demo', () => {
  it('shows subscriptions with their counts, and says that it is ready', async () => {
    expect(lines(await rows())).toEqual([
      'Contoso Dev/Test | not checked yet \u00b7 6 clusters',
      'Contoso Platform | not checked yet \u00b7 6 clusters',
      'Contoso Production | not checked yet \u00b7 6 clusters',
      'Contoso Workloads | not checked yet \u00b7 3 clusters',
    ]);
    expect(states).toEqual(['loading', 'ready']);
  });

  it('knows what a report has found, without reads of its own, and says when once everything is read again', async () => {
    await rows();
    await service.survey({});
    tree.draw('judged');
    const known = lines(await rows());
    expect(known[2]).toBe('Contoso Production | 4/6 with errors');
    expect(known.join()).not.toContain('not checked yet');
    expect(await cluster('shop-weu')).toMatchObject({ description: '1 warning \u00b7 user-assigned' });
    const iot = await cluster('iot-weu');
    await rows(await row('Around the cluster', iot));
    expect(await cluster('iot-weu'), 'what is around it is counted once').toEqual(
      expect.objectContaining({ description: 'user-assigned', spoken: 'user-assigned, 1 error' }),
    );
    tree.refresh();
    await until(async () => {
      expect(lines(await rows())[2]).toMatch(/^Contoso Production \| 4\/6 with errors \u00b7 as of .*\d\d/);
    });
    await service.survey({});
    tree.draw('judged');
    expect(lines(await rows())).toEqual(known);
  });

  it("a cluster's row shows the kind of its control plane, and what someone else is doing (A-01)", async () => {
    const production = lines(await rows(await row('Contoso Production')));
    expect(production).toContain('legacy-neu | service principal');
    expect(production).toContain('pay-weu | system-assigned');
    expect(production).toContain('shop-weu | user-assigned');
    expect(lines(await rows(await row('Contoso Dev/Test')))).toContain('load-neu | Updating \u00b7 system-assigned');
  });

  it('a cluster unfolds to its identities, their roles and what is missing, at the right identity (A-19)', async () => {
    const shop = await rows(await cluster('shop-weu'));
    expect(lines(shop).slice(0, 2)).toEqual([
      'Control plane | id-shop-weu',
      'Kubelet | id-shop-kubelet \u00b7 user-assigned',
    ]);
    const below = lines(shop[0]!.children as readonly Row[]);
    expect(below).toContain('Network Contributor | snet-aks');
    expect(below).toContain('Managed Identity Operator | id-shop-kubelet');
    expect(below[0]).toBe('Missing: Private DNS Zone Contributor | privatelink.westeurope.azmk8s.io');
    expect(lines(shop[1]!.children as readonly Row[])).toContain('AcrPull | acrshop');
  });

  it('a finding is named by its title, with the whole sentence in its tooltip', async () => {
    const legacy = await row('Uses a service principal', await cluster('legacy-neu'));
    expect(legacy).not.toHaveProperty('description');
    const sentence = legacy.tooltip?.find(({ label }) => label === 'Finding')?.value;
    expect(sentence).toContain('legacy-neu uses a service principal, whose secret expires.');
  });

  it("a cluster's row shows how much is wrong once the cluster has been read", async () => {
    await rows(await cluster('shop-weu'));
    expect(await cluster('shop-weu')).toMatchObject({
      description: '1 warning \u00b7 user-assigned',
      spoken: 'user-assigned, 2 errors, 1 warning',
      icon: { id: 'server-environment' },
      state: { grade: 'error', badge: '\u27152', words: '2 errors, 1 warning' },
    });
  });

  it("an identity's row gives its three ids to copy, each its own (A-52)", async () => {
    const { resourceId, principalId, clientId } = await row('Control plane', await cluster('shop-weu'));
    expect(resourceId).toMatch(/userAssignedIdentities\/id-shop-weu$/i);
    expect(new Set([resourceId, principalId, clientId]).size).toBe(3);
    expect(principalId).not.toBeUndefined();
    expect(clientId).not.toBeUndefined();
  });

  it('node image upgrades are offered only for pools that have a newer image', async () => {
    const legacy = await row('Node pools', await cluster('legacy-neu'));
    const pay = await row('Node pools', await cluster('pay-weu'));
    const items = ({ children }: Row): readonly string[] =>
      (children as readonly Row[]).map((pool) => pool.contextValue);
    expect(items(legacy)).toEqual(['pool:settled:upgradable:']);
    expect(items(pay)).toEqual(['pool:settled:', 'pool:settled:']);
    expect((await cluster('pay-weu')).contextValue).not.toContain('upgradable');
    expect((await cluster('legacy-neu')).contextValue).toContain('upgradable');
  });

  it("the user's own identities are listed with what they are used for, and those of AKS only at the clusters", async () => {
    const folder = await row('Managed identities', await row('Contoso Production'));
    await until(async () => expect(lines(await rows(folder))).toContain('id-old | not a cluster identity'));
    const identities = await rows(folder);
    expect(lines(identities)).toContain('id-shop-weu | control plane of shop-weu');
    expect(identities.some(({ label }) => label.endsWith('-agentpool'))).toBe(false);
    const old = identities.find(({ label }) => label === 'id-old')!;
    expect(lines(await rows(old))).toContain('Contributor | rg-shop');
  });

  it('an identity that only workloads use is not called unused once its credentials have been read', async () => {
    const folder = await row('Managed identities', await row('Contoso Production'));
    const told = '2 federated credentials';
    await until(async () => expect((await row('id-iot-ingest', folder)).description).toBe(told));
    expect((await row('id-iot-ingest', folder)).contextValue).not.toContain('unused');
    expect((await row('id-old', folder)).contextValue).toContain('unused');
  });

  it("an identity whose credentials can't be read shows that, and not that it has none", async () => {
    service = { ...service, credentialsIn: async () => unreadable('Forbidden.') };
    const folder = await row('Managed identities', await row('Contoso Production'));
    const tooltip = async () => JSON.stringify((await row('id-iot-ingest', folder)).tooltip);
    await until(async () => expect(await tooltip()).toContain('Unknown: Forbidden.'));
    expect((await row('id-iot-ingest', folder)).description).toBe('not a cluster identity');
  });

  it('an identity is called nothing while its credentials are read', async () => {
    const reading = Promise.withResolvers<never>();
    service = { ...service, credentialsIn: async () => reading.promise };
    const folder = await row('Managed identities', await row('Contoso Production'));
    expect((await row('id-iot-ingest', folder)).description).toBeFalsy();
  });

  it('only the active subscription is shown once one is chosen (A-15)', async () => {
    active = (await row('Contoso Platform')).subscriptionId;
    tree.refresh();
    expect(lines(await rows())).toEqual(['Contoso Platform | not checked yet \u00b7 6 clusters \u00b7 active']);
  });

  it('a change under way is shown from the previous identity to the new one, and the new identity afterwards', async () => {
    const { clusterId = '' } = await cluster('pay-weu');
    const identityId = await demo.idOf('id-pay-weu');
    const started = Promise.withResolvers<void>();
    let isHeld = false;
    const hold = (): void => {
      isHeld = true;
      demo.hold();
      started.resolve();
    };
    const apply = service.apply(
      [{ kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } }],
      {
        onProgress: ({ detail }) => !isHeld && detail?.template === '' && hold(),
      },
    );
    await started.promise;
    tree.refresh();
    expect((await cluster('pay-weu')).description).toBe('Updating \u00b7 system-assigned > user-assigned id-pay-weu');
    expect((await cluster('pay-weu')).contextValue).not.toContain('settled');
    demo.goOn();
    expect((await apply).status).toBe('succeeded');
    tree.refresh();
    expect((await cluster('pay-weu')).description).toMatch(/^user-assigned/);
  });

  it('says when a change has been read and drawn, so that a result can wait for that', async () => {
    const shown = await cluster('pay-weu');
    const { clusterId = '' } = shown;
    const identityId = await demo.idOf('id-pay-weu');
    let draws = 0;
    tree.onDidChangeTreeData(() => (draws += 1));
    const following = service.onDidChange(({ kind }) => kind === 'clusters' && tree.refreshAfterwards());
    await service.apply([{ kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } }]);
    await tree.drawn();
    following.dispose();
    expect(draws).toBeGreaterThan(0);
    expect(shown.description).toMatch(/^user-assigned/);
    tree.setVisible(false);
    tree.refreshAfterwards();
    await tree.drawn();
  });

  it('notices by itself when an operation of someone else has ended', async () => {
    const { clusterId = '' } = await cluster('pay-weu');
    const identityId = await demo.idOf('id-pay-weu');
    const run = service.apply(
      [{ kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } }],
      { onProgress: ({ activityId, detail }) => detail?.template === '' && service.stop(activityId) },
    );
    expect((await run).status).toBe('stopped');
    tree.refresh();
    expect((await cluster('pay-weu')).description).toMatch(/^Updating /);
    await tree.followOperations();
    expect((await cluster('pay-weu')).description).toMatch(/^Updating /);
    demo.pass(3);
    await tree.followOperations();
    expect((await cluster('pay-weu')).description).toMatch(/^user-assigned/);
  });

  it('is empty with a message if no one is signed in', async () => {
    open = () => Promise.resolve(undefined);
    expect(await rows()).toEqual([]);
    expect(states).toEqual(['loading', 'signedOut']);
  });

  it('a failure is a row with a way on, and everything is shown again once it has passed', async () => {
    open = () => Promise.reject(new IdentityError({ code: 'unexpected', message: 'No network.' }));
    const [failure] = await rows();
    expect(failure).toMatchObject({
      description: 'No network.',
      click: 'aksIdentity.refresh',
      contextValue: 'failure:',
    });
    expect(states.at(-1)).toBe('error');
    open = () => Promise.resolve(service);
    tree.refresh();
    expect(await rows()).toHaveLength(4);
  });

  it("the clusters are shown although the record of changes can't be read", async () => {
    const activity = (): Promise<never> => Promise.reject(new Error('EACCES: journal.json'));
    open = () => Promise.resolve({ ...service, activity });
    expect(lines(await rows())).toContain('Contoso Production | not checked yet \u00b7 6 clusters');
  });

  it('a cluster that is gone is a failure below its row, and leaves the rest alone', async () => {
    const shop = await cluster('shop-weu');
    const gone = { ...shop, clusterId: `${shop.clusterId}-gone` };
    expect((await rows(gone)).map(({ kind }) => kind)).toEqual(['failure']);
    expect(await rows()).toHaveLength(4);
  });

  it('every row has a key of its own, and can be drawn', async () => {
    const seen: string[] = [];
    const walk = async (parent?: Row): Promise<void> => {
      for (const one of await rows(parent)) {
        seen.push(one.key);
        const item = tree.getTreeItem(one);
        expect(item.accessibilityInformation?.label).toContain(one.label);
        await walk(one);
      }
    };
    await walk(await row('Contoso Production'));
    expect(seen.length).toBeGreaterThan(60);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('looking for findings behind the scenes', () => {
  it('one survey counts what is wrong on every row of an unfolded subscription', async () => {
    const surveys: unknown[] = [];
    const singles: string[] = [];
    const watched: IdentityService = {
      ...service,
      survey: (options) => (surveys.push(options.subscriptionIds), service.survey(options)),
      diagnose: (id, signal) => (singles.push(id), service.diagnose(id, signal)),
    };
    const checking = new ClustersTree({
      service: () => Promise.resolve(watched),
      activeSubscription: () => undefined,
      shownSubscriptions: () => undefined,
      checksClusters: () => true,
      onState: () => undefined,
      note: (error) => expect.fail(String(error)),
    });
    const production = async (): Promise<readonly Row[]> => {
      const roots = (await checking.getChildren()) ?? [];
      return (await checking.getChildren(roots.find(({ label }) => label === 'Contoso Production'))) ?? [];
    };
    await production();
    await until(async () => {
      expect((await production()).filter(({ state }) => state && state.grade !== 'ok').length).toBeGreaterThan(2);
    });
    const [, , root] = (await checking.getChildren()) ?? [];
    expect(root, 'the subscription sums up its clusters').toMatchObject({
      description: '4/6 with errors',
      spoken: '4 with errors \u00b7 6 clusters',
      icon: { id: 'azure' },
      state: { grade: 'error', badge: '\u2715', words: expect.stringMatching(/^4 clusters with errors/) as string },
    });
    expect(surveys).toHaveLength(1);
    expect(singles).toEqual([]);
    checking.dispose();
  });
});
