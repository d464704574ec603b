import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import { firstLook, type ReportLook } from '../../../src/domain/words/reportLook.ts';
import { verbatim } from '../../../src/sentences/words.ts';
import { decidedRow, fleetRow, selectedAmong, type FleetRow } from '../../../src/webview/report/rows.ts';
import type { ReportModel } from '../../../src/webview/report/state.ts';
import { createReportView } from '../../../src/webview/report/view.ts';
import { inOneGo } from '../../../src/shape/steps.ts';

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
    const state = inOneGo(createReportView().drawn({ ...model, look: { ...firstLook, ...look } })).state;
    expect(state.clusters).toBe(10_000);
    expect(state.lines.length).toBe(100);
    expect(JSON.stringify(state).length).toBeLessThan(150_000);
  });

  it.each<[string, Partial<ReportModel>]>([
    ['clusters', {}],
    ['clusters by region', { look: { ...firstLook, by: 'region' } }],
    ['clusters with a word', { look: { ...firstLook, text: 'shop-1', marks: ['error'] } }],
    ['clusters of which all are selected', { selected: new Set(rows.map(({ cluster }) => cluster.id.toLowerCase())) }],
    ['findings', { look: { ...firstLook, group: 'finding' } }],
    ['clusters beside an earlier report', { baseline: { at: '2026-11-01T08:00:00Z', findings: new Map() } }],
    ['clusters and suggestions', { asking: { key: 'finding', typed: '' } }],
  ])('works through at most a thousand of them between two turns of other work to show %s', (_, by) => {
    const reads = new Map<FleetRow, number>();
    const counted = rows.map((row) => {
      const own = Object.defineProperties(
        { ...row },
        {
          findings: { get: () => (reads.set(own, 1), row.findings) },
          searched: { get: () => (reads.set(own, 1), row.searched) },
        },
      ) as FleetRow;
      return own;
    });
    const steps = createReportView().drawn({ ...model, unfolded: new Set(), rows: counted, ...by });
    const sizes: number[] = [];
    for (let step = steps.next(); step.done !== true; step = steps.next()) {
      sizes.push(reads.size);
      reads.clear();
    }
    expect(Math.max(...sizes)).toBeGreaterThan(100);
    expect(Math.max(...sizes, reads.size)).toBeLessThanOrEqual(1000);
  });

  it('leaves the rows without a finding that is decided as they are when findings are decided', () => {
    const decided = rows
      .slice(0, 4)
      .map((row, index) => decidedRow(row, (found) => found.map((one) => (index < 2 ? { ...one } : one))));
    expect(decided.map((row, index) => row === rows[index])).toEqual([false, true, true, true]);
  });

  it('counts those of its rows as selected that are', () => {
    const key = rows[7]!.cluster.id.toLowerCase();
    expect(selectedAmong(rows, new Set([key]))).toEqual([rows[7]]);
    expect(inOneGo(createReportView().drawn({ ...model, selected: new Set([key]) })).state.selected).toBe(1);
    expect(inOneGo(createReportView().drawn(model)).state.selected).toBe(0);
  });
});
