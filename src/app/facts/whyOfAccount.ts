import type { Facts, IdentityCredential } from '../../domain/cluster/facts.ts';
import type { Cluster, UserAssignedIdentity } from '../../domain/cluster/model.ts';
import { sameIssuer } from '../../domain/cluster/uses.ts';
import { eachOnce, type Unknown } from '../../domain/arm/unknown.ts';
import { groupOf, idKey, lastSegment, sameId, sameText, type ArmId } from '../../domain/arm/resourceId.ts';
import type { MessageField } from '../../domain/signIn/message/field.ts';
import type { ReadMessage } from '../../domain/signIn/message/readMessage.ts';
import { credentialsInAzure, everyCredential } from '../../domain/signIn/situation/azureHalf.ts';
import { whyOf, type Why, type WhyContext } from '../../domain/signIn/whyOf.ts';
import { isInGroupNamedLikeNodes } from '../../domain/uses/madeByAks.ts';
import { goneIssuers, goneIssuersOf } from '../../domain/workloads/goneIssuers.ts';
import { issuerOf } from '../../domain/workloads/issuer.ts';
import { accountWords, serviceAccountOf } from '../../domain/workloads/serviceAccount.ts';
import { say, type Phrase, type Words } from '../../sentences/words.ts';

/**
 * Returns why the sign-in of a message fails. If the message names an account but no identity, it is compared with the
 * only identity that was found to trust the account; such an answer is never certain.
 */
export function whyOfAccount(message: ReadMessage, given: WhyContext, facts: Facts): Why {
  const answer = whyOf(message, given, facts);
  if (isSettled(answer, given)) return answer;
  const supposed = answer.asker.account === undefined ? onlyAccountIn(message) : undefined;
  const context = supposed === undefined ? given : { ...given, supposed };
  const first = supposed === undefined ? answer : whyOf(message, context, facts);
  const { account, clusterId } = first.asker;
  if (isSettled(first, context) || account === undefined) return first;
  const id = (clusterId ?? context.clusterId) as ArmId | undefined;
  const cluster = id === undefined ? undefined : facts.get({ kind: 'cluster', id });
  const issuing = cluster?.kind === 'found' && issuerOf(cluster.value) !== undefined ? cluster.value : undefined;
  if (id !== undefined && issuing === undefined) return first;
  const trust = trustAsked(account, issuing, facts);
  if (trust === undefined) return first;
  const only = onlyIdentityOf(account, issuing, trust, facts);
  const open: Why = { ...first, unknown: eachOnce([...first.unknown, ...trust.unknown]) };
  if (only === undefined) return open;
  const isIssuerShown = message.fields.some(({ name }) => name === 'issuer');
  const successor = id !== undefined || isIssuerShown ? undefined : successorOf(only, trust, facts);
  const at = successor === undefined ? {} : { clusterId: successor.id };
  const compared = whyOf(message, { ...context, ...at, identityId: only.id }, facts);
  if (compared.cause === 'UNKNOWN') return open;
  const shown = serviceAccountOf(account);
  const words = shown === undefined ? account : accountWords(shown);
  const whose = only.isOfCluster && id !== undefined ? say`${words} on ${lastSegment(id)}` : words;
  return {
    ...compared,
    certainty: 'likely',
    evidence: [{ from: 'azure', text: onlyText(only.id, whose, trust) }, ...compared.evidence],
    unknown: eachOnce([...compared.unknown, ...trust.unknown]),
  };
}

function isSettled({ cause, asker }: Why, context: WhyContext): boolean {
  const ids = [context.identityId, asker.identityId, asker.clientId, asker.objectId];
  return cause !== 'UNKNOWN' || ids.some((id) => id !== undefined);
}

/** The only account that the whole text names, however far from the error. */
function onlyAccountIn({ fields }: ReadMessage): MessageField | undefined {
  const [only, ...others] = fields.filter(({ name }) => name === 'subject');
  return only === undefined || only.isMasked || others.length > 0 ? undefined : { ...only, isFromElsewhere: true };
}

/** Returns the cluster that took the place of the one whose issuer the identity trusts, as the finding says. */
function successorOf({ id }: OnlyIdentity, { all }: TrustAsked, facts: Facts): Cluster | undefined {
  const own = all.filter(({ identityId }) => sameId(identityId, id));
  const [only, ...others] = goneIssuers('', own, facts).gone.filter(({ isSuccessor }) => isSuccessor);
  return others.length > 0 ? undefined : only?.cluster;
}

function onlyText(id: ArmId, whose: Phrase, { isByName, unknown }: TrustAsked): Words {
  const name = lastSegment(id);
  if (isByName)
    return say`The message names no identity. ${name} has a credential for ${whose}, and its name resembles that account's. Not every identity was checked.`;
  if (unknown.length > 0)
    return say`The message names no identity. The only one found for ${whose} is ${name}; not every identity could be read.`;
  return say`The message names no identity. The only one found for ${whose} is ${name}.`;
}

interface OnlyIdentity {
  readonly id: ArmId;
  readonly isOfCluster: boolean;
}

/**
 * Returns the identity with a credential for the account, of this cluster or of the one that it may have replaced, or of
 * any if the cluster is not known; `undefined` for several.
 */
function onlyIdentityOf(
  account: string,
  cluster: Cluster | undefined,
  trust: TrustAsked,
  facts: Facts,
): OnlyIdentity | undefined {
  // Of the few that were asked by name, one that could not be read may trust the account as well.
  if (trust.isByName && trust.unknown.length > 0) return undefined;
  const ofCluster =
    cluster === undefined ? trust.all : trust.all.filter((each) => sameIssuer(each.issuer, issuerOf(cluster) ?? ''));
  const leftBehind = cluster === undefined ? [] : goneIssuersOf(cluster, trust.all, facts);
  const ofBefore = leftBehind.flatMap(({ isCandidate, credentials }) => (isCandidate ? credentials : []));
  const fitting = [...ofCluster, ...ofBefore].filter(({ subject }) => subject === account);
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
 * account or its namespace, unless these are many: first of those beside the cluster, or named after the namespace, and
 * of others only if none of these trusts the account.
 */
function trustAsked(account: string, cluster: Cluster | undefined, facts: Facts): TrustAsked | undefined {
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
  const isBeside = ({ id, name }: UserAssignedIdentity): boolean =>
    cluster === undefined
      ? namespace !== undefined && isTelling(namespace) && name.toLowerCase().includes(namespace)
      : sameText(groupOf(id), cluster.resourceGroup);
  const beside = named.filter(isBeside);
  if (beside.length > mostAsked) return undefined;
  const near = trustOf(beside, facts);
  const isWaiting = beside.some(({ id }) => facts.get({ kind: 'federatedCredentials', identityId: id }) === undefined);
  const isFound = near?.all.some(({ subject }) => subject === account) === true;
  return near !== undefined && (isWaiting || isFound) ? near : trustOf(named, facts);
}

function trustOf(identities: readonly { readonly id: ArmId }[], facts: Facts): TrustAsked | undefined {
  if (identities.length === 0 || identities.length > mostAsked) return undefined;
  const lists = identities.map(({ id }) => ({ id, ...credentialsInAzure(id, facts) }));
  return {
    all: lists.flatMap(({ id: identityId, value = [] }) => value.map((each) => ({ ...each, identityId }))),
    unknown: lists.flatMap(({ unknown }) => unknown),
    isByName: true,
  };
}

/** Names that say something about the workload. */
function isTelling(name: string): boolean {
  return name.length > 2 && name !== 'default';
}
