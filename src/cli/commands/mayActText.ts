/** The output of `access --principal`: what a principal can act on, as a page, as a table with a line for each ability, or as JSON. */
import { apiMayActOn } from '../../api/access.ts';
import { inertJson } from '../../domain/arm/inert.ts';
import { csvText, markdownCell, markdownSection, tableRow } from '../../domain/report/formats/tables.ts';
import { abilities, abilityIds } from '../../domain/whoCanAct/abilities.ts';
import { accessSign } from '../../domain/whoCanAct/accessRows.ts';
import { canText, decidedTexts, principalText, wayText } from '../../domain/whoCanAct/text/accessLines.ts';
import { clusterLabels, notKnownOf, standingWords, summaryText } from '../../domain/whoCanAct/text/mayActLines.ts';
import type { ActsOnCluster, MayActOn } from '../../domain/whoCanAct/model.ts';
import type { Format } from '../commandLine/formats.ts';
import { cellColumns, cellHeadings, columnsWith, dayInUtc, signWords, unreadColumns } from './accessText.ts';
import { textOf } from '../../sentences/textOf.ts';

/** Writes what a principal can act on. */
export function mayActText(acts: MayActOn, format: Format, isLimited: boolean): string {
  if (format === 'json') return `${inertJson(apiMayActOn(acts), 2)}\n`;
  return format === 'csv' ? mayActCsv(acts) : mayActMarkdown(acts, isLimited);
}

/**
 * A group that a cluster names as its administrators needs no role, so it may have a line without an ability. Clusters whose role
 * assignments could not be read have a line, and so has everything else that could not be read.
 */
function mayActCsv({ clusters, unread, unknown, names }: MayActOn): string {
  const none = columnsWith({});
  const lines = clusters.flatMap(({ cluster, standing, isAdminGroup, cells }) => {
    const first = [cluster.id, cluster.name, standing, isAdminGroup ? 'yes' : 'no'];
    return cells.length === 0 ? [[...first, ...none]] : cells.map((cell) => [...first, ...cellColumns(cell)]);
  });
  const open = unread.map(({ id, name }) => [id, name, 'unknown', 'unknown', ...columnsWith({ Verdict: 'unknown' })]);
  const why = unreadColumns([...unknown, ...(names?.unknown ?? [])]).map((columns) => [
    '',
    '',
    'unknown',
    '',
    ...columns,
  ]);
  return csvText([['Cluster', 'Name', 'Standing', 'Named administrators', ...cellHeadings], ...lines, ...open, ...why]);
}

function mayActMarkdown(acts: MayActOn, isLimited: boolean): string {
  const { principal, clusters } = acts;
  const label = clusterLabels(clusters);
  const linesOf = (text: (acts: ActsOnCluster) => readonly string[]): readonly string[] =>
    clusters.flatMap((each) => text(each).map((line) => `- ${markdownCell(`${label(each)}: ${line}`)}`));
  return [
    `# What ${markdownCell(principalText(principal))} can act on`,
    '',
    isLimited ? `${clusters.length} of the clusters match.` : markdownCell(summaryText(acts)),
    '',
    ...(clusters.length === 0 ? [] : matrix(clusters)),
    ...markdownSection(
      'Only in some namespaces',
      linesOf(({ cells }) => cells.filter(({ namespace }) => namespace !== undefined).map(canText)),
    ),
    ...markdownSection(
      'How it can become an administrator',
      linesOf(({ ways }) => ways.map(wayText)),
    ),
    ...markdownSection('Through which role assignments', [
      ...linesOf(({ isAdminGroup }) => (isAdminGroup ? [namedAsAdmins] : [])),
      ...linesOf(({ cells }) => decidedTexts(cells, dayInUtc)),
    ]),
    ...markdownSection(
      'What is not known',
      notKnownOf(acts).map((text) => `- ${markdownCell(text)}`),
    ),
    '',
  ].join('\n');
}

const namedAsAdmins = 'Administrator, because the cluster names this group as its administrators';

/** A row for each cluster, a column for each ability in the whole cluster. */
function matrix(clusters: readonly ActsOnCluster[]): readonly string[] {
  const heading = ['Cluster', 'How far', ...abilityIds.map((ability) => textOf(abilities[ability].heading))];
  const label = clusterLabels(clusters);
  const lines = clusters.map((acts) => [
    label(acts),
    textOf(standingWords[acts.standing]),
    ...abilityIds.map((ability) => {
      const cell = acts.cells.find((each) => each.ability === ability && each.namespace === undefined);
      return cell === undefined ? '' : signWords[accessSign(cell)];
    }),
  ]);
  return [heading, heading.map(() => '---'), ...lines].map(tableRow);
}
