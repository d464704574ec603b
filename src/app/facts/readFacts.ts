import { listType } from '../../azure/arm/apiVersions.ts';
import type { Arm } from '../../azure/arm/arm.ts';
import { clusterList, getCluster, getUpgradeProfile } from '../../azure/read/clusters.ts';
import { IdMap } from '../../domain/arm/idMap.ts';
import { queues, type InOrder } from '../../async/inOrder.ts';
import type { Directory } from '../../azure/directory/directory.ts';
import { getFeatureState, listBindings } from '../../azure/read/bindings.ts';
import {
  listFederatedCredentials,
  listCredentialsOnce,
  type CredentialQuestion,
} from '../../azure/read/credentials.ts';
import { everyResourceList, listBelow } from '../../azure/read/around/aroundClusters.ts';
import { identityList, resourcesWithIdentityList } from '../../azure/read/identities.ts';
import { newerClusterList } from '../../azure/read/newerClusters.ts';
import {
  listCallerPermissions,
  listDenyAssignments,
  listDenyAssignmentsIn,
  listEligibleAt,
  listEligibleRoles,
} from '../../azure/read/permissions.ts';
import { listRegionsOf } from '../../azure/read/pickLists.ts';
import {
  assignmentList,
  listAssignedIn,
  listAssignments,
  listAssignmentsAt,
  listAssignmentsIn,
  listAssignmentsOf,
} from '../../azure/read/roleAssignments.ts';
import {
  getCallerId,
  listCallerAssignments,
  getActivationRules,
  listOwnActivations,
} from '../../azure/read/callerAssignments.ts';
import { findRole, getRole } from '../../azure/read/roleDefinitions.ts';
import { vaultPolicyList } from '../../azure/read/vaultPolicies.ts';
import { getSubscription } from '../../azure/directory/subscriptions.ts';
import { IdentityError } from '../../errors.ts';
import type { ReadKind, ReadOf, Reads } from '../../domain/cluster/facts.ts';
import { subjectOfRead } from '../../domain/cluster/subjects.ts';
import type { Subject } from '../../domain/arm/unknown.ts';
import type { AnyAnswer, ReadFact } from './gatherFacts.ts';
import { parseResourceId, resourceType, subscriptionOf } from '../../domain/arm/resourceId.ts';
import { getResource, isNotThere, listCreationTimes } from '../../azure/read/resources.ts';
import { getAssignment } from '../../azure/arm/roleAssignment.ts';
import { answerFor } from './answerFor.ts';
import { answerFromEverywhere } from './everything.ts';
import {
  readCredentials,
  mostClusterLists,
  mostNewerLists,
  mostResourceLists,
  tooManyToAsk,
} from './readCredentials.ts';
import { hiddenSubscriptions, readDirectoryObjects } from './readDirectory.ts';
import { say, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import type { ListRequest, ListWay } from '../../azure/read/listEverywhere.ts';

/** What facts are read with. */
interface FactReading {
  readonly directory: Directory;
  readonly signal?: AbortSignal | undefined;
  readonly notFromGraph?: (subscriptionId: string) => boolean;
  readonly writtenTo?: CredentialQuestion['writtenTo'];
  readonly ofIdentities: CredentialQuestion['ofIdentities'];
  readonly inTurn: InOrder;
  /** True if clusters come from files, which name some identities but not their credentials. */
  readonly isFile?: boolean;
  /** True before something is written: if Azure doesn't answer now, the error is thrown instead of counting as unreadable. */
  readonly mustAnswer?: boolean | undefined;
  /** True if everything that Resource Graph lacks is asked one by one, however much that is. */
  readonly asksEach?: boolean | undefined;
  /** Called after each single request for a cluster or identity. */
  readonly onAsked?: (() => void) | undefined;
}

/**
 * Makes a reader of facts from Azure. It answers `missing` if ARM says that something does not exist, and `unreadable`
 * if it may not be read.
 */
export function createFactReader(
  directory: Directory,
  options: Omit<FactReading, 'directory' | 'ofIdentities' | 'inTurn'>,
): ReadFact {
  const reading: FactReading = { ...options, directory, ofIdentities: new IdMap(), inTurn: queues(longLists) };
  return (read) => answerTo(read, reading);
}

/** How a kind is read in one place. */
interface InOnePlace<K extends ReadKind> {
  readonly value: (arm: Arm, read: ReadOf<K>, signal?: AbortSignal) => Promise<Reads[K]['value'] | undefined>;
  /** Returns what another question has read already, or reads it for all; left out if each question reads for itself. */
  readonly shared?: (read: ReadOf<K>, reading: FactReading) => Promise<Reads[K]['value']>;
  /** True if it takes a request for each of many clusters. */
  readonly isOfEach?: true;
  /** True if a list may have thousands of rows; where everything is asked, few are read at once, because they take memory. */
  readonly isLong?: true;
  /** The place where it is read; left out if that is the subject of the read. */
  readonly scope?: (read: ReadOf<K>) => string;
  /**
   * What a 404 may say is missing: the thing itself, if the read is about one named thing, or the resource in the
   * place, if the read lists what belongs to it. Left out if the place certainly exists.
   */
  readonly absent?: 'itself' | 'place';
}

/** How a kind is read in every subscription. */
interface Everywhere<K extends ReadKind> {
  readonly list: (read: ReadOf<K>) => EverywhereList<Reads[K]['value']>;
  /** The most subscriptions that are listed one by one if the read asks for what ARM lists now. */
  readonly most?: number;
}

type EverywhereList<Value> = Value extends readonly (infer T)[] ? ListWay<T> : never;

/** How to read a kind that no single list has. */
interface ByItself<K extends ReadKind> {
  readonly answer: (read: ReadOf<K>, reading: FactReading) => Promise<AnyAnswer>;
}

type WayToRead<K extends ReadKind> = InOnePlace<K> | Everywhere<K> | ByItself<K>;

/** As many lists of role assignments are read side by side. */
const longLists = 4;
const atScope = ({ scope }: { readonly scope: string }): string => scope;

const ways: { readonly [K in ReadKind]: WayToRead<K> } = {
  resource: { value: (arm, { id }, signal) => getResource(arm, id, signal), absent: 'itself' },
  cluster: { value: (arm, { id }, signal) => getCluster(arm, id, signal), absent: 'itself' },
  clusters: { list: () => clusterList, most: mostClusterLists },
  newerClusters: { answer: newerClusters },
  identities: { list: () => identityList },
  resourcesOfType: { value: (arm, { type, subscriptionId }, signal) => listType(arm, type, subscriptionId, signal) },
  everyResource: { list: ({ type }) => everyResourceList(type), most: mostResourceLists },
  listBelow: { value: listBelow, absent: 'place', isOfEach: true },
  creationTimes: { value: listCreationTimes, isLong: true },
  regions: { value: (arm, { type, subscriptionId }, signal) => listRegionsOf(arm, type, subscriptionId, signal) },
  assignments: {
    value: (arm, { scope, principalId }, signal) => listAssignments(arm, scope, principalId, signal),
    absent: 'place',
  },
  assignmentsOf: {
    value: (arm, { subscriptionId, principalId }, signal) =>
      listAssignmentsOf(arm, subscriptionId, principalId, signal),
  },
  assignedIn: {
    value: (arm, { subscriptionId, principalId }, signal) => listAssignedIn(arm, subscriptionId, principalId, signal),
  },
  vaultPolicies: { list: ({ principalId }) => vaultPolicyList(principalId) },
  assignmentsEverywhere: { list: ({ principalId }) => assignmentList([principalId]) },
  everyAssignmentIn: { value: (arm, { subscriptionId }, signal) => listAssignmentsIn(arm, subscriptionId, signal) },
  assignmentsAt: { value: (arm, { scope }, signal) => listAssignmentsAt(arm, scope, signal), absent: 'place' },
  assignment: { value: (arm, { id }, signal) => getAssignment(arm, id, signal), absent: 'itself' },
  role: {
    value: (arm, { scope, guid }, signal) => getRole(arm, scope, guid, signal),
    scope: atScope,
    absent: 'itself',
  },
  roleNamed: {
    value: (arm, { scope, name }, signal) => findRole(arm, scope, name, signal),
    scope: atScope,
    absent: 'place',
  },
  denyAssignments: { value: (arm, { scope }, signal) => listDenyAssignments(arm, scope, signal), absent: 'place' },
  denyAssignmentsIn: { value: (arm, { subscriptionId }, signal) => listDenyAssignmentsIn(arm, subscriptionId, signal) },
  accounts: { answer: accountsFor },
  callerPermissions: { value: (arm, { scope }, signal) => listCallerPermissions(arm, scope, signal), absent: 'place' },
  callerAssignments: { value: (arm, { scope }, signal) => listCallerAssignments(arm, scope, signal), absent: 'place' },
  callerId: { value: (arm, _, signal) => getCallerId(arm, signal), absent: 'itself' },
  eligibleAt: {
    value: (arm, { scope, own }, signal) => listEligibleAt(arm, scope, { isOwn: own === true, signal }),
    absent: 'place',
  },
  eligibleRoles: { value: (arm, { scope }, signal) => listEligibleRoles(arm, scope, signal), absent: 'place' },
  activationRules: { value: getActivationRules, absent: 'place' },
  ownActivations: { value: (arm, { scope }, signal) => listOwnActivations(arm, scope, signal), absent: 'place' },
  upgradeProfile: { value: (arm, { poolId }, signal) => getUpgradeProfile(arm, poolId, signal), absent: 'place' },
  carriers: { list: ({ identityId }) => resourcesWithIdentityList(identityId), most: mostResourceLists },
  federatedCredentials: {
    value: (arm, { identityId }, signal) => listFederatedCredentials(arm, identityId, signal),
    shared: ({ identityId }, reading) => listCredentialsOnce(reading.directory, identityId, reading),
    absent: 'place',
  },
  credentials: { answer: readCredentials },
  hiddenSubscriptions: { answer: hiddenSubscriptions },
  directoryObjects: { answer: readDirectoryObjects },
  bindings: {
    value: (arm, { clusterId }, signal) => listBindings(arm, clusterId, signal),
    absent: 'place',
    isOfEach: true,
  },
  feature: { value: getFeatureState, absent: 'itself' },
  assignmentsOfAll: { list: ({ principalIds }) => assignmentList(principalIds) },
  subscription: {
    value: (arm, { id }, signal) => getSubscription(arm, id, signal),
    scope: ({ id }) => `/subscriptions/${id}`,
  },
};

async function answerTo<K extends ReadKind>(read: ReadOf<K>, reading: FactReading): Promise<AnyAnswer> {
  const { directory, signal, mustAnswer } = reading;
  const way: WayToRead<K> = ways[read.kind];
  try {
    if ('answer' in way) return await way.answer(read, reading);
    if ('list' in way) return await listFromIndexOrArm(read, way.list(read), reading, way.most);
    const list = (): Promise<Reads[K]['value'] | undefined> =>
      way.shared?.(read, reading) ??
      directory.read(scopeOf(read, way), (arm) => way.value(arm, read, signal), signal, read);
    const value = await (way.isLong === true && reading.asksEach === true ? reading.inTurn(list) : list());
    return value === undefined ? { kind: 'missing' } : { kind: 'found', value };
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error;
    const isChoice = read.kind === 'accounts' || read.kind === 'assignment';
    const subject = subjectOfRead(read);
    return answerFor(error, { subject, mustAnswer, isChoice, whatIsGone: () => whatIsAbsent(read, way, reading) });
  } finally {
    if ('isOfEach' in way) reading.onAsked?.();
  }
}

function scopeOf<K extends ReadKind>(read: ReadOf<K>, { scope }: InOnePlace<K>): string {
  return scope?.(read) ?? subjectOfRead(read).of ?? '';
}

async function whatIsAbsent<K extends ReadKind>(
  read: ReadOf<K>,
  way: WayToRead<K>,
  { directory, signal }: FactReading,
): Promise<InOnePlace<K>['absent']> {
  if (!('value' in way) || way.absent !== 'place') return 'value' in way ? way.absent : undefined;
  const scope = scopeOf(read, way);
  const reread = (): Promise<unknown> => directory.read(scope, (arm) => getResource(arm, scope, signal), signal);
  return isOfResource(scope) && (await isNotThere(reread())) ? 'place' : undefined;
}

/** A subscription, and what is above all of them, can be invisible but not gone. */
function isOfResource(scope: string): boolean {
  const type = parseResourceId(scope)?.type;
  return type !== undefined && type !== resourceType.subscription;
}

/** Says that subscriptions are listed one by one; where everything is asked, one at a time, because lists of thousands take memory. */
function oneByOne({ asksEach }: FactReading): Pick<ListRequest<unknown>, 'notFromGraph' | 'sideBySide'> {
  return { notFromGraph: () => true, ...(asksEach === true ? { sideBySide: 1 } : {}) };
}

/** Reads from Resource Graph, or from ARM's current lists if they are few; always new, because it confirms an earlier read. */
async function listFromIndexOrArm<K extends ReadKind>(
  read: ReadOf<K>,
  list: ListWay<unknown>,
  reading: FactReading,
  most = Infinity,
): Promise<AnyAnswer> {
  const { directory } = reading;
  const subject = subjectOfRead(read);
  const isFromArm = 'fromArm' in read && read.fromArm === true;
  if (!isFromArm) return answerFromEverywhere(directory, subject, { ...reading, ...list });
  const subscriptions = await subscriptionsIn(reading);
  if (subscriptions > most && reading.asksEach !== true)
    return answerNotAsked(subject, tooManyToAsk(say`${subscriptions} subscriptions`));
  return answerFromEverywhere(directory, subject, { ...reading, ...list, ...oneByOne(reading) });
}

async function newerClusters(read: ReadOf<'newerClusters'>, reading: FactReading): Promise<AnyAnswer> {
  const subject = subjectOfRead(read);
  const subscriptions = await subscriptionsIn(reading);
  if (subscriptions > mostNewerLists && reading.asksEach !== true)
    return answerNotAsked(subject, say`${subscriptions} subscriptions are too many to list the clusters of each.`);
  const request = { ...reading, ...newerClusterList, ...oneByOne(reading) };
  return answerFromEverywhere(reading.directory, subject, request);
}

async function subscriptionsIn({ directory, signal }: FactReading): Promise<number> {
  return (await directory.access(signal)).items.length;
}

/** The answer to a read that would take too many requests. */
function answerNotAsked(subject: Subject, reason: Words): AnyAnswer {
  return { kind: 'unreadable', subject, cause: 'notAsked', reason };
}

async function accountsFor(
  { inDirectoryOf, scope, ...via }: ReadOf<'accounts'>,
  { directory, signal }: FactReading,
): Promise<AnyAnswer> {
  const subscriptionId = inDirectoryOf && subscriptionOf(inDirectoryOf)?.toLowerCase();
  const accesses = subscriptionId === undefined ? [] : (await directory.access(signal)).items;
  const tenantId = accesses.find(({ subscription }) => subscription.id.toLowerCase() === subscriptionId)?.tenant
    .tenantId;
  return { kind: 'found', value: await directory.viasFor(scope, signal, { ...via, ...defined({ tenantId }) }) };
}
