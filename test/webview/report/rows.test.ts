import { describe, expect, it } from 'vitest';
import { asArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import type { ReportLook } from '../../../src/webview/protocol/report.ts';
import {
  countsOf,
  decidedRow,
  findingGroups,
  fleetRow,
  kindCounts,
  matchingRows,
  sortedRows,
  topicCounts,
  type FleetRow,
} from '../../../src/webview/report/rows.ts';
import { filterInWords } from '../../../src/webview/report/filterWords.ts';
import { createReportView, firstLook, type ReportModel } from '../../../src/webview/report/state.ts';
import { say, verbatim } from '../../../src/sentences/words.ts';

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
  const all = findings.map(([severity, code]) => ({
    ...{ severity, code, text: verbatim(code), evidence: [], source: 'https://a' },
    ...missingOf(name, code),
  }));
  return fleetRow({ cluster, findings: all }, 'Contoso Production');
}

/** What a finding about a missing role says of it, and its fix. */
function missingOf(name: string, code: string): Pick<Finding, 'missing' | 'fix'> {
  const roleName = { 'missingGrant:P-02': 'Network Contributor', 'missingGrant:P-03': 'AcrPull' }[code];
  if (roleName === undefined) return {};
  const missing = { identity: 'kubelet', role: { id: roleName, name: roleName }, scope: `/${name}` } as const;
  const fix = { kind: 'assignRole', principalId: 'p', role: { id: roleName }, scope: `/${name}` } as const;
  return { missing, fix };
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
    ['info', 'retiredAddon:webAppRouting'],
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
    ['a code', 'retiredaddon:webapprouting', ['big']],
    ['the title of a finding', 'retired add-on', ['big']],
    ['a kind of identity in words', 'user-assigned', ['pay']],
    ['what is nowhere', 'nowhere', []],
  ])('finds by %s', (_, text, names) => {
    expect(seen({ text })).toEqual(names);
  });

  it('the filter finds by severity, and clusters without findings', () => {
    expect(seen({ marks: ['warning'] })).toEqual(['shop-10']);
    expect(seen({ marks: ['none'] })).toEqual(['pay']);
    expect(seen({ marks: ['warning', 'none'] })).toEqual(['shop-10', 'pay']);
    expect(seen({ marks: ['any'] })).toEqual(['shop-10', 'shop-9', 'big']);
  });

  it('the filter finds by the kind of control plane and kubelet', () => {
    expect(seen({ controlPlane: 'userAssigned' })).toEqual(['pay']);
    expect(seen({ kubelet: 'servicePrincipal' })).toEqual(['shop-10']);
    expect(seen({ controlPlane: 'systemAssigned', kubelet: 'servicePrincipal' })).toEqual([]);
  });

  it('the filter finds by topic, as a whole or by its part before the colon', () => {
    expect(seen({ topic: 'missingGrant' })).toEqual(['shop-9', 'big']);
    expect(seen({ topic: 'missingGrant:AcrPull' })).toEqual(['big']);
    expect(seen({ topic: 'missing' })).toEqual([]);
  });

  it('the filter wants severity and topic of the same finding', () => {
    expect(seen({ marks: ['info'], topic: 'missingGrant' })).toEqual([]);
    expect(seen({ marks: ['error', 'none'], topic: 'missingGrant' })).toEqual(['shop-9', 'big']);
  });

  it('the filter can be put into words', () => {
    expect(filterInWords(firstLook)).toBeUndefined();
    const look: ReportLook = { ...firstLook, text: ' shop ', marks: ['error', 'none'], kubelet: 'default' };
    expect(filterInWords({ ...look, controlPlane: 'none', topic: 'leftoverGrant' }, topicCounts(rows))).toBe(
      '"shop", errors or no findings, control plane no identity, kubelet created by AKS, finding "Unused role assignment"',
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
  it('the counts are of findings by severity, and of clusters by kind and by topic', () => {
    expect(countsOf(rows)).toEqual({ error: 3, warning: 1, info: 2, unknown: 0, any: 3, none: 1, accepted: 0, new: 0 });
    expect(Object.fromEntries(kindCounts(rows, 'controlPlane'))).toEqual({
      ...{ servicePrincipal: 1, systemAssigned: 2, userAssigned: 1 },
    });
    expect(topicCounts(rows).map(({ label, count }) => [label, count])).toEqual([
      ['A role is missing', 2],
      ['A role is missing: AcrPull', 1],
      ['A role is missing: Network Contributor', 2],
      ['Retired add-on: Application routing', 1],
      ['Unused role assignment', 1],
      ['Uses a service principal', 1],
    ]);
  });

  it('a topic that was chosen stays, although there is only one like it', () => {
    expect(topicCounts(rows, 'retiredAddon').map(({ label }) => label)).toContain('Retired add-on');
  });
});

describe('a cluster of a report of which something could not be checked', () => {
  const need = {
    id: 'P-02',
    identity: 'kubelet',
    role: { id: 'r', name: 'AcrPull' },
    scope: '/a',
    actions: [],
  } as const;
  const unknown = [{ ...need, verdict: 'unknown' as const, reason: say`Forbidden.` }];
  const open = fleetRow({ ...rows[2]!, unknown }, 'Contoso Production');
  const stateOf = (of: readonly FleetRow[], look: Partial<ReportLook> = {}) =>
    createReportView().state({
      ...{ phase: 'ready', look: { ...firstLook, ...look }, subscriptionNames: new Map(), rows: of, found: 1 },
      ...{ notes: [], unknown: [], stale: false, unfolded: new Set<string>(), selected: new Set<string>() },
    });

  it('is not among those without findings, and is found as what it is', () => {
    expect(countsOf([open])).toMatchObject({ unknown: 1, any: 0, none: 0 });
    expect(matchingRows([open], { ...firstLook, marks: ['none'] })).toEqual([]);
    expect(matchingRows([open], { ...firstLook, marks: ['unknown'] })).toEqual([open]);
  });

  it('says so when it is unfolded, with the reason', () => {
    const { lines } = createReportView().state({
      ...{
        phase: 'ready',
        look: firstLook,
        subscriptionNames: new Map(),
        rows: [open],
        found: 1,
        notes: [],
        unknown: [],
      },
      ...{ stale: false, unfolded: new Set([open.cluster.id.toLowerCase()]), selected: new Set() },
    });
    expect(lines[0]!.findings).toMatchObject([{ severity: 'unknown', evidence: 'Forbidden.' }]);
  });

  it('is counted in a column, which is there only where something could not be checked', () => {
    const titles = (of: readonly FleetRow[]) => stateOf(of).columns.map(({ title }) => title);
    expect(titles([open])).toContain('Not checked');
    expect(titles(rows)).not.toContain('Not checked');
    const { columns, lines } = stateOf([open, rows[0]!]);
    const column = columns.findIndex(({ key }) => key === 'unknown');
    expect(lines.map(({ cells }) => cells[column])).toEqual([0, 1]);
    expect(stateOf(rows).lines[0]!.cells).toHaveLength(stateOf(rows).columns.length);
  });

  it('has a group of its own in a report by finding', () => {
    const { groups } = stateOf([open, ...rows], { group: 'finding' });
    expect(groups.map(({ severity }) => severity)).toEqual(['error', 'error', 'warning', 'unknown', 'info', 'info']);
    expect(groups[3]).toMatchObject({ severity: 'unknown', clusters: 1, title: 'Some roles could not be checked' });
    expect(stateOf([open], { group: 'finding', marks: ['error'] }).groups).toEqual([]);
  });
});

describe('a cluster of a report that is only listed', () => {
  const [, judged, clean] = rows;
  const { cluster } = clean!;
  const listed = fleetRow({ cluster, findings: [], isPending: true }, 'Contoso Production');
  const model = (by: Partial<ReportModel> = {}): ReportModel => ({
    ...{
      phase: 'reading',
      look: firstLook,
      subscriptionNames: new Map(),
      rows: [listed, judged!],
      found: 1,
      notes: [],
      unknown: [],
    },
    ...{ stale: false, unfolded: new Set<string>(), selected: new Set<string>(), ...by },
  });

  it('is counted by the kinds of its identities alone', () => {
    expect(countsOf([listed])).toEqual(countsOf([]));
    expect(topicCounts([listed])).toEqual([]);
    expect(kindCounts([listed], 'controlPlane').get('userAssigned')).toBe(1);
  });

  it('passes a filter by what is known of it, and none by findings', () => {
    const passes = (by: Partial<ReportLook>) => matchingRows([listed], { ...firstLook, ...by }).length === 1;
    expect(
      [{}, { text: 'pay northeurope' }, { controlPlane: 'userAssigned' }].map((by) => passes(by as object)),
    ).toEqual([true, true, true]);
    const marks = ['error', 'warning', 'info', 'unknown', 'any', 'none', 'accepted', 'new'] as const;
    expect(marks.filter((mark) => passes({ marks: [mark] }))).toEqual([]);
    expect([{ topic: 'missingGrant' }, { control: 'CIS' }, { text: 'role' }].filter(passes)).toEqual([]);
  });

  it.each([
    ['reading', 'Still being checked'],
    ['stopped', 'Not checked: stopped'],
    ['failed', 'Not checked: reading failed'],
    ['signedOut', 'Not checked: signed out'],
  ] as const)('has a note while the report is %s: %s', (phase, words) => {
    const { lines, unchecked, clusters } = createReportView().state(model({ phase }));
    expect(lines.map((line) => line.unchecked)).toEqual([undefined, words]);
    expect(lines[1]!.cells.slice(0, 4)).toEqual(['pay', '', '', '']);
    expect({ unchecked, clusters }).toEqual({ unchecked: 1, clusters: 2 });
  });

  it('comes after all that are judged if those with the most errors come first', () => {
    const look = { by: 'error', descending: true };
    expect(sortedRows([listed, ...rows], look).at(-1)).toBe(listed);
  });

  it('has nothing to fix, also where it alone is selected', () => {
    const selected = new Set([cluster.id.toLowerCase()]);
    expect(createReportView().fixes(model({ selected })).changes).toEqual([]);
  });

  it('stays so when decisions about findings change', () => {
    expect(decidedRow(listed, (findings) => findings)).toEqual(listed);
  });
});

describe('a report by finding', () => {
  const groups = (by: Partial<ReportLook> = {}) => findingGroups(rows, { ...firstLook, ...by });

  it('has each finding once with its clusters, the worst first, then those of the most clusters', () => {
    expect(groups().map(({ title, items }) => [title, items.map(({ row }) => row.cluster.name)])).toEqual([
      ['A role is missing: Network Contributor', ['shop-9', 'big']],
      ['A role is missing: AcrPull', ['big']],
      ['Uses a service principal', ['shop-10']],
      ['Retired add-on: Application routing', ['big']],
      ['Unused role assignment', ['shop-9']],
    ]);
  });

  it('has only the findings that the filter lets through, not others of the same clusters', () => {
    expect(groups({ marks: ['info'] }).map(({ key }) => key)).toEqual(['retiredAddon:webAppRouting', 'leftoverGrant']);
    expect(groups({ topic: 'missingGrant' })).toHaveLength(2);
  });

  it('has only the findings that a searched text is about, or all of the clusters that it is about', () => {
    const of = (text: string) => {
      const look = { ...firstLook, text };
      return findingGroups(matchingRows(rows, look), look).map(({ key }) => key);
    };
    expect(of('network contributor')).toEqual(['missingGrant:Network Contributor']);
    expect(of('big acrpull')).toEqual(['missingGrant:AcrPull']);
    expect(of('shop-9')).toEqual(['missingGrant:Network Contributor', 'leftoverGrant']);
  });
});

describe('the pages of a report', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => row(`aks-${index}`, []));
  const model: ReportModel = {
    ...{ phase: 'ready', look: { ...firstLook, by: 'name', descending: false }, subscriptionNames: new Map() },
    ...{ rows: many, found: 10_000, notes: [], unknown: [], stale: false, unfolded: new Set(), selected: new Set() },
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

describe('what a report fixes at once', () => {
  const model = (by: Partial<ReportModel> = {}, look: Partial<ReportLook> = {}): ReportModel => ({
    ...{
      phase: 'ready',
      look: { ...firstLook, ...look },
      subscriptionNames: new Map(),
      rows,
      found: 4,
      notes: [],
      unknown: [],
    },
    ...{ stale: false, unfolded: new Set<string>(), selected: new Set<string>(), ...by },
  });
  const labelOf = (of: ReportModel): string | undefined => createReportView().state(of).fixAll?.label;
  const idOf = (name: string): string => rows.find(({ cluster }) => cluster.name === name)!.cluster.id.toLowerCase();

  it('is what the filter shows, or what is selected of it', () => {
    expect(labelOf(model())).toBe('Fix 3 findings...');
    expect(labelOf(model({}, { text: 'big' }))).toBe('Fix 2 findings...');
    expect(labelOf(model({ selected: new Set([idOf('big')]) }))).toBe('Fix 2 findings...');
    expect(labelOf(model({ selected: new Set([idOf('pay')]) }))).toBeUndefined();
  });

  it('is never a finding that the filter hides, although its cluster is shown', () => {
    expect(labelOf(model({}, { topic: 'missingGrant:Network Contributor' }))).toBe('Fix 2 findings...');
    expect(labelOf(model({}, { marks: ['info'] }))).toBeUndefined();
  });

  it('is one finding of all clusters where the report is by finding', () => {
    const view = createReportView();
    const byFinding = model({}, { group: 'finding' });
    const [first, second] = view.state(byFinding).groups;
    expect(first!.fixAll?.label).toBe('Fix 2 findings...');
    expect(second!.fixAll).toBeUndefined();
    expect(view.fixes(byFinding, first!.key).changes).toHaveLength(2);
    expect(view.fixes(byFinding, 'nothing').changes).toEqual([]);
  });
});
