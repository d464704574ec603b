/** Clusters with their findings as a text to hand on. */
import type { Cluster } from '../cluster/model.ts';
import type { Finding } from '../findings/finding.ts';
import { severities } from '../findings/severity.ts';
import type { Severity } from '../findings/severity.ts';
import { describeControlPlane, describeKubelet } from '../words/describe.ts';
import { sarifOf } from './sarif.ts';

/** What a report can be written as. */
export type ReportFormat = 'markdown' | 'csv' | 'json' | 'sarif';

/** One cluster in a report. */
export interface ReportRow {
  readonly cluster: Cluster;
  readonly findings: readonly Finding[];
}

/**
 * The report in a format; the same text for the same clusters, findings and time, whatever the order they come in. `notes`
 * say what was not looked at; CSV has no place for them.
 */
export function reportOf(
  rows: readonly ReportRow[],
  format: ReportFormat,
  now: Date,
  notes: readonly string[] = [],
): string {
  const sorted = [...rows].sort((a, b) => compare(a.cluster.id.toLowerCase(), b.cluster.id.toLowerCase()));
  switch (format) {
    case 'markdown':
      return markdownOf(sorted, now, notes);
    case 'csv':
      return csvOf(sorted);
    case 'json':
      return jsonOf(sorted, now, notes);
    case 'sarif':
      return sarifOf(sorted, notes);
  }
}

/** By code unit, so that the order doesn't depend on the machine's language. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function count(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function markdownOf(rows: readonly ReportRow[], now: Date, notes: readonly string[]): string {
  const all = rows.flatMap(({ findings }) => findings);
  const totals = severities.map((severity) => `${severity}: ${count(all, severity)}`).join(', ');
  const table = rows.map(({ cluster, findings }) =>
    tableRow([
      cluster.name,
      cluster.resourceGroup,
      cluster.subscriptionId,
      cluster.location,
      describeControlPlane(cluster.controlPlane),
      describeKubelet(cluster.kubelet),
      ...severities.map((severity) => String(count(findings, severity))),
    ]),
  );
  const details = rows.flatMap(({ cluster, findings }) =>
    findings.length === 0
      ? []
      : [
          '',
          `## ${escaped(cluster.name)}`,
          '',
          codeSpan(cluster.id),
          '',
          tableRow(['Severity', 'Code', 'Finding', 'Evidence', 'Source']),
          tableRow(['---', '---', '---', '---', '---']),
          ...findings.map((each) => tableRow([each.severity, each.code, each.text, each.evidence, each.source])),
        ],
  );
  const heading = ['Cluster', 'Resource group', 'Subscription', 'Region', 'Control plane', 'Kubelet', ...severities];
  return [
    '# AKS identity report',
    '',
    `${now.toISOString()}. Clusters: ${rows.length}. Findings: ${totals}.`,
    '',
    ...notes.flatMap((note) => [`Not looked at: ${escaped(note)}`, '']),
    tableRow(heading),
    tableRow(heading.map(() => '---')),
    ...table,
    ...details,
    '',
  ].join('\n');
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map(escaped).join(' | ')} |`;
}

/** A text that stays in its cell and brings no markup of its own. */
function escaped(text: string): string {
  return text.replace(/[\\`*_~[\]<>|#&]/g, (character) => entities[character] ?? `\\${character}`).replace(/\s+/g, ' ');
}

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '&': '&amp;' };

/** A text as code, whatever backticks are in it. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${text.replace(/\s+/g, ' ')}${space}${fence}`;
}

function csvOf(rows: readonly ReportRow[]): string {
  const heading = [
    ...['subscriptionId', 'resourceGroup', 'cluster', 'location', 'controlPlane', 'kubelet', 'provisioningState'],
    ...['severity', 'code', 'text', 'evidence', 'source'],
  ];
  const lines = rows.flatMap(({ cluster, findings }) => {
    const start = [
      cluster.subscriptionId,
      cluster.resourceGroup,
      cluster.name,
      cluster.location,
      describeControlPlane(cluster.controlPlane),
      describeKubelet(cluster.kubelet),
      cluster.provisioningState,
    ];
    if (findings.length === 0) return [[...start, '', '', '', '', '']];
    return findings.map((each) => [...start, each.severity, each.code, each.text, each.evidence, each.source]);
  });
  return [heading, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** A quoted cell (RFC 4180) that no spreadsheet takes for a formula. */
function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replace(/"/g, '""')}"`;
}

function jsonOf(rows: readonly ReportRow[], now: Date, notes: readonly string[]): string {
  const clusters = rows.map(({ cluster, findings }) => ({
    id: cluster.id,
    name: cluster.name,
    subscriptionId: cluster.subscriptionId,
    resourceGroup: cluster.resourceGroup,
    location: cluster.location,
    provisioningState: cluster.provisioningState,
    controlPlane: cluster.controlPlane,
    kubelet: cluster.kubelet,
    findings,
  }));
  return `${JSON.stringify({ generatedAt: now.toISOString(), notes, clusters }, undefined, 2)}\n`;
}
