/** The report over a fleet with workloads, where Resource Graph lists federated credentials and where it does not. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from '../../scripts/build.ts';
import { fleet } from '../../src/emulator/scenarios/fleet.ts';
import { startEmulator } from '../emulatorProcess.ts';
import { repeated, spreadOf } from '../spread.ts';
import type { Spread } from '../spread.ts';
import type { Cell, Table } from '../table.ts';
import type { ReportCost } from './reportWorkloads.ts';

const [clusters, subscriptions, identities] = [10_000, 10, 5000] as const;
const latency = 50;

/** Both positions of the switch, each in an emulator of its own. */
export async function measureWorkloads(runs: number): Promise<readonly Table[]> {
  const rows: (readonly Cell[])[] = [];
  for (const inGraph of [true, false]) {
    const costs = await costsOf(inGraph, runs);
    const of = (value: (cost: ReportCost) => number): Spread => spreadOf(costs.map(value));
    rows.push([
      inGraph ? 'lists them' : 'does not list them',
      of(({ milliseconds }) => milliseconds / 1000),
      of(({ requests }) => requests),
      of(({ single }) => single),
      of(({ credentials }) => credentials),
      of(({ unknown }) => unknown),
    ]);
  }
  const inWords = (count: number): string => count.toLocaleString('en-US');
  return [
    {
      title:
        `The report over ${inWords(clusters)} clusters and ${inWords(4 * identities)} federated credentials of ` +
        `${inWords(identities)} identities in ${subscriptions} subscriptions at ${latency} ms (median of ${runs})`,
      columns: [
        ...['Resource Graph', 'seconds', 'requests', 'of these for a single identity or cluster'],
        ...['credentials counted', 'clusters of which they are unknown'],
      ],
      rows,
      notes: [
        'Identity bindings are listed cluster by cluster, for 40 clusters at most; beyond that they are unknown, as are ' +
          'credentials beyond 40 identities where Resource Graph does not list them, and the report says so.',
      ],
    },
  ];
}

async function costsOf(graphHasCredentials: boolean, runs: number): Promise<readonly ReportCost[]> {
  const folder = await mkdtemp(join(tmpdir(), 'aks-identity-bench-'));
  const world = join(folder, 'world.json');
  await writeFile(world, JSON.stringify({ ...fleet(clusters, subscriptions, identities), graphHasCredentials }));
  const emulator = await startEmulator(['--world', world, '--latency-ms', String(latency)]);
  try {
    return await repeated(runs, async (run) => {
      const task = JSON.stringify({ url: emulator.url, storage: join(folder, String(run)) });
      const printed = await runNode([join('bench', 'fleet', 'reportWorkloads.ts'), task]);
      return JSON.parse(printed.slice(printed.lastIndexOf('\n{') + 1)) as ReportCost;
    });
  } finally {
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
