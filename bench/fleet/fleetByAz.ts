/** The same job by the Azure CLI and by the extension: clusters and role assignments of many subscriptions. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fleet } from '../../src/emulator/scenarios/fleet.ts';
import { azSession, azVersion } from '../../test/whole/az/session.ts';
import type { AzSession } from '../../test/whole/az/session.ts';
import { ratioInWords, ratioOf, repeated, spreadOf } from '../spread.ts';
import type { Table } from '../table.ts';
import { readReportOnce } from './report.ts';
import { readTreeOnce } from './tree.ts';

const clusters = 10_000;
const subscriptions = 100;
const latency = 50;
/** `az` is given one subscription after the other; a few stand for all. */
const sample = 5;
const clientId = '22222222-2222-4222-a222-222222222222';

/** Both against the same emulator over https, one after the other in each run. */
export async function measureByAz(runs: number): Promise<readonly Table[]> {
  const version = await azVersion();
  if (version === undefined) {
    console.log('The Azure CLI is not on the path: what it takes for the same job is not measured.');
    return [];
  }
  const world = fleet(clusters, subscriptions);
  const ids = world.subscriptions.map(({ subscriptionId }) => subscriptionId);
  const session = await azSession(world, clientId, ['--latency-ms', String(latency)]);
  try {
    const costs = await repeated(runs, async (run) => ({
      ...(await byAz(
        session,
        ids
          .slice(run * sample)
          .concat(ids)
          .slice(0, sample),
      )),
      ...(await byExtension(session)),
    }));
    const [list, roles] = [
      spreadOf(costs.map(({ list }) => list)),
      spreadOf(costs.map(({ list, roles }) => list + roles)),
    ];
    const [tree, report] = [spreadOf(costs.map(({ tree }) => tree)), spreadOf(costs.map(({ report }) => report))];
    return [
      {
        title:
          `${clusters.toLocaleString('en-US')} clusters in ${subscriptions} subscriptions at ${latency} ms ` +
          `(seconds; azure-cli ${version}, median of ${runs})`,
        columns: ['what', 'az', 'AKS Identity', 'ratio'],
        rows: [
          [
            'list all clusters (`az aks list` per subscription; our complete tree)',
            list,
            tree,
            ratioInWords(list, tree),
          ],
          [
            'and all role assignments (`az role assignment list --all`; our report, with all findings)',
            roles,
            report,
            ratioInWords(roles, report),
          ],
        ],
        targets: [
          {
            what: 'tree: times faster than the loop with az',
            measured: ratioOf(list, tree),
            target: 20,
            isLeast: true,
          },
          {
            what: 'report with all findings: times faster than the loop with az',
            measured: ratioOf(roles, report),
            target: 20,
            isLeast: true,
          },
        ],
        notes: [
          `The loop with az ran over ${sample} subscriptions in each run; its time is extrapolated x${subscriptions / sample}. ` +
            'Both talk to the same emulator over https, one after the other. Target: at least 20 times faster than the loop.',
        ],
      },
    ];
  } finally {
    await session.stop();
  }
}

async function byAz(
  { az }: AzSession,
  sampled: readonly string[],
): Promise<{ readonly list: number; readonly roles: number }> {
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

async function byExtension({ url, folder }: AzSession): Promise<{ readonly tree: number; readonly report: number }> {
  const storage = await mkdtemp(join(tmpdir(), 'aks-identity-bench-'));
  const env = { NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') };
  try {
    const { complete } = await readTreeOnce({ url, storage, clusters }, env);
    const { milliseconds } = await readReportOnce({ url, storage, isSecure: true }, env);
    return { tree: complete / 1000, report: milliseconds / 1000 };
  } finally {
    await rm(storage, { recursive: true, force: true });
  }
}
