/** How many workloads, credentials and bindings a cluster has. */
import type { Unknown } from '../arm/unknown.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { issuerOf } from './issuer.ts';
import { trustInSight } from './trust.ts';
import { bindingsOf, workloadsOf } from './workloads.ts';

/** Numbers as far as they are known: what could not be checked as a whole has none, and its reason is in `unknown`. */
export interface WorkloadCounts {
  /** Service accounts that some identity trusts. */
  readonly workloads?: number;
  readonly credentials?: number;
  readonly bindings?: number;
  readonly unknown: readonly Unknown[];
}

/** Counts what connects the cluster's service accounts with identities; a cluster without an issuer has nothing of it. */
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
