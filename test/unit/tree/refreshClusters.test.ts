import { describe, expect, it, vi } from 'vitest';
import { createClustersTree } from '../../../src/tree/provider.ts';
import { createBench } from '../../conformance/azureBench.ts';
import { smallWorld } from '../../conformance/smallWorld.ts';

vi.mock('vscode', () => import('../vscodeDouble.ts'));

describe('reading the clusters again', () => {
  it('keeps the rows until everything is read, so that a menu that is open meanwhile still knows its row', async () => {
    const { service } = createBench(smallWorld());
    let gate: Promise<void> = Promise.resolve();
    const tree = createClustersTree({
      service: async () => gate.then(() => service),
      activeSubscription: () => undefined,
      shownSubscriptions: () => undefined,
      checksClusters: () => false,
      tell: () => undefined,
      note: () => undefined,
    });
    let draws = 0;
    tree.onDidChangeTreeData!(() => (draws += 1));
    expect((await tree.getChildren(undefined))!.length).toBeGreaterThan(0);
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    tree.refresh();
    await new Promise((wait) => setTimeout(wait, 300));
    expect(draws).toBe(0);
    resolve();
    await expect.poll(() => draws).toBe(1);
    expect((await tree.getChildren(undefined))!.length).toBeGreaterThan(0);
    tree.dispose();
  });

  it('reads once where opening the connection is what asks for it, and from the connection that is open then', async () => {
    const [first, second] = [createBench(smallWorld()), createBench(smallWorld())];
    const opening = [first, second, second];
    const tree = createClustersTree({
      async service() {
        const opened = opening.shift();
        await Promise.resolve();
        if (opening.length > 0) tree.refresh();
        return (opened ?? second).service;
      },
      activeSubscription: () => undefined,
      shownSubscriptions: () => undefined,
      checksClusters: () => false,
      tell: () => undefined,
      note: () => undefined,
    });
    expect((await tree.getChildren(undefined))!.length).toBeGreaterThan(0);
    expect(await first.requests()).toEqual([]);
    expect((await second.requests()).filter(({ path }) => path === '/subscriptions')).toHaveLength(1);
    tree.dispose();
  });
});
