import { unknown } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import { Refusal } from '../../../src/domain/arm/refusal.ts';
import { parseBaseline } from '../../../src/domain/report/formats/baseline.ts';
import type { ReportRow } from '../../../src/domain/report/columns.ts';
import { clustersLeft, comparedFindings, comparisonInWords } from '../../../src/domain/report/comparison.ts';
import { comparisonOf } from '../../support/domain/comparisonOf.ts';
import { inOneGo } from '../../../src/shape/steps.ts';
import { maskGuids } from '../../../src/domain/report/mask.ts';
import type { Requirement } from '../../../src/domain/needs/need.ts';
import { reportOf } from '../../../src/domain/report/formats/report.ts';
import { cluster, clusterId, clusterJson } from '../../support/domain/clusterFixture.ts';
import { say } from '../../../src/sentences/words.ts';

const [first, then, now] = ['2026-07-01', '2026-08-01', '2026-09-01'].map((day) => new Date(`${day}T12:00:00Z`)) as [
  Date,
  Date,
  Date,
];
const failed: Finding = {
  code: 'clusterFailed',
  severity: 'error',
  text: say`It failed.`,
  evidence: ['e'],
  source: 's',
};
const principal: Finding = { ...failed, code: 'servicePrincipal', severity: 'warning', text: say`It has a secret.` };
const half: Finding = { ...failed, code: 'halfMigrated', severity: 'info', text: say`It is half migrated.` };
const row = (...findings: Finding[]): ReportRow => ({ cluster: cluster(), findings });
const need: Requirement = {
  id: 'P-02',
  identity: 'kubelet',
  role: { id: 'r', name: 'AcrPull' },
  scope: `${clusterId}/x`,
  actions: [],
  verdict: 'unknown',
  reason: say`It may be in a group.`,
};
const missing = row({ ...failed, code: 'missingGrant:P-02', missing: need });
const formats = ['json', 'sarif'] as const;

describe.each(formats)('an earlier report in %s', (format) => {
  const before = (...findings: Finding[]) => parseBaseline(reportOf([row(...findings)], format, then));

  it('tells what is new, what is unchanged and what is fixed', () => {
    const comparison = comparisonOf([row(failed, half)], before(failed, principal));
    expect(comparedFindings(row(failed, half), now, comparison).map(({ state }) => state)).toEqual([
      'unchanged',
      'new',
    ]);
    expect(comparison.fixed.map(({ code, severity, clusterId: id }) => [code, severity, id])).toEqual([
      ['servicePrincipal', 'warning', clusterId],
    ]);
  });

  it('a comparison tells since when something is so, also where the earlier report was compared itself', () => {
    const oldest = parseBaseline(reportOf([row(failed)], format, first));
    const text = reportOf([row(failed, half)], format, then, { comparison: comparisonOf([row(failed, half)], oldest) });
    const comparison = comparisonOf([row(failed, half, principal)], parseBaseline(text));
    expect(comparedFindings(row(failed, half, principal), now, comparison).map(({ since }) => since)).toEqual(
      [first, then, now].map((day) => day.toISOString()),
    );
  });

  it("a comparison does not call fixed what can't be known now", () => {
    const other = clusterOf(clusterJson({}, { id: `${clusterId}-2`, name: 'shop-2' }));
    const gone = comparisonOf([{ cluster: other, findings: [] }], before(failed));
    expect([gone.fixed.length, gone.unseen.length]).toEqual([0, 1]);
    const reason = "Federated credentials can't be read: Forbidden.";
    const unread = comparisonOf([{ ...row(), workloads: { unknown: [unknown(reason)] } }], before(failed));
    expect([unread.fixed.length, unread.unseen.length]).toEqual([0, 1]);
  });

  it('tells what was accepted then', () => {
    const { findings } = before({ ...failed, accepted: { reason: 'Known.' } }, principal);
    expect([...findings.values()].map(({ isAccepted }) => isAccepted).toSorted()).toEqual([true, undefined]);
  });

  it('a comparison calls the findings of a cluster that is gone fixed, and of one that is only not in the report not', () => {
    for (const mask of [(text: string) => text, maskGuids]) {
      const earlier = parseBaseline(mask(reportOf([row(failed)], format, then)));
      const left = inOneGo(clustersLeft([], earlier));
      expect(left).toEqual([mask(clusterId)]);
      expect(inOneGo(clustersLeft([row()], earlier))).toEqual([]);
      expect(comparisonOf([], earlier)).toMatchObject({ fixed: [], unseen: [{ code: 'clusterFailed' }] });
      expect(comparisonOf([], earlier, left)).toMatchObject({ fixed: [{ code: 'clusterFailed' }], unseen: [] });
    }
  });

  it("a comparison does not call a missing role fixed where it can't be told now whether it is there", () => {
    const { findings } = missing;
    const comparison = comparisonOf([{ ...row(), unjudged: [need] }], before(...findings));
    expect([comparison.fixed.length, comparison.unseen.length]).toEqual([0, 1]);
    expect(comparisonOf([row()], before(...findings)).fixed).toHaveLength(1);
  });

  it("a comparison does not call a missing role fixed where the vault of the key that needs it can't be seen now", () => {
    const somewhere = { ...need, scope: 'https://kv.vault.azure.net/keys/k/1' };
    const comparison = comparisonOf([{ ...row(), unjudged: [somewhere] }], before(...missing.findings));
    expect([comparison.fixed.length, comparison.unseen.length]).toEqual([0, 1]);
    const other = { ...somewhere, id: 'P-99' };
    expect(comparisonOf([{ ...row(), unjudged: [other] }], before(...missing.findings)).fixed).toHaveLength(1);
  });

  it('what only could not be read is neither new nor fixed, now or in the earlier report', () => {
    const unread: Finding = {
      ...failed,
      code: 'notAllRead',
      severity: 'unknown',
      text: say`Not everything could be read.`,
    };
    const since = comparisonOf([row(failed, unread)], before(failed));
    expect(comparedFindings(row(failed, unread), now, since).map(({ state }) => state)).toEqual([
      'unchanged',
      undefined,
    ]);
    expect(inOneGo(comparisonInWords([row(failed, unread)], now, since))[0]).toContain(
      ': 0 new, 1 unchanged, 0 fixed.',
    );
    const csv = reportOf([row(failed, unread)], 'csv', now, { comparison: since })
      .trim()
      .split('\r\n');
    expect(csv.map((line) => /"(\w*)","[\w.:-]*"$/.exec(line)?.[1])).toEqual(['state', 'unchanged', '', '']);
    const after = comparisonOf([row(failed)], before(failed, unread));
    expect([after.fixed, after.unseen]).toEqual([[], []]);
  });

  it('can be compared where its ids are masked', () => {
    const baseline = parseBaseline(maskGuids(reportOf([row(failed, principal)], format, then)));
    const comparison = comparisonOf([row(failed)], baseline);
    expect(comparedFindings(row(failed), now, comparison).map(({ state }) => state)).toEqual(['unchanged']);
    expect(comparison.fixed.map(({ code }) => code)).toEqual(['servicePrincipal']);
  });
});

describe('a comparison', () => {
  const comparison = comparisonOf([row(failed, half)], parseBaseline(reportOf([row(failed, principal)], 'json', then)));
  const text = (format: 'markdown' | 'csv' | 'json'): string =>
    reportOf([row(failed, half)], format, now, { comparison });

  it('is in Markdown in a sentence and beside each finding', () => {
    const lines = text('markdown').split('\n');
    expect(lines).toContain(`Compared with the report of ${then.toISOString()}: 1 new, 1 unchanged, 1 fixed.`);
    expect(lines).toContain('Fixed: Cluster shop: It has a secret.');
    expect(lines.filter((line) => /^\| (new|unchanged) \| 2026/.test(line))).toHaveLength(2);
  });

  it('is in CSV in two columns', () => {
    const [heading, ...lines] = text('csv').trim().split('\r\n');
    expect(heading).toMatch(/,"state","since"$/);
    expect(lines.map((line) => /"(\w+)","[\d.:TZ-]+"$/.exec(line)?.[1])).toEqual(['unchanged', 'new']);
  });

  it('is in JSON with what was fixed', () => {
    expect(JSON.parse(text('json'))).toMatchObject({
      comparedWith: then.toISOString(),
      fixed: [{ code: 'servicePrincipal' }],
      unseen: [],
      clusters: [{ findings: [{ state: 'unchanged' }, { state: 'new' }] }],
    });
  });

  it.each(formats)('in %s remembers what could not be known at its time', (format) => {
    const reason = "Federated credentials can't be read: Forbidden.";
    const unread = { ...row(), workloads: { unknown: [unknown(reason)] } };
    const between = reportOf([unread], format, then, {
      comparison: comparisonOf([unread], parseBaseline(reportOf([row(failed)], format, then))),
    });
    const next = comparisonOf([row(failed)], parseBaseline(between));
    expect(comparedFindings(row(failed), now, next)).toMatchObject([{ state: 'unchanged', since: then.toISOString() }]);
  });

  it('goes by the run of this tool, where a file has those of others, too', () => {
    const log = JSON.parse(reportOf([row(failed)], 'sarif', then)) as { readonly runs: readonly object[] };
    const driver = { name: 'CodeQL' };
    const other = { tool: { driver }, results: [], invocations: [{ endTimeUtc: then.toISOString() }] };
    const others = { tool: { driver }, results: [{ message: { text: 'x' } }] };
    const baseline = parseBaseline(JSON.stringify({ ...log, runs: [other, ...log.runs, others] }));
    expect([...baseline.findings.values()].map(({ code }) => code)).toEqual(['clusterFailed']);
  });

  it.each([
    [
      '{"runs": [{"tool": {"driver": {"name": "CodeQL"}}, "results": []}]}',
      'This SARIF file has no run of AKS Identity.',
    ],
    ['no JSON', 'This is not JSON'],
    ['[]', 'This is not an AKS Identity report'],
    ['{"runs": []}', 'This SARIF file has no run of AKS Identity.'],
    ['{"generatedAt": "2026-01-01", "clusters": [{"id": 1}]}', 'clusters[0].id must be a text'],
  ])('with %s is refused with what is wrong', (content, message) => {
    expect(() => parseBaseline(content)).toThrow(Refusal);
    expect(() => parseBaseline(content)).toThrow(message);
  });
});

it('a comparison looks at each earlier finding a few times, however many clusters there are', () => {
  let looks = 0;
  const rows = Array.from({ length: 40 }, (_, index): ReportRow => {
    const id = `${clusterId}-${String(index)}`;
    return { cluster: clusterOf(clusterJson({}, { id })), findings: [], stillHeld: [[], []] };
  });
  const left: Finding = { ...failed, code: 'leftoverGrant', severity: 'warning', subject: 'a' };
  const earlier = parseBaseline(
    reportOf(
      rows.map((each) => ({ ...each, findings: [left] })),
      'json',
      then,
    ),
  );
  const counted = [...earlier.findings].map(([print, { clusterId: id, ...finding }]) => {
    const own = Object.defineProperty(finding, 'clusterId', { get: () => (looks++, id) });
    return [print, own as typeof finding & { clusterId: string }] as const;
  });
  const { fixed } = comparisonOf(rows, { at: earlier.at, findings: new Map(counted) });
  expect(fixed).toHaveLength(40);
  expect(looks).toBeLessThanOrEqual(40 * 5);
});
