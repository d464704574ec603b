import type { Cluster } from '../cluster/model.ts';
import { catalogue, kindOf, titleOf } from '../findings/catalogue.ts';
import type { FindingCode } from '../findings/catalogue.ts';
import type { Finding } from '../findings/finding.ts';

const levels = { error: 'error', warning: 'warning', unknown: 'none', info: 'note' } as const;

/**
 * Writes findings as a SARIF 2.1.0 log with one rule for each code and one result for each finding, located at the cluster's
 * ARM id; `notes` become notifications of the run. What could not be checked is `open`, which has no level.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifOf(
  rows: readonly { readonly cluster: Cluster; readonly findings: readonly Finding[] }[],
  notes: readonly string[] = [],
): string {
  const first = new Map<FindingCode, Finding>();
  for (const finding of rows.flatMap(({ findings }) => findings)) {
    if (!first.has(finding.code)) first.set(finding.code, finding);
  }
  const codes = [...first.keys()].sort();
  const rules = codes.map((code) => {
    const finding = first.get(code);
    return {
      id: code,
      name: ruleName(code),
      shortDescription: { text: `${titleOf(code)}.` },
      defaultConfiguration: { level: levels[catalogue[kindOf(code)].severity] },
      ...(finding && /^https?:\/\//.test(finding.source) ? { helpUri: finding.source } : {}),
    };
  });
  const results = rows.flatMap(({ cluster, findings }) =>
    findings.map((finding) => ({
      ruleId: finding.code,
      ruleIndex: codes.indexOf(finding.code),
      ...(finding.severity === 'unknown' ? { kind: 'open' } : {}),
      level: levels[finding.severity],
      message: { text: `${finding.text} ${finding.evidence}` },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: uriOf(cluster.id) }, region: { startLine: 1 } },
          logicalLocations: [{ name: cluster.name, fullyQualifiedName: cluster.id, kind: 'resource' }],
        },
      ],
      partialFingerprints: { 'aksIdentity/v1': `${cluster.id.toLowerCase()}|${finding.code}|${finding.evidence}` },
    })),
  );
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'AKS Identity',
            informationUri: 'https://learn.microsoft.com/azure/aks/managed-identity-overview',
            rules,
          },
        },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: notes.map((text) => ({ level: 'note', message: { text } })),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** Returns an ARM id as a relative URI: without its leading slash and with its segments percent-encoded. */
function uriOf(id: string): string {
  return id.replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/');
}

/** Returns `MissingGrantP02` for `missingGrant:P-02`. */
function ruleName(code: string): string {
  const name = code.replace(/[^a-z0-9]+(.)?/gi, (_, next: string | undefined) => (next ?? '').toUpperCase());
  return name.charAt(0).toUpperCase() + name.slice(1);
}
