/** The whole state of the identity report, ready to show. */
import { idKey } from '../../domain/arm/resourceId.ts';
import { titleOf } from '../../domain/findings/catalogue.ts';
import { tableColumns } from '../../domain/report/columns.ts';
import { timeOfDay } from '../../domain/words/dateTime.ts';
import { shortGuid } from '../../domain/arm/scopeWords.ts';
import { fixKeyOf } from '../fixKey.ts';
import type { Facet, ReportFinding, ReportLine, ReportLook, ReportPhase, ReportState } from '../protocol/report.ts';
import { codeCounts, countsOf, kindCounts, matchingRows, sortedRows } from './rows.ts';
import type { FleetRow } from './rows.ts';

/** Everything that a report knows. */
export interface ReportModel {
  readonly phase: ReportPhase;
  readonly look: ReportLook;
  /** The only subscription that the report is about. */
  readonly subscriptionId?: string | undefined;
  /** The subscriptions that the report is about, if they are not all. */
  readonly subscriptionIds?: readonly string[] | undefined;
  readonly subscriptionNames: ReadonlyMap<string, string>;
  readonly rows: readonly FleetRow[];
  readonly found: number;
  readonly all?: number | undefined;
  readonly notes: readonly string[];
  readonly failure?: string | undefined;
  readonly stale: boolean;
  /** Keys of ids. */
  readonly unfolded: ReadonlySet<string>;
  readonly readAt?: Date | undefined;
}

/** The most severe first, and nothing filtered out. */
export const firstLook: ReportLook = {
  ...{ text: '', marks: [], controlPlane: '', kubelet: '', code: '' },
  ...{ by: 'error', descending: true, page: 0 },
};

const linesOnPage = 100;
const heads = tableColumns.map(({ key, title, isCount, severity }) => ({
  ...{ key, title, isCount },
  ...(severity === undefined ? {} : { severity }),
}));

/** Makes views of a model; what has not changed since the last view is not counted, sorted or filtered again. */
export interface ReportView {
  /** Returns the rows that pass the filter, sorted. */
  readonly matched: (model: ReportModel) => readonly FleetRow[];
  /** Returns what the page is to show. */
  readonly state: (model: ReportModel) => ReportState;
}

/** Creates a view that remembers its last results. */
export function createReportView(): ReportView {
  const sort = remembering((rows: readonly FleetRow[], by: ReportLook['by'], descending: boolean) =>
    sortedRows(rows, { by, descending }),
  );
  const filter = remembering(matchingRows);
  const count = remembering(facetsOf);
  const matched = ({ rows, look }: ReportModel): readonly FleetRow[] =>
    filter(sort(rows, look.by, look.descending), look);
  return { matched, state: (model) => stateOf(model, matched(model), count(model.rows)) };
}

/** Returns the function with its last result remembered for the same arguments. */
function remembering<A extends readonly unknown[], R>(work: (...args: A) => R): (...args: A) => R {
  let last: { readonly args: A; readonly result: R } | undefined;
  return (...args) => {
    if (last?.args.every((arg, index) => arg === args[index]) !== true) last = { args, result: work(...args) };
    return last.result;
  };
}

type Facets = Pick<ReportState, 'counts' | 'controlPlanes' | 'kubelets' | 'codes'>;

function facetsOf(rows: readonly FleetRow[]): Facets {
  return {
    counts: countsOf(rows),
    controlPlanes: kindsOf(kindCounts(rows, 'controlPlane'), controlPlaneKinds),
    kubelets: kindsOf(kindCounts(rows, 'kubelet'), kubeletKinds),
    codes: codeCounts(rows).map(([value, count]) => ({ value, label: titleOf(value), count })),
  };
}

function stateOf(model: ReportModel, matched: readonly FleetRow[], facets: Facets): ReportState {
  const { phase, look, subscriptionId, rows, found, all, notes, failure, stale, unfolded } = model;
  const pages = Math.max(1, Math.ceil(matched.length / linesOnPage));
  const page = Math.min(look.page, pages - 1);
  const first = page * linesOnPage;
  return {
    ...{ subtitle: subtitleOf(model), phase, found, stale, notes },
    ...(all === undefined ? {} : { all }),
    ...(failure === undefined ? {} : { failure }),
    clusters: rows.length,
    ...facets,
    ...{ columns: heads, matching: matched.length, first, pages },
    lines: matched.slice(first, first + linesOnPage).map((row) => lineOf(row, unfolded.has(idKey(row.cluster.id)))),
    memento: { version: 1, look: { ...look, page }, ...(subscriptionId === undefined ? {} : { subscriptionId }) },
  };
}

const controlPlaneKinds: Readonly<Record<Exclude<ReportLook['controlPlane'], ''>, string>> = {
  servicePrincipal: 'Service principal',
  systemAssigned: 'System-assigned',
  userAssigned: 'User-assigned',
  none: 'No identity',
};
const kubeletKinds: Readonly<Record<Exclude<ReportLook['kubelet'], ''>, string>> = {
  servicePrincipal: 'Service principal',
  default: 'Made by AKS',
  preCreated: 'Pre-created',
  unknown: 'Not known yet',
};

function kindsOf(counts: ReadonlyMap<string, number>, labels: Readonly<Record<string, string>>): readonly Facet[] {
  return Object.entries(labels).map(([value, label]) => ({ value, label, count: counts.get(value) ?? 0 }));
}

function subtitleOf({ subscriptionIds, subscriptionNames, readAt }: ReportModel): string {
  const name = (id: string): string => subscriptionNames.get(id.toLowerCase()) ?? `subscription ${shortGuid(id)}`;
  const places =
    subscriptionIds === undefined
      ? 'All subscriptions'
      : subscriptionIds.length > 3
        ? `${subscriptionIds.length} subscriptions`
        : subscriptionIds.map(name).join(', ');
  return readAt === undefined ? places : `${places} \u00b7 read at ${timeOfDay(readAt)}`;
}

function lineOf({ cluster, cells, findings }: FleetRow, isUnfolded: boolean): ReportLine {
  return { id: cluster.id, name: cluster.name, cells, ...(isUnfolded ? { findings: findings.map(findingOf) } : {}) };
}

function findingOf({ code, severity, text, evidence, source, fix }: FleetRow['findings'][number]): ReportFinding {
  return { code, severity, text, evidence, source, ...fixKeyOf(code, fix) };
}

/**
 * Puts the filter into words, for a report that holds only what passes it; returns `undefined` if everything passes.
 */
export function filterInWords({ text, marks, controlPlane, kubelet, code }: ReportLook): string | undefined {
  const markWords = { error: 'errors', warning: 'warnings', info: 'information', none: 'no findings' };
  const parts = [
    ...(text.trim() === '' ? [] : [`"${text.trim()}"`]),
    ...(marks.length === 0 ? [] : [marks.map((mark) => markWords[mark]).join(' or ')]),
    ...(controlPlane === '' ? [] : [`control plane ${controlPlaneKinds[controlPlane].toLowerCase()}`]),
    ...(kubelet === '' ? [] : [`kubelet ${kubeletKinds[kubelet].replace(/^[A-Z]/, (letter) => letter.toLowerCase())}`]),
    ...(code === '' ? [] : [`finding ${code}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}
