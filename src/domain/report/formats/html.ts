/** A report as a single page without dependencies: it can be mailed, and opened offline. */
import { type Severity } from '../../findings/rule/weight.ts';
import { worstFirstAcceptedLast, type Finding } from '../../findings/finding.ts';
import { unjudgedRequirements } from '../../needs/notJudged.ts';
import { dateTimeAndZone } from '../../words/dateTime.ts';
import { linkToCluster } from '../../words/links.ts';
import { textOf } from '../../../sentences/textOf.ts';
import { exportedValue, nameColumn, tableColumnsFor, type ReportRow } from '../columns.ts';
import { comparedFindings } from '../comparison.ts';
import { htmlStyle } from './htmlStyle.ts';
import { htmlText } from './htmlText.ts';
import { identityPicture } from './identityPicture.ts';
import { inEmptyPieces, inPieces, joinedLines } from '../pieces.ts';
import { lagText, stateCells, summaryOf, type AboutReport, type WithNotRead } from '../overview.ts';
import { findingCells, findingHeads, unjudgedCells } from './findingCells.ts';

/** Writes the clusters as a table, and of each a picture of its identities and what was found. */
export function htmlOf(rows: readonly ReportRow[], now: Date, about: AboutReport & WithNotRead): Iterable<string> {
  const { notes = [], filter, notRead } = about;
  return inPieces(function* () {
    const { counts, sentences } = yield* inEmptyPieces(summaryOf(rows, now, about));
    const summaryLines = [
      ...(filter === undefined ? [] : [filter]),
      ...notes.map((note) => textOf(note)),
      ...sentences,
    ];
    const start = [
      '<!doctype html>',
      '<html lang="en">',
      '<head>',
      '<meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      // Even if a name escaped the escaping, nothing could be loaded or run.
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
      '<title>AKS identity report</title>',
      `<style>${htmlStyle}</style>`,
      '</head>',
      '<body>',
      '<header>',
      '<h1>AKS identity report</h1>',
      `<p>${htmlText(textOf(dateTimeAndZone(now)))}. ${counts}.${htmlText(lagText(about))}</p>`,
      '</header>',
      '<main>',
      ...section('Not read', bulletList(notRead.map(({ text }) => textOf(text)))),
      ...section('Notes', bulletList(rows.length === 0 ? summaryLines : [...summaryLines, mapNote])),
    ];
    yield joinedLines(start);
    if (rows.length > 0) yield* summary(rows);
    for (const [index, row] of rows.entries()) yield joinedLines([details(row, index, now, about)]);
    yield joinedLines(['</main>', '</body>', '</html>']);
  });
}

const mapNote = 'Each map shows the identities of a cluster, and those roles and places that a finding is about.';

function section(title: string, content: string): readonly string[] {
  return content === '' ? [] : [`<section><h2>${title}</h2>`, content, '</section>'];
}

function bulletList(texts: readonly string[]): string {
  return texts.length === 0 ? '' : `<ul>${texts.map((text) => `<li>${htmlText(text)}</li>`).join('')}</ul>`;
}

function* summary(rows: readonly ReportRow[]): Generator<string> {
  const tableColumns = tableColumnsFor(rows);
  const heads = tableColumns.map(
    ({ title, isCount }) => `<th scope="col"${numberClass(isCount)}>${htmlText(title)}</th>`,
  );
  const line = (row: ReportRow, index: number): string => {
    const cells = tableColumns.map((column) => {
      const text = htmlText(String(exportedValue(column.of(row))));
      return column === nameColumn
        ? `<th scope="row"><a href="#cluster-${index}">${text}</a></th>`
        : `<td${numberClass(column.isCount)}>${text.replace(/\S+-\S+/g, '<span>$&</span>')}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  };
  yield joinedLines(['<section><h2>Clusters</h2>', tableStart('Clusters', heads.join(''))]);
  for (const [index, row] of rows.entries()) yield joinedLines([line(row, index)]);
  yield joinedLines([tableEnd, '</section>']);
}

function numberClass(isCount: boolean): string {
  return isCount ? ' class="number"' : '';
}

/** Has a focusable frame, so that a wide table scrolls within the page, also with the keyboard. */
function table(name: string, head: string, lines: readonly string[]): string {
  return [tableStart(name, head), ...lines, tableEnd].join('\n');
}

function tableStart(name: string, head: string): string {
  return `<div class="wide" role="region" aria-label="${htmlText(name)}" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>`;
}

const tableEnd = '</tbody></table></div>';

function details(row: ReportRow, index: number, now: Date, about: AboutReport): string {
  const { cluster } = row;
  const findingTexts = findingLines(row, now, about);
  const titles = about.comparison ? ['State', 'Since', ...columnTitles] : columnTitles;
  const head = titles.map((title) => `<th scope="col">${title}</th>`).join('');
  return [
    `<section class="cluster" id="cluster-${index}">`,
    `<h2>${htmlText(cluster.name)}</h2>`,
    `<p class="id">${htmlText(cluster.id)}<br><a href="${htmlText(linkToCluster(cluster.id))}">Open in VS Code</a></p>`,
    `<figure class="wide" role="region" aria-label="${htmlText(`Identities of ${cluster.name}`)}" tabindex="0">${identityPicture(row)}</figure>`,
    findingTexts.length === 0 ? '<p>No findings.</p>' : table(`Findings of ${cluster.name}`, head, findingTexts),
    '</section>',
  ].join('\n');
}

const columnTitles = [...findingHeads, 'Source'];

function findingLines(row: ReportRow, now: Date, { comparison, subscriptionName }: AboutReport): readonly string[] {
  const compared = new Map(comparedFindings(row, now, comparison).map((finding) => [finding.finding, finding]));
  const line = (kind: Severity | 'accepted', cells: readonly string[], source: string): string =>
    `<tr class="${kind}">${cells.map((cell) => `<td>${htmlText(cell).replaceAll('/', '/<wbr>')}</td>`).join('')}<td><a href="${htmlText(source)}">Learn more</a></td></tr>`;
  const ofFinding = (finding: Finding): string =>
    line(
      finding.accepted ? 'accepted' : finding.severity,
      [...stateCells(comparison, compared.get(finding)), ...findingCells(finding, subscriptionName)],
      finding.source,
    );
  return [
    ...worstFirstAcceptedLast(row.findings).map(ofFinding),
    ...unjudgedRequirements(row.unjudged ?? [], subscriptionName).map((unjudged) =>
      line('unknown', [...(comparison ? ['', ''] : []), ...unjudgedCells(unjudged, subscriptionName)], unjudged.source),
    ),
  ];
}
