import { idKey } from '../arm/resourceId.ts';
import type { FetchedCredential } from '../cluster/askedOnly.ts';
import type { Cluster } from '../cluster/model.ts';
import { accessPosture } from '../whoCanAct/accessMode.ts';
import type { Finding } from './finding.ts';
import { findBy } from './findings.ts';
import { adminCertificateOutlives } from './rules/adminAccess.ts';

/** Returns true if Azure's logs of a cluster can tell of findings that nothing else shows. */
export function mayHaveMore(cluster: Pick<Cluster, 'raw'>): boolean {
  return !accessPosture(cluster).hasLocalAccounts;
}

/** Returns the findings of a cluster that only Azure's logs show. */
export function findingsFromLogs(
  cluster: Cluster,
  fetched: FetchedCredential | undefined,
  now: Date,
): readonly Finding[] {
  if (fetched === undefined) return [];
  const facts = { now, adminCredentials: new Map([[idKey(cluster.id), fetched]]), get: () => undefined };
  return findBy({ adminCertificateOutlives }, { cluster, facts, judged: [] });
}
