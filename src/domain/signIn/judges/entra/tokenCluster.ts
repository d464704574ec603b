/** The cluster that issued a token. */
import type { Unknown } from '../../../arm/unknown.ts';
import type { Facts } from '../../../cluster/facts.ts';
import type { Cluster } from '../../../cluster/model.ts';
import { say } from '../../../../sentences/words.ts';
import type { MessageField } from '../../message/field.ts';
import { issuerOfAks } from '../../message/issuers.ts';
import { clusterOfIssuer } from '../../situation/azureHalf.ts';
import { inAzure, type JudgedEvidence } from '../../situation/judgement.ts';

/** The cluster that issued a token, as far as it can be told. */
export interface TokenCluster {
  readonly cluster?: Cluster;
  /** True for an issuer that AKS makes public, or if the issuer is not shown. */
  readonly isPublic: boolean;
  readonly evidence: readonly JudgedEvidence[];
  readonly unknown: readonly Unknown[];
}

/** Finds the cluster with the issuer. */
export function clusterOfToken(issuer: MessageField | undefined, facts: Facts): TokenCluster {
  if (issuer === undefined) return { isPublic: true, evidence: [], unknown: [] };
  const isPublic = issuerOfAks.test(issuer.value);
  const { value: cluster, unknown } = clusterOfIssuer(issuer.value, facts);
  if (cluster !== undefined)
    return { cluster, isPublic: true, evidence: [inAzure(say`The issuer is the one of ${cluster.name}.`)], unknown };
  const isNone = unknown.length === 0 && isPublic && !issuer.isMasked;
  return { isPublic, evidence: isNone ? [inAzure(say`No visible cluster has this issuer.`)] : [], unknown };
}
