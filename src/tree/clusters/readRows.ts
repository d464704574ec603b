/** Rows of the view Clusters that have to be read first. */
import { idKey } from '../../domain/arm/resourceId.ts';
import type { Subscription } from '../../domain/cluster/model.ts';
import type { ClusterDetails } from '../../app/facts/clusterDetails.ts';
import { credentialsIn } from '../loading/credentials.ts';
import { identitiesRow, selectOwnIdentities, unreadIdentitiesRow } from './identityFolder.ts';
import { clustersIn, everyCluster, unlistedKey } from '../loading/inventory.ts';
import { unlistedIdentitiesRow } from './subscriptionRows.ts';
import type { Reading } from '../loading/reading.ts';
import { noteRow, type Row } from '../row/row.ts';

/** Returns the rows below a cluster once its details are known. */
export async function rowsOfCluster(reading: Reading, details: ClusterDetails): Promise<readonly Row[]> {
  const { id } = details.cluster;
  const { clusterChildren } = await import('./clusterChildren.ts');
  return clusterChildren(details, reading.checks.get(idKey(id)), reading.knownBelow(id));
}

/** Reads the identities of a subscription and returns a row for each; `onNews` is called after something was read for the first time. */
export async function identitiesIn(
  reading: Reading,
  subscriptionId: string,
  onNews: () => void,
): Promise<readonly Row[]> {
  const isNews = !reading.hasIdentities(subscriptionId);
  const { own, failures } = await ownIn(reading, subscriptionId);
  if (isNews) onNews();
  const credentials = credentialsIn(reading, subscriptionId, onNews);
  const { clustersNotSeen, identityRows } = await import('./identityRows.ts');
  const rows = [
    ...identityRows(own, everyCluster(reading.inventory), credentials, clustersNotSeen(reading)),
    ...(isNews ? failures : []),
  ];
  return rows.length > 0 ? rows : [noteRow(`identities:${subscriptionId}`, 'No managed identities')];
}

/** Returns the folder of a subscription's identities, and why some are missing; they are read unless that waits for the folder. */
export async function identityFolderIn(
  reading: Reading,
  place: Pick<Subscription, 'id' | 'name'>,
): Promise<readonly Row[]> {
  if (!reading.hasIdentities(place.id)) return [unreadIdentitiesRow(place)];
  const { own, made, failures } = await ownIn(reading, place.id);
  return [...(own.length > 0 ? [identitiesRow(place, { own, made })] : []), ...failures];
}

/** Reads the identities of a subscription; a failure that its clusters had as well is not reported again. */
async function ownIn(reading: Reading, subscriptionId: string) {
  const { items, failures } = await reading.identities(subscriptionId);
  const { subscriptions, failures: failuresShown } = reading.inventory;
  const reported = new Set(failuresShown.map(unlistedKey));
  return {
    ...selectOwnIdentities(items, clustersIn(reading.inventory, subscriptionId).values()),
    failures: failures
      .filter((failure) => !reported.has(unlistedKey(failure)))
      .map((failure) => unlistedIdentitiesRow(failure, subscriptions)),
  };
}

/** Reads the roles and uses of an identity and returns the rows below it. */
export async function rowsOfIdentity({ service, abort }: Reading, row: Row): Promise<readonly Row[]> {
  const { identityId = '', principalId = '', subscriptionId = '' } = row;
  const [roles, uses] = await Promise.all([
    service.roleAssignmentsOf(principalId, subscriptionId, abort.signal),
    service.uses(identityId, abort.signal),
  ]);
  const { identityChildren } = await import('./identityRows.ts');
  return identityChildren(row, roles, uses);
}

/** Reads the workloads of a cluster and returns their rows; `onNews` is called after something was read for the first time. */
export async function workloadsIn(reading: Reading, clusterId: string, onNews: () => void): Promise<readonly Row[]> {
  const isNews = reading.knownBelow(clusterId).workloads === undefined;
  const [workloads, { cluster }] = await Promise.all([reading.workloads(clusterId), reading.details(clusterId)]);
  if (isNews) onNews();
  const { isOfWorkloads, workloadChildren } = await import('./workloadRows.ts');
  const findings = reading.checks.get(idKey(clusterId))?.findings ?? [];
  return workloadChildren(cluster, findings.filter(isOfWorkloads), workloads);
}

/** Reads the resources around a cluster and returns its rows; `onNews` is called after something was read for the first time. */
export async function aroundIn(reading: Reading, clusterId: string, onNews: () => void): Promise<readonly Row[]> {
  const isNews = reading.knownBelow(clusterId).around === undefined;
  const [around, { cluster }] = await Promise.all([reading.around(clusterId), reading.details(clusterId)]);
  if (isNews) onNews();
  const { aroundChildren } = await import('./aroundRows.ts');
  return aroundChildren(cluster, around);
}
