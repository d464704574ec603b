/**
 * `node bench/fleet/reportWindow.ts [WORDS]`: prints, for opening the window of a report over 10,000 clusters and for each thing that a
 * user does there (only those that begin with the words), the most processor time that the extension host's thread takes before other
 * work gets its turn. The clusters are those of a survey of 400, 25 times.
 */
import { setTimeout } from 'node:timers/promises';
import { fleetWorld } from '../../src/emulator/scenarios/fleet.ts';
import type { ArmId } from '../../src/domain/arm/resourceId.ts';
import type { ReportRow } from '../../src/domain/report/columns.ts';
import { reportFormatKeys } from '../../src/domain/report/reportFormats.ts';
import { firstLook, reportOrders, type ReportLook } from '../../src/domain/words/reportLook.ts';
import { forEachInTurns } from '../../src/async/yielding.ts';
import type { IdentityService, ServiceNews } from '../../src/app/identityService.ts';
import type { ReportIntent, ReportState } from '../../src/webview/protocol/report.ts';
import { queryKeys, type QueryKey } from '../../src/webview/protocol/reportQuery.ts';
import { ReportSession } from '../../src/webview/report/session.ts';
import { createBench } from '../../test/support/azure/azureBench.ts';
import { longestTurn } from './longestTurn.ts';

const copies = 25;

function copyOf(row: ReportRow, copy: number): ReportRow {
  const { cluster } = row;
  const id = `${cluster.id}-${copy}` as ArmId;
  return { ...row, cluster: { ...cluster, name: `${cluster.name}-${copy}`, id } };
}

const bench = createBench(fleetWorld(400, 4, 200));
const found = await bench.service.survey({});
const rows = Array.from({ length: copies }, (_, copy) => found.rows.map((row) => copyOf(row, copy))).flat();
let tell: (news: ServiceNews) => void = () => undefined;
const service = Object.assign(Object.create(bench.service) as IdentityService, {
  onDidChange: (listener: typeof tell) => {
    tell = listener;
    return { dispose: () => undefined };
  },
  survey: async ({ onListed, onFound }: Parameters<IdentityService['survey']>[0]) => {
    onListed?.(rows.map(({ cluster }) => cluster));
    await forEachInTurns(rows, (row) => onFound?.(row));
    return { ...found, rows };
  },
});

let state: ReportState | undefined;
let saved: Promise<Uint8Array> | undefined;
let arrived = Promise.withResolvers<void>();
const shown = async (isSo: (state: ReportState) => boolean): Promise<void> => {
  while (state === undefined || !isSo(state)) {
    await arrived.promise;
    arrived = Promise.withResolvers<void>();
  }
};
const session = new ReportSession(
  {},
  {
    service: async () => service,
    shownSubscriptions: () => undefined,
    post: (next) => {
      state = next;
      arrived.resolve();
    },
    pickEarlier: async () => undefined,
    save: ({ bytes }) => {
      saved = bytes;
    },
    run: () => undefined,
    copyLink: () => undefined,
    note: (error) => console.error(error),
    now: () => new Date('2026-11-30T12:00:00Z'),
  },
);

const send = (intent: ReportIntent): void => session.receive(intent);
let seq = 0;
const see = (look: Partial<ReportLook>) => async () => {
  send({ kind: 'look', look: { ...firstLook, ...look }, seq: ++seq });
  await shown(({ seen }) => seen === seq);
};
const read = async (intent: ReportIntent): Promise<void> => {
  send(intent);
  await shown(({ phase }) => phase === 'ready');
};
const select = async (selected: boolean): Promise<void> => {
  send({ kind: 'select', selected });
  await shown((next) => next.selected === (selected ? rows.length : 0));
};
const ask = (key: QueryKey) => async () => {
  send({ kind: 'suggest', key, typed: '' });
  await shown(({ suggestions }) => suggestions?.key === key);
};
const doings: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['open and read', () => read({ kind: 'ready' })],
  ...reportOrders.map((by) => [`sort by ${by}`, see({ by, descending: false })] as const),
  ['filter by a word', see({ text: 'aks-1' })],
  ['filter by a finding', see({ text: 'finding:missingGrant' })],
  ['no filter', see({})],
  ['only errors', see({ marks: ['error'] })],
  ['by finding', see({ group: 'finding' })],
  ['by cluster', see({})],
  ['select all', () => select(true)],
  ['select none', () => select(false)],
  ...queryKeys.map((key) => [`suggest ${key}`, ask(key)] as const),
  ['fix all', async () => send({ kind: 'fixAll' })],
  ['unfold', async () => send({ kind: 'unfold', id: rows[0]?.cluster.id ?? '', unfolded: true })],
  ...reportFormatKeys.map(
    (format) => [`export ${format}`, async () => (send({ kind: 'export', format }), saved)] as const,
  ),
  ['accept a finding', async () => (tell({ kind: 'decisions' }), setTimeout(1000))],
  ['read again', () => read({ kind: 'refresh' })],
];
const wanted = process.argv[2] ?? '';
for (const [index, [what, work]] of doings.entries()) {
  if (index === 0 || what.startsWith(wanted)) console.log(`${what}: ${(await longestTurn(work)).toFixed(0)} ms`);
}
console.log(`${rows.length} clusters, ${state?.clusters ?? 0} shown`);
session.dispose();
