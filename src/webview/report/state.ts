/** The whole state of the identity report, ready to show. */
import type { AskingProgress } from '../../app/identityService.ts';
import { unknownTexts, type Unknown } from '../../domain/arm/unknown.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { joinedFixes, type JoinedFixes } from '../../domain/findings/joinedFixes.ts';
import { tableColumns } from '../../domain/report/columns.ts';
import type { Baseline } from '../../domain/report/comparison.ts';
import { timeOfDay } from '../../domain/words/dateTime.ts';
import { shortGuid } from '../../domain/arm/scopeWords.ts';
import type { Facet, ReportFixAll, ReportLine, ReportLook, ReportPhase, ReportState } from '../protocol/report.ts';
import { changesInWords } from './earlier.ts';
import { controlPlaneKinds, kubeletKinds } from './filterWords.ts';
import { findingsIn, groupsOf, namesIn, type DrawnGroup } from './groups.ts';
import {
  controlCounts,
  countsOf,
  findingGroups,
  isJudged,
  kindCounts,
  matchingRows,
  seenFindings,
  sortedRows,
  topicCounts,
  type FindingGroup,
  type FleetRow,
} from './rows.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { textsOf } from '../../sentences/textOf.ts';
import { defined } from '../../shape/defined.ts';

/** Everything that a report knows. */
export interface ReportModel {
  readonly phase: ReportPhase;
  readonly look: ReportLook;
  /** The only subscription that the report is about. */
  readonly subscriptionId?: string | undefined;
  /** The subscriptions that the report is about, if these are not all. */
  readonly subscriptionIds?: readonly string[] | undefined;
  readonly subscriptionNames: ReadonlyMap<string, string>;
  readonly rows: readonly FleetRow[];
  readonly found: number;
  readonly all?: number | undefined;
  /** How many queries to Resource Graph are still to come at least, and the milliseconds for which its quota makes them wait. */
  readonly queries?: { readonly left: number; readonly wait: number } | undefined;
  /** How many single requests for clusters and identities have been made, and at least how many there will be. */
  readonly asked?: AskingProgress | undefined;
  readonly notes: readonly string[];
  /** What could not be read about all clusters together. */
  readonly unknown: readonly Unknown[];
  readonly failure?: string | undefined;
  readonly stale: boolean;
  /** Keys of ids, and of topics. */
  readonly unfolded: ReadonlySet<string>;
  /** Keys of ids. */
  readonly selected: ReadonlySet<string>;
  readonly readAt?: Date | undefined;
  /** An earlier report to compare with. */
  readonly baseline?: Baseline | undefined;
  /** The clusters of the earlier report that certainly no longer exist, if that is known. */
  readonly gone?: readonly string[] | undefined;
  /** The subscriptions whose clusters were listed, once they were read. */
  readonly listed?: readonly string[] | undefined;
}

/** The most severe first, and nothing filtered out. */
export const firstLook: ReportLook = {
  group: 'cluster',
  text: '',
  marks: [],
  controlPlane: '',
  kubelet: '',
  topic: '',
  control: '',
  by: 'error',
  descending: true,
  page: 0,
};

const linesOnPage = 100;
const allHeads = tableColumns.map(({ key, title, isCount, severity }) => ({
  key,
  title,
  isCount,
  ...defined({ severity }),
}));

/** Makes views of a model; what has not changed since the last view is not counted, sorted or filtered again. */
export interface ReportView {
  /** Returns the rows that pass the filter, sorted. */
  readonly matched: (model: ReportModel) => readonly FleetRow[];
  /** Returns the fixes for what is selected, otherwise for what passes the filter; with a topic, only those for its findings. */
  readonly fixes: (model: ReportModel, topic?: string) => JoinedFixes;
  /** Returns what the page is to show. */
  readonly state: (model: ReportModel) => ReportState;
}

/** Creates a view that remembers its last results. */
export function createReportView(): ReportView {
  const sort = rememberLast((rows: readonly FleetRow[], by: ReportLook['by'], descending: boolean) =>
    sortedRows(rows, { by, descending }),
  );
  const filter = rememberLast(matchingRows);
  const count = rememberLast(facetsOf);
  const matched = ({ rows, look }: ReportModel): readonly FleetRow[] =>
    filter(sort(rows, look.by, look.descending), look);
  const group = rememberLast((rows: readonly FleetRow[], look: ReportLook) =>
    look.group === 'finding'
      ? findingGroups(rows, look).map((one) => ({ ...one, fixAll: fixAllOf(fixesOfGroup(one)) }))
      : [],
  );
  const changes = rememberLast(changesInWords);
  const join = rememberLast((rows: readonly FleetRow[], look: ReportLook, selected: ReadonlySet<string>) =>
    joinedFixes(chosenRows(rows, selected).map((row) => ({ cluster: row.cluster, findings: seenFindings(row, look) }))),
  );
  return {
    matched,
    fixes(model, topic) {
      if (topic === undefined) return join(matched(model), model.look, model.selected);
      const all = findingGroups(matched(model), model.look).filter(({ key }) => key === topic);
      return all[0] ? fixesOfGroup(all[0]) : joinedFixes([]);
    },
    state(model) {
      const rows = matched(model);
      const fixAll = fixAllOf(join(rows, model.look, model.selected));
      const around = { ...fixAll, ...changes(model.rows, model.baseline, model.gone) };
      const counts = count(model.rows, model.look.topic);
      return stateOf(model, rows, { ...counts, groups: group(rows, model.look), ...around });
    },
  };
}

/** The selected rows, or all if none is selected. */
function chosenRows(rows: readonly FleetRow[], selected: ReadonlySet<string>): readonly FleetRow[] {
  const some = rows.filter(({ cluster }) => selected.has(idKey(cluster.id)));
  return some.length > 0 ? some : rows;
}

function fixesOfGroup({ items }: FindingGroup): JoinedFixes {
  return joinedFixes(items.map(({ row: { cluster }, finding }) => ({ cluster, findings: [finding] })));
}

/** Left out if there is nothing to fix together. */
function fixAllOf({
  changes,
  fixed,
  leftOut,
}: JoinedFixes): { readonly fixAll?: ReportFixAll } & Pick<ReportState, 'changes'> {
  if (changes.length < 2) return {};
  return { fixAll: { label: `Fix ${fixed.length} findings...`, leftOut: textsOf(leftOut) } };
}

/** Returns the function with its last result remembered for the same arguments. */
function rememberLast<A extends readonly unknown[], R>(work: (...args: A) => R): (...args: A) => R {
  let last: { readonly args: A; readonly result: R } | undefined;
  return (...args) => {
    if (last?.args.every((arg, index) => arg === args[index]) !== true) last = { args, result: work(...args) };
    return last.result;
  };
}

type Facets = Pick<ReportState, 'counts' | 'controlPlanes' | 'kubelets' | 'topics' | 'controls'>;

function facetsOf(rows: readonly FleetRow[], topic: string): Facets {
  return {
    counts: countsOf(rows),
    controlPlanes: kindsOf(kindCounts(rows, 'controlPlane'), controlPlaneKinds),
    kubelets: kindsOf(kindCounts(rows, 'kubelet'), kubeletKinds),
    topics: topicCounts(rows, topic),
    controls: controlCounts(rows),
  };
}

function stateOf(
  model: ReportModel,
  matched: readonly FleetRow[],
  {
    groups,
    fixAll,
    changes,
    ...facets
  }: Facets & { readonly groups: readonly DrawnGroup[]; readonly fixAll?: ReportFixAll } & Pick<ReportState, 'changes'>,
): ReportState {
  const { phase, look, subscriptionId, rows, found, all, notes, unknown, failure, stale, selected } = model;
  const pages = Math.max(1, Math.ceil(matched.length / linesOnPage));
  const page = Math.min(look.page, pages - 1);
  const first = page * linesOnPage;
  const hasColumn = (key: string): boolean => key !== 'unknown' || facets.counts.unknown > 0;
  const isShown = allHeads.map(({ key }) => hasColumn(key));
  return {
    subtitle: subtitleOf(model),
    phase,
    found,
    stale,
    ...toCome(model),
    notes: [...textsOf(unknownTexts(unknown)), ...notes],
    canAskEach: phase !== 'reading' && unknown.some(({ cause }) => cause === 'notAsked'),
    ...defined({ all, failure }),
    clusters: rows.length,
    ...facets,
    columns: allHeads.filter(({ key }) => hasColumn(key)),
    matching: matched.length,
    first,
    pages,
    lines: matched.slice(first, first + linesOnPage).map((row) => {
      const line = lineOf(row, model);
      return { ...line, cells: line.cells.filter((_, index) => isShown[index]) };
    }),
    groups: look.group === 'finding' ? groupsOf(groups, matched, model) : [],
    unchecked: matched.filter((row) => !isJudged(row)).length,
    selected: matched.filter(({ cluster }) => selected.has(idKey(cluster.id))).length,
    ...(fixAll ? { fixAll } : {}),
    ...(changes ? { changes } : {}),
    memento: { version: 1, look: { ...look, page }, ...defined({ subscriptionId }) },
  };
}

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
  return readAt === undefined ? places : `${places} \u00b7 Updated ${timeOfDay(readAt)}`;
}

const manyClusters = 1000;
/** The number of single requests for clusters and identities above which they take a while. */
const manySingles = 100;

/** What a long report still waits for; later requests are not known before the answers that lead to them. */
function toCome(model: ReportModel): Pick<ReportState, 'toCome'> {
  if (model.phase !== 'reading') return {};
  const isWaiting = (model.queries?.wait ?? 0) > 0;
  const text = isWaiting ? queriesToCome(model) : (singlesToCome(model) ?? queriesToCome(model));
  return defined({ toCome: text });
}

function singlesToCome({ asked }: ReportModel): string | undefined {
  if (asked === undefined || asked.all <= manySingles || asked.done >= asked.all) return undefined;
  const [done, count] = [asked.done.toLocaleString('en'), asked.all.toLocaleString('en')];
  return `Asked ${done} of ${count} clusters and identities one by one, at the pace that Azure allows.`;
}

function queriesToCome({ all, queries }: ReportModel): string | undefined {
  const isLong = all === undefined ? (queries?.left ?? 0) > 1 : all > manyClusters;
  if (queries === undefined || queries.left === 0 || !isLong) return undefined;
  const { left, wait } = queries;
  const seconds = Math.ceil(wait / 1000);
  const quota = wait > 0 ? ` They continue when its quota resets, in ${countWithNoun(seconds, 'second')}.` : '';
  return `At least ${countWithNoun(left, 'more query')} to Azure Resource Graph.${quota}`;
}

/** Why the findings of a cluster that is only listed are not known. */
const uncheckedWords: Readonly<Record<ReportPhase, string>> = {
  reading: 'Still being checked',
  ready: 'Not checked',
  stopped: 'Not checked: stopped',
  failed: 'Not checked: reading failed',
  signedOut: 'Not checked: signed out',
};

function lineOf(row: FleetRow, { phase, unfolded, selected, subscriptionNames }: ReportModel): ReportLine {
  const { cluster, cells } = row;
  const key = idKey(cluster.id);
  return {
    id: cluster.id,
    name: cluster.name,
    cells,
    selected: selected.has(key),
    ...(isJudged(row) ? {} : { unchecked: uncheckedWords[phase] }),
    ...(unfolded.has(key) ? { findings: findingsIn(row, namesIn(subscriptionNames)) } : {}),
  };
}
