import { isOn, textAt } from '../arm/json.ts';
import type { Cluster } from './model.ts';
import { isUpgradable } from './nodePools.ts';
import { isStopped } from './provisioningState.ts';
import { identitiesOf } from './identitiesOf.ts';
import type { IdentityUse } from '../uses/namedUses.ts';
import { defined } from '../../shape/defined.ts';

/** A cluster as lists and rows show it, without its JSON, which is a hundred times larger and is not kept for thousands of clusters. */
export interface ClusterSummary extends Omit<Cluster, 'agentPools' | 'podIdentities' | 'raw'> {
  /** True if a node pool may have a newer node image. */
  readonly isUpgradable: boolean;
  /** True if AKS refuses changes until someone starts it. */
  readonly isStopped: boolean;
  /** True if its pods get tokens with which they can act as identities. */
  readonly hasWorkloadIdentity: boolean;
  /** The issuer of its pods' tokens, if it has one. */
  readonly issuer?: string;
  readonly uses: readonly IdentityUse[];
}

/** Returns the part of a cluster that lists and rows show. */
export function clusterSummaryOf(cluster: Cluster): ClusterSummary {
  const { agentPools, podIdentities: _, raw: __, ...rest } = cluster;
  const issuer = isOn(cluster.raw, 'properties.oidcIssuerProfile.enabled')
    ? textAt(cluster.raw, 'properties.oidcIssuerProfile.issuerURL')
    : undefined;
  return {
    ...rest,
    isUpgradable: agentPools.some(isUpgradable),
    isStopped: isStopped(cluster),
    hasWorkloadIdentity: isOn(cluster.raw, 'properties.securityProfile.workloadIdentity.enabled'),
    ...defined({ issuer }),
    uses: identitiesOf(cluster),
  };
}
