/** Writes clusters with their findings as a text. */
import { publicUnknown, unknownText, unknownTexts, type Unknown } from '../arm/unknown.ts';
import { inertJson, inLine } from '../arm/inert.ts';
import type { SubscriptionNames } from '../arm/scopeWords.ts';
import { controlsOf, controlsText } from './controls.ts';
import { acceptanceText, openOf, severities, type Severity } from '../findings/rule/weight.ts';
import { evidenceText } from '../findings/rule/evidence.ts';
import { inCommonTerms, worstFirstAcceptedLast, topicOf, type Finding } from '../findings/finding.ts';
import { notJudged } from '../needs/notJudged.ts';
import { dateAndTime } from '../words/dateTime.ts';
import { linkToCluster } from '../words/links.ts';
import { briefEvidence, type EvidenceInWords } from './briefEvidence.ts';
import { columns, tableColumns, type ReportRow } from './columns.ts';
import {
  comparedFindings,
  comparisonInWords,
  type ComparedFinding,
  type Comparison,
  type EarlierFinding,
} from './comparison.ts';
import { sarifOf } from './sarif.ts';
import { csvText, markdownCell, tableRow } from './tables.ts';
import { notReadData, notReadIn, type NotRead } from './notRead.ts';
import { notCheckedIn, notReadOf } from './unknowns.ts';
import { countWithNoun } from '../words/counts.ts';
import { joinWords, type Phrase } from '../../sentences/words.ts';
import { textOf } from '../../sentences/textOf.ts';

/** The formats in which a report can be written. */
export type ReportFormat = 'markdown' | 'csv' | 'json' | 'sarif';

/** What a report says of itself, beside its clusters; CSV leaves it out. */
export interface AboutReport {
  /** What is to be said besides findings and what was not read. */
  readonly notes?: readonly Phrase[];
  /** What was not read, as far as it is about clusters together. */
  readonly unknown?: readonly Unknown[];
  /** What a filter leaves out, in a sentence. */
  readonly filter?: string | undefined;
  /** Names subscriptions in the evidence that people read. */
  readonly subscriptionName?: SubscriptionNames;
  /** What has changed since an earlier report. */
  readonly comparison?: Comparison | undefined;
  /** Accepted findings that are left out, which JSON and SARIF keep for the next comparison. */
  readonly hidden?: readonly EarlierFinding[] | undefined;
  /** Of SARIF alone. */
  readonly category?: string | undefined;
}

/**
 * Writes the report in a format; the same clusters, findings and time always make the same text, whatever their order. What
 * people read begins with the worst, in a spreadsheet, too; what programs read is in the order of ids.
 */
export function reportOf(rows: readonly ReportRow[], format: ReportFormat, now: Date, about: AboutReport = {}): string {
  const { comparison, unknown = [] } = about;
  const filter = about.filter === undefined ? [] : [about.filter];
  const notes = [...filter, ...(about.notes ?? []), ...openIn(rows)];
  const notRead = notReadIn(rows, unknown);
  const sorted = [...rows].sort((a, b) => compare(a.cluster.id.toLowerCase(), b.cluster.id.toLowerCase()));
  switch (format) {
    case 'markdown':
      return markdownOf(worstFirst(sorted), now, { ...about, notRead });
    case 'csv':
      return csvOf(worstFirst(sorted), now, { comparison, unknown });
    case 'json':
      return jsonOf(sorted, now, {
        ...about,
        notes: [...filter, ...unknownTexts(unknown), ...notes.slice(filter.length)],
        notRead,
      });
    case 'sarif':
      return sarifOf(sorted, now, { notes, notRead, comparison, hidden: about.hidden, category: about.category });
  }
}

/** What was not read, each failure once. */
interface WithNotRead {
  readonly notRead: readonly NotRead[];
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
  return openOf(findings).filter((finding) => finding.severity === severity).length;
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
  { notes = [], filter, notRead, subscriptionName, comparison }: AboutReport & WithNotRead,
): string {
  const all = rows.flatMap(({ findings }) => findings);
  const totals = (['error', 'warning', 'info'] as const).map((severity) => {
    const [, one, many] = severityWords[severity];
    const number = count(all, severity);
    return `${number} ${number === 1 ? one : many}`;
  });
  const accepted = all.length - openOf(all).length;
  if (accepted > 0) totals.push(`${accepted} accepted`);
  const open = rows.filter((row) => notCheckedIn(row) > 0).length;
  if (open > 0) totals.push(`${countWithNoun(open, 'cluster')} not fully checked`);
  const short = (seen: EvidenceInWords): string => briefEvidence(seen, subscriptionName);
  const table = rows.map((row) => tableRow(tableColumns.map(({ of }) => String(of(row)))));
  const changes = comparison ? ['State', 'Since'] : [];
  const details = rows.flatMap((row) => {
    const { cluster, findings, unknown = [] } = row;
    const compared = new Map(comparedFindings(row, now, comparison).map((one) => [one.finding, one]));
    return findings.length === 0 && unknown.length === 0
      ? []
      : [
          '',
          `## ${markdownCell(cluster.name)}`,
          '',
          codeSpan(cluster.id),
          '',
          `[Open in VS Code](${linkToCluster(cluster.id)})`,
          '',
          tableRow([...changes, 'Severity', 'Finding', 'Details', 'Evidence', 'Controls', 'Learn more']),
          tableRow([...changes, '', '', '', '', '', ''].map(() => '---')),
          ...worstFirstAcceptedLast(findings).map((each) =>
            tableRow([
              ...stateCells(comparison, compared.get(each)),
              each.accepted ? '\u2298 Accepted' : severityWords[each.severity][0],
              textOf(topicOf(each).title),
              textOf(joinWords([each.text, acceptanceText(each)])),
              short({ ...each, evidence: evidenceText(each.evidence) }),
              controlsText(each),
              { link: each.source },
            ]),
          ),
          ...notJudged(unknown, subscriptionName).map((one) =>
            tableRow([
              ...changes.map(() => ''),
              severityWords[one.severity][0],
              textOf(one.title),
              textOf(one.text),
              short(one),
              '',
              { link: one.source },
            ]),
          ),
        ];
  });
  const told = [
    ...(filter === undefined ? [] : [filter]),
    ...notRead.map(({ text }) => `Not read: ${textOf(text)}`),
    ...notes.map((note) => `Note: ${textOf(note)}`),
    ...(comparison ? comparisonInWords(rows, now, comparison) : []),
  ];
  const heading = tableColumns.map(({ title }) => title);
  return [
    '# AKS identity report',
    '',
    `${dateAndTime(now)}. ${countWithNoun(rows.length, 'cluster')}: ${totals.join(', ')}.`,
    '',
    ...told.flatMap((sentence) => [markdownCell(sentence), '']),
    tableRow(heading),
    tableRow(heading.map(() => '---')),
    ...table,
    ...details,
    '',
  ].join('\n');
}

/** What a finding is beside an earlier report; nothing where there is none. */
function stateCells(
  comparison: Comparison | undefined,
  { state, since = '' }: Pick<ComparedFinding, 'state' | 'since'> = {},
): readonly string[] {
  return comparison ? [state ?? '', since] : [];
}

/** Returns the text as code, whatever backticks are in it. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${inLine(text)}${space}${fence}`;
}

function csvOf(
  rows: readonly ReportRow[],
  now: Date,
  { comparison, unknown }: { readonly comparison: Comparison | undefined; readonly unknown: readonly Unknown[] },
): string {
  const places = columns.filter(({ isPlace }) => isPlace).reverse();
  const others = columns.filter(({ isPlace, isInJsonOnly }) => !isPlace && !isInJsonOnly);
  const fields = [...places, ...others].flatMap(({ field, csvField, of }) =>
    field === undefined ? [] : [{ name: csvField ?? field, of }],
  );
  const heading = [
    ...fields.map(({ name }) => name),
    'severity',
    'code',
    'text',
    'evidence',
    'source',
    'decided',
    'controls',
    ...(comparison ? ['state', 'since'] : []),
  ];
  const whole = (cells: readonly string[]): readonly string[] => heading.map((_, index) => cells[index] ?? '');
  const lines = rows.flatMap((row) => {
    const start = fields.map(({ of }) => String(of(row)));
    const found = comparedFindings(row, now, comparison).map(({ finding, ...more }) => {
      const { severity, code, text, evidence, source } = inCommonTerms(finding);
      const decided = textOf(acceptanceText(finding) ?? '');
      return [
        ...start,
        severity,
        code,
        textOf(text),
        textOf(evidence),
        source,
        decided,
        controlsText(finding),
        ...stateCells(comparison, more),
      ];
    });
    const notRead = notReadOf(row).map((one) => whole([...start, ...notReadCells(one)]));
    return found.length + notRead.length === 0 ? [whole(start)] : [...found, ...notRead];
  });
  const together = unknown.map((one) => whole([...fields.map(() => ''), ...notReadCells(one)]));
  return csvText([heading, ...together, ...lines]);
}

/** Severity, code, text and evidence of a line about what was not read, which no finding has as its code. */
function notReadCells(unknown: Unknown): readonly string[] {
  const { cause, subject, armCode } = unknown;
  const evidence = [subject.what, subject.of, armCode].filter((part) => part !== undefined);
  return ['unknown', `notRead:${cause}`, textOf(unknownText(unknown)), evidence.join(' ')];
}

function withControls(finding: Finding): object {
  const controls = controlsOf(finding);
  return controls.length === 0 ? inCommonTerms(finding) : { ...inCommonTerms(finding), controls };
}

function jsonOf(
  rows: readonly ReportRow[],
  now: Date,
  { notes, unknown: together = [], notRead: failures, comparison, hidden = [] }: AboutReport & WithNotRead,
): string {
  const unknown = together.map(publicUnknown);
  const clusters = rows.map((row) => {
    const fields = columns.flatMap(({ field, json, of }) =>
      field === undefined ? [] : [[field, json ? json(row) : of(row)] as const],
    );
    const notRead = notReadOf(row);
    const findings = comparedFindings(row, now, comparison).map(({ finding, ...more }) => ({
      ...withControls(finding),
      ...more,
    }));
    return {
      id: row.cluster.id,
      ...Object.fromEntries(fields),
      findings,
      unread: notRead.map(unknownText),
      ...(notRead.length === 0 ? {} : { unknown: notRead.map(publicUnknown) }),
    };
  });
  const changes = comparison && {
    comparedWith: comparison.baseline.at,
    fixed: comparison.fixed,
    unseen: comparison.unseen,
  };
  const more = {
    ...(unknown.length > 0 ? { unknown } : {}),
    ...(failures.length > 0 ? { notRead: failures.map(notReadData) } : {}),
    ...changes,
    ...(hidden.length > 0 ? { hidden } : {}),
  };
  return `${inertJson({ generatedAt: now.toISOString(), notes, ...more, clusters }, 2)}\n`;
}
