import type { SeenSubscription } from '../../app/identityService.ts';
import { chunksOf, nextTurn } from '../../async/inTurns.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import type { ControlPlane } from '../../domain/cluster/model.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { contextValue } from '../../manifest.ts';
import type { ClusterRuns } from '../loading/clusterRuns.ts';
import { noticesAt, runAt } from '../loading/clusterRuns.ts';
import type { Inventory, Unlisted } from '../loading/inventory.ts';
import { clustersIn, keyOf } from '../loading/inventory.ts';
import { fewSubscriptions } from '../loading/reading.ts';
import type { Row } from '../row/row.ts';
import { counted, facts, failureRow, noteRow, sortedByName } from '../row/row.ts';
import { clusterRow } from './clusterRow.ts';
import type { ClusterContext } from './clusterRow.ts';

/** Holds what was found out about clusters after they were listed. */
export interface ClustersContext {
  /** By `idKey` of the cluster. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly runs: ClusterRuns;
  /** By `idKey`: the control plane before the change that is under way. */
  readonly before: ReadonlyMap<string, ControlPlane>;
  /** The subscription that all actions use, if one was chosen. */
  readonly activeSubscription?: string | undefined;
  /** True for rows of the last session. */
  readonly isSaved?: boolean;
}

/**
 * Makes the topmost rows: subscriptions by name, and the places that could not be listed. What is below them is read
 * later.
 */
export function rootRows(inventory: Inventory, activeSubscription?: string): readonly Row[] {
  const rows = sortedByName(inventory.subscriptions).map((each) =>
    subscriptionRow(each, clustersIn(inventory, each.id).size, activeSubscription),
  );
  const withClusters = rows.filter(({ description }) => description !== undefined).length;
  const unfold = withClusters <= fewSubscriptions;
  return [
    ...rows.map((row) => (row.description !== undefined && unfold ? { ...row, expanded: true } : row)),
    ...inventory.failures.map((unlisted) => unlistedRow(unlisted, inventory.subscriptions)),
  ];
}

function subscriptionRow(
  subscription: SeenSubscription,
  clusterCount: number,
  activeSubscription: string | undefined,
): Row {
  const active = activeSubscription?.toLowerCase() === subscription.id.toLowerCase();
  return {
    key: `subscription:${subscription.id.toLowerCase()}`,
    kind: 'subscription',
    label: subscription.name,
    ...(clusterCount > 0 ? { description: counted(clusterCount, 'cluster') } : {}),
    icon: { id: active ? 'pass' : 'azure' },
    tooltip: facts({
      Subscription: subscription.name,
      ID: subscription.id,
      Directory: [subscription.directory, subscription.tenantId].filter(Boolean).join(' \u00b7 '),
      Account: subscription.account,
      Active: active ? 'yes: commands work in this subscription' : undefined,
    }),
    contextValue: contextValue('subscription'),
    children: 'later',
    subscriptionId: subscription.id,
    tenantId: subscription.tenantId,
    resourceId: `/subscriptions/${subscription.id}`,
  };
}

const rowsAtOnce = 250;

/**
 * Makes the rows of a subscription's clusters by name, some at a time, so that thousands never block everything else.
 */
export async function clusterRows(
  inventory: Inventory,
  subscriptionId: string,
  signs: ClustersContext,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const some of chunksOf(sortedByName(clustersIn(inventory, subscriptionId).values()), rowsAtOnce)) {
    if (rows.length > 0) await nextTurn();
    for (const cluster of some) rows.push(clusterRow(cluster, contextOf(cluster.id, signs)));
  }
  return rows;
}

/** Makes the row below a subscription that has neither clusters nor identities. */
export function emptyRow(subscriptionId: string): Row {
  return noteRow(subscriptionId, 'No clusters and no managed identities');
}

function contextOf(id: string, { findings, runs, before, isSaved = false }: ClustersContext): ClusterContext {
  const [known, was, run] = [findings.get(idKey(id)), before.get(idKey(id)), runAt(runs, id)];
  return {
    ...(known ? { findings: known } : {}),
    ...(was ? { before: was } : {}),
    ...(run ? { run } : {}),
    notices: noticesAt(runs, id),
    isSaved,
  };
}

/** Makes the row of a place that could not be listed. */
export function unlistedRow(unlisted: Unlisted, subscriptions: readonly SeenSubscription[]): Row {
  const { tenantId, tenantName, account, accountId, subscriptionId, failure } = unlisted;
  const subscription = subscriptions.find(({ id }) => id === subscriptionId)?.name ?? subscriptionId;
  const directory = tenantName ?? `${account === undefined ? '' : `${account} in `}directory ${tenantId}`;
  const label = failure.code === 'signedOut' ? `Sign in to ${directory}` : `Can't read ${subscription ?? directory}`;
  const target = { tenantId, ...(accountId === undefined ? {} : { accountId }) };
  return failureRow(keyOf(unlisted), failure, label, target);
}
