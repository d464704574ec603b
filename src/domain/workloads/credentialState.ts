/** Whether a federated credential works, and why not. */
import { isBindingIssuer } from '../uses/boundTo.ts';
import type { Answer } from '../arm/answer.ts';
import { unknownText, unknownToAll, type Unknown } from '../arm/unknown.ts';
import type { ArmId } from '../arm/resourceId.ts';
import type { Facts, FederatedCredential } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { sameIssuer } from '../cluster/uses.ts';
import { isFlexible, whyMalformed, tokenAudience, whyNotTold } from './credential.ts';
import { hasWorkloadIdentity, isClusterIssuer, issuerOf } from './issuer.ts';
import { issuerOwner } from './owners.ts';
import { joinWords, say, type Words } from '../../sentences/words.ts';

/** Whether a service account can act as the identity, and the reason if it can't or if that is unknown. */
export interface TrustState {
  readonly state: 'works' | 'broken' | 'unknown';
  readonly reason?: Words;
  /** What is unknown, if the state is `unknown`. */
  readonly unknown?: Unknown;
  /** If it is broken, the name of another credential with which the same account acts as the same identity: nothing is lost. */
  readonly workingInstead?: string;
}

/** Returns the state of a credential for its cluster; without one, no cluster is known to have its issuer. */
export function stateOfCredential(
  credential: FederatedCredential,
  cluster: Cluster | undefined,
  facts: Facts,
): TrustState {
  const { issuer } = credential;
  const ownIssuer = cluster && issuerOf(cluster);
  const malformed = whyMalformed(credential);
  if (malformed !== undefined) return brokenState(malformed);
  if (cluster === undefined || ownIssuer === undefined || !sameIssuer(issuer, ownIssuer)) {
    const { cluster: ownerNow } = isClusterIssuer(issuer) ? issuerOwner(issuer, facts) : {};
    return ownerNow === undefined ? withoutCluster(issuer, facts) : stateOfCredential(credential, ownerNow, facts);
  }
  const wrong = unlikeTokens(credential, ownIssuer);
  if (isFlexible(credential))
    return unknownState(unknownToAll('subject', credential.name, joinWords([...wrong, whyNotTold(credential)])));
  if (wrong[0] !== undefined) return brokenState(wrong[0]);
  return hasWorkloadIdentity(cluster) ? { state: 'works' } : withoutSwitch(cluster);
}

/** Says what doesn't match the tokens of the cluster's pods, whomever it trusts. */
function unlikeTokens({ issuer, audiences }: FederatedCredential, ownIssuer: string): readonly Words[] {
  return [
    ...(issuer === ownIssuer ? [] : [notAsWritten]),
    ...(audiences.join() === tokenAudience
      ? []
      : [say`The audience is ${audiences.join(', ')} instead of ${tokenAudience}.`]),
  ];
}

/** Returns the credentials with which someone acts as an identity, or may; those that are known to let no one in are left out. */
export function actingCredentials(identityId: ArmId, facts: Facts): Answer<readonly FederatedCredential[]> | undefined {
  const answer = facts.get({ kind: 'federatedCredentials', identityId });
  if (answer?.kind !== 'found') return answer;
  const value = answer.value.filter((credential) => stateOfCredential(credential, undefined, facts).state !== 'broken');
  return { kind: 'found', value };
}

/** For a credential whose issuer differs from the cluster's in spelling. */
export const notAsWritten = say`Its issuer is not written as the cluster writes its own, with the slash at the end: Entra compares letter by letter.`;

/**
 * Returns the state of what is meant for pods of a cluster without workload identity. Tokens need only the issuer, and
 * a custom webhook, a projected volume or a token request can also bring them into pods.
 * Source: https://azure.github.io/azure-workload-identity/docs/installation/managed-clusters.html
 */
export function withoutSwitch({ name }: Pick<Cluster, 'name'>): TrustState {
  return unknownState(
    unknownToAll('workloadIdentity', name, say`Workload identity is off on ${name}: ${noTokensByAks}`),
  );
}

/** What it means that AKS's own add-on is off. */
export const noTokensByAks = say`AKS puts no tokens into pods here; they work if something else does.`;

/** Returns the state of a credential whose issuer no visible cluster has. */
export function withoutCluster(issuer: string, facts: Facts): TrustState {
  if (isBindingIssuer(issuer))
    return unknownState(
      unknownToAll(
        'issuer',
        issuer,
        say`All identity bindings of the identity share it; which service accounts use it is decided in the bound clusters.`,
      ),
    );
  if (!isClusterIssuer(issuer))
    return unknownState(
      unknownToAll('issuer', issuer, say`${issuer} is not the issuer of an AKS cluster, so what uses it isn't known.`),
    );
  const { doubt } = issuerOwner(issuer, facts);
  return doubt === undefined ? brokenState(say`The credential trusts a cluster that is gone.`) : unknownState(doubt);
}

function brokenState(reason: Words): TrustState {
  return { state: 'broken', reason };
}

function unknownState(unknown: Unknown): TrustState {
  return { state: 'unknown', reason: unknownText(unknown), unknown: unknown };
}
