/** The output of `access`: who can act on a cluster, as a page, as a table with a line for each ability, or as JSON. */
import { apiAccess } from '../api/access.ts';
import { inertJson } from '../domain/arm/inert.ts';
import { csvText, markdownCell, tableRow } from '../domain/report/tables.ts';
import { azureAbilityIds, kubernetesAbilityIds, type Ability } from '../domain/whoCanAct/abilities.ts';
import { abilityHeadings } from '../domain/whoCanAct/abilityWords.ts';
import {
  canText,
  notKnownTexts,
  postureText,
  principalText,
  reasonText,
  wayText,
} from '../domain/whoCanAct/text/accessLines.ts';
import type { AccessCell, AccessPrincipal, WhoCanAct } from '../domain/whoCanAct/model.ts';
import type { Format } from './formats.ts';

/** Writes who can act on a cluster. */
export function accessText(who: WhoCanAct, format: Format, isLimited: boolean): string {
  if (format === 'json') return `${inertJson(apiAccess(who), 2)}\n`;
  return format === 'csv' ? accessCsv(who) : accessMarkdown(who, isLimited);
}

function accessCsv({ cells }: WhoCanAct): string {
  const heading = [
    ...['Principal', 'Kind', 'Name', 'Ability', 'Namespace', 'Verdict', 'Has effect', 'Role', 'Assigned at'],
    ...['Condition', 'Since', 'By', 'Reason'],
  ];
  const lines = cells.map(({ principal, ability, namespace = '', verdict, hasNoEffect }) => {
    const by = verdict.kind === 'held' ? verdict.by : undefined;
    return [
      principal.id,
      principal.type ?? '',
      principal.name ?? '',
      ability,
      namespace,
      verdict.kind,
      hasNoEffect ? 'no' : 'yes',
      verdict.kind === 'held' ? verdict.roleName : '',
      by?.scope ?? '',
      by?.condition ?? '',
      by?.createdOn ?? '',
      by?.createdBy ?? '',
      reasonText(verdict),
    ];
  });
  return csvText([heading, ...lines]);
}

function accessMarkdown(who: WhoCanAct, isLimited: boolean): string {
  const { cluster, posture, cells } = who;
  const parts = [
    `# Who can act on ${markdownCell(cluster.name)}`,
    postureText(posture),
    cells.length === 0 ? nobodyText(isLimited) : matrix(cells),
    ...inNamespaces(who),
    ...section(
      'Who can become administrator',
      who.ways.map((way) => `${principalText(way.principal)} ${wayText(way)}`),
    ),
    ...section(
      'Through which role assignments',
      cells.map((cell) => `${principalText(cell.principal)} ${canText(cell)}: ${reasonText(cell.verdict)}`),
    ),
    ...section('What is not known', notKnownTexts(who)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function nobodyText(isLimited: boolean): string {
  return isLimited
    ? 'No role assignment gives what was asked for, as far as they could be read. Others may have access.'
    : 'No role assignment gives anybody access, as far as they could be read.';
}

/** A row for each principal, a column for each ability in the whole cluster. */
function matrix(cells: readonly AccessCell[]): string {
  const columns: readonly Ability[] = [...azureAbilityIds, ...kubernetesAbilityIds];
  const heading = ['Who', ...columns.map((ability) => abilityHeadings[ability as keyof typeof abilityHeadings])];
  const rows = principalsIn(cells).map((principal) => [
    principalText(principal),
    ...columns.map((ability) => signOf(cellOf(cells, principal, ability))),
  ]);
  return [heading, heading.map(() => '---'), ...rows].map(tableRow).join('\n');
}

function inNamespaces({ cells }: WhoCanAct): readonly string[] {
  const own = cells.filter(({ namespace }) => namespace !== undefined);
  return section(
    'Only in some namespaces',
    own.map((cell) => `${principalText(cell.principal)} ${canText(cell)}`),
  );
}

function principalsIn(cells: readonly AccessCell[]): readonly AccessPrincipal[] {
  return [...new Map(cells.map(({ principal }) => [principal.id, principal])).values()];
}

function cellOf(cells: readonly AccessCell[], principal: AccessPrincipal, ability: Ability): AccessCell | undefined {
  return cells.find(
    (cell) => cell.principal.id === principal.id && cell.ability === ability && cell.namespace === undefined,
  );
}

function signOf(cell: AccessCell | undefined): string {
  if (cell === undefined) return '';
  if (cell.verdict.kind === 'denied') return 'denied';
  if (cell.verdict.kind === 'unknown') return 'perhaps';
  return cell.hasNoEffect ? 'no effect' : 'yes';
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.map((line) => `- ${markdownCell(line)}`).join('\n')];
}
