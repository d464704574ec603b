/** What all reports say about all clusters together. */
import type { SubscriptionNames } from '../arm/scopeWords.ts';
import type { Unknown } from '../arm/unknown.ts';
import type { Severity } from '../findings/rule/weight.ts';
import { ingressNames, ingressOf, lastPatchDay, type IngressState } from '../gateway/progress.ts';
import { countWithNoun } from '../words/counts.ts';
import { dateTimeAndZone, dayInSentence } from '../words/dateTime.ts';
import type { Phrase } from '../../sentences/words.ts';
import { pageColumns, type ReportRow } from './columns.ts';
import { comparisonInWords, type ComparedFinding, type Comparison } from './comparison.ts';
import type { EarlierFinding } from './promisedFixes.ts';
import type { NotRead } from './notRead.ts';
import { compareText } from '../../shape/compareText.ts';
import { eachInSteps, type Stepwise } from '../../shape/steps.ts';
import { countNotChecked } from './unknowns.ts';
import { textOf, toText } from '../../sentences/textOf.ts';

/** What a report says besides its clusters. */
export interface AboutReport {
  /** Notes besides findings and what could not be read. */
  readonly notes?: readonly Phrase[];
  /** What could not be read about all clusters together. */
  readonly unknown?: readonly Unknown[];
  /** What a filter leaves out, in one sentence. */
  readonly filter?: string | undefined;
  /** Names subscriptions in evidence for people. */
  readonly subscriptionName?: SubscriptionNames;
  /** What has changed since an earlier report. */
  readonly comparison?: Comparison | undefined;
  /** Accepted findings that are left out; JSON and SARIF keep them for the next comparison. */
  readonly hidden?: readonly EarlierFinding[] | undefined;
  /** Changes since then may be missing, because an index lags; left out if none was asked. */
  readonly mayLackChangesSince?: Date | undefined;
  /** Subscriptions that were left out because they are deleted. */
  readonly deletedSubscriptions?: readonly { readonly id: string; readonly name: string }[] | undefined;
  /** Where the clusters come from, if that is known. */
  readonly from?: 'azure' | 'demo' | 'emulator' | 'file' | undefined;
  /** For SARIF only. */
  readonly category?: string | undefined;
  /** For JUnit only: whether such a finding is a failing test; left out, errors are that nobody has accepted. */
  readonly fails?: (finding: ComparedFinding) => boolean;
  /** For JUnit only: whether something that could not be read is acceptable; left out, it is not. */
  readonly allowsPartial?: boolean;
  /** For JUnit only: true if no cluster could be seen at all. */
  readonly isBlind?: boolean;
}

/** What could not be read, each failure once. */
export interface WithNotRead {
  readonly notRead: readonly NotRead[];
}

/** A sign and a word for each severity, and the plural. */
export const severityTitles = {
  error: ['\u2716 Error', 'error', 'errors'],
  warning: ['\u26a0 Warning', 'warning', 'warnings'],
  unknown: ['? Unknown', 'unknown', 'unknown'],
  info: ['\u2139 Info', 'info', 'info'],
} as const satisfies Readonly<Record<Severity, readonly string[]>>;

/** Says how far all clusters are on their way from NGINX to Gateway API; nothing where none has an ingress of AKS. */
function* ingressSummary(rows: readonly ReportRow[]): Stepwise<readonly string[]> {
  const byState = new Map<IngressState, ReportRow[]>();
  const byDay = new Map<string, ReportRow[]>();
  const add = <K>(to: Map<K, ReportRow[]>, key: K, row: ReportRow): void => {
    const same = to.get(key);
    if (same) same.push(row);
    else to.set(key, [row]);
  };
  yield* eachInSteps(rows, (row) => {
    add(byState, ingressOf(row.cluster, row.gateways), row);
    if (row.daysWithoutPatches !== undefined) add(byDay, lastPatchDay(row.cluster) ?? '', row);
  });
  byState.delete('none');
  if (byState.size === 0) return [];
  const names = Object.entries(ingressNames).flatMap(([state, name]) => {
    const same = byState.get(state as IngressState);
    return same === undefined ? [] : [toText`${name} (${nameOrCount(same)})`];
  });
  const open = [...byState].flatMap(([state, same]) => (state.startsWith('nginxUnknown') ? same : []));
  const why =
    open.length === 0
      ? ''
      : toText` ${nameOrCount(open)}: application routing has no default NGINX, so Azure can't tell whether NGINX serves.`;
  const lasts = [...byDay]
    .sort(([a], [b]) => compareText(a, b))
    .map(([day, same]) => toText`${nameOrCount(same)} (last day ${dayInSentence(day)})`);
  const patches = toText` The NGINX of application routing no longer gets security patches: ${lasts.join('; ')}.`;
  return [`${pageColumns.ingress.title}: ${names.join('; ')}.${why}${lasts.length === 0 ? '' : patches}`];
}

function nameOrCount(rows: readonly ReportRow[]): Phrase {
  const [row] = rows;
  return rows.length === 1 && row ? row.cluster.name : countWithNoun(rows.length, 'cluster');
}

/** Returns true if lists of clusters could not be read and no cluster is known, so that there is nothing to count. */
export function isUnlisted(clusters: number, unknown: readonly Unknown[]): boolean {
  return clusters === 0 && unknown.some(({ subject }) => clusterLists.has(subject.what));
}

const clusterLists: ReadonlySet<string> = new Set(['cluster', 'clusters', 'subscription', 'subscriptions']);

/**
 * Says how many clusters a report has, how many findings of each severity there are, how many are accepted, and how much could not
 * be checked in how many clusters, as far as any list of clusters was read.
 */
function* clustersText(rows: readonly ReportRow[], { unknown = [], filter }: AboutReport): Stepwise<string> {
  if (filter === undefined && isUnlisted(rows.length, unknown)) return toText`Clusters not read`;
  const counts = { error: 0, warning: 0, info: 0, unknown: 0, accepted: 0, open: 0, notChecked: 0 };
  yield* eachInSteps(rows, (row) => {
    for (const { severity, accepted } of row.findings) counts[accepted ? 'accepted' : severity]++;
    const notChecked = countNotChecked(row);
    counts.notChecked += notChecked;
    if (notChecked > 0) counts.open++;
  });
  const totals = (['error', 'warning', 'info'] as const).map((wanted) => {
    const [, singular, many] = severityTitles[wanted];
    const number = counts[wanted];
    return toText`${number} ${number === 1 ? singular : many}`;
  });
  const { accepted, open, notChecked } = counts;
  const texts = [
    ...totals,
    ...(accepted > 0 ? [toText`${accepted} accepted`] : []),
    ...(open > 0 ? [toText`${notChecked} unknown (${countWithNoun(open, 'cluster')} not fully checked)`] : []),
  ];
  return `${textOf(countWithNoun(rows.length, 'cluster'))}: ${texts.join(', ')}`;
}

/** Returns what a format for people says of all clusters before it lists them: how many there are, and sentences about them. */
export function* summaryOf(
  rows: readonly ReportRow[],
  now: Date,
  about: AboutReport,
): Stepwise<{ readonly counts: string; readonly changes: readonly string[]; readonly ingress: readonly string[] }> {
  const { comparison } = about;
  const changes = comparison ? yield* comparisonInWords(rows, now, comparison) : [];
  return {
    counts: yield* clustersText(rows, about),
    changes,
    ingress: yield* ingressSummary(rows),
  };
}

/** Says since when changes may be missing; empty if none can be. */
export function lagText({ mayLackChangesSince }: AboutReport): string {
  return mayLackChangesSince === undefined
    ? ''
    : toText` Azure's index lags by minutes: changes since ${dateTimeAndZone(mayLackChangesSince)} may be missing.`;
}

/** How a finding compares with an earlier report; empty if there is none. */
export function stateCells(
  comparison: Comparison | undefined,
  { state, since = '' }: Pick<ComparedFinding, 'state' | 'since'> = {},
): readonly string[] {
  return comparison ? [state ?? '', since] : [];
}
