/** Whether a federated credential works, and why not. */
import type { Facts, FederatedCredential } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { sameIssuer } from '../cluster/uses.ts';
import { malformation, tokenAudience } from './credential.ts';
import { hasWorkloadIdentity, isBindingIssuer, isClusterIssuer, issuerOf } from './issuer.ts';
import { issuerOwner } from './owners.ts';

/** Whether a service account can act as the identity, and the reason where it can't or where that is not known. */
export interface TrustState {
  readonly state: 'works' | 'broken' | 'unknown';
  readonly reason?: string;
}

/** Returns the state of a credential for the cluster that it belongs to; left out where no cluster is known to have its issuer. */
export function stateOfCredential(
  credential: FederatedCredential,
  cluster: Cluster | undefined,
  facts: Facts,
): TrustState {
  const { issuer, audiences, expression } = credential;
  const own = cluster && issuerOf(cluster);
  const malformed = malformation(credential);
  if (malformed !== undefined) return broken(malformed);
  if (cluster === undefined || own === undefined || !sameIssuer(issuer, own)) {
    const { cluster: now } = isClusterIssuer(issuer) ? issuerOwner(issuer, facts) : {};
    return now === undefined ? withoutCluster(issuer, facts) : stateOfCredential(credential, now, facts);
  }
  if (issuer !== own) return broken(notAsWritten);
  if (audiences.join() !== tokenAudience)
    return broken(`The audience is ${audiences.join(', ')} instead of ${tokenAudience}.`);
  if (!hasWorkloadIdentity(cluster)) return withoutSwitch(cluster);
  return expression === undefined
    ? { state: 'works' }
    : unknown(`Which accounts match ${expression} isn't told by Azure.`);
}

/** What is said of a credential whose issuer differs from the cluster's by its spelling. */
export const notAsWritten =
  'Its issuer is not written as the cluster writes its own, with the slash at the end: Entra compares letter by letter.';

/** Returns the state of whatever is for pods of a cluster on which workload identity is off. */
export function withoutSwitch({ name }: Cluster): TrustState {
  return broken(`Workload identity is off on ${name}, so pods get no token.`);
}

/** Returns the state of a credential whose issuer no visible cluster has. */
export function withoutCluster(issuer: string, facts: Facts): TrustState {
  if (isBindingIssuer(issuer))
    return unknown('All identity bindings of the identity share it; the clusters that are bound use it.');
  if (!isClusterIssuer(issuer))
    return unknown(`${issuer} is not the issuer of an AKS cluster, so what uses it can't be told.`);
  const { doubt } = issuerOwner(issuer, facts);
  return doubt === undefined ? broken('No visible cluster issues the tokens for it any more.') : unknown(doubt);
}

function broken(reason: string): TrustState {
  return { state: 'broken', reason };
}

function unknown(reason: string): TrustState {
  return { state: 'unknown', reason };
}
