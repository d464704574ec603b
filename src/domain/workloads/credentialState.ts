/** Whether a federated credential works, and why not. */
import { unreadOf } from '../arm/answer.ts';
import type { Facts, FederatedCredential } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { sameIssuer } from '../cluster/uses.ts';
import { malformation, tokenAudience } from './credential.ts';
import { clusterIssuerParts, hasWorkloadIdentity, isBindingIssuer, issuerOf } from './issuer.ts';

/** Whether a service account can act as the identity, and the reason where it can't or where that is not known. */
export interface TrustState {
  readonly state: 'works' | 'broken' | 'unknown';
  readonly reason?: string;
}

/** Returns the state of a credential for the cluster that it belongs to; left out: no visible cluster has its issuer. */
export function stateOfCredential(
  credential: FederatedCredential,
  cluster: Cluster | undefined,
  facts: Facts,
): TrustState {
  const { issuer, audiences, expression } = credential;
  const own = cluster && issuerOf(cluster);
  const malformed = malformation(credential);
  if (malformed !== undefined) return broken(malformed);
  if (cluster === undefined || own === undefined || !sameIssuer(issuer, own)) return withoutCluster(issuer, facts);
  if (issuer !== own) return broken(`The issuer has to be written as ${own}; Entra compares it letter by letter.`);
  if (audiences.join() !== tokenAudience)
    return broken(`The audience is ${audiences.join(', ')} instead of ${tokenAudience}.`);
  if (!hasWorkloadIdentity(cluster)) return withoutSwitch(cluster);
  return expression === undefined
    ? { state: 'works' }
    : unknown(`Which accounts match ${expression} isn't told by Azure.`);
}

/** Returns the state of whatever is for pods of a cluster on which workload identity is off. */
export function withoutSwitch({ name }: Cluster): TrustState {
  return broken(`Workload identity is off on ${name}, so pods get no token.`);
}

/** Returns the state of a credential whose issuer no visible cluster has. */
export function withoutCluster(issuer: string, facts: Facts): TrustState {
  if (isBindingIssuer(issuer))
    return unknown('All identity bindings of the identity share it; the clusters that are bound use it.');
  if (clusterIssuerParts(issuer) === undefined)
    return unknown(`${issuer} is not the issuer of an AKS cluster, so what uses it can't be told.`);
  const doubt = whyOutOfSight(issuer, facts);
  return doubt === undefined ? broken(`No visible cluster issues tokens as ${issuer} any more.`) : unknown(doubt);
}

/** Says why the cluster of an issuer may exist although it is not visible; `undefined` if it is certain that it does not. */
export function whyOutOfSight(issuer: string, facts: Facts): string | undefined {
  const [unread] = unreadOf('Clusters', facts.get({ kind: 'clusters' }));
  if (unread !== undefined) return `It may belong to a cluster that could not be read. ${unread}`;
  const directory = /\.azure\.\w+\/([0-9a-f-]{36})\//i.exec(issuer)?.[1]?.toLowerCase() ?? '';
  const hidden = facts.get({ kind: 'hiddenSubscriptions', directory });
  if (hidden?.kind === 'found' && hidden.value.length === 0) return undefined;
  if (hidden?.kind === 'found')
    return `It may belong to a cluster in ${hidden.value.length === 1 ? 'a subscription' : `one of ${hidden.value.length} subscriptions`} that you can't see.`;
  const why = hidden?.kind === 'unreadable' ? hidden.reason : 'The directory is not among those in sight.';
  return `It may belong to a cluster that you can't see: which subscriptions the directory has can't be told. ${why}`;
}

function broken(reason: string): TrustState {
  return { state: 'broken', reason };
}

function unknown(reason: string): TrustState {
  return { state: 'unknown', reason };
}
