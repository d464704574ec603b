/** The output of `access`: who can act on a cluster, as a page, as a table with a line for each ability, or as JSON. */
import { apiAccess } from '../../api/access.ts';
import { inertJson } from '../../domain/arm/inert.ts';
import { csvText, markdownCell, markdownSection, tableRow } from '../../domain/report/formats/tables.ts';
import { abilities, abilityIds } from '../../domain/whoCanAct/abilities.ts';
import { accessRows, accessSign, type AccessRow, type AccessSign } from '../../domain/whoCanAct/accessRows.ts';
import {
  canText,
  decidedTexts,
  notKnownTexts,
  postureText,
  principalText,
  reasonText,
  withReason,
  trustedText,
  wayOfText,
} from '../../domain/whoCanAct/text/accessLines.ts';
import type { Unknown } from '../../domain/arm/unknown.ts';
import { unknownsOfAccess } from '../../domain/whoCanAct/clusterAccess.ts';
import type { AccessCell, ClusterAccess, WayToAdmin } from '../../domain/whoCanAct/model.ts';
import { dayInSentence } from '../../domain/words/dateTime.ts';
import { defined } from '../../shape/defined.ts';
import type { Format } from '../commandLine/formats.ts';
import { sentencesOf } from './sentences.ts';
import { textOf } from '../../sentences/textOf.ts';
import { say, type Words } from '../../sentences/words.ts';

/** Writes who can act on a cluster. */
export function accessText(who: ClusterAccess, format: Format, isLimited: boolean): string {
  if (format === 'json') return `${inertJson(apiAccess(who), 2)}\n`;
  return format === 'csv' ? accessCsv(who) : accessMarkdown(who, isLimited);
}

/**
 * What may act through Trusted Access has lines, too; its roles are those of the binding, and its verdict says whether it
 * exists. So has what could not be read, with the reason.
 */
function accessCsv(who: ClusterAccess): string {
  const lines = [...who.cells, ...(who.inside?.cells ?? []), ...who.eligible.cells].map((cell) => {
    const { id, type = '', name, directoryName = '' } = cell.principal;
    return [id, type, textOf(name ?? directoryName), ...cellColumns(cell)];
  });
  const sources = who.trusted.sources.map((source) => {
    const role = source.roles.join(' ');
    const columns = { Verdict: source.state, 'Has effect': 'yes', Role: role, Reason: trustedText(source) };
    return [source.sourceId, 'TrustedAccess', source.name, ...columnsWith(columns)];
  });
  const unread = unreadColumns(unknownsOfAccess(who)).map((columns) => ['', '', '', ...columns]);
  return csvText([['Principal', 'Kind', 'Name', ...cellHeadings], ...lines, ...sources, ...unread]);
}

/** The headings of what a table says about an ability. */
export const cellHeadings = [
  ...(['Ability', 'Namespace', 'Verdict', 'Has effect', 'Role', 'Assigned at'] as const),
  ...(['Condition', 'Since', 'By', 'Reason'] as const),
] as const;

/** Returns what a table says under these headings; the rest is empty. */
export function columnsWith(said: Readonly<Partial<Record<(typeof cellHeadings)[number], string>>>): readonly string[] {
  return cellHeadings.map((heading) => said[heading] ?? '');
}

/** Returns what a table says of everything that could not be read. */
export function unreadColumns(unknown: readonly Unknown[]): readonly (readonly string[])[] {
  return sentencesOf(unknown).map((reason) => columnsWith({ Verdict: 'unknown', Reason: reason }));
}

/** Returns what a table says about an ability. */
export function cellColumns({
  principal,
  ability,
  namespace,
  verdict,
  hasNoEffect,
  isEligible,
}: AccessCell): readonly string[] {
  const by = verdict.kind === 'held' ? verdict.by : undefined;
  return columnsWith({
    Ability: ability,
    Verdict: isEligible ? 'eligible' : verdict.kind,
    'Has effect': hasNoEffect ? 'no' : 'yes',
    Role: roleIn(verdict),
    Reason: reasonText(verdict, principal.id, dayInUtc),
    ...defined({
      Namespace: namespace,
      'Assigned at': by?.scope,
      Condition: by?.condition,
      Since: by?.createdOn,
      By: by?.createdBy,
    }),
  });
}

/** Writes the day of a moment as on every computer. */
export function dayInUtc(iso: string): Words {
  return say`${dayInSentence(iso.slice(0, 10))} (UTC)`;
}

function roleIn(verdict: AccessCell['verdict']): string {
  if (verdict.kind === 'held') return verdict.roleName;
  return verdict.kind === 'inside' ? verdict.role : '';
}

function accessMarkdown(who: ClusterAccess, isLimited: boolean): string {
  const { cluster, cells, ways } = who;
  const rows = accessRows(who);
  const linesOf = (own: readonly AccessCell[], text: (cell: AccessCell) => string): readonly string[] =>
    own.map((cell) => `- ${markdownCell(`${principalText(cell.principal)} ${text(cell)}`)}`);
  const all = [...cells, ...(who.inside?.cells ?? []), ...who.eligible.cells];
  const inNamespaces = all.filter(({ namespace }) => namespace !== undefined);
  return [
    `# Who can act on ${markdownCell(cluster.name)}`,
    '',
    markdownCell([postureText(who), namespacesText(who)].filter(Boolean).join(' ')),
    '',
    ...(rows.length === 0 ? [nobodyText(isLimited)] : matrix(rows)),
    ...markdownSection('Only in some namespaces', linesOf(inNamespaces, canText)),
    ...markdownSection(
      'Who can become an administrator without activating a role',
      ways.filter(({ isForAks }) => !isForAks).map(wayLine),
    ),
    ...markdownSection('Needed by the cluster itself', ways.filter(({ isForAks }) => isForAks).map(wayLine)),
    ...markdownSection(
      'Through which role assignments',
      linesOf([...all, ...who.further], (cell) => withReason(canText(cell), cell.verdict, undefined, dayInUtc)),
    ),
    ...markdownSection(
      'Through Trusted Access',
      who.trusted.sources.map((source) => `- ${markdownCell(trustedText(source))}`),
    ),
    ...markdownSection(
      'What you may do',
      decidedTexts(who.own.cells, dayInUtc).map((line) => `- ${markdownCell(line)}`),
    ),
    ...markdownSection(
      'What is not known',
      notKnownTexts(who).map((text) => `- ${markdownCell(text)}`),
    ),
    '',
  ].join('\n');
}

function wayLine(way: WayToAdmin): string {
  return `- ${markdownCell(wayOfText(way))}`;
}

function namespacesText({ namespaces }: ClusterAccess): string {
  return namespaces.length === 0
    ? ''
    : `Namespaces managed in Azure or named in role assignments (there may be others): ${namespaces.join(', ')}.`;
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
  eligible: 'can be activated',
};

/** A row for each principal, a column for each ability in the whole cluster. */
function matrix(rows: readonly AccessRow[]): readonly string[] {
  const heading = ['Who', ...abilityIds.map((ability) => textOf(abilities[ability].heading))];
  const lines = rows.map(({ principal, inCluster }) => [
    principalText(principal),
    ...abilityIds.map((ability) => {
      const cell = inCluster(ability);
      return cell === undefined ? '' : signWords[accessSign(cell)];
    }),
  ]);
  return [heading, heading.map(() => '---'), ...lines].map(tableRow);
}
