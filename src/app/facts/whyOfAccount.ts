import type { Facts, IdentityCredential } from '../../domain/cluster/facts.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { sameIssuer } from '../../domain/cluster/uses.ts';
import { eachOnce, type Unknown } from '../../domain/arm/unknown.ts';
import { idKey, lastSegment, type ArmId } from '../../domain/arm/resourceId.ts';
import type { ReadMessage } from '../../domain/signIn/message/readMessage.ts';
import { credentialsInAzure, everyCredential } from '../../domain/signIn/situation/azureHalf.ts';
import { whyOf, type Why, type WhyContext } from '../../domain/signIn/whyOf.ts';
import { isInGroupNamedLikeNodes } from '../../domain/uses/madeByAks.ts';
import { goneIssuersOf } from '../../domain/workloads/goneIssuers.ts';
import { issuerOf } from '../../domain/workloads/issuer.ts';
import { accountWords, serviceAccountOf } from '../../domain/workloads/serviceAccount.ts';
import { say, type Phrase, type Words } from '../../sentences/words.ts';

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
  if (cluster?.kind !== 'found' || issuerOf(cluster.value) === undefined) return answer;
  const trust = trustAsked(account, facts);
  if (trust === undefined) return answer;
  const only = onlyIdentityOf(account, cluster.value, trust, facts);
  const open: Why = { ...answer, unknown: eachOnce([...answer.unknown, ...trust.unknown]) };
  if (only === undefined) return open;
  const compared = whyOf(message, { ...context, identityId: only.id }, facts);
  if (compared.cause === 'UNKNOWN') return open;
  const shown = serviceAccountOf(account);
  const words = shown === undefined ? account : accountWords(shown);
  const whose = only.isOfCluster ? say`${words} on ${lastSegment(id)}` : words;
  return {
    ...compared,
    certainty: 'likely',
    evidence: [{ from: 'azure', text: onlyText(only.id, whose, trust) }, ...compared.evidence],
    unknown: eachOnce([...compared.unknown, ...trust.unknown]),
  };
}

function onlyText(id: ArmId, whose: Phrase, { isByName, unknown }: TrustAsked): Words {
  const name = lastSegment(id);
  if (isByName)
    return say`The message names no identity. ${name} has a credential for ${whose}, and its name resembles that account's. Not every identity was checked.`;
  if (unknown.length > 0)
    return say`The message names no identity. The only one found for ${whose} is ${name}; not every identity could be read.`;
  return say`The message names no identity. The only one found for ${whose} is ${name}.`;
}

/** Returns the identity with a credential for the account, of this cluster or of the one that it may have replaced; `undefined` for several. */
function onlyIdentityOf(
  account: string,
  cluster: Cluster,
  trust: TrustAsked,
  facts: Facts,
): { readonly id: ArmId; readonly isOfCluster: boolean } | undefined {
  // Of the few that were asked by name, one that could not be read may trust the account as well.
  if (trust.isByName && trust.unknown.length > 0) return undefined;
  const ofCluster = trust.all.filter((each) => sameIssuer(each.issuer, issuerOf(cluster) ?? ''));
  const leftBehind = goneIssuersOf(cluster, trust.all, facts).flatMap(({ isCandidate, credentials }) =>
    isCandidate ? credentials : [],
  );
  const fitting = [...ofCluster, ...leftBehind].filter(({ subject }) => subject === account);
  const byIdentity = new Map(fitting.map(({ identityId }) => [idKey(identityId), identityId]));
  const [id, ...others] = byIdentity.values();
  if (id === undefined || others.length > 0) return undefined;
  return { id, isOfCluster: ofCluster.some(({ subject }) => subject === account) };
}

interface TrustAsked {
  readonly all: readonly IdentityCredential[];
  /** What could not be read. */
  readonly unknown: readonly Unknown[];
  /** True if only identities were asked whose names have something of the account's. */
  readonly isByName: boolean;
}

/** So many identities are asked one by one, for someone waits for the answer. */
const mostAsked = 3;

/**
 * Returns every credential if few requests give them; otherwise those of the identities that are named after the
 * account or its namespace, unless these are many.
 */
function trustAsked(account: string, facts: Facts): TrustAsked | undefined {
  const { value: everyone = [], unknown } = everyCredential(facts);
  if (everyone.length > 0) return { all: everyone, unknown, isByName: false };
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
  const lists = named.map(({ id }) => ({ id, ...credentialsInAzure(id, facts) }));
  return {
    all: lists.flatMap(({ id: identityId, value = [] }) => value.map((each) => ({ ...each, identityId }))),
    unknown: lists.flatMap(({ unknown: unread }) => unread),
    isByName: true,
  };
}

/** Names that say something about the workload. */
function isTelling(name: string): boolean {
  return name.length > 2 && name !== 'default';
}
