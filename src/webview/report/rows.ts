/** The clusters of a report: which of them the user wants to see, in which order, and how many there are of each kind. */
import type { IdentityService } from '../../app/identityService.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { kindOf, findingTitle } from '../../domain/findings/catalogue.ts';
import { controlKeys, controlLabel } from '../../domain/report/controls.ts';
import { openOf, severities, type Severity } from '../../domain/findings/rule/weight.ts';
import { topicOf, type Finding } from '../../domain/findings/finding.ts';
import { notJudgedTitle } from '../../domain/needs/notJudged.ts';
import { tableColumns, type ReportRow } from '../../domain/report/columns.ts';
import { notCheckedIn } from '../../domain/report/unknowns.ts';
import type { ComparedFinding } from '../../domain/report/comparison.ts';
import type { Mark, ReportLook } from '../protocol/report.ts';
import { textOf } from '../../sentences/textOf.ts';

/** A cluster with its findings, and with what filters and sorting need repeatedly. */
export interface FleetRow extends ReportRow {
  /** The texts of a table's columns, in their order. */
  readonly cells: readonly (string | number)[];
  readonly counts: Readonly<Record<Severity, number>>;
  /** The text of the cluster itself that a filter searches, in lower case. */
  readonly searched: string;
  /** The text of each finding that a filter searches, in lower case. */
  readonly searchedOf: ReadonlyMap<Finding, string>;
  /** Its findings compared with an earlier report, if there is one. */
  readonly compared?: ReadonlyMap<Finding, ComparedFinding>;
  /** The cluster is only listed so far: its findings are not known yet. */
  readonly isPending?: true;
}

/** Makes the row of a cluster; the subscription is shown by its name if that is known. */
export function fleetRow(row: ReportRow & Pick<FleetRow, 'isPending'>, subscriptionName: string | undefined): FleetRow {
  const { cluster, findings, isPending } = row;
  const cells = tableColumns.map(({ of, severity }) => (isPending && severity ? '' : of({ ...row, subscriptionName })));
  const open = openOf(findings);
  const count = (severity: Severity): number => open.filter((finding) => finding.severity === severity).length;
  const searched = [
    ...cells.filter((cell) => typeof cell === 'string'),
    cluster.subscriptionId,
    ...identityWords(cluster),
  ];
  return {
    ...row,
    subscriptionName,
    cells,
    counts: { error: count('error'), warning: count('warning'), unknown: count('unknown'), info: count('info') },
    searched: searched.join('\n').toLowerCase(),
    searchedOf: new Map(findings.map((one) => [one, `${one.code}\n${textOf(topicOf(one).title)}`.toLowerCase()])),
  };
}

/** Makes the row of a cluster, and looks up its subscription by id. */
export function namedRow(row: Parameters<typeof fleetRow>[0], names: ReadonlyMap<string, string>): FleetRow {
  return fleetRow(row, names.get(row.cluster.subscriptionId.toLowerCase()));
}

/** Returns the row with the current decisions. */
export function decidedRow(row: FleetRow, decided: IdentityService['decided']): FleetRow {
  return fleetRow({ ...row, findings: decided(row.findings, row.cluster.id) }, row.subscriptionName);
}

/** Returns every id by which the user may search for an identity. */
function identityWords({ controlPlane, kubelet, addons }: Cluster): readonly string[] {
  return [controlPlane, kubelet, ...addons].flatMap((identity) => {
    const { identityId, principalId, clientId, objectId } = identity as Readonly<Record<string, string | undefined>>;
    return [identityId, principalId, clientId, objectId].filter((id) => id !== undefined);
  });
}

/** Returns true if a finding is about the wanted topic, or about one that begins with it before a colon. */
function isAbout(finding: Finding, wanted: string): boolean {
  const { key } = topicOf(finding);
  return wanted === '' || key === wanted || key.startsWith(`${wanted}:`);
}

/** Returns true if a finding concerns the wanted control, or any of the wanted framework. */
function bearsOn(finding: Finding, wanted: string): boolean {
  return wanted === '' || controlKeys(finding).includes(wanted);
}

type Seen = Pick<ReportLook, 'marks' | 'topic' | 'control' | 'text'>;

/** Returns the words of a filter that the cluster itself does not contain, so that a finding has to. */
function wordsLeft({ searched }: Pick<FleetRow, 'searched'>, text: string): readonly string[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.filter((word) => !searched.includes(word));
}

/**
 * Returns the findings of a row that pass the filter: text, severity and topic have to match the same one. Accepted
 * ones pass only if they are requested.
 */
export function seenFindings(row: FleetRow, { marks, topic, control, text }: Seen): readonly Finding[] {
  const isMarked = marks.length === 0 || marks.includes('any');
  const words = wordsLeft(row, text);
  const isWanted = ({ accepted, severity }: Finding): boolean =>
    accepted ? marks.includes('accepted') : isMarked || marks.includes(severity);
  const isNew = (one: Finding): boolean =>
    marks.includes('new') && !one.accepted && row.compared?.get(one)?.state === 'new';
  const says = (one: Finding): boolean => words.every((word) => row.searchedOf.get(one)?.includes(word));
  return row.findings.filter(
    (one) => (isWanted(one) || isNew(one)) && isAbout(one, topic) && bearsOn(one, control) && says(one),
  );
}

/** Returns what could not be checked in a row, if it passes the filter. */
function seenUnknown(row: FleetRow, { marks, topic, control, text }: Seen): NonNullable<FleetRow['unknown']> {
  const isWanted = topic + control === '' && (marks.length === 0 || marks.includes('unknown'));
  const title = textOf(notJudgedTitle).toLowerCase();
  return isWanted && wordsLeft(row, text).every((word) => title.includes(word)) ? (row.unknown ?? []) : [];
}

/** Selects the rows that the user wants to see. */
export function matchingRows(rows: readonly FleetRow[], look: ReportLook): readonly FleetRow[] {
  const { marks, controlPlane, kubelet, text } = look;
  const isSeen = (row: FleetRow): boolean => {
    const isMeant = look.topic + look.control === '' && wordsLeft(row, text).length === 0;
    if (isMeant && (marks.length === 0 || (marks.includes('none') && isClean(row)))) return true;
    if (isMeant && marks.includes('unknown') && isUnknown(row)) return true;
    return seenUnknown(row, look).length > 0 || seenFindings(row, look).length > 0;
  };
  return rows.filter(
    (row) =>
      (controlPlane === '' || row.cluster.controlPlane.kind === controlPlane) &&
      (kubelet === '' || row.cluster.kubelet.kind === kubelet) &&
      isSeen(row),
  );
}

/** Returns true for a row whose cluster's findings are known. */
export function isJudged(row: FleetRow | undefined): boolean {
  return row !== undefined && !row.isPending;
}

/** True if something in it could not be checked. */
const isUnknown = (row: FleetRow): boolean => notCheckedIn(row) > 0;

/** True if nothing was found that is not accepted, and everything could be checked. */
const isClean = (row: FleetRow): boolean => isJudged(row) && openOf(row.findings).length === 0 && !isUnknown(row);

/** A finding that rows share, with each row that has it. */
export interface FindingGroup {
  readonly key: string;
  readonly title: string;
  readonly severity: Severity;
  readonly items: readonly { readonly row: FleetRow; readonly finding: Finding }[];
}

/** Groups the findings that pass the filter by topic: the worst first, then those with the most rows. */
export function findingGroups(rows: readonly FleetRow[], look: Seen): readonly FindingGroup[] {
  const all = rows.flatMap((row) => seenFindings(row, look).map((finding) => ({ row, finding })));
  const byTopic = Map.groupBy(all, ({ finding }) => topicOf(finding).key);
  const rank = ({ severity }: FindingGroup): number => severities.indexOf(severity);
  return [...byTopic]
    .flatMap(([key, items]): FindingGroup[] => {
      const [first] = items;
      const severity = severities.find((one) => items.some(({ finding }) => finding.severity === one));
      return first && severity ? [{ key, title: textOf(topicOf(first.finding).title), severity, items }] : [];
    })
    .toSorted((a, b) => rank(a) - rank(b) || b.items.length - a.items.length || compare(a.title, b.title));
}

/** Returns the rows whose roles could not all be checked, if they pass the filter, each with those roles. */
export function notJudgedRows(
  rows: readonly FleetRow[],
  look: Seen,
): readonly { readonly row: FleetRow; readonly unknown: NonNullable<FleetRow['unknown']> }[] {
  return rows.map((row) => ({ row, unknown: seenUnknown(row, look) })).filter(({ unknown }) => unknown.length > 0);
}

const { compare } = new Intl.Collator('en', { numeric: true });

/** Sorts the rows; equal ones have the most severe first, then are sorted by name and id. */
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

/** Compares numbers as numbers and anything else as text; a column that does not exist is equal everywhere. */
function compareCells(a: string | number = '', b: string | number = ''): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b));
}

function worstFirst(one: FleetRow, other: FleetRow): number {
  const [a, b] = [one.counts, other.counts];
  return b.error - a.error || b.warning - a.warning || notCheckedIn(other) - notCheckedIn(one) || b.info - a.info;
}

function byName(a: FleetRow, b: FleetRow): number {
  return compare(a.cluster.name, b.cluster.name) || compare(a.cluster.id, b.cluster.id);
}

/** Counts the findings of each severity, and the rows without any. */
export function countsOf(rows: readonly FleetRow[]): Readonly<Record<Mark, number>> {
  const sum = (severity: Severity): number => rows.reduce((total, { counts }) => total + counts[severity], 0);
  const any = rows.filter(({ findings }) => openOf(findings).length > 0).length;
  const added = rows.reduce(
    (total, row) => total + seenFindings(row, { marks: ['new'], topic: '', control: '', text: '' }).length,
    0,
  );
  const accepted = rows.reduce((total, { findings }) => total + findings.length - openOf(findings).length, 0);
  const unknown = rows.filter(isUnknown).length;
  const none = rows.filter(isClean).length;
  return { error: sum('error'), warning: sum('warning'), info: sum('info'), unknown, any, none, accepted, new: added };
}

/** Counts the rows of each kind. */
export function kindCounts(rows: readonly FleetRow[], of: 'controlPlane' | 'kubelet'): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { cluster } of rows) counts.set(cluster[of].kind, (counts.get(cluster[of].kind) ?? 0) + 1);
  return counts;
}

/**
 * Counts the rows with a finding about each topic, in the order of titles; if a kind of finding has several topics, or
 * is `chosen`, all of them together come first.
 */
export function topicCounts(
  rows: readonly FleetRow[],
  chosen = '',
): readonly { readonly value: string; readonly label: string; readonly count: number }[] {
  const titles = new Map<string, string>();
  const topicsOf = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  for (const { findings } of rows) {
    const topics = openOf(findings).flatMap((finding) => {
      const [kind, topic] = [kindOf(finding.code), topicOf(finding)];
      topicsOf.set(kind, (topicsOf.get(kind) ?? new Set()).add(topic.key));
      return [topic, { key: kind, title: findingTitle(kind) }];
    });
    for (const { key, title } of new Map(topics.map((topic) => [topic.key, topic])).values()) {
      titles.set(key, textOf(title));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const saysMore = (key: string): boolean => {
    const topics = topicsOf.get(key);
    return topics === undefined || topics.size > 1 || topics.has(key) || key === chosen;
  };
  const all = [...counts]
    .filter(([key]) => saysMore(key))
    .map(([value, number]) => ({ value, label: titles.get(value) ?? value, count: number }));
  return all.sort((a, b) => compare(a.label, b.label) || a.value.length - b.value.length);
}

/** Counts the rows with a finding that concerns each framework and control, in the order of their names. */
export function controlCounts(rows: readonly FleetRow[]): ReturnType<typeof topicCounts> {
  const counts = new Map<string, number>();
  for (const { findings } of rows) {
    for (const key of new Set(openOf(findings).flatMap(controlKeys))) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, number]) => ({ value, label: controlLabel(value), count: number }))
    .sort((a, b) => compare(a.label, b.label));
}
