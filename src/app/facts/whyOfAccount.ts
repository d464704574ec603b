import type { Facts, IdentityCredential } from '../../domain/cluster/facts.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { issuerKey } from '../../domain/cluster/uses.ts';
import { idKey, lastSegment, type ArmId } from '../../domain/arm/resourceId.ts';
import type { ReadMessage } from '../../domain/signIn/message/readMessage.ts';
import { whyOf, type Why, type WhyContext } from '../../domain/signIn/whyOf.ts';
import { isInGroupNamedLikeNodes } from '../../domain/uses/madeByAks.ts';
import { goneIssuersOf } from '../../domain/workloads/goneIssuers.ts';
import { issuerOf } from '../../domain/workloads/issuer.ts';
import { accountWords, serviceAccountOf } from '../../domain/workloads/serviceAccount.ts';
import { say } from '../../sentences/words.ts';

/**
 * Returns why the sign-in of a message fails. If the message names an account of a cluster but no identity, it is
 * compared with the only identity that was found to trust the account there; such an answer is never certain.
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
  const compared = whyOf(message, { ...context, identityId: only.id }, facts);
  if (compared.cause === 'UNKNOWN') return answer;
  const shown = serviceAccountOf(account);
  const words = shown === undefined ? account : accountWords(shown);
  const text = only.isOfAll
    ? say`The message names no identity. The only one found for ${words} on ${lastSegment(id)} is ${lastSegment(only.id)}.`
    : say`The message names no identity. ${lastSegment(only.id)} has a credential for ${words} on ${lastSegment(id)}, and a name like it; not every identity was asked.`;
  return { ...compared, certainty: 'likely', evidence: [{ from: 'azure', text }, ...compared.evidence] };
}

/** Returns the identity with a credential for the account, of this cluster or of the one that it may have replaced; `undefined` for several. */
function onlyIdentityOf(account: string, cluster: Cluster, facts: Facts): OnlyIdentity | undefined {
  const issuer = issuerOf(cluster);
  const trust = issuer === undefined ? undefined : trustAsked(account, facts);
  if (issuer === undefined || trust === undefined) return undefined;
  const ofCluster = trust.all.filter((each) => issuerKey(each.issuer) === issuerKey(issuer));
  const leftBehind = goneIssuersOf(cluster, trust.all, facts).flatMap(({ isCandidate, credentials }) =>
    isCandidate ? credentials : [],
  );
  const fitting = [...ofCluster, ...leftBehind].filter(({ subject }) => subject === account);
  const byIdentity = new Map(fitting.map(({ identityId }) => [idKey(identityId), identityId]));
  const [id, ...others] = byIdentity.values();
  return id === undefined || others.length > 0 ? undefined : { id, isOfAll: trust.isOfAll };
}

interface OnlyIdentity {
  readonly id: ArmId;
  /** False if only identities were asked whose names have something of the account's. */
  readonly isOfAll: boolean;
}

/** So many identities are asked one by one, for someone waits for the answer. */
const mostAsked = 3;

/**
 * Returns every credential if few requests give them; otherwise those of the identities that are named after the
 * account or its namespace, unless these are many.
 */
function trustAsked(
  account: string,
  facts: Facts,
): { readonly all: readonly IdentityCredential[]; readonly isOfAll: boolean } | undefined {
  const everywhere = facts.get({ kind: 'credentials', few: true });
  if (everywhere?.kind === 'found' && everywhere.value.all.length > 0)
    return { all: everywhere.value.all, isOfAll: everywhere.value.unknown.length === 0 };
  const identities = facts.get({ kind: 'identities' });
  const { namespace, serviceAccount } = serviceAccountOf(account) ?? {};
  const names = [namespace, serviceAccount].filter((name) => name !== undefined && isTelling(name));
  const named =
    identities?.kind === 'found'
      ? identities.value.filter(
          ({ id, name }) =>
            !isInGroupNamedLikeNodes(id) && names.some((each) => name.toLowerCase().includes(each ?? '')),
        )
      : [];
  if (named.length === 0 || named.length > mostAsked) return undefined;
  const lists = named.map(({ id: identityId }) => {
    const answer = facts.get({ kind: 'federatedCredentials', identityId });
    return answer?.kind === 'found' ? answer.value.map((each) => ({ ...each, identityId })) : undefined;
  });
  return lists.includes(undefined) ? undefined : { all: lists.flatMap((list) => list ?? []), isOfAll: false };
}

/** Names that say something about the workload. */
function isTelling(name: string): boolean {
  return name.length > 2 && name !== 'default';
}
