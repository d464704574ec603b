/** The tables of a page about all clusters: the kinds of findings, and the clusters with what is worst of each severity. */
import { topicOf } from '../../findings/finding.ts';
import { ingressOf } from '../../gateway/progress.ts';
import { moreOf } from '../../words/counts.ts';
import { textOf } from '../../../sentences/textOf.ts';
import { exportedValue, pageColumns, type ReportRow } from '../columns.ts';
import { severityTitles } from '../overview.ts';
import { joinedLines } from '../pieces.ts';
import { consequences } from './consequence.ts';
import { acceptedTitle } from './findingCells.ts';
import { linesOf, type FoundKind } from './htmlKinds.ts';
import { htmlMarks, type HtmlMark } from './htmlStyle.ts';
import { clusterLink, htmlText, unbroken } from './htmlText.ts';

/** A sign and a word for each mark. */
export function markTitle(mark: HtmlMark): string {
  return mark === 'accepted' ? acceptedTitle : severityTitles[mark][0];
}

/** Returns a table from its start to its first line, with its further attributes. */
export function tableStart(name: string, heads: readonly string[], more = ''): string {
  const cells = heads.map((head) => `<th scope="col">${htmlText(head)}</th>`).join('');
  return `<table aria-label="${htmlText(name)}"${more}><thead><tr>${cells}</tr></thead><tbody>`;
}

/** The end of such a table. */
export const tableEnd = '</tbody></table>';

/** Says which marks something has, by which it is filtered. */
export function isMarked(marks: readonly string[]): string {
  return ` data-is="${[...new Set(marks)].join(' ')}"`;
}

/** Says which marks a cluster has. */
export function isRowMarked(row: ReportRow): string {
  return isMarked(linesOf(row).map(({ mark }) => mark));
}

/** Returns the link to a line of a cluster's findings. */
export function lineId(row: number, line: number): string {
  return `finding-${row}-${line}`;
}

/** Writes the kinds of findings, each with links to the clusters that have it. */
export function* kindsTable(kinds: readonly FoundKind[]): Generator<string> {
  yield joinedLines([
    '<section id="kinds"><h2>Findings by kind, worst first</h2>',
    tableStart('Findings by kind', ['Severity', 'Finding', 'Clusters']),
  ]);
  for (const { mark, title: kind, count, clusters, links } of kinds) {
    const items = links.map(({ row, line, name, count: times, roles }) => {
      const [more] = roles.length > 0 ? [[...new Set(roles)].join(', ')] : times > 1 ? [String(times)] : [];
      return `<li><a href="#${lineId(row, line)}">${htmlText(name)}</a>${more === undefined ? '' : htmlText(` (${more})`)}</li>`;
    });
    if (clusters > links.length) items.push(`<li>${htmlText(textOf(moreOf(clusters - links.length, 'cluster')))}</li>`);
    yield joinedLines([
      `<tr${isMarked([mark])}><td class="${mark}">${markTitle(mark)}</td><th scope="row">${htmlText(kind)}${count === 1 ? '' : ` (${count})`}</th><td><ul>${items.join('')}</ul></td></tr>`,
    ]);
  }
  yield joinedLines([tableEnd, '</section>']);
}

/** Writes a line for each cluster; what there is none of is left out. */
export function* clustersTable(rows: readonly ReportRow[]): Generator<string> {
  yield joinedLines([
    '<section id="clusters"><h2>Clusters, worst first</h2>',
    tableStart('Clusters', ['Cluster', 'Findings', 'Workloads and access']),
  ]);
  for (const [index, row] of rows.entries()) {
    const cells = [foundOf(row, index), usesOf(row)];
    yield joinedLines([
      `<tr${isRowMarked(row)}><th scope="row">${clusterLink(row, index)}${placeOf(row)}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
    ]);
  }
  yield joinedLines([tableEnd, '</section>']);
}

function inLine(text: string): string {
  return `<div>${unbroken(text)}</div>`;
}

type Column = keyof typeof pageColumns;

/** Returns what a column says of a cluster. */
function valueOf(row: ReportRow, column: Column): string {
  return String(exportedValue(pageColumns[column].of(row)));
}

function placeOf(row: ReportRow): string {
  return inLine(valueOf(row, 'subscription')) + inLine(`${valueOf(row, 'group')}, ${valueOf(row, 'region')}`);
}

/** What works with the cluster's identities, who may change it, and how traffic comes in; what there is none of is left out, unlike what is unknown. */
function usesOf(row: ReportRow): string {
  const columns: readonly Column[] = [
    ...(['workloads', 'credentials', 'bindings', 'administrators', 'canBecomeAdmin', 'namespaces'] as const),
    ...(ingressOf(row.cluster, row.gateways) === 'none' ? [] : (['ingress'] as const)),
  ];
  return columns
    .filter((column) => valueOf(row, column) !== '0')
    .map((column) => inLine(`${pageColumns[column].title}: ${valueOf(row, column)}`))
    .join('');
}

/** Of each severity, and of what is accepted, the number with its sign, and the worst as a link with what may become of the cluster where that is serious. */
function foundOf(row: ReportRow, index: number): string {
  const lines = linesOf(row);
  const found = htmlMarks.flatMap((mark) => {
    const at = lines.findIndex((line) => line.mark === mark);
    const worst = lines[at];
    if (worst === undefined) return [];
    const number = lines.reduce((sum, line) => sum + (line.mark === mark ? line.count : 0), 0);
    const title = worst.finding === undefined ? worst.title : topicOf(worst.finding).title;
    const link = `<a href="#${lineId(index, at)}">${htmlText(textOf(title))}</a>`;
    const more = number === worst.count ? '' : ` and ${number - worst.count} more`;
    const leadsTo = mark === 'error' || mark === 'warning' ? consequences[worst.leadsTo] : undefined;
    return `<div${isMarked([mark])}><span class="${mark}">${counted(mark, number)}:</span> ${link}${more}${leadsTo === undefined ? '' : `<div>${leadsTo}</div>`}</div>`;
  });
  return found.join('') || 'no findings';
}

function counted(mark: HtmlMark, number: number): string {
  const [one, many] = mark === 'accepted' ? ['accepted', 'accepted'] : severityTitles[mark].slice(1);
  return `${markTitle(mark).slice(0, 1)} ${number} ${number === 1 ? one : many}`;
}
