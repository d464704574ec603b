import { unknown } from '../../../support/domain/unknowns.ts';
import Ajv from 'ajv';
import draft04 from 'ajv/lib/refs/json-schema-draft-04.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import { catalogue, type FindingKind } from '../../../../src/domain/findings/catalogue.ts';
import type { Finding } from '../../../../src/domain/findings/finding.ts';
import type { ReportRow } from '../../../../src/domain/report/columns.ts';
import { type Comparison } from '../../../../src/domain/report/comparison.ts';
import { comparisonOf } from '../../../support/domain/comparisonOf.ts';
import { fingerprintsOf } from '../../../../src/domain/report/fingerprint.ts';
import { reportOf } from '../../../../src/domain/report/formats/report.ts';
import { linkToCluster } from '../../../../src/domain/words/links.ts';
import { cluster, clusterId, clusterJson } from '../../../support/domain/clusterFixture.ts';
import { codes, find } from '../../../support/domain/cases/findingCases.ts';
import { brokenRules, multitoolRules } from '../../../support/sarif/multitoolRules.ts';
import { missingRole as finding } from '../../../support/domain/missingRole.ts';
// The schema that OASIS publishes, as schemastore.org has it: https://json.schemastore.org/sarif-2.1.0-rtm.5.json
import schema from './sarif-2.1.0.json' with { type: 'json' };
import { textOf } from '../../../../src/sentences/textOf.ts';

const ajv = new Ajv({ schemaId: 'id', meta: false, unknownFormats: 'ignore', allErrors: true });
ajv.addMetaSchema(draft04);
const validate = ajv.compile(schema);

const now = new Date('2026-09-01T12:00:00Z');

interface Rule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string; readonly markdown: string };
  readonly properties: { readonly 'security-severity': string; readonly tags: readonly string[] };
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind?: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly hostedViewerUri: string;
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
    readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly object[];
  readonly baselineState?: string;
  readonly provenance?: object;
}
interface Run {
  readonly tool: { readonly driver: { readonly version: string; readonly rules: readonly Rule[] } };
  readonly automationDetails: { readonly id: string };
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly { level: string; message: { text: string } }[];
  }[];
  readonly results: readonly Result[];
}

function runOf(rows: readonly ReportRow[], notes: readonly string[] = [], comparison?: Comparison): Run {
  const log = JSON.parse(reportOf(rows, 'sarif', now, { notes, comparison })) as { readonly runs: readonly [Run] };
  void validate(log);
  expect(validate.errors ?? []).toEqual([]);
  expect(brokenRules(log)).toEqual([]);
  return log.runs[0];
}

const withFindings = (...findings: Finding[]): ReportRow[] => [{ cluster: cluster(), findings }];

describe('a SARIF log', () => {
  it('fits the published schema with every kind of finding, with none, and with all that can be beside them', () => {
    runOf([]);
    runOf(codes.map(([, , having]) => ({ cluster: cluster(), findings: find(having) })));
    runOf(withFindings({ ...finding, accepted: { reason: 'r', by: 'b', expires: '2027-01-01' } }), ['A note.']);
  });

  it('would not fit the schema with a rule that has no id', () => {
    const log = JSON.parse(reportOf([], 'sarif', now)) as {
      runs: { tool: { driver: { rules: { id?: string }[] } } }[];
    };
    delete log.runs[0]!.tool.driver.rules[0]!.id;
    expect(validate(log)).toBe(false);
  });

  it('declares every kind of finding as a rule, whether there is one or not', () => {
    const { driver } = runOf([]).tool;
    expect(driver.rules.map(({ id }) => id)).toEqual(Object.keys(catalogue));
    for (const { id, shortDescription, fullDescription, help, properties } of driver.rules) {
      expect(shortDescription.text).toBe(`${textOf(catalogue[id as FindingKind].title)}.`);
      expect(fullDescription.text.length).toBeGreaterThan(shortDescription.text.length);
      expect(help.text).toContain(fullDescription.text);
      expect(help.markdown).toContain(`](${catalogue[id as FindingKind].source})`);
      expect(Number(properties['security-severity'])).toBeGreaterThan(0);
      expect(properties.tags).toContain('security');
    }
  });

  it('says which version made it and under which name runs belong together', () => {
    const { tool, automationDetails } = runOf([]);
    expect(tool.driver.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(automationDetails.id).toBe('aks-identity/');
  });

  it('has a result for each finding that points to the rule of its kind', () => {
    const { tool, results } = runOf(withFindings(finding, { ...finding, code: 'halfMigrated', severity: 'info' }));
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['missingGrant', 'error'],
      ['halfMigrated', 'note'],
    ]);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
  });

  it('has what could not be checked as an open result without a level', () => {
    const unread: Finding = { ...finding, code: 'identityUnreadable', severity: 'unknown' };
    const { results } = runOf(withFindings(unread, finding));
    expect(results.map(({ kind, level }) => [kind, level])).toEqual([
      ['open', 'none'],
      [undefined, 'error'],
    ]);
  });

  it('has the link that shows the cluster in VS Code, and no other', () => {
    const named = { ...finding, evidence: ['Of [this](https://example.com) and [that].'] };
    const results = runOf(withFindings(finding, named)).results;
    const link = linkToCluster(clusterId);
    expect(results.map(({ hostedViewerUri }) => hostedViewerUri)).toEqual([link, link]);
    expect(results.map(({ message }) => message.text)).toEqual([
      'The control plane lacks a role. Nothing at the subnet.',
      'The control plane lacks a role. Of \\[this\\](https://example.com) and \\[that\\].',
    ]);
  });

  it('names the cluster by its ARM id, as one relative address that needs no escaping and has no colon first', () => {
    const odd = clusterOf(clusterJson({}, { id: `${clusterId} x` }));
    const [result] = runOf([{ cluster: odd, findings: [finding] }]).results;
    expect(result!.locations).toHaveLength(1);
    const [{ physicalLocation, logicalLocations }] = result!.locations as [Result['locations'][number]];
    expect(logicalLocations[0]!.fullyQualifiedName).toBe(`${clusterId} x`);
    const { uri } = physicalLocation.artifactLocation;
    expect(uri).toBe(`${clusterId.slice(1)}%20x`);
    expect(uri.split('/')[0]).not.toContain(':');
    expect(new URL(uri, 'file:///repository/').href).toBe(`file:///repository/${uri}`);
  });

  it('suppresses what is accepted, with the reason', () => {
    const { results } = runOf(
      withFindings({ ...finding, accepted: { reason: 'Known.', by: 'kim', expires: '2027-01-01' } }, finding),
    );
    expect(results.map(({ suppressions }) => suppressions)).toEqual([
      [{ kind: 'external', status: 'accepted', justification: 'Accepted until Jan 1, 2027 by kim: Known.' }],
      undefined,
    ]);
  });

  it('says beside an earlier report what is new and what is unchanged, and has no result for what is fixed', () => {
    const row: ReportRow = { cluster: cluster(), findings: [finding, { ...finding, code: 'halfMigrated' }] };
    const earlier = { ...finding, text: textOf(finding.text), clusterId, since: '2026-01-01T00:00:00.000Z' };
    const comparison = comparisonOf([row], {
      at: '2026-08-01T00:00:00.000Z',
      findings: new Map([
        [fingerprintsOf(row)[0]!, { ...earlier, fingerprint: fingerprintsOf(row)[0]! }],
        ['gone', { ...earlier, fingerprint: 'gone', text: 'It was so.' }],
      ]),
    });
    const { results, invocations } = runOf([row], [], comparison);
    expect(results.map(({ baselineState, provenance }) => [baselineState, provenance])).toEqual([
      ['unchanged', { firstDetectionTimeUtc: '2026-01-01T00:00:00.000Z' }],
      ['new', { firstDetectionTimeUtc: now.toISOString() }],
    ]);
    const told = invocations[0]!.toolExecutionNotifications.map(({ message }) => message.text);
    expect(told.filter((text) => text.startsWith('Fixed: '))).toEqual(['Fixed: Cluster shop: It was so.']);
  });

  it('tells what was not read of a cluster', () => {
    const reason = "Federated credentials can't be read: Forbidden.";
    const row = { ...withFindings()[0]!, workloads: { unknown: [unknown(reason)] } };
    const [{ executionSuccessful, toolExecutionNotifications }] = runOf([row], ['A note.']).invocations as [
      Run['invocations'][number],
    ];
    expect(toolExecutionNotifications.map(({ level, message }) => [level, message.text])).toEqual([
      ['error', `shop: ${reason}`],
      ['note', 'A note.'],
      ['note', 'Not fully checked: shop.'],
    ]);
    expect(executionSuccessful).toBe(false);
  });
});

describe("the rules of Microsoft's SARIF multitool", () => {
  const result = 'runs.0.results.0';
  const place = `${result}.locations.0.physicalLocation`;
  const driver = 'runs.0.tool.driver';
  /** What of a log of ours is replaced, or taken out, to break each rule. */
  const breaks: Readonly<Record<string, readonly [path: string, value?: unknown]>> = {
    SARIF1001: [`${driver}.rules.0.name`, 'ServicePrincipal'],
    SARIF1002: [`${place}.artifactLocation.uri`, 'a b'],
    SARIF1005: [`${result}.hostedViewerUri`, 'shop'],
    SARIF1006: ['runs.0.invocations.0.startTimeUtc', '2030-01-01T00:00:00Z'],
    SARIF1007: [`${place}.region`, { endLine: 1 }],
    SARIF1008: [place, { artifactLocation: { uri: 'a' }, contextRegion: { startLine: 1 } }],
    SARIF1009: [`${result}.ruleIndex`, 1000],
    SARIF1010: [`${result}.ruleId`],
    SARIF1011: ['$schema', 'https://json.schemastore.org/sarif-2.0.0.json'],
    SARIF1012: [`${result}.message`, {}],
    SARIF2001: [`${driver}.rules.0.messageStrings`, { default: { text: 'No stop' } }],
    SARIF2004: [`${driver}.rules`, [{ id: 'servicePrincipal' }]],
    SARIF2005: [`${driver}.name`, 'A name of many words'],
    SARIF2007: ['runs.0.versionControlProvenance', [{ repositoryUri: 'https://example.com' }]],
    SARIF2008: ['$schema'],
    GH1001: [`${result}.locations`],
    GH1003: [`${place}.region`],
    GH1005: [`${place}.artifactLocation.uri`, 'https://example.com/a'],
  };

  function spoilt(path: string, value: unknown): unknown {
    const log = JSON.parse(reportOf(withFindings(finding), 'sarif', now)) as Record<string, unknown>;
    const names = path.split('.');
    const last = names.pop()!;
    const holder = names.reduce((one, name) => one[name] as Record<string, unknown>, log);
    if (value === undefined) delete holder[last];
    else holder[last] = value;
    return log;
  }

  it('are all tried', () => {
    expect(Object.keys(breaks)).toEqual(multitoolRules);
  });

  it.each(Object.entries(breaks))('would report a log that breaks %s (C-26)', (id, [path, value]) => {
    expect(brokenRules(spoilt(path, value)).map((one) => one.split(' ')[0])).toContain(id);
  });
});
