/** Counts workloads, credentials and bindings of a cluster. */
import type { Unknown } from '../arm/unknown.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { issuerOf } from './issuer.ts';
import { trustInSight } from './trust.ts';
import { bindingsOf, workloadsOf } from './workloads.ts';

/** The numbers that are known; one that could not be determined is left out, and `unknown` has the reason. */
export interface WorkloadCounts {
  /** Service accounts that some identity trusts. */
  readonly workloads?: number;
  readonly credentials?: number;
  readonly bindings?: number;
  readonly unknown: readonly Unknown[];
}

/** Counts what connects the cluster's service accounts with identities; no identity trusts a cluster without an issuer. */
export function workloadCounts(cluster: Cluster, facts: Facts): WorkloadCounts {
  const { workloads, unknown } = workloadsOf(cluster, facts);
  const ofCredentials = workloads.filter(({ credentialId }) => credentialId !== undefined);
  const accounts = new Set(ofCredentials.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`));
  const isTrustKnown = issuerOf(cluster) === undefined || trustInSight(cluster, facts)?.unknown === undefined;
  return {
    ...(isTrustKnown ? { workloads: accounts.size, credentials: ofCredentials.length } : {}),
    ...(bindingsOf(cluster, facts).unknown.length === 0 ? { bindings: workloads.length - ofCredentials.length } : {}),
    unknown,
  };
}
