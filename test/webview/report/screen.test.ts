import { describe, expect, it } from 'vitest';
import { nextTurn } from '../../../src/async/yielding.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import { firstLook } from '../../../src/domain/words/reportLook.ts';
import type { ReportState } from '../../../src/webview/protocol/report.ts';
import { fleetRow, type FleetRow } from '../../../src/webview/report/rows.ts';
import { ReportScreen } from '../../../src/webview/report/screen.ts';

const group = '/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/rg-shop';
let reads = 0;

const rows = Array.from({ length: 10_000 }, (_, index): FleetRow => {
  const name = `shop-${index}`;
  const id = `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  const row = fleetRow({ cluster: clusterOf({ id, name, location: 'westeurope' }), findings: [] }, 'Contoso');
  return Object.defineProperty({ ...row }, 'searched', { get: () => (reads++, row.searched) });
});

function openScreen() {
  const states: ReportState[] = [];
  const noted: unknown[] = [];
  const screen = new ReportScreen({}, { post: (state) => states.push(state), note: (error) => noted.push(error) });
  screen.begin();
  const seen = async (seq: number): Promise<ReportState> => {
    while (states.at(-1)?.seen !== seq) await nextTurn();
    return states.at(-1)!;
  };
  return { screen, states, noted, seen };
}

const look = (text: string) => ({ ...firstLook, text });

describe('the screen of a report with 10,000 clusters', () => {
  it('shows the latest look alone, of one model, when looks come faster than they are drawn', async () => {
    const { screen, states, noted, seen } = openScreen();
    screen.change({ rows, seen: 1 });
    screen.change({ look: look('shop-1'), seen: 2 });
    screen.change({ look: look('shop-12'), seen: 3 });
    expect(await seen(3)).toMatchObject({ clusters: 10_000, matching: 111, memento: { look: { text: 'shop-12' } } });
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    expect(states.map((state) => state.seen)).toEqual([0, 3]);
    expect(noted).toEqual([]);
  });

  it('shows what was found meanwhile after what is being drawn, and drops neither', async () => {
    const { screen, states, seen } = openScreen();
    for (const row of rows) screen.known.note(row);
    screen.changeSoon({ seen: 1 });
    screen.change({ rows: screen.known.all(), seen: 2, look: look('shop-1') });
    screen.changeSoon({ found: 7 });
    expect(await seen(2)).toMatchObject({ matching: 1111, found: 0 });
    while (states.at(-1)?.found !== 7) await nextTurn();
    expect(states.map(({ seen: seq, found }) => [seq, found])).toEqual([
      [0, 0],
      [2, 0],
      [2, 7],
    ]);
  });

  it('works no more once it is closed while it draws', async () => {
    const { screen, states, noted } = openScreen();
    screen.change({ rows, seen: 1, look: look('shop-1') });
    screen.dispose();
    await nextTurn();
    const before = reads;
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    expect(reads).toBe(before);
    expect([states.length, noted]).toEqual([1, []]);
  });
});
