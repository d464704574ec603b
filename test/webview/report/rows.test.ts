import { describe, expect, it } from 'vitest';
import { asArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import type { ReportLook } from '../../../src/webview/protocol/report.ts';
import {
  codeCounts,
  countsOf,
  fleetRow,
  kindCounts,
  matchingRows,
  sortedRows,
} from '../../../src/webview/report/rows.ts';
import type { FleetRow } from '../../../src/webview/report/rows.ts';
import { createReportView, filterInWords, firstLook } from '../../../src/webview/report/state.ts';
import type { ReportModel } from '../../../src/webview/report/state.ts';

const subscriptionId = '11111111-0000-4000-8000-000000000001';
const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-shop`;
const identityId = asArmId(`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shop`);

function row(
  name: string,
  findings: readonly (readonly [Finding['severity'], Finding['code']])[],
  by: Partial<Cluster> = {},
) {
  const cluster: Cluster = {
    id: asArmId(`${group}/providers/Microsoft.ContainerService/managedClusters/${name}`),
    ...{ name, location: 'westeurope', subscriptionId, resourceGroup: 'rg-shop', provisioningState: 'Succeeded' },
    controlPlane: { kind: 'systemAssigned', principalId: 'AAAA-1111' },
    kubelet: { kind: 'default', identityId, clientId: 'bbbb-2222', objectId: 'cccc-3333' },
    ...{ addons: [], agentPools: [], podIdentities: [], raw: {} },
    ...by,
  };
  const all = findings.map(([severity, code]) => ({ severity, code, text: code, evidence: '', source: 'https://a' }));
  return fleetRow({ cluster, findings: all }, 'Contoso Production');
}

const rows: readonly FleetRow[] = [
  row('shop-10', [['warning', 'servicePrincipal']], {
    controlPlane: { kind: 'servicePrincipal', clientId: 'dddd-4444' },
    kubelet: { kind: 'servicePrincipal', clientId: 'dddd-4444' },
  }),
  row('shop-9', [
    ['error', 'missingGrant:P-02'],
    ['info', 'leftoverGrant'],
  ]),
  row('pay', [], { location: 'northeurope', controlPlane: { kind: 'userAssigned', identityId } }),
  row('big', [
    ['error', 'missingGrant:P-02'],
    ['error', 'missingGrant:P-03'],
    ['info', 'retiredAddon:x'],
  ]),
];
const seen = (by: Partial<ReportLook>): readonly string[] =>
  matchingRows(rows, { ...firstLook, ...by }).map(({ cluster }) => cluster.name);
const sorted = (by: ReportLook['by'], descending = false): readonly string[] =>
  sortedRows(rows, { by, descending }).map(({ cluster }) => cluster.name);

describe('the filter of a report', () => {
  it('the filter lets everything pass at first', () => {
    expect(seen({})).toHaveLength(4);
  });

  it.each([
    ['a name', 'SHOP-9', ['shop-9']],
    ['several words, wherever they are', 'shop-1 contoso', ['shop-10']],
    ['a region', 'northeurope', ['pay']],
    ['a subscription by its id', subscriptionId, ['shop-10', 'shop-9', 'pay', 'big']],
    ['a subscription by its name', 'production', ['shop-10', 'shop-9', 'pay', 'big']],
    ['the client ID of a service principal', 'dddd-4444', ['shop-10']],
    ['the principal ID of a control plane', 'aaaa-1111', ['shop-9', 'big']],
    ['the object ID of a kubelet', 'CCCC-3333', ['shop-9', 'pay', 'big']],
    ['a code', 'retiredaddon:x', ['big']],
    ['a kind of identity in words', 'user-assigned', ['pay']],
    ['what is nowhere', 'nowhere', []],
  ])('finds by %s', (_, text, names) => {
    expect(seen({ text })).toEqual(names);
  });

  it('the filter finds by severity, and clusters without findings', () => {
    expect(seen({ marks: ['warning'] })).toEqual(['shop-10']);
    expect(seen({ marks: ['none'] })).toEqual(['pay']);
    expect(seen({ marks: ['warning', 'none'] })).toEqual(['shop-10', 'pay']);
  });

  it('the filter finds by the kind of control plane and kubelet', () => {
    expect(seen({ controlPlane: 'userAssigned' })).toEqual(['pay']);
    expect(seen({ kubelet: 'servicePrincipal' })).toEqual(['shop-10']);
    expect(seen({ controlPlane: 'systemAssigned', kubelet: 'servicePrincipal' })).toEqual([]);
  });

  it('the filter finds by code, as a whole or by its part before the colon', () => {
    expect(seen({ code: 'missingGrant' })).toEqual(['shop-9', 'big']);
    expect(seen({ code: 'missingGrant:P-03' })).toEqual(['big']);
    expect(seen({ code: 'missing' })).toEqual([]);
  });

  it('the filter wants severity and code of the same finding', () => {
    expect(seen({ marks: ['info'], code: 'missingGrant' })).toEqual([]);
    expect(seen({ marks: ['error', 'none'], code: 'missingGrant' })).toEqual(['shop-9', 'big']);
  });

  it('the filter can be put into words', () => {
    expect(filterInWords(firstLook)).toBeUndefined();
    const look: ReportLook = { ...firstLook, text: ' shop ', marks: ['error', 'none'], kubelet: 'default' };
    expect(filterInWords({ ...look, controlPlane: 'none', code: 'leftoverGrant' })).toBe(
      '"shop", errors or no findings, control plane no identity, kubelet made by AKS, finding leftoverGrant',
    );
  });
});

describe('the order of a report', () => {
  it('has the worst first', () => {
    expect(sorted('error', true)).toEqual(['big', 'shop-9', 'shop-10', 'pay']);
  });

  it('the order takes numbers in names as numbers', () => {
    expect(sorted('name')).toEqual(['big', 'pay', 'shop-9', 'shop-10']);
    expect(sorted('name', true)).toEqual(['shop-10', 'shop-9', 'pay', 'big']);
  });

  it('the order is that of severity and name where it is by a column that does not exist', () => {
    expect(sorted('constructor')).toEqual(['big', 'shop-9', 'shop-10', 'pay']);
  });

  it('equal rows have the most severe first, whatever the direction', () => {
    expect(sorted('region')).toEqual(['pay', 'big', 'shop-9', 'shop-10']);
    expect(sorted('subscription', true)).toEqual(['big', 'shop-9', 'shop-10', 'pay']);
  });
});

describe('the counts of a report', () => {
  it('the counts are of findings by severity, and of clusters by kind and by code', () => {
    expect(countsOf(rows)).toEqual({ error: 3, warning: 1, info: 2, none: 1 });
    expect(Object.fromEntries(kindCounts(rows, 'controlPlane'))).toEqual({
      ...{ servicePrincipal: 1, systemAssigned: 2, userAssigned: 1 },
    });
    expect(codeCounts(rows)).toEqual([
      ['leftoverGrant', 1],
      ['missingGrant', 2],
      ['missingGrant:P-02', 2],
      ['missingGrant:P-03', 1],
      ['retiredAddon', 1],
      ['retiredAddon:x', 1],
      ['servicePrincipal', 1],
    ]);
  });
});

describe('the pages of a report', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => row(`aks-${index}`, []));
  const model: ReportModel = {
    ...{ phase: 'ready', look: { ...firstLook, by: 'name', descending: false }, subscriptionNames: new Map() },
    ...{ rows: many, found: 10_000, notes: [], stale: false, unfolded: new Set() },
  };
  const view = createReportView();

  it('the pages have a hundred clusters each, however many there are', () => {
    const { lines, matching, first, pages } = view.state({ ...model, look: { ...model.look, page: 99 } });
    expect({ matching, first, pages }).toEqual({ matching: 10_000, first: 9900, pages: 100 });
    expect(lines.map(({ name }) => name)).toEqual(Array.from({ length: 100 }, (_, index) => `aks-${9900 + index}`));
  });

  it('the pages end where the filter leaves no more', () => {
    const state = view.state({ ...model, look: { ...model.look, text: 'aks-12', page: 5 } });
    expect(state).toMatchObject({ matching: 111, first: 100, pages: 2, memento: { look: { page: 1 } } });
    expect(view.state({ ...model, look: { ...model.look, text: 'x', page: 5 } })).toMatchObject({ first: 0, pages: 1 });
  });

  it('turning a page does not sort or count 10,000 clusters again', () => {
    let reads = 0;
    const rows = new Proxy(many, {
      get: (target, name, self) => (reads++, Reflect.get(target, name, self) as unknown),
    });
    view.state({ ...model, rows });
    const before = reads;
    view.state({ ...model, rows, look: { ...model.look, page: 1 } });
    expect(reads - before).toBeLessThan(10);
  });
});
