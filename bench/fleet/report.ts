/** The report over many clusters: how long it takes, what is sent, and what it costs this machine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from '../../scripts/build.ts';
import { startEmulator } from '../emulatorProcess.ts';
import { repeated, spreadOf } from '../spread.ts';
import type { Spread } from '../spread.ts';
import type { Cell, Table, Target } from '../table.ts';
import type { WholeReportCost } from './readReport.ts';

const clusters = 10_000;
const latency = 50;
const fleets = [
  { subscriptions: 100, options: [], quota: 'off' },
  { subscriptions: 100, options: ['--throttle'], quota: 'on' },
  { subscriptions: 1, options: [], quota: 'off' },
] as const;

/** Reads the report once, in a fresh process. */
export async function readReportOnce(
  task: { readonly url: string; readonly storage: string; readonly isSecure?: boolean },
  env: NodeJS.ProcessEnv = {},
): Promise<WholeReportCost> {
  const printed = await runNode([join('bench', 'fleet', 'readReport.ts'), JSON.stringify(task)], env);
  return JSON.parse(printed.slice(printed.lastIndexOf('\n{') + 1)) as WholeReportCost;
}

/** Many subscriptions, with and without Azure's own limits, and all in one. */
export async function measureReport(runs: number): Promise<readonly Table[]> {
  const rows: (readonly Cell[])[] = [];
  const targets: Target[] = [];
  for (const { subscriptions, options, quota } of fleets) {
    const scenario = ['--scenario', `fleet(${clusters},${subscriptions})`];
    const emulator = await startEmulator([...scenario, '--latency-ms', String(latency), ...options]);
    try {
      const costs = await repeated(runs, () => inFreshStorage(emulator.url));
      const of = (value: (cost: WholeReportCost) => number): Spread => spreadOf(costs.map(value));
      rows.push([
        ...[subscriptions, quota, of(({ milliseconds }) => milliseconds / 1000), of(({ cpu }) => cpu / 1000)],
        ...[of(({ requests }) => requests), of(({ queries }) => queries)],
        ...[of(({ longestBlock }) => longestBlock), of(({ peakMemory }) => peakMemory / 1e6)],
      ]);
      if (subscriptions === 1 || quota === 'on') continue;
      const name = `report, 10,000 clusters in ${subscriptions} subscriptions`;
      targets.push(
        { what: `${name}: own CPU (s)`, measured: of(({ cpu }) => cpu / 1000), target: 3 },
        { what: `${name}: requests`, measured: of(({ requests }) => requests), target: 60 },
      );
    } finally {
      await emulator.stop();
    }
  }
  return [
    {
      title: `The report with all findings over ${clusters.toLocaleString('en-US')} clusters at ${latency} ms (median of ${runs})`,
      columns: [
        ...['subscriptions', 'quota', 'seconds', 'CPU seconds', 'requests', 'of these queries'],
        ...['longest block (ms)', 'peak MB'],
      ],
      rows,
      targets,
      notes: [
        'CPU seconds: of the extension alone, garbage collection and all. Quota: 15 queries in 5 seconds, as Azure has it. ' +
          'Queries: to Resource Graph; the other requests are lists of deny assignments and of when identities were made, one ' +
          'of each for a subscription, and of role assignments where a grant is missing. Target: 3 CPU seconds, 60 requests.',
      ],
    },
  ];
}

async function inFreshStorage(url: string): Promise<WholeReportCost> {
  const storage = await mkdtemp(join(tmpdir(), 'aks-identity-bench-'));
  try {
    return await readReportOnce({ url, storage });
  } finally {
    await rm(storage, { recursive: true, force: true });
  }
}
