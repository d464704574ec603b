/**
 * The clusters of a report: which of them the user wants to see, in which order, and how many there are of each kind.
 */
import type { Cluster } from '../../domain/cluster/model.ts';
import { kindOf } from '../../domain/findings/catalogue.ts';
import type { FindingCode, FindingKind } from '../../domain/findings/catalogue.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import type { Severity } from '../../domain/findings/severity.ts';
import { tableColumns } from '../../domain/report/columns.ts';
import type { ReportRow } from '../../domain/report/columns.ts';
import type { Mark, ReportLook } from '../protocol/report.ts';

/** A cluster with its findings, and with what filters and sorting need again and again. */
export interface FleetRow extends Omit<ReportRow, 'subscriptionName'> {
  /** What the columns of tables say, in their order. */
  readonly cells: readonly (string | number)[];
  readonly counts: Readonly<Record<Severity, number>>;
  /** Everything that the text of a filter may find, in lower case. */
  readonly searched: string;
}

/** Makes the row of a cluster; the subscription is shown by its name if that is known. */
export function fleetRow({ cluster, findings }: ReportRow, subscriptionName: string | undefined): FleetRow {
  const cells = tableColumns.map(({ of }) => of({ cluster, findings, subscriptionName }));
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  const searched = [
    ...cells.filter((cell) => typeof cell === 'string'),
    cluster.subscriptionId,
    ...identityWords(cluster),
    ...findings.map(codeOf),
  ];
  return {
    cluster,
    findings,
    cells,
    counts: { error: count('error'), warning: count('warning'), info: count('info') },
    searched: searched.join('\n').toLowerCase(),
  };
}

const codeOf = ({ code }: Finding): string => code;

/** Returns every id by which the user may search for an identity. */
function identityWords({ controlPlane, kubelet, addons }: Cluster): readonly string[] {
  return [controlPlane, kubelet, ...addons].flatMap((identity) => {
    const { identityId, principalId, clientId, objectId } = identity as Readonly<Record<string, string | undefined>>;
    return [identityId, principalId, clientId, objectId].filter((id) => id !== undefined);
  });
}

/** Returns true if a finding's code is the wanted one, or begins with it before a colon. */
function isCode(code: string, wanted: string): boolean {
  return wanted === '' || code === wanted || code.startsWith(`${wanted}:`);
}

/** Selects the rows that the user wants to see; a severity and a code have to apply to the same finding. */
export function matchingRows(rows: readonly FleetRow[], look: ReportLook): readonly FleetRow[] {
  const { marks, controlPlane, kubelet, code } = look;
  const words = look.text.toLowerCase().split(/\s+/).filter(Boolean);
  const isMarked = ({ findings }: FleetRow): boolean => {
    if (marks.length === 0 && code === '') return true;
    if (findings.length === 0) return code === '' && marks.includes('none');
    return findings.some((one) => (marks.length === 0 || marks.includes(one.severity)) && isCode(one.code, code));
  };
  return rows.filter(
    (row) =>
      (controlPlane === '' || row.cluster.controlPlane.kind === controlPlane) &&
      (kubelet === '' || row.cluster.kubelet.kind === kubelet) &&
      words.every((word) => row.searched.includes(word)) &&
      isMarked(row),
  );
}

const { compare } = new Intl.Collator('en', { numeric: true });

/** Sorts the rows; those that are equal come with the most severe first, then by name and id. */
export function sortedRows(
  rows: readonly FleetRow[],
  { by, descending }: Pick<ReportLook, 'by' | 'descending'>,
): readonly FleetRow[] {
  const sign = descending ? -1 : 1;
  const column = tableColumns.findIndex(({ key }) => key === by);
  return [...rows].sort(
    (a, b) => sign * compareCells(a.cells[column], b.cells[column]) || worstFirst(a, b) || byName(a, b),
  );
}

/** Compares numbers as such and anything else as texts; a column that does not exist is equal everywhere. */
function compareCells(a: string | number = '', b: string | number = ''): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b));
}

function worstFirst({ counts: a }: FleetRow, { counts: b }: FleetRow): number {
  return b.error - a.error || b.warning - a.warning || b.info - a.info;
}

function byName(a: FleetRow, b: FleetRow): number {
  return compare(a.cluster.name, b.cluster.name) || compare(a.cluster.id, b.cluster.id);
}

/** Counts the findings of each severity, and the rows without any. */
export function countsOf(rows: readonly FleetRow[]): Readonly<Record<Mark, number>> {
  const sum = (severity: Severity): number => rows.reduce((total, { counts }) => total + counts[severity], 0);
  const none = rows.filter(({ findings }) => findings.length === 0).length;
  return { error: sum('error'), warning: sum('warning'), info: sum('info'), none };
}

/** Counts the rows of each kind. */
export function kindCounts(rows: readonly FleetRow[], of: 'controlPlane' | 'kubelet'): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { cluster } of rows) counts.set(cluster[of].kind, (counts.get(cluster[of].kind) ?? 0) + 1);
  return counts;
}

/**
 * Counts the rows with a finding of each code, in the order of codes; before codes with a colon, all of them together.
 */
export function codeCounts(
  rows: readonly FleetRow[],
): readonly (readonly [code: FindingCode | FindingKind, count: number])[] {
  const counts = new Map<FindingCode | FindingKind, number>();
  for (const { findings } of rows) {
    const codes = new Set(findings.flatMap(({ code }) => [code, kindOf(code)]));
    for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => compare(a, b));
}
