/** The output of `access`: who can act on a cluster, as a page, as a table with a line for each ability, or as JSON. */
import { apiAccess } from '../../api/access.ts';
import { inertJson } from '../../domain/arm/inert.ts';
import { csvText, markdownCell, markdownSection, tableRow } from '../../domain/report/formats/tables.ts';
import { abilities, abilityIds } from '../../domain/whoCanAct/abilities.ts';
import { accessRows, accessSign, type AccessRow, type AccessSign } from '../../domain/whoCanAct/accessRows.ts';
import {
  canText,
  notKnownTexts,
  postureText,
  principalText,
  reasonText,
  wayText,
} from '../../domain/whoCanAct/text/accessLines.ts';
import type { AccessCell, WhoCanAct } from '../../domain/whoCanAct/model.ts';
import type { Format } from '../commandLine/formats.ts';

/** Writes who can act on a cluster. */
export function accessText(who: WhoCanAct, format: Format, isLimited: boolean): string {
  if (format === 'json') return `${inertJson(apiAccess(who), 2)}\n`;
  return format === 'csv' ? accessCsv(who) : accessMarkdown(who, isLimited);
}

function accessCsv({ cells }: WhoCanAct): string {
  const lines = cells.map((cell) => [
    cell.principal.id,
    cell.principal.type ?? '',
    cell.principal.name ?? '',
    ...cellColumns(cell),
  ]);
  return csvText([['Principal', 'Kind', 'Name', ...cellHeadings], ...lines]);
}

/** The headings of what a table says about an ability. */
export const cellHeadings = [
  ...['Ability', 'Namespace', 'Verdict', 'Has effect', 'Role', 'Assigned at'],
  ...['Condition', 'Since', 'By', 'Reason'],
] as const;

/** Returns what a table says about an ability. */
export function cellColumns({
  principal,
  ability,
  namespace = '',
  verdict,
  hasNoEffect,
}: AccessCell): readonly string[] {
  const by = verdict.kind === 'held' ? verdict.by : undefined;
  return [
    ability,
    namespace,
    verdict.kind,
    hasNoEffect ? 'no' : 'yes',
    verdict.kind === 'held' ? verdict.roleName : '',
    by?.scope ?? '',
    by?.condition ?? '',
    by?.createdOn ?? '',
    by?.createdBy ?? '',
    reasonText(verdict, principal.id),
  ];
}

function accessMarkdown(who: WhoCanAct, isLimited: boolean): string {
  const { cluster, posture, cells, ways } = who;
  const rows = accessRows(who);
  const linesOf = (own: readonly AccessCell[], text: (cell: AccessCell) => string): readonly string[] =>
    own.map((cell) => `- ${markdownCell(`${principalText(cell.principal)} ${text(cell)}`)}`);
  const inNamespaces = cells.filter(({ namespace }) => namespace !== undefined);
  return [
    `# Who can act on ${markdownCell(cluster.name)}`,
    '',
    markdownCell(postureText(posture)),
    '',
    ...(rows.length === 0 ? [nobodyText(isLimited)] : matrix(rows)),
    ...markdownSection('Only in some namespaces', linesOf(inNamespaces, canText)),
    ...markdownSection(
      'Who can become administrator',
      ways.map((way) => `- ${markdownCell(`${principalText(way.principal)} ${wayText(way)}`)}`),
    ),
    ...markdownSection(
      'Through which role assignments',
      linesOf(cells, (cell) => `${canText(cell)}: ${reasonText(cell.verdict)}`),
    ),
    ...markdownSection(
      'What is not known',
      notKnownTexts(who).map((text) => `- ${markdownCell(text)}`),
    ),
    '',
  ].join('\n');
}

function nobodyText(isLimited: boolean): string {
  return isLimited
    ? 'No role assignment gives what was asked for, as far as they could be read. Others may have access.'
    : 'No role assignment gives anybody access, as far as they could be read.';
}

/** What a table says in the place of a sign. */
export const signWords: Readonly<Record<AccessSign, string>> = {
  yes: 'yes',
  perhaps: 'perhaps',
  denied: 'denied',
  noEffect: 'no effect',
};

/** A row for each principal, a column for each ability in the whole cluster. */
function matrix(rows: readonly AccessRow[]): readonly string[] {
  const heading = ['Who', ...abilityIds.map((ability) => abilities[ability].heading)];
  const lines = rows.map(({ principal, inCluster }) => [
    principalText(principal),
    ...abilityIds.map((ability) => {
      const cell = inCluster(ability);
      return cell === undefined ? '' : signWords[accessSign(cell)];
    }),
  ]);
  return [heading, heading.map(() => '---'), ...lines].map(tableRow);
}
