import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import { firstLook, type ReportLook } from '../../../src/domain/words/reportLook.ts';
import { verbatim } from '../../../src/sentences/words.ts';
import { decidedRow, fleetRow, selectedAmong, type FleetRow } from '../../../src/webview/report/rows.ts';
import { createReportView, type ReportModel } from '../../../src/webview/report/state.ts';

const group = '/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/rg-shop';
const finding = {
  severity: 'error',
  code: 'servicePrincipal',
  text: verbatim('Why'),
  evidence: [],
  source: 'https://a',
};

/** Every second one has a finding. */
const rows = Array.from({ length: 10_000 }, (_, index): FleetRow => {
  const name = `shop-${index}`;
  const id = `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  const cluster = clusterOf({ id, name, location: 'westeurope' });
  return fleetRow({ cluster, findings: index % 2 === 0 ? [finding as never] : [] }, 'Contoso Production');
});

const model: ReportModel = {
  phase: 'reading',
  look: firstLook,
  seen: 0,
  subscriptionNames: new Map(),
  rows,
  found: rows.length,
  notes: [],
  unknown: [],
  stale: false,
  unfolded: new Set(rows.map(({ cluster }) => cluster.id.toLowerCase())),
  selected: new Set(),
};

describe('the report of 10,000 clusters', () => {
  it.each<[string, Partial<ReportLook>]>([
    ['clusters', {}],
    ['clusters by name, on the last page', { by: 'name', page: 99 }],
    ['findings', { group: 'finding' }],
  ])('sends at most a hundred lines of %s to its page at a time', (_, look) => {
    const state = createReportView().state({ ...model, look: { ...firstLook, ...look } });
    expect(state.clusters).toBe(10_000);
    expect(state.lines.length).toBe(100);
    expect(JSON.stringify(state).length).toBeLessThan(150_000);
  });

  it('leaves the rows without a finding as they are when findings are decided', () => {
    const decided = rows.slice(0, 4).map((row) => decidedRow(row, (findings) => [...findings]));
    expect(decided.map((row, index) => row === rows[index])).toEqual([false, true, false, true]);
  });

  it('counts those of its rows as selected that are', () => {
    const key = rows[7]!.cluster.id.toLowerCase();
    expect(selectedAmong(rows, new Set([key]))).toEqual([rows[7]]);
    expect(createReportView().state({ ...model, selected: new Set([key]) }).selected).toBe(1);
    expect(createReportView().state(model).selected).toBe(0);
  });
});
