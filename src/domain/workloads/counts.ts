/** Counts workloads, credentials and bindings of a cluster. */
import type { Unknown } from '../arm/unknown.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { issuerOf } from './issuer.ts';
import { trustInSight } from './trust.ts';
import { bindingsOf, keptWorkload, workloadsOf, type KeptWorkload, type Workload } from './workloads.ts';

/** The numbers that are known; one that could not be determined is left out, and `unknown` has the reason. */
export interface WorkloadCounts {
  /** Service accounts that some identity trusts. */
  readonly workloads?: number;
  readonly credentials?: number;
  readonly bindings?: number;
  /** What the numbers count, as far as a map shows it. */
  readonly list?: readonly KeptWorkload[];
  readonly unknown: readonly Unknown[];
}

/** Counts what connects the cluster's service accounts with identities; no identity trusts a cluster without an issuer. */
export function workloadCounts(cluster: Cluster, facts: Facts): WorkloadCounts {
  const { workloads, unknown } = workloadsOf(cluster, facts);
  const counts = countsOf(workloads);
  const isTrustKnown = issuerOf(cluster) === undefined || trustInSight(cluster, facts)?.unknown === undefined;
  return {
    ...(isTrustKnown ? { workloads: counts.workloads, credentials: counts.credentials } : {}),
    ...(bindingsOf(cluster, facts).unknown.length === 0 ? { bindings: counts.bindings } : {}),
    ...(workloads.length === 0 ? {} : { list: workloads.map(keptWorkload) }),
    unknown,
  };
}

/** Counts listed workloads: an account that several identities trust is one workload with several credentials. */
export function countsOf(
  workloads: readonly Pick<Workload, 'namespace' | 'serviceAccount' | 'credentialId'>[],
): Required<Omit<WorkloadCounts, 'list' | 'unknown'>> {
  const ofCredentials = workloads.filter(({ credentialId }) => credentialId !== undefined);
  const accounts = new Set(ofCredentials.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`));
  return {
    workloads: accounts.size,
    credentials: ofCredentials.length,
    bindings: workloads.length - ofCredentials.length,
  };
}
