/** Writes clusters with their findings as a text. */
import { withNames } from '../arm/scopeWords.ts';
import { bySeverity, topicOf } from '../findings/finding.ts';
import type { Finding } from '../findings/finding.ts';
import { dateAndTime } from '../words/dateTime.ts';
import { linkToCluster } from '../words/links.ts';
import { severities } from '../findings/severity.ts';
import type { Severity } from '../findings/severity.ts';
import { columns, tableColumns } from './columns.ts';
import type { ReportRow } from './columns.ts';
import { sarifOf } from './sarif.ts';

/** The formats in which a report can be written. */
export type ReportFormat = 'markdown' | 'csv' | 'json' | 'sarif';

/**
 * Writes the report in a format; the same clusters, findings and time always make the same text, whatever their order. What
 * people read begins with the worst; what programs read is in the order of ids. `notes` say what was not read; CSV leaves
 * them out.
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
      return markdownOf(worstFirst(sorted), now, notes);
    case 'csv':
      return csvOf(sorted);
    case 'json':
      return jsonOf(sorted, now, notes);
    case 'sarif':
      return sarifOf(sorted, notes);
  }
}

/** Compares texts by code unit, so that the order does not depend on the machine's language. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function count(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

/** Sorts by the number of errors, then of warnings, then of the rest; what is equally bad keeps its order. */
function worstFirst(rows: readonly ReportRow[]): readonly ReportRow[] {
  const counts = new Map(rows.map((row) => [row, severities.map((severity) => count(row.findings, severity))]));
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
  info: ['\u2139 Info', 'info', 'info'],
} as const satisfies Readonly<Record<Severity, readonly string[]>>;

function markdownOf(rows: readonly ReportRow[], now: Date, notes: readonly string[]): string {
  const all = rows.flatMap(({ findings }) => findings);
  const totals = severities.map((severity) => {
    const [, one, many] = severityWords[severity];
    const number = count(all, severity);
    return `${number} ${number === 1 ? one : many}`;
  });
  const table = rows.map((row) => tableRow(tableColumns.map(({ of }) => String(of(row)))));
  const details = rows.flatMap(({ cluster, findings }) =>
    findings.length === 0
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
              withNames(each.evidence),
              each.source,
            ]),
          ),
        ],
  );
  const heading = tableColumns.map(({ title }) => title);
  return [
    '# AKS identity report',
    '',
    `${dateAndTime(now)}. ${rows.length} ${rows.length === 1 ? 'cluster' : 'clusters'}: ${totals.join(', ')}.`,
    '',
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
    return row.findings.map((each) => [...start, each.severity, each.code, each.text, each.evidence, each.source]);
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
    return { id: row.cluster.id, ...Object.fromEntries(fields), findings: row.findings };
  });
  return `${JSON.stringify({ generatedAt: now.toISOString(), notes, clusters }, undefined, 2)}\n`;
}
