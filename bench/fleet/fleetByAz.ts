/** The same job by the Azure CLI and by the extension: clusters and role assignments of many subscriptions. */
import { join } from 'node:path';
import { fleetWorld } from '../../src/emulator/scenarios/fleet.ts';
import { azSession, azVersion, type AzSession } from '../../test/whole/az/session.ts';
import { inWords, repeated, spreadOf, type Spread } from '../spread.ts';
import type { Cell, Table } from '../table.ts';
import { inFreshFolder } from './freshFolder.ts';
import { readReportOnce } from './report.ts';
import { readTreeOnce } from './tree.ts';

const clusters = 10_000;
const subscriptions = 100;
const latency = 50;
/** `az` works on one subscription after the other; a few are measured and the result is extrapolated. */
const sample = 3;
const clientId = '22222222-2222-4222-a222-222222222222';

/** Seconds. */
interface Costs {
  readonly list: number;
  readonly roles: number;
  readonly tree: number;
  readonly report: number;
}

/** Both against the same emulator over https, one after the other in each run. */
export async function measureByAz(runs: number): Promise<readonly Table[]> {
  const version = await azVersion();
  if (version === undefined) {
    console.log('The Azure CLI is not on the path: what it takes for the same job is not measured.');
    return [];
  }
  const world = fleetWorld(clusters, subscriptions);
  const sampled = world.subscriptions.slice(0, sample).map(({ subscriptionId }) => subscriptionId);
  const session = await azSession(world, clientId, { latencyMilliseconds: latency });
  try {
    const costs = await repeated(runs, async () => ({
      ...(await byAz(session, sampled)),
      ...(await byExtension(session)),
    }));
    return [tableOf(costs, version)];
  } finally {
    await session.stop();
  }
}

function tableOf(costs: readonly Costs[], version: string): Table {
  const of = (value: (cost: Costs) => number): Spread => spreadOf(costs.map(value));
  const list = of(({ list, tree }) => list / tree);
  const roles = of(({ list, roles, report }) => (list + roles) / report);
  const row = (what: string, az: Spread, own: Spread, ratio: Spread): readonly Cell[] => [
    ...[what, az, own],
    `${inWords(ratio)} x`,
  ];
  const size = `${clusters.toLocaleString('en-US')} clusters in ${subscriptions} subscriptions`;
  return {
    title: `${size} at ${latency} ms (seconds; azure-cli ${version})`,
    columns: ['what', 'az', 'AKS Identity', 'ratio'],
    rows: [
      row(
        'list all clusters (`az aks list` per subscription; our complete tree)',
        of(({ list }) => list),
        of(({ tree }) => tree),
        list,
      ),
      row(
        'and all role assignments (`az role assignment list --all`; our report, with all findings)',
        of(({ list, roles }) => list + roles),
        of(({ report }) => report),
        roles,
      ),
    ],
    targets: [
      { what: 'tree: times faster than the loop with az', measured: list, target: 20, isLeast: true },
      {
        what: 'report with all findings: times faster than the loop with az',
        measured: roles,
        target: 20,
        isLeast: true,
      },
    ],
    notes: [
      `The loop with az ran over ${sample} subscriptions in each run; its time is extrapolated to ${subscriptions}. ` +
        'Both talk to the same emulator over https, one after the other.',
    ],
  };
}

async function byAz({ az }: AzSession, sampled: readonly string[]): Promise<Pick<Costs, 'list' | 'roles'>> {
  const time = async (...args: string[]): Promise<number> => {
    const started = performance.now();
    for (const id of sampled) {
      const { exitCode, stderr } = await az(...args, '--subscription', id, '--output', 'json');
      if (exitCode !== 0) throw new Error(`az ${args.join(' ')} failed: ${stderr}`);
    }
    return ((performance.now() - started) / 1000) * (subscriptions / sample);
  };
  return { list: await time('aks', 'list'), roles: await time('role', 'assignment', 'list', '--all') };
}

async function byExtension({ url, folder }: AzSession): Promise<Pick<Costs, 'tree' | 'report'>> {
  const env = { NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') };
  return inFreshFolder(async (storage) => {
    const { complete } = await readTreeOnce({ url, storage, clusters }, env);
    const { milliseconds } = await readReportOnce({ url, storage, isSecure: true }, env);
    return { tree: complete / 1000, report: milliseconds / 1000 };
  });
}
