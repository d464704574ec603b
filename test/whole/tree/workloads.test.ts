import { unknown } from '../../support/domain/unknowns.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { IdentityError } from '../../../src/errors.ts';
import { ClustersTree } from '../../../src/tree/clusters/clustersTree.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { treeItemOf } from '../../../src/tree/row/treeItem.ts';
import { demoService, type DemoService } from '../../support/demoService.ts';
import { say } from '../../../src/sentences/words.ts';

let demo: DemoService;
let service: IdentityService;
let tree: ClustersTree;

beforeEach(() => {
  demo = demoService(3);
  service = demo.service;
  tree = new ClustersTree({
    service: () => Promise.resolve(service),
    activeSubscription: () => undefined,
    shownSubscriptions: () => undefined,
    checksClusters: () => false,
    onState: () => undefined,
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
async function row(label: string, parent?: Row): Promise<Row> {
  const all = await rows(parent);
  const found = all.find((one) => one.label === label);
  if (!found) throw new Error(`No row ${label} among ${all.map((one) => one.label).join(', ')}`);
  return found;
}
const cluster = async (name: string, subscription = 'Contoso Workloads'): Promise<Row> =>
  row(name, await row(subscription));
const workloads = async (name: string, subscription?: string): Promise<Row> =>
  row('Workloads', await cluster(name, subscription));
const lines = (all: readonly Row[]): readonly string[] =>
  all.map(({ label, description }) => [label, description].filter(Boolean).join(' | '));
const tooltip = ({ tooltip: facts = [] }: Row): Readonly<Record<string, string>> =>
  Object.fromEntries(facts.map(({ label, value }) => [label, value]));

describe('the row Workloads of a cluster', () => {
  it('Workloads costs no request until it is unfolded', async () => {
    const asked: string[] = [];
    service = { ...service, workloads: (id, signal) => (asked.push(id), demo.service.workloads(id, signal)) };
    const folder = await workloads('store-weu');
    expect(folder).toMatchObject({
      description: 'workload identity on',
      spoken: '1 error \u00b7 workload identity on',
      icon: { id: 'package' },
      state: { grade: 'error', badge: '\u27151' },
      children: 'later',
    });
    expect(folder.expanded).not.toBe(true);
    expect(asked).toEqual([]);
    await rows(folder);
    await rows(folder);
    expect(asked).toHaveLength(1);
  });

  it('Workloads says the issuer, both switches, and the broken before the count', async () => {
    const folder = await workloads('store-weu');
    expect(tooltip(folder)).toMatchObject({
      'Workload identity': 'on',
      'OIDC issuer': expect.stringMatching(/^https:\/\/westeurope\.oic\.prod-aks\.azure\.com\/.*\/$/) as string,
    });
    await rows(folder);
    expect((await workloads('store-weu')).description).toBe(
      '4 not working \u00b7 6 credentials \u00b7 workload identity on',
    );
    const off = await workloads('legacy-neu', 'Contoso Production');
    expect(off.description).toBe('workload identity off');
    expect(tooltip(off)).toMatchObject({ 'Workload identity': 'off', 'OIDC issuer': 'off' });
    expect(lines(await rows(off))).toEqual(['No managed identity trusts a service account of this cluster']);
    expect((await workloads('legacy-neu', 'Contoso Production')).description).toBe(
      'workload identity off \u00b7 no service accounts',
    );
  });

  it('service accounts show whether they work, as whom they act and why not, with the roles below', async () => {
    const below = await rows(await workloads('store-weu'));
    expect(lines(below)).toEqual([
      'Credential trusts a cluster that is gone',
      "basket/api | doesn't work \u00b7 id-basket",
      "basket/worker | doesn't work \u00b7 id-basket",
      "mail/bounces | doesn't work \u00b7 id-mail",
      "mail/sender | doesn't work \u00b7 id-mail",
      'storefront/web | id-storefront',
      'storefront/web | old credential \u00b7 id-storefront',
    ]);
    const [works, broken] = below.filter(({ label }) => label === 'storefront/web');
    expect([works, broken].map((row) => [row?.icon?.id, row?.state?.words])).toEqual([
      ['person', 'Trusted'],
      ['person', undefined],
    ]);
    expect(treeItemOf(works!).accessibilityInformation?.label).toBe(
      'Service account storefront/web, trusted, id-storefront',
    );
    expect(tooltip(broken!)).toMatchObject({
      State: 'old credential',
      Reason: expect.stringMatching(/^The credential trusts a cluster that is gone/) as string,
    });
    expect(broken!.contextValue).toContain(':movable:');
    expect(works!.contextValue).not.toContain(':movable:');
    expect(lines(await rows(works))).toEqual(['Key Vault Secrets User | kv-contoso-store']);
  });

  it('a finding is at its workload, or below Workloads if it is about several, and marks all rows above', async () => {
    const below = await rows(await workloads('partners-weu'));
    expect(lines(below).slice(0, 2)).toEqual([
      'At or near the limit of federated credentials | id-jobs has 19 of 20',
      'delivery/deployer | id-deployer',
    ]);
    const [finding] = await rows(below[1]);
    expect(finding).toMatchObject({
      label: 'Workload can change a whole subscription',
      contextValue: 'finding:fixable:',
    });
    expect(await workloads('partners-weu')).toMatchObject({ state: { badge: '!2', words: '2 warnings' } });
    expect(await cluster('partners-weu')).toMatchObject({ state: { badge: '!2', words: '2 warnings' } });
    expect(lines(await rows(await cluster('partners-weu'))).join()).not.toMatch(/limit of|Workload can/);
  });

  it('bindings are rows without their service accounts, which Azure does not show', async () => {
    const below = await rows(await workloads('reports-neu'));
    expect(lines(below)).toEqual([
      'Credential is left over from an identity binding | id-forecast',
      "archive | doesn't work \u00b7 id-archive \u00b7 1 error",
      'partners/api | id-partner-api',
      'reports | id-reports \u00b7 service accounts unknown',
    ]);
    const bound = below.find(({ label }) => label === 'reports')!;
    expect(bound).toMatchObject({ kind: 'binding', icon: { id: 'link' }, state: { grade: 'unknown' } });
    expect(bound.bindingId).toMatch(/identityBindings\/reports$/i);
    expect((await workloads('reports-neu')).description).toBe(
      '1 not working \u00b7 1 credential \u00b7 2 bindings \u00b7 workload identity on',
    );
  });

  it('what could not be checked is an unknown row with its reason, and marks the cluster, too', async () => {
    const all = [unknown('Federated credentials: Forbidden. Nobody may look.'), unknown('Roles: Too many to ask.')];
    service = {
      ...service,
      workloads: async (id, signal) => ({ ...(await demo.service.workloads(id, signal)), workloads: [], unknown: all }),
    };
    const below = await rows(await workloads('reports-neu'));
    expect(lines(below)).toContain('Not checked | Federated credentials: Forbidden. Nobody may look.');
    expect(below.filter(({ kind }) => kind === 'unknown').map(({ icon }) => icon?.id)).toEqual([
      'question',
      'question',
    ]);
    expect(lines(below).join()).not.toContain('No managed identity');
    expect((await workloads('reports-neu')).description).toBe('workload identity on \u00b7 2 not checked');
    expect(await cluster('reports-neu')).toMatchObject({
      description: expect.stringMatching(/^2 not checked \u00b7 /) as string,
      spoken: expect.stringMatching(/1 error, 2 not checked$/) as string,
    });
  });

  it('roles that could not be read are not said to be none', async () => {
    service = {
      ...service,
      workloads: async (id, signal) => {
        const read = await demo.service.workloads(id, signal);
        const noRoles = unknown('No.', { subject: { what: 'assignmentsOfAll' }, title: say`Roles` });
        return {
          ...read,
          workloads: read.workloads.map((each) => ({ ...each, roles: [], rolesUnknown: say`No.` })),
          unknown: [noRoles],
        };
      },
    };
    const below = await rows(await workloads('reports-neu'));
    expect(lines(await rows(below.find(({ label }) => label === 'reports')))).toEqual(['Role assignments unknown']);
  });

  it('a failure is a row below Workloads, and leaves the rest of the cluster alone', async () => {
    service = {
      ...service,
      workloads: () => Promise.reject(new IdentityError({ code: 'unexpected', message: 'No network.' })),
    };
    expect(lines(await rows(await workloads('store-weu')))).toEqual(["Can't be read | No network."]);
    expect(lines(await rows(await cluster('store-weu')))).toContain('Control plane | system-assigned');
  });
});

describe('a cluster that stops answering', () => {
  it('a cut connection is named below the cluster, with what to do about it, and the cluster is marked unknown', async () => {
    const lost = new IdentityError({ code: 'unexpected', message: 'The connection was cut.', isUnanswered: true });
    const cut = Promise.withResolvers<never>();
    service = {
      ...service,
      cluster: () => cut.promise,
      check: () => Promise.reject(new IdentityError({ code: 'refused', message: "store-weu can't be read." })),
    };
    const below = rows(await cluster('store-weu'));
    setImmediate(() => cut.reject(lost));
    const [failure] = await below;
    expect(lines([failure!])).toEqual(["Can't be read | check your connection, VPN or proxy"]);
    expect(tooltip(failure!)['Failure']).toContain('Check your connection, VPN or proxy, then try again.');
    expect((await cluster('store-weu')).state).toMatchObject({ grade: 'unknown' });
  });
});

describe('the identity of a workload', () => {
  it('an identity shows from its side which service accounts it trusts, where, and whether that works (W-01)', async () => {
    const folder = await row('Managed identities', await row('Contoso Workloads'));
    const storefront = await rows(await row('id-storefront', folder));
    expect(lines(storefront)).toEqual([
      'storefront/web | old credential \u00b7 cluster is gone',
      'storefront/web | store-weu',
      'Key Vault Secrets User | kv-contoso-store',
    ]);
    expect(storefront[0]).toMatchObject({
      kind: 'credential',
      icon: { id: 'person' },
      contextValue: expect.stringMatching(/movable/) as string,
      credentialId: expect.stringMatching(/federatedIdentityCredentials\/storefront-web$/) as string,
    });
    expect(storefront[0]!.state, 'nothing is lost').toBeUndefined();
    expect(treeItemOf(storefront[1]!).accessibilityInformation?.label).toBe(
      'Federated credential storefront/web, trusted, store-weu',
    );
    expect(lines(await rows(await row('id-reports', folder)))).toContain(
      'aks-identity-binding | shared by identity bindings',
    );
  });

  it('an identity, its roles and its credentials are as bad as the findings of checked clusters say of them', async () => {
    const identity = async (name: string): Promise<Row> =>
      row(name, await row('Managed identities', await row('Contoso Workloads')));
    const before = await identity('id-deployer');
    expect(before.state, 'nothing is checked yet').toBeUndefined();
    expect((await rows(before)).map(({ state }) => state?.grade)).toEqual(['ok', undefined]);
    await rows(await cluster('partners-weu'));
    await rows(await cluster('store-weu'));
    const deployer = await identity('id-deployer');
    expect(deployer).toMatchObject({
      state: { grade: 'warning' },
      spoken: expect.stringMatching(/^1 warning/) as string,
    });
    expect(tooltip(deployer)['Findings']).toMatch(/id-deployer, which has Contributor on /);
    expect((await rows(deployer)).map(({ label, state }) => [label, state?.grade])).toEqual([
      ['delivery/deployer', 'warning'],
      ['Contributor', 'warning'],
    ]);
    expect((await identity('id-basket')).state).toMatchObject({ grade: 'error' });
    expect((await identity('id-storefront')).state, 'nothing is lost').toBeUndefined();
  });

  it('a credential that was removed is gone from both sides', async () => {
    const folder = await row('Managed identities', await row('Contoso Workloads'));
    const [, works] = await rows(await row('id-storefront', folder));
    await rows(await workloads('store-weu'));
    await service.apply([{ kind: 'deleteCredential', credentialId: works!.credentialId! }]);
    tree.refreshAfterwards();
    const again = async () => lines(await rows(await workloads('store-weu')));
    await expect
      .poll(async () => (await again()).filter((line) => line.startsWith('storefront/web')))
      .toEqual(["storefront/web | doesn't work \u00b7 id-storefront"]);
    const now = await row('Managed identities', await row('Contoso Workloads'));
    const trusted = async () => lines(await rows(await row('id-storefront', now)));
    await expect.poll(trusted).not.toContain('storefront/web | store-weu');
  });
});
