/** Azure's half: identities, their credentials, clusters, nodes and roles, each with what could not be read. */
import { unknownsOf, type Answer } from '../../arm/answer.ts';
import type { JsonObject } from '../../arm/json.ts';
import { distinctIds, groupOf, sameGuid, sameId, sameText, subscriptionOf, type ArmId } from '../../arm/resourceId.ts';
import type { Unknown } from '../../arm/unknown.ts';
import { nodeMachinesOf, type NodeMachine } from '../../around/things/nodes.ts';
import { waitingUnknown } from '../../access/accessCheck.ts';
import type { Facts, FederatedCredential, IdentityCredential } from '../../cluster/facts.ts';
import type { Cluster, UserAssignedIdentity } from '../../cluster/model.ts';
import { identityOfPrincipal, kubeletPrincipal, principalsOf } from '../../cluster/principals.ts';
import { knownWords, principalName, principalWords } from '../../access/principalNames.ts';
import { factsForTopics } from '../../cluster/watching.ts';
import { subjectOfRead, subjectWords } from '../../cluster/subjects.ts';
import { sameIssuer } from '../../cluster/uses.ts';
import { issuerOf } from '../../workloads/issuer.ts';
import { say, type Phrase } from '../../../sentences/words.ts';
import { inAzure, type JudgedEvidence } from './judgement.ts';
import { defined } from '../../../shape/defined.ts';
import { fieldAt, plainValue, type Situation } from './situation.ts';
import type { Hit } from '../message/readMessage.ts';

/** What was found, and what could not be read; nothing found and nothing unknown means that there is none. */
export interface FromAzure<T> {
  readonly value?: T;
  readonly unknown: readonly Unknown[];
}

/** Returns an answer as what was found and what could not be read. */
export function fromAzure<T>(title: Phrase, of: string, answer: Answer<T> | undefined): FromAzure<T> {
  if (answer === undefined) return { unknown: [waitingUnknown(of, of)] };
  if (answer.kind === 'missing') return { unknown: [] };
  const unknown = unknownsOf(title, answer);
  return answer.kind === 'found' ? { value: answer.value, unknown } : { unknown };
}

/**
 * Finds the only thing of its kind that fits, such as the one with a GUID. Once it is found, the places that the list
 * lacks leave nothing unknown.
 */
function among<T>(
  list: (facts: Facts) => FromAzure<readonly T[]>,
  isWanted: (one: T) => boolean,
  facts: Facts,
): FromAzure<T> {
  const found = list(factsForTopics(facts)).value?.find(isWanted);
  return found === undefined ? { unknown: list(facts).unknown } : { value: found, unknown: [] };
}

/** Returns all visible identities. */
function identitiesIn(facts: Facts): FromAzure<readonly UserAssignedIdentity[]> {
  return fromAzure(say`Identities`, 'identities', facts.get({ kind: 'identities' }));
}

/** Finds the identity with any of its ids: client, object or resource id. */
export function identityOfAnyId(id: string, facts: Facts): FromAzure<UserAssignedIdentity> {
  return among(
    identitiesIn,
    (each) => [each.clientId, each.principalId, each.id].some((one) => one.toLowerCase() === id.toLowerCase()),
    facts,
  );
}

/** Finds the only visible identity of a name. */
export function identityOfName(name: string, facts: Facts): UserAssignedIdentity | undefined {
  const [only, ...others] = (identitiesIn(facts).value ?? []).filter((each) => sameText(each.name, name));
  return others.length > 0 ? undefined : only;
}

/** Returns the visible identities of a directory. */
export function identitiesInDirectory(tenantId: string, facts: Facts): FromAzure<readonly UserAssignedIdentity[]> {
  const { value, unknown } = identitiesIn(facts);
  return {
    unknown,
    ...(value === undefined ? {} : { value: value.filter((each) => sameGuid(each.tenantId, tenantId)) }),
  };
}

/** Returns the visible identities of a subscription, whatever other lists lack. */
export function identitiesInSubscription(id: string, facts: Facts): readonly UserAssignedIdentity[] {
  const all = identitiesIn(factsForTopics(facts)).value ?? [];
  return all.filter((each) => sameGuid(subscriptionOf(each.id), id));
}

/** Returns the credentials of an identity. */
export function credentialsInAzure(id: ArmId, facts: Facts): FromAzure<readonly FederatedCredential[]> {
  return fromAzure(say`Federated credentials`, id, facts.get({ kind: 'federatedCredentials', identityId: id }));
}

/** Returns the visible credentials of all identities, as long as that takes few requests. */
export function everyCredential(facts: Facts): FromAzure<readonly IdentityCredential[]> {
  const { value, unknown } = fromAzure(
    say`Federated credentials`,
    'credentials',
    facts.get({ kind: 'credentials', few: true }),
  );
  return { ...(value === undefined ? {} : { value: value.all }), unknown: [...unknown, ...(value?.unknown ?? [])] };
}

/** Finds the resource of a type with a name that is the only one in the cloud. */
export function resourceOfType(
  type: string,
  isWanted: (resource: JsonObject) => boolean,
  facts: Facts,
): FromAzure<JsonObject> {
  const read = { kind: 'everyResource', type } as const;
  const words = subjectWords(subjectOfRead(read));
  return among((given) => fromAzure(words, type, given.get(read)), isWanted, facts);
}

/** Returns the name of a principal; that it is not visible leaves nothing unknown. */
export function nameIn(principalId: string, facts: Facts): Phrase {
  return principalName(principalId, factsForTopics(facts));
}

/** Returns the name as it begins a sentence. */
export function nameAtStart(principalId: string, facts: Facts): Phrase {
  return principalWords(principalId, factsForTopics(facts)).atStart;
}

/** Says who a principal is, if Azure shows it. */
export function whoIs(principalId: string, facts: Facts): readonly JudgedEvidence[] {
  const name = knownWords(principalId, factsForTopics(facts))?.within;
  return name === undefined ? [] : [inAzure(say`The principal is ${name}.`)];
}

/** Returns all visible clusters. */
function clustersIn(facts: Facts): FromAzure<readonly Cluster[]> {
  return fromAzure(say`Clusters`, 'clusters', facts.get({ kind: 'clusters' }));
}

/** Finds the cluster that has an issuer, whatever the slash at its end. */
export function clusterOfIssuer(issuer: string, facts: Facts): FromAzure<Cluster> {
  return among(clustersIn, (each) => sameIssuer(issuerOf(each) ?? '', issuer), facts);
}

/** Returns a cluster whose nodes have this principal as the kubelet identity: the one that the user has named, or any visible one. */
export function clusterOfNodes(principalId: string, { facts, clusterId }: Situation): Cluster | undefined {
  const topical = factsForTopics(facts);
  const named = clusterId === undefined ? undefined : topical.get({ kind: 'cluster', id: clusterId });
  const identity = identityOfPrincipal(principalId, topical);
  const isIts = ({ kubelet }: Cluster): boolean =>
    sameGuid(kubeletPrincipal(kubelet), principalId) ||
    (identity !== undefined && 'identityId' in kubelet && sameId(kubelet.identityId, identity.id));
  const first = named?.kind === 'found' ? [named.value] : [];
  return first.find(isIts) ?? clustersIn(topical).value?.find(isIts);
}

/**
 * Finds the cluster in question: the one that the user has named, the one with the issuer, the one whose nodes or
 * identities the message names, or the only visible one. Several that fit are several.
 */
export function clustersInQuestion(hit: Hit, situation: Situation): FromAzure<readonly Cluster[]> {
  const { facts, clusterId } = situation;
  if (clusterId !== undefined) {
    const named = fromAzure(say`The cluster`, clusterId, facts.get({ kind: 'cluster', id: clusterId }));
    return { ...(named.value === undefined ? {} : { value: [named.value] }), unknown: named.unknown };
  }
  const issuer = plainValue(fieldAt('issuer', hit, situation));
  const scope = plainValue(fieldAt('scope', hit, situation)) ?? '';
  const objectId = plainValue(fieldAt('objectId', hit, situation))?.toLowerCase() ?? '';
  // An issuer or a node resource group is that of one cluster.
  const own =
    (issuer === undefined ? undefined : clusterOfIssuer(issuer, facts).value) ??
    among(clustersIn, (each) => isNodeGroupOf(scope, each), facts).value;
  if (own !== undefined) return { value: [own], unknown: [] };
  const { value: all = [], unknown } = clustersIn(facts);
  const ofObject = all.filter((each) => objectId !== '' && principalsOf(each).has(objectId));
  return { value: ofObject.length > 0 ? ofObject : all, unknown };
}

/** Returns the cluster that the user has named. */
export function clusterNamed({ facts, clusterId }: Situation): Cluster | undefined {
  const answer = clusterId === undefined ? undefined : factsForTopics(facts).get({ kind: 'cluster', id: clusterId });
  return answer?.kind === 'found' ? answer.value : undefined;
}

/** Returns the cluster in question if there is exactly one. */
export function clusterInQuestion(hit: Hit, situation: Situation): FromAzure<Cluster> {
  const { value = [], unknown } = clustersInQuestion(hit, situation);
  const [only, ...others] = value;
  return only === undefined || others.length > 0 ? { unknown } : { value: only, unknown };
}

function isNodeGroupOf(scope: string, { nodeResourceGroup, subscriptionId }: Cluster): boolean {
  const group = groupOf(scope);
  return group !== undefined && sameText(group, nodeResourceGroup) && sameText(subscriptionOf(scope), subscriptionId);
}

/** The identities that the machines of a cluster's nodes carry. */
export interface NodeIdentities {
  /** The resource ids of user-assigned identities, each once. */
  readonly ids: readonly string[];
  readonly hasSystemAssigned: boolean;
  /** Every machine, or scale set, for itself. */
  readonly machines: readonly NodeMachine[];
  /** One that has several, and no system-assigned one that answers for them. */
  readonly most?: NodeMachine;
}

/** Returns the identities on the scale sets and machines of a cluster; no value if it has none that are visible. */
export function nodeIdentitiesInAzure(cluster: Cluster, facts: Facts): FromAzure<NodeIdentities> {
  const { machines, unknown } = nodeMachinesOf(cluster, facts);
  if (machines.length === 0) return { unknown };
  const [most] = machines
    .filter(({ identities, hasOwn }) => identities.length > 1 && !hasOwn)
    .toSorted((a, b) => b.identities.length - a.identities.length);
  const value = {
    ids: distinctIds(machines.flatMap(({ identities }) => identities)),
    hasSystemAssigned: machines.some(({ hasOwn }) => hasOwn),
    machines,
    ...defined({ most }),
  };
  return { value, unknown };
}

/** Returns a resource's JSON. */
export function resourceIn(id: string, facts: Facts): FromAzure<JsonObject> & { readonly isGone: boolean } {
  const answer = facts.get({ kind: 'resource', id: id as ArmId });
  return { ...fromAzure(say`The resource`, id, answer), isGone: answer?.kind === 'missing' };
}
