/** Writes clusters with their findings in any format. */
import { publicUnknown, unknownText, unknownTexts } from '../../arm/unknown.ts';
import { asCommonFinding, type Finding } from '../../findings/finding.ts';
import { controlsOf } from '../controls.ts';
import { columns, exportedValue, type ReportRow } from '../columns.ts';
import { comparedFindings } from '../comparison.ts';
import { csvOf } from './csv.ts';
import { gitlabOf } from './gitlab.ts';
import { htmlOf } from './html.ts';
import { junitOf } from './junit.ts';
import { markdownOf } from './markdown.ts';
import { notReadAmong, notReadData, notReadItems, type NotReadItem } from '../notRead.ts';
import { inEmptyPieces, inPieces, jsonPieces, wholeText } from '../pieces.ts';
import type { AboutReport, WithNotRead } from '../overview.ts';
import { compareText } from '../../../shape/compareText.ts';
import { eachInSteps, passingInSteps, sortedInSteps, type Stepwise } from '../../../shape/steps.ts';
import type { ReportFormat } from '../reportFormats.ts';
import { sarifOf } from './sarif.ts';
import { worstRowsFirst } from './worstFirst.ts';
import { defined } from '../../../shape/defined.ts';
import { countNotChecked, notReadOf } from '../unknowns.ts';

/**
 * Writes the report in a format. The same clusters, findings and time always give the same text, whatever their order.
 * Formats for people, spreadsheets included, begin with the worst; those for programs are ordered by id.
 */
export function reportOf(rows: readonly ReportRow[], format: ReportFormat, now: Date, about: AboutReport = {}): string {
  return wholeText(reportPieces(rows, format, now, about));
}

/** Returns the text of `reportOf` in pieces, each about a cluster or less; some are empty, while clusters are counted. */
export function reportPieces(
  rows: readonly ReportRow[],
  format: ReportFormat,
  now: Date,
  about: AboutReport = {},
): Iterable<string> {
  return inPieces(function* () {
    const items: NotReadItem[] = (about.unknown ?? []).map((unknown) => ({ unknown }));
    for (const row of rows) {
      items.push(...notReadItems(row));
      // Remembered, and asked for often.
      countNotChecked(row);
      yield '';
    }
    const isForPeople = format === 'markdown' || format === 'html' || format === 'csv';
    const inOrder = yield* inEmptyPieces(isForPeople ? worstRowsFirst(rows) : rowsById(rows));
    const notRead = yield* inEmptyPieces(notReadAmong(items));
    const open = yield* inEmptyPieces(openIn(inOrder));
    yield* written(inOrder, format, now, { ...about, notRead, open });
  });
}

function* rowsById(rows: readonly ReportRow[]): Stepwise<readonly ReportRow[]> {
  const keys = yield* eachInSteps(rows, (row) => ({ row, key: row.cluster.id.toLowerCase() }));
  const sorted = yield* sortedInSteps(keys, (a, b) => compareText(a.key, b.key));
  return sorted.map(({ row }) => row);
}

function written(
  sorted: readonly ReportRow[],
  format: ReportFormat,
  now: Date,
  about: AboutReport & WithNotRead & { readonly open: readonly string[] },
): Iterable<string> {
  const { comparison, unknown = [], notRead, filter, notes: ownNotes = [], open } = about;
  const filters = filter === undefined ? [] : [filter];
  const notes = [...ownNotes, ...open];
  switch (format) {
    case 'markdown':
      return markdownOf(sorted, now, about);
    case 'html':
      return htmlOf(sorted, now, about);
    case 'junit':
      return junitOf(sorted, { ...about, now });
    case 'gitlab':
      return gitlabOf(sorted, notRead);
    case 'csv':
      return csvOf(sorted, now, { comparison, unknown, filter, notes: ownNotes });
    case 'json':
      return jsonOf(sorted, now, { ...about, notes: [...filters, ...unknownTexts(unknown), ...notes] });
    case 'sarif':
      return sarifOf(sorted, now, { ...about, notes: [...filters, ...notes] });
  }
}

/** Names the clusters that were not fully checked, so that the absence of findings is not taken for a clean result. */
function* openIn(rows: readonly ReportRow[]): Stepwise<readonly string[]> {
  const open = yield* passingInSteps(rows, (row) => countNotChecked(row) > 0);
  const names = yield* sortedInSteps(open.map(({ cluster }) => cluster.name));
  return names.length === 0 ? [] : [`Not fully checked: ${names.join(', ')}.`];
}

function withControls(finding: Finding): object {
  const controls = controlsOf(finding);
  return controls.length === 0 ? asCommonFinding(finding) : { ...asCommonFinding(finding), controls };
}

function jsonOf(
  rows: readonly ReportRow[],
  now: Date,
  {
    notes,
    unknown: together = [],
    notRead: failures,
    comparison,
    hidden = [],
    deletedSubscriptions,
    mayLackChangesSince,
  }: AboutReport & WithNotRead,
): Iterable<string> {
  const unknown = together.map(publicUnknown);
  const clusterOf = (row: ReportRow): object => {
    const fields = columns.flatMap(({ field, json, of }) =>
      field === undefined ? [] : [[field, json ? json(row) : exportedValue(of(row))] as const],
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
  };
  const changes = comparison && {
    comparedWith: comparison.baseline.at,
    fixed: comparison.fixed,
    unseen: comparison.unseen,
  };
  const contents = {
    ...(unknown.length > 0 ? { unknown } : {}),
    notRead: failures.map(notReadData),
    ...changes,
    ...(hidden.length > 0 ? { hidden } : {}),
    ...defined({ deletedSubscriptions }),
  };
  const since = defined({ mayLackChangesSince: mayLackChangesSince?.toISOString() });
  const frame = { generatedAt: now.toISOString(), ...since, notes, ...contents, clusters: [] };
  return inPieces(() =>
    jsonPieces(
      frame,
      (function* () {
        for (const row of rows) yield clusterOf(row);
      })(),
      4,
    ),
  );
}
