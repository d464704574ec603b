import type { SeenSubscription } from '../../app/identityService.ts';
import { doInTurns } from '../../async/yielding.ts';
import { idKey, sameText } from '../../domain/arm/resourceId.ts';
import type { ControlPlane } from '../../domain/cluster/model.ts';
import { shortGuid } from '../../domain/arm/scopeWords.ts';
import { failureOf } from '../../errors.ts';
import { contextValue } from '../../manifest.ts';
import { noticesAt, runAt, type ClusterRuns } from '../loading/clusterRuns.ts';
import { clustersIn, unlistedKey, type Inventory, type Unlisted } from '../loading/inventory.ts';
import type { ClusterSummary } from '../../domain/cluster/clusterSummary.ts';
import type { ClusterCheckResult } from '../loading/checkResult.ts';
import { fewSubscriptions } from '../loading/reading.ts';
import type { LoadedInventory } from '../loading/inventoryLoader.ts';
import { rowState, worstGrade, type Grade, type Marks } from '../row/marks.ts';
import { byName, failureRow, noteRow, sortedByName, tooltipLines, type Row, type RowState } from '../row/row.ts';
import { clusterRow, marksOfCheck, type ClusterContext } from './clusterRow.ts';
import { dateAndTime } from '../../domain/words/dateTime.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { defined } from '../../shape/defined.ts';
import { eachInSteps, sortedInSteps } from '../../shape/steps.ts';
import { t, shownText } from '../../sentences/language.ts';

/** What was found out about clusters after they were listed. */
export interface ClustersContext {
  /** By `idKey` of the cluster. */
  readonly checks: ReadonlyMap<string, ClusterCheckResult>;
  readonly runs: ClusterRuns;
  /** The control plane before the running change, by `idKey` of the cluster. */
  readonly before: ReadonlyMap<string, ControlPlane>;
  /** The subscription that all actions use, if one was chosen. */
  readonly activeSubscription?: string | undefined;
  /** True for rows of the last session. */
  readonly isSaved?: boolean;
  readonly opensOnClick?: boolean;
  /** Leaves out clusters that were checked and have no problems. */
  readonly onlyProblems?: boolean;
}

/** What the top rows show besides the inventory. */
export interface RootsContext {
  readonly activeSubscription?: string | undefined;
  readonly checks?: ReadonlyMap<string, ClusterCheckResult>;
  readonly onlyProblems?: boolean;
  /** False if clusters are checked only when they are unfolded themselves. */
  readonly checksClusters?: boolean;
}

/** Makes the top rows: subscriptions by name, and the places that could not be listed. What is below them is read later. */
export function rootRows(inventory: Inventory, context: RootsContext = {}): readonly Row[] {
  const withClusters = inventory.subscriptions.filter(({ id }) => clustersIn(inventory, id).size > 0);
  const unfold = withClusters.length <= fewSubscriptions;
  const isOneDirectory = new Set(inventory.subscriptions.map(({ tenantId }) => tenantId.toLowerCase())).size <= 1;
  const rows = sortedByName(inventory.subscriptions).map((seenSubscription) => {
    const isUnlisted = hasFailed(inventory, seenSubscription.id);
    const directory = isOneDirectory ? undefined : directoryName(seenSubscription);
    const row = subscriptionRow(seenSubscription, clustersIn(inventory, seenSubscription.id), {
      ...context,
      directory,
      isUnlisted,
    });
    return unfold && withClusters.includes(seenSubscription) ? { ...row, expanded: true } : row;
  });
  const failures = inventory.failures.map((unlisted) => unlistedRow(unlisted, inventory.subscriptions));
  const isSignIn = ({ click }: Row): boolean => click === 'aksIdentity.signIn';
  // If signing in is all there is to do, directories that were read must not seem forgotten.
  const isNothing = rows.length === 0 && failures.length > 0 && failures.every(isSignIn);
  const note = isNothing ? [noteRow('subscriptions', t`No subscriptions found`)] : [];
  return [...failures.filter((row) => !isSignIn(row)), ...rows, ...note, ...failures.filter(isSignIn)];
}

function directoryName({ directory, tenantId }: SeenSubscription): string {
  return directory ?? t`directory ${shortGuid(tenantId)}`;
}

function subscriptionRow(
  subscription: SeenSubscription,
  clusters: ReadonlyMap<string, ClusterSummary>,
  {
    activeSubscription,
    checks = new Map(),
    onlyProblems = false,
    checksClusters = true,
    directory,
    isUnlisted,
  }: RootsContext & { readonly directory?: string | undefined; readonly isUnlisted: boolean },
): Row {
  const active = sameText(activeSubscription, subscription.id);
  const { marks, unchecked, fullyChecked, asOf } = marksBelow(clusters, checks);
  const state = stateBelow(marks, clusters.size > 0 && fullyChecked === clusters.size);
  const shownCount = onlyProblems
    ? [...clusters.keys()].filter((key) => mayHaveProblems(checks.get(key))).length
    : undefined;
  const isPartly = (key: string): boolean => checks.get(key)?.isPartial === true && !mayHaveProblems(checks.get(key));
  const partly = [...clusters.keys()].filter(isPartly).length;
  const counts = [
    clusterMarkWords(marks, unchecked, clusters.size),
    clusters.size > 0 && countInView(shownCount, clusters.size),
    clusters.size === 0 && isUnlisted && t`clusters unknown`,
  ];
  const worst = worstGrade(marks);
  const inShort =
    worst !== undefined && shownCount === undefined
      ? [withUnchecked(withGrade(`${marks[worst]}/${clusters.size}`, worst), unchecked)]
      : counts;
  const others = [
    partly > 0 &&
      (shownCount === undefined ? t`not everything checked` : t`${countWithNoun(partly, 'other')} not fully checked`),
    asOf && t`as of ${dateAndTime(asOf)}`,
    active && t`active`,
  ];
  const joined = (parts: readonly (string | false | undefined)[]): string =>
    [directory, ...parts, ...others].filter(Boolean).join(' \u00b7 ');
  const description = joined(inShort);
  return {
    key: `subscription:${subscription.id.toLowerCase()}`,
    kind: 'subscription',
    label: subscription.name,
    ...(description === '' ? {} : { description, spoken: joined(counts) }),
    icon: { id: 'azure' },
    ...defined({ state }),
    ...(state?.grade === 'ok' ? { spoken: [t`no problems`, description].join(' \u00b7 ') } : {}),
    tooltip: tooltipLines({
      Subscription: subscription.name,
      ID: subscription.id,
      Directory: [subscription.directory, subscription.tenantId].filter(Boolean).join(' \u00b7 '),
      Account: subscription.account,
      'Not checked yet':
        unchecked === 0
          ? undefined
          : checksClusters
            ? t`Its clusters are checked while it is expanded`
            : t`A cluster is checked once it is expanded`,
      'As of':
        asOf && t`${dateAndTime(asOf)}, when the identity report checked its clusters. Expand it to check them again`,
      Active: active ? t`yes: commands work in this subscription` : undefined,
    }),
    contextValue: contextValue('subscription'),
    children: 'later',
    subscriptionId: subscription.id,
    tenantId: subscription.tenantId,
    resourceId: `/subscriptions/${subscription.id}`,
  };
}

/**
 * Counts clusters by the worst grade of each, those that have not been checked yet, and those of which nothing was left out, and
 * says since when some may be outdated.
 */
function marksBelow(
  clusters: ReadonlyMap<string, ClusterSummary>,
  checks: ReadonlyMap<string, ClusterCheckResult>,
): { readonly marks: Marks; readonly unchecked: number; readonly fullyChecked: number; readonly asOf?: Date } {
  const marks = { error: 0, warning: 0, unknown: 0 };
  if (checks.size === 0) return { marks, unchecked: clusters.size, fullyChecked: 0 };
  let unchecked = 0;
  let fullyChecked = 0;
  let asOf: Date | undefined;
  for (const key of clusters.keys()) {
    const check = checks.get(key);
    if (check === undefined) unchecked += 1;
    const { at, isOlder = false } = check?.judged ?? {};
    if (at !== undefined && isOlder && (asOf === undefined || at < asOf)) asOf = at;
    if (check !== undefined && check.isPartial !== true) fullyChecked += 1;
    const worst = check && worstGrade(marksOfCheck(check));
    if (worst !== undefined) marks[worst] += 1;
  }
  return { marks, unchecked, fullyChecked, ...defined({ asOf }) };
}

/** The state of the clusters together: how many have errors, or that there is something less, or nothing. */
function stateBelow(marks: Marks, isAllChecked: boolean): RowState | undefined {
  const words = [
    marks.error > 0 && t`${countWithNoun(marks.error, 'cluster')} with errors`,
    marks.warning > 0 && t`${countWithNoun(marks.warning, 'cluster')} with warnings`,
    marks.unknown > 0 && t`${countWithNoun(marks.unknown, 'cluster')} not fully checked`,
  ].filter(Boolean);
  const worst = worstGrade(marks);
  // A number would count clusters here, but errors at the rows below.
  if (worst !== undefined) return rowState(worst, words.join(', '));
  return isAllChecked ? rowState('ok', t`No problems`) : undefined;
}

/** `3 with errors` or `1 cluster with errors`: counts the clusters with the worst grade, and says if there may be more. */
function clusterMarkWords(marks: Marks, unchecked: number, clusterCount: number): string | undefined {
  const worst = worstGrade(marks);
  if (worst === undefined) return uncheckedWords(unchecked, clusterCount);
  const counted = marks[worst] === 1 ? t`1 cluster` : String(marks[worst]);
  return withUnchecked(withGrade(counted, worst), unchecked);
}

function withGrade(counted: string, grade: Grade): string {
  return {
    error: t`${counted} with errors`,
    warning: t`${counted} with warnings`,
    unknown: t`${counted} not fully checked`,
  }[grade];
}

function withUnchecked(words: string, unchecked: number): string {
  return unchecked === 0 ? words : t`${words}, ${unchecked} not checked yet`;
}

/** What has not been checked must not look fine. There is no count, because it would redraw the row after every check. */
function uncheckedWords(unchecked: number, clusterCount: number): string | undefined {
  if (unchecked === 0) return undefined;
  return unchecked === clusterCount ? t`not checked yet` : t`not all checked yet`;
}

/** False if no finding of the checks so far deserves a mark. */
function mayHaveProblems(check: ClusterCheckResult | undefined): boolean {
  return check === undefined || worstGrade(marksOfCheck(check)) !== undefined;
}

/** Makes the rows of a subscription's clusters by name, a few at a time, so that thousands never block other work. */
export async function clusterRows(
  inventory: Inventory,
  subscriptionId: string,
  signs: ClustersContext,
): Promise<readonly Row[]> {
  const clusters = [...clustersIn(inventory, subscriptionId).values()];
  const isShown = ({ id }: ClusterSummary): boolean =>
    signs.onlyProblems !== true || runAt(signs.runs, id) !== undefined || mayHaveProblems(signs.checks.get(idKey(id)));
  const sorted = await doInTurns(sortedInSteps(clusters.filter(isShown), byName));
  return doInTurns(eachInSteps(sorted, (cluster) => clusterRow(cluster, contextOf(cluster.id, signs))));
}

/** Makes the row below a subscription without anything to show. */
export function emptyRow(inventory: Inventory, subscriptionId: string, onlyProblems = false): Row {
  if (hasFailed(inventory, subscriptionId) && clustersIn(inventory, subscriptionId).size === 0)
    return noteRow(subscriptionId, t`Clusters unknown`);
  return noteRow(subscriptionId, onlyProblems ? t`No clusters with problems` : t`No clusters or identities`);
}

/** Whether the clusters of a subscription, or those of its whole directory, could not be listed. */
function hasFailed({ subscriptions, failures }: Inventory, subscriptionId: string): boolean {
  const tenantId = subscriptions.find(({ id }) => sameText(id, subscriptionId))?.tenantId;
  return failures.some((failure) =>
    failure.subscriptionId === undefined
      ? sameText(failure.tenantId, tenantId)
      : sameText(failure.subscriptionId, subscriptionId),
  );
}

function contextOf(id: string, signs: ClustersContext): ClusterContext {
  const { checks, runs, before, isSaved = false, opensOnClick = false } = signs;
  const checkNow = checks.get(idKey(id));
  const was = before.get(idKey(id));
  const run = runAt(runs, id);
  return {
    ...defined({ check: checkNow }),
    opensOnClick,
    ...defined({ before: was, run }),
    notices: noticesAt(runs, id),
    isSaved,
  };
}

/** Makes rows for what prevents newer rows. */
export function failureRows({ inventory, error, unlisted = [] }: LoadedInventory): readonly Row[] {
  const places = unlisted.map((place) => unlistedRow(place, inventory?.subscriptions ?? []));
  if (error === undefined) return places;
  const failure = failureOf(error);
  return [failureRow('root', failure, failure.isUnanswered ? t`Can't reach Azure` : t`Can't connect`), ...places];
}

/** Makes the row of a place that could not be listed. */
function unlistedRow(unlisted: Unlisted, subscriptions: readonly SeenSubscription[]): Row {
  const { tenantId, tenantName, account, accountId, subscriptionId, failure } = unlisted;
  const subscription = subscriptions.find(({ id }) => id === subscriptionId)?.name ?? subscriptionId;
  const unnamed = account === undefined ? t`directory ${tenantId}` : t`${account} in directory ${tenantId}`;
  const directory = tenantName ?? unnamed;
  const label = failure.code === 'signedOut' ? t`Sign in to ${directory}` : t`Can't read ${subscription ?? directory}`;
  const target = { tenantId, ...defined({ accountId }) };
  return failureRow(unlistedKey(unlisted), failure, label, target);
}

/** Makes the row of a subscription's identities if they could not be listed. */
export function unlistedIdentitiesRow(unlisted: Unlisted, subscriptions: readonly SeenSubscription[]): Row {
  const row = unlistedRow(unlisted, subscriptions);
  const label = row.click === 'aksIdentity.signIn' ? row.label : t`Can't read managed identities`;
  return { ...row, label, key: `failure:identities:${unlistedKey(unlisted)}` };
}

function countInView(shown: number | undefined, all: number): string {
  const clusters = countWithNoun(all, 'cluster');
  return shown === undefined ? shownText(clusters) : t`${shown} of ${clusters}`;
}
