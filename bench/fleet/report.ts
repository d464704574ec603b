/** The report over many clusters: how long it takes, what is sent, and what it costs this machine. */
import { join } from 'node:path';
import { runNode } from '../../scripts/build.ts';
import { startEmulator } from '../emulatorProcess.ts';
import { repeated, spreadOf, type Spread } from '../spread.ts';
import type { Table } from '../table.ts';
import { inFreshFolder } from './freshFolder.ts';
import type { WholeReportCost } from './readReport.ts';

const clusters = 10_000;
const subscriptions = 100;
const latency = 50;
const size = `${clusters.toLocaleString('en-US')} clusters in ${subscriptions} subscriptions`;

/** Reads the report once, in a fresh process. */
export async function readReportOnce(
  task: { readonly url: string; readonly storage: string; readonly isSecure?: boolean },
  env: NodeJS.ProcessEnv = {},
): Promise<WholeReportCost> {
  const printed = await runNode([join('bench', 'fleet', 'readReport.ts'), JSON.stringify(task)], env);
  return JSON.parse(printed.slice(printed.lastIndexOf('\n{') + 1)) as WholeReportCost;
}

/** Over many subscriptions, with all findings. */
export async function measureReport(runs: number): Promise<readonly Table[]> {
  const fleet = ['--scenario', `fleet(${clusters},${subscriptions})`, '--latency-ms', String(latency)];
  const emulator = await startEmulator(fleet);
  try {
    const costs = await repeated(runs, () =>
      inFreshFolder((storage) => readReportOnce({ url: emulator.url, storage })),
    );
    const of = (value: (cost: WholeReportCost) => number): Spread => spreadOf(costs.map(value));
    const cpu = of((cost) => cost.cpu / 1000);
    const requests = of((cost) => cost.requests);
    const work = of(({ longestWork }) => longestWork);
    return [
      {
        title: `The report with all findings over ${size} at ${latency} ms`,
        columns: ['what', 'measured', 'target'],
        rows: [
          ['seconds', of(({ milliseconds }) => milliseconds / 1000), ''],
          ['CPU seconds', cpu, '3'],
          ['requests', requests, '60'],
          ['of these queries', of(({ queries }) => queries), ''],
          ['longest delay of other work (ms)', of(({ longestDelay }) => longestDelay), ''],
          ['longest piece of work (CPU ms)', work, '50'],
          ['peak MB', of(({ peakMemory }) => peakMemory / 1e6), ''],
        ],
        targets: [
          { what: `report, ${size}: own CPU (s)`, measured: cpu, target: 3 },
          { what: `report, ${size}: requests`, measured: requests, target: 60 },
          { what: `report, ${size}: longest piece of work (CPU ms)`, measured: work, target: 50 },
        ],
        notes: [
          'CPU seconds: of the extension alone, garbage collection and all. Queries: to Resource Graph; the other requests are ' +
            'lists of deny assignments and of when identities were made, one of each for a subscription, and of role ' +
            'assignments where a grant is missing. Delay: on the clock, with what else the machine did meanwhile. Piece of work: processor time of the main thread between two turns of others.',
        ],
      },
    ];
  } finally {
    await emulator.stop();
  }
}
