import { idKey } from '../arm/resourceId.ts';
import type { FetchedCredential, UnexpectedWriter } from '../cluster/askedOnly.ts';
import type { Cluster } from '../cluster/model.ts';
import { accessPosture } from '../whoCanAct/accessMode.ts';
import { defined } from '../../shape/defined.ts';
import type { Finding } from './finding.ts';
import { findBy } from './findings.ts';
import { adminCertificateOutlives, grantedOutsidePipeline } from './rules/adminAccess.ts';

const rules = { adminCertificateOutlives, grantedOutsidePipeline };

/** Returns true if Azure's log may tell of an admin credential that still works. */
export function mayHaveOldCredentials(cluster: Pick<Cluster, 'raw'>): boolean {
  return !accessPosture(cluster).hasLocalAccounts;
}

/** Returns true for a finding that only Azure's logs show. */
export function isFromLogs({ code }: Pick<Finding, 'code'>): boolean {
  return Object.hasOwn(rules, code);
}

/** What Azure's logs tell of a cluster. */
export interface LoggedAccess {
  readonly fetched?: FetchedCredential | undefined;
  readonly writers?: readonly UnexpectedWriter[];
}

/** Returns the findings of a cluster that only Azure's logs show. */
export function findingsFromLogs(
  cluster: Cluster,
  { fetched, writers = [] }: LoggedAccess,
  now: Date,
): readonly Finding[] {
  const key = idKey(cluster.id);
  const facts = {
    now,
    get: () => undefined,
    unexpectedWriters: new Map([[key, writers]]),
    ...defined({ adminCredentials: fetched && new Map([[key, fetched]]) }),
  };
  return findBy(rules, { cluster, facts, judged: [] });
}
