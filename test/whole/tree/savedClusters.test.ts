import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { IdentityError } from '../../../src/errors.ts';
import type { ViewState } from '../../../src/manifest.ts';
import { inventoryAsText, inventoryInText } from '../../../src/session/savedInventory.ts';
import { inOneGo } from '../../../src/shape/steps.ts';
import { ClustersTree } from '../../../src/tree/clusters/clustersTree.ts';
import type { SavedInventory } from '../../../src/tree/loading/inventoryLoader.ts';
import { readInventory } from '../../../src/tree/loading/reading.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { allTurns } from '../../support/allTurns.ts';
import { smallWorld } from '../../support/azure/smallWorld.ts';
import { until } from '../../support/until.ts';

let bench: Bench;
let kept: SavedInventory | undefined;
let written: SavedInventory[];
let accounts: readonly string[];
let open: () => Promise<IdentityService | undefined>;
let told: [ViewState, string | undefined][];
let tree: ClustersTree;

beforeEach(async () => {
  bench = createBench(smallWorld());
  const { inventory, readAt } = await readInventory(bench.service, undefined, undefined);
  const seen = { connection: bench.connection.key, accounts: ['ada'], readAt, inventory };
  kept = inventoryInText(inOneGo(inventoryAsText(seen))!.text);
  written = [];
  accounts = ['ada'];
  open = vi.fn(() => Promise.resolve(bench.service));
  told = [];
  tree = new ClustersTree({
    service: () => open(),
    activeSubscription: () => undefined,
    shownSubscriptions: () => undefined,
    accounts: () => accounts,
    checksClusters: () => false,
    store: { read: () => Promise.resolve(kept), write: (one) => void written.push(one) },
    onState: (state, message) => told.push([state, message]),
    note: () => undefined,
  });
});
afterEach(() => tree.dispose());

const roots = async (): Promise<readonly Row[]> => (await tree.getChildren()) ?? [];
const clusters = async (): Promise<readonly Row[]> =>
  (await tree.getChildren((await roots()).find(({ kind }) => kind === 'subscription'))) ?? [];
const drawn = (): Promise<void> =>
  new Promise((resolve) => {
    const watcher = tree.onDidChangeTreeData(() => {
      watcher.dispose();
      resolve();
    });
  });
const failing = (code: 'unexpected' | 'forbidden' | 'signedOut'): typeof open => {
  return () => Promise.reject(new IdentityError({ code, message: 'No network.' }));
};

describe('the clusters of the last session', () => {
  it('saved clusters are shown at once, before anything is connected or sent, and are marked so', async () => {
    await bench.forget();
    expect((await roots()).map(({ label, description }) => [label, description])).toEqual([
      ['Small', 'not checked yet \u00b7 5 clusters'],
    ]);
    expect((await clusters()).map(({ label }) => label)).toEqual([
      'busy-weu',
      'own-weu',
      'sami-weu',
      'sp-weu',
      'uami-weu',
    ]);
    expect(open).not.toHaveBeenCalled();
    expect(await bench.requests()).toEqual([]);
    expect(told.at(-1)).toEqual(['ready', 'From the last session. Refreshing...']);
  });

  it('saved clusters offer no change until they have been read', async () => {
    const old = await clusters();
    expect(old.filter(({ contextValue }) => contextValue.includes('settled'))).toEqual([]);
    await drawn();
    expect((await clusters()).filter(({ contextValue }) => contextValue.includes(':settled:'))).toHaveLength(4);
    expect(told.at(-1)).toEqual(['ready', undefined]);
  });

  it('saved clusters give way to what is read, which is saved for the next session', async () => {
    await bench.arm('DELETE', `${(await clusters())[4]!.clusterId!}?api-version=2026-04-01`);
    bench.emulator.clock.advance(60);
    await drawn();
    expect((await clusters()).map(({ label }) => label)).not.toContain('uami-weu');
    expect(written).toHaveLength(1);
    expect(written[0]).toMatchObject({ connection: bench.connection.key, accounts: ['ada'] });
  });

  it('saved clusters unfold to what is read of them now', async () => {
    const sami = (await clusters()).find(({ label }) => label === 'sami-weu')!;
    expect((await tree.getChildren(sami)).map(({ label }) => label)).toContain('Control plane');
  });

  it("saved clusters stay with a failure and a way on if Azure can't be read, and say from when they are", async () => {
    open = failing('unexpected');
    await roots();
    await drawn();
    const [failure, small] = await roots();
    expect(small!.label).toBe('Small');
    expect(failure).toMatchObject({ description: 'No network.', click: 'aksIdentity.refresh' });
    expect(await clusters()).toHaveLength(5);
    expect(told.at(-1)![1]).toMatch(/^Last updated .*\d.*\. Can't reach Azure\.$/);
    expect(written).toEqual([]);
    open = () => Promise.resolve(bench.service);
    tree.refresh();
    await drawn();
    expect((await roots()).map(({ kind }) => kind)).toEqual(['subscription']);
  });

  it('saved clusters stay if not one directory answers', async () => {
    await bench.fault({ match: { pathContains: '/subscriptions' }, drop: 'before', times: 99 });
    await roots();
    await drawn();
    expect((await roots()).map(({ kind }) => kind)).toEqual(['failure', 'subscription']);
  });

  it('saved clusters wait once for directories that do not answer, with the pauses between the tries', async () => {
    await bench.fault({ match: { pathContains: '/subscriptions' }, drop: 'before', times: 99 });
    await roots();
    await drawn();
    expect(bench.waits).toEqual([500, 1500, 4000]);
  });

  it.each(['forbidden', 'signedOut'] as const)(
    'saved clusters go if the user may no longer see them (%s)',
    async (code) => {
      open = failing(code);
      await roots();
      await drawn();
      expect((await roots()).filter(({ kind }) => kind !== 'failure')).toEqual([]);
    },
  );

  it('saved clusters go when someone else turns out to be signed in', async () => {
    accounts = ['grace'];
    await roots();
    const { promise, resolve } = Promise.withResolvers<void>();
    const { service } = bench;
    open = () => Promise.resolve({ ...service, subscriptions: () => promise.then(() => service.subscriptions()) });
    await until(() => expect(told.at(-1)![0]).toBe('ready'));
    await until(async () => {
      const waiting = await Promise.race([roots(), allTurns().then(() => 'waiting')]);
      expect(waiting).toBe('waiting');
    });
    resolve();
    expect(await roots()).toHaveLength(1);
  });

  it('saved clusters go when no one is signed in', async () => {
    open = () => Promise.resolve(undefined);
    await roots();
    await drawn();
    expect(await roots()).toEqual([]);
    expect(told.at(-1)![0]).toBe('signedOut');
  });

  it('saved clusters are not those of another connection', async () => {
    kept = { ...kept!, connection: 'azure https://management.azure.com' };
    open = () => Promise.resolve(bench.service);
    await bench.fault({ match: { pathContains: '/subscriptions' }, drop: 'before', times: 99 });
    await roots();
    await drawn();
    expect((await roots()).map(({ kind }) => kind)).toEqual(['failure']);
  });
});

describe('what was read in this session', () => {
  it("clusters that were read stay with a failure if they can't be read again", async () => {
    kept = undefined;
    expect(await clusters()).toHaveLength(5 + 1);
    open = failing('unexpected');
    tree.refresh();
    await drawn();
    expect((await roots()).map(({ kind }) => kind)).toEqual(['failure', 'subscription']);
    expect(await clusters()).toHaveLength(5 + 1);
  });
});
