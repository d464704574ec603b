/**
 * `node bench/fleet/treeTurns.ts [SUBSCRIPTIONS]`, after `npm run build`: prints, for each thing that a user does in the view Clusters
 * over 10,000 clusters, the most processor time that the extension host's thread takes before other work gets its turn.
 */
import { setTimeout } from 'node:timers/promises';
import type { Row } from '../../src/tree/row/row.ts';
import { startEmulator } from '../emulatorProcess.ts';
import { activateExtension, drawn, type ExtensionHost } from '../extensionHost.ts';
import { inFreshFolder } from './freshFolder.ts';
import { longestTurn } from './longestTurn.ts';

const clusters = 10_000;
const clustersView = 'aksIdentity.clusters';

/** Draws all rows as VS Code does, until all clusters are among them. */
async function allDrawn(host: ExtensionHost): Promise<readonly Row[]> {
  for (;;) {
    const changed = Promise.withResolvers<void>();
    const listening = host.onDrawn(clustersView, changed.resolve);
    const roots = await drawn(host.view(clustersView));
    const rows: Row[] = [];
    for (const root of roots) rows.push(...(await drawn(host.view(clustersView), root)));
    const count = rows.filter(({ kind }) => kind === 'cluster').length;
    if (count === clusters && host.view(clustersView).message === '') return (listening.dispose(), roots);
    await changed.promise;
    listening.dispose();
  }
}

/** Looks at the top rows each second until they no longer say that something was not checked yet. */
async function allChecked(host: ExtensionHost): Promise<void> {
  const isOpen = ({ spoken, description }: Row): boolean => /not (?:all )?checked yet/.test(`${spoken} ${description}`);
  while ((await drawn(host.view(clustersView))).some(isOpen)) await setTimeout(1000);
}

const subscriptions = Number(process.argv[2] ?? 1);
const emulator = await startEmulator(['--scenario', `fleet(${clusters},${subscriptions})`]);
await inFreshFolder(async (storage) => {
  const host = await activateExtension({
    storage,
    emulatorUrl: emulator.url,
    settings: { 'aksIdentity.checkClusters': true },
  });
  let roots: readonly Row[] = [];
  const doings: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['open, until all clusters are listed', async () => (roots = await allDrawn(host))],
    ['check, until each cluster was checked', () => allChecked(host)],
    ['draw all rows again', () => allDrawn(host)],
    [
      'refresh, until all were checked again',
      async () => (await host.run('aksIdentity.refresh', {}), allChecked(host)),
    ],
    ['show only those with problems', () => host.run('aksIdentity.showOnlyProblems', {})],
    [
      'check all',
      async () => {
        for (const { subscriptionId } of roots) await host.run('aksIdentity.checkAll', { subscriptionId });
      },
    ],
  ];
  for (const [what, work] of doings) console.log(`${what}: ${(await longestTurn(work)).toFixed(0)} ms`);
  await host.close();
});
await emulator.stop();
process.exit(0);
