/** Findings with their clusters, ready to show. */
import { isNotInFile, unknownText, unknownTexts, type Unknown } from '../../domain/arm/unknown.ts';
import { aksPage, overviewPage } from '../../domain/arm/docs.ts';
import { shortGuid, type SubscriptionNames } from '../../domain/arm/scopeWords.ts';
import { evidenceSeen } from '../../domain/report/formats/briefEvidence.ts';
import { topicOf, type Finding } from '../../domain/findings/finding.ts';
import { unjudgedRequirements, notJudgedTitle } from '../../domain/needs/notJudged.ts';
import { decisionsOf, evidenceOf } from '../state/evidence.ts';
import { startFor } from '../../domain/findings/findingStart.ts';
import { fixKeyOf } from '../state/fixKey.ts';
import type { ReportFinding, ReportGroup } from '../protocol/report.ts';
import { sinceWords } from './earlier.ts';
import { otherUnknownsOf } from '../../domain/report/unknowns.ts';
import type { FindingGroup, NotJudgedRow } from './filter.ts';
import type { JoinedFixes } from '../../domain/findings/joinedFixes.ts';
import type { FleetRow } from './rows.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { defined } from '../../shape/defined.ts';
import { joinWords } from '../../sentences/words.ts';
import { t, shownText } from '../../sentences/language.ts';

/** What decides how groups are shown. */
interface Unfolding {
  readonly subscriptionNames: ReadonlyMap<string, string>;
  readonly unfolded: ReadonlySet<string>;
}

/** Names subscriptions in evidence. */
export function subscriptionNamer(subscriptionNames: Unfolding['subscriptionNames']): SubscriptionNames {
  return (id) => subscriptionNames.get(id.toLowerCase());
}

/** Makes the groups as the page draws them; unchecked things come before mere information. */
export function groupsOf(
  groups: readonly FindingGroup[],
  notJudged: readonly NotJudgedRow[],
  unfolding: Unfolding,
): readonly ReportGroup[] {
  const drawn = (isInfo: boolean): readonly ReportGroup[] =>
    groups.filter(({ severity }) => (severity === 'info') === isInfo).map((group) => reportGroup(group, unfolding));
  return [...drawn(false), ...notJudgedGroup(notJudged, unfolding), ...drawn(true)];
}

/** The button that fixes them; left out where there is nothing to fix together. */
export function fixAllOf({ changes, fixed }: JoinedFixes): { readonly fixAll?: string } {
  return changes.length < 2 ? {} : { fixAll: t`Fix ${fixed.length} findings...` };
}

/** How many clusters of a finding are listed below it; all of them are in the list of clusters. */
const itemsOfGroup = 100;

function reportGroup(
  { key, title, severity, items, clusters, fixes }: FindingGroup,
  { subscriptionNames, unfolded }: Unfolding,
): ReportGroup {
  const names = subscriptionNamer(subscriptionNames);
  const drawn = items
    .slice(0, unfolded.has(key) ? itemsOfGroup : items.length === 1 ? 1 : 0)
    .map(({ row, finding }) => groupItem(row, reportFinding(row, finding, names)));
  return {
    key,
    title,
    severity,
    clusters,
    whose: whoseOf(items, clusters),
    ...fixAllOf(fixes),
    ...(unfolded.has(key) ? { items: drawn } : defined({ only: drawn[0] })),
  };
}

/** Names the only cluster, or says how many there are. */
function whoseOf([first]: readonly { readonly row: FleetRow }[], clusters: number): string {
  return clusters === 1 && first ? first.row.cluster.name : shownText(countWithNoun(clusters, 'cluster'));
}

function notJudgedGroup(
  notJudged: readonly NotJudgedRow[],
  { subscriptionNames, unfolded }: Unfolding,
): readonly ReportGroup[] {
  if (notJudged.length === 0) return [];
  const key = 'notJudged';
  const names = subscriptionNamer(subscriptionNames);
  const items = (): NonNullable<ReportGroup['items']> =>
    notJudged
      .slice(0, itemsOfGroup)
      .flatMap(({ row, unknown }) => notJudgedOf(unknown, names).map((finding) => groupItem(row, finding)));
  const clusters = notJudged.length;
  const whose = whoseOf(notJudged, clusters);
  const group = { key, title: shownText(notJudgedTitle), severity: 'unknown', clusters, whose } as const;
  return [{ ...group, ...(unfolded.has(key) ? { items: items() } : {}) }];
}

type GroupItem = NonNullable<ReportGroup['items']>[number];

function groupItem({ cluster, subscriptionName }: FleetRow, finding: ReportFinding): GroupItem {
  const place = subscriptionName ?? t`subscription ${shortGuid(cluster.subscriptionId)}`;
  return { id: cluster.id, name: cluster.name, finding, place: `${place} / ${cluster.resourceGroup}` };
}

/** Makes everything that is known about a cluster as the page draws it. */
export function findingsIn(row: FleetRow, names: SubscriptionNames): readonly ReportFinding[] {
  return [
    ...row.findings.map((finding) => reportFinding(row, finding, names)),
    ...notJudgedOf(row.unjudged, names),
    ...notSeen(
      row.workloads?.unknown?.filter((unknown) => !isNotInFile(unknown)),
      names,
    ),
    ...lackingInFile(row),
  ];
}

/** What the opened file lacks, which is why the rest is open. */
function lackingInFile(row: FleetRow): readonly ReportFinding[] {
  return otherUnknownsOf(row)
    .filter(({ lacks }) => lacks !== undefined)
    .map((unknown) => ({
      title: t`Not in the file`,
      severity: 'unknown',
      text: shownText(unknownText(unknown)),
      evidence: t`Sign in to Azure to check all of it.`,
      source: overviewPage,
    }));
}

function reportFinding(row: FleetRow, finding: Finding, names: SubscriptionNames): ReportFinding {
  const { code, severity, text, source, fix, accepted, customRole } = finding;
  return {
    ...decisionsOf(finding),
    ...sinceWords(row, finding),
    title: shownText(topicOf(finding).title),
    severity: accepted ? 'off' : severity,
    text: shownText(text),
    ...evidenceOf(evidenceSeen(finding), names),
    source,
    ...(accepted ? {} : fixKeyOf(code, fix)),
    ...(lackingInFile(row).length > 0 ? {} : startFor(finding, row.cluster)),
    ...(customRole ? { hasCustomRole: true } : {}),
  };
}

function notJudgedOf(unknown: FleetRow['unjudged'] = [], names: SubscriptionNames): readonly ReportFinding[] {
  return unjudgedRequirements(unknown, names).map(({ title, severity, text, source, ...seen }) => ({
    title: shownText(title),
    severity,
    text: shownText(text),
    source,
    ...evidenceOf({ severity, ...seen }, names),
  }));
}

/** What could not be checked about the cluster's workloads, next to its findings. */
function notSeen(unknown: readonly Unknown[] = [], names: SubscriptionNames): readonly ReportFinding[] {
  if (unknown.length === 0) return [];
  const source = aksPage('workload-identity-overview');
  const text = t`It isn't known whether the cluster's service accounts have working access to their identities.`;
  const title = t`Some workloads could not be checked`;
  const evidence = joinWords(unknownTexts(unknown), '\n');
  return [
    { title, severity: 'unknown', text, ...evidenceOf({ severity: 'unknown', evidence, unknown }, names), source },
  ];
}
