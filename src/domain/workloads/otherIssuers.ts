/** Finds whose credentials could be moved to a cluster: those of deleted clusters, and of others. */
import { unknownsOf } from '../arm/answer.ts';
import type { Unknown } from '../arm/unknown.ts';
import { sameId } from '../arm/resourceId.ts';
import type { Facts, IdentityCredential } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { sameIssuer } from '../cluster/uses.ts';
import { goneIssuers } from './goneIssuers.ts';
import { issuerOf } from './issuer.ts';
import { trustInSight } from './trust.ts';
import { say } from '../../sentences/words.ts';

/** An issuer other than the cluster's own, with the credentials that name it. */
export interface OtherIssuer {
  readonly issuer: string;
  /** The cluster that has the issuer; left out if no visible cluster does. */
  readonly owner?: string;
  /** False if the owner may be deleted, because not all clusters could be listed. */
  readonly isLiving?: boolean;
  /** It looks like the issuer of this cluster before it was recreated. */
  readonly isLikely: boolean;
  readonly credentials: readonly IdentityCredential[];
}

/** The visible issuers, the likeliest first, and what could not be checked. */
export interface OtherIssuers {
  readonly issuers: readonly OtherIssuer[];
  readonly unknown: readonly Unknown[];
}

/** Returns the AKS issuers that visible credentials name, except the cluster's own. */
export function otherIssuers(cluster: Cluster, facts: Facts): OtherIssuers {
  const trust = trustInSight(cluster, facts);
  const ownIssuer = issuerOf(cluster) ?? '';
  const { late, ...judged } = goneIssuers(ownIssuer, trust?.all ?? [], facts);
  const ofGoneClusters = judged.gone.map((goneIssuer): OtherIssuer => ({
    issuer: goneIssuer.issuer,
    credentials: goneIssuer.credentials,
    isLikely:
      late.length === 0 &&
      goneIssuer.isSuccessor &&
      goneIssuer.cluster !== undefined &&
      sameId(goneIssuer.cluster.id, cluster.id),
  }));
  const ofOtherClusters = judged.clusters.flatMap((otherCluster): readonly OtherIssuer[] => {
    const issuer = issuerOf(otherCluster);
    const credentials = issuer === undefined || sameIssuer(issuer, ownIssuer) ? [] : (trust?.ofIssuer(issuer) ?? []);
    if (issuer === undefined || credentials.length === 0) return [];
    // The cluster itself was just read, and has another issuer.
    const isLikely = sameId(otherCluster.id, cluster.id);
    return [
      { issuer, credentials, isLikely, ...(isLikely ? {} : { owner: otherCluster.name, isLiving: late.length === 0 }) },
    ];
  });
  return {
    issuers: [...ofGoneClusters, ...ofOtherClusters].toSorted((a, b) => Number(b.isLikely) - Number(a.isLikely)),
    unknown: [
      ...(trust?.unknown === undefined ? [] : [trust.unknown]),
      ...late,
      ...unknownsOf(say`Clusters`, facts.get({ kind: 'clusters' })),
    ],
  };
}
