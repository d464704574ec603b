import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AskingProgress } from '../../../src/app/identityService.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { ClustersTree } from '../../../src/tree/clusters/clustersTree.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { until } from '../../support/until.ts';

let bench: Bench;
let tree: ClustersTree;
beforeEach(() => {
  bench = createBench(fleetWorld(60, 1, 60));
  tree = new ClustersTree({
    service: () => Promise.resolve(bench.service),
    activeSubscription: () => undefined,
    shownSubscriptions: () => undefined,
    checksClusters: () => true,
    onState: () => undefined,
    note: (error) => expect.fail(String(error)),
  });
});
afterEach(() => tree.dispose());

const subscription = async (): Promise<Row> => (await tree.getChildren())[0]!;
const below = async (): Promise<readonly Row[]> => tree.getChildren(await subscription());
const notAsked = (rows: readonly Row[]): readonly Row[] => rows.filter(({ kind }) => kind === 'notAsked');

describe('a subscription with many clusters', () => {
  it('has a first row that says what was not asked one by one, and offers to check all of it', async () => {
    await until(async () => expect(notAsked(await below())).toHaveLength(1));
    const [first] = await below();
    expect(first).toMatchObject({
      kind: 'notAsked',
      label: 'Not everything was checked',
      click: 'aksIdentity.checkAll',
      description: expect.stringMatching(
        /federated credentials were not counted.*identity bindings were not listed/,
      ) as string,
      subscriptionId: (await subscription()).subscriptionId,
    });
  });

  it('loses the row, and the marks of what was unknown, once all was checked', async () => {
    await until(async () => expect(notAsked(await below())).toHaveLength(1));
    const progress: AskingProgress[] = [];
    const signal = new AbortController().signal;
    await tree.checkAll((await subscription()).subscriptionId!, { signal, onAsking: (one) => void progress.push(one) });
    const rows = await below();
    expect(notAsked(rows)).toEqual([]);
    expect(rows.filter(({ kind, icon }) => kind === 'cluster' && icon?.id === 'question')).toEqual([]);
    expect(progress.at(-1)).toEqual({ done: progress.at(-1)!.all, all: expect.any(Number) as number });
    expect(progress.at(-1)!.all).toBeGreaterThan(60);
  });

  it('keeps the row where checking is cancelled', async () => {
    await until(async () => expect(notAsked(await below())).toHaveLength(1));
    const stopped = new AbortController();
    const checking = tree.checkAll((await subscription()).subscriptionId!, {
      signal: stopped.signal,
      onAsking: () => stopped.abort(),
    });
    await expect(checking).rejects.toMatchObject({ code: 'cancelled' });
    expect(notAsked(await below())).toHaveLength(1);
  });
});
