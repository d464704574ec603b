/** What `diagnose` and its tables say about one cluster besides its findings. */
import { apiRequirements, apiWorkloads } from '../../api/projection.ts';
import type { NamedWorkloads } from '../../app/facts/clusterWorkloads.ts';
import { inertJson } from '../../domain/arm/inert.ts';
import { lastSegment } from '../../domain/arm/resourceId.ts';
import { scopeWithKind } from '../../domain/arm/scopeWords.ts';
import { workloadStates } from '../../domain/identityMap/workloads.ts';
import type { Requirement } from '../../domain/needs/need.ts';
import { csvText, markdownCell, tableRow, type OwnLink } from '../../domain/report/formats/tables.ts';
import type { Format } from '../commandLine/formats.ts';
import { say, type Phrase } from '../../sentences/words.ts';
import { textOf } from '../../sentences/textOf.ts';

/** Writes what a cluster's identities need, as text or as the JSON of the API. */
export function requirementsText(requirements: readonly Requirement[], clusterId: string, format: Format): string {
  const title = say`What the identities of ${lastSegment(clusterId)} need`;
  const heading = ['Verdict', 'Identity', 'Role', 'Scope', 'Reason'];
  const lines = requirements.map(({ verdict, identity, holder = identity, role, scope, reason = say`` }) => [
    verdict,
    holder,
    role.name,
    format === 'csv' ? scope : textOf(scopeWithKind(scope)),
    textOf(reason),
  ]);
  return formatTable(apiRequirements(requirements), { title, heading, lines }, format);
}

/** Writes which service accounts act as which identity, as text or as the JSON of the API. */
export function workloadsText(workloads: NamedWorkloads, clusterId: string, format: Format): string {
  const title = say`Workloads of ${lastSegment(clusterId)}`;
  const listedWorkloads = apiWorkloads(workloads);
  const heading = ['State', 'Namespace', 'Service account', 'Identity', 'Roles', 'Reason'];
  const lines = listedWorkloads.map(({ state, namespace, serviceAccount, identityId, roles, reason = '' }) => [
    format === 'csv' ? state : textOf(workloadStates[state]),
    namespace,
    serviceAccount,
    format === 'csv' || identityId === '' ? identityId : textOf(scopeWithKind(identityId)),
    roles.map(({ roleName, scope }) => textOf(say`${roleName} on ${scopeWithKind(scope)}`)).join(', '),
    reason,
  ]);
  return formatTable(listedWorkloads, { title, heading, lines }, format);
}

/** A table as text. */
interface Table {
  /** Stands above the table, unless a program reads it. */
  readonly title: Phrase;
  readonly heading: readonly string[];
  readonly lines: readonly (readonly (string | OwnLink)[])[];
}

/** Writes a table, or as JSON the value that it is made from. */
export function formatTable(value: unknown, { title, heading, lines }: Table, format: Format): string {
  if (format === 'json') return `${inertJson(value, 2)}\n`;
  if (format === 'csv')
    return csvText([
      heading,
      ...lines.map((cells) => cells.map((cell) => (typeof cell === 'string' ? cell : cell.link))),
    ]);
  const rows = [heading, heading.map(() => '---'), ...lines].map((cells) => `${tableRow(cells)}\n`);
  return `# ${markdownCell(textOf(title))}\n\n${rows.join('')}`;
}
