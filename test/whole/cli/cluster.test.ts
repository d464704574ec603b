import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ApiPlan } from '../../../src/api/contract.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { forbiddenWorld } from '../../../src/emulator/scenarios/named.ts';
import { demoObjectsIn } from '../../../src/emulator/scenarios/demoObjects.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { production } from '../../../src/emulator/scenarios/demoSubscriptions.ts';
import { ran, served } from './cliBench.ts';

const bench = createBench(demoWorld());
const idOf = async (name: string): Promise<string> => {
  const { items } = await bench.service.clusters();
  return items.find((each) => each.name === name)!.id;
};
const json = async (...args: string[]): Promise<unknown> =>
  JSON.parse((await ran([...args, '--demo', '--format', 'json'])).out) as unknown;

describe('diagnose', () => {
  it('the command diagnose has the findings of one cluster that the report has, by its name or its id', async () => {
    type Report = { clusters: { name: string }[] };
    const { clusters } = (await json('report')) as Report;
    const inReport = clusters.find(({ name }) => name === 'shop-weu');
    const byName = (await json('diagnose', 'Shop-Weu')) as Report;
    expect(byName.clusters).toEqual([inReport]);
    expect(await json('diagnose', await idOf('shop-weu'))).toEqual(byName);
    expect((await ran(['diagnose', 'shop-weu', '--demo'])).code).toBe(2);
    expect((await ran(['diagnose', 'orders-weu', '--demo'])).code).toBe(0);
  });

  it('the command diagnose ends with 3 where something of the cluster could not be read', async () => {
    const world = await served(forbiddenWorld());
    const { url } = world;
    expect((await ran(['diagnose', 'orders-weu', '--emulator', url])).code).toBe(3);
    expect((await ran(['diagnose', 'orders-weu', '--emulator', url, '--allow-partial'])).code).toBe(0);
    await world.close();
  });

  it('the command diagnose writes into every format that the cluster could not be read (C-31)', async () => {
    const one = await served(demoWorld());
    const id = await idOf('shop-weu');
    const refused = { status: 403, code: 'AuthorizationFailed', message: 'Nobody let you.', times: 1000 };
    await one.bench.fault({ match: { method: 'GET', pathContains: '/managedClusters/shop-weu' }, ...refused });
    const outOf = async (format: string): Promise<string> => {
      const { code, out } = await ran(['diagnose', id, '--emulator', one.url, '--format', format, '--allow-partial']);
      expect([format, code]).toEqual([format, 3]);
      return out;
    };
    const found = JSON.parse(await outOf('json')) as { readonly clusters: unknown; readonly notRead: unknown };
    expect(found).toMatchObject({
      ...{ clusters: [], notRead: [{ cause: 'refused', subjects: [{ what: 'cluster', of: id }] }] },
    });
    expect(await outOf('sarif')).toContain('"executionSuccessful": false');
    expect(await outOf('junit')).toContain('<error ');
    for (const format of ['gitlab', 'csv']) expect(await outOf(format)).toContain('notRead:refused');
    for (const format of ['markdown', 'html']) expect(await outOf(format)).toContain('Nobody let you.');
    for (const command of ['requirements', 'workloads'])
      expect(await ran([command, id, '--emulator', one.url])).toMatchObject({ code: 3, out: '' });
    await one.close();
  });

  it('the command diagnose works from a file, without an account', async () => {
    const cluster = JSON.stringify(await bench.service.json(await idOf('trial-neu')));
    const args = ['diagnose', 'trial-neu', '--cluster-json', 'cluster.json'];
    const { code, out } = await ran(args, { 'cluster.json': cluster });
    expect(code).toBe(2);
    expect(out).toContain('The last operation failed');
  });
});

describe('a name', () => {
  it.each([
    ['shop', 'Did you mean shop-weu?'],
    ['shop-weuu', 'Did you mean shop-weu?'],
    ['SHPO-weu', 'Did you mean shop-weu?'],
    ['load', 'Did you mean load-neu?'],
    ['b', 'You can see batch-neu, build-neu, lab-weu, sandbox-weu, web-weu.'],
    ['production', expect.stringMatching(/^You can see batch-neu, .+ and 1 more\.$/)],
  ])('that no cluster has is refused with the one that is near, or those that there are: %s', async (name, hint) => {
    const { code, told } = await ran(['requirements', name, '--demo']);
    const [lead, ...rest] = told.trim().split(/(?<=\.) /);
    expect([code, lead, rest.join(' ')]).toEqual([3, `aks-identity: There is no cluster "${name}".`, hint]);
    const diagnosed = await ran(['diagnose', name, '--demo']);
    expect(diagnosed.told).toMatch(/^Not read: There is no cluster .*\nExit code 3: no cluster could be read\.\n$/);
  });

  it('that no cluster has is not said to have none where clusters could not be listed', async () => {
    const one = await served(demoWorld());
    const error = { status: 403, code: 'AuthorizationFailed', message: 'Nobody let you.', times: 1000 };
    for (const pathContains of [
      'resourceGraph/resources',
      `${production.subscriptionId}/providers/Microsoft.ContainerS`,
    ])
      await one.bench.fault({ match: { pathContains }, ...error });
    const { code, told } = await ran(['diagnose', 'shop-weu', '--emulator', one.url]);
    await one.close();
    expect(code).toBe(3);
    expect(told).toContain('No cluster "shop-weu" was found, but not all clusters could be listed.');
    expect(told).toContain('Contoso Production: Nobody let you.');
  });

  it.each(['diagnose', 'requirements', 'workloads'])(
    'that one cluster in sight has makes %s end with 3 where another may have it that could not be listed',
    async (command) => {
      const one = await served(demoWorld());
      const error = { status: 403, code: 'AuthorizationFailed', message: 'Nobody let you.', times: 1000 };
      for (const pathContains of [
        'resourceGraph/resources',
        `${production.subscriptionId}/providers/Microsoft.ContainerS`,
      ])
        await one.bench.fault({ match: { pathContains }, ...error });
      const args = ['--emulator', one.url, ...(command === 'diagnose' ? ['--fail-on', 'never'] : [])];
      const { code, told } = await ran([command, 'store-weu', ...args]);
      const byId = await ran([command, await idOf('store-weu'), ...args]);
      await one.close();
      const doubt = `Contoso Production: Its clusters can't be listed, so there may be another "store-weu". Nobody let you.`;
      expect(code).toBe(3);
      expect(told).toContain(`Not read: ${doubt}`);
      expect(byId.told).not.toContain('another "store-weu"');
    },
  );

  it('that several clusters have is refused with their ids', async () => {
    const world = demoWorld();
    const shop = world.resources.find(({ id }) => String(id).endsWith('/shop-weu'))!;
    const twin = { ...structuredClone(shop), id: String(shop['id']).replace('/rg-shop/', '/rg-twin/') };
    const twins = await served({ ...world, resources: [...world.resources, twin] });
    const { code, told } = await ran(['diagnose', 'shop-weu', '--emulator', twins.url]);
    await twins.close();
    expect(code).toBe(1);
    expect(told).toMatch(
      /2 clusters are named "shop-weu"\. Use one of these IDs:\n {2}\/subscriptions\/\S+\n {2}\/subscriptions\//,
    );
  });
});

describe('requirements and workloads', () => {
  it('the commands requirements and workloads are in JSON what the API gives', async () => {
    const id = await idOf('partners-weu');
    expect(await json('requirements', id)).toEqual(JSON.parse(JSON.stringify(await bench.api.requirements(id))));
    expect(await json('workloads', id)).toEqual(JSON.parse(JSON.stringify(await bench.api.workloads(id))));
  });

  it('the commands requirements and workloads are tables for people and for programs', async () => {
    const markdown = (await ran(['requirements', 'shop-weu', '--demo'])).out;
    expect(markdown).toMatch(
      /^# What the identities of shop-weu need\n\n\| Verdict \| Identity \| Role \| Scope \| Reason \|\n\| --- /,
    );
    expect(markdown).toContain('| granted | kubelet | AcrPull | registry acrshop |');
    // Whether a pod signs in is seen only in the cluster.
    expect((await ran(['workloads', 'partners-weu', '--demo'])).out).toMatch(
      /^# Workloads of partners-weu\n\n\| State .*\n\| --- .*\n\| Trusted \| delivery \|/,
    );
    const csv = (await ran(['workloads', 'partners-weu', '--demo', '--format', 'csv'])).out;
    expect(csv).toMatch(/^"State","Namespace","Service account","Identity","Roles","Reason"\r\n"works","delivery"/);
  });
});

describe('plan', () => {
  it('the command plan says what a change would do, as the API does, and sends nothing', async () => {
    const change = { kind: 'upgradeNodeImages', clusterId: await idOf('build-neu'), pools: ['nodepool1'] };
    const text = JSON.stringify(change);
    const plan = (await json('plan', text)) as ApiPlan;
    expect(plan.steps.length).toBeGreaterThan(0);
    const { out, code } = await ran(['plan', 'change.json', '--demo'], { 'change.json': text });
    expect(code).toBe(0);
    expect(out).toContain(
      `# ${plan.title}\n\nUpgrades the node image of pool nodepool1 in build-neu.\n\n## What to expect\n\n- `,
    );
    expect(out).toContain("- Can't be undone here. For 7 days, az aks nodepool rollback ");
    expect(out).toContain(plan.steps[0]!.az.split('\n')[0]);
  });

  it('the command plan reads who uses NGINX from saved answers of kubectl, and is blocked while somebody does (G-09)', async () => {
    const change = { kind: 'setNginxRouting', clusterId: await idOf('web-weu'), controller: 'None' };
    const planned = async (items: readonly object[], given: object = change) => {
      const folder = mkdtempSync(join(tmpdir(), 'objects-'));
      writeFileSync(join(folder, 'ingresses.json'), JSON.stringify({ kind: 'List', items }));
      return ran(['plan', JSON.stringify(given), '--demo', '--cluster-objects', folder]);
    };
    const { out, told } = await planned(demoObjectsIn('web-weu') ?? []);
    const seen = '2 Ingresses (shop/storefront, shop/checkout), seen in the saved answers of kubectl';
    expect([out, told]).toEqual([
      expect.stringContaining(seen),
      expect.stringContaining(`Blocked: Ingresses of the default controller are left: 2 Ingresses`),
    ]);
    const none = await planned([]);
    expect([none.out, none.told]).toEqual([
      expect.stringContaining('which may lack some'),
      expect.not.stringContaining('Blocked'),
    ]);
    const other = {
      kind: 'createResourceGroup',
      subscriptionId: production.subscriptionId,
      name: 'rg-x',
      location: 'westeurope',
    };
    expect((await planned([], other)).told).toContain('this change names none');
  });

  it('the command plan ends with 3 where what it checks could not be read, and names it', async () => {
    const one = await served(forbiddenWorld());
    const { clusters } = JSON.parse((await ran(['report', '--emulator', one.url, '--format', 'json'])).out) as {
      clusters: { id: string; name: string }[];
    };
    const clusterId = clusters.find(({ name }) => name === 'iot-weu')?.id;
    const change = JSON.stringify({ kind: 'setControlPlane', clusterId, controlPlane: { kind: 'systemAssigned' } });
    const { code, told } = await ran(['plan', change, '--emulator', one.url]);
    expect(code).toBe(3);
    expect(told).toMatch(/^Not read: .*: Deny assignments can't be read: /m);
    expect((await ran(['plan', change, '--emulator', one.url, '--allow-partial'])).code).toBe(0);
    await one.close();
  });

  it('the command plan ends with 3 where the clusters that may use an identity could not be listed', async () => {
    const one = await served(demoWorld());
    const { items } = await bench.service.identities({});
    const identityId = items.find(({ name }) => name === 'id-old')!.id;
    const change = JSON.stringify({ kind: 'deleteIdentity', identityId });
    expect((await ran(['plan', change, '--emulator', one.url])).code).toBe(0);
    const refused = { status: 403, code: 'AuthorizationFailed', message: 'Not you.', times: 999 };
    for (const pathContains of ['Microsoft.ContainerService/managedClusters', 'Microsoft.ResourceGraph'])
      await one.bench.fault({ match: { pathContains }, ...refused });
    const { code, told } = await ran(['plan', change, '--emulator', one.url]);
    await one.close();
    expect(code).toBe(3);
    expect(told).toMatch(/Not read: Clusters.*: Not you\./);
  });

  it.each([
    ['{"kind": "explode"}', '"explode" is not a kind of change.'],
    ['{', '{ is not valid JSON'],
    ['no.json', "no.json can't be read: there is no such file."],
  ])('the command plan refuses %s with what is wrong', async (subject, message) => {
    const { code, told } = await ran(['plan', subject, '--demo']);
    expect(code).toBe(1);
    expect(told).toContain(message);
  });
});
