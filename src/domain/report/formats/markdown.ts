/** A report as Markdown. */
import { inLine } from '../../arm/inert.ts';
import { worstFirstAcceptedLast } from '../../findings/finding.ts';
import { unjudgedRequirements } from '../../needs/notJudged.ts';
import { dateTimeAndZone } from '../../words/dateTime.ts';
import { linkToCluster } from '../../words/links.ts';
import { textOf } from '../../../sentences/textOf.ts';
import { exportedValue, tableColumnsFor, type ReportRow } from '../columns.ts';
import { comparedFindings } from '../comparison.ts';
import { inEmptyPieces, inPieces, joinedLines } from '../pieces.ts';
import { lagText, stateCells, summaryOf, type AboutReport, type WithNotRead } from '../overview.ts';
import { markdownCell, tableRow } from './tables.ts';
import { findingCells, findingHeads, unjudgedCells } from './findingCells.ts';

/** Writes the clusters as a table, and below it the findings of each. */
export function markdownOf(rows: readonly ReportRow[], now: Date, about: AboutReport & WithNotRead): Iterable<string> {
  const { notes = [], filter, notRead, subscriptionName, comparison } = about;
  const changes = comparison ? ['State', 'Since'] : [];
  const details = (row: ReportRow): readonly string[] => {
    const { cluster, findings, unjudged = [] } = row;
    const compared = new Map(comparedFindings(row, now, comparison).map((finding) => [finding.finding, finding]));
    return findings.length === 0 && unjudged.length === 0
      ? []
      : [
          '',
          `## ${markdownCell(cluster.name)}`,
          '',
          codeSpan(cluster.id),
          '',
          `[Open in VS Code](${linkToCluster(cluster.id)})`,
          '',
          tableRow([...changes, ...findingHeads, 'Learn more']),
          tableRow([...changes, ...findingHeads, ''].map(() => '---')),
          ...worstFirstAcceptedLast(findings).map((finding) =>
            tableRow([
              ...stateCells(comparison, compared.get(finding)),
              ...findingCells(finding, subscriptionName),
              { link: finding.source },
            ]),
          ),
          ...unjudgedRequirements(unjudged, subscriptionName).map((unjudged) =>
            tableRow([
              ...changes.map(() => ''),
              ...unjudgedCells(unjudged, subscriptionName),
              { link: unjudged.source },
            ]),
          ),
        ];
  };
  return inPieces(function* () {
    const { counts, ...summary } = yield* inEmptyPieces(summaryOf(rows, now, about));
    const summaryLines = [
      ...(filter === undefined ? [] : [filter]),
      ...notRead.map(({ text }) => `Not read: ${textOf(text)}`),
      ...notes.map((note) => `Note: ${textOf(note)}`),
      ...summary.changes,
      ...summary.ingress,
    ];
    const tableColumns = tableColumnsFor(rows);
    const heading = tableColumns.map(({ title }) => title);
    const start = [
      '# AKS identity report',
      '',
      `${textOf(dateTimeAndZone(now))}. ${counts}.${lagText(about)}`,
      '',
      ...summaryLines.flatMap((sentence) => [markdownCell(sentence), '']),
      tableRow(heading),
      tableRow(heading.map(() => '---')),
    ];
    yield joinedLines(start);
    for (const row of rows) yield joinedLines([tableRow(tableColumns.map(({ of }) => String(exportedValue(of(row)))))]);
    for (const row of rows) yield joinedLines(details(row));
  });
}

/** Returns the text as code, whatever backticks it contains. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${inLine(text)}${space}${fence}`;
}
