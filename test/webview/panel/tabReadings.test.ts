import { expect, it } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { History, HistoryEntry } from '../../../src/domain/history/model.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { unreadHistory } from '../../../src/webview/history/historyView.ts';
import { createTabReadings } from '../../../src/webview/panel/tabReadings.ts';
import type { ModelStore } from '../../../src/webview/panel/store.ts';
import { allTurns } from '../../support/allTurns.ts';
import { cluster, clusterId, systemAssigned } from '../../support/domain/worldFacts.ts';

const person = 'aaaaaaaa-0000-4000-8000-000000000002';

function entry(name: string, at: string, more: Partial<HistoryEntry>): HistoryEntry {
  return {
    id: `${name} ${at}`,
    at: `${at}T00:00:00.000Z`,
    kinds: ['credentials'],
    action: '',
    resourceId: clusterId,
    status: 'succeeded',
    by: { kind: 'person', name, objectId: person },
    changes: [],
    otherChanges: 0,
    sources: ['activityLog'],
    ...more,
  };
}

const action = (name: string): string => `Microsoft.ContainerService/managedClusters/${name}/action`;
const fetched = (name: string, at: string): HistoryEntry =>
  entry(name, at, { action: action('listClusterAdminCredential') });
const granted = (name: string, at: string, more: Partial<HistoryEntry> = {}): HistoryEntry =>
  entry(name, at, { kinds: ['roles'], action: 'Microsoft.Authorization/roleAssignments/write', ...more });

it('Findings of the logs are made of all that was read, however far a person looks back now (H-24, H-25)', async () => {
  let logged = [
    fetched('bob@contoso.com', '2026-11-29'),
    granted('ana@contoso.com', '2026-11-28'),
    granted('', '2026-11-27', { by: { kind: 'unknown' } }),
    fetched('ana@contoso.com', '2026-10-01'),
    granted('ana@contoso.com', '2026-10-01'),
  ];
  const known = { cluster: clusterOf(cluster(systemAssigned, { disableLocalAccounts: true })), findings: [] };
  let state = { clusterId, tab: 'history', known, history: unreadHistory } as unknown as ReturnType<ModelStore['get']>;
  const store = {
    get: () => state,
    change: (by: object) => void (state = { ...state, ...by }),
    fail: (problem: unknown) => expect.unreachable(String(problem)),
  } as unknown as ModelStore;
  const history = async (_: string, since: Date): Promise<History> => ({
    subject: { kind: 'cluster', id: clusterId, name: 'shop' },
    since: since.toISOString(),
    until: '2026-11-30T00:00:00.000Z',
    entries: logged.filter(({ at }) => at >= since.toISOString()),
    sources: [],
    unknown: [],
    removedElsewhere: 0,
    unreadable: 0,
  });
  const service = {
    history,
    expectedWriters: () => [clusterId],
    decided: (findings: unknown) => findings,
  } as unknown as IdentityService;
  const readings = createTabReadings(store, async () => service, {
    closing: new AbortController().signal,
    now: () => new Date('2026-11-30T00:00:00Z'),
    allowNames: async () => false,
  });
  const look = async (days: 7 | 14 | 90): Promise<readonly string[]> => {
    readings.history.look({ days });
    await allTurns();
    return (state.known?.findings ?? []).map(({ text }) => textOf(text));
  };
  const all = await look(90);
  expect(all).toEqual([
    expect.stringContaining('fetched 2 times, the last on Nov 29, 2026, by bob@contoso.com and ana@contoso.com'),
    expect.stringContaining('ana@contoso.com changed roles or identities of shop-weu 2 times since Oct 1, 2026'),
  ]);
  expect(textOf(state.history!.unknownWriters!.reason)).toContain('Whether an expected writer made 1 change');
  expect(await look(14)).toEqual(all);
  logged = [entry('ops', '2026-11-30', { action: action('rotateClusterCertificates') }), ...logged];
  expect(await look(7)).toEqual(all.slice(1));
});
