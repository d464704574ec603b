import { describe, expect, it } from 'vitest';
import { asArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import { reportOf } from '../../../src/domain/report/formats/report.ts';
import { firstLook, type ReportLook } from '../../../src/domain/words/reportLook.ts';
import { countsOf, suggestionsFor } from '../../../src/webview/report/counts.ts';
import { findingGroups, matchingRows, sortedRows } from '../../../src/webview/report/filter.ts';
import { decidedRow, fleetRow, movedRow, type FleetRow } from '../../../src/webview/report/rows.ts';
import { filterInWords } from '../../../src/webview/report/filterWords.ts';
import type { ReportModel } from '../../../src/webview/report/state.ts';
import { createReportView } from '../../../src/webview/report/view.ts';
import { inOneGo } from '../../../src/shape/steps.ts';
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
    name,
    location: 'westeurope',
    subscriptionId,
    resourceGroup: 'rg-shop',
    provisioningState: 'Succeeded',
    controlPlane: { kind: 'systemAssigned', principalId: 'AAAA-1111' },
    kubelet: { kind: 'default', identityId, clientId: 'bbbb-2222', objectId: 'cccc-3333' },
    addons: [],
    agentPools: [],
    podIdentities: [],
    raw: {},
    ...by,
  };
  const all = findings.map(([severity, code]) => ({
    severity,
    code,
    text: verbatim(code),
    evidence: [],
    source: 'https://a',
    ...missingOf(name, code),
  }));
  return fleetRow({ cluster, findings: all }, 'Contoso Production');
}

/** What a finding about a missing role says about it, and its fix. */
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
  inOneGo(matchingRows(rows, { ...firstLook, ...by })).map(({ cluster }) => cluster.name);
const sorted = (by: ReportLook['by'], descending = false): readonly string[] =>
  inOneGo(sortedRows(rows, { by, descending })).map(({ cluster }) => cluster.name);

describe('the filter of a report', () => {
  it('lets everything pass at first', () => {
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

  it('finds by severity, and clusters without findings', () => {
    expect(seen({ marks: ['warning'] })).toEqual(['shop-10']);
    expect(seen({ marks: ['none'] })).toEqual(['pay']);
    expect(seen({ marks: ['warning', 'none'] })).toEqual(['shop-10', 'pay']);
  });

  it.each([
    ['a subscription, by its name', 'subscription:production', ['shop-10', 'shop-9', 'pay', 'big']],
    ['a subscription, by its id', `subscription:${subscriptionId}`, ['shop-10', 'shop-9', 'pay', 'big']],
    ['a resource group, in any case', 'GROUP:RG-shop', ['shop-10', 'shop-9', 'pay', 'big']],
    ['a region, by either name of the key', 'location:north', ['pay']],
    ['one of several values of a key', 'region:north region:west', ['shop-10', 'shop-9', 'pay', 'big']],
    ['all keys together', 'region:west kubelet:"service principal"', ['shop-10']],
    ['an identity, by its name', 'identity:id-shop', ['shop-9', 'pay', 'big']],
    ['an identity, by its principal ID', 'identity:aaaa-1111', ['shop-9', 'big']],
    ['a kind of control plane', 'controlPlane:user', ['pay']],
    ['a kind of kubelet', 'kubelet:"created by"', ['shop-9', 'pay', 'big']],
    ['a finding, by its code', 'finding:missingGrant', ['shop-9', 'big']],
    ['a finding, by its topic', 'finding:missingGrant:AcrPull', ['big']],
    ['a finding, by words of its title', 'finding:"role is missing"', ['shop-9', 'big']],
    ['a control, by its id', 'compliance:PA-7', ['shop-9']],
    ['a control, by a name that was used before', 'control:pa-7', ['shop-9']],
    ['a framework', 'compliance:"cloud security"', ['shop-10', 'shop-9']],
    ['a term and a word of the same finding', 'finding:missingGrant acrpull', ['big']],
    ['nothing where a key has no value yet', 'region: shop-9', ['shop-9']],
    ['a word with a colon where the key is not known', 'retiredaddon:webapp', ['big']],
    ['what is nowhere', 'region:nowhere', []],
  ])('asks for %s', (_, text, names) => {
    expect(seen({ text })).toEqual(names);
  });

  it('wants severity and topic of the same finding', () => {
    expect(seen({ marks: ['info'], text: 'finding:missingGrant' })).toEqual([]);
    expect(seen({ marks: ['error', 'none'], text: 'finding:missingGrant' })).toEqual(['shop-9', 'big']);
  });

  it('can be put into words', () => {
    expect(filterInWords(firstLook)).toBeUndefined();
    expect(filterInWords({ text: ' shop ', marks: ['error', 'none'] })).toBe('"shop", errors or no findings');
    expect(filterInWords({ text: 'group:"rg a" shop', marks: [] })).toBe('group:"rg a" shop');
  });
});

describe('the order of a report', () => {
  it('has the worst first', () => {
    expect(sorted('findings', true)).toEqual(['big', 'shop-9', 'shop-10', 'pay']);
    expect(sorted('findings')).toEqual(['pay', 'shop-10', 'shop-9', 'big']);
  });

  it('has the order of the page that is exported: what clusters lead to before how many findings they have', () => {
    const clusters = [
      row('many', [
        ['error', 'credentialOfGoneIssuer'],
        ['error', 'legacyMonitoringAuthentication'],
        ['warning', 'tooWideGrant'],
      ]),
      row('no-start', [['error', 'clusterFailed']]),
      row('no-images', [['error', 'missingGrant:P-03']]),
      row('no-images-10', [
        ['error', 'missingGrant:P-03'],
        ['info', 'leftoverGrant'],
      ]),
      row('no-images-9', [
        ['error', 'missingGrant:P-03'],
        ['info', 'leftoverGrant'],
      ]),
      row('clean', []),
    ];
    const shown = inOneGo(sortedRows(clusters, firstLook)).map(({ cluster }) => cluster.name);
    expect(shown).toEqual(['no-start', 'no-images-9', 'no-images-10', 'no-images', 'many', 'clean']);
    const page = reportOf(clusters, 'html', new Date('2026-12-01T08:00:00Z'));
    expect([...page.matchAll(/<h2>([a-z0-9-]+)<\/h2>/g)].map(([, name]) => name)).toEqual(shown);
  });

  it('takes numbers in names as numbers', () => {
    expect(sorted('name')).toEqual(['big', 'pay', 'shop-9', 'shop-10']);
    expect(sorted('name', true)).toEqual(['shop-10', 'shop-9', 'pay', 'big']);
  });

  it('equal rows have the most severe first, whatever the direction', () => {
    expect(sorted('region')).toEqual(['pay', 'big', 'shop-9', 'shop-10']);
    expect(sorted('subscription', true)).toEqual(['big', 'shop-9', 'shop-10', 'pay']);
  });
});

describe('the counts of a report', () => {
  it('are of findings by severity, and of clusters without any', () => {
    expect(inOneGo(countsOf(rows, ''))).toEqual({
      error: 3,
      warning: 1,
      info: 2,
      unknown: 0,
      none: 1,
      accepted: 0,
      new: 0,
    });
  });
});

describe('the counts of a filtered report', () => {
  const counted = (text: string) => inOneGo(countsOf(rows, text));

  it('are of the clusters that a term lets through', () => {
    const { counts } = rows.find(({ cluster }) => cluster.controlPlane.kind === 'userAssigned')!;
    expect(counted('controlPlane:user-assigned')).toMatchObject(counts);
    expect(counted('')).not.toMatchObject(counts);
  });

  it('are of the findings that a term lets through, without clusters', () => {
    expect(counted('finding:missingGrant')).toMatchObject({ warning: 0, info: 0, none: 0 });
    expect(counted('finding:leftoverGrant')).toMatchObject({ error: 0, info: 1, none: 0 });
  });

  it('are zero where nothing matches', () => {
    expect(Object.values(counted('severity:error'))).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('what the filter suggests', () => {
  const suggested = (key: Parameters<typeof suggestionsFor>[1]) =>
    inOneGo(suggestionsFor(rows, key)).map(({ value, count }) => [value, count]);

  it('has each value with the number of clusters that have it', () => {
    expect(suggested('region')).toEqual([
      ['northeurope', 1],
      ['westeurope', 3],
    ]);
    expect(suggested('subscription')).toEqual([['Contoso Production', 4]]);
    expect(suggested('identity')).toEqual([
      ['AAAA-1111', 2],
      ['bbbb-2222', 3],
      ['cccc-3333', 3],
      ['dddd-4444', 1],
      ['id-shop', 3],
    ]);
    expect(suggested('controlPlane')).toEqual([
      ['service principal', 1],
      ['system-assigned', 2],
      ['user-assigned', 1],
    ]);
  });

  it('names findings by their titles, a kind and its topics', () => {
    expect(inOneGo(suggestionsFor(rows, 'finding')).map(({ value, label, count }) => [value, label, count])).toEqual([
      ['missingGrant', 'A role is missing', 2],
      ['missingGrant:AcrPull', 'A role is missing: AcrPull', 1],
      ['missingGrant:Network Contributor', 'A role is missing: Network Contributor', 2],
      ['retiredAddon', 'Retired add-on', 1],
      ['retiredAddon:webAppRouting', 'Retired add-on: Application routing', 1],
      ['leftoverGrant', 'Unused role assignment', 1],
      ['servicePrincipal', 'Uses a service principal', 1],
    ]);
  });

  it('lists controls by framework, a policy by its title', () => {
    const all = inOneGo(suggestionsFor(rows, 'compliance'));
    expect(all.map(({ group }) => group)).toEqual(all.map(({ group }) => group).toSorted());
    expect(all).toContainEqual({
      value: 'PA-7',
      group: 'Microsoft cloud security benchmark',
      count: 1,
      label: 'PA-7 Follow just enough administration (least privilege) principle',
    });
    const policy = all.find(({ group }) => group === 'Azure Policy');
    expect(policy?.label).toBe('Azure Kubernetes Service Clusters should use managed identities');
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
  const open = fleetRow({ ...rows[2]!, unjudged: unknown }, 'Contoso Production');
  const stateOf = (of: readonly FleetRow[], look: Partial<ReportLook> = {}) =>
    inOneGo(
      createReportView().drawn({
        phase: 'ready',
        look: { ...firstLook, ...look },
        subscriptionNames: new Map(),
        rows: of,
        found: 1,
        seen: 0,
        notes: [],
        unknown: [],
        stale: false,
        unfolded: new Set<string>(),
        selected: new Set<string>(),
      }),
    ).state;

  it('is not among those without findings, and is found as what it is', () => {
    expect(inOneGo(countsOf([open], ''))).toMatchObject({ unknown: 1, none: 0 });
    expect(inOneGo(matchingRows([open], { ...firstLook, marks: ['none'] }))).toEqual([]);
    expect(inOneGo(matchingRows([open], { ...firstLook, marks: ['unknown'] }))).toEqual([open]);
  });

  it('says so when it is unfolded, with the reason', () => {
    const { lines } = inOneGo(
      createReportView().drawn({
        phase: 'ready',
        look: firstLook,
        subscriptionNames: new Map(),
        rows: [open],
        found: 1,
        seen: 0,
        notes: [],
        unknown: [],
        stale: false,
        unfolded: new Set([open.cluster.id.toLowerCase()]),
        selected: new Set(),
      }),
    ).state;
    expect(lines[0]!.findings).toMatchObject([{ severity: 'unknown', evidence: 'Forbidden.' }]);
  });

  it('is counted among its findings, and nothing is said of what there is none of', () => {
    const { lines } = stateOf([open, rows[0]!]);
    expect(lines.map(({ found }) => found)).toEqual([[{ tone: 'warning', count: 1 }], [{ tone: 'unknown', count: 1 }]]);
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
    phase: 'reading',
    look: firstLook,
    subscriptionNames: new Map(),
    rows: [listed, judged!],
    found: 1,
    seen: 0,
    notes: [],
    unknown: [],
    stale: false,
    unfolded: new Set<string>(),
    selected: new Set<string>(),
    ...by,
  });

  it('is counted by the kinds of its identities alone', () => {
    expect(inOneGo(countsOf([listed], ''))).toEqual(inOneGo(countsOf([], '')));
    expect(inOneGo(suggestionsFor([listed], 'finding'))).toEqual([]);
    expect(inOneGo(suggestionsFor([listed], 'controlPlane'))).toEqual([{ value: 'user-assigned', count: 1 }]);
  });

  it('passes a filter by what is known of it, and none by findings', () => {
    const passes = (by: Partial<ReportLook>) => inOneGo(matchingRows([listed], { ...firstLook, ...by })).length === 1;
    expect([{}, { text: 'pay northeurope' }, { text: 'controlPlane:user' }].map(passes)).toEqual([true, true, true]);
    const marks = ['error', 'warning', 'info', 'unknown', 'none', 'accepted', 'new'] as const;
    expect(marks.filter((mark) => passes({ marks: [mark] }))).toEqual([]);
    expect([{ text: 'finding:missingGrant' }, { text: 'compliance:CIS' }, { text: 'role' }].filter(passes)).toEqual([]);
  });

  it.each([
    ['reading', 'Still being checked'],
    ['stopped', 'Not checked: stopped'],
    ['failed', 'Not checked: reading failed'],
    ['signedOut', 'Not checked: signed out'],
  ] as const)('has a note while the report is %s: %s', (phase, words) => {
    const { lines, unchecked, clusters } = inOneGo(createReportView().drawn(model({ phase }))).state;
    expect(lines.map((line) => line.unchecked)).toEqual([undefined, words]);
    expect(lines[1]).toMatchObject({ name: 'pay', found: [] });
    expect({ unchecked, clusters }).toEqual({ unchecked: 1, clusters: 2 });
  });

  it('comes after all that are judged if those with the most errors come first', () => {
    const look = { by: 'findings', descending: true } as const;
    expect(inOneGo(sortedRows([listed, ...rows], look)).at(-1)).toBe(listed);
  });

  it('has nothing to fix, also where it alone is selected', () => {
    const selected = new Set([cluster.id.toLowerCase()]);
    expect(inOneGo(createReportView().drawn(model({ selected }))).fixesOf()?.changes).toEqual([]);
  });

  it('stays so when decisions about findings change', () => {
    expect(movedRow(decidedRow(listed, (findings) => findings))).toEqual(listed);
  });
});

describe('a finding of a report that is accepted', () => {
  const accepted = { reason: 'Moves soon' };
  const decide: Parameters<typeof decidedRow>[1] = (findings) => findings.map((one) => ({ ...one, accepted }));
  const decided = rows.map((each) => (each.cluster.name === 'big' ? decidedRow(each, decide) : each));
  const look = { ...firstLook, marks: ['error'] } as const;

  it('stays in its place, and its cluster in the table, until that is sorted again', () => {
    const names = (of: readonly FleetRow[]) =>
      inOneGo(sortedRows(inOneGo(matchingRows(of, look)), look)).map(({ cluster }) => cluster.name);
    expect(names(decided)).toEqual(['big', 'shop-9']);
    expect(names(decided.map(movedRow))).toEqual(['shop-9']);
    const big = decided.find(({ cluster }) => cluster.name === 'big')!;
    expect(big.findings.map(({ code }) => code)).toEqual(rows[3]!.findings.map(({ code }) => code));
    expect(big.placed).toBe(decidedRow(big, decide).placed);
  });

  it('is counted as accepted at once, and is nothing to fix', () => {
    expect(inOneGo(countsOf(decided, ''))).toMatchObject({ error: 1, accepted: 3 });
    const groups = inOneGo(findingGroups(decided, look));
    expect(groups.flatMap(({ items }) => items).filter(({ finding }) => finding.accepted)).toHaveLength(2);
  });
});

describe('a report by finding', () => {
  const groups = (by: Partial<ReportLook> = {}) => inOneGo(findingGroups(rows, { ...firstLook, ...by }));

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
    expect(groups({ text: 'finding:missingGrant' })).toHaveLength(2);
  });

  it('has only the findings that a searched text is about, or all of the clusters that it is about', () => {
    const of = (text: string) => {
      const look = { ...firstLook, text };
      return inOneGo(findingGroups(inOneGo(matchingRows(rows, look)), look)).map(({ key }) => key);
    };
    expect(of('network contributor')).toEqual(['missingGrant:Network Contributor']);
    expect(of('big acrpull')).toEqual(['missingGrant:AcrPull']);
    expect(of('shop-9')).toEqual(['missingGrant:Network Contributor', 'leftoverGrant']);
  });
});

describe('the pages of a report', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => row(`aks-${index}`, []));
  const model: ReportModel = {
    phase: 'ready',
    look: { ...firstLook, by: 'name', descending: false },
    subscriptionNames: new Map(),
    rows: many,
    found: 10_000,
    seen: 0,
    notes: [],
    unknown: [],
    stale: false,
    unfolded: new Set(),
    selected: new Set(),
  };
  const view = createReportView();

  it('have a hundred clusters each, however many there are', () => {
    const { lines, matching, first, pages } = inOneGo(
      view.drawn({ ...model, look: { ...model.look, page: 99 } }),
    ).state;
    expect({ matching, first, pages }).toEqual({ matching: 10_000, first: 9900, pages: 100 });
    expect(lines.map(({ name }) => name)).toEqual(Array.from({ length: 100 }, (_, index) => `aks-${9900 + index}`));
  });

  it('end where the filter leaves no more', () => {
    const state = inOneGo(view.drawn({ ...model, look: { ...model.look, text: 'aks-12', page: 5 } })).state;
    expect(state).toMatchObject({ matching: 111, first: 100, pages: 2, memento: { look: { page: 1 } } });
    expect(inOneGo(view.drawn({ ...model, look: { ...model.look, text: 'x', page: 5 } })).state).toMatchObject({
      first: 0,
      pages: 1,
    });
  });

  it('turning a page does not sort or count 10,000 clusters again', () => {
    let reads = 0;
    const rows = new Proxy(many, {
      get: (target, name, self) => (reads++, Reflect.get(target, name, self) as unknown),
    });
    inOneGo(view.drawn({ ...model, rows }));
    const before = reads;
    inOneGo(view.drawn({ ...model, rows, look: { ...model.look, page: 1 } }));
    expect(reads - before).toBeLessThan(10);
  });
});

describe('what a report fixes at once', () => {
  const model = (by: Partial<ReportModel> = {}, look: Partial<ReportLook> = {}): ReportModel => ({
    phase: 'ready',
    look: { ...firstLook, ...look },
    subscriptionNames: new Map(),
    rows,
    found: 4,
    seen: 0,
    notes: [],
    unknown: [],
    stale: false,
    unfolded: new Set<string>(),
    selected: new Set<string>(),
    ...by,
  });
  const labelOf = (of: ReportModel): string | undefined => inOneGo(createReportView().drawn(of)).state.fixAll;
  const idOf = (name: string): string => rows.find(({ cluster }) => cluster.name === name)!.cluster.id.toLowerCase();

  it('is what the filter shows, or what is selected of it', () => {
    expect(labelOf(model())).toBe('Fix 3 findings...');
    expect(labelOf(model({}, { text: 'big' }))).toBe('Fix 2 findings...');
    expect(labelOf(model({ selected: new Set([idOf('big')]) }))).toBe('Fix 2 findings...');
    expect(labelOf(model({ selected: new Set([idOf('pay')]) }))).toBeUndefined();
  });

  it('is never a finding that the filter hides, although its cluster is shown', () => {
    expect(labelOf(model({}, { text: 'finding:"missingGrant:Network Contributor"' }))).toBe('Fix 2 findings...');
    expect(labelOf(model({}, { marks: ['info'] }))).toBeUndefined();
  });

  it('is one finding of all clusters where the report is by finding', () => {
    const { state, fixesOf } = inOneGo(createReportView().drawn(model({}, { group: 'finding' })));
    const [first, second] = state.groups;
    expect(first!.fixAll).toBe('Fix 2 findings...');
    expect(second!.fixAll).toBeUndefined();
    expect(fixesOf(first!.key)?.changes).toHaveLength(2);
    expect(fixesOf('nothing')).toBeUndefined();
  });
});
