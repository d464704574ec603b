import { afterEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { forbiddenWorld } from '../../../src/emulator/scenarios/named.ts';
import { devTest, production } from '../../../src/emulator/scenarios/demoSubscriptions.ts';
import type { ListeningEmulator } from '../../../src/emulator/server.ts';
import { ran, served } from './cliBench.ts';

const open: ListeningEmulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function urlOf(world = demoWorld()): Promise<string> {
  const one = await served(world);
  open.push(one);
  return one.url;
}

interface Json {
  readonly notes: readonly string[];
  readonly clusters: readonly { readonly name: string; readonly resourceGroup: string }[];
  readonly fixed: readonly { readonly clusterId: string }[];
  readonly unseen: readonly { readonly clusterId: string }[];
}
async function json(args: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<Json> {
  return JSON.parse((await ran(['report', '--format', 'json', ...args], files)).out) as Json;
}
const namesIn = ({ clusters }: Json): readonly string[] => clusters.map(({ name }) => name);

describe('a filtered report', () => {
  it('says of its clusters what the whole report says, and looks at no others', async () => {
    const whole = await json(['--demo']);
    const some = await json(['--demo', '--name', 'shop-*,*-neu']);
    expect(some.clusters).toEqual(whole.clusters.filter(({ name }) => /^shop-|-neu$/.test(name)));
    expect(some.clusters.length).toBeGreaterThan(2);
    expect(some.notes[0]).toBe(
      `Only clusters with the name shop-* or *-neu: ${some.clusters.length} of ${whole.clusters.length} clusters.`,
    );
  });

  it('asks nothing about the clusters that it leaves out', async () => {
    const one = await served(demoWorld());
    open.push(one);
    const othersAsked = async (...args: string[]): Promise<number> => {
      await one.bench.forget();
      await ran(['report', '--emulator', one.url, ...args]);
      return (await one.bench.requests()).filter(({ path }) =>
        /managedClusters\/(?!shop-weu\/)[^/]+\/trusted/i.test(path),
      ).length;
    };
    expect(await othersAsked()).toBeGreaterThan(0);
    expect(await othersAsked('--resource-group', 'rg-shop')).toBe(0);
  });

  it('reads tags', async () => {
    const world = demoWorld();
    const resources = world.resources.map((each) =>
      each.id.endsWith('/shop-weu') ? { ...each, tags: { Env: 'prod' } } : each,
    );
    const url = await urlOf({ ...world, resources });
    expect(namesIn(await json(['--emulator', url, '--tag', 'env=prod']))).toEqual(['shop-weu']);
  });

  it.each([
    ['a name', ['--name', 'shop-weu', '--name', 'shpo-*'], 'No cluster that you can see has the name shpo-*.', 0],
    ['a group', ['--resource-group', 'rg-none'], 'No cluster that you can see has the resource group rg-none.', 3],
    ['a tag', ['--tag', 'owner=me'], 'No cluster that you can see has the tag owner=me.', 3],
  ])('ends with 3 where %s matches nothing, and says so beside it and in it', async (_, filters, sentence, partial) => {
    const args = ['report', '--demo', '--fail-on', 'never', ...filters];
    const { code, out, told } = await ran(args);
    expect(code).toBe(3);
    expect(told).toContain(`Not read: ${sentence}\n`);
    expect(out).toContain(sentence.replaceAll('*', '\\*'));
    // Without any cluster there is no part that could be allowed.
    expect((await ran([...args, '--allow-partial'])).code).toBe(partial);
  });

  it('calls nothing fixed or gone that lies outside of it, and keeps it for the next report', async () => {
    const world = demoWorld();
    const first = await ran(['report', '--emulator', await urlOf(world), '--format', 'json']);
    const gone = world.resources.filter(({ id }) => !/\/(shop-weu|batch-neu)$/.test(id));
    const after = ['--emulator', await urlOf({ ...world, resources: gone }), '--baseline', 'old'];
    const isOf = (name: string) => (one: { readonly clusterId: string }) => one.clusterId.endsWith(`/${name}`);
    const filtered = await ran(['report', '--format', 'json', ...after, '--name', 'shop-*'], { old: first.out });
    const second = JSON.parse(filtered.out) as Json;
    expect([second.fixed.some(isOf('shop-weu')), second.fixed.some(isOf('batch-neu'))]).toEqual([true, false]);
    expect(second.unseen.some(isOf('batch-neu'))).toBe(true);
    expect(second.unseen.some(isOf('legacy-neu'))).toBe(true);
    const whole = await json(after, { old: filtered.out });
    expect([whole.fixed.some(isOf('batch-neu')), whole.unseen.length]).toEqual([true, 0]);
  });
});

describe('a report of named subscriptions', () => {
  it('takes an id or a name for each', async () => {
    const byId = await json(['--demo', '--subscription', production.subscriptionId]);
    expect(namesIn(byId)).toContain('shop-weu');
    expect(await json(['--demo', '--subscription', production.displayName.toLowerCase()])).toEqual(byId);
  });

  it('refuses a name that several have, with their ids', async () => {
    const world = demoWorld();
    const displayName = production.displayName;
    const subscriptions = world.subscriptions.map((each) => ({ ...each, displayName }));
    const args = ['report', '--emulator', await urlOf({ ...world, subscriptions }), '--subscription', displayName];
    const { code, told } = await ran(args);
    expect(code).toBe(1);
    expect(told).toContain(`subscriptions are named "${displayName}". Use one of these IDs:\n  `);
    for (const { subscriptionId } of subscriptions) expect(told).toContain(subscriptionId);
  });

  it.each([devTest.subscriptionId, 'Moon'])(
    'ends with 3 where the only one is not visible: %s (C-14)',
    async (given) => {
      const args = ['report', '--emulator', await urlOf(forbiddenWorld()), '--subscription', given, '--format', 'json'];
      const { code, out, told } = await ran(args);
      expect(code).toBe(3);
      const sentence = `The subscription ${given === 'Moon' ? '"Moon"' : given} is not visible to the account that is signed in`;
      expect(told).toContain(`Not read: ${sentence}`);
      const { clusters, notes } = JSON.parse(out) as Json;
      expect([clusters, notes]).toEqual([[], [expect.stringContaining(sentence)]]);
    },
  );

  it('makes diagnose say that one is not visible, and end with 3, whether there is a cluster of the name or not', async () => {
    const url = await urlOf(forbiddenWorld());
    const both = `${production.subscriptionId},Moon`;
    const found = await ran(['diagnose', 'orders-weu', '--emulator', url, '--subscription', both]);
    expect([found.code, found.told]).toEqual([3, expect.stringContaining('The subscription "Moon" is not visible')]);
    const none = await ran(['diagnose', 'orders-weu', '--emulator', url, '--subscription', 'Moon']);
    expect([none.code, none.told]).toEqual([3, expect.stringContaining('The subscription "Moon" is not visible')]);
  });
});
