import type { Facts } from '../../domain/cluster/facts.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { idKey, lastSegment, type ArmId } from '../../domain/arm/resourceId.ts';
import type { ReadMessage } from '../../domain/signIn/message/readMessage.ts';
import { whyOf, type Why, type WhyContext } from '../../domain/signIn/whyOf.ts';
import { goneIssuersOf } from '../../domain/workloads/goneIssuers.ts';
import { issuerOf } from '../../domain/workloads/issuer.ts';
import { accountWords, serviceAccountOf } from '../../domain/workloads/serviceAccount.ts';
import { trustInSight } from '../../domain/workloads/trust.ts';
import { say } from '../../sentences/words.ts';

/**
 * Returns why the sign-in of a message fails. If the message names an account of a cluster but no identity, it is
 * compared with the only identity there that trusts the account; such an answer is never certain.
 */
export function whyOfAccount(message: ReadMessage, context: WhyContext, facts: Facts): Why {
  const answer = whyOf(message, context, facts);
  const { account, clusterId, identityId, clientId, objectId } = answer.asker;
  const hasIdentity = [context.identityId, identityId, clientId, objectId].some((id) => id !== undefined);
  const id = clusterId ?? context.clusterId;
  if (answer.cause !== 'UNKNOWN' || hasIdentity || account === undefined || id === undefined) return answer;
  const cluster = facts.get({ kind: 'cluster', id: id as ArmId });
  const only = cluster?.kind === 'found' ? onlyIdentityOf(account, cluster.value, facts) : undefined;
  if (only === undefined) return answer;
  const compared = whyOf(message, { ...context, identityId: only }, facts);
  if (compared.cause === 'UNKNOWN') return answer;
  const shown = serviceAccountOf(account);
  const text = say`The message names no identity. The only one found for ${shown === undefined ? account : accountWords(shown)} on ${lastSegment(id)} is ${lastSegment(only)}.`;
  return { ...compared, certainty: 'likely', evidence: [{ from: 'azure', text }, ...compared.evidence] };
}

/** Returns the identity with a credential for the account, of this cluster or of the one that it may have replaced; `undefined` for several. */
function onlyIdentityOf(account: string, cluster: Cluster, facts: Facts): ArmId | undefined {
  const issuer = issuerOf(cluster);
  const trust = issuer === undefined ? undefined : trustInSight(cluster, facts);
  if (issuer === undefined || trust === undefined) return undefined;
  const goneIssuers = goneIssuersOf(cluster, trust.all, facts);
  const leftBehind = goneIssuers.flatMap(({ isCandidate, credentials }) => (isCandidate ? credentials : []));
  const fitting = [...trust.ofIssuer(issuer), ...leftBehind].filter(({ subject }) => subject === account);
  const byIdentity = new Map(fitting.map(({ identityId }) => [idKey(identityId), identityId]));
  const [first, ...others] = byIdentity.values();
  return others.length > 0 ? undefined : first;
}
