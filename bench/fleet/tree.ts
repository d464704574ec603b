/** The view Clusters over many clusters: when rows are there, what is sent, what it takes in memory. */
import { join } from 'node:path';
import { runNode } from '../../scripts/build.ts';
import { startEmulator } from '../emulatorProcess.ts';
import { repeated, spreadOf, type Spread } from '../spread.ts';
import type { Cell, Table, Target } from '../table.ts';
import { inFreshFolder } from './freshFolder.ts';
import type { TreeCost, TreeTask } from './readTree.ts';

const clusters = 10_000;
const latency = 50;

/** Reads the tree once, in a fresh process; a storage that was used before holds the rows of then. */
export async function readTreeOnce(task: TreeTask, env: NodeJS.ProcessEnv = {}): Promise<TreeCost> {
  const printed = await runNode(['--expose-gc', join('bench', 'fleet', 'readTree.ts'), JSON.stringify(task)], env);
  return JSON.parse(printed.slice(printed.lastIndexOf('\n{') + 1)) as TreeCost;
}

/** Cold and with the rows of the last session, all clusters in one subscription and in many. */
export async function measureTree(runs: number): Promise<readonly Table[]> {
  const inOne = await coldAndWarm(1, runs);
  const inMany = await coldAndWarm(100, runs);
  return [
    {
      title: `The view Clusters with ${clusters.toLocaleString('en-US')} clusters at ${latency} ms (milliseconds and MB)`,
      columns: [
        ...['subscriptions', 'cold: complete', 'warm: first rows', 'warm: complete'],
        ...['requests', 'peak MB', 'held MB'],
      ],
      rows: [
        [1, ...cellsOf(inOne)],
        [100, ...cellsOf(inMany)],
      ],
      targets: targetsOf(inOne, inMany),
      notes: [
        'Complete: every subscription unfolded, every cluster drawn as Azure has it now. Warm: the rows of the last ' +
          'session are shown first. Requests: until complete, cold. Peak MB: resident, above the same process before the ' +
          'view was opened, cold; it holds the Azure SDK, too. Held MB: heap and buffers after a garbage collection.',
      ],
    },
  ];
}

interface Pair {
  readonly cold: TreeCost;
  readonly warm: TreeCost;
}

async function coldAndWarm(subscriptions: number, runs: number): Promise<readonly Pair[]> {
  const fleet = ['--scenario', `fleet(${clusters},${subscriptions})`, '--latency-ms', String(latency)];
  const emulator = await startEmulator(fleet);
  try {
    return await repeated(runs, () =>
      inFreshFolder(async (storage) => {
        const task = { url: emulator.url, storage, clusters };
        return { cold: await readTreeOnce(task), warm: await readTreeOnce(task) };
      }),
    );
  } finally {
    await emulator.stop();
  }
}

function targetsOf(inOne: readonly Pair[], inMany: readonly Pair[]): readonly Target[] {
  return [
    {
      what: 'all 10,000 clusters in one subscription: requests',
      measured: spreadOf(inOne.map(({ cold }) => cold.requests)),
      target: 15,
    },
    {
      what: 'all 10,000 clusters in one subscription: MB over idle',
      measured: spreadOf(inOne.map(({ cold }) => cold.peakMemory / 1e6)),
      target: 150,
    },
    {
      what: '10,000 clusters in 100 subscriptions: complete (ms)',
      measured: spreadOf(inMany.map(({ cold }) => cold.complete)),
      target: 3000,
    },
    {
      what: 'rows of the last session, 10,000 clusters in 100 subscriptions: CPU (ms)',
      measured: spreadOf(inMany.map(({ warm }) => warm.firstRowsCpu)),
      target: 40,
    },
  ];
}

function cellsOf(pairs: readonly Pair[]): readonly Cell[] {
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
