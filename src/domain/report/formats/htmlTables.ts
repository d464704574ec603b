/** The tables of a page about all clusters: the kinds of findings, and the clusters with what is worst of each. */
import { severities } from '../../findings/rule/weight.ts';
import { topicOf } from '../../findings/finding.ts';
import { ingressOf } from '../../gateway/progress.ts';
import { notJudgedTitle } from '../../needs/notJudged.ts';
import { countWithNoun, moreOf } from '../../words/counts.ts';
import { textOf, toText } from '../../../sentences/textOf.ts';
import { exportedValue, pageColumns, type ReportRow } from '../columns.ts';
import { numberOf, severityTitles } from '../overview.ts';
import { joinedLines } from '../pieces.ts';
import { countNotChecked } from '../unknowns.ts';
import { acceptedTitle } from './findingCells.ts';
import { lineMarks, type FoundKind, type HtmlMark } from './htmlKinds.ts';
import { htmlText } from './htmlText.ts';

/** A sign and a word for each mark. */
export function markTitle(mark: HtmlMark): string {
  return mark === 'accepted' ? acceptedTitle : severityTitles[mark][0];
}

/** Returns a table in a frame that scrolls within the page, also with the keyboard, from its start to its first line. */
export function tableStart(name: string, heads: readonly string[]): string {
  const cells = heads.map((head) => `<th scope="col">${htmlText(head)}</th>`).join('');
  return `<div class="wide" role="region" aria-label="${htmlText(name)}" tabindex="0"><table><thead><tr>${cells}</tr></thead><tbody>`;
}

/** The end of such a table. */
export const tableEnd = '</tbody></table></div>';

/** Says which marks something has, by which it is filtered. */
export function isMarked(marks: readonly string[]): string {
  return ` data-is="${[...new Set(marks)].join(' ')}"`;
}

/** Says which marks a cluster has. */
export function isRowMarked(row: ReportRow): string {
  return isMarked([...lineMarks(row).map(({ mark }) => mark), ...(countNotChecked(row) > 0 ? ['unknown'] : [])]);
}

/** Returns the link to a line of a cluster's findings. */
export function lineId(row: number, line: number): string {
  return `finding-${row}-${line}`;
}

/** Writes the kinds of findings, each with links to the clusters that have it. */
export function* kindsTable(kinds: readonly FoundKind[]): Generator<string> {
  const title = 'Findings by kind';
  yield joinedLines([`<section><h2>${title}</h2>`, tableStart(title, ['Severity', 'Finding', 'Number', 'Clusters'])]);
  for (const { mark, title: kind, count, clusters, links } of kinds) {
    const items = links.map(({ row, line, name, count: times, roles }) => {
      const [more] = roles.length > 0 ? [[...new Set(roles)].join(', ')] : times > 1 ? [String(times)] : [];
      return `<li><a href="#${lineId(row, line)}">${htmlText(name)}</a>${more === undefined ? '' : htmlText(` (${more})`)}</li>`;
    });
    if (clusters > links.length) items.push(`<li>${htmlText(textOf(moreOf(clusters - links.length, 'cluster')))}</li>`);
    const cells = [
      `<td class="${mark}">${markTitle(mark)}`,
      htmlText(kind),
      count,
      `<ul class="links">${items.join('')}</ul>`,
    ];
    yield joinedLines([`<tr${isMarked([mark])}>${cells.join('</td><td>')}</td></tr>`]);
  }
  yield joinedLines([tableEnd, '</section>']);
}

/** Writes a line for each cluster; columns that say nothing of any are left out. */
export function* clustersTable(rows: readonly ReportRow[]): Generator<string> {
  const columns = clusterColumns.filter(({ isNeeded }) => isNeeded === undefined || rows.some(isNeeded));
  const heads = ['Cluster', ...columns.map(({ title }) => title)];
  yield joinedLines(['<section><h2>Clusters, worst first</h2>', tableStart('Clusters', heads)]);
  for (const [index, row] of rows.entries()) {
    const cells = columns.map(({ of }) => of(row, index));
    yield joinedLines([
      `<tr${isRowMarked(row)}><th scope="row"><a href="#cluster-${index}">${htmlText(row.cluster.name)}</a></th>${cells.join('')}</tr>`,
    ]);
  }
  yield joinedLines([tableEnd, '</section>']);
}

interface ClusterColumn {
  readonly title: string;
  /** The whole cell. */
  readonly of: (row: ReportRow, index: number) => string;
  /** Whether it says something of a cluster; left out: always. */
  readonly isNeeded?: (row: ReportRow) => boolean;
}

const nothing = '<td class="dim">\u2013</td>';

/** Each on a line; a name does not break. */
function cell(texts: readonly string[], title = ''): string {
  if (texts.length === 0) return nothing;
  const inLines = texts.map((text) => htmlText(text).replace(/\S+-\S+|\d+ \w+/g, '<span>$&</span>')).join('<br>');
  return `<td${title === '' ? '' : ` title="${htmlText(title)}"`}>${inLines}</td>`;
}

function counted(
  number: number | undefined,
  noun: string,
  words = toText`${countWithNoun(number ?? 0, noun)}`,
): readonly string[] {
  return number === undefined ? [`${noun}s unknown`] : number > 0 ? [words] : [];
}

function workloadTexts({ workloads }: ReportRow): readonly string[] {
  if (workloads === undefined) return ['unknown'];
  const { workloads: accounts, credentials, bindings } = workloads;
  return [...counted(accounts, 'workload'), ...counted(credentials, 'credential'), ...counted(bindings, 'binding')];
}

function accessTexts({ access }: ReportRow): readonly string[] {
  if (access === undefined) return ['unknown'];
  const { administrators, canBecomeAdmin, namespaces } = access;
  return [
    ...counted(administrators, 'administrator'),
    ...(canBecomeAdmin === undefined
      ? ['unknown who can become administrator']
      : counted(canBecomeAdmin, '', toText`${canBecomeAdmin} can become administrator`)),
    ...counted(namespaces, 'namespace', toText`roles at ${countWithNoun(namespaces ?? 0, 'namespace')}`),
  ];
}

/** The number of findings of each severity, with its sign. */
function countsCell(row: ReportRow): string {
  const counts = severities.flatMap((severity) => {
    const number = numberOf(row, severity);
    const [title, one, many] = severityTitles[severity];
    const words = `${number} ${number === 1 ? one : many}`;
    return number === 0
      ? []
      : `<span class="${severity}" role="img" aria-label="${words}" title="${words}">${title.slice(0, 1)} ${number}</span>`;
  });
  return counts.length === 0 ? nothing : `<td>${counts.join(' ')}</td>`;
}

function worstCell(row: ReportRow, index: number): string {
  const lines = lineMarks(row);
  const [line] = severities.flatMap((severity) => {
    const at = lines.findIndex(({ mark }) => mark === severity);
    return at < 0 ? [] : [at];
  });
  if (line === undefined) return nothing;
  const finding = lines[line]?.finding;
  const title = finding === undefined ? notJudgedTitle : topicOf(finding).title;
  return `<td><a href="#${lineId(index, line)}">${htmlText(textOf(title))}</a></td>`;
}

function clientId(identity: object): string | undefined {
  return 'clientId' in identity ? `Client ID ${String(identity.clientId)}` : undefined;
}

/** What is not known may be any number. */
function isSomeNot0(numbers: readonly (number | undefined)[] = [undefined]): boolean {
  return numbers.some((number) => number !== 0);
}

function hasIngress({ cluster, gateways }: ReportRow): boolean {
  return ingressOf(cluster, gateways) !== 'none';
}

const clusterColumns: readonly ClusterColumn[] = [
  { title: 'Findings', of: countsCell },
  { title: 'Worst finding', of: worstCell },
  {
    title: 'Resource group, subscription',
    of: (row) =>
      cell([String(exportedValue(pageColumns.group.of(row))), String(exportedValue(pageColumns.subscription.of(row)))]),
  },
  { title: 'Region', of: (row) => cell([row.cluster.location]) },
  {
    title: 'Control plane',
    of: (row) => cell([String(exportedValue(pageColumns.controlPlane.of(row)))], clientId(row.cluster.controlPlane)),
  },
  {
    title: 'Kubelet',
    of: (row) => cell([String(exportedValue(pageColumns.kubelet.of(row)))], clientId(row.cluster.kubelet)),
  },
  {
    title: 'Workload identity',
    of: (row) => cell(workloadTexts(row)),
    isNeeded: ({ workloads: known }) => isSomeNot0(known && [known.workloads, known.credentials, known.bindings]),
  },
  {
    title: 'Administrators and roles at namespaces',
    of: (row) => cell(accessTexts(row)),
    isNeeded: ({ access: known }) =>
      isSomeNot0(known && [known.administrators, known.canBecomeAdmin, known.namespaces]),
  },
  {
    title: pageColumns.ingress.title,
    of: (row) => (hasIngress(row) ? cell([String(exportedValue(pageColumns.ingress.of(row)))]) : nothing),
    isNeeded: hasIngress,
  },
];
