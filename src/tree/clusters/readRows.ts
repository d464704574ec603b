/** Rows of the view Clusters that have to be read first; loaded when the first row is unfolded. */
import { idKey, type ArmId } from '../../domain/arm/resourceId.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import type { ClusterDetails } from '../../app/facts/clusterDetails.ts';
import { credentialsIn } from '../loading/credentials.ts';
import { everyCluster } from '../loading/inventory.ts';
import { aroundChildren } from './aroundRows.ts';
import { clusterChildren } from './clusterChildren.ts';
import { clustersNotSeen, findingsOfIdentity, identityChildren, identityRows } from './identityRows.ts';
import { ownIn } from './readIdentityFolder.ts';
import { isOfWorkloads, workloadChildren } from './workloadRows.ts';
import type { Reading } from '../loading/reading.ts';
import { noteRow, type Row } from '../row/row.ts';
import { t } from '../../sentences/language.ts';

/** Returns the rows below a cluster once its details are known. */
export function rowsOfCluster(reading: Reading, details: ClusterDetails): readonly Row[] {
  const { id } = details.cluster;
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
  const rows = [
    ...identityRows(own, {
      clusters: everyCluster(reading.inventory),
      credentials,
      unlisted: clustersNotSeen(reading),
      findings: findingsOf(reading),
    }),
    ...(isNews ? failures : []),
  ];
  return rows.length > 0 ? rows : [noteRow(`identities:${subscriptionId}`, t`No managed identities`)];
}

/** What the checks of all clusters have found so far. */
function findingsOf({ checks }: Reading): readonly Finding[] {
  return [...checks.values()].flatMap(({ findings, around }) => [...findings, ...around]);
}

/** Reads the roles and uses of an identity and returns the rows below it. */
export async function rowsOfIdentity(reading: Reading, row: Row): Promise<readonly Row[]> {
  const { service, abort } = reading;
  const { identityId = '', principalId = '', subscriptionId = '' } = row;
  const [roles, uses] = await Promise.all([
    service.roleAssignmentsOf(principalId, subscriptionId, abort.signal),
    service.uses(identityId, abort.signal),
  ]);
  const findings = findingsOfIdentity({ id: identityId as ArmId, principalId }, findingsOf(reading));
  return identityChildren(row, roles, uses, findings);
}

/** Reads the workloads of a cluster and returns their rows; `onNews` is called after something was read for the first time. */
export async function workloadsIn(reading: Reading, clusterId: string, onNews: () => void): Promise<readonly Row[]> {
  const isNews = reading.knownBelow(clusterId).workloads === undefined;
  const [workloads, { cluster }] = await Promise.all([reading.workloads(clusterId), reading.details(clusterId)]);
  if (isNews) onNews();
  const findings = reading.checks.get(idKey(clusterId))?.findings ?? [];
  return workloadChildren(cluster, findings.filter(isOfWorkloads), workloads);
}

/** Reads the resources around a cluster and returns its rows; `onNews` is called after something was read for the first time. */
export async function aroundIn(reading: Reading, clusterId: string, onNews: () => void): Promise<readonly Row[]> {
  const isNews = reading.knownBelow(clusterId).around === undefined;
  const [around, { cluster }] = await Promise.all([reading.around(clusterId), reading.details(clusterId)]);
  if (isNews) onNews();
  return aroundChildren(cluster, around);
}
