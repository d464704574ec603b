/** The cluster that issued a token. */
import type { Unknown } from '../../../arm/unknown.ts';
import type { Cluster } from '../../../cluster/model.ts';
import { say } from '../../../../sentences/words.ts';
import type { MessageField } from '../../message/field.ts';
import { serviceAccountOf } from '../../../workloads/serviceAccount.ts';
import { defined } from '../../../../shape/defined.ts';
import { issuerOfAks } from '../../message/issuers.ts';
import { clusterNamed, clusterOfIssuer } from '../../situation/azureHalf.ts';
import { accountOf } from '../../situation/clusterHalf.ts';
import { inAzure, type JudgedEvidence } from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';

/** The cluster that issued a token, as far as it can be told. */
export interface TokenCluster {
  readonly cluster?: Cluster;
  /** The one that the user has named, if the issuer is not shown and the account can be there. */
  readonly named?: Cluster;
  /** True for an issuer that AKS makes public, or if the issuer is not shown. */
  readonly isPublic: boolean;
  readonly evidence: readonly JudgedEvidence[];
  readonly unknown: readonly Unknown[];
}

/** Finds the cluster with the issuer; that which the user has named, if there is none. */
export function clusterOfToken(
  { issuer, subject }: { readonly issuer: MessageField | undefined; readonly subject: MessageField | undefined },
  situation: Situation,
): TokenCluster {
  if (issuer === undefined)
    return {
      isPublic: true,
      evidence: [],
      unknown: [],
      ...defined({ named: hasAccount(subject, situation) ? clusterNamed(situation) : undefined }),
    };
  const isPublic = issuerOfAks.test(issuer.value);
  const { value: cluster, unknown } = clusterOfIssuer(issuer.value, situation.facts);
  if (cluster !== undefined)
    return {
      cluster,
      isPublic: true,
      evidence: [inAzure(say`The token's issuer is ${cluster.name}'s.`)],
      unknown,
    };
  const isNone = unknown.length === 0 && isPublic && !issuer.isMasked;
  return { isPublic, evidence: isNone ? [inAzure(say`No visible cluster has this issuer.`)] : [], unknown };
}

/** False if the accounts of the cluster were read and lack the one of the token. */
function hasAccount(subject: MessageField | undefined, { objects }: Situation): boolean {
  const account = serviceAccountOf(subject?.value ?? '');
  if (account === undefined || objects === undefined || !objects.isWhole || !objects.kinds.has('ServiceAccount'))
    return true;
  return accountOf({ account }, objects) !== undefined;
}
