import type { ActivityEntry } from '../app/activity.ts';
import type { Failure } from '../errors.ts';
import type { Change } from '../identity/change.ts';
import type { Finding } from '../identity/finding.ts';
import type { Cluster, Subscription, UserAssignedIdentity } from '../identity/model.ts';
import { idKey, resourceIdOf, resourceType, sameId } from '../identity/resourceId.ts';
import { contextValue } from '../manifest.ts';
import { clusterRow } from './clusterRow.ts';
import { identityRows } from './identityRows.ts';
import type { Row } from './row.ts';
import { counted, facts, failureRow, noteRow } from './row.ts';

/** A place that could not be listed. */
export interface Unlisted {
  readonly tenantId: string;
  readonly subscriptionId?: string;
  readonly failure: Failure;
}

/** Everything that the view Clusters knows at a time. */
export interface Inventory {
  readonly subscriptions: readonly Subscription[];
  readonly clusters: readonly Cluster[];
  readonly identities: readonly UserAssignedIdentity[];
  readonly failures: readonly Unlisted[];
}

/** What has been learnt about clusters since. */
export interface Signs {
  /** By `idKey` of the cluster. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly runs: readonly ActivityEntry[];
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
    ...inventory.failures.map((unlisted) => unlistedRow(unlisted, subscriptions)),
  ];
}

/** The id of the cluster that a change works at, where it does. */
export function clusterOf(change: Change): string | undefined {
  if (change.kind !== 'createCluster') return 'clusterId' in change ? change.clusterId : undefined;
  return resourceIdOf(change.subscriptionId, change.resourceGroup, resourceType.cluster, change.name);
}

function subscriptionRow(subscription: Subscription, inventory: Inventory, signs: Signs): Row {
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
      Directory: subscription.tenantId,
      Active: active ? 'yes: commands work in this subscription' : undefined,
    }),
    contextValue: contextValue('subscription', { active }),
    children: children.length > 0 ? children : [noteRow(subscription.id, 'No clusters and no managed identities')],
    subscriptionId: subscription.id,
    tenantId: subscription.tenantId,
    resourceId: `/subscriptions/${subscription.id}`,
  };
}

function signsOf(cluster: Cluster, { findings, runs }: Signs): { findings?: readonly Finding[]; run?: ActivityEntry } {
  const known = findings.get(idKey(cluster.id));
  const run = runs.find(
    ({ status, changes }) => status === 'running' && changes.some((change) => sameId(clusterOf(change), cluster.id)),
  );
  return { ...(known ? { findings: known } : {}), ...(run ? { run } : {}) };
}

function unlistedRow({ tenantId, subscriptionId, failure }: Unlisted, subscriptions: readonly Subscription[]): Row {
  const name = subscriptions.find(({ id }) => id === subscriptionId)?.name ?? subscriptionId;
  const label = name ?? (failure.code === 'signedOut' ? 'Sign in to a directory' : `Directory ${tenantId}`);
  return failureRow(`${tenantId}:${subscriptionId ?? ''}`, failure, label, { tenantId });
}
