/** The view Clusters over fleets of several sizes: when rows are there, what is sent, what it takes in memory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from '../../scripts/build.ts';
import type { EmulatorProcess } from '../emulatorProcess.ts';
import { startEmulator } from '../emulatorProcess.ts';
import { repeated, spreadOf } from '../spread.ts';
import type { Spread } from '../spread.ts';
import type { Cell, Table, Target } from '../table.ts';
import type { TreeCost, TreeTask } from './readTree.ts';

/** What is measured in full, and otherwise: what has targets. */
const fleets = {
  full: { sizes: [10, 1000, 10_000], subscriptionCounts: [1, 20, 100], latencies: [0, 50] },
  usual: { sizes: [10_000], subscriptionCounts: [1, 100], latencies: [50] },
};

/** Reads the tree once, in a fresh process; a storage that was used before holds the rows of then. */
export async function readTreeOnce(task: TreeTask, env: NodeJS.ProcessEnv = {}): Promise<TreeCost> {
  const printed = await runNode(['--expose-gc', join('bench', 'fleet', 'readTree.ts'), JSON.stringify(task)], env);
  return JSON.parse(printed.slice(printed.lastIndexOf('\n{') + 1)) as TreeCost;
}

/** Cold and with the rows of the last session, for every size, number of subscriptions and latency. */
export async function measureTree(runs: number, isFull: boolean): Promise<readonly Table[]> {
  const { sizes, subscriptionCounts, latencies } = isFull ? fleets.full : fleets.usual;
  const rows: (readonly Cell[])[] = [];
  const targets: Target[] = [];
  for (const clusters of sizes) {
    for (const subscriptions of subscriptionCounts) {
      for (const latency of latencies) {
        const scenario = `fleet(${clusters},${subscriptions})`;
        const emulator = await startEmulator(['--scenario', scenario, '--latency-ms', String(latency)]);
        try {
          const pairs = await repeated(runs, () => coldAndWarm(emulator, clusters));
          rows.push([clusters, subscriptions, `${latency} ms`, ...cellsOf(pairs)]);
          if (clusters === 10_000 && latency === 50) targets.push(...targetsOf(pairs, subscriptions));
        } finally {
          await emulator.stop();
        }
      }
    }
  }
  return [
    {
      title: `The view Clusters (milliseconds and MB; median of ${runs}, from least to most)`,
      columns: [
        ...['clusters', 'subscriptions', 'latency', 'cold: complete', 'warm: first rows', 'warm: complete'],
        ...['requests', 'peak MB', 'held MB'],
      ],
      rows,
      targets,
      notes: [
        'Complete: every subscription unfolded, every cluster drawn as Azure has it now. Warm: the rows of the last ' +
          'session are shown first. Requests: until complete, cold. Peak MB: resident, above the same process before the ' +
          'view was opened, cold; it holds the Azure SDK, too. Held MB: heap and buffers after a garbage collection.',
        'Target for 10,000 clusters in 100 subscriptions at 50 ms: complete in 3,000 ms with 15 requests, first rows of ' +
          'the last session with 40 ms of CPU, 150 MB.',
      ],
    },
  ];
}

interface Pair {
  readonly cold: TreeCost;
  readonly warm: TreeCost;
}

async function coldAndWarm({ url }: EmulatorProcess, clusters: number): Promise<Pair> {
  const storage = await mkdtemp(join(tmpdir(), 'aks-identity-bench-'));
  try {
    const cold = await readTreeOnce({ url, storage, clusters });
    return { cold, warm: await readTreeOnce({ url, storage, clusters }) };
  } finally {
    await rm(storage, { recursive: true, force: true });
  }
}

function targetsOf(pairs: readonly Pair[], subscriptions: number): readonly Target[] {
  const of = (value: (pair: Pair) => number): Spread => spreadOf(pairs.map(value));
  const requests = of(({ cold }) => cold.requests);
  const peak = of(({ cold }) => cold.peakMemory / 1e6);
  if (subscriptions === 1)
    return [
      { what: 'all 10,000 clusters in one subscription: requests', measured: requests, target: 15 },
      { what: 'all 10,000 clusters in one subscription: MB over idle', measured: peak, target: 150 },
    ];
  return [
    {
      what: `rows of the last session, 10,000 clusters in ${subscriptions} subscriptions: CPU (ms)`,
      measured: of(({ warm }) => warm.firstRowsCpu),
      target: 40,
    },
  ];
}

function cellsOf(pairs: readonly Pair[]): readonly Spread[] {
  const of = (value: (pair: Pair) => number): Spread => spreadOf(pairs.map(value));
  return [
    of(({ cold }) => cold.complete),
    of(({ warm }) => warm.firstRows),
    of(({ warm }) => warm.complete),
    of(({ cold }) => cold.requests),
    of(({ cold }) => cold.peakMemory / 1e6),
    of(({ cold }) => cold.heldMemory / 1e6),
  ];
}
