/** Writes clusters with their findings as a text. */
import type { SubscriptionNames } from '../arm/scopeWords.ts';
import { bySeverity, inCommonTerms, topicOf } from '../findings/finding.ts';
import type { Finding } from '../findings/finding.ts';
import { notJudged } from '../needs/notJudged.ts';
import { dateAndTime } from '../words/dateTime.ts';
import { linkToCluster } from '../words/links.ts';
import { briefEvidence } from '../words/reasons.ts';
import { severities } from '../findings/severity.ts';
import type { Severity } from '../findings/severity.ts';
import { columns, notCheckedIn, tableColumns } from './columns.ts';
import type { ReportRow } from './columns.ts';
import { sarifOf } from './sarif.ts';

/** The formats in which a report can be written. */
export type ReportFormat = 'markdown' | 'csv' | 'json' | 'sarif';

/** What a report says of itself, beside its clusters; CSV leaves it out. */
export interface AboutReport {
  /** What was not read. */
  readonly notes?: readonly string[];
  /** What a filter leaves out, in a sentence. */
  readonly filter?: string | undefined;
  /** Names subscriptions in the evidence that people read. */
  readonly subscriptionName?: SubscriptionNames;
}

/**
 * Writes the report in a format; the same clusters, findings and time always make the same text, whatever their order. What
 * people read begins with the worst; what programs read is in the order of ids.
 */
export function reportOf(rows: readonly ReportRow[], format: ReportFormat, now: Date, about: AboutReport = {}): string {
  const notes = [...(about.filter === undefined ? [] : [about.filter]), ...(about.notes ?? []), ...openIn(rows)];
  const sorted = [...rows].sort((a, b) => compare(a.cluster.id.toLowerCase(), b.cluster.id.toLowerCase()));
  switch (format) {
    case 'markdown':
      return markdownOf(worstFirst(sorted), now, about);
    case 'csv':
      return csvOf(sorted);
    case 'json':
      return jsonOf(sorted, now, notes);
    case 'sarif':
      return sarifOf(sorted, notes);
  }
}

/** Names the clusters that were not fully checked, so that what has no finding is not taken for good. */
function openIn(rows: readonly ReportRow[]): readonly string[] {
  const open = rows.filter((row) => notCheckedIn(row) > 0).map(({ cluster }) => cluster.name);
  return open.length === 0 ? [] : [`Not fully checked: ${open.toSorted(compare).join(', ')}.`];
}

/** Compares texts by code unit, so that the order does not depend on the machine's language. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function count(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function numberOf(row: ReportRow, severity: Severity): number {
  return severity === 'unknown' ? notCheckedIn(row) : count(row.findings, severity);
}

/** Sorts by the number of errors, then of warnings, then of the rest; what is equally bad keeps its order. */
function worstFirst(rows: readonly ReportRow[]): readonly ReportRow[] {
  const counts = new Map(rows.map((row) => [row, severities.map((severity) => numberOf(row, severity))]));
  const of = (row: ReportRow): readonly number[] => counts.get(row) ?? [];
  return rows.toSorted(
    (a, b) =>
      of(b)
        .map((each, index) => each - (of(a)[index] ?? 0))
        .find((by) => by !== 0) ?? 0,
  );
}

/** A sign and a word for each severity, and the word for many. */
const severityWords = {
  error: ['\u2716 Error', 'error', 'errors'],
  warning: ['\u26a0 Warning', 'warning', 'warnings'],
  unknown: ['? Unknown', 'unknown', 'unknown'],
  info: ['\u2139 Info', 'info', 'info'],
} as const satisfies Readonly<Record<Severity, readonly string[]>>;

function markdownOf(
  rows: readonly ReportRow[],
  now: Date,
  { notes = [], filter, subscriptionName }: AboutReport,
): string {
  const all = rows.flatMap(({ findings }) => findings);
  const totals = (['error', 'warning', 'info'] as const).map((severity) => {
    const [, one, many] = severityWords[severity];
    const number = count(all, severity);
    return `${number} ${number === 1 ? one : many}`;
  });
  const open = rows.filter((row) => notCheckedIn(row) > 0).length;
  if (open > 0) totals.push(`${open} ${open === 1 ? 'cluster' : 'clusters'} not fully checked`);
  const short = (evidence: string): string => briefEvidence(evidence, subscriptionName);
  const table = rows.map((row) => tableRow(tableColumns.map(({ of }) => String(of(row)))));
  const details = rows.flatMap(({ cluster, findings, unknown = [] }) =>
    findings.length === 0 && unknown.length === 0
      ? []
      : [
          '',
          `## ${escaped(cluster.name)}`,
          '',
          codeSpan(cluster.id),
          '',
          `[Open in VS Code](${linkToCluster(cluster.id)})`,
          '',
          tableRow(['Severity', 'Finding', 'Details', 'Evidence', 'Learn more']),
          tableRow(['---', '---', '---', '---', '---']),
          ...bySeverity(findings).map((each) =>
            tableRow([
              severityWords[each.severity][0],
              topicOf(each).title,
              each.text,
              short(each.evidence),
              each.source,
            ]),
          ),
          ...notJudged(unknown, subscriptionName).map(({ severity, title, text, evidence, source }) =>
            tableRow([severityWords[severity][0], title, text, short(evidence), source]),
          ),
        ],
  );
  const heading = tableColumns.map(({ title }) => title);
  return [
    '# AKS identity report',
    '',
    `${dateAndTime(now)}. ${rows.length} ${rows.length === 1 ? 'cluster' : 'clusters'}: ${totals.join(', ')}.`,
    '',
    ...(filter === undefined ? [] : [escaped(filter), '']),
    ...notes.flatMap((note) => [`Note: ${escaped(note)}`, '']),
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

/** Returns the text so that it stays in its cell and brings no markup of its own. */
function escaped(text: string): string {
  return text.replace(/[\\`*_~[\]<>|#&]/g, (character) => entities[character] ?? `\\${character}`).replace(/\s+/g, ' ');
}

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '&': '&amp;' };

/** Returns the text as code, whatever backticks are in it. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${text.replace(/\s+/g, ' ')}${space}${fence}`;
}

function csvOf(rows: readonly ReportRow[]): string {
  const places = columns.filter(({ isPlace }) => isPlace).reverse();
  const fields = [...places, ...columns.filter(({ isPlace }) => !isPlace)].flatMap(({ field, csvField, of }) =>
    field === undefined ? [] : [{ name: csvField ?? field, of }],
  );
  const heading = [...fields.map(({ name }) => name), 'severity', 'code', 'text', 'evidence', 'source'];
  const lines = rows.flatMap((row) => {
    const start = fields.map(({ of }) => String(of(row)));
    if (row.findings.length === 0) return [[...start, '', '', '', '', '']];
    return row.findings
      .map(inCommonTerms)
      .map((each) => [...start, each.severity, each.code, each.text, each.evidence, each.source]);
  });
  return [heading, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** Returns a quoted cell (RFC 4180) that no spreadsheet takes for a formula. */
function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replace(/"/g, '""')}"`;
}

function jsonOf(rows: readonly ReportRow[], now: Date, notes: readonly string[]): string {
  const clusters = rows.map((row) => {
    const fields = columns.flatMap(({ field, json, of }) =>
      field === undefined ? [] : [[field, json ? json(row) : of(row)] as const],
    );
    return { id: row.cluster.id, ...Object.fromEntries(fields), findings: row.findings.map(inCommonTerms) };
  });
  return `${JSON.stringify({ generatedAt: now.toISOString(), notes, clusters }, undefined, 2)}\n`;
}
