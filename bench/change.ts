/** From the end of an operation in ARM until it is shown as done: by the extension and by `az`, for the same change. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from '../scripts/build.ts';
import type { Change } from '../src/domain/change/change.ts';
import type { WorldFile } from '../src/emulator/arm/worldFile.ts';
import { fleet } from '../src/emulator/scenarios/fleet.ts';
import { azSession, azVersion } from '../test/whole/az/session.ts';
import type { AzSession } from '../test/whole/az/session.ts';
import { operationEndAt, startEmulator } from './emulatorProcess.ts';
import { ratioInWords, repeated, spreadOf } from './spread.ts';
import type { Cell, Table } from './table.ts';

/** Whole numbers of seconds would meet whole numbers of polls. */
const operationSeconds = 7.3;
/** What ARM may say in Retry-After; nothing, as AKS does. */
const pauses = [0, 10];
const clientId = '22222222-2222-4222-a222-222222222222';

/** Each run changes one cluster by the extension and one by `az`, at the same time, in an emulator of its own kind. */
export async function measureChange(runs: number): Promise<readonly Table[]> {
  const version = await azVersion();
  const rows = await Promise.all(
    pauses.map((pause) => (version === undefined ? alone(runs, pause) : both(runs, pause))),
  );
  return [
    {
      title: `From "finished in ARM" to "shown as done" (milliseconds${version === undefined ? '' : `; azure-cli ${version}`})`,
      columns: ['Retry-After', 'AKS Identity', 'az aks update', 'ratio'],
      rows,
      notes: [
        `The change: another control plane identity, ${operationSeconds} s in ARM. Finished: by the clock of the emulator. ` +
          'Shown: the row in Activity says so; `az` has ended. Target: 2,000 ms.',
      ],
    },
  ];
}

async function alone(runs: number, pause: number): Promise<readonly Cell[]> {
  const emulator = await startEmulator(['--scenario', `fleet(${10 * runs})`, ...optionsFor(pause)]);
  try {
    const changes = changesIn(fleet(10 * runs), 0);
    const own = await repeated(runs, (run) => byExtension(emulator.url, changes[run]));
    return [inWords(pause), spreadOf(own), 'not there', ''];
  } finally {
    await emulator.stop();
  }
}

async function both(runs: number, pause: number): Promise<readonly Cell[]> {
  const world = fleet(10 * runs);
  const session = await azSession(world, clientId, optionsFor(pause));
  const [ours, theirs] = [changesIn(world, 0), changesIn(world, 1)];
  const certificate = join(session.folder, 'cert.pem');
  try {
    const pairs = await repeated(runs, async (run) =>
      Promise.all([byExtension(session.url, ours[run], certificate), byAz(session, theirs[run], certificate)]),
    );
    const [own, az] = [spreadOf(pairs.map(([own]) => own)), spreadOf(pairs.map(([, az]) => az))];
    return [inWords(pause), own, az, ratioInWords(az, own)];
  } finally {
    await session.stop();
  }
}

function optionsFor(pause: number): readonly string[] {
  return ['--operation-seconds', String(operationSeconds), '--retry-after', String(pause)];
}

function inWords(pause: number): string {
  return pause === 0 ? 'not said' : `${pause} s`;
}

interface NewIdentity {
  readonly clusterId: string;
  readonly identityId: string;
}

/** Of every ten clusters of a fleet the one at that place, with the identity of the ninth, which nothing uses. */
function changesIn({ resources }: WorldFile, place: number): readonly NewIdentity[] {
  const idsOf = (type: string): readonly string[] =>
    resources.filter((resource) => resource.type.toLowerCase() === type).map(({ id }) => id);
  const clusters = idsOf('microsoft.containerservice/managedclusters');
  const identities = idsOf('microsoft.managedidentity/userassignedidentities');
  return clusters.flatMap((clusterId, index) => {
    const identityId = identities.find((id) => id.endsWith(`/id-aks-${String(index - place + 8).padStart(5, '0')}`));
    return index % 10 === place && identityId !== undefined ? { clusterId, identityId } : [];
  });
}

async function byExtension(url: string, to: NewIdentity | undefined, certificate?: string): Promise<number> {
  if (to === undefined) throw new Error('There are not enough clusters.');
  const { clusterId, identityId } = to;
  const change: Change = {
    kind: 'setControlPlane',
    clusterId,
    controlPlane: { kind: 'userAssigned', identityId },
  };
  const storage = await mkdtemp(join(tmpdir(), 'aks-identity-bench-'));
  try {
    const task = JSON.stringify({ url, storage, change });
    const env = certificate === undefined ? {} : { NODE_EXTRA_CA_CERTS: certificate };
    const { shownAt } = JSON.parse(await runNode([join('bench', 'applyChange.ts'), task], env)) as { shownAt: number };
    return shownAt - (await operationEndAt(url, clusterId, certificate));
  } finally {
    await rm(storage, { recursive: true, force: true });
  }
}

async function byAz({ az, url }: AzSession, to: NewIdentity | undefined, certificate: string): Promise<number> {
  if (to === undefined) throw new Error('There are not enough clusters.');
  const [, , subscription = '', , group = '', , , , name = ''] = to.clusterId.split('/');
  const { exitCode, stderr } = await az(
    ...['aks', 'update', '--subscription', subscription, '--resource-group', group, '--name', name],
    ...['--enable-managed-identity', '--assign-identity', to.identityId, '--yes', '--output', 'json'],
  );
  const endedAt = Date.now();
  if (exitCode !== 0) throw new Error(`az aks update failed: ${stderr}`);
  return endedAt - (await operationEndAt(url, to.clusterId, certificate));
}
