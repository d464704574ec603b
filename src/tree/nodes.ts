import type { ActivityEntry } from '../app/activity.ts';
import type { Failure } from '../errors.ts';
import type { Change } from '../identity/change.ts';
import type { Finding } from '../identity/finding.ts';
import type { SeenSubscription } from '../app/identityService.ts';
import type { Cluster, ControlPlane, UserAssignedIdentity } from '../identity/model.ts';
import { idKey, resourceIdOf, resourceType, sameId } from '../identity/resourceId.ts';
import { contextValue } from '../manifest.ts';
import { clusterRow } from './clusterRow.ts';
import type { ClusterSigns } from './clusterRow.ts';
import { identityRows } from './identityRows.ts';
import type { Row } from './row.ts';
import { counted, facts, failureRow, noteRow } from './row.ts';

/** A place that could not be listed. */
export interface Unlisted {
  readonly tenantId: string;
  readonly tenantName?: string;
  readonly account?: string;
  readonly accountId?: string;
  readonly subscriptionId?: string;
  readonly failure: Failure;
}

/** Everything that the view Clusters knows at a time. */
export interface Inventory {
  readonly subscriptions: readonly SeenSubscription[];
  readonly clusters: readonly Cluster[];
  readonly identities: readonly UserAssignedIdentity[];
  readonly failures: readonly Unlisted[];
}

/** What has been learnt about clusters since. */
export interface Signs {
  /** By `idKey` of the cluster. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly runs: readonly ActivityEntry[];
  /** By `idKey`: the control plane before the change that is under way. */
  readonly before: ReadonlyMap<string, ControlPlane>;
  /** The subscription that all actions use, where one was chosen. */
  readonly activeSubscription?: string | undefined;
}

const unfoldedSubscriptions = 4;

/** The rows of the view: subscriptions by name, and the places that could not be listed. */
export function rootRows(inventory: Inventory, signs: Signs): readonly Row[] {
  const { subscriptions } = inventory;
  const rows = subscriptions
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((subscription) => subscriptionRow(subscription, inventory, signs));
  const withClusters = rows.filter(({ description }) => description !== undefined).length;
  const unfold = withClusters <= unfoldedSubscriptions;
  return [
    ...rows.map((row) => (row.description !== undefined && unfold ? { ...row, expanded: true } : row)),
    ...inventory.failures.map((unlisted) => unlistedRow(unlisted, inventory)),
  ];
}

/** The id of the cluster that a change works at, where it does. */
export function clusterOf(change: Change): string | undefined {
  if (change.kind !== 'createCluster') return 'clusterId' in change ? change.clusterId : undefined;
  return resourceIdOf(change.subscriptionId, change.resourceGroup, resourceType.cluster, change.name);
}

function subscriptionRow(subscription: SeenSubscription, inventory: Inventory, signs: Signs): Row {
  const isHere = ({ subscriptionId }: { subscriptionId: string }): boolean =>
    subscriptionId.toLowerCase() === subscription.id.toLowerCase();
  const clusters = inventory.clusters.filter(isHere).toSorted((a, b) => a.name.localeCompare(b.name));
  const identities = identityRows(subscription, inventory.identities.filter(isHere), inventory.clusters);
  const children = [...clusters.map((cluster) => clusterRow(cluster, signsOf(cluster, signs))), ...identities];
  const active = signs.activeSubscription?.toLowerCase() === subscription.id.toLowerCase();
  return {
    key: `subscription:${subscription.id.toLowerCase()}`,
    kind: 'subscription',
    label: subscription.name,
    ...(clusters.length > 0 ? { description: counted(clusters.length, 'cluster') } : {}),
    icon: { id: active ? 'pass' : 'azure' },
    tooltip: facts({
      Subscription: subscription.name,
      ID: subscription.id,
      Directory: [subscription.directory, subscription.tenantId].filter(Boolean).join(' \u00b7 '),
      Account: subscription.account,
      Active: active ? 'yes: commands work in this subscription' : undefined,
    }),
    contextValue: contextValue('subscription'),
    children: children.length > 0 ? children : [noteRow(subscription.id, 'No clusters and no managed identities')],
    subscriptionId: subscription.id,
    tenantId: subscription.tenantId,
    resourceId: `/subscriptions/${subscription.id}`,
  };
}

/** The change of ours that is under way at a cluster. */
export function runAt(clusterId: string, runs: readonly ActivityEntry[]): ActivityEntry | undefined {
  return runs.find(({ status, changes }) => status === 'running' && worksAt(clusterId, changes));
}

/** True while the control plane may go on using the identity that it had before a change of ours. */
export function isSettling(clusterId: string, runs: readonly ActivityEntry[]): boolean {
  return runs.some(
    ({ timers, changes }) => timers.some(({ kind }) => kind === 'tokenRefresh') && worksAt(clusterId, changes),
  );
}

function worksAt(clusterId: string, changes: readonly Change[]): boolean {
  return changes.some((change) => sameId(clusterOf(change), clusterId));
}

function signsOf({ id }: Cluster, { findings, runs, before }: Signs): ClusterSigns {
  const [known, was, run] = [findings.get(idKey(id)), before.get(idKey(id)), runAt(id, runs)];
  return {
    ...(known ? { findings: known } : {}),
    ...(was ? { before: was } : {}),
    ...(run ? { run } : {}),
    notices: runs.filter(({ changes }) => worksAt(id, changes)).flatMap(({ timers }) => timers.map(({ text }) => text)),
  };
}

/** The same for the same place that could not be listed. */
export function keyOf({ tenantId, accountId, subscriptionId }: Unlisted): string {
  return [accountId, tenantId, subscriptionId].filter((id) => id !== undefined).join(':');
}

function unlistedRow(unlisted: Unlisted, { subscriptions }: Inventory): Row {
  const { tenantId, tenantName, account, accountId, subscriptionId, failure } = unlisted;
  const subscription = subscriptions.find(({ id }) => id === subscriptionId)?.name ?? subscriptionId;
  const directory = tenantName ?? `${account === undefined ? '' : `${account} in `}directory ${tenantId}`;
  const label = failure.code === 'signedOut' ? `Sign in to ${directory}` : `Can't read ${subscription ?? directory}`;
  const target = { tenantId, ...(accountId === undefined ? {} : { accountId }) };
  return failureRow(keyOf(unlisted), failure, label, target);
}
