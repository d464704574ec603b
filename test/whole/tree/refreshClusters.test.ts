import { describe, expect, it, vi } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { ClustersTree } from '../../../src/tree/clusters/clustersTree.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { allTurns } from '../../support/allTurns.ts';
import { place, smallWorld } from '../../support/azure/smallWorld.ts';
import { until } from '../../support/until.ts';

interface Window {
  /** The rows below a parent, as they are asked for when it is unfolded. */
  readonly unfold: (parent?: Row) => Promise<readonly Row[]>;
  readonly find: (label: string, parent?: Row) => Promise<Row>;
  readonly below: (row: Row) => readonly Row[];
  /** False where a command started from the row would not be told which row it is. */
  readonly knows: (row: Row) => boolean;
  /** What was drawn again, by label; `everything` for all. */
  readonly drawn: string[];
}

/**
 * A window over a tree: it forgets what is below a row that is to be drawn again, as VS Code does. If it `asks`, it then asks again for
 * what was unfolded.
 */
function windowOver(tree: ClustersTree, { asks = false } = {}): Window {
  const below = new Map<Row | undefined, readonly Row[]>();
  const drawn: string[] = [];
  const forget = (parent: Row | undefined): readonly (Row | undefined)[] => {
    const rows = below.get(parent);
    below.delete(parent);
    return rows === undefined ? [] : [parent, ...rows.flatMap(forget)];
  };
  const askFor = async (unfolded: readonly (Row | undefined)[]): Promise<void> => {
    for (const row of unfolded) if (row === undefined || isKnown(row)) await unfold(row);
  };
  const isKnown = (row: Row): boolean => [...below.values()].some((rows) => rows.includes(row));
  tree.onDidChangeTreeData((news) => {
    const rows = Array.isArray(news) ? news : [news ?? undefined];
    drawn.push(...rows.map((row) => row?.label ?? 'everything'));
    const unfolded = rows.flatMap(forget);
    if (asks) void askFor(unfolded);
  });
  const unfold = async (parent?: Row): Promise<readonly Row[]> => {
    const rows = (await tree.getChildren(parent)) ?? [];
    below.set(parent, rows);
    return rows;
  };
  return {
    unfold,
    below: (row) => below.get(row) ?? [],
    find: async (label, parent) => (await unfold(parent)).find((row) => row.label === label)!,
    knows: isKnown,
    drawn,
  };
}

function treeOver(service: () => Promise<IdentityService>, checksClusters = false): ClustersTree {
  return new ClustersTree({
    service,
    activeSubscription: () => undefined,
    shownSubscriptions: () => undefined,
    checksClusters: () => checksClusters,
    onState: () => undefined,
    note: (error) => expect.fail(String(error)),
  });
}

/** A tree whose reads of single clusters end when they are told to. */
function treeOverSlowReads(): { readonly tree: ClustersTree; readonly reads: readonly PromiseWithResolvers<void>[] } {
  const { service } = createBench(smallWorld());
  const reads: PromiseWithResolvers<void>[] = [];
  const slow: IdentityService = {
    ...service,
    async cluster(id, signal) {
      const read = Promise.withResolvers<void>();
      reads.push(read);
      await read.promise;
      signal?.throwIfAborted();
      return service.cluster(id, signal);
    },
  };
  return { tree: treeOver(() => Promise.resolve(slow)), reads };
}

const newIdentity = `/subscriptions/${place.subscriptionId}/resourceGroups/${place.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-new?api-version=2024-11-30`;

describe('reading the clusters again', () => {
  it('a refresh keeps the rows until everything is read, and draws only what has changed', async () => {
    const bench = createBench(smallWorld());
    let gate: Promise<void> = Promise.resolve();
    const tree = treeOver(() => gate.then(() => bench.service));
    const window = windowOver(tree);
    const [subscription] = await window.unfold();
    const cluster = await window.find('sami-weu', subscription);
    const identities = await window.find('Managed identities', subscription);
    await window.unfold(identities);
    expect((await bench.arm('PUT', newIdentity, { location: place.location })).status).toBe(201);
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    tree.refresh();
    await vi.advanceTimersByTimeAsync(300);
    await allTurns();
    expect(window.drawn).toEqual([]);
    resolve();
    await until(() => expect(window.drawn).toEqual(['Managed identities']));
    vi.useRealTimers();
    expect((await window.unfold(identities)).map(({ label }) => label)).toContain('id-new');
    expect(window.knows(cluster)).toBe(true);
    tree.dispose();
  });

  it('an unfolded row is drawn again once more where VS Code has not asked for what is below it', async () => {
    const bench = createBench(smallWorld());
    const tree = treeOver(() => Promise.resolve(bench.service));
    const window = windowOver(tree);
    const [subscription] = await window.unfold();
    const identities = await window.find('Managed identities', subscription);
    await window.unfold(identities);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    expect((await bench.arm('PUT', newIdentity, { location: place.location })).status).toBe(201);
    tree.refresh();
    const drawn = async (times: number): Promise<void> =>
      until(() => expect(window.drawn).toEqual(Array(times).fill('Managed identities')));
    await vi.advanceTimersByTimeAsync(500);
    await drawn(1);
    await vi.advanceTimersByTimeAsync(1100);
    await drawn(2);
    await window.unfold(identities);
    await vi.advanceTimersByTimeAsync(5000);
    await drawn(2);
    vi.useRealTimers();
    tree.dispose();
  });

  it('a finding draws the row of its cluster again, and the subscription, which says while not all of its clusters are checked', async () => {
    const { service } = createBench(smallWorld());
    const tree = treeOver(() => Promise.resolve(service), true);
    const window = windowOver(tree);
    const [subscription] = await window.unfold();
    const [first] = await window.unfold(subscription);
    await expect.poll(() => subscription!.description, { timeout: 5000 }).toMatch(/^\d\/5 with [^,]*$/);
    expect((await window.unfold(subscription))[0], 'an open menu keeps its row').toBe(first);
    expect(window.drawn).not.toContain('everything');
    await expect.poll(() => window.drawn).toContain(subscription!.label);
    tree.dispose();
  });

  it('what a report has found draws the subscription again, although a row is looked up before that', async () => {
    const { service } = createBench(smallWorld());
    const tree = treeOver(() => Promise.resolve(service));
    const window = windowOver(tree);
    const [subscription] = await window.unfold();
    const [first] = await window.unfold(subscription);
    await service.survey({});
    tree.draw('judged');
    await tree.rowOf(first!.clusterId!);
    await until(() => expect(window.drawn).toContain(subscription!.label));
    expect(subscription!.description).toMatch(/^\d\/5 with [^,]*$/);
    tree.dispose();
  });

  it('an unfolded cluster has its rows once it was read again, even if it was unfolded meanwhile', async () => {
    const { tree, reads } = treeOverSlowReads();
    const window = windowOver(tree, { asks: true });
    const [subscription] = await window.unfold();
    const cluster = await window.find('sami-weu', subscription);
    const unfolding = window.unfold(cluster);
    await expect.poll(() => reads.length).toBe(1);
    tree.refresh();
    reads[0]!.resolve();
    expect(await unfolding, 'the reading before was given up').toEqual([]);
    await expect.poll(() => reads.length).toBe(2);
    reads[1]!.resolve();
    await expect.poll(() => window.below(cluster).map(({ label }) => label)).toContain('Control plane');
    tree.dispose();
  });

  it('the rows below a cluster stay while it is read again, so that a menu of one of them keeps it', async () => {
    const { tree, reads } = treeOverSlowReads();
    const window = windowOver(tree, { asks: true });
    const [subscription] = await window.unfold();
    const cluster = await window.find('sami-weu', subscription);
    const unfolding = window.unfold(cluster);
    await expect.poll(() => reads.length).toBe(1);
    reads[0]!.resolve();
    const rows = await unfolding;
    await expect.poll(() => window.drawn).toContain('Small');
    const areKnown = (): boolean => rows.every((row) => window.knows(row));
    await expect.poll(areKnown).toBe(true);
    for (const refresh of [() => tree.refresh(), () => tree.refresh(cluster)]) {
      const before = reads.length;
      refresh();
      await expect.poll(() => reads.length).toBe(before + 1);
      await expect.poll(areKnown, { message: 'while nothing has answered' }).toBe(true);
      reads.at(-1)!.resolve();
      await expect.poll(areKnown).toBe(true);
    }
    tree.dispose();
  });

  it('the rows below a cluster that was to be read again do not stay in another connection', async () => {
    const [first, second] = [createBench(smallWorld()), createBench(smallWorld())];
    let service: IdentityService = first.service;
    const tree = treeOver(() => Promise.resolve(service));
    const window = windowOver(tree);
    const [subscription] = await window.unfold();
    const cluster = await window.find('sami-weu', subscription);
    expect(await window.unfold(cluster)).not.toEqual([]);
    tree.refresh({ clusterId: cluster.clusterId! });
    service = second.service;
    tree.refresh();
    await tree.rowOf(cluster.clusterId!);
    expect(window.drawn).toContain('sami-weu');
    expect(window.below(cluster)).toEqual([]);
    tree.dispose();
  });

  it('a folded cluster is read again only when it is unfolded', async () => {
    const { tree, reads } = treeOverSlowReads();
    const window = windowOver(tree);
    const [subscription] = await window.unfold();
    const cluster = await window.find('sami-weu', subscription);
    const unfolding = window.unfold(cluster);
    await expect.poll(() => reads.length).toBe(1);
    reads[0]!.resolve();
    await unfolding;
    await expect.poll(() => window.drawn).toContain('Small');
    await window.unfold(subscription);
    await window.unfold(cluster);
    tree.fold(cluster, true);
    window.drawn.length = 0;
    tree.refresh();
    await expect.poll(() => window.drawn).toContain('sami-weu');
    expect(reads.length).toBe(1);
    tree.fold(cluster, false);
    const again = window.unfold(cluster);
    await expect.poll(() => reads.length).toBe(2);
    reads[1]!.resolve();
    expect((await again).map(({ label }) => label)).toContain('Control plane');
    tree.dispose();
  });

  it('a refresh notifies the view at once that something is being read, and when that has ended', async () => {
    const { service } = createBench(smallWorld());
    const waits: string[] = [];
    const tree = new ClustersTree({
      service: () => Promise.resolve(service),
      activeSubscription: () => undefined,
      shownSubscriptions: () => undefined,
      checksClusters: () => false,
      onState: () => undefined,
      onLoading: (ended) => {
        waits.push('begun');
        void ended.then(() => waits.push('ended'));
      },
      note: () => undefined,
    });
    await tree.getChildren(undefined);
    expect(waits).toEqual(['begun', 'ended']);
    tree.refresh();
    expect(waits).toEqual(['begun', 'ended', 'begun']);
    await expect.poll(() => waits).toEqual(['begun', 'ended', 'begun', 'ended']);
    tree.dispose();
  });

  it('a refresh that opening the connection asks for reads once, from the connection that is open then', async () => {
    const first = createBench(smallWorld());
    const second = createBench(smallWorld());
    const opening = [first, second, second];
    const tree = new ClustersTree({
      async service() {
        const opened = opening.shift();
        await Promise.resolve();
        if (opening.length > 0) tree.refresh();
        return (opened ?? second).service;
      },
      activeSubscription: () => undefined,
      shownSubscriptions: () => undefined,
      checksClusters: () => false,
      onState: () => undefined,
      note: () => undefined,
    });
    expect((await tree.getChildren(undefined)).length).toBeGreaterThan(0);
    expect(await first.requests()).toEqual([]);
    expect((await second.requests()).filter(({ path }) => path === '/subscriptions')).toHaveLength(1);
    tree.dispose();
  });
});
