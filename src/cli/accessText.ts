/** The output of `access`: who can act on a cluster, as a page, as a table with a line for each ability, or as JSON. */
import { apiAccess } from '../api/access.ts';
import { inertJson } from '../domain/arm/inert.ts';
import { scopeWithKind } from '../domain/arm/scopeWords.ts';
import { unknownText, type Unknown } from '../domain/arm/unknown.ts';
import { csvText, markdownCell, tableRow } from '../domain/report/tables.ts';
import { distinctWords } from '../sentences/words.ts';
import { azureAbilityIds, kubernetesAbilityIds, type Ability } from '../domain/whoCanAct/abilities.ts';
import { abilityHeadings, abilityWords } from '../domain/whoCanAct/abilityWords.ts';
import { accessModeWords, type AccessPosture } from '../domain/whoCanAct/accessMode.ts';
import { wayWords, waysToAdmin, type WayToAdmin } from '../domain/whoCanAct/waysToAdmin.ts';
import type { AccessCell, AccessPrincipal, WhoCanAct } from '../domain/whoCanAct/whoCanAct.ts';
import { textOf } from '../sentences/textOf.ts';
import type { Format } from './formats.ts';

/** Writes who can act on a cluster. */
export function accessText(who: WhoCanAct, format: Format): string {
  if (format === 'json') return `${inertJson(apiAccess(who), 2)}\n`;
  return format === 'csv' ? accessCsv(who) : accessMarkdown(who);
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
      reasonOf(verdict),
    ];
  });
  return csvText([heading, ...lines]);
}

function accessMarkdown(who: WhoCanAct): string {
  const { cluster, posture, cells, namespaces } = who;
  const parts = [
    `# Who can act on ${markdownCell(cluster.name)}`,
    postureText(posture),
    cells.length === 0 ? 'No role assignment gives anybody access, as far as they could be read.' : matrix(cells),
    ...inNamespaces(who),
    ...section('Who can become administrator', waysToAdmin(who).map(wayLine)),
    ...section('Through which role assignments', cells.map(evidenceLine)),
    ...section('What is not known', [
      ...sentences(who.unknown),
      'Members of groups, and roles that can be activated, are not read.',
      'Role bindings inside the cluster are not read.',
      ...(namespaces.length === 0
        ? []
        : [`Namespaces that Azure knows of: ${namespaces.map(markdownCell).join(', ')}.`]),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function postureText({ mode, hasLocalAccounts, adminGroupIds }: AccessPosture): string {
  const groups =
    adminGroupIds.length === 0 ? '' : ` Members of these groups are administrators: ${adminGroupIds.join(', ')}.`;
  return `${textOf(accessModeWords(mode))} Local accounts are ${hasLocalAccounts ? 'on' : 'off'}.${groups}`;
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
  return section(
    'Only in some namespaces',
    cells.flatMap((cell) =>
      cell.namespace === undefined
        ? []
        : [`${principalText(cell.principal)} ${verbOf(cell)} ${abilityWords[cell.ability]} in ${cell.namespace}`],
    ),
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

function verbOf({ verdict, hasNoEffect }: AccessCell): string {
  if (verdict.kind === 'denied') return 'is denied to';
  if (verdict.kind === 'unknown') return 'perhaps can';
  return hasNoEffect ? 'would be allowed to' : 'can';
}

function wayLine({ principal, ability, verdict }: WayToAdmin): string {
  const can = verdict.kind === 'held' ? 'can' : 'perhaps can';
  return `${principalText(principal)} ${can} ${abilityWords[ability]}. ${textOf(wayWords(ability))}`;
}

function evidenceLine(cell: AccessCell): string {
  const { principal, ability, namespace, verdict } = cell;
  const where = namespace === undefined ? '' : ` in ${namespace}`;
  return `${principalText(principal)} ${verbOf(cell)} ${abilityWords[ability]}${where}: ${reasonOf(verdict)}`;
}

function reasonOf(verdict: AccessCell['verdict']): string {
  switch (verdict.kind) {
    case 'denied':
      return `the deny assignment '${verdict.by.name}'`;
    case 'unknown':
      return textOf(unknownText(verdict.unknown));
    case 'held': {
      const { scope, createdOn, createdBy } = verdict.by;
      const since = createdOn === undefined ? '' : `, since ${createdOn}`;
      return `${verdict.roleName} on ${scopeWithKind(scope)}${since}${createdBy === undefined ? '' : `, by ${createdBy}`}`;
    }
  }
}

function principalText({ id, type, name }: AccessPrincipal): string {
  return name ?? `${type ?? 'principal'} ${id}`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.map((line) => `- ${markdownCell(line)}`).join('\n')];
}

function sentences(unknown: readonly Unknown[]): readonly string[] {
  return distinctWords(unknown.map(unknownText)).map(textOf);
}
