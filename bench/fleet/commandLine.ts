/** The report by the command line over fleets of three sizes: time, requests and memory, beside `az aks show` in a loop. */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../scripts/project.ts';
import { fleetWorld } from '../../src/emulator/scenarios/fleet.ts';
import { azSession, azVersion } from '../../test/whole/az/session.ts';
import { requestsAt, startEmulator } from '../emulatorProcess.ts';
import { repeated, spreadOf, type Spread } from '../spread.ts';
import type { Cell, Table, Target } from '../table.ts';
import { inFreshFolder } from './freshFolder.ts';

/** Clusters, subscriptions, and identities of workloads with four credentials each. */
const fleets = [
  [40, 4, 20],
  [400, 4, 200],
  [10_000, 10, 5000],
] as const;
/** `az` starts again for each cluster, so a sample of this size is enough. */
const sample = 40;
const clientId = '22222222-2222-4222-a222-222222222222';

interface Cost {
  readonly seconds: number;
  readonly requests: number;
  readonly peakMemory: number;
  readonly written: number;
}

/** With everything that has to be asked one by one. */
export async function measureCommandLine(runs: number): Promise<readonly Table[]> {
  const costs: (readonly [number, readonly Cost[]])[] = [];
  for (const size of fleets) costs.push([size[0], await repeated(runs, () => reportOver(size))]);
  const az = await secondsOfAz();
  const rows = costs.map(([clusters, all]): readonly Cell[] => {
    const of = (value: (cost: Cost) => number): Spread => spreadOf(all.map(value));
    return [
      clusters,
      ...[of(({ seconds }) => seconds), of(({ requests }) => requests)],
      ...[of(({ peakMemory }) => peakMemory / 1e6), of(({ written }) => written / 1e6)],
      az === undefined ? 'not measured' : `${Math.round((az * clusters) / sample)}${clusters === sample ? '' : ' *'}`,
    ];
  });
  return [
    {
      title: 'The report as JSON by the command line, with all credentials, bindings and Trusted Access',
      columns: ['clusters', 'seconds', 'requests', 'peak MB', 'MB written', '`az aks show` in a loop (seconds)'],
      rows,
      targets: [...costs.slice(-1)].map(([clusters, all]): Target => ({
        what: `command line, ${clusters.toLocaleString('en-US')} clusters with 20,000 credentials: peak MB`,
        measured: spreadOf(all.map(({ peakMemory }) => peakMemory / 1e6)),
        target: 250,
      })),
      notes: [
        'Peak MB: resident, of the whole process. Half of the clusters have an issuer, and as many identities four credentials each, which are asked one by one. ' +
          `*: extrapolated from ${sample} clusters; what az shows is the cluster's JSON alone, without a check.`,
      ],
    },
  ];
}

async function reportOver([clusters, subscriptions, workloads]: (typeof fleets)[number]): Promise<Cost> {
  const emulator = await startEmulator(['--scenario', `fleet(${clusters},${subscriptions},${workloads})`]);
  try {
    return await inFreshFolder(async (folder) => {
      const output = join(folder, 'report.json');
      const started = performance.now();
      const { stderr } = await promisify(execFile)(
        process.execPath,
        [
          ...['--import', join(projectRoot, 'bench', 'fleet', 'peakMemory.mjs')],
          ...[join(projectRoot, 'dist', 'cli.js'), 'report', '--emulator', emulator.url],
          ...['--fail-on', 'never', '--output', output],
        ],
        { maxBuffer: 1 << 24 },
      );
      return {
        seconds: (performance.now() - started) / 1000,
        requests: (await requestsAt(emulator.url)).length,
        peakMemory: Number(stderr.trim().split('\n').at(-1)),
        written: (await stat(output)).size,
      };
    });
  } finally {
    await emulator.stop();
  }
}

/** Seconds for the sample; undefined where there is no `az`. */
async function secondsOfAz(): Promise<number | undefined> {
  if ((await azVersion()) === undefined) return undefined;
  const world = fleetWorld(...fleets[0]);
  const ids = world.resources.map(({ id }) => id).filter((id) => /\/managedClusters\/[^/]+$/.test(id));
  const session = await azSession(world, clientId);
  try {
    const started = performance.now();
    for (const id of ids.slice(0, sample)) {
      const [, , subscription = '', , group = '', , , , name = ''] = id.split('/');
      const where = ['--subscription', subscription, '--resource-group', group, '--name', name];
      const { exitCode, stderr } = await session.az('aks', 'show', ...where, '--output', 'json');
      if (exitCode !== 0) throw new Error(`az aks show failed: ${stderr}`);
    }
    return (performance.now() - started) / 1000;
  } finally {
    await session.stop();
  }
}
