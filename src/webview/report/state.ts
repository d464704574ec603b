/** The whole state of the identity report, ready to show. */
import { isUnlisted, type AboutReport } from '../../domain/report/overview.ts';
import type { AskingProgress } from '../../app/identityService.ts';
import { unknownTexts, type Unknown } from '../../domain/arm/unknown.ts';
import type { JoinedFixes } from '../../domain/findings/joinedFixes.ts';
import { nameColumn, pageColumns, type TableColumn } from '../../domain/report/columns.ts';
import type { Baseline } from '../../domain/report/comparison.ts';
import { shortGuid } from '../../domain/arm/scopeWords.ts';
import { reportColumns, reportOrders } from '../../domain/words/reportLook.ts';
import type {
  ReportHead,
  ReportLine,
  ReportLook,
  ReportMemento,
  ReportPhase,
  ReportState,
} from '../protocol/report.ts';
import type { QueryKey } from '../protocol/reportQuery.ts';
import type { FindingGroup, NotJudgedRow } from './filter.ts';
import { findingsIn, fixAllOf, groupsOf, subscriptionNamer } from './groups.ts';
import { cellOf, isJudged, keyOfRow, selectedAmong, worstOf, type FleetRow } from './rows.ts';
import { meanwhileText, subtitleOf } from './subtitle.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { defined } from '../../shape/defined.ts';
import { say, templated, type Phrase, type Words } from '../../sentences/words.ts';
import { t, shownTexts, shownText } from '../../sentences/language.ts';

/** Everything that a report knows. */
export interface ReportModel {
  readonly phase: ReportPhase;
  readonly look: ReportLook;
  /** The last look that came from the page, by its number. */
  readonly seen: number;
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
  readonly notes: readonly Phrase[];
  /** What could not be read about all clusters together. */
  readonly unknown: readonly Unknown[];
  readonly failure?: string | undefined;
  /** Something else may be different since the clusters were read than those that were read again. */
  readonly stale: boolean;
  /** What is becoming of the clusters that are being changed. */
  readonly meanwhile?: 'changing' | 'renewing' | undefined;
  /** Keys of ids, and of topics. */
  readonly unfolded: ReadonlySet<string>;
  /** Keys of ids. */
  readonly selected: ReadonlySet<string>;
  readonly readAt?: Date | undefined;
  /** When clusters that had changed were last read again. */
  readonly renewedAt?: Date | undefined;
  /** Changes since then may be missing. */
  readonly mayLackChangesSince?: Date | undefined;
  readonly deletedSubscriptions?: AboutReport['deletedSubscriptions'];
  /** Where its clusters come from, once it is connected. */
  readonly from?: AboutReport['from'];
  /** An earlier report to compare with. */
  readonly baseline?: Baseline | undefined;
  /** The clusters of the earlier report that certainly no longer exist, if that is known. */
  readonly gone?: readonly string[] | undefined;
  /** The subscriptions whose clusters were listed, once they were read. */
  readonly listed?: readonly string[] | undefined;
  /** The term that is being typed, if suggestions are wanted for it. */
  readonly asking?: { readonly key: QueryKey; readonly typed: string } | undefined;
}

/** What a report knows of its reading when that begins; the rows that it already shows stay. */
export const nothingRead = {
  phase: 'reading',
  found: 0,
  all: undefined,
  queries: undefined,
  asked: undefined,
  notes: [],
  unknown: [],
  failure: undefined,
  stale: false,
  meanwhile: undefined,
  renewedAt: undefined,
  listed: undefined,
  gone: undefined,
} as const satisfies Partial<ReportModel>;

const linesOnPage = 100;

/** The heads of all columns. */
const heads: Readonly<Record<ReportHead['key'], Pick<TableColumn, 'title' | 'isCount'>>> = {
  name: nameColumn,
  findings: { title: 'Findings', isCount: true },
  ...pageColumns,
};

/** The columns as the table has them; those that are not shown can be added. */
function headsOf({ columns: shownColumns }: ReportLook): readonly ReportHead[] {
  return reportOrders.map((key) => {
    const { title, isCount } = heads[key];
    return {
      key,
      title: shownText(templated(title)),
      isCount,
      isShown: key === 'name' || key === 'findings' || shownColumns.includes(key),
    };
  });
}

/** What is counted, sorted and joined of all rows before a state is made. */
export type DerivedState = Pick<ReportState, 'counts' | 'counted' | 'isInOrder' | 'suggestions' | 'changes'> & {
  readonly matched: readonly FleetRow[];
  /** What one plan fixes of what is selected, otherwise of what passes the filter. */
  readonly fixes: JoinedFixes;
  /** None where clusters are shown. */
  readonly groups: readonly FindingGroup[];
  readonly notJudged: readonly NotJudgedRow[];
};

/** Returns what the page is to show. */
export function reportState(
  model: ReportModel,
  { matched, fixes, groups, notJudged, ...made }: DerivedState,
): ReportState {
  const { phase, look, rows, found, all, notes, unknown, failure, stale, meanwhile, selected } = model;
  const pages = Math.max(1, Math.ceil(matched.length / linesOnPage));
  const page = Math.min(look.page, pages - 1);
  const first = page * linesOnPage;
  return {
    seen: model.seen,
    isDemo: model.from === 'demo',
    subtitle: subtitleOf(model),
    phase,
    found,
    stale,
    ...(meanwhile === undefined ? {} : { meanwhile: meanwhileText(meanwhile) }),
    ...toCome(model),
    notes: shownTexts([...unknownTexts(unknown), ...notes]),
    canAskEach: phase !== 'reading' && unknown.some(({ cause }) => cause === 'notAsked'),
    ...defined({ all, failure }),
    clusters: rows.length,
    isUnlisted: rows.length === 0 && (phase !== 'ready' || isUnlisted(rows.length, unknown)),
    ...made,
    ...fixAllOf(fixes),
    columns: headsOf(look),
    matching: matched.length,
    first,
    pages,
    lines: matched.slice(first, first + linesOnPage).map((row) => lineOf(row, model)),
    groups: groupsOf(groups, notJudged, model),
    unchecked: matched.filter((row) => !isJudged(row)).length,
    selected: selectedAmong(matched, selected).length,
    memento: mementoOf({ ...model, look: { ...look, page } }),
  };
}

/** A window that is loaded again unfolds so many rows at most. */
const mostUnfolded = 200;

/** Returns what is kept of a report across a reload, and what a link to it holds. */
export function mementoOf({ look, subscriptionId, unfolded }: ReportModel): ReportMemento {
  return { version: 2, look, unfolded: [...unfolded].slice(0, mostUnfolded), ...defined({ subscriptionId }) };
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
  return t`Asked ${asked.done} of ${asked.all} clusters and identities one by one, at the pace that Azure allows.`;
}

function queriesToCome({ all, queries }: ReportModel): string | undefined {
  const isLong = all === undefined ? (queries?.left ?? 0) > 1 : all > manyClusters;
  if (queries === undefined || queries.left === 0 || !isLong) return undefined;
  const { left, wait } = queries;
  const seconds = Math.ceil(wait / 1000);
  const quota = wait > 0 ? t` They continue when its quota resets, in ${countWithNoun(seconds, 'second')}.` : '';
  return t`At least ${countWithNoun(left, 'more query')} to Azure Resource Graph.${quota}`;
}

/** Why the findings of a cluster that is only listed are not known. */
const uncheckedWords: Readonly<Record<ReportPhase, Words>> = {
  reading: say`Still being checked`,
  ready: say`Not checked`,
  stopped: say`Not checked: stopped`,
  failed: say`Not checked: reading failed`,
  signedOut: say`Not checked: signed out`,
};

function lineOf(row: FleetRow, { look, phase, unfolded, selected, subscriptionNames }: ReportModel): ReportLine {
  const { cluster, counts, subscriptionName } = row;
  const key = keyOfRow(row);
  const subscription = subscriptionName ?? t`subscription ${shortGuid(cluster.subscriptionId)}`;
  const place = [
    ...(look.columns.includes('subscription') ? [] : [subscription]),
    ...(look.columns.includes('group') ? [] : [cluster.resourceGroup]),
  ];
  const tones = ['error', 'warning', 'info', 'unknown'] as const;
  return {
    id: cluster.id,
    name: cluster.name,
    place: place.join(' / '),
    selected: selected.has(key),
    found: tones.flatMap((tone) => (counts[tone] > 0 ? [{ tone, count: counts[tone] }] : [])),
    cells: reportColumns.filter((column) => look.columns.includes(column)).map((column) => cellOf(column, row)),
    ...defined({ worst: worstOf(row) }),
    ...(isJudged(row) ? {} : { unchecked: shownText(uncheckedWords[phase]) }),
    ...(unfolded.has(key) ? { findings: findingsIn(row, subscriptionNamer(subscriptionNames)) } : {}),
  };
}
